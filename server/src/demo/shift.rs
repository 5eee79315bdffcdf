//! Who is on duty in the sample county's centre, and what the shift before handed over.

use anyhow::{Context as _, anyhow};
use domain::shift::{Handover, Shift};
use domain::time::after;
use domain::{Language, Person, Role};
use jiff::Timestamp;
use store::Write;

use super::id;

const HOUR: i64 = 3600;
/// How many are on duty.
const ON_DUTY: usize = 5;
/// What was handed over, and how many of those on duty have read it.
const NOTES: [(&str, usize); 2] = [
    ("青山路井盖两件已并案，住建局答应今天补齐照片。崂山街道的黑臭水体等农业农村局回话，下午再催一次。", 3),
    ("昨晚大风，倒伏树木都已派完，还剩成山镇一件没有签收，盯到签收为止。", 1),
];

/// Writes the shift down.
pub(super) async fn write(tx: &mut Write, people: &[Person], now: Timestamp) -> anyhow::Result<()> {
    let mut supervisors = people.iter().filter(|person| person.role == Role::Supervisor);
    let here: Vec<_> = supervisors.by_ref().take(ON_DUTY).collect();
    let author = supervisors.next().context("nobody has gone home")?;
    let begun = after(now, -2 * HOUR);
    let before = Shift::begin(author, after(begun, -8 * HOUR));
    tx.put_shift(&Shift { ended_at: Some(begun), ..before }).await?;
    for (minutes, person) in (0..).zip(&here) {
        tx.put_shift(&Shift::begin(person, after(begun, minutes * 60))).await?;
    }
    for (number, (text, readers)) in NOTES.into_iter().enumerate() {
        let written_at = after(begun, -60 * (number as i64 + 1));
        let mut note = Handover::write(id(&format!("handover {number}")), text, author, written_at)
            .map_err(|code| anyhow!("{}", code.detail(Language::English)))?;
        for (minutes, person) in (5..).zip(here.iter().take(readers)) {
            note.confirm(person, after(begun, minutes * 60));
        }
        tx.put_handover(&note).await?;
    }
    Ok(())
}
