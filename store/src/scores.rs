//! The ledger of scores, which is only added to, and the versions of the rules.

use std::sync::Arc;

use domain::evaluation::{
    Book, Cause, Done, Edition, Entry, Line, Month, Points, Rater, Reason, Rule, Rules, Sum, Tally, counts_in, entries,
    opinions,
};
use domain::list::proposal::Proposal;
use domain::{Event, PersonId, Ticket, TicketId, UnitCode};
use futures::TryStreamExt as _;
use jiff::Timestamp;
use serde::Deserialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::database::time;
use crate::error::unreadable;
use crate::{Error, Result, Store, Write};

/// Tickets of before there was a ledger that are entered in one transaction.
const TOGETHER: i64 = 200;

/// What a unit's entries are narrowed to.
#[derive(Clone, Debug)]
pub struct LineFilter {
    /// Whose.
    pub unit: UnitCode,
    /// Of which month.
    pub month: Month,
    /// By which rule; none means all.
    pub rule: Option<Rule>,
    /// Whether ratings are among them.
    pub ratings: bool,
    /// Only those that come after this one.
    pub after: Option<LineMark>,
}

/// A place among a unit's entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineMark {
    /// When the last one that is known was made, in milliseconds.
    pub at: i64,
    /// Its number in the ledger.
    pub serial: i64,
}

/// What tickets and proposals are called.
#[derive(Deserialize)]
struct Titled {
    title: String,
}

pub(crate) fn rule(row: &AnyRow) -> Result<Rule> {
    let name: String = row.try_get("rule")?;
    Rule::parse(&name).ok_or(Error::Unreadable("rule of scoring", name))
}

pub(crate) fn reason(row: &AnyRow) -> Result<Reason> {
    let name: String = row.try_get("reason")?;
    Reason::parse(&name).ok_or(Error::Unreadable("reason of an entry", name))
}

fn version(row: &AnyRow) -> Result<u32> {
    u32::try_from(row.try_get::<i64, _>("version")?).map_err(unreadable("version of the rules"))
}

fn count(row: &AnyRow, column: &str) -> Result<u32> {
    u32::try_from(row.try_get::<i64, _>(column)?).map_err(unreadable("number of entries"))
}

fn cause(row: &AnyRow) -> Result<Cause> {
    let (source, id): (String, String) = (row.try_get("source")?, row.try_get("cause")?);
    let id = id.parse().map_err(unreadable("cause of an entry"))?;
    Ok(if source == "ticket" { Cause::Ticket(TicketId(id)) } else { Cause::Proposal(id) })
}

fn rater(row: &AnyRow) -> Result<Option<Rater>> {
    let person: Option<String> = row.try_get("rater")?;
    let township: Option<String> = row.try_get("township")?;
    let read = |(person, township): (String, String)| {
        let person: PersonId = person.parse().map_err(unreadable("rater"))?;
        Ok(Rater { person, township: UnitCode(township) })
    };
    person.zip(township).map(read).transpose()
}

fn sum(row: &AnyRow) -> Result<Sum> {
    Ok(Sum {
        unit: UnitCode(row.try_get("unit")?),
        rule: rule(row)?,
        rater: rater(row)?,
        points: Points(row.try_get("points")?),
        entries: count(row, "entries")?,
    })
}

fn line(row: &AnyRow) -> Result<Line> {
    let json: String = row.try_get("value")?;
    let Titled { title } = serde_json::from_str(&json).map_err(unreadable("title"))?;
    Ok(Line {
        serial: row.try_get("serial")?,
        at: time(row.try_get("at")?),
        cause: cause(row)?,
        number: row.try_get("number")?,
        title,
        rule: rule(row)?,
        version: version(row)?,
        reason: reason(row)?,
        points: Points(row.try_get("points")?),
        township: row.try_get::<Option<String>, _>("township")?.map(UnitCode),
    })
}

fn edition(row: &AnyRow) -> Result<Edition> {
    let json: String = row.try_get("value")?;
    let withdrawn_at: Option<i64> = row.try_get("withdrawn_at")?;
    let withdrawn_by: Option<String> = row.try_get("withdrawn_by")?;
    Ok(Edition {
        rules: serde_json::from_str(&json).map_err(unreadable("rules of scoring"))?,
        decided: Done { at: time(row.try_get("made_at")?), by: row.try_get("made_by")? },
        withdrawn: withdrawn_at.zip(withdrawn_by).map(|(at, by)| Done { at: time(at), by }),
    })
}

async fn editions(connection: &mut AnyConnection) -> Result<Vec<Edition>> {
    let sql = "SELECT value, made_at, made_by, withdrawn_at, withdrawn_by FROM score_rules ORDER BY version";
    sqlx::query(sql).fetch_all(connection).await?.iter().map(edition).collect()
}

pub(crate) async fn book(connection: &mut AnyConnection) -> Result<Book> {
    let editions = editions(connection).await?;
    Ok(Book::new(editions.into_iter().filter(|edition| edition.withdrawn.is_none()).map(|edition| edition.rules)))
}

/// The entries of a month added up.
pub(crate) async fn sums(connection: &mut AnyConnection, month: Month, unit: Option<&UnitCode>) -> Result<Vec<Sum>> {
    let of_unit = if unit.is_some() { "AND unit = $2" } else { "" };
    // Safe: put together from constants.
    let sql = AssertSqlSafe(format!(
        "SELECT unit, rule, rater, township, CAST(SUM(points) AS BIGINT) AS points, COUNT(*) AS entries
         FROM score_entries WHERE month = $1 {of_unit}
         GROUP BY unit, rule, rater, township"
    ));
    let query = sqlx::query(sql).bind(month.number());
    let query = match unit {
        Some(unit) => query.bind(unit.to_string()),
        None => query,
    };
    query.fetch_all(connection).await?.iter().map(sum).collect()
}

impl Store {
    /// Every version of the rules.
    pub async fn rule_book(&self) -> Result<Book> {
        let mut connection = self.pool.acquire().await?;
        book(&mut connection).await
    }

    /// Every version of the rules with who decided it, those that were withdrawn too, by number.
    pub async fn rule_editions(&self) -> Result<Vec<Edition>> {
        let mut connection = self.pool.acquire().await?;
        editions(&mut connection).await
    }

    /// What the entries from a month on would add up to by another book: worked out anew from the events of every ticket
    /// that has entries since, and from the proposals.
    pub async fn tried_scores(&self, from: Month, book: &Book) -> Result<Tally> {
        let mut tally = Tally::default();
        let mut rows = sqlx::query(
            "SELECT ticket_id, value FROM events
             WHERE ticket_id IN (SELECT cause FROM score_entries WHERE month >= $1 AND source = 'ticket')
             ORDER BY ticket_id, position",
        )
        .bind(from.number())
        .fetch(&self.pool);
        let mut ticket: Option<(TicketId, Vec<Event>)> = None;
        while let Some(row) = rows.try_next().await? {
            let id: String = row.try_get("ticket_id")?;
            let id = TicketId(id.parse().map_err(unreadable("ticket id"))?);
            let json: String = row.try_get("value")?;
            let event = serde_json::from_str(&json).map_err(unreadable("event"))?;
            match &mut ticket {
                Some((of, events)) if *of == id => events.push(event),
                _ => {
                    if let Some((of, events)) = ticket.replace((id, vec![event])) {
                        tally.extend(entries(of, &events, book));
                    }
                }
            }
        }
        if let Some((of, events)) = ticket {
            tally.extend(entries(of, &events, book));
        }
        for proposal in self.proposals().await? {
            tally.extend(opinions(&proposal, book));
        }
        Ok(tally)
    }

    /// The entries of a month added up, by unit, rule and rater; of one unit where it is named.
    pub async fn score_sums(&self, month: Month, unit: Option<&UnitCode>) -> Result<Vec<Sum>> {
        let mut connection = self.pool.acquire().await?;
        sums(&mut connection, month, unit).await
    }

    /// Up to `limit` entries of a unit with what they come from, the newest first, and whether there are more.
    pub async fn score_lines(&self, filter: &LineFilter, limit: usize) -> Result<(Vec<Line>, bool)> {
        let mark = filter.after.unwrap_or(LineMark { at: i64::MAX, serial: i64::MAX });
        let rows = sqlx::query(
            "SELECT entries.serial, entries.at, entries.cause, entries.source, entries.rule, entries.version,
                    entries.reason, entries.points, entries.township, tickets.number,
                    COALESCE(tickets.value, proposals.value) AS value
             FROM score_entries AS entries
             LEFT JOIN tickets ON entries.source = 'ticket' AND tickets.id = entries.cause
             LEFT JOIN proposals ON entries.source = 'proposal' AND proposals.id = entries.cause
             WHERE entries.unit = $1 AND entries.month = $2 AND ($3 = '' OR entries.rule = $3)
               AND ($4 = 1 OR entries.rater IS NULL)
               AND (entries.at < $5 OR (entries.at = $5 AND entries.serial < $6))
             ORDER BY entries.at DESC, entries.serial DESC LIMIT $7 + 0",
        )
        .bind(filter.unit.to_string())
        .bind(filter.month.number())
        .bind(filter.rule.map_or("", Rule::as_str))
        .bind(i64::from(filter.ratings))
        .bind(mark.at)
        .bind(mark.serial)
        .bind(limit as i64 + 1)
        .fetch_all(&self.pool)
        .await?;
        let more = rows.len() > limit;
        Ok((rows.iter().take(limit).map(line).collect::<Result<_>>()?, more))
    }

    /// Puts the first version of the rules in, and enters what follows from events of before there was a ledger. What is
    /// entered already is not entered again.
    pub(crate) async fn open_ledger(&self) -> Result<()> {
        if self.meta("scores_entered").await?.is_some() {
            return Ok(());
        }
        let mut tx = self.write().await?;
        tx.put_rules(&Rules::first(), Timestamp::UNIX_EPOCH, "").await?;
        tx.commit().await?;
        let mut after = 0;
        loop {
            let rows = sqlx::query("SELECT id, serial FROM tickets WHERE serial > $1 ORDER BY serial LIMIT $2")
                .bind(after)
                .bind(TOGETHER)
                .fetch_all(&self.pool)
                .await?;
            let Some(last) = rows.last() else { break };
            after = last.try_get("serial")?;
            let mut tx = self.write().await?;
            for row in &rows {
                let id: String = row.try_get("id")?;
                match tx.ticket(id.parse().map_err(unreadable("ticket id"))?).await {
                    Ok(Some(ticket)) => tx.enter_scores(&ticket, 0).await?,
                    // A damaged one is for `xianghu check` to tell, and keeps nobody from starting.
                    Ok(None) | Err(Error::Unreadable(..)) => {}
                    Err(error) => return Err(error),
                }
            }
            tx.commit().await?;
        }
        let proposals = self.proposals().await?;
        let mut tx = self.write().await?;
        for proposal in &proposals {
            tx.enter_opinions(proposal).await?;
        }
        sqlx::query("INSERT INTO meta (key, value) VALUES ('scores_entered', '1') ON CONFLICT (key) DO NOTHING")
            .execute(&mut *tx.tx)
            .await?;
        tx.commit().await
    }
}

impl Write {
    /// Keeps a version of the rules; one that is there stays as it is.
    pub async fn put_rules(&mut self, rules: &Rules, at: Timestamp, by_name: &str) -> Result<()> {
        self.book = None;
        sqlx::query(
            "INSERT INTO score_rules (version, effective_on, made_at, made_by, value) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (version) DO NOTHING",
        )
        .bind(i64::from(rules.version))
        .bind(rules.effective_on.to_string())
        .bind(at.as_millisecond())
        .bind(by_name.to_owned())
        .bind(serde_json::to_string(rules).map_err(unreadable("rules of scoring"))?)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Every version of the rules with who decided it, those that were withdrawn too, by number.
    pub async fn rule_editions(&mut self) -> Result<Vec<Edition>> {
        editions(&mut self.tx).await
    }

    /// Withdraws a version of the rules.
    pub async fn withdraw_rules(&mut self, version: u32, done: &Done) -> Result<()> {
        self.book = None;
        sqlx::query("UPDATE score_rules SET withdrawn_at = $2, withdrawn_by = $3 WHERE version = $1")
            .bind(i64::from(version))
            .bind(done.at.as_millisecond())
            .bind(done.by.clone())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// The rules, read once in a transaction.
    async fn book(&mut self) -> Result<Arc<Book>> {
        if let Some(book) = &self.book {
            return Ok(book.clone());
        }
        let book = Arc::new(book(&mut self.tx).await?);
        self.book = Some(book.clone());
        Ok(book)
    }

    /// Enters what follows from a ticket's events from this one on.
    pub(crate) async fn enter_scores(&mut self, ticket: &Ticket, from: usize) -> Result<()> {
        let book = self.book().await?;
        let mut entries = entries(ticket.id, &ticket.events, &book);
        entries.retain(|entry| entry.position as usize >= from);
        self.enter(&entries).await
    }

    /// Enters what follows from a proposal as it stands.
    pub(crate) async fn enter_opinions(&mut self, proposal: &Proposal) -> Result<()> {
        let book = self.book().await?;
        self.enter(&opinions(proposal, &book)).await
    }

    /// An entry counts in the month of its day, or where that is closed by now, in the first that is not.
    async fn enter(&mut self, entries: &[Entry]) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let last_closed = self.last_closed().await?;
        for entry in entries {
            self.enter_in(counts_in(entry.at, last_closed), entry).await?;
        }
        Ok(())
    }

    async fn enter_in(&mut self, month: Month, entry: &Entry) -> Result<()> {
        let (source, cause) = match entry.cause {
            Cause::Ticket(id) => ("ticket", id.to_string()),
            Cause::Proposal(id) => ("proposal", id.to_string()),
        };
        let serial = self.count("score_entries").await?;
        sqlx::query(
            "INSERT INTO score_entries (serial, cause, source, position, unit, rule, reason, version, points, at, month,
                                        rater, township)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT (cause, position, unit, rule, reason) DO NOTHING",
        )
        .bind(serial)
        .bind(cause)
        .bind(source)
        .bind(i64::from(entry.position))
        .bind(entry.unit.to_string())
        .bind(entry.rule.as_str())
        .bind(entry.reason.as_str())
        .bind(i64::from(entry.version))
        .bind(entry.points.0)
        .bind(entry.at.as_millisecond())
        .bind(month.number())
        .bind(entry.rater.as_ref().map(|rater| rater.person.to_string()))
        .bind(entry.rater.as_ref().map(|rater| rater.township.to_string()))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}
