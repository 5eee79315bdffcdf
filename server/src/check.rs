//! Checks everything that is kept against everything else: the database against itself, tickets against their events, the
//! record of commands and the feed against both, photos against their names.

use std::collections::{BTreeMap, BTreeSet};

use domain::evaluation::{Book, entries};
use domain::sync::{CommandResult, Outcome};
use domain::{Event, PhotoHash, Ticket};
use futures::{StreamExt as _, TryStreamExt as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::{Store, StoredCommand, StoredTicket};

use crate::photo_store::{PhotoStore, Rendition};

/// Findings that are told in words; the others are only counted.
pub const MOST: u64 = 100;
/// Photos asked for at a time, and read at the same time.
const PHOTOS: usize = 500;
const AT_ONCE: usize = 8;

/// What was looked at, and how much of it was wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Tickets.
    pub tickets: u64,
    /// Their events.
    pub events: u64,
    /// Their accepted commands.
    pub commands: u64,
    /// Photos.
    pub photos: u64,
    /// Findings.
    pub wrong: u64,
}

impl std::fmt::Display for Looked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { tickets, events, commands, photos, wrong } = self;
        writeln!(f, "{tickets} tickets against their {events} events, {commands} accepted commands and the feed")?;
        writeln!(f, "{photos} photos against their names")?;
        match wrong {
            0 => writeln!(f, "nothing is wrong"),
            1..=MOST => Ok(()),
            more => writeln!(f, "and {} more things are wrong", more - MOST),
        }
    }
}

/// Where findings go.
struct Findings<'a> {
    count: u64,
    tell: &'a mut (dyn FnMut(String) + Send),
}

impl Findings<'_> {
    fn add(&mut self, finding: String) {
        self.count += 1;
        if self.count <= MOST {
            (self.tell)(finding);
        }
    }
}

/// Checks everything, while the server may go on serving, and tells what is wrong in plain words.
pub async fn check(
    store: &Store,
    photos: &PhotoStore,
    tell: &mut (dyn FnMut(String) + Send),
) -> anyhow::Result<Looked> {
    let mut looked = Looked::default();
    let mut findings = Findings { count: 0, tell };
    let mut moment = store.snapshot().await?;
    for damage in moment.damage().await? {
        findings.add(format!("the database: {damage}"));
    }
    let book = moment.rule_book().await?;
    let mut after = i64::MIN;
    loop {
        let page = moment.tickets(after).await?;
        let Some(last) = page.keys().next_back() else { break };
        after = *last;
        for stored in page.values() {
            looked.tickets += 1;
            looked.events += stored.events.len() as u64;
            wrong_with(stored, &book)?.into_iter().for_each(|finding| findings.add(finding));
        }
    }
    moment
        .commands(|stored| {
            looked.commands += 1;
            if let Some(finding) = wrong_with_command(&stored) {
                findings.add(finding);
            }
        })
        .await?;
    moment.strays(|stray| findings.add(stray)).await?;
    // The moment is over; photos outlive their tickets' moments.
    drop(moment);
    looked.photos = check_photos(store, photos, &mut findings).await?;
    looked.wrong = findings.count;
    Ok(looked)
}

/// What is wrong with a ticket and the rows that hang on it.
fn wrong_with(stored: &StoredTicket, book: &Book) -> store::Result<Vec<String>> {
    let mut wrong = Vec::new();
    let number = stored.columns.iter().find_map(|(name, value)| (*name == "number").then_some(value.clone())?);
    let mut add = |finding: String| {
        wrong.push(format!("ticket {} ({}): {finding}", number.as_deref().unwrap_or("without a number"), stored.id));
    };
    match serde_json::from_str::<Ticket>(&stored.value) {
        Ok(ticket) => {
            check_columns(stored, &ticket, &mut add)?;
            check_events(stored, &ticket, &mut add);
            check_scopes(stored, &ticket, &mut add);
            check_named_photos(stored, &ticket, &mut add);
            check_entries(stored, &ticket, book, &mut add);
        }
        Err(error) => add(format!("it does not read: {error}")),
    }
    Ok(wrong)
}

fn check_columns(stored: &StoredTicket, ticket: &Ticket, add: &mut impl FnMut(String)) -> store::Result<()> {
    if ticket.id.to_string() != stored.id {
        add(format!("it is stored as {}", ticket.id));
    }
    let says = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
    for ((name, kept), (_, right)) in stored.columns.iter().zip(store::columns(ticket)?) {
        if *kept != right {
            add(format!("its column {name} says {}, the ticket {}", says(kept), says(&right)));
        }
    }
    Ok(())
}

fn check_events(stored: &StoredTicket, ticket: &Ticket, add: &mut impl FnMut(String)) {
    let mut events: Vec<Event> = Vec::new();
    for (place, row) in (0..).zip(&stored.events) {
        let event: Event = match serde_json::from_str(&row.value) {
            Ok(event) => event,
            Err(error) => return add(format!("its event at {} does not read: {error}", row.position)),
        };
        if row.position != place {
            return add(format!("its event at {place} is missing"));
        }
        if (row.at, row.by_person.as_str()) != (event.at.as_millisecond(), event.by.to_string().as_str()) {
            add(format!("its event at {place} has other columns than it says"));
        }
        events.push(event);
    }
    match Ticket::replay(ticket.id, &events) {
        None => add("its events do not begin with a whistle".to_owned()),
        Some(replayed) if replayed != *ticket => {
            add(format!("its events make another ticket; what differs: {}", differing(&replayed, ticket)));
        }
        Some(_) => {}
    }
}

/// Names of the fields in which two tickets differ.
fn differing(one: &Ticket, other: &Ticket) -> String {
    let fields = |ticket: &Ticket| match serde_json::to_value(ticket) {
        Ok(Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (one, other) = (fields(one), fields(other));
    let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    let names: Vec<_> =
        names.into_iter().filter(|name| one.get(*name) != other.get(*name)).map(String::as_str).collect();
    names.join(", ")
}

/// What is wrong with an accepted command, if anything is.
fn wrong_with_command(stored: &StoredCommand) -> Option<String> {
    let add = |finding: &str| Some(format!("command {} on ticket {}: {finding}", stored.command_id, stored.number));
    let Ok(result) = serde_json::from_str::<CommandResult>(&stored.result) else {
        return add("its answer does not read");
    };
    let revisions = 1..=u64::try_from(stored.revision).unwrap_or_default();
    if result.command_id.to_string() != stored.command_id || result.outcome != Outcome::Accepted {
        add("its answer is another's")
    } else if !result.revision.is_some_and(|revision| revisions.contains(&revision)) {
        add("it made a revision that the ticket does not have")
    } else if result.ticket_number.as_ref() != Some(&stored.number) {
        add("its answer gives the ticket another number")
    } else {
        None
    }
}

fn check_scopes(stored: &StoredTicket, ticket: &Ticket, add: &mut impl FnMut(String)) {
    let shown: BTreeSet<_> = stored.scopes.iter().cloned().collect();
    let right: BTreeSet<_> = ticket.scopes().iter().map(ToString::to_string).collect();
    for scope in right.difference(&shown) {
        add(format!("the feed does not show it in {scope}"));
    }
    for scope in shown.difference(&right) {
        add(format!("the feed shows it in {scope}"));
    }
}

fn check_named_photos(stored: &StoredTicket, ticket: &Ticket, add: &mut impl FnMut(String)) {
    let rows: BTreeMap<_, _> =
        stored.photos.iter().map(|(sha256, by, received)| ((sha256.clone(), by.clone()), *received)).collect();
    let photos = ticket.photos.iter();
    let named: BTreeMap<_, _> =
        photos.map(|it| ((it.photo.sha256.to_string(), it.by.to_string()), it.received)).collect();
    for (photo, received) in &named {
        match rows.get(photo) {
            Some(row) if row == received => {}
            Some(_) if *received => add(format!("its photo {} is received, its row says otherwise", photo.0)),
            Some(_) => add(format!("its photo {} is not received, its row says otherwise", photo.0)),
            None => add(format!("no row names its photo {}", photo.0)),
        }
    }
    for photo in rows.keys().filter(|photo| !named.contains_key(photo)) {
        add(format!("a row gives it the photo {}, which it does not have", photo.0));
    }
}

/// Whether the ledger has what follows from its events, and nothing else.
fn check_entries(stored: &StoredTicket, ticket: &Ticket, book: &Book, add: &mut impl FnMut(String)) {
    let entered: BTreeSet<_> = stored.entries.iter().cloned().collect();
    let right: BTreeSet<_> = entries(ticket.id, &ticket.events, book).iter().map(store::entry_line).collect();
    for entry in right.difference(&entered) {
        add(format!("the ledger of scores lacks {entry}"));
    }
    for entry in entered.difference(&right) {
        add(format!("the ledger of scores has {entry}, which does not follow from its events"));
    }
}

/// Reads every photo that has to be there. Returns how many.
async fn check_photos(store: &Store, photos: &PhotoStore, findings: &mut Findings<'_>) -> anyhow::Result<u64> {
    let (mut count, mut after) = (0, String::new());
    loop {
        let page = store.kept_photos(&after, PHOTOS).await?;
        let Some(last) = page.last() else { return Ok(count) };
        after.clone_from(last);
        count += page.len() as u64;
        let read = futures::stream::iter(page).map(|name| wrong_with_photo(store, photos, name));
        let mut wrong = read.buffered(AT_ONCE);
        while let Some(found) = wrong.try_next().await? {
            if let Some(finding) = found {
                findings.add(finding);
            }
        }
    }
}

async fn wrong_with_photo(store: &Store, photos: &PhotoStore, name: String) -> anyhow::Result<Option<String>> {
    let Ok(sha256) = name.parse::<PhotoHash>() else {
        return Ok(Some(format!("a photo is called {name}, which is no SHA-256")));
    };
    Ok(match photos.get(Rendition::Original, &sha256).await? {
        Some(bytes) if PhotoHash::from_digest(&Sha256::digest(&bytes)) == sha256 => None,
        Some(_) => Some(format!("photo {sha256}: its bytes are not those it is named after")),
        // One that no ticket names may have been swept away since it was listed.
        None if store.keeps_photo(&sha256).await? => Some(format!("photo {sha256}: it was received, but is not there")),
        None => None,
    })
}
