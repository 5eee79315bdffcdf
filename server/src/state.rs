//! What every handler shares.

use std::sync::{Arc, PoisonError, RwLock};

use domain::Directory;
use jiff::Timestamp;
use store::Store;
use uuid::Uuid;

use crate::auth::{Passwords, Throttle};
use crate::clock::Clock;
use crate::config::Origin;
use crate::photo_store::PhotoStore;
use crate::picture::Renditions;
use crate::pwa::Site;
use crate::tls::Trust;
use crate::waker::Waker;

/// What every handler shares. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Store,
    /// The database's epoch.
    pub epoch: Uuid,
    /// Photos' bytes.
    pub photos: PhotoStore,
    /// What is made of photos.
    pub renditions: Renditions,
    /// Password hashing.
    pub passwords: Passwords,
    /// Failed sign-ins.
    pub throttle: Arc<Throttle>,
    /// Open streams.
    pub waker: Waker,
    /// The files of the builds that are served.
    pub site: Arc<Site>,
    /// Where people reach us.
    pub origin: Arc<Origin>,
    /// What phones have to trust, where HTTPS is served with a certificate of our own.
    pub trust: Option<Arc<Trust>>,
    /// The time.
    pub clock: Clock,
    directory: Arc<RwLock<Arc<Directory>>>,
}

impl App {
    /// Puts it together around an open database.
    pub async fn new(
        store: Store,
        photos: PhotoStore,
        site: Site,
        origin: Origin,
        clock: Clock,
    ) -> store::Result<Self> {
        let directory = store.directory().await?;
        Ok(Self {
            epoch: store.epoch().await?,
            store,
            renditions: Renditions::of(photos.clone()),
            photos,
            passwords: Passwords::default(),
            throttle: Arc::default(),
            waker: Waker::default(),
            site: Arc::new(site),
            origin: Arc::new(origin),
            trust: None,
            clock,
            directory: Arc::new(RwLock::new(Arc::new(directory))),
        })
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Units and catalogue as they stand.
    pub fn directory(&self) -> Arc<Directory> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads units and catalogue again.
    pub async fn refresh_directory(&self) -> store::Result<()> {
        let directory = Arc::new(self.store.directory().await?);
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = directory;
        Ok(())
    }
}
