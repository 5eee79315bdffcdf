//! Tickets and their events.

use std::borrow::Cow;

use domain::duplicates::Cell;
use domain::{Person, Place, Scope, Ticket, TicketId, UnitCode};
use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use crate::dialect::Dialect;
use crate::error::unreadable;
use crate::search::{self, like, pieces, pieces_of_words};
use crate::{Error, Result, Store, Write};

/// What a list of tickets is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Name of a status.
    pub status: Option<String>,
    /// Lead or co-responsible unit.
    pub unit: Option<UnitCode>,
    /// Township.
    pub township: Option<UnitCode>,
    /// Catalogue code.
    pub item: Option<String>,
    /// Words that all stand somewhere in number, title, description and address.
    pub words: Option<String>,
    /// Only tickets older than the one with this serial number.
    pub after: Option<i64>,
}

/// A ticket as it is stored: what only passes it on need not read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Name of its status.
    pub status: String,
    /// All of it, as JSON.
    pub json: String,
}

impl Stored {
    /// The ticket itself.
    pub fn read(&self) -> Result<Ticket> {
        read(&self.json)
    }

    /// As this person is shown it. Only a ticket that somebody follows is read.
    pub fn shown_to(&self, person: &Person) -> Result<Cow<'_, Self>> {
        // A key: in a text the quotes would be escaped.
        if !self.json.contains("\"followers\":[") {
            return Ok(Cow::Borrowed(self));
        }
        Ok(match self.read()?.as_followed_by(person) {
            Some(shown) => Cow::Owned(Self { status: self.status.clone(), json: json("ticket", &shown)? }),
            None => Cow::Borrowed(self),
        })
    }
}

/// A ticket in a list, with the serial number that the next page starts after.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Serial number.
    pub serial: i64,
    /// The ticket.
    pub ticket: Stored,
}

fn read(value: &str) -> Result<Ticket> {
    serde_json::from_str(value).map_err(unreadable("ticket"))
}

fn json<T: serde::Serialize>(what: &'static str, value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(unreadable(what))
}

/// The kind's name on the wire.
pub(crate) fn kind_name(ticket: &Ticket) -> Result<String> {
    Ok(json("kind", &ticket.kind)?.trim_matches('"').to_owned())
}

/// `|D03|D05|`: codes between bars, so that one can be looked for without finding another that it begins.
pub(crate) fn barred(codes: &[UnitCode]) -> String {
    codes.iter().fold(String::from("|"), |text, code| text + code.as_str() + "|")
}

/// The square of ground that it is on.
pub(crate) fn cell(ticket: &Ticket) -> Option<i64> {
    ticket.place.as_ref().map(|place| Cell::of(place).number())
}

impl Store {
    /// The ticket with this id, whoever may see it.
    pub async fn ticket(&self, id: TicketId) -> Result<Option<Stored>> {
        let row = sqlx::query("SELECT status, value FROM tickets WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| Ok(Stored { status: row.try_get("status")?, json: row.try_get("value")? })).transpose()
    }

    /// The newest tickets in sight of these scopes that pass the filter, and whether there are more.
    pub async fn newest(&self, scopes: &[Scope], filter: &Filter, limit: usize) -> Result<(Vec<Listed>, bool)> {
        let mut question = Question::of(filter);
        let pieces = pieces_of_words(filter.words.as_deref().unwrap_or_default());
        let sql = if !pieces.is_empty() {
            question.with_pieces(self.dialect, pieces, scopes)
        } else if scopes.contains(&Scope::All) {
            question.of_all()
        } else {
            question.of_scopes(scopes)
        };
        // Safe: a question is put together from pieces of its own; everything from outside is bound.
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(filter.after.unwrap_or(i64::MAX)).bind(limit as i64 + 1);
        for text in question.texts {
            query = query.bind(text);
        }
        // Planned anew each time: which way is short depends on how common the words are.
        let rows = query.persistent(filter.words.is_none()).fetch_all(&self.pool).await?;
        let more = rows.len() > limit;
        let tickets = rows.iter().take(limit).map(|row| {
            let ticket = Stored { status: row.try_get("status")?, json: row.try_get("value")? };
            Ok(Listed { serial: row.try_get("serial")?, ticket })
        });
        Ok((tickets.collect::<Result<_>>()?, more))
    }
}

/// A list of tickets as SQL, the newest first. Bound are the serial number before which it begins, how many it may have,
/// and then its texts.
struct Question {
    conditions: Vec<String>,
    texts: Vec<String>,
}

impl Question {
    fn of(filter: &Filter) -> Self {
        let mut asked = Self { conditions: vec!["tickets.serial < $1".to_owned()], texts: Vec::new() };
        let township = filter.township.as_ref().map(ToString::to_string);
        for (column, wanted) in [("status", &filter.status), ("item_code", &filter.item), ("township", &township)] {
            if let Some(wanted) = wanted {
                let wanted = asked.bound(wanted.clone());
                asked.conditions.push(format!("tickets.{column} = {wanted}"));
            }
        }
        if let Some(unit) = &filter.unit {
            let lead = asked.bound(unit.to_string());
            let helps = asked.bound(like(&barred(std::slice::from_ref(unit))));
            asked
                .conditions
                .push(format!("(tickets.lead = {lead} OR lower(tickets.co_responsible) LIKE {helps} ESCAPE '\\')"));
        }
        for word in filter.words.iter().flat_map(|words| words.split_whitespace()) {
            let word = asked.bound(like(word));
            asked.conditions.push(format!("tickets.search LIKE {word} ESCAPE '\\'"));
        }
        asked
    }

    /// Where this text is bound.
    fn bound(&mut self, text: String) -> String {
        self.texts.push(text);
        format!("${}", self.texts.len() + 2)
    }

    fn of_all(&self) -> String {
        let conditions = self.conditions.join(" AND ");
        format!("SELECT serial, status, value FROM tickets WHERE {conditions} ORDER BY serial DESC LIMIT $2 + 0")
    }

    /// Each scope is one range of the feed's index, which alone knows the newest of a scope, read from its newest end.
    fn of_scopes(&mut self, scopes: &[Scope]) -> String {
        // The first condition is of the feed then.
        let (join, narrowed) = match &self.conditions[..] {
            [_] | [] => ("", String::new()),
            conditions => ("JOIN tickets ON tickets.id = feed.id", format!("AND {}", conditions.join(" AND "))),
        };
        let in_scope = |scope: &Scope| {
            // `+ 0`: see `changes`.
            format!(
                "SELECT serial FROM (
                     SELECT feed.serial FROM feed {join}
                     WHERE feed.scope = {} AND feed.present = 1 AND feed.serial < $1 {narrowed}
                     ORDER BY feed.serial DESC LIMIT $2 + 0
                 ) AS in_scope",
                self.bound(scope.to_string())
            )
        };
        let scopes: Vec<_> = scopes.iter().map(in_scope).collect();
        let scopes = scopes.join(" UNION ");
        format!(
            "SELECT serial, status, value FROM tickets WHERE serial IN ({scopes}) ORDER BY serial DESC LIMIT $2 + 0"
        )
    }

    /// Those that have all these pieces of text, of which each is then looked up in the feed.
    fn with_pieces(&mut self, dialect: Dialect, pieces: String, scopes: &[Scope]) -> String {
        let pieces = self.bound(pieces);
        let (tables, has_pieces, order) = dialect.having_pieces(&pieces);
        self.conditions.push(has_pieces);
        if !scopes.contains(&Scope::All) {
            let scopes: Vec<_> = scopes.iter().map(|scope| self.bound(scope.to_string())).collect();
            self.conditions.push(format!(
                "EXISTS (SELECT 1 FROM feed WHERE feed.scope IN ({}) AND feed.kind = 'ticket' AND feed.id = tickets.id
                                                  AND feed.present = 1)",
                scopes.join(", ")
            ));
        }
        let conditions = self.conditions.join(" AND ");
        format!(
            "SELECT tickets.serial, tickets.status, tickets.value FROM {tables}
             WHERE {conditions} ORDER BY {order} DESC LIMIT $2 + 0"
        )
    }
}

impl Store {
    /// Tickets in the squares around a place that were received since then: the newest of them, `limit` at most.
    pub async fn near(&self, place: &Place, since: Timestamp, limit: usize) -> Result<Vec<Stored>> {
        let mut query = sqlx::query(
            "SELECT status, value FROM tickets
             WHERE cell IN ($1, $2, $3, $4, $5, $6, $7, $8, $9) AND received_at >= $10
             ORDER BY received_at DESC LIMIT $11 + 0",
        );
        for cell in Cell::of(place).around() {
            query = query.bind(cell.number());
        }
        let rows = query.bind(since.as_millisecond()).bind(limit as i64).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(Stored { status: row.try_get("status")?, json: row.try_get("value")? })).collect()
    }
}

/// A place in the order in which tickets wake: the time in milliseconds, and the serial number.
pub type Waking = (i64, i64);

impl Store {
    /// The next tickets to which something happens by itself by now, in the order of its time.
    pub async fn waking(&self, now: Timestamp, after: Waking, limit: usize) -> Result<Vec<(Waking, TicketId)>> {
        let rows = sqlx::query(
            "SELECT id, wakes_at, serial FROM tickets
             WHERE wakes_at <= $1 AND (wakes_at > $2 OR (wakes_at = $2 AND serial > $3))
             ORDER BY wakes_at, serial LIMIT $4 + 0",
        )
        .bind(now.as_millisecond())
        .bind(after.0)
        .bind(after.1)
        .bind(limit as i64)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(((row.try_get("wakes_at")?, row.try_get("serial")?), id(row)?))).collect()
    }

    /// The next tickets, by serial number, that may wait for a deadline that the calendar did not reach.
    pub async fn undated(&self, after: i64, limit: usize) -> Result<Vec<(i64, TicketId)>> {
        let rows = sqlx::query(
            "SELECT id, serial FROM tickets
             WHERE status IN ('handling', 'awaiting_rating') AND wakes_at IS NULL AND serial > $1
             ORDER BY serial LIMIT $2 + 0",
        )
        .bind(after)
        .bind(limit as i64)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((row.try_get("serial")?, id(row)?))).collect()
    }
}

fn id(row: &AnyRow) -> Result<TicketId> {
    row.try_get::<String, _>("id")?.parse().map_err(unreadable("ticket id"))
}

impl Write {
    /// The ticket with this id, whoever may see it.
    pub async fn ticket(&mut self, id: TicketId) -> Result<Option<Ticket>> {
        let row = sqlx::query("SELECT value FROM tickets WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&mut *self.tx)
            .await?;
        row.map(|row| read(row.try_get("value")?)).transpose()
    }

    /// Puts a new ticket in, with its events, and tells the feed.
    pub async fn insert_ticket(&mut self, ticket: &Ticket) -> Result<()> {
        let number = ticket.number.as_ref().ok_or(Error::Unreadable("ticket", "without a number".into()))?;
        let serial = self.count("tickets").await?;
        let text = search::text(ticket);
        sqlx::query(
            "INSERT INTO tickets (id, serial, number, kind, status, township, lead, co_responsible, item_code, reported_by,
                                  received_at, due_at, revision, search, value, wakes_at, cell, pieces)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        )
        .bind(ticket.id.to_string())
        .bind(serial)
        .bind(number)
        .bind(kind_name(ticket)?)
        .bind(ticket.status.name())
        .bind(ticket.township.as_ref().map(ToString::to_string))
        .bind(ticket.lead.as_ref().map(ToString::to_string))
        .bind(barred(&ticket.co_responsible))
        .bind(ticket.item_code.clone())
        .bind(ticket.reported_by.to_string())
        .bind(ticket.received_at.as_millisecond())
        .bind(ticket.due_at.map(Timestamp::as_millisecond))
        .bind(ticket.revision as i64)
        .bind(&text)
        .bind(json("ticket", ticket)?)
        .bind(ticket.wakes_at().map(Timestamp::as_millisecond))
        .bind(cell(ticket))
        .bind(pieces(&text))
        .execute(&mut *self.tx)
        .await?;
        self.insert_events(ticket, 0).await?;
        self.feed_ticket(ticket, serial, &[]).await?;
        self.feed_nearby(None, ticket).await
    }

    /// Stores what `ticket` has become since it was `before`, with the events that are new, and tells the feed.
    pub async fn update_ticket(&mut self, before: &Ticket, ticket: &Ticket) -> Result<()> {
        let text = search::text(ticket);
        let row = sqlx::query(
            "UPDATE tickets SET status = $2, lead = $3, co_responsible = $4, item_code = $5, due_at = $6, revision = $7,
                                search = $8, value = $9, wakes_at = $10, pieces = $11
             WHERE id = $1 RETURNING serial",
        )
        .bind(ticket.id.to_string())
        .bind(ticket.status.name())
        .bind(ticket.lead.as_ref().map(ToString::to_string))
        .bind(barred(&ticket.co_responsible))
        .bind(ticket.item_code.clone())
        .bind(ticket.due_at.map(Timestamp::as_millisecond))
        .bind(ticket.revision as i64)
        .bind(&text)
        .bind(json("ticket", ticket)?)
        .bind(ticket.wakes_at().map(Timestamp::as_millisecond))
        .bind(pieces(&text))
        .fetch_one(&mut *self.tx)
        .await?;
        self.insert_events(ticket, before.events.len()).await?;
        self.feed_ticket(ticket, row.try_get("serial")?, &before.scopes()).await?;
        self.feed_nearby(Some(before), ticket).await
    }

    async fn insert_events(&mut self, ticket: &Ticket, from: usize) -> Result<()> {
        for (position, event) in ticket.events.iter().enumerate().skip(from) {
            sqlx::query("INSERT INTO events (ticket_id, position, at, by_person, value) VALUES ($1, $2, $3, $4, $5)")
                .bind(ticket.id.to_string())
                .bind(position as i64)
                .bind(event.at.as_millisecond())
                .bind(event.by.to_string())
                .bind(json("event", event)?)
                .execute(&mut *self.tx)
                .await?;
        }
        self.enter_scores(ticket, from).await
    }
}
