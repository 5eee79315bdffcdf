//! Fetching what changed into the replica.

use domain::sync::{Pulled, ReplicaChange};
use jiff::Timestamp;

use super::pass::{Pass, Stop, stopped_by};
use super::told::Told;
use crate::database::{self, META, REPLICA, Tx};
use crate::fault::{Fault, Outcome};
use crate::http::{self, Body};
use crate::meta::{self, Mark};
use crate::{clock, replica};

/// Changes per page.
const PAGE: u32 = 200;

/// What a page did to the replica.
enum Took {
    /// It went into the replica that counts.
    In,
    /// It went into one that is being built anew.
    Aside,
    /// It was the last of that one, which counts now.
    Swapped,
}

/// Pulls until there is no more.
pub(super) async fn all(pass: &Pass) -> Result<(), Stop> {
    let mut before = None;
    loop {
        let cursor = where_to_go_on(pass).await?;
        let asked_at = clock::now();
        let page = fetch(pass, cursor.as_deref()).await?;
        let more = page.more;
        // A server that says "more" and means nothing must not keep us here for ever.
        let turns_round = more && page.changes.is_empty() && before.as_ref() == Some(&page.cursor);
        before = Some(page.cursor.clone());
        let took = take(pass, &page, asked_at).await?;
        match took {
            Took::In => (pass.tell)(Told::Pulled(page.changes)),
            Took::Aside => {}
            Took::Swapped => (pass.tell)(Told::Rebuilt),
        }
        if !more {
            (pass.tell)(Told::Fresh(asked_at));
            return Ok(());
        }
        if turns_round {
            return Err(Stop::Later(None));
        }
    }
}

async fn where_to_go_on(pass: &Pass) -> Outcome<Option<String>> {
    database::read(&[META], async |tx: &Tx<'_>| {
        let aside = meta::aside(tx, pass.person()).await?;
        let mark = meta::mark(tx, pass.person()).await?;
        Ok(aside.and_then(|aside| aside.cursor).or(mark.cursor))
    })
    .await
}

async fn fetch(pass: &Pass, cursor: Option<&str>) -> Result<Pulled, Stop> {
    let from = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
    let path = format!("/sync/v1/pull?limit={PAGE}&person_id={}{from}", pass.person());
    let answer = pass.ask("GET", &path, Body::Nothing, http::LONG).await?;
    match answer.status {
        200 => Ok(answer.json()?),
        // The cursor is none that this server can read: begin anew.
        400 | 410 | 422 if cursor.is_some() && answer.problem().is_some() => {
            forget_cursor(pass).await?;
            Err(Stop::Later(None))
        }
        _ => Err(stopped_by(&answer)),
    }
}

/// Writes one page and where to go on, in one transaction.
async fn take(pass: &Pass, page: &Pulled, asked_at: Timestamp) -> Result<Took, Stop> {
    let person = pass.person();
    let taken = database::write_relaxed(&[META, REPLICA], async |tx: &Tx<'_>| {
        if !pass.is_current(tx).await? {
            return Ok(None);
        }
        let mark = meta::mark(tx, person).await?;
        let aside = match meta::aside(tx, person).await? {
            Some(aside) if !page.reset => Some(aside),
            _ if page.reset || mark.cursor.is_none() => {
                // What is left of an attempt before this one.
                let generation = mark.generation + 1;
                tx.delete_all(REPLICA, &replica::rows_of(person, generation))?;
                Some(Mark { generation, ..Mark::default() })
            }
            _ => None,
        };
        let fresh_at = if page.more { mark.fresh_at } else { Some(asked_at) };
        let cursor = Some(page.cursor.clone());
        let Some(aside) = aside else {
            write(tx, pass, mark.generation, &page.changes)?;
            meta::set_mark(tx, person, &Mark { generation: mark.generation, cursor, fresh_at })?;
            return Ok(Some(Took::In));
        };
        write(tx, pass, aside.generation, &page.changes)?;
        let built = Mark { generation: aside.generation, cursor, fresh_at };
        if page.more {
            meta::set_aside(tx, person, Some(&built))?;
            return Ok(Some(Took::Aside));
        }
        meta::set_mark(tx, person, &built)?;
        meta::set_aside(tx, person, None)?;
        tx.delete_all(REPLICA, &replica::rows_of(person, mark.generation))?;
        Ok(Some(Took::Swapped))
    })
    .await?;
    taken.ok_or(Stop::Superseded)
}

fn write(tx: &Tx<'_>, pass: &Pass, generation: u32, changes: &[ReplicaChange]) -> Outcome<()> {
    changes.iter().try_for_each(|change| replica::write(tx, pass.person(), generation, change))
}

async fn forget_cursor(pass: &Pass) -> Result<(), Fault> {
    database::write_relaxed(&[META], async |tx: &Tx<'_>| {
        let person = pass.person();
        let mark = meta::mark(tx, person).await?;
        meta::set_aside(tx, person, None)?;
        meta::set_mark(tx, person, &Mark { cursor: None, ..mark })
    })
    .await
}
