//! What the server has for us.

use jiff::Timestamp;

use super::step::{Turn, answered, get};
use super::{Next, Pass, Phase, Reply, Request, Stop, Then, Told, replica};
use crate::sync::Pulled;
use crate::ticket::RECENT_DAYS;

/// Changes per page.
const PAGE: u32 = 200;

impl Pass {
    /// Asks for the next page of what changed.
    pub(super) fn pull(&mut self, turn: &Turn<'_>, is_last: bool) -> Next {
        let asked_at = self.by_the_server(turn.now);
        let cursor = turn.records.cursor().map(ToOwned::to_owned);
        let from = cursor.as_ref().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let path = format!("/sync/v1/pull?limit={PAGE}&person_id={}&recent_days={RECENT_DAYS}{from}", self.me);
        self.phase = Phase::Pulling { asked_at, cursor, is_last };
        Next::Ask(Request { is_long: true, ..get(path) })
    }

    pub(super) fn pulled(
        &mut self,
        turn: &mut Turn<'_>,
        reply: &Reply,
        asked_at: Timestamp,
        cursor: Option<&str>,
        is_last: bool,
    ) -> Result<Next, Stop> {
        let answer = answered(reply)?;
        if turn.records.cursor() != cursor {
            // Another tab has gone on since: this page would take the replica back.
            return Ok(self.pull(turn, is_last));
        }
        if matches!(answer.status, 400 | 410 | 422) && cursor.is_some() && answer.problem().is_some() {
            // The cursor is none that this server can read: begin anew.
            turn.records.aside = None;
            turn.records.mark.cursor = None;
            return Err(Stop::Later(None));
        }
        if answer.status != 200 {
            return Err(answer.stops());
        }
        let page: Pulled = answer.json().ok_or(Stop::Unreachable)?;
        let (more, is_idle) = (page.more, page.changes.is_empty() && cursor == Some(&page.cursor));
        let took = replica::take(turn.records, page, asked_at, &mut turn.step.rows);
        turn.step.told.extend(took);
        if more && is_idle {
            // A server that says "more" and means nothing must not keep us here for ever.
            return Err(Stop::Later(None));
        }
        if more {
            return Ok(self.pull(turn, is_last));
        }
        turn.step.told.push(Told::Fresh(asked_at));
        if is_last { Ok(Next::End(Ok(()))) } else { self.push(turn, Then::Photos) }
    }
}
