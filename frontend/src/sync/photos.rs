//! Sending photos, part by part, after the texts that name them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};

use app::device::Sending;
use domain::outbox::Entry;
use domain::photo::{MAX_PARTS_PER_REQUEST, PART_BYTES, parts};
use domain::sync::PhotoProgress;
use domain::time::after;
use domain::{Code, Photo, PhotoHash};
use jiff::Timestamp;
use js_sys::Uint8Array;

use super::pass::{Pass, Stop, stopped_by};
use super::push;
use super::told::Told;
use crate::database::{self, META, OUTBOX, PHOTOS, Tx};
use crate::fault::Outcome;
use crate::http::{self, Body};
use crate::meta::{self, PhotoMark};
use crate::{clock, outbox};

/// Milliseconds under which a request could have carried more, and over which it should carry less.
const BRISK: i64 = 2_000;
const SLOW: i64 = 10_000;

thread_local! {
    /// Parts per request, as the network bears them.
    static STRIDE: Cell<usize> = const { Cell::new(2) };
    /// Photos that failed by themselves: how often, and until when they wait.
    static WAITING: RefCell<HashMap<PhotoHash, (u32, Timestamp)>> = RefCell::default();
}

/// Whether any photo arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    None,
    Some,
}

/// What became of a photo.
#[derive(Clone, Copy)]
enum Became {
    Complete,
    /// Refused for good, or its bytes are gone from here too.
    Refused,
    /// Not this time.
    Failed,
}

/// Sends every photo whose command the server has. One that fails delays no other.
pub(super) async fn send_all(pass: &Pass) -> Result<Sent, Stop> {
    let mut sent = Sent::None;
    for (hash, photo) in to_send(pass).await? {
        // Texts before photos: one may have been saved meanwhile.
        push::all_due(pass).await?;
        match send(pass, &photo).await? {
            Became::Complete => {
                settle(pass, &hash, Became::Complete).await?;
                sent = Sent::Some;
            }
            Became::Refused => settle(pass, &hash, Became::Refused).await?,
            Became::Failed => wait(hash),
        }
        pass.sending(None);
    }
    Ok(sent)
}

/// When the next photo may be tried again.
pub(super) fn next_due() -> Option<Timestamp> {
    let now = clock::now();
    WAITING.with_borrow(|waiting| waiting.values().map(|(_, until)| *until).filter(|until| *until > now).min())
}

/// Somebody tapped, or the network came back.
pub(super) fn retry_all() {
    WAITING.take();
}

async fn to_send(pass: &Pass) -> Outcome<BTreeMap<PhotoHash, Photo>> {
    let entries = outbox::load(pass.person()).await?;
    let now = clock::now();
    let waits = |hash: &PhotoHash| WAITING.with_borrow(|waiting| waiting.get(hash).is_some_and(|(_, it)| *it > now));
    let photos = entries.iter().flat_map(Entry::photos_to_send);
    Ok(photos.filter(|photo| !waits(&photo.sha256)).map(|photo| (photo.sha256.clone(), photo.clone())).collect())
}

fn wait(hash: PhotoHash) {
    WAITING.with_borrow_mut(|waiting| {
        let tries = waiting.get(&hash).map_or(0, |(tries, _)| *tries) + 1;
        let ceiling = f64::from(2_u32.saturating_pow(tries.min(8) + 1));
        waiting.insert(hash, (tries, after(clock::now(), 1 + (ceiling * clock::jitter()) as i64)));
    });
}

async fn send(pass: &Pass, photo: &Photo) -> Result<Became, Stop> {
    let address = format!("/sync/v1/photos/{}", photo.sha256);
    let Some(missing) = missing_parts(pass, &address, photo).await? else { return Ok(Became::Complete) };
    let key = meta::photo_key(pass.person(), &photo.sha256);
    let bytes = database::read(&[PHOTOS], async |tx: &Tx<'_>| tx.bytes(PHOTOS, &key).await).await?;
    // Evicted or rotten: sending it would be refused again and again.
    let sound = bytes.filter(|bytes| crate::photos::hash(&bytes.to_vec()) == photo.sha256);
    let Some(bytes) = sound else { return Ok(Became::Refused) };
    send_parts(pass, &address, photo, &bytes, missing).await
}

/// The parts that the server does not have; none if it has the whole photo.
async fn missing_parts(pass: &Pass, address: &str, photo: &Photo) -> Result<Option<Vec<u32>>, Stop> {
    let answer = pass.ask("GET", address, Body::Nothing, http::SHORT).await?;
    let progress: Option<PhotoProgress> = match answer.status {
        200 => Some(answer.json()?),
        404 if answer.problem().is_some() => None,
        _ => return Err(stopped_by(&answer)),
    };
    if progress.as_ref().is_some_and(|progress| progress.complete) {
        return Ok(None);
    }
    let have = progress.map(|progress| progress.have).unwrap_or_default();
    Ok(Some(not_in(parts(photo.bytes), &have)))
}

fn not_in(parts: u32, have: &[(u32, u32)]) -> Vec<u32> {
    (0..parts).filter(|part| !have.iter().any(|(from, to)| (from..=to).contains(&part))).collect()
}

async fn send_parts(
    pass: &Pass,
    address: &str,
    photo: &Photo,
    bytes: &Uint8Array,
    mut missing: Vec<u32>,
) -> Result<Became, Stop> {
    let total = photo.bytes;
    if missing.is_empty() {
        // All parts are there and it is not complete: sending one makes the server look again.
        missing.push(0);
    }
    while !missing.is_empty() {
        let run = first_run(&missing, STRIDE.get());
        let left = missing.len() as u64 * PART_BYTES;
        progress(pass, photo, total.saturating_sub(left));
        let start = u64::from(run[0]) * PART_BYTES;
        let end = (start + run.len() as u64 * PART_BYTES).min(total);
        let body = Body::Bytes(bytes.slice(start as u32, end as u32));
        let path = format!("{address}/parts/{}?bytes={total}&person_id={}", run[0], pass.person());
        let begun = clock::now();
        let answer = match pass.ask("PUT", &path, body, http::LONG).await {
            Ok(answer) => answer,
            Err(stop) => {
                STRIDE.set(1);
                return Err(stop);
            }
        };
        adapt(clock::now().as_millisecond() - begun.as_millisecond());
        match (answer.status, answer.photo_complete) {
            (204, Some(true)) => {
                progress(pass, photo, total);
                return Ok(Became::Complete);
            }
            (204, Some(false)) => {
                let sent = run.len();
                missing.drain(..sent);
            }
            _ => return judged(&answer),
        }
    }
    Ok(Became::Failed)
}

/// What a refusal means for this photo, or for the whole pass.
fn judged(answer: &http::Answer) -> Result<Became, Stop> {
    match answer.problem() {
        Some(problem) if problem.is(Code::NotAnImage) || problem.is(Code::PhotoTooLarge) => Ok(Became::Refused),
        // The parts were dropped there; they go up again from the first.
        Some(_) if matches!(answer.status, 400 | 404 | 413 | 415 | 422) => Ok(Became::Failed),
        _ => Err(stopped_by(answer)),
    }
}

/// The first of the missing parts that lie side by side, no more than the network bears.
fn first_run(missing: &[u32], most: usize) -> Vec<u32> {
    let most = most.clamp(1, MAX_PARTS_PER_REQUEST);
    let Some(first) = missing.first() else { return Vec::new() };
    missing
        .iter()
        .copied()
        .zip(*first..)
        .take_while(|(part, next)| part == next)
        .map(|(part, _)| part)
        .take(most)
        .collect()
}

fn adapt(took: i64) {
    let stride = STRIDE.get();
    if took < BRISK {
        STRIDE.set((stride * 2).min(MAX_PARTS_PER_REQUEST));
    } else if took > SLOW {
        STRIDE.set((stride / 2).max(1));
    }
}

fn progress(pass: &Pass, photo: &Photo, sent: u64) {
    let photo = Some((photo.sha256.clone(), sent, photo.bytes));
    pass.sending(Some(Sending { commands: std::collections::BTreeSet::new(), photo }));
}

/// Writes down what became of a photo, with every command that names it.
async fn settle(pass: &Pass, hash: &PhotoHash, became: Became) -> Outcome<()> {
    let person = pass.person();
    let verified_at = pass.on_server_clock(clock::now());
    database::write(&[OUTBOX, META], async |tx: &Tx<'_>| {
        for mut entry in outbox::entries(tx, person).await? {
            if !entry.is_accepted() || entry.photos.iter().all(|photo| photo.sha256 != *hash) {
                continue;
            }
            match became {
                Became::Complete => entry.photos_done.insert(hash.clone()),
                Became::Refused | Became::Failed => entry.photos_refused.insert(hash.clone()),
            };
            outbox::put(tx, &entry)?;
        }
        let key = meta::photo_key(person, hash);
        if let (Became::Complete, Some(mark)) = (became, meta::photo_mark(tx, &key).await?) {
            let mark = PhotoMark { verified_at: mark.verified_at.or(Some(verified_at)), ..mark };
            meta::set_photo_mark(tx, &key, Some(mark))?;
        }
        Ok(())
    })
    .await?;
    WAITING.with_borrow_mut(|waiting| waiting.remove(hash));
    (pass.tell)(Told::Outbox);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parts_that_are_missing_are_sent() {
        assert_eq!(not_in(7, &[(0, 3), (5, 5)]), [4, 6]);
        assert_eq!(not_in(2, &[]), [0, 1]);
    }

    #[test]
    fn a_request_carries_parts_that_lie_side_by_side() {
        assert_eq!(first_run(&[2, 3, 4, 6], 8), [2, 3, 4]);
        assert_eq!(first_run(&[2, 3, 4, 6], 2), [2, 3]);
        assert_eq!(first_run(&(0..20).collect::<Vec<_>>(), 99).len(), MAX_PARTS_PER_REQUEST);
    }
}
