//! The replica as its owner should see it: with their own commands applied that the server has not shown yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::command::CommandKind;
use domain::ids::TicketId;
use domain::outbox::{Entry, State};
use domain::ticket::Context;
use domain::{Command, Directory, Person, Ticket};
use jiff::Timestamp;

type Tickets = BTreeMap<TicketId, Arc<Ticket>>;

/// Applies `entries`, which stand in the order they were made. What the rules refuse is left out: the server will say
/// so itself. `fresh_at` is when the replica was last up to date.
pub(crate) fn with_own_commands(
    replica: &Tickets,
    entries: &[Entry],
    me: &Person,
    directory: &Directory,
    fresh_at: Option<Timestamp>,
) -> Tickets {
    let mut tickets = replica.clone();
    for entry in entries.iter().filter(|entry| is_unseen(entry, replica, fresh_at)) {
        let id = entry.sealed.ticket_id;
        if let Some(ticket) = applied(tickets.get(&id), entry, me, directory) {
            tickets.insert(id, Arc::new(ticket));
        }
    }
    tickets
}

/// Whether the replica cannot show it yet.
fn is_unseen(entry: &Entry, replica: &Tickets, fresh_at: Option<Timestamp>) -> bool {
    match &entry.state {
        State::Pending { .. } => true,
        State::Accepted { at, revision, .. } => {
            let pulled_since = fresh_at.is_some_and(|fresh| fresh > *at);
            let held = replica.get(&entry.sealed.ticket_id).map(|ticket| ticket.revision);
            !pulled_since && held.is_none_or(|held| held < *revision)
        }
        State::Rejected { .. } | State::Recalled => false,
    }
}

fn applied(ticket: Option<&Arc<Ticket>>, entry: &Entry, me: &Person, directory: &Directory) -> Option<Ticket> {
    let sealed = &entry.sealed;
    let command = Command::parse(CommandKind::parse(&sealed.kind)?, &sealed.body).ok()?;
    let made_at = sealed.captured_at()?;
    let context = Context { actor: me, now: made_at, directory };
    match (ticket, &command) {
        (None, Command::Whistle(whistle)) => {
            let number = match &entry.state {
                State::Accepted { number, .. } if !number.is_empty() => Some(number.clone()),
                _ => None,
            };
            Ticket::open(sealed.ticket_id, whistle, made_at, number, context).ok()
        }
        (Some(ticket), command) => {
            let events = ticket.apply(command, context).ok()?;
            let mut ticket = Ticket::clone(ticket);
            ticket.absorb(&events);
            Some(ticket)
        }
        (None, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::{CommandId, PersonId};
    use domain::sync::SealedCommand;
    use domain::{Problem, Role, Status, Unit, UnitKind};
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    fn me() -> Person {
        Person {
            id: PersonId(Uuid::from_u128(1)),
            username: "grid07".into(),
            name: "王网格".into(),
            role: Role::GridWorker,
            unit: Unit::new(Uuid::from_u128(7), "T07".into(), "某镇", UnitKind::Township),
        }
    }

    fn entry(seq: u64, kind: &str, body: Value) -> Entry {
        let sealed = SealedCommand {
            command_id: CommandId(Uuid::from_u128(u128::from(seq))),
            seq,
            ticket_id: TicketId(Uuid::from_u128(2)),
            kind: kind.into(),
            captured_at: format!("2026-11-23T08:0{seq}:00+08:00"),
            based_on: None,
            body,
        };
        Entry::new(me().id, sealed, Vec::new())
    }

    fn shown(replica: &Tickets, entries: &[Entry], fresh_at: Option<Timestamp>) -> Tickets {
        with_own_commands(replica, entries, &me(), &Directory::default(), fresh_at)
    }

    #[test]
    fn an_unsent_whistle_and_what_followed_it_are_seen_at_once() {
        let entries = [
            entry(1, "whistle", json!({"description": "井盖破损"})),
            entry(2, "withdraw", json!({"reason": "已有人上报"})),
        ];
        let tickets = shown(&Tickets::new(), &entries, None);
        let ticket = tickets.values().next().unwrap();
        assert!(matches!(ticket.status, Status::Withdrawn { .. }));
        assert_eq!(ticket.number, None);
    }

    #[test]
    fn what_the_rules_refuse_changes_nothing() {
        let entries = [entry(1, "whistle", json!({"description": "井盖破损"})), entry(2, "sign", json!({}))];
        let tickets = shown(&Tickets::new(), &entries, None);
        assert!(matches!(tickets.values().next().unwrap().status, Status::Received {}));
    }

    #[test]
    fn an_accepted_whistle_stays_until_the_replica_was_brought_up_to_date() {
        let mut whistle = entry(1, "whistle", json!({"description": "井盖破损"}));
        let at = Timestamp::from_second(1_700_000_000).unwrap();
        whistle.state = State::Accepted { at, revision: 1, number: "RC20261123-000001".into() };
        let before = shown(&Tickets::new(), std::slice::from_ref(&whistle), None);
        assert_eq!(before.values().next().unwrap().number.as_deref(), Some("RC20261123-000001"));
        let later = Timestamp::from_second(1_700_000_100).unwrap();
        assert!(shown(&Tickets::new(), &[whistle], Some(later)).is_empty());
    }

    #[test]
    fn a_refused_command_is_not_shown_as_done() {
        let mut whistle = entry(1, "whistle", json!({"description": "井盖破损"}));
        whistle.state = State::Rejected { problem: Problem::new(domain::Code::NotAllowed, domain::Language::Chinese) };
        assert!(shown(&Tickets::new(), &[whistle], None).is_empty());
    }
}
