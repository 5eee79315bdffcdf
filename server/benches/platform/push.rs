//! Whistles through HTTP, session, rules, record and feed, against the same rows written bare.

use futures::future::try_join_all;
use server::clock::new_id;

use crate::ground::{Ground, whistle};
use crate::pairs::{Compared, Unit, compare};

const BATCH: usize = 50;
const AT_ONCE: usize = 64;
/// Whistles of one measurement of single ones.
const SINGLES: usize = AT_ONCE * 5;

pub async fn batches(ground: &Ground) -> anyhow::Result<Compared> {
    let ours = async || ground.push((0..BATCH).map(whistle)).await;
    compare(Unit::Things(BATCH), ours, async || bare(ground).await).await
}

/// As many people at once, each with one whistle after the other.
pub async fn singles(ground: &Ground) -> anyhow::Result<Compared> {
    let ours = async || {
        let people = (0..AT_ONCE).map(async |n| {
            for m in 0..SINGLES / AT_ONCE {
                ground.push([whistle(n * AT_ONCE + m)]).await?;
            }
            anyhow::Ok(())
        });
        try_join_all(people).await.map(drop)
    };
    let floor = async || {
        // The remainder of the last batch is less than a measurement's noise.
        for _ in 0..SINGLES.div_ceil(BATCH) {
            bare(ground).await?;
        }
        Ok(())
    };
    compare(Unit::Things(SINGLES), ours, floor).await
}

/// The rows of 50 whistles, by prepared statements, in one transaction of the same durability.
pub async fn bare(ground: &Ground) -> anyhow::Result<()> {
    let mut tx = ground.pool.begin().await?;
    let me = ground.caller.id.to_string();
    for n in 0..BATCH {
        let number = format!("B-{}", new_id());
        let ticket = ground.ticket(n, &number)?;
        let (id, value) = (ticket.id.to_string(), serde_json::to_string(&ticket)?);
        sqlx::query(
            "INSERT INTO tickets (id, serial, number, kind, status, township, co_responsible, reported_by, received_at,
                                  revision, search, value)
             VALUES ($1, $2, $3, 'township_call', 'received', 'T01', '|', $4, 0, 1, $5, $6)",
        )
        .bind(&id)
        .bind(-(new_id().as_u128() as i64).abs())
        .bind(&number)
        .bind(&me)
        .bind(&ticket.description)
        .bind(&value)
        .execute(&mut *tx)
        .await?;
        let event = serde_json::to_string(&ticket.events)?;
        sqlx::query("INSERT INTO events (ticket_id, position, at, by_person, value) VALUES ($1, 0, 0, $2, $3)")
            .bind(&id)
            .bind(&me)
            .bind(event)
            .execute(&mut *tx)
            .await?;
        sqlx::query(
            "INSERT INTO applied (command_id, person_id, device_id, seq, ticket_id, kind, content, accepted, result, at)
             VALUES ($1, $2, $3, 1, $1, 'whistle', $4, 1, '{}', 0)",
        )
        .bind(&id)
        .bind(&me)
        .bind(new_id().to_string())
        .bind(&number)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "INSERT INTO feed (scope, kind, id, seq, present) VALUES ('bare-1', 'bare', $1, 0, 1),
             ('bare-2', 'bare', $1, 0, 1), ('bare-3', 'bare', $1, 0, 1)",
        )
        .bind(&id)
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(())
}
