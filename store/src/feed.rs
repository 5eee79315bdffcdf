//! The change feed: what changed last in each scope. It tells devices what to fetch and who may see what.

use std::collections::BTreeSet;

use domain::{Scope, Ticket, TicketId, UnitCode};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Row as _};

use crate::{Result, Store, Stored, Write};

/// Name of the scope of what everybody sees: units, catalogue and grids.
pub const EVERYONE: &str = "everyone";
/// Scopes one person can have, with everyone's.
const MAX_SCOPES: usize = 3;

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// `ticket`, `nearby`, `unit`, `catalogue`, `list`, `grid`, `commonest`, `calendar`, `colleague`, `shift` or
    /// `handover`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its place in the feed.
    pub seq: i64,
    /// The ticket, where it is one in sight.
    pub ticket: Option<Stored>,
    /// The shift or handover note as it travels, where it is one.
    pub paper: Option<String>,
    /// Whether it is in sight.
    pub present: bool,
}

/// Where a ticket stands among others, for those who read only some.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    serial: Option<i64>,
    /// In milliseconds.
    rests_since: Option<i64>,
}

/// Whether somebody sees a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Never did, as far as they can tell.
    Unknown,
    /// Did, but it has left their scope.
    Left,
    /// Does.
    Seen,
}

/// A person's scopes as the three parameters of a query; repeating one changes nothing.
fn parameters(scopes: &[Scope]) -> [String; MAX_SCOPES] {
    let mut names = scopes.iter().map(ToString::to_string);
    [(); MAX_SCOPES].map(|()| names.next().unwrap_or_else(|| EVERYONE.to_owned()))
}

impl Store {
    /// Up to `limit` changes after `after`, in order, and whether there are more; without tickets of others that came to rest
    /// before `recent`, where it is given.
    pub async fn changes(
        &self,
        scopes: &[Scope],
        after: i64,
        limit: usize,
        recent: Option<Timestamp>,
    ) -> Result<(Vec<Changed>, bool)> {
        let [one, two, _] = parameters(scopes);
        let recent_in = |place: usize| match (scopes.get(place), recent) {
            (None | Some(Scope::Person(_)), _) | (_, None) => i64::MIN,
            (_, Some(recent)) => recent.as_millisecond(),
        };
        // `+ 0`: SQLite plans a statement anew each time a parameter is bound that is a limit by itself.
        let rows = sqlx::query(
            "SELECT page.kind, page.id, page.seq, page.present, tickets.status, tickets.value,
                 COALESCE(shifts.value, handovers.value) AS paper
             FROM (
                 SELECT kind, id, MAX(seq) AS seq, MAX(present) AS present
                 FROM (
                     SELECT * FROM (SELECT kind, id, seq, present FROM feed
                                    WHERE scope = $1 AND seq > $4 AND (rests_since IS NULL OR rests_since >= $6)
                                   ORDER BY seq LIMIT $5 + 0) AS first_scope
                     UNION ALL
                     SELECT * FROM (SELECT kind, id, seq, present FROM feed
                                    WHERE scope = $2 AND seq > $4 AND (rests_since IS NULL OR rests_since >= $7)
                                   ORDER BY seq LIMIT $5 + 0) AS second_scope
                     UNION ALL
                     SELECT * FROM (SELECT kind, id, seq, present FROM feed
                                    WHERE scope = $3 AND seq > $4 ORDER BY seq LIMIT $5 + 0) AS third_scope
                 ) AS merged
                 GROUP BY kind, id
                 ORDER BY MAX(seq)
                 LIMIT $5 + 0
             ) AS page
             LEFT JOIN tickets ON page.kind IN ('ticket', 'nearby') AND page.present = 1 AND tickets.id = page.id
             LEFT JOIN shifts ON page.kind = 'shift' AND shifts.person_id = page.id
             LEFT JOIN handovers ON page.kind = 'handover' AND handovers.id = page.id
             ORDER BY page.seq",
        )
        .bind(one)
        .bind(two)
        .bind(EVERYONE)
        .bind(after)
        .bind(limit as i64 + 1)
        .bind(recent_in(0))
        .bind(recent_in(1))
        .fetch_all(&self.pool)
        .await?;
        let more = rows.len() > limit;
        let changes = rows.iter().take(limit).map(|row| {
            let json: Option<String> = row.try_get("value")?;
            let status: Option<String> = row.try_get("status")?;
            Ok(Changed {
                kind: row.try_get("kind")?,
                id: row.try_get("id")?,
                seq: row.try_get("seq")?,
                ticket: status.zip(json).map(|(status, json)| Stored { status, json }),
                paper: row.try_get("paper")?,
                present: row.try_get::<i64, _>("present")? == 1,
            })
        });
        Ok((changes.collect::<Result<_>>()?, more))
    }

    /// The newest place in the feed.
    pub async fn feed_head(&self) -> Result<i64> {
        let row = sqlx::query("SELECT seq FROM feed_head WHERE id = 1").fetch_one(&self.pool).await?;
        Ok(row.try_get("seq")?)
    }

    /// The names of the scopes in which something changed after `after`.
    pub async fn scopes_changed_since(&self, after: i64) -> Result<BTreeSet<String>> {
        let rows =
            sqlx::query("SELECT DISTINCT scope FROM feed WHERE seq > $1").bind(after).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(row.try_get("scope")?)).collect()
    }

    /// Whether somebody with these scopes sees the ticket.
    pub async fn sight(&self, ticket: TicketId, scopes: &[Scope]) -> Result<Sight> {
        let mut connection = self.pool.acquire().await?;
        sight(&mut connection, ticket, scopes).await
    }
}

async fn sight(connection: &mut sqlx::AnyConnection, ticket: TicketId, scopes: &[Scope]) -> Result<Sight> {
    let [one, two, three] = parameters(scopes);
    let row = sqlx::query(
        "SELECT MAX(present) AS present FROM feed WHERE kind = 'ticket' AND id = $1 AND scope IN ($2, $3, $4)",
    )
    .bind(ticket.to_string())
    .bind(one)
    .bind(two)
    .bind(three)
    .fetch_one(connection)
    .await?;
    Ok(match row.try_get::<Option<i64>, _>("present")? {
        None => Sight::Unknown,
        Some(0) => Sight::Left,
        Some(_) => Sight::Seen,
    })
}

impl Write {
    /// As [`Store::sight`], within this transaction.
    pub async fn sight(&mut self, ticket: TicketId, scopes: &[Scope]) -> Result<Sight> {
        sight(&mut self.tx, ticket, scopes).await
    }

    /// Notes that a ticket changed: it is now in `present`, and no longer in those of `before` that are missing there.
    pub(crate) async fn feed_ticket(&mut self, ticket: &Ticket, serial: i64, before: &[Scope]) -> Result<()> {
        let present = &ticket.scopes();
        let left = before.iter().filter(|scope| !present.contains(scope));
        let scopes = present.iter().map(|scope| (scope.to_string(), 1)).chain(left.map(|scope| (scope.to_string(), 0)));
        let place = Place { serial: Some(serial), rests_since: ticket.rests_since().map(Timestamp::as_millisecond) };
        self.feed("ticket", &ticket.id.to_string(), place, scopes.collect()).await
    }

    /// Notes whose grid workers hold the ticket as one nearby, and whose no longer do. Without its serial number: it is in
    /// no list of theirs.
    pub(crate) async fn feed_nearby(&mut self, before: Option<&Ticket>, ticket: &Ticket) -> Result<()> {
        let now = ticket.nearby_township();
        let was = before.and_then(Ticket::nearby_township).filter(|was| now != Some(was));
        if was.is_none() && before.is_some_and(|before| before.as_nearby() == ticket.as_nearby()) {
            return Ok(());
        }
        let row = |township: &UnitCode, present| (Scope::Grid(township.clone()).to_string(), present);
        let rows: Vec<_> = now.map(|it| row(it, 1)).into_iter().chain(was.map(|it| row(it, 0))).collect();
        if rows.is_empty() {
            return Ok(());
        }
        self.feed("nearby", &ticket.id.to_string(), Place::default(), rows).await
    }

    /// Whether somebody with these scopes holds the ticket as one nearby, or has.
    pub async fn was_nearby(&mut self, ticket: TicketId, scopes: &[Scope]) -> Result<bool> {
        let [one, two, three] = parameters(scopes);
        let row = sqlx::query(
            "SELECT COUNT(*) AS n FROM feed
             WHERE kind = 'nearby' AND id = $1 AND scope IN ($2, $3, $4)",
        )
        .bind(ticket.to_string())
        .bind(one)
        .bind(two)
        .bind(three)
        .fetch_one(&mut *self.tx)
        .await?;
        Ok(row.try_get::<i64, _>("n")? > 0)
    }

    /// Notes that something everybody sees changed.
    pub(crate) async fn feed_everyone(&mut self, kind: &str, id: &str) -> Result<()> {
        self.feed(kind, id, Place::default(), vec![(EVERYONE.to_owned(), 1)]).await
    }

    /// Notes a change in these scopes, with whether the thing is present there.
    pub(crate) async fn feed(&mut self, kind: &str, id: &str, place: Place, scopes: Vec<(String, i64)>) -> Result<()> {
        let seq = self.next_seq();
        let row = |n: usize| format!("($1, $2, $3, $4, $5, ${}, ${})", 2 * n + 6, 2 * n + 7);
        let rows: Vec<_> = (0..scopes.len()).map(row).collect();
        // Safe: put together from constants.
        let sql = AssertSqlSafe(format!(
            "INSERT INTO feed (kind, id, serial, seq, rests_since, scope, present) VALUES {}
             ON CONFLICT (scope, kind, id) DO UPDATE
             SET seq = excluded.seq, present = excluded.present, rests_since = excluded.rests_since",
            rows.join(", ")
        ));
        let mut query = sqlx::query(sql).bind(kind).bind(id).bind(place.serial).bind(seq).bind(place.rests_since);
        for (scope, present) in scopes {
            query = query.bind(scope).bind(present);
        }
        query.execute(&mut *self.tx).await?;
        Ok(())
    }
}
