//! A version of the rules that has been decided and does not hold yet.

use domain::evaluation::{Figure, Month, Reason, Rules};
use domain::{Person, Role};
use jiff::Timestamp;
use store::{Result, Write};

/// As of next month, lateness costs more.
pub(super) async fn write(tx: &mut Write, people: &[Person], now: Timestamp) -> Result<()> {
    let Some(leader) = people.iter().find(|person| person.role == Role::Leader) else { return Ok(()) };
    let next = Month::of(now).next();
    let mut rules = Rules { version: 2, effective_on: next.first_day(), ..Rules::first() };
    rules.set(Figure::Given(Reason::HandledLate), -250);
    tx.put_rules(&rules, now, &leader.name).await
}
