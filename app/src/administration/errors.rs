//! What a form says at its fields: what the rules find once somebody has tried to save, and what the server refused.

use domain::administration::Fault;
use leptos::prelude::*;

use crate::components::words::error_text;
use crate::device::DeviceError;
use crate::text::{Words, use_words};

/// The errors of one form.
#[derive(Clone, Copy)]
pub struct Errors {
    fields: &'static [&'static str],
    faults: Memo<Vec<Fault>>,
    tried: RwSignal<bool>,
    refused: RwSignal<Option<DeviceError>>,
    t: Words,
}

impl Errors {
    /// Those of a form with these fields, of which the rules say that.
    pub fn new(fields: &'static [&'static str], faults: Memo<Vec<Fault>>) -> Self {
        Self { fields, faults, tried: RwSignal::new(false), refused: RwSignal::new(None), t: use_words() }
    }

    /// Somebody tries to save: whether the rules have nothing against it.
    pub fn admit(self) -> bool {
        self.tried.set(true);
        self.refused.set(None);
        self.faults.with_untracked(Vec::is_empty)
    }

    /// What became of it.
    pub fn answered(self, refused: Option<DeviceError>) {
        self.tried.set(refused.is_some());
        self.refused.set(refused);
    }

    /// What is wrong with a field.
    pub fn at(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let by_rule = self.faults.with(|faults| faults.iter().find(|fault| fault.field == field).copied());
            let by_rule = by_rule.filter(|_| self.tried.get()).map(|fault| fault.code.detail(self.t.0).to_owned());
            by_rule.or_else(|| match self.refused.get() {
                Some(DeviceError::Refused(problem)) if problem.field.as_deref() == Some(field) => Some(problem.detail),
                _ => None,
            })
        })
    }

    /// What is wrong with no field that the form has.
    pub fn elsewhere(self) -> Option<String> {
        let error = self.refused.get()?;
        let is_at_a_field = match &error {
            DeviceError::Refused(problem) => problem.field.as_deref().is_some_and(|field| self.fields.contains(&field)),
            _ => false,
        };
        (!is_at_a_field).then(|| error_text(&error, self.t))
    }
}
