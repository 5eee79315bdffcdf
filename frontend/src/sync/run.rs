//! Running a pass of `domain::pass`: each of its steps is one transaction, each of its questions one request.

use std::cell::RefCell;

use domain::ids::{DeviceId, PersonId};
use domain::outbox::Queue;
use domain::pass::{Moment, Next, Pass, Reply, Request, Step, Uploads};
use domain::{Language, pass};
use jiff::Timestamp;

use super::lock;
use super::told::{Tell, Told};
use crate::database::{self, META, OUTBOX, REPLICA, Tx};
use crate::fault::{Fault, Outcome};
use crate::http::{self, Ask, Body};
use crate::meta::{self, Session};
use crate::{build, clock, outbox, photos, records, room, session};

thread_local! {
    static UPLOADS: RefCell<Uploads> = RefCell::default();
}

/// Why a pass ended before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Nobody is signed in here.
    Nobody,
    /// Another tab has a pass under way.
    Busy,
    /// Somebody signed in or out, or another tab took over, while this pass ran.
    Superseded,
    /// The server is away, or asks for something.
    Server(pass::Stop),
    /// It ran to its end, and not all has gone.
    Unfinished,
    /// The browser closed the database under it, as browsers do; the next pass opens it again.
    Closed,
    /// Something here failed.
    Broken(String),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unreachable => Self::Server(pass::Stop::Unreachable),
            Fault::Closed => Self::Closed,
            Fault::Full => Self::Broken("storage is full".into()),
            other => Self::Broken(format!("{other:?}")),
        }
    }
}

/// Whose pass it is, and what holds it.
struct Holder {
    person: PersonId,
    serial: u64,
    turn: lock::Turn,
    language: Language,
}

/// Runs one pass. The caller sees to it that no other tab does so at the same time.
pub(super) async fn run(who: lock::Who, tell: Tell, language: Language) -> Result<(), Stop> {
    session::settle_sign_out(language).await?;
    let (holder, device) = Holder::begin(who, language).await?;
    let uploads = UPLOADS.take();
    let (mut pass, mut request) = Pass::begin(holder.person, device, build::id(), language, uploads);
    let mut photo = photos::Held::default();
    let ended = loop {
        tell(Told::Sending(pass.sending()));
        let reply = match holder.ask(&request, &mut photo).await {
            Ok(reply) => reply,
            Err(stop) => break Err(stop),
        };
        match holder.step(&pass, &reply).await {
            Ok((next_pass, step)) => {
                pass = next_pass;
                step.told.into_iter().for_each(|told| tell(Told::News(told)));
                match step.next {
                    Next::Ask(next) => request = next,
                    Next::End(ended) => break ended.map_err(Stop::Server),
                }
            }
            Err(stop) => break Err(stop),
        }
    };
    tell(Told::Sending(None));
    let heard = pass.heard();
    UPLOADS.set(pass.into_uploads());
    ended?;
    room::make(room::Need::Habit, heard).await?;
    tell(Told::News(pass::Told::Outbox));
    Ok(())
}

/// When the next photo may be tried again.
pub(super) fn next_upload() -> Option<Timestamp> {
    UPLOADS.with_borrow(|uploads| uploads.next_due(clock::now()))
}

/// Nothing waits any longer: somebody looks or tapped, or the network came back.
pub(super) async fn at_once() -> Outcome<()> {
    UPLOADS.with_borrow_mut(Uploads::retry_now);
    let session = database::read(&[META], async |tx: &Tx<'_>| meta::session(tx).await).await?;
    let Some(me) = session.me else { return Ok(()) };
    match outbox::edit(me.id, Queue::retry_now).await {
        // On a full device what waits goes on waiting; the rest goes out, and makes room.
        Err(Fault::Full) => Ok(()),
        edited => edited,
    }
}

impl Holder {
    async fn begin(who: lock::Who, language: Language) -> Result<(Self, DeviceId), Stop> {
        let (session, device) =
            database::read(&[META], async |tx: &Tx<'_>| Ok((meta::session(tx).await?, meta::known_device(tx).await?)))
                .await?;
        let device = match device {
            Some(device) => device,
            None => database::write(&[META], async |tx: &Tx<'_>| meta::device(tx).await).await?,
        };
        let turn = lock::Turn::new(who);
        match database::write_relaxed(&[META], async |tx: &Tx<'_>| turn.take(tx)).await {
            // Turns only save work, and a full device must be able to send what fills it.
            Ok(()) | Err(Fault::Full) => {}
            Err(fault) => return Err(fault.into()),
        }
        let Session { serial, me, .. } = session;
        let me = me.ok_or(Stop::Nobody)?;
        Ok((Self { person: me.id, serial, turn, language }, device))
    }

    async fn ask(&self, request: &Request, held: &mut photos::Held) -> Result<Reply, Stop> {
        let body = match &request.content {
            pass::Content::Nothing => Body::Nothing,
            pass::Content::Json(text) => Body::Json(text.clone()),
            pass::Content::Photo { sha256, from, until } => match held.bytes(self.person, sha256).await? {
                Some(bytes) => Body::Bytes(bytes.slice(*from as u32, *until as u32)),
                None => return Ok(Reply::NoPhoto),
            },
        };
        let timeout = if request.is_long { http::LONG } else { http::SHORT };
        let ask = Ask { method: request.method, path: &request.path, body, language: self.language, timeout };
        match http::send(ask).await {
            Ok(answer) => Ok(Reply::Answer(answer)),
            Err(Fault::Unreachable) => Ok(Reply::Nothing),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Goes on with what came back, if the same person is still signed in and no other tab has taken over.
    async fn step(&self, pass: &Pass, reply: &Reply) -> Result<(Pass, Step), Stop> {
        let person = self.person;
        let done = database::write_words(&[META, OUTBOX, REPLICA], async |tx: &Tx<'_>| {
            if meta::session(tx).await?.serial != self.serial || self.turn.is_anothers(tx).await? {
                return Ok(None);
            }
            self.turn.take(tx)?;
            let mut pass = pass.clone();
            let before = records::read(tx, person).await?;
            let mut now = before.clone();
            let moment = Moment { now: clock::now(), id: clock::new_id(), chance: &mut clock::jitter };
            let step = pass.step(&mut now, reply, moment);
            records::write(tx, person, &before, &now, &step.rows)?;
            for told in &step.told {
                if let pass::Told::ClockLead(milliseconds) = told {
                    meta::set_clock_lead(tx, *milliseconds)?;
                }
            }
            if let Some((hash, at)) = &step.verified {
                let key = meta::photo_key(person, hash);
                if let Some(mark) = meta::photo_mark(tx, &key).await? {
                    meta::set_photo_mark(tx, &key, Some(mark.verified(*at)))?;
                }
            }
            Ok(Some((pass, step)))
        })
        .await?;
        done.ok_or(Stop::Superseded)
    }
}
