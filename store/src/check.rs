//! Looking a database over, as it is at one moment: tickets with all that hangs on them, page by page, and rows that hang
//! on nothing. Rows come as they stand, in whatever state they are; what they should be is for the reader to say.

use std::collections::BTreeMap;

use domain::evaluation::{Book, Entry};
use domain::{PhotoHash, Ticket};
use futures::TryStreamExt as _;
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use crate::dialect::Dialect;
use crate::scores::book;
use crate::search;
use crate::tickets::{barred, cell, kind_name};
use crate::{Result, Store};

/// Tickets read at a time.
const PAGE: i64 = 200;

/// One moment of a database. While it lasts, SQLite's log grows with what others write.
pub struct Snapshot {
    tx: Transaction<'static, Any>,
    dialect: Dialect,
}

/// A ticket as it is stored, with the rows that hang on it.
#[derive(Clone, Debug)]
pub struct StoredTicket {
    /// Its id.
    pub id: String,
    /// Its JSON.
    pub value: String,
    /// The columns beside that, as [`columns`] names them.
    pub columns: Vec<(&'static str, Option<String>)>,
    /// Its events, by position.
    pub events: Vec<StoredEvent>,
    /// The scopes in which the feed shows it, as of its newest change.
    pub scopes: Vec<String>,
    /// Photos named on it: hash, by whom, whether received.
    pub photos: Vec<(String, String, bool)>,
    /// Its entries in the ledger of scores; see [`entry_line`].
    pub entries: Vec<String>,
}

/// An event as it is stored.
#[derive(Clone, Debug)]
pub struct StoredEvent {
    /// Its place among the ticket's events, from 0.
    pub position: i64,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// By whom.
    pub by_person: String,
    /// Its JSON.
    pub value: String,
}

/// An accepted command as it is stored, beside what its ticket says.
#[derive(Clone, Debug)]
pub struct StoredCommand {
    /// Its id.
    pub command_id: String,
    /// The answer, as JSON.
    pub result: String,
    /// The ticket's number.
    pub number: String,
    /// The ticket's revision.
    pub revision: i64,
}

/// Rows that hang on nothing or are where they can't be: what is wrong with them, and a query for them.
const STRAYS: [(&str, &str); 15] = [
    (
        "an event without its ticket",
        "SELECT ticket_id || ' at ' || position AS what FROM events
         WHERE NOT EXISTS (SELECT 1 FROM tickets WHERE tickets.id = events.ticket_id)",
    ),
    (
        "an accepted command without its ticket",
        "SELECT kind || ' ' || command_id || ' on ticket ' || ticket_id AS what FROM applied
         WHERE accepted = 1 AND NOT EXISTS (SELECT 1 FROM tickets WHERE tickets.id = applied.ticket_id)",
    ),
    (
        "a ticket with another revision than it has accepted commands",
        "SELECT number || ' at ' || revision || ' with ' || COALESCE(made.commands, 0) AS what
         FROM tickets LEFT JOIN (SELECT ticket_id, COUNT(*) AS commands FROM applied
                                 WHERE accepted = 1 GROUP BY ticket_id) AS made
              ON made.ticket_id = tickets.id
         WHERE revision <> COALESCE(made.commands, 0)",
    ),
    (
        "a named photo without its ticket",
        "SELECT sha256 || ' on ticket ' || ticket_id AS what FROM ticket_photos
         WHERE NOT EXISTS (SELECT 1 FROM tickets WHERE tickets.id = ticket_photos.ticket_id)",
    ),
    (
        "a ticket in the feed that is not there",
        "SELECT id || ' in ' || scope AS what FROM feed
         WHERE kind = 'ticket' AND NOT EXISTS (SELECT 1 FROM tickets WHERE tickets.id = feed.id)",
    ),
    (
        "a ticket that the feed shows where it no longer is",
        "SELECT feed.id || ' in ' || feed.scope AS what
         FROM feed LEFT JOIN feed AS newest
              ON newest.scope = 'all' AND newest.kind = 'ticket' AND newest.id = feed.id
         WHERE feed.kind = 'ticket' AND feed.present = 1 AND (newest.seq IS NULL OR newest.seq <> feed.seq)",
    ),
    (
        "a ticket that the feed shows nearby though it has ended",
        "SELECT feed.id || ' in ' || feed.scope AS what FROM feed LEFT JOIN tickets ON tickets.id = feed.id
         WHERE feed.kind = 'nearby' AND feed.present = 1
           AND (tickets.id IS NULL OR tickets.status IN ('closed', 'declined', 'withdrawn', 'voided', 'merged'))",
    ),
    (
        "a ticket with another serial number in the feed",
        "SELECT feed.id || ' in ' || feed.scope AS what FROM feed JOIN tickets ON tickets.id = feed.id
         WHERE feed.kind = 'ticket' AND (feed.serial IS NULL OR feed.serial <> tickets.serial)",
    ),
    (
        "a unit that the feed does not show",
        "SELECT code AS what FROM units
         WHERE NOT EXISTS (SELECT 1 FROM feed
                           WHERE scope = 'everyone' AND kind = 'unit' AND id = units.code AND present = 1)",
    ),
    (
        "an item of the catalogue that the feed does not show",
        "SELECT code AS what FROM items
         WHERE NOT EXISTS (SELECT 1 FROM feed
                           WHERE scope = 'everyone' AND kind = 'catalogue' AND id = items.code AND present = 1)",
    ),
    (
        "a grid that the feed does not show",
        "SELECT code AS what FROM grids
         WHERE NOT EXISTS (SELECT 1 FROM feed
                           WHERE scope = 'everyone' AND kind = 'grid' AND id = grids.code AND present = 1)",
    ),
    (
        "a specialist whom the feed does not show to their unit",
        "SELECT username AS what FROM people
         WHERE role = 'specialist' AND disabled = 0
           AND NOT EXISTS (SELECT 1 FROM feed
                           WHERE scope = 'unit:' || people.unit AND kind = 'colleague' AND id = people.id AND present = 1)",
    ),
    (
        "a place in the feed beyond its head",
        "SELECT kind || ' ' || id || ' in ' || scope AS what FROM feed
         WHERE seq > COALESCE((SELECT seq FROM feed_head WHERE id = 1), -1)",
    ),
    ("the feed has no head", "SELECT 'feed_head' AS what WHERE NOT EXISTS (SELECT 1 FROM feed_head WHERE id = 1)"),
    (
        "a ticket with a serial number beyond the counter",
        "SELECT number AS what FROM tickets
         WHERE serial > COALESCE((SELECT value FROM counters WHERE name = 'tickets'), 0)",
    ),
];

/// What the columns beside a ticket's JSON have to say, by name.
pub fn columns(ticket: &Ticket) -> Result<Vec<(&'static str, Option<String>)>> {
    let text = search::text(ticket);
    Ok(vec![
        ("number", ticket.number.clone()),
        ("kind", Some(kind_name(ticket)?)),
        ("status", Some(ticket.status.name().to_owned())),
        ("township", ticket.township.as_ref().map(ToString::to_string)),
        ("lead", ticket.lead.as_ref().map(ToString::to_string)),
        ("co_responsible", Some(barred(&ticket.co_responsible))),
        ("item_code", ticket.item_code.clone()),
        ("reported_by", Some(ticket.reported_by.to_string())),
        ("search", Some(text.clone())),
        ("pieces", Some(search::pieces(&text))),
        ("received_at", Some(ticket.received_at.as_millisecond().to_string())),
        ("due_at", ticket.due_at.map(|at| at.as_millisecond().to_string())),
        ("wakes_at", ticket.wakes_at().map(|at| at.as_millisecond().to_string())),
        ("revision", Some(ticket.revision.to_string())),
        ("cell", cell(ticket).map(|cell| cell.to_string())),
    ])
}

/// An entry of the ledger in words, as [`StoredTicket::entries`] has them.
pub fn entry_line(entry: &Entry) -> String {
    let names = (entry.unit.as_str(), entry.rule.as_str(), entry.reason.as_str());
    entry_words(i64::from(entry.position), names, (i64::from(entry.version), entry.points.0))
}

fn entry_words(position: i64, (unit, rule, reason): (&str, &str, &str), (version, points): (i64, i64)) -> String {
    format!("{position} {unit} {rule} {reason} {points} by {version}")
}

/// The same columns of a row.
fn read_columns(row: &AnyRow) -> Result<Vec<(&'static str, Option<String>)>> {
    let texts = [
        "number",
        "kind",
        "status",
        "township",
        "lead",
        "co_responsible",
        "item_code",
        "reported_by",
        "search",
        "pieces",
    ];
    let mut columns = Vec::new();
    for text in texts {
        columns.push((text, row.try_get::<Option<String>, _>(text)?));
    }
    for number in ["received_at", "due_at", "wakes_at", "revision", "cell"] {
        columns.push((number, row.try_get::<Option<i64>, _>(number)?.map(|n| n.to_string())));
    }
    Ok(columns)
}

impl Store {
    /// Holds one moment of the database, while others go on writing.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let tx = self.pool.begin_with(self.dialect.begin_snapshot()).await?;
        Ok(Snapshot { tx, dialect: self.dialect })
    }

    /// The names of photos whose originals have to be there, in order: the next `limit` after `after`.
    pub async fn kept_photos(&self, after: &str, limit: usize) -> Result<Vec<String>> {
        let rows = sqlx::query(
            "SELECT * FROM (SELECT DISTINCT sha256 FROM ticket_photos
                            WHERE received = 1 AND sha256 > $1 ORDER BY sha256 LIMIT $2) AS named
             UNION
             SELECT * FROM (SELECT DISTINCT sha256 FROM uploads
                            WHERE state = 'complete' AND sha256 > $1 ORDER BY sha256 LIMIT $2) AS uploaded
             ORDER BY sha256 LIMIT $2",
        )
        .bind(after)
        .bind(limit as i64)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get("sha256")?)).collect()
    }

    /// Whether this photo's original has to be there.
    pub async fn keeps_photo(&self, sha256: &PhotoHash) -> Result<bool> {
        let row = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM ticket_photos WHERE sha256 = $1 AND received = 1)
                  + (SELECT COUNT(*) FROM uploads WHERE sha256 = $1 AND state = 'complete') AS n",
        )
        .bind(sha256.as_str())
        .fetch_one(&self.pool)
        .await?;
        Ok(row.try_get::<i64, _>("n")? > 0)
    }
}

impl Snapshot {
    /// What the database finds wrong with itself: broken pages and indexes, and references to what is not there. Only
    /// SQLite can be asked; PostgreSQL has tools of its own.
    pub async fn damage(&mut self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for question in self.dialect.questions_of_integrity() {
            let rows = sqlx::query(*question).fetch_all(&mut *self.tx).await?;
            for row in rows {
                found.push(row.try_get("what")?);
            }
        }
        Ok(found)
    }

    /// The next tickets after the one with this serial number, by serial number; none when there are no more.
    pub async fn tickets(&mut self, after: i64) -> Result<BTreeMap<i64, StoredTicket>> {
        let rows = sqlx::query(
            "SELECT serial, id, number, kind, status, township, lead, co_responsible, item_code, reported_by, search, pieces,
                    value, received_at, due_at, wakes_at, revision, cell
             FROM tickets WHERE serial > $1 ORDER BY serial LIMIT $2",
        )
        .bind(after)
        .bind(PAGE)
        .fetch_all(&mut *self.tx)
        .await?;
        let mut page = BTreeMap::new();
        for row in &rows {
            let ticket = StoredTicket {
                id: row.try_get("id")?,
                value: row.try_get("value")?,
                columns: read_columns(row)?,
                events: Vec::new(),
                scopes: Vec::new(),
                photos: Vec::new(),
                entries: Vec::new(),
            };
            page.insert(row.try_get("serial")?, ticket);
        }
        let Some(last) = page.keys().next_back().copied() else { return Ok(page) };
        self.hang_on(&mut page, after, last).await?;
        Ok(page)
    }

    /// Reads what hangs on the tickets with these serial numbers.
    async fn hang_on(&mut self, page: &mut BTreeMap<i64, StoredTicket>, after: i64, last: i64) -> Result<()> {
        self.each(
            "SELECT tickets.serial AS of_ticket, events.position, events.at, events.by_person, events.value
             FROM tickets JOIN events ON events.ticket_id = tickets.id
             WHERE tickets.serial > $1 AND tickets.serial <= $2 ORDER BY tickets.serial, events.position",
            (after, last),
            page,
            |ticket, row| {
                ticket.events.push(StoredEvent {
                    position: row.try_get("position")?,
                    at: row.try_get("at")?,
                    by_person: row.try_get("by_person")?,
                    value: row.try_get("value")?,
                });
                Ok(())
            },
        )
        .await?;
        // All scopes in sight are written with the same number each time, so the one that sees everything leads to them.
        self.each(
            "SELECT tickets.serial AS of_ticket, feed.scope
             FROM tickets
             JOIN feed AS newest ON newest.scope = 'all' AND newest.kind = 'ticket' AND newest.id = tickets.id
             JOIN feed ON feed.seq = newest.seq AND feed.kind = 'ticket' AND feed.id = tickets.id
             WHERE tickets.serial > $1 AND tickets.serial <= $2 AND feed.present = 1",
            (after, last),
            page,
            |ticket, row| {
                ticket.scopes.push(row.try_get("scope")?);
                Ok(())
            },
        )
        .await?;
        self.each(
            "SELECT tickets.serial AS of_ticket, ticket_photos.sha256, ticket_photos.person_id, ticket_photos.received
             FROM tickets JOIN ticket_photos ON ticket_photos.ticket_id = tickets.id
             WHERE tickets.serial > $1 AND tickets.serial <= $2",
            (after, last),
            page,
            |ticket, row| {
                let received = row.try_get::<i64, _>("received")? == 1;
                ticket.photos.push((row.try_get("sha256")?, row.try_get("person_id")?, received));
                Ok(())
            },
        )
        .await?;
        self.each(
            "SELECT tickets.serial AS of_ticket, entries.position, entries.unit, entries.rule, entries.reason,
                    entries.version, entries.points
             FROM tickets JOIN score_entries AS entries ON entries.cause = tickets.id
             WHERE tickets.serial > $1 AND tickets.serial <= $2",
            (after, last),
            page,
            |ticket, row| {
                let number = |column| row.try_get::<i64, _>(column);
                let text = |column| row.try_get::<String, _>(column);
                ticket.entries.push(entry_words(
                    number("position")?,
                    (&text("unit")?, &text("rule")?, &text("reason")?),
                    (number("version")?, number("points")?),
                ));
                Ok(())
            },
        )
        .await
    }

    /// The rules of scoring.
    pub async fn rule_book(&mut self) -> Result<Book> {
        book(&mut self.tx).await
    }

    /// Runs a query about the tickets with serial numbers after the first and up to the second, and gives each row to its
    /// ticket.
    async fn each(
        &mut self,
        sql: &'static str,
        (after, last): (i64, i64),
        page: &mut BTreeMap<i64, StoredTicket>,
        take: impl Fn(&mut StoredTicket, &AnyRow) -> Result<()>,
    ) -> Result<()> {
        let mut rows = sqlx::query(sql).bind(after).bind(last).fetch(&mut *self.tx);
        while let Some(row) = rows.try_next().await? {
            if let Some(ticket) = page.get_mut(&row.try_get("of_ticket")?) {
                take(ticket, &row)?;
            }
        }
        Ok(())
    }

    /// Gives each accepted command of a ticket that is there.
    pub async fn commands(&mut self, mut take: impl FnMut(StoredCommand) + Send) -> Result<()> {
        let mut rows = sqlx::query(
            "SELECT applied.command_id, applied.result, tickets.number, tickets.revision
             FROM applied JOIN tickets ON tickets.id = applied.ticket_id WHERE applied.accepted = 1",
        )
        .fetch(&mut *self.tx);
        while let Some(row) = rows.try_next().await? {
            take(StoredCommand {
                command_id: row.try_get("command_id")?,
                result: row.try_get("result")?,
                number: row.try_get("number")?,
                revision: row.try_get("revision")?,
            });
        }
        Ok(())
    }

    /// Tells of each row that hangs on nothing or is where it can't be.
    pub async fn strays(&mut self, mut tell: impl FnMut(String) + Send) -> Result<()> {
        for (wrong, sql) in STRAYS {
            let mut rows = sqlx::query(sql).fetch(&mut *self.tx);
            while let Some(row) = rows.try_next().await? {
                tell(format!("{wrong}: {}", row.try_get::<String, _>("what")?));
            }
        }
        Ok(())
    }
}
