//! What may go wrong, and what a planted bug does.

macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $kind:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$about])* $kind,)* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];
        }
    };
}

kinds! {
    /// A kind of fault; a failing seed is tried again without each of them, until only those are left that it takes.
    Fault {
        /// A request never reaches the server.
        LostBefore,
        /// The server answers, but nobody hears it.
        LostAfter,
        /// A proxy sends a request twice, the second time perhaps hours later.
        Doubled,
        /// Requests and answers overtake each other.
        Reordered,
        /// A request breaks off, or its answer is cut short.
        Truncated,
        /// A captive portal answers everything with a page of its own.
        Portal,
        /// A gateway answers instead of the server, before or after the server has done its work.
        Gateway,
        /// The server itself has no time or no room.
        Busy,
        /// Devices' clocks jump by years, either way.
        ClockJump,
        /// Devices stop at any point and start again.
        DeviceCrash,
        /// The browser throws everything away.
        Eviction,
        /// A device's storage is full.
        DiskFull,
        /// Two tabs of one browser run passes.
        TwoTabs,
        /// A tab freezes in the middle of a pass; another may take its turn before it thaws.
        FrozenTab,
        /// Several people share a device, and change in the middle of a pass.
        SharedDevice,
        /// Sessions end on the server.
        SessionEnds,
        /// The server's word that there is news does not arrive.
        LostWake,
        /// The server stops and starts.
        ServerRestart,
        /// The server is restored from an older backup.
        Restore,
        /// Server and devices go to another build, newer or older, each when it likes; the tables with them.
        Upgrade,
        /// Commands that can never be applied.
        Poison,
        /// Weeks pass in which nobody does anything.
        Weeks,
    }
}

kinds! {
    /// A bug planted into the simulated world, to see that it would be found.
    Bug {
        /// The server forgets that it applied a command.
        ForgetApplied,
        /// The server acknowledges what it then does not write.
        AcknowledgeBeforeCommit,
        /// A reader misses a change.
        SkipChange,
        /// The server takes a photo for complete when its first part is there.
        CompleteTooSoon,
        /// "Saved" is said before the write is through.
        SavedBeforeStored,
        /// Where storage is full, the command is stored and its photo is not.
        HalfStored,
        /// The device drops a photo when its command is acknowledged.
        DropPhotoOnAcknowledgement,
        /// The device takes a photo for verified that it never sent.
        VerifiedUnsent,
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
        /// The device notes how far it is and forgets the page of changes.
        ReplicaBesideCursor,
        /// A refused command is thrown away.
        DropRefused,
        /// A later command on a ticket goes out although an earlier one waits.
        Overtake,
        /// What was refused holds back everything after it.
        PoisonBlocks,
        /// After three failed tries a command is not tried any more.
        GiveUp,
        /// The device writes the cursor with which its pass began over a newer one.
        StaleCursor,
        /// A new build does not read what an old one wrote, and leaves it out.
        MigrationDrops,
    }
}
