//! What may go wrong, and what a planted bug does.

/// A kind of fault; a failing seed is tried again without each of them, until only those are left that it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A request never reaches the server.
    LostBefore,
    /// The server answers, but nobody hears it.
    LostAfter,
    /// A proxy sends a request twice.
    Doubled,
    /// Answers overtake each other.
    Reordered,
    /// An answer is cut short.
    Truncated,
    /// A captive portal answers everything with a page of its own.
    Portal,
    /// A gateway answers for a server that is away or busy.
    Gateway,
    /// Devices' clocks jump by years.
    ClockJump,
    /// Devices stop at any point.
    DeviceCrash,
    /// The browser throws everything away.
    Eviction,
    /// Two tabs of one browser run passes.
    TwoTabs,
    /// Several people share a device.
    SharedDevice,
    /// Sessions end on the server.
    SessionEnds,
    /// The server stops and starts.
    ServerRestart,
    /// The server is restored from a backup.
    Restore,
    /// Commands that can never be applied.
    Poison,
}

impl Fault {
    pub const ALL: [Self; 16] = [
        Self::LostBefore,
        Self::LostAfter,
        Self::Doubled,
        Self::Reordered,
        Self::Truncated,
        Self::Portal,
        Self::Gateway,
        Self::ClockJump,
        Self::DeviceCrash,
        Self::Eviction,
        Self::TwoTabs,
        Self::SharedDevice,
        Self::SessionEnds,
        Self::ServerRestart,
        Self::Restore,
        Self::Poison,
    ];
}

/// A bug planted into the simulated world, to see that it would be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// The server forgets that it applied a command.
    ForgetApplied,
    /// The server acknowledges what it then does not write.
    AcknowledgeBeforeCommit,
    /// A reader misses a change.
    SkipChange,
    /// The device drops a photo when its command is acknowledged.
    DropPhotoOnAcknowledgement,
    /// The device forgets a command when it has been sent.
    ForgetWhenSent,
    /// Any 200 counts as an acknowledgement.
    BelievePortal,
    /// What was not answered is sent again under a new id.
    NewIdOnRetry,
    /// The device does not notice that the server went back in time.
    IgnoreEpoch,
    /// The device sends one person's items in another's name.
    SendAsWhoever,
    /// The device applies a page of changes and forgets to note how far it is.
    ReplicaBesideCursor,
    /// A refused command is thrown away.
    DropRefused,
}

impl Bug {
    pub const ALL: [Self; 11] = [
        Self::ForgetApplied,
        Self::AcknowledgeBeforeCommit,
        Self::SkipChange,
        Self::DropPhotoOnAcknowledgement,
        Self::ForgetWhenSent,
        Self::BelievePortal,
        Self::NewIdOnRetry,
        Self::IgnoreEpoch,
        Self::SendAsWhoever,
        Self::ReplicaBesideCursor,
        Self::DropRefused,
    ];
}
