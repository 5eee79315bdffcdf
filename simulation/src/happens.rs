//! What happens to the server, and to everybody at once.

use std::collections::BTreeMap;

use crate::builds::Build;
use crate::faults::Fault;
use crate::invariants::Invariant;
use crate::world::{DAY, Event, HOUR, World};

impl World<'_> {
    pub async fn back_up(&mut self) {
        if self.has(Fault::Restore) {
            self.tell(None, |_| "a backup is made".into());
            self.server.back_up().await;
            self.backed_up = Some(self.ledger.clone());
        }
    }

    pub async fn happens(&mut self, fault: Fault) {
        let again = self.chance.between(HOUR, 40 * HOUR);
        self.after(again, Event::Happens(fault));
        let (build, keeps_photos, days) =
            (Build::ALL[self.chance.below(3)], self.chance.one_in(2), self.chance.between(8, 45));
        if !self.strikes(fault, 1) {
            return;
        }
        match fault {
            Fault::ServerRestart => {
                self.tell(None, |_| "the server stops and starts".into());
                self.server.restart().await;
            }
            Fault::Upgrade => {
                self.tell(None, |_| format!("the server goes to build {}", build.name()));
                self.server.change_build(build).await;
            }
            Fault::Restore if self.server.restore(keeps_photos).await => {
                let with = if keeps_photos { "its photos as they are" } else { "the photos of the backup" };
                self.tell(None, |_| format!("the server is restored from the last backup, with {with}"));
                let changes = self.ledger.changes;
                self.ledger = self.backed_up.clone().expect("the backup's ledger");
                self.ledger.changes = changes + 1;
                self.restores += 1;
                self.woken = 0;
                self.facts.went_back(|id| self.ledger.applied.contains_key(&id));
            }
            Fault::Weeks => {
                self.tell(None, |_| format!("{days} days pass"));
                self.passes(days * DAY);
                self.server.sweep().await;
                return;
            }
            _ => return,
        }
        self.hold_record().await;
    }

    /// Whatever became of the server, what it had on record is on record.
    async fn hold_record(&mut self) {
        let (records, _) = self.server.everything().await;
        let applied = self.ledger.applied.keys().map(|id| (*id, true));
        let kept: BTreeMap<_, _> = applied.chain(self.ledger.refused.iter().map(|id| (*id, false))).collect();
        let differs = |id: &&domain::CommandId| records.get(*id) != kept.get(*id);
        if let Some(id) = kept.keys().chain(records.keys()).find(differs) {
            self.fail(Invariant::Migration.broken(*id, "is not on record as it was before the server started anew"));
        }
    }
}
