//! A queue saved to a file, to be sent from another device, or brought in by an administrator.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{DeviceId, PersonId, PhotoHash};
use crate::sync::SealedCommand;

const FORMAT: &str = "xianghu-outbox";
const VERSION: u32 = 1;

/// The file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OutboxFile<C = SealedCommand> {
    format: String,
    version: u32,
    /// The device that it was saved on.
    pub device_id: DeviceId,
    /// Whose queue it is.
    pub person_id: PersonId,
    /// When it was saved, by the device's clock.
    #[serde(default)]
    pub exported_at: Option<Timestamp>,
    /// What is not through, in the order it was made.
    pub commands: Vec<C>,
    /// The bytes of its photos that have not arrived.
    #[serde(default)]
    pub photos: Vec<FilePhoto>,
}

/// A photo's bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FilePhoto {
    /// Its name.
    pub sha256: PhotoHash,
    /// Its bytes in base64; whoever reads them compares them with the name.
    pub base64: String,
}

impl<C> OutboxFile<C> {
    /// A file of this build's.
    pub fn new(device_id: DeviceId, person_id: PersonId, exported_at: Option<Timestamp>, commands: Vec<C>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            device_id,
            person_id,
            exported_at,
            commands,
            photos: Vec::new(),
        }
    }

    /// Whether it is what it should be, in the one version there is.
    pub fn is_readable(&self) -> bool {
        (self.format.as_str(), self.version) == (FORMAT, VERSION)
    }
}
