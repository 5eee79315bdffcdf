//! One pass: sign-out first, then hello, texts, what the server has for us, photos, and tidying up.

use std::cell::Cell;

use app::device::Sending;
use domain::Person;
use domain::ids::{DeviceId, PersonId};
use domain::{Code, Language};
use jiff::Timestamp;

use super::told::{Tell, Told};
use super::{hello, lock, photos, pull, push};
use crate::database::{self, META, Tx};
use crate::fault::Fault;
use crate::http::{self, Answer, Ask, Body};
use crate::meta::{self, Session};
use crate::{room, session};

/// Seconds to leave a server alone whose storage is full.
const FULL_PAUSE: u64 = 300;

/// Why a pass ended before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Nobody is signed in here.
    Nobody,
    /// Another tab has a pass under way.
    Busy,
    /// Somebody signed in or out, or another tab took over, while this pass ran.
    Superseded,
    /// No answer that counts.
    Unreachable,
    /// The server's session is over, or somebody else's.
    SignInNeeded,
    /// The server asks for time, in seconds if it said how much.
    Later(Option<u64>),
    /// Something here failed.
    Broken(String),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unreachable => Self::Unreachable,
            Fault::Full => Self::Broken("storage is full".into()),
            other => Self::Broken(format!("{other:?}")),
        }
    }
}

/// A pass under way.
pub(super) struct Pass {
    /// Whose it is.
    pub(super) me: Person,
    /// From where.
    pub(super) device: DeviceId,
    /// In what language the server should explain itself.
    pub(super) language: Language,
    /// Hears what happens.
    pub(super) tell: Tell,
    serial: u64,
    turn: lock::Turn,
    clock_lead: Cell<i64>,
}

/// Runs one pass. The caller sees to it that no other tab does so at the same time.
pub(super) async fn run(tell: Tell, language: Language) -> Result<(), Stop> {
    session::settle_sign_out(language).await?;
    let pass = Pass::begin(tell, language).await?;
    let greeting = hello::say(&pass).await?;
    push::all_due(&pass).await?;
    pull::all(&pass).await?;
    if photos::send_all(&pass).await? == photos::Sent::Some {
        // A photo's arrival comes back as news of its ticket.
        pull::all(&pass).await?;
    }
    room::make(pass.me.id, room::Need::Habit, greeting.backed_up_through).await?;
    (pass.tell)(Told::Outbox);
    Ok(())
}

impl Pass {
    async fn begin(tell: Tell, language: Language) -> Result<Self, Stop> {
        let turn = lock::Turn::new();
        let (session, device) = database::write(&[META], async |tx: &Tx<'_>| {
            turn.take(tx)?;
            Ok((meta::session(tx).await?, meta::device(tx).await?))
        })
        .await?;
        let Session { serial, me, .. } = session;
        let me = me.ok_or(Stop::Nobody)?;
        Ok(Self { me, device, language, tell, serial, turn, clock_lead: Cell::new(0) })
    }

    /// Whose pass this is.
    pub(super) fn person(&self) -> PersonId {
        self.me.id
    }

    /// Sends a request, if the same person is still signed in and no other tab has taken over.
    pub(super) async fn ask(&self, method: &str, path: &str, body: Body, timeout: u32) -> Result<Answer, Stop> {
        let goes_on = database::write_relaxed(&[META], async |tx: &Tx<'_>| {
            let goes_on = self.is_current(tx).await? && self.turn.is_mine(tx).await?;
            if goes_on {
                self.turn.take(tx)?;
            }
            Ok(goes_on)
        })
        .await?;
        if !goes_on {
            return Err(Stop::Superseded);
        }
        Ok(http::send(Ask { method, path, body, language: self.language, timeout }).await?)
    }

    /// Whether the person has been signed in all the time, so that an answer is theirs.
    pub(super) async fn is_current(&self, tx: &Tx<'_>) -> Result<bool, Fault> {
        Ok(meta::session(tx).await?.serial == self.serial)
    }

    /// Tells what is being sent.
    pub(super) fn sending(&self, sending: Option<Sending>) {
        (self.tell)(Told::Sending(sending));
    }

    /// Learns the server's time.
    pub(super) fn learn_clock(&self, milliseconds_ahead: i64) {
        self.clock_lead.set(milliseconds_ahead);
        (self.tell)(Told::ClockLead(milliseconds_ahead));
    }

    /// This moment by the server's clock.
    pub(super) fn on_server_clock(&self, at: Timestamp) -> Timestamp {
        Timestamp::from_millisecond(at.as_millisecond().saturating_add(self.clock_lead.get())).unwrap_or(at)
    }
}

/// What an answer means for the whole pass that is not a success.
pub(super) fn stopped_by(answer: &Answer) -> Stop {
    let Some(problem) = answer.problem() else {
        // A proxy or a portal speaks, not our server; but it may say when to come again.
        return answer.retry_after.map_or(Stop::Unreachable, |seconds| Stop::Later(Some(seconds)));
    };
    if problem.is(Code::AuthRequired) || answer.status == 401 || problem.is(Code::OtherPerson) {
        return Stop::SignInNeeded;
    }
    match answer.status {
        507 => Stop::Later(Some(answer.retry_after.unwrap_or(FULL_PAUSE))),
        _ => Stop::Later(answer.retry_after),
    }
}
