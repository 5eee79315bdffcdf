//! A fortnight of many tickets, minute by minute, while two servers look at irregular times what the clock brings, one of them
//! away for a night. Whatever it brings comes once, in its order, and is never left lying.

use super::table::{admitted, moves};
use super::*;
use domain::ticket::Warning;
use domain::{Change, Event, Status};

/// What would end a ticket before its clocks have run.
const ENDS: [CommandKind; 5] =
    [CommandKind::Decline, CommandKind::Withdraw, CommandKind::MergeInto, CommandKind::Void, CommandKind::ForceClose];
const MINUTE: i64 = 60;
const FORTNIGHT: i64 = 14 * 24 * 60;

/// As a server does it: one thing after another, until there is nothing more. How many there were.
fn look(tickets: &mut [Ticket], now: Timestamp, directory: &Directory) -> usize {
    let mut done = 0;
    for ticket in tickets {
        while let Some(event) = ticket.wake(now, directory).unwrap() {
            ticket.absorb(&[event]);
            done += 1;
        }
    }
    done
}

/// The steps that somebody takes by the way, so that there are clocks of all kinds.
fn live(ticket: &mut Ticket, person: &Person, kind: CommandKind, choice: u8, now: Timestamp, directory: &Directory) {
    let command = match kind {
        // Until some time of the fortnight.
        CommandKind::RequestSuspension => Command::RequestSuspension {
            reason: "因为".into(),
            until: domain::time::after(now, i64::from(choice) * 20 * MINUTE + 1),
        },
        kind => command(kind, choice),
    };
    if let Ok(events) = ticket.apply(&command, Context { actor: person, now, directory }) {
        ticket.absorb(&events);
    }
}

/// Since the clock was last set, each reminder at most once and in its order.
fn reminders_are_in_order(events: &[Event]) -> bool {
    let mut last = None;
    events.iter().all(|event| match event.change {
        Change::Warn { warning } => last.replace(warning).is_none_or(|before: Warning| before < warning),
        Change::Sign { .. }
        | Change::ApproveExtension { .. }
        | Change::ReHandle { .. }
        | Change::RuleArbitration { .. } => {
            last = None;
            true
        }
        _ => true,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn in_a_fortnight_every_clock_fires_once(
        steps in prop::collection::vec((0..FORTNIGHT, any::<[prop::sample::Index; 2]>(), any::<u8>()), 1_000),
        pauses in prop::collection::vec(1..40_i64, 200),
    ) {
        let (directory, people) = (directory(), people());
        let begin = Timestamp::from_second(1_772_409_600).unwrap(); // Monday, 2 March 2026, 08:00 in Rongcheng
        let mut tickets: Vec<Ticket> = (0..40).map(|_| Ticket { received_at: begin, ..open() }).collect();
        let mut steps = steps;
        steps.sort_by_key(|step| step.0);
        let mut steps = steps.into_iter().peekable();
        let mut looks = pauses.iter().cycle();
        let mut next = [*looks.next().unwrap(), *looks.next().unwrap()];
        let mut fired = 0;
        for minute in 0..FORTNIGHT {
            let now = domain::time::after(begin, minute * MINUTE);
            while let Some((_, [ticket, pick], choice)) = steps.next_if(|step| step.0 <= minute) {
                let ticket = ticket.get_mut(&mut tickets);
                let mut ways = admitted(&people, ticket);
                ways.retain(|(kind, _)| !ENDS.contains(kind));
                // Half of the steps move a ticket on, where they can.
                if choice.is_multiple_of(2) && ways.iter().any(|(kind, _)| moves(*kind)) {
                    ways.retain(|(kind, _)| moves(*kind));
                }
                let (kind, person) = *pick.get(&ways);
                live(ticket, person, kind, choice, now, &directory);
            }
            for (server, next) in next.iter_mut().enumerate() {
                let is_away = server == 1 && (minute / 60) % 24 > 12;
                if !is_away && *next <= minute {
                    *next = minute + looks.next().unwrap();
                    fired += look(&mut tickets, now, &directory);
                    // The other one looks at the same moment, and finds nothing.
                    prop_assert_eq!(look(&mut tickets, now, &directory), 0);
                    prop_assert!(tickets.iter().all(|ticket| ticket.wakes_at().is_none_or(|at| at > now)));
                }
            }
        }
        prop_assert!(fired > 0);
        for ticket in &tickets {
            prop_assert!(reminders_are_in_order(&ticket.events), "{:#?}", ticket.events);
            let replayed = Ticket::replay(ticket.id, &ticket.events).map(|it| Ticket { received_at: begin, ..it });
            prop_assert_eq!(replayed.as_ref(), Some(ticket));
            if let Status::Handling { .. } = ticket.status {
                let end = domain::time::after(begin, FORTNIGHT * MINUTE);
                let lapsed = ticket.suspension.as_ref().is_some_and(|suspension| suspension.until < domain::time::after(end, -3_600));
                prop_assert!(!lapsed, "a suspension that has run out is over");
            }
        }
    }
}
