//! What can go wrong on the device, in one enum; pages get it as [`DeviceError`].

use app::device::DeviceError;
use domain::{Code, Language, Problem};
use indexed_db_futures::error::{Error as StoreError, OpenDbError};
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

/// Why something failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Storage is full.
    Full,
    /// The browser closed the connection to the database; opening it again helps.
    Closed,
    /// A newer build has given the database a newer schema.
    Newer,
    /// Not a picture that this browser can read.
    NotAnImage,
    /// A picture that this browser can't shrink, and that is too large as it is.
    TooLarge,
    /// No answer, or one that is not our server's.
    Unreachable,
    /// The server or the rules refused.
    Refused(Problem),
    /// Anything else, in the browser's words.
    Failed(String),
}

pub(crate) type Outcome<T> = Result<T, Fault>;

impl Fault {
    /// A refusal with its code's own sentence.
    pub(crate) fn refused(code: Code, language: Language) -> Self {
        Self::Refused(Problem::new(code, language))
    }
}

impl From<Fault> for DeviceError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Full => Self::Full,
            Fault::NotAnImage => Self::NotAnImage,
            Fault::TooLarge => Self::TooLarge,
            Fault::Unreachable => Self::Offline,
            Fault::Refused(problem) => Self::Refused(problem),
            Fault::Closed => Self::Failed("the browser closed its database".into()),
            Fault::Newer => Self::Failed("the database is a newer build's".into()),
            Fault::Failed(words) => Self::Failed(words),
        }
    }
}

impl From<JsValue> for Fault {
    fn from(thrown: JsValue) -> Self {
        let field = |name: &str| Reflect::get(&thrown, &name.into()).ok().and_then(|value| value.as_string());
        let message = field("message").or_else(|| thrown.as_string()).unwrap_or_default();
        match field("name").as_deref() {
            Some("QuotaExceededError") => Self::Full,
            // A transaction under way is aborted when its connection goes. WebKit says UnknownError.
            Some("InvalidStateError" | "AbortError" | "UnknownError") => Self::Closed,
            Some("VersionError") => Self::Newer,
            Some(name) => Self::Failed(format!("{name}: {message}")),
            None => Self::Failed(message),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::DomException(exception) => JsValue::from(exception).into(),
            StoreError::Unknown(error) => JsValue::from(error).into(),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<OpenDbError> for Fault {
    fn from(error: OpenDbError) -> Self {
        match error {
            OpenDbError::Base(error) => error.into(),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// A browser's object as the type it should have.
pub(crate) fn cast<T: JsCast>(value: JsValue) -> Outcome<T> {
    value.dyn_into().map_err(|_| Fault::Failed("the browser gave something unexpected".into()))
}
