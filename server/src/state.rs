//! What every handler shares.

use std::sync::{Arc, PoisonError, RwLock};

use domain::Directory;
use domain::map::Basemap;
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
    /// What lies beneath maps.
    pub basemap: Arc<Basemap>,
    /// The time.
    pub clock: Clock,
    directory: Arc<RwLock<Held>>,
}

/// Units, list and grids as they were read, and the place in the feed they were read at or after.
#[derive(Clone)]
struct Held {
    directory: Arc<Directory>,
    seq: i64,
}

impl Held {
    async fn read(store: &Store) -> store::Result<Self> {
        // The place first: what changes while we read is read again.
        let seq = store.feed_head().await?;
        Ok(Self { directory: Arc::new(store.directory().await?), seq })
    }
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
        let held = Held::read(&store).await?;
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
            basemap: Arc::default(),
            clock,
            directory: Arc::new(RwLock::new(held)),
        })
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Units and list as they were last read.
    pub fn directory(&self) -> Arc<Directory> {
        self.held().directory
    }

    /// Reads units and list again, unless what we hold already has what stands at place `seq` of the feed.
    pub async fn refresh_directory(&self, seq: i64) -> store::Result<()> {
        if self.held().seq >= seq {
            return Ok(());
        }
        let read = Held::read(&self.store).await?;
        let mut held = self.directory.write().unwrap_or_else(PoisonError::into_inner);
        if read.seq > held.seq {
            *held = read;
        }
        Ok(())
    }

    fn held(&self) -> Held {
        self.directory.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
