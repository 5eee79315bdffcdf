//! Tickets in bulk: some as the desk opens and moves them, and then copies under ids and numbers of their own, made by the
//! database itself.

use domain::ticket::Context;
use domain::{Command, Directory, Dispatch, Person, PersonId, Role, Ticket, Unit, UnitKind};
use server::clock::new_id;
use sqlx::{AssertSqlSafe, Row as _};

use crate::ground::Ground;

/// Tickets that are copied.
const PATTERNS: usize = 2000;
/// Copies of one transaction.
const CHUNK: usize = 100_000;

/// Fills the board up to so many tickets.
pub async fn up_to(ground: &Ground, tickets: usize) -> anyhow::Result<()> {
    let mut there = count(ground).await?;
    eprintln!("filling the board from {there} to {tickets} tickets …");
    if there < PATTERNS {
        patterns(ground).await?;
        there = count(ground).await?;
    }
    while there < tickets {
        let step = (tickets - there).min(CHUNK).min(there);
        copies(ground, there, step).await?;
        there += step;
        if there % 500_000 < step {
            eprintln!("  {there}");
        }
    }
    // As a release does that finds tickets of one before it: copies are not cut up for searching.
    ground.app.store.migrate(new_id()).await?;
    if ground.is_sqlite {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&ground.pool).await?;
    }
    sqlx::query("ANALYZE").execute(&ground.pool).await?;
    Ok(())
}

async fn count(ground: &Ground) -> anyhow::Result<usize> {
    let row = sqlx::query("SELECT COALESCE(MAX(serial), 0) AS n FROM tickets").fetch_one(&ground.pool).await?;
    Ok(row.try_get::<i64, _>("n")? as usize)
}

pub async fn bytes_on_disk(ground: &Ground) -> anyhow::Result<u64> {
    if ground.is_sqlite {
        return Ok(std::fs::metadata(ground.folder.path().join("bench.db"))?.len());
    }
    let row = sqlx::query("SELECT pg_database_size(current_database()) AS n").fetch_one(&ground.pool).await?;
    Ok(row.try_get::<i64, _>("n")? as u64)
}

/// A quarter each received, accepted, dispatched and being handled, from 22 townships.
async fn patterns(ground: &Ground) -> anyhow::Result<()> {
    let unit = |code: &str, kind| Unit::new(new_id(), code.into(), code, kind);
    let lead = unit("D01", UnitKind::Department);
    let directory = Directory::new(vec![lead.clone()], vec![]);
    let someone = |role, unit: &Unit| Person {
        id: PersonId(new_id()),
        username: String::new(),
        name: "某人".into(),
        role,
        unit: unit.clone(),
    };
    let specialist = someone(Role::Specialist, &lead);
    let dispatch = Dispatch { reason: Some("x".into()), ..Dispatch::to(lead.code.clone()) };
    let steps = [
        (&ground.supervisor, Command::Accept { item_code: None, urgency: None }),
        (&ground.supervisor, Command::Dispatch(dispatch)),
        (&specialist, Command::Sign {}),
    ];
    let mut tx = ground.app.store.write().await?;
    for n in 0..PATTERNS {
        let mut ticket: Ticket = ground.ticket(n, &format!("F-{:010}", n + 1))?;
        for (actor, command) in &steps[..n % 4] {
            let context = Context { actor, now: ground.app.now(), directory: &directory };
            let events = ticket.apply(command, context).map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
            ticket.absorb(&events);
        }
        ticket.township = Some(format!("T{:02}", n % 22 + 1).as_str().into());
        tx.insert_ticket(&ticket).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Copies the newest `step` tickets, of `there`, with all that belongs to them.
async fn copies(ground: &Ground, there: usize, step: usize) -> anyhow::Result<()> {
    let from = there - step;
    let hex = |number: &str| {
        if ground.is_sqlite { format!("printf('%012x', {number})") } else { format!("lpad(to_hex({number}), 12, '0')") }
    };
    let digits = |number: &str| {
        if ground.is_sqlite { format!("printf('%010d', {number})") } else { format!("lpad(({number})::text, 10, '0')") }
    };
    let serial = format!("t.serial + {step}");
    // An id keeps its first 24 characters; the last twelve are the serial number.
    let id = format!("substr(t.id, 1, 24) || {}", hex(&serial));
    let number = format!("'F-' || {}", digits(&serial));
    let which = format!("t.serial > {from} AND t.serial <= {there}");
    let head = "(SELECT seq FROM feed_head)";
    let statements = [
        format!(
            "INSERT INTO tickets (id, serial, number, kind, status, township, lead, co_responsible, item_code, reported_by,
                                  received_at, due_at, revision, search, value)
             SELECT {id}, {serial}, {number}, kind, status, township, lead, co_responsible, item_code, reported_by,
                    received_at, due_at, revision, replace(search, lower(t.number), lower({number})),
                    replace(replace(value, t.id, {id}), t.number, {number})
             FROM tickets t WHERE {which} ORDER BY t.serial"
        ),
        format!(
            "INSERT INTO events (ticket_id, position, at, by_person, value)
             SELECT {id}, e.position, e.at, e.by_person, replace(e.value, t.number, {number})
             FROM tickets t JOIN events e ON e.ticket_id = t.id WHERE {which} ORDER BY t.serial"
        ),
        format!(
            "INSERT INTO applied (command_id, person_id, device_id, seq, ticket_id, kind, content, accepted, result, at)
             SELECT {id}, t.reported_by, substr(t.id, 1, 36), {serial}, {id}, 'whistle', t.id || t.id, 1,
                    '{{\"command_id\":\"' || {id} || '\",\"outcome\":\"accepted\",\"revision\":1,\"ticket_number\":\"' || {number}
                    || '\",\"status\":\"received\"}}', t.received_at
             FROM tickets t WHERE {which} ORDER BY t.serial"
        ),
        format!(
            "INSERT INTO feed (scope, kind, id, seq, present, serial)
             SELECT f.scope, 'ticket', {id}, {head} + t.serial - {from}, f.present, {serial}
             FROM tickets t JOIN feed f ON f.id = t.id WHERE f.kind = 'ticket' AND {which} ORDER BY t.serial"
        ),
        format!("UPDATE feed_head SET seq = seq + {step}"),
        format!(
            "INSERT INTO counters (name, value) VALUES ('tickets', {0})
             ON CONFLICT (name) DO UPDATE SET value = {0}",
            there + step
        ),
    ];
    let mut tx = ground.pool.begin().await?;
    for statement in statements {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}
