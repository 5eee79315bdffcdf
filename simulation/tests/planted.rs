//! Every planted bug is found, and for the right reason, or the simulation proves nothing.
#![expect(clippy::print_stdout, reason = "where a bug was found is told")]

use simulation::faults::Bug;
use simulation::invariants::Invariant;
use simulation::plan::Plan;
use simulation::run::in_the_county;
use simulation::story::play;

/// Stories in which a planted bug has to show.
const SEEDS: u64 = 200;

fn finds(bug: Bug, reasons: &[Invariant]) {
    in_the_county(async |county| {
        for seed in 0..SEEDS {
            if let (_, Some(failure)) = play(Plan::with_bug(seed, bug), county).await {
                println!("{bug:?}: seed {seed}: {}", failure.what);
                let invariant = failure.violation.invariant;
                assert!(reasons.contains(&invariant), "{bug:?} shows as {}", failure.what);
                return;
            }
        }
        panic!("{bug:?} is not found in {SEEDS} stories");
    });
}

macro_rules! finds {
    ($($test:ident: $bug:ident by $($invariant:ident)+;)*) => {
        $(
            #[test]
            fn $test() {
                finds(Bug::$bug, &[$(Invariant::$invariant),+]);
            }
        )*

        #[test]
        fn every_bug_has_its_test() {
            let planted = [$(Bug::$bug),*];
            for bug in Bug::ALL {
                assert!(planted.contains(bug), "{bug:?} is planted nowhere");
            }
        }
    };
}

finds! {
    a_server_that_forgets_what_it_applied: ForgetApplied by Once Migration;
    a_server_that_acknowledges_before_it_commits: AcknowledgeBeforeCommit by Kept;
    a_reader_that_misses_a_change: SkipChange by Replica;
    a_server_that_takes_part_of_a_photo_for_all_of_it: CompleteTooSoon by Photos;
    a_device_that_says_saved_before_it_is: SavedBeforeStored by Kept;
    a_device_that_stores_a_command_and_not_its_photo: HalfStored by Photos;
    a_device_that_drops_a_photo_with_the_acknowledgement: DropPhotoOnAcknowledgement by Photos;
    a_device_that_takes_a_photo_for_verified_that_it_never_sent: VerifiedUnsent by Photos;
    a_device_that_forgets_a_command_when_it_is_sent: ForgetWhenSent by Kept;
    a_device_that_believes_a_portal: BelievePortal by Kept;
    a_device_that_retries_under_a_new_id: NewIdOnRetry by Kept Once;
    a_device_that_ignores_a_restored_server: IgnoreEpoch by Restored Kept;
    a_device_that_sends_in_anothers_name: SendAsWhoever by Author Once;
    a_replica_that_is_behind_its_cursor: ReplicaBesideCursor by Replica Cursor;
    a_device_that_throws_refusals_away: DropRefused by Refused Kept;
    a_device_that_lets_a_later_command_overtake: Overtake by Order;
    a_device_that_lets_one_bad_item_block_the_rest: PoisonBlocks by Poison;
    a_device_that_gives_up: GiveUp by Ends Poison;
    a_device_that_writes_an_older_cursor: StaleCursor by Cursor;
    a_build_that_leaves_out_what_an_old_one_wrote: MigrationDrops by Migration;
}
