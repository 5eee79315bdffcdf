//! What people say in a command, likely or not.

use domain::command::CommandKind;
use domain::ids::{PersonId, TicketId};
use domain::{Photo, Role, Ticket};
use serde_json::{Value, json};

use crate::world::World;

/// What somebody says of a ticket.
#[derive(Clone, Debug)]
pub struct Said {
    pub ticket: TicketId,
    pub kind: String,
    pub body: Value,
    /// Words that stand in this command and in no other; none where its kind has no words.
    pub marker: Option<String>,
    pub photos: Vec<Photo>,
}

impl Said {
    /// The same without its photos: storage has no room for them.
    pub fn without_photos(&self) -> Self {
        let mut body = self.body.clone();
        if let Some(photos) = body.get_mut("photos") {
            *photos = json!([]);
        }
        Self { body, photos: Vec::new(), ..self.clone() }
    }
}

impl World<'_> {
    fn marker(&mut self) -> String {
        format!("words-{:016x}", self.chance.draw())
    }

    fn photos(&mut self) -> Vec<Photo> {
        let count = [0, 0, 1, 1, 2][self.chance.below(5)];
        let mut photos: Vec<Photo> = Vec::new();
        for _ in 0..count {
            let photo = self.county.photos[self.chance.below(self.county.photos.len())].clone();
            if !photos.contains(&photo) {
                photos.push(photo);
            }
        }
        photos
    }

    pub fn whistles(&mut self, ticket: TicketId) -> Said {
        let (marker, photos) = (self.marker(), self.photos());
        let body = json!({ "description": marker, "item_code": "0101", "photos": photos });
        Said { ticket, kind: "whistle".into(), body, marker: Some(marker), photos }
    }

    pub fn notes(&mut self, ticket: TicketId) -> Said {
        let marker = self.marker();
        let body = json!({ "text": marker });
        Said { ticket, kind: "add_note".into(), body, marker: Some(marker), photos: Vec::new() }
    }

    /// What can never be applied.
    pub fn poison(&mut self, device: usize, me: PersonId) -> Said {
        let marker = self.marker();
        let known = self.devices[device].drawer(me).any_ticket(&mut self.chance).map(|ticket| ticket.id);
        let ticket = known.unwrap_or(TicketId(self.chance.id()));
        let (kind, body) = match self.chance.below(4) {
            0 => ("dance", json!({ "text": marker })),
            1 => ("add_note", json!({ "text": 5, "marker": marker })),
            2 => ("add_note", json!({ "text": "x".repeat(300_000), "marker": marker })),
            _ => ("whistle", json!({ "description": "", "marker": marker })),
        };
        Said { ticket, kind: kind.into(), body, marker: Some(marker), photos: Vec::new() }
    }

    /// The next step on one of the tickets that this person sees, if there are any.
    pub fn next_step(&mut self, device: usize, me: PersonId) -> Option<Said> {
        use CommandKind as Kind;
        let ticket = self.devices[device].drawer(me).any_ticket(&mut self.chance)?;
        let kind = self.likely(self.person(me).role, &ticket);
        let marker = self.marker();
        let photo = match kind {
            Kind::ReportResult => Some(self.chance.below(4)),
            Kind::AddPhotos => Some(self.chance.below(5)),
            _ => None,
        };
        let photos: Vec<Photo> = photo.map(|n| self.county.photos[n].clone()).into_iter().collect();
        let body = match kind {
            Kind::AddNote => json!({ "text": marker }),
            Kind::Withdraw | Kind::RefuseReturn | Kind::Rework | Kind::Reopen | Kind::RequestReturn => {
                json!({ "reason": marker })
            }
            Kind::Decline => json!({ "reason": marker, "reason_code": "other" }),
            Kind::Dispatch => json!({ "lead": "D01", "co_responsible": ["D02"], "note": marker }),
            Kind::ReportResult => json!({ "text": marker, "photos": photos }),
            Kind::Check => json!({ "passed": true, "text": marker }),
            Kind::Rate => {
                json!({ "response": 5, "quality": 4, "result": 5, "satisfaction": "satisfied", "comment": marker })
            }
            Kind::AddPhotos => json!({ "photos": photos, "stage": "other" }),
            _ => json!({}),
        };
        let marker = body.to_string().contains(&marker).then_some(marker);
        Some(Said { ticket: ticket.id, kind: kind.as_str().into(), body, marker, photos })
    }

    /// What somebody of this role is likely to do with a ticket; sometimes what they may not.
    fn likely(&mut self, role: Role, ticket: &Ticket) -> CommandKind {
        use CommandKind as Kind;
        let anything = [
            Kind::AddNote,
            Kind::AddPhotos,
            Kind::Withdraw,
            Kind::Accept,
            Kind::Sign,
            Kind::RequestReturn,
            Kind::Pass,
            Kind::ReportResult,
            Kind::Rate,
            Kind::Reopen,
        ];
        if self.chance.one_in(4) {
            return anything[self.chance.below(anything.len())];
        }
        match (role, ticket.status.name()) {
            (Role::Supervisor, "received") => [Kind::Accept, Kind::Accept, Kind::Decline][self.chance.below(3)],
            (Role::Supervisor, "awaiting_dispatch") => Kind::Dispatch,
            (Role::Supervisor, "awaiting_check") => {
                [Kind::Pass, Kind::RequestCheck, Kind::Rework][self.chance.below(3)]
            }
            (Role::Supervisor, "handling") if ticket.pending_return.is_some() => {
                [Kind::ApproveReturn, Kind::RefuseReturn][self.chance.below(2)]
            }
            (Role::Specialist, "awaiting_signature") => Kind::Sign,
            (Role::Specialist, "handling") => [Kind::ReportResult, Kind::RequestReturn][self.chance.below(2)],
            (Role::GridWorker, "awaiting_check") => Kind::Check,
            (Role::Caller | Role::GridWorker, "awaiting_rating") => Kind::Rate,
            (Role::Caller, "closed") => Kind::Reopen,
            _ => Kind::AddNote,
        }
    }
}
