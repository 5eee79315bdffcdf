//! A second model of a ticket's life: the rows of `lifecycle.md` as a table, and nothing but the table. Random walks must never
//! take a step that no row has, lead where its row does not lead, or be told that a step is not theirs or not of this
//! time where its row says that it is.

use super::*;

/// Who takes a step.
#[derive(Clone, Copy)]
enum Who {
    Everybody,
    /// Whoever opens tickets.
    Whistler,
    Reporter,
    Supervisor,
    /// Supervisor or reporter.
    Reminder,
    Leader,
    /// The lead unit.
    Lead,
    LeadOrSupervisor,
    LeadOrHelper,
    Helper,
    GridWorker,
    /// A grid worker, once a check was asked for.
    Asked,
    /// The township's caller or the reporter.
    Rater,
    CallerOrSupervisor,
}

use Who::{
    Asked, CallerOrSupervisor, Everybody, GridWorker, Helper, Lead, LeadOrHelper, LeadOrSupervisor, Leader, Rater,
    Reminder, Reporter, Supervisor, Whistler,
};

const OPEN: &str =
    "received verifying awaiting_dispatch awaiting_signature handling awaiting_check awaiting_rating dissatisfied";
const ANY: &str = "received verifying awaiting_dispatch awaiting_signature handling awaiting_check awaiting_rating \
                   dissatisfied closed declined merged withdrawn voided";
/// Stays as it is.
const SAME: &str = "";
/// Where it stood before it was merged.
const BACK: &str = ANY;

/// Step, who, from, to. Opening a ticket is no step of a walk.
const TABLE: [(CommandKind, Who, &str, &str); 45] = [
    (CommandKind::AddNote, Everybody, ANY, SAME),
    (CommandKind::AddPhotos, Everybody, ANY, SAME),
    (CommandKind::Withdraw, Reporter, "received verifying awaiting_dispatch awaiting_signature", "withdrawn"),
    (CommandKind::RequestVerification, Supervisor, "received", "verifying"),
    (CommandKind::Verify, GridWorker, "verifying", "received"),
    (CommandKind::Accept, Supervisor, "received verifying", "awaiting_dispatch"),
    (CommandKind::Decline, Supervisor, "received verifying", "declined"),
    (CommandKind::MergeInto, Supervisor, OPEN, "merged"),
    (CommandKind::Unmerge, Supervisor, "merged", BACK),
    (CommandKind::Follow, Whistler, OPEN, SAME),
    (CommandKind::Dispatch, Supervisor, "awaiting_dispatch", "awaiting_signature"),
    (CommandKind::Sign, Lead, "awaiting_signature", "handling"),
    (CommandKind::RequestReturn, Lead, "awaiting_signature handling", SAME),
    (CommandKind::ApproveReturn, Supervisor, "awaiting_signature handling", "awaiting_dispatch"),
    (CommandKind::RefuseReturn, Supervisor, "awaiting_signature handling", SAME),
    (CommandKind::OpenArbitration, Supervisor, "awaiting_signature handling", SAME),
    (CommandKind::RuleArbitration, Leader, OPEN, OPEN),
    (CommandKind::AssignHandler, Lead, "handling", SAME),
    (CommandKind::RevokeHandler, Lead, "handling", SAME),
    (CommandKind::ReportProgress, LeadOrHelper, "handling", SAME),
    (CommandKind::FinishPart, Helper, "handling", SAME),
    (CommandKind::WaivePart, Lead, "handling", SAME),
    (CommandKind::ReportResult, Lead, "handling", "awaiting_check"),
    (CommandKind::RequestExtension, Lead, "handling", SAME),
    (CommandKind::ApproveExtension, Supervisor, "handling", SAME),
    (CommandKind::RefuseExtension, Supervisor, "handling", SAME),
    (CommandKind::RequestSuspension, Lead, "handling", SAME),
    (CommandKind::ApproveSuspension, Supervisor, "handling", SAME),
    (CommandKind::RefuseSuspension, Supervisor, "handling", SAME),
    (CommandKind::Resume, LeadOrSupervisor, "handling", SAME),
    (CommandKind::RequestCheck, Supervisor, "awaiting_check", SAME),
    (CommandKind::Check, Asked, "awaiting_check", SAME),
    (CommandKind::Pass, Supervisor, "awaiting_check", "awaiting_rating"),
    (CommandKind::Rework, Supervisor, "awaiting_check", "handling"),
    (CommandKind::Rate, Rater, "awaiting_rating", "closed dissatisfied"),
    (CommandKind::ReHandle, Supervisor, "dissatisfied", "handling"),
    (CommandKind::CloseWithBothViews, Supervisor, "dissatisfied", "closed"),
    (CommandKind::Reopen, CallerOrSupervisor, "closed", "awaiting_dispatch"),
    (CommandKind::Remind, Reminder, OPEN, SAME),
    (CommandKind::Supervise, Supervisor, OPEN, SAME),
    (CommandKind::ReplySupervision, Lead, OPEN, SAME),
    (CommandKind::Void, Supervisor, OPEN, "voided"),
    (CommandKind::ForceClose, Leader, OPEN, "closed"),
    (CommandKind::Appeal, Lead, "closed", SAME),
    (CommandKind::RuleAppeal, Supervisor, "closed", SAME),
];

fn has(statuses: &str, status: &str) -> bool {
    statuses.split_whitespace().any(|known| known == status)
}

fn is(who: Who, person: &Person, ticket: &Ticket) -> bool {
    let is_reporter = person.id == ticket.reported_by;
    let is_lead = person.role == Role::Specialist && ticket.lead.as_ref() == Some(&person.unit.code);
    let is_helper = person.role == Role::Specialist && ticket.co_responsible.contains(&person.unit.code);
    let calls_here = person.role == Role::Caller && ticket.township.as_ref() == Some(&person.unit.code);
    let is_supervisor = person.role == Role::Supervisor;
    match who {
        Everybody => true,
        Whistler => matches!(person.role, Role::GridWorker | Role::ServiceTeam | Role::Caller),
        Reporter => is_reporter,
        Supervisor => is_supervisor,
        Reminder => is_supervisor || is_reporter,
        Leader => person.role == Role::Leader,
        Lead => is_lead,
        LeadOrSupervisor => is_lead || is_supervisor,
        LeadOrHelper => is_lead || is_helper,
        Helper => is_helper,
        GridWorker => person.role == Role::GridWorker,
        Asked => person.role == Role::GridWorker && ticket.check.is_some(),
        Rater => is_reporter || calls_here,
        CallerOrSupervisor => is_supervisor || calls_here,
    }
}

#[test]
fn the_table_has_every_step_once() {
    for kind in CommandKind::ALL {
        let rows = TABLE.iter().filter(|(known, ..)| *known == kind).count();
        assert_eq!(rows, usize::from(kind != CommandKind::Whistle), "{kind:?}");
    }
}

/// Whether the table has this person take the step of this row.
fn admits(row: usize, person: &Person, ticket: &Ticket) -> bool {
    is(TABLE[row].1, person, ticket) && has(TABLE[row].2, ticket.status.name())
}

/// All steps of all people, by row and place.
fn all(people: &[Person]) -> impl Iterator<Item = (usize, usize)> {
    let people = people.len();
    (0..TABLE.len()).flat_map(move |row| (0..people).map(move |person| (row, person)))
}

/// Whether a step leads to another status.
pub fn moves(kind: CommandKind) -> bool {
    TABLE.iter().any(|(known, _, _, to)| *known == kind && *to != SAME)
}

/// The steps that the table admits, each with who may take it.
pub fn admitted<'a>(people: &'a [Person], ticket: &Ticket) -> Vec<(CommandKind, &'a Person)> {
    let admitted = all(people).filter(|(row, person)| admits(*row, &people[*person], ticket));
    admitted.map(|(row, person)| (TABLE[row].0, &people[person])).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_walk_goes_only_where_the_table_leads(
        steps in prop::collection::vec((any::<prop::sample::Index>(), 0..8_u8, any::<u8>(), 0..100_000_i64), 1..60),
    ) {
        let (directory, people) = (directory(), people());
        let (mut ticket, mut now) = (open(), Timestamp::from_second(1_760_000_000).unwrap());
        for (pick, stray, choice, pause) in steps {
            let before = ticket.status.name();
            // Most steps are the table's, or a walk would not come far.
            let likely = |(row, person): &(usize, usize)| stray == 0 || admits(*row, &people[*person], &ticket);
            let choices: Vec<_> = all(&people).filter(likely).collect();
            let (row, person) = *pick.get(&choices);
            let ((kind, _, _, to), actor) = (TABLE[row], &people[person]);
            let admitted = admits(row, actor, &ticket);
            now = domain::time::after(now, pause);
            let context = Context { actor, now, directory: &directory };
            match ticket.apply(&command(kind, choice), context) {
                Ok(events) => {
                    prop_assert!(admitted, "{kind:?} by {:?} from {before}", actor.role);
                    ticket.absorb(&events);
                    let after = ticket.status.name();
                    let led = if to == SAME { after == before } else { has(to, after) };
                    prop_assert!(led, "{kind:?}: {before} to {after}");
                }
                // Other rules than the table's: what is waited for, how often, by when.
                Err(refusal) => {
                    let by_table = matches!(refusal.code, Code::NotAllowed | Code::IllegalTransition);
                    prop_assert!(!admitted || !by_table, "{kind:?} by {:?} from {before}: {:?}", actor.role, refusal.code);
                }
            }
        }
    }
}
