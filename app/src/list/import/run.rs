//! A file under way: chosen, sent to be checked, checked again by another mapping, and proposed.

use std::rc::Rc;

use domain::list::file::{Checked, Column, Progress, Told, Work};
use domain::list::proposal::{DAYS, Draft, LONGEST_TITLE};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::memory;
use crate::device::{Device, DeviceError, DeviceResult, Upload};
use crate::text::{Words, list_import as words};

/// What each column holds.
pub(super) type Mapping = Vec<Option<Column>>;

/// The file and how far it has come.
#[derive(Clone, Copy)]
pub(super) struct Run {
    device: Device,
    file: StoredValue<Option<File>, LocalStorage>,
    /// Its name, once one is chosen.
    pub(super) name: RwSignal<Option<String>>,
    /// What its columns hold; none before the server has looked at them.
    pub(super) mapping: RwSignal<Option<Mapping>>,
    /// Whether it is the whole list.
    pub(super) is_whole: RwSignal<bool>,
    /// Whether mapping or wholeness were altered since it was checked.
    pub(super) is_stale: RwSignal<bool>,
    /// What the change is to be called.
    pub(super) title: RwSignal<String>,
    /// Why it is made. Kept here: checking again draws the form anew.
    pub(super) reason: RwSignal<String>,
    /// Days for opinions.
    pub(super) days: RwSignal<String>,
    /// What is being done.
    pub(super) progress: RwSignal<Option<Progress>>,
    /// What was found.
    pub(super) checked: RwSignal<Option<Checked>>,
    /// What went wrong.
    pub(super) error: RwSignal<Option<DeviceError>>,
}

impl Run {
    pub(super) fn new(device: Device) -> Self {
        Self {
            device,
            file: StoredValue::new_local(None),
            name: RwSignal::new(None),
            mapping: RwSignal::new(None),
            is_whole: RwSignal::new(false),
            is_stale: RwSignal::new(false),
            title: RwSignal::new(String::new()),
            reason: RwSignal::new(String::new()),
            days: RwSignal::new(DAYS.to_string()),
            progress: RwSignal::new(None),
            checked: RwSignal::new(None),
            error: RwSignal::new(None),
        }
    }

    /// Takes a file, and has it checked.
    pub(super) fn choose(self, file: File, t: Words) {
        let title = t.fill(words::DEFAULT_TITLE, &[("name", &file.name())]);
        self.title.set(title.chars().take(LONGEST_TITLE).collect());
        self.name.set(Some(file.name()));
        self.file.set_value(Some(file));
        self.mapping.set(None);
        self.is_whole.set(false);
        self.checked.set(None);
        self.check();
    }

    /// Has it checked as things are chosen now.
    pub(super) fn check(self) {
        if self.progress.with_untracked(Option::is_some) {
            return;
        }
        if let Some(checked) = self.checked.get_untracked()
            && let Some(mapping) = self.mapping.get_untracked()
        {
            memory::keep(&checked.columns, &mapping);
        }
        spawn_local(async move {
            let first = self.ask().await;
            let outcome = match first {
                // Columns of these names were put right once before.
                Ok(checked) if self.recalls(&checked) => self.ask().await,
                first => first,
            };
            self.progress.try_set(None);
            match outcome {
                Ok(checked) => {
                    self.mapping.try_set(Some(checked.columns.iter().map(|column| column.column).collect()));
                    self.is_stale.try_set(false);
                    self.checked.try_set(Some(checked));
                }
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }

    fn recalls(self, checked: &Checked) -> bool {
        let taken: Mapping = checked.columns.iter().map(|column| column.column).collect();
        let kept = memory::recall(&checked.columns).filter(|kept| *kept != taken);
        match kept {
            Some(kept) if self.mapping.try_get_untracked().flatten().is_none() => {
                self.mapping.try_set(Some(kept));
                true
            }
            _ => false,
        }
    }

    async fn ask(self) -> DeviceResult<Checked> {
        let text = self.send("/api/v1/list/imports/check", None).await?;
        let last = text.lines().last().and_then(|line| serde_json::from_str(line).ok());
        match last {
            Some(Told::Checked(checked)) => Ok(*checked),
            Some(Told::Refused(problem)) => Err(DeviceError::Refused(problem)),
            Some(Told::Progress(_)) | None => Err(DeviceError::Offline),
        }
    }

    /// Proposes what it changes.
    pub(super) async fn propose(self, draft: &Draft) -> DeviceResult<()> {
        let draft = serde_json::to_string(draft).map_err(|error| DeviceError::Failed(error.to_string()))?;
        let sent = self.send("/api/v1/list/imports", Some(draft + "\n")).await;
        self.progress.try_set(None);
        sent.map(drop)
    }

    async fn send(self, path: &str, before: Option<String>) -> DeviceResult<String> {
        let Some(file) = self.file.try_get_value().flatten() else { return Err(DeviceError::Offline) };
        self.error.try_set(None);
        self.progress.try_set(Some(Progress { work: Work::Sending, done: 0, of: 1 }));
        let mapping = self.mapping.try_get_untracked().flatten().map(|mapping| written(&mapping)).unwrap_or_default();
        let whole = self.is_whole.try_get_untracked().unwrap_or_default();
        let path = format!("{path}?mapping={mapping}&whole={whole}");
        let tell = Rc::new(move |progress| {
            self.progress.try_set(Some(progress));
        });
        self.device.call(|calls| (calls.send_file)(Upload { path, before, file }, tell)).await
    }
}

/// `code,name,,lead`
fn written(mapping: &Mapping) -> String {
    let names: Vec<_> = mapping.iter().map(|column| column.map(Column::field).unwrap_or_default()).collect();
    names.join(",")
}
