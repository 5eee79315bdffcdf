//! `cargo xtask bench`: the server against floors of the same work, in pairs, in the same run.
//!
//! A speed here is a ratio to the same work done bare on the same database. `--tickets N` sets the size of the board
//! (100 000 unless told), `--only push|photos|board|wake` leaves the other rows out, `--growth N,N` measures at several sizes what
//! should not grow, `--centre DEVICES` has the command centre and so many devices look on while people whistle, `--streams N`
//! opens that many streams at the real binary; `DATABASE_URL` names a PostgreSQL database to use instead of a new SQLite file.
#![expect(clippy::disallowed_methods, reason = "a bench measures real time")]

mod board;
mod centre;
mod fill;
mod ground;
mod pairs;
mod photos;
mod push;
mod streams;
mod wake;

use ground::Ground;

fn option(name: &str) -> Option<String> {
    std::env::args().skip_while(|arg| arg != name).nth(1)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    server::cryptography::install();
    if let Some(streams) = option("--streams") {
        return streams::run(streams.parse()?).await;
    }
    if let Some(sizes) = option("--growth") {
        let sizes = sizes.split(',').map(str::parse).collect::<Result<Vec<_>, _>>()?;
        return board::growth(&sizes).await;
    }
    let tickets = option("--tickets").map_or(Ok(100_000), |n| n.parse())?;
    let ground = Ground::start().await?;
    fill::up_to(&ground, tickets).await?;
    if let Some(devices) = option("--centre") {
        return centre::run(&ground, tickets, devices.parse()?).await;
    }
    pairs::head(ground.database());
    let only = option("--only");
    let wanted = |row: &str| only.as_deref().is_none_or(|only| row.contains(only));
    if wanted("push") {
        pairs::row("push, 50 whistles a batch", push::batches(&ground).await?, "≥ 0.5×");
        pairs::row("push, single whistles, 64 at once", push::singles(&ground).await?, "≥ 0.5×");
    }
    if wanted("photos") {
        pairs::row("whistle + 150 KB photo, 50 at once", photos::whistles(&ground).await?, "≥ 0.4×");
    }
    if wanted("board") {
        pairs::row(&format!("newest 50 of {tickets}"), board::newest(&ground).await?, "≤ 3×");
    }
    if wanted("wake") {
        pairs::row("wake of 1 000 streams, to the last", wake::thousand(&ground).await?, "≤ 2×");
    }
    Ok(())
}
