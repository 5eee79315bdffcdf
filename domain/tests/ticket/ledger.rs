//! Whatever happens to tickets: what is entered for their units follows from what had happened by then, once, and says what
//! the ticket itself says.

use super::*;
use domain::evaluation::{Book, Entry, Points, Reason, Rule, entries};
use domain::{Event, Status};

fn whose(entries: &[Entry]) -> Vec<(u32, &UnitCode, Rule, Reason)> {
    entries.iter().map(|entry| (entry.position, &entry.unit, entry.rule, entry.reason)).collect()
}

fn sum(entries: &[Entry], rule: Rule) -> Points {
    entries.iter().filter(|entry| entry.rule == rule).map(|entry| entry.points).sum()
}

proptest! {
    #[test]
    fn entries_never_depend_on_how_events_were_batched_or_on_what_comes_after(
        steps in proptest::collection::vec(step(), 1..400),
        cuts in proptest::collection::vec(any::<proptest::sample::Index>(), 1..6),
    ) {
        let people = people();
        let directory = directory().with_colleagues(people.iter().filter_map(Colleague::of));
        let (book, mut ticket) = (Book::new([]), open());
        let mut now = ticket.received_at;
        for (who, kind, choice, pause) in steps {
            now = domain::time::after(now, pause);
            while let Ok(Some(event)) = ticket.wake(now, &directory) {
                ticket.absorb(&[event]);
            }
            let context = Context { actor: &people[who], now, directory: &directory };
            if let Ok(events) = ticket.apply(&command(kind, choice), context) {
                ticket.absorb(&events);
            }
        }
        let whole = entries(ticket.id, &ticket.events, &book);
        for cut in cuts {
            let events: &[Event] = &ticket.events[..=cut.index(ticket.events.len())];
            let early = entries(ticket.id, events, &book);
            prop_assert_eq!(&whole[..early.len()], &early[..]);
            prop_assert!(whole[early.len()..].iter().all(|entry| entry.position as usize >= events.len()));
        }
        let mut places = whose(&whole);
        let all = places.len();
        places.sort();
        places.dedup();
        prop_assert_eq!(places.len(), all);
        prop_assert!(whole.iter().all(|entry| ["D01", "D02", "T01"].contains(&entry.unit.as_str())));

        // What ended without counting stands at nothing; what is closed was late where the ticket says so.
        let (not_counted, closed) = match ticket.status {
            Status::Withdrawn { .. } | Status::Voided { .. } | Status::Merged { .. } => (true, false),
            Status::Closed { closing: domain::ticket::Closing::Forced, .. } => (true, false),
            Status::Closed { .. } => (false, true),
            _ => (false, false),
        };
        for rule in Rule::CENTRE {
            prop_assert!(!not_counted || sum(&whole, rule) == Points::ZERO, "{rule:?} {whole:?}");
        }
        let reopened = ticket.events.iter().any(|event| matches!(event.change, domain::Change::Reopen { .. }));
        if closed && !reopened {
            let late = sum(&whole, Rule::Handling) < Points::ZERO;
            prop_assert_eq!(late, ticket.counts_as_late(now), "{:?}", whole);
        }
    }
}
