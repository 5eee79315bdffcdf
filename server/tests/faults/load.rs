//! Several devices at work until they are told to stop.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::device::Device;

/// How long anything that has to happen may take.
pub const DEADLINE: Duration = Duration::from_secs(60);
/// What a device waits after a request that came to nothing.
const BACK_OFF: Duration = Duration::from_millis(20);

pub struct Load {
    devices: JoinSet<Device>,
    stop: watch::Sender<bool>,
    acknowledged: Arc<watch::Sender<usize>>,
}

impl Load {
    /// Sets the devices to work on the server at `base`.
    pub fn start(devices: Vec<Device>, base: &str) -> Self {
        let (stop, acknowledged) = (watch::Sender::new(false), Arc::new(watch::Sender::new(0)));
        let mut set = JoinSet::new();
        for device in devices {
            set.spawn(work(device, base.to_owned(), stop.subscribe(), acknowledged.clone()));
        }
        Self { devices: set, stop, acknowledged }
    }

    /// Waits until so many more commands and photos are acknowledged.
    pub async fn progress(&self, more: usize) {
        let mut acknowledged = self.acknowledged.subscribe();
        let target = *acknowledged.borrow() + more;
        let reached = acknowledged.wait_for(|count| *count >= target);
        assert!(tokio::time::timeout(DEADLINE, reached).await.is_ok(), "nothing is acknowledged any more");
    }

    /// Stops the devices and gives them back with their logs.
    pub async fn stop(self) -> Vec<Device> {
        self.stop.send_replace(true);
        self.devices.join_all().await
    }
}

async fn work(
    mut device: Device,
    base: String,
    stop: watch::Receiver<bool>,
    acknowledged: Arc<watch::Sender<usize>>,
) -> Device {
    while !*stop.borrow() {
        device.make();
        let before = device.acknowledged();
        let pass = device.pass(&base).await;
        let more = device.acknowledged() - before;
        acknowledged.send_modify(|count| *count += more);
        if pass.is_err() {
            tokio::time::sleep(BACK_OFF).await;
        }
    }
    device
}

/// Sends what was not acknowledged until all of it is.
pub async fn settle(devices: Vec<Device>, base: &str) -> Vec<Device> {
    let mut set = JoinSet::new();
    for mut device in devices {
        let base = base.to_owned();
        set.spawn(async move {
            while !device.is_through() {
                if device.pass(&base).await.is_err() {
                    tokio::time::sleep(BACK_OFF).await;
                }
            }
            device
        });
    }
    let settled = tokio::time::timeout(DEADLINE, set.join_all()).await;
    settled.expect("the server takes what was not acknowledged")
}
