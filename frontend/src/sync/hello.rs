//! The greeting: what the server can, and whether it has gone back in time.

use domain::outbox::{ServerMemory, server_went_back};
use domain::sync::{Hello, PROTOCOL};

use super::pass::{Pass, Stop, stopped_by};
use super::told::Told;
use crate::database::{self, META, OUTBOX, Tx};
use crate::http::{self, Body};
use crate::{build, clock, meta, outbox};

/// Greets the server. If it has lost what it had accepted, everything archived is put back in line.
pub(super) async fn say(pass: &Pass) -> Result<Hello, Stop> {
    let path = format!("/sync/v1/hello?device_id={}&person_id={}", pass.device, pass.person());
    let answer = pass.ask("GET", &path, Body::Nothing, http::SHORT).await?;
    if !answer.is_ok() {
        return Err(stopped_by(&answer));
    }
    let hello: Hello = answer.json()?;
    if build::is_known_and_not(&hello.build) {
        (pass.tell)(Told::OtherBuild);
    }
    if !hello.protocols.contains(&PROTOCOL) {
        return Err(Stop::Later(None));
    }
    pass.learn_clock(hello.server_time.as_millisecond() - clock::now().as_millisecond());
    remember(pass, &hello).await?;
    Ok(hello)
}

async fn remember(pass: &Pass, hello: &Hello) -> Result<(), Stop> {
    let lead = hello.server_time.as_millisecond() - clock::now().as_millisecond();
    let person = pass.person();
    let went_back = database::write(&[META, OUTBOX], async |tx: &Tx<'_>| {
        if !pass.is_current(tx).await? {
            return Ok(None);
        }
        meta::set_clock_lead(tx, lead)?;
        let memory = meta::server(tx, person).await?;
        let went_back = server_went_back(memory, hello);
        if went_back {
            for mut entry in outbox::entries(tx, person).await? {
                entry.send_again();
                outbox::put(tx, &entry)?;
            }
        }
        let accepted_through =
            if went_back { hello.applied_through } else { memory.accepted_through.max(hello.applied_through) };
        meta::set_server(tx, person, &ServerMemory { epoch: Some(hello.server_epoch), accepted_through })?;
        Ok(Some(went_back))
    })
    .await?;
    match went_back {
        Some(true) => (pass.tell)(Told::Outbox),
        Some(false) => {}
        None => return Err(Stop::Superseded),
    }
    Ok(())
}
