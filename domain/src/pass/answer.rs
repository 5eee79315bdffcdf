//! What a device makes of an HTTP answer. What is not our server's counts as no answer.

use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::Stop;
use crate::problem::{Code, Language, Problem};

/// Seconds to leave a server alone whose storage is full.
const FULL_PAUSE: u64 = 300;

/// An HTTP answer, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type` in lower case, without parameters.
    pub media_type: String,
    /// Seconds the server asks to wait.
    pub retry_after: Option<u64>,
    /// `Photo-Complete`, where the answer has it.
    pub photo_complete: Option<bool>,
    /// `Server-Time`: when the server answered, by its own clock. None from a server that does not say so yet.
    pub server_time: Option<Timestamp>,
    /// The body.
    pub text: String,
}

impl Answer {
    /// A success, if it is our server's.
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// What a success says; none where a captive portal or a proxy speaks.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        (self.media_type == "application/json").then(|| serde_json::from_str(&self.text).ok())?
    }

    /// What our server said was wrong; none if the answer is not from it.
    pub fn problem(&self) -> Option<Problem> {
        (self.media_type == "application/problem+json").then(|| serde_json::from_str(&self.text).ok())?
    }

    /// What was wrong, in any case in words that help.
    pub fn problem_or(&self, code: Code, language: Language) -> Problem {
        self.problem().unwrap_or_else(|| Problem::new(code, language))
    }

    /// What an answer that is not a success means for a whole pass.
    pub(super) fn stops(&self) -> Stop {
        let Some(problem) = self.problem() else {
            // A proxy or a portal speaks, not our server; but it may say when to come again.
            return self.retry_after.map_or(Stop::Unreachable, |seconds| Stop::Later(Some(seconds)));
        };
        if problem.is(Code::AuthRequired) || self.status == 401 || problem.is(Code::OtherPerson) {
            return Stop::SignInNeeded;
        }
        match self.status {
            507 => Stop::Later(Some(self.retry_after.unwrap_or(FULL_PAUSE))),
            _ => Stop::Later(self.retry_after),
        }
    }
}
