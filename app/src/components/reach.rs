//! Whether a picture can be had from the server.

use leptos::prelude::*;

use crate::device::{Device, Network};

/// Whether one picture can be had from the server: not after it failed, until the connection comes back.
#[derive(Clone, Copy)]
pub struct Reach {
    /// The connection, and how often it has come back.
    returns: Memo<(Network, u32)>,
    /// How often it had when the picture failed.
    failed_at: RwSignal<Option<u32>>,
}

impl Reach {
    /// Of a picture that has not been asked for yet.
    pub fn new(device: Device) -> Self {
        let returns = Memo::new(move |before: Option<&(Network, u32)>| {
            let now = device.network.get();
            let (was, times) = before.copied().unwrap_or((now, 0));
            (now, times + u32::from(was != Network::Online && now == Network::Online))
        });
        Self { returns, failed_at: RwSignal::new(None) }
    }

    /// The picture failed.
    pub fn fail(self) {
        self.failed_at.set(Some(self.returns.get_untracked().1));
    }

    /// Whether it is worth asking for.
    pub fn is_there(self) -> bool {
        self.failed_at.get() != Some(self.returns.get().1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Snapshot;

    #[test]
    fn a_picture_that_failed_is_asked_for_again_once_the_connection_is_back() {
        let owner = Owner::new();
        owner.set();
        let device = Device::new(Snapshot::default());
        let reach = Reach::new(device);
        device.network.set(Network::Offline);
        assert!(reach.is_there(), "the browser may have kept it");
        reach.fail();
        assert!(!reach.is_there());
        device.network.set(Network::Online);
        assert!(reach.is_there());
        reach.fail();
        assert!(!reach.is_there(), "it is wanting on the server itself");
    }
}
