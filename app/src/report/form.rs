//! The form's state, and the journal that keeps it.

use domain::{CommandId, GridCode, Item, PersonId, Place, TicketId, Urgency};
use leptos::prelude::*;

use super::draft::Draft;
use crate::device::{Device, Taken, use_device};

/// Every part of the form, each its own signal.
#[derive(Clone, Copy)]
pub struct Form {
    /// Ids of the draft; none until the device has looked for one that was left.
    pub ids: RwSignal<Option<(CommandId, TicketId)>>,
    /// Catalogue code.
    pub item: RwSignal<Option<String>>,
    /// Quick phrases tapped.
    pub phrases: RwSignal<Vec<String>>,
    /// What was typed.
    pub text: RwSignal<String>,
    /// Where, in words.
    pub address: RwSignal<String>,
    /// Where, by the device's fix.
    pub place: RwSignal<Option<Place>>,
    /// The grid, where the person was asked.
    pub grid: RwSignal<Option<GridCode>>,
    /// How soon.
    pub urgency: RwSignal<Urgency>,
    /// Photos taken.
    pub photos: RwSignal<Vec<Taken>>,
    /// Begun some time ago, perhaps elsewhere: where it is, its person says.
    pub from_before: RwSignal<bool>,
}

impl Form {
    /// A form for this page. On the device it takes up the draft that the person left, and journals from then on.
    pub fn open() -> Self {
        let form = Self {
            ids: RwSignal::new(None),
            item: RwSignal::new(None),
            phrases: RwSignal::new(Vec::new()),
            text: RwSignal::new(String::new()),
            address: RwSignal::new(String::new()),
            place: RwSignal::new(None),
            grid: RwSignal::new(None),
            urgency: RwSignal::new(Urgency::Normal),
            photos: RwSignal::new(Vec::new()),
            from_before: RwSignal::new(false),
        };
        let device = use_device();
        let person = Memo::new(move |_| device.my_id());
        Effect::new(move |_| {
            if let Some(person) = person.get() {
                let draft = Draft::left_by(person).unwrap_or_else(Draft::born);
                form.from_before.set(draft.is_from_before(device.now.get_untracked()));
                form.fill(draft);
            }
        });
        Effect::new(move |_| {
            if let (Some(draft), Some(person)) = (form.draft(), person.get_untracked()) {
                let is_of_now = !form.from_before.get_untracked();
                Draft { kept_at: is_of_now.then(|| device.now.get_untracked()), ..draft }.keep(person);
            }
        });
        // A page that was killed right after saving leaves its draft behind: what is in the outbox is not written again.
        Effect::new(move |_| {
            if let (Some((id, _)), Some(person)) = (form.ids.get(), person.get_untracked())
                && is_in_outbox(device, id)
            {
                form.start_over(person, id);
            }
        });
        form
    }

    /// The draft as it stands.
    pub fn draft(self) -> Option<Draft> {
        let (command_id, ticket_id) = self.ids.get()?;
        Some(Draft {
            command_id,
            ticket_id,
            item_code: self.item.get(),
            phrases: self.phrases.get(),
            text: self.text.get(),
            address: self.address.get(),
            place: self.place.get(),
            grid: self.grid.get(),
            urgency: self.urgency.get(),
            photos: self.photos.get(),
            kept_at: None,
        })
    }

    /// Shows this draft instead.
    pub fn fill(self, draft: Draft) {
        self.item.set(draft.item_code);
        self.phrases.set(draft.phrases);
        self.text.set(draft.text);
        self.address.set(draft.address);
        self.place.set(draft.place);
        self.grid.set(draft.grid);
        self.urgency.set(draft.urgency);
        self.photos.set(draft.photos);
        self.ids.set(Some((draft.command_id, draft.ticket_id)));
    }

    /// After saving: an empty form, and nothing left behind.
    pub fn start_over(self, person: PersonId, saved: CommandId) {
        Draft::forget(person, saved);
        self.from_before.set(false);
        self.fill(Draft::born());
    }

    /// The item chosen, as the catalogue has it.
    pub fn chosen(self, device: Device) -> Option<Item> {
        let code = self.item.get()?;
        device.directory.with(|directory| directory.item(&code).cloned())
    }
}

fn is_in_outbox(device: Device, id: CommandId) -> bool {
    device.outbox.with(|entries| entries.iter().any(|entry| entry.sealed.command_id == id))
}
