//! One step as a form: `domain` judges it before it is saved, and nothing that was typed is lost when it is not.

use std::sync::Arc;

use domain::command::CommandKind;
use domain::ticket::Context;
use domain::{Command, CommandId, Language, PersonId, Photo, Problem, Ticket, TicketId};
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::journal::Journal;
use super::meanwhile::Meanwhile;
use super::{
    appeal, arbitration, check, clock, dispatch, ending, evaluation, handler, handling, intake, merging, notes, parts,
    reason, returns, supervision, verification, withdraw,
};
use crate::components::photo_picker::{Late, add};
use crate::components::words::{command_word, error_text};
use crate::components::{Notice, Tone};
use crate::device::{Device, Taken, use_device};
use crate::frame::offers::hold_offers;
use crate::office;
use crate::put_away::put_away;
use crate::text::{Text, Words, common, ticket as words, use_words};
use crate::watermark::Watermark;

/// The field of a form's photos.
const PHOTOS: &str = "photos";

/// A step that was begun on a ticket.
#[derive(Clone, Copy)]
pub struct Step {
    /// Which.
    pub kind: CommandKind,
    /// The ticket as it is now.
    pub ticket: Memo<Option<Arc<Ticket>>>,
    id: TicketId,
    open: RwSignal<Option<CommandKind>>,
    done: Callback<Saved>,
    fault: RwSignal<Option<Fault>>,
    journal: Journal,
    /// Photos of this form.
    pub photos: RwSignal<Vec<Taken>>,
    /// How many more are still being shrunk.
    pub shrinking: RwSignal<usize>,
}

/// A step that is put away on this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Which.
    pub kind: CommandKind,
    /// Its place in the outbox.
    pub id: CommandId,
    /// Photos for which there was no room.
    pub left_out: usize,
}

/// What is wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    /// The field to blame.
    field: Option<String>,
    /// In words.
    text: String,
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self { field: problem.field, text: problem.detail }
    }
}

impl Step {
    /// A step whose form is open while `open` names it; `done` is told once it is saved.
    pub fn new(
        kind: CommandKind,
        id: TicketId,
        ticket: Memo<Option<Arc<Ticket>>>,
        open: RwSignal<Option<CommandKind>>,
        done: Callback<Saved>,
    ) -> Self {
        let journal = Journal::open(use_device(), id, kind);
        let photos = journal.field(PHOTOS, Vec::<Taken>::new());
        // Those for which there was no room went with the page they were taken on.
        photos.update_untracked(|photos| photos.retain(|taken| taken.stored));
        let (fault, shrinking) = (RwSignal::new(None), RwSignal::new(0));
        Self { kind, ticket, id, open, done, fault, journal, photos, shrinking }
    }

    /// A field of the form, kept on this device until the step is saved; `empty` where nothing was left in it.
    pub fn field<T>(self, name: &'static str, empty: T) -> RwSignal<T>
    where
        T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
    {
        self.journal.field(name, empty)
    }

    /// A field for words.
    pub fn words(self, name: &'static str) -> RwSignal<String> {
        self.field(name, String::new())
    }

    /// What is wrong with this field.
    pub fn fault_at(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let fault = self.fault.get()?;
            (fault.field.as_deref() == Some(field)).then_some(fault.text)
        })
    }

    /// The ticket's id.
    pub fn id(self) -> TicketId {
        self.id
    }

    /// The photos as a command names them.
    pub fn named_photos(self) -> Vec<Photo> {
        self.photos.with_untracked(|photos| photos.iter().map(|taken| taken.photo.clone()).collect())
    }

    /// Reads something off the ticket as it was when the form was opened.
    pub fn at_first<T>(self, read: impl FnOnce(&Ticket) -> T) -> Option<T> {
        self.ticket.with_untracked(|ticket| ticket.as_ref().map(|ticket| read(ticket)))
    }

    /// Keeps photos that are ready only after the ticket's page was left.
    pub fn late(self) -> Callback<(), Late> {
        Callback::new(move |()| {
            let mut later = self.journal.later();
            let late: Late = Box::new(move |taken| {
                later.change(PHOTOS, |photos: &mut Vec<Taken>| add(photos, taken));
            });
            late
        })
    }

    /// What stands on photos taken for this step: number, time and name.
    pub fn watermark(self) -> Callback<(), Watermark> {
        let device = use_device();
        Callback::new(move |()| Watermark {
            ticket: self.at_first(|ticket| ticket.number.clone().unwrap_or_else(|| ticket.title.clone())),
            now: device.now.get_untracked(),
            place: None,
            address: None,
            name: device.signature(),
        })
    }
}

/// The form of a step.
pub fn form(step: Step) -> AnyView {
    form_in_the_field(step).unwrap_or_else(|| Suspend::new(office::form(step)).into_any())
}

fn form_in_the_field(step: Step) -> Option<AnyView> {
    Some(match step.kind {
        CommandKind::Check => view! { <check::Check step /> }.into_any(),
        CommandKind::Verify => view! { <verification::Verify step /> }.into_any(),
        CommandKind::Rate => view! { <evaluation::Rate step /> }.into_any(),
        CommandKind::AddNote => view! { <notes::AddNote step /> }.into_any(),
        CommandKind::AddPhotos => view! { <notes::AddPhotos step /> }.into_any(),
        CommandKind::Withdraw => view! { <withdraw::Withdraw step /> }.into_any(),
        CommandKind::Follow => view! { <merging::Follow step /> }.into_any(),
        CommandKind::Remind => view! { <supervision::Remind step /> }.into_any(),
        _ => return None,
    })
}

/// The form of a step that is taken in the office.
pub fn form_in_the_office(step: Step) -> AnyView {
    match step.kind {
        CommandKind::Accept => view! { <intake::Accept step /> }.into_any(),
        CommandKind::Decline => view! { <intake::Decline step /> }.into_any(),
        CommandKind::Dispatch => view! { <dispatch::DispatchForm step /> }.into_any(),
        CommandKind::Sign => view! { <handling::Sign step /> }.into_any(),
        CommandKind::ReportResult => view! { <handling::ReportResult step /> }.into_any(),
        CommandKind::RequestReturn => view! { <returns::RequestReturn step /> }.into_any(),
        CommandKind::ApproveReturn => view! { <returns::ApproveReturn step /> }.into_any(),
        CommandKind::RefuseReturn => view! { <returns::RefuseReturn step /> }.into_any(),
        CommandKind::RequestCheck => view! { <check::RequestCheck step /> }.into_any(),
        CommandKind::Pass => view! { <check::Pass step /> }.into_any(),
        CommandKind::Rework => view! { <check::Rework step /> }.into_any(),
        CommandKind::ReHandle => view! { <evaluation::ReHandle step /> }.into_any(),
        CommandKind::CloseWithBothViews => view! { <evaluation::CloseWithBothViews step /> }.into_any(),
        CommandKind::Reopen => view! { <evaluation::Reopen step /> }.into_any(),
        CommandKind::RequestExtension => view! { <clock::RequestExtension step /> }.into_any(),
        CommandKind::ApproveExtension => view! {
            <clock::Approve
                step
                submit=common::COMMAND_APPROVE_EXTENSION
                means=words::APPROVED_EXTENSION_MEANS
                asked=|ticket| ticket.pending_extension.as_ref().map(|asked| asked.text.clone())
                command=Command::ApproveExtension {}
            />
        }
        .into_any(),
        CommandKind::RefuseExtension => view! {
            <reason::Reason
                step
                id="refuse-time-reason"
                submit=common::COMMAND_REFUSE_EXTENSION
                means=words::REFUSED_TIME_MEANS
                command=|reason| Command::RefuseExtension { reason }
            />
        }
        .into_any(),
        CommandKind::RequestSuspension => view! { <clock::RequestSuspension step /> }.into_any(),
        CommandKind::ApproveSuspension => view! {
            <clock::Approve
                step
                submit=common::COMMAND_APPROVE_SUSPENSION
                means=words::APPROVED_SUSPENSION_MEANS
                asked=|ticket| ticket.pending_suspension.as_ref().map(|asked| asked.text.clone())
                command=Command::ApproveSuspension {}
            />
        }
        .into_any(),
        CommandKind::RefuseSuspension => view! {
            <reason::Reason
                step
                id="refuse-time-reason"
                submit=common::COMMAND_REFUSE_SUSPENSION
                means=words::REFUSED_TIME_MEANS
                command=|reason| Command::RefuseSuspension { reason }
            />
        }
        .into_any(),
        CommandKind::Resume => view! { <clock::Resume step /> }.into_any(),
        CommandKind::Void => view! { <ending::Void step /> }.into_any(),
        CommandKind::ForceClose => view! { <ending::ForceClose step /> }.into_any(),
        CommandKind::Supervise => view! { <supervision::Supervise step /> }.into_any(),
        CommandKind::ReplySupervision => view! { <supervision::ReplySupervision step /> }.into_any(),
        CommandKind::RequestVerification => view! { <verification::RequestVerification step /> }.into_any(),
        CommandKind::ReportProgress => view! { <parts::ReportProgress step /> }.into_any(),
        CommandKind::FinishPart => view! { <parts::FinishPart step /> }.into_any(),
        CommandKind::WaivePart => view! { <parts::WaivePart step /> }.into_any(),
        CommandKind::OpenArbitration => view! {
            <reason::Reason
                step
                id="arbitration-reason"
                submit=common::COMMAND_OPEN_ARBITRATION
                means=words::ARBITRATION_MEANS
                command=|reason| Command::OpenArbitration { reason }
            />
        }
        .into_any(),
        CommandKind::RuleArbitration => view! { <arbitration::RuleArbitration step /> }.into_any(),
        CommandKind::Appeal => view! { <appeal::Appeal step /> }.into_any(),
        CommandKind::RuleAppeal => view! { <appeal::RuleAppeal step /> }.into_any(),
        CommandKind::AssignHandler => view! { <handler::AssignHandler step /> }.into_any(),
        CommandKind::RevokeHandler => view! { <handler::RevokeHandler step /> }.into_any(),
        CommandKind::MergeInto => view! { <merging::MergeInto step /> }.into_any(),
        CommandKind::Unmerge => view! { <merging::Unmerge step /> }.into_any(),
        // In the field, or the report page.
        CommandKind::Check
        | CommandKind::Verify
        | CommandKind::Rate
        | CommandKind::AddNote
        | CommandKind::AddPhotos
        | CommandKind::Withdraw
        | CommandKind::Remind
        | CommandKind::Follow
        | CommandKind::Whistle => ().into_any(),
    }
}

/// Reads a form. A type of its own, so that there is one frame of a form in what a phone downloads, and not one for each.
pub struct Read(Box<dyn Fn() -> Command + Send + Sync>);

impl<F: Fn() -> Command + Send + Sync + 'static> From<F> for Read {
    fn from(read: F) -> Self {
        Self(Box::new(read))
    }
}

/// The frame of every step's form: a dialog with the fields, what is wrong, and one button that says what happens.
#[component]
pub fn StepForm(
    step: Step,
    /// What the button does: 派遣给住建局.
    #[prop(into)]
    submit: Signal<String>,
    /// Fields that show their own faults.
    #[prop(optional)]
    fields: &'static [&'static str],
    /// What has still to be chosen before the form can be judged.
    #[prop(optional)]
    missing: Option<Signal<Option<Text>>>,
    /// Reads the form.
    #[prop(into)]
    command: Read,
    children: Children,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let language = t.0;
    let kind = step.kind;
    let dialog = NodeRef::<Dialog>::new();
    let saving = RwSignal::new(false);
    let command = StoredValue::new(command);
    let read = move || command.with_value(|Read(command)| untrack(command));
    let waits = move || saving.get() || step.shrinking.get() > 0;
    let submit = Signal::derive(move || match step.shrinking.get() {
        0 => submit.get(),
        _ => t.say(common::WAITS_FOR_PHOTOS).to_owned(),
    });

    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (step.open.get() == Some(kind), dialog.open()) {
            // Fails only for a dialog that is out of the document, which has nothing to show.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });

    hold_offers(move || step.open.get() == Some(kind));
    // How much others had done when the form was begun.
    let me = untrack(|| device.my_id()).unwrap_or(PersonId::NOBODY);
    let before = step.at_first(|ticket| ticket.done_by_others(me).count()).unwrap_or_default();
    let meanwhile = Memo::new(move |_| {
        step.ticket.with(|ticket| {
            let done = ticket.iter().flat_map(|ticket| ticket.done_by_others(me));
            done.skip(before).map(|(_, event)| event.clone()).collect::<Vec<_>>()
        })
    });
    let refusal = Memo::new(move |_| {
        let refused = |ticket: &Arc<Ticket>| device.admits(ticket, kind).err();
        step.ticket.with(|ticket| ticket.as_ref().and_then(refused)).map(|refusal| refusal.problem(language).detail)
    });
    let save = move |command: Command| {
        let id = device.outbox.with_untracked(|outbox| step.journal.id_for(&command, outbox));
        saving.set(true);
        spawn_local(async move {
            let taken = step.photos.get_untracked();
            let result = put_away(device, id, step.id, command, &taken).await;
            saving.set(false);
            match result {
                Ok(left_out) => {
                    step.journal.forget();
                    step.done.run(Saved { kind, id, left_out });
                }
                Err(error) => step.fault.set(Some(Fault { field: None, text: error_text(&error, t) })),
            }
        });
    };
    let submitted = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        // Enter sends a form whose button is disabled.
        if untrack(waits) {
            return;
        }
        if let Some(missing) = missing.and_then(|missing| missing.get_untracked()) {
            step.fault.set(Some(Fault { field: None, text: t.say(missing).to_owned() }));
            return;
        }
        match judged(step, read(), device, language) {
            Ok(command) => {
                step.fault.set(None);
                save(command);
            }
            Err(fault) => step.fault.set(Some(fault)),
        }
    };
    let as_note = move |_| {
        if let Some(note) = note_of(&read()) {
            save(note);
        }
    };
    let elsewhere = move || {
        let fault = step.fault.get().filter(|_| refusal.with(Option::is_none))?;
        let shown = fault.field.as_deref().is_some_and(|field| fields.contains(&field));
        (!shown).then_some(fault.text)
    };
    view! {
        <dialog
            class="sheet"
            node_ref=dialog
            aria-labelledby=format!("{}-title", kind.as_str())
            on:close=move |_| {
                if step.open.get_untracked() == Some(kind) {
                    step.open.set(None);
                }
            }
        >
            <form class="sheet__form" method="dialog" novalidate on:submit=submitted>
                <h2 class="sheet__title" id=format!("{}-title", kind.as_str())>
                    {command_word(kind, t)}
                </h2>
                <div class="sheet__body">
                    <Meanwhile events=meanwhile ticket=step.ticket />
                    {move || {
                        refusal
                            .get()
                            .map(|refusal| {
                                view! {
                                    <Notice tone=Tone::Warning>
                                        <p>{refusal}</p>
                                        <button type="button" class="button" disabled=waits on:click=as_note>
                                            {t.say(words::SAVE_AS_NOTE)}
                                        </button>
                                    </Notice>
                                }
                            })
                    }} {children()}
                    {move || elsewhere().map(|text| view! { <Notice tone=Tone::Error>{text}</Notice> })}
                </div>
                <div class="sheet__buttons">
                    <button type="button" class="button" on:click=move |_| step.open.set(None)>
                        {t.say(common::CANCEL)}
                    </button>
                    <button
                        type="submit"
                        class="button button--primary"
                        data-testid=format!("submit-{}", kind.as_str())
                        disabled=move || waits() || refusal.with(Option::is_some)
                    >
                        {submit}
                    </button>
                </div>
            </form>
        </dialog>
    }
}

/// The command as the rules would take it now, or what is wrong with it.
fn judged(step: Step, command: Command, device: Device, language: Language) -> Result<Command, Fault> {
    let command = Command::parse(command.kind(), &command.body()).map_err(|invalid| Fault {
        text: Words(language).fill(common::NEEDS, &[("what", &invalid.expected(language))]),
        field: Some(invalid.field),
    })?;
    let (Some(me), Some(ticket)) = (device.me.get_untracked(), step.ticket.get_untracked()) else {
        return Err(Problem::new(domain::Code::AuthRequired, language).into());
    };
    let directory = device.directory.get_untracked();
    let context = Context { actor: &me, now: device.now.get_untracked(), directory: &directory };
    ticket.apply(&command, context).map_err(|refusal| refusal.problem(language))?;
    Ok(command)
}

/// What the form says, as a note: for when somebody else was faster.
fn note_of(command: &Command) -> Option<Command> {
    let body = command.body();
    let text = ["text", "reason", "comment", "note"].into_iter().find_map(|field| body.get(field)?.as_str());
    let photos = command.photos().to_vec();
    text.filter(|text| !text.trim().is_empty()).map(|text| Command::AddNote { text: text.trim().to_owned(), photos })
}

/// The text, where there is any.
pub fn some(text: RwSignal<String>) -> Option<String> {
    Some(text.get_untracked()).filter(|text| !text.trim().is_empty())
}
