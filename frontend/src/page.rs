//! This page's memory: what its [`Device`] shows, and from what it is put together.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use app::device::{Device, Network, Sending};
use domain::ids::PersonId;
use domain::presence::Present;
use domain::sync::ReplicaChange;
use domain::{Code, Language, Person};
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;

use crate::fault::{Fault, Outcome};
use crate::optimistic::with_own_commands;
use crate::replica::{self, Replica};
use crate::{canary, clock, outbox};

thread_local! {
    static PAGE: RefCell<Option<Rc<Page>>> = const { RefCell::new(None) };
}

/// The page; there is none in a service worker.
pub(crate) fn page() -> Option<Rc<Page>> {
    PAGE.with_borrow(Clone::clone)
}

/// See the module.
pub(crate) struct Page {
    /// What the pages read.
    pub(crate) device: Device,
    /// What language they are in.
    pub(crate) language: Language,
    replica: RefCell<Replica>,
    /// What the server rendered; newer than the rows until the first pull of this page.
    came_along: RefCell<Option<Replica>>,
    clock_lead: Cell<i64>,
}

impl Page {
    /// Makes the page's memory from what came along with it.
    pub(crate) fn open(device: Device, language: Language) -> Rc<Self> {
        let came_along = Replica::new(device.tickets.get_untracked(), &device.directory.get_untracked());
        let page = Rc::new(Self {
            device,
            language,
            replica: RefCell::new(came_along.clone()),
            came_along: RefCell::new(Some(came_along)),
            clock_lead: Cell::new(0),
        });
        PAGE.set(Some(Rc::clone(&page)));
        page
    }

    /// Who is signed in here.
    pub(crate) fn me(&self) -> Outcome<Person> {
        self.device.me.get_untracked().ok_or_else(|| Fault::refused(Code::AuthRequired, self.language))
    }

    /// Shows somebody else, or nobody: nothing of the one before stays in sight.
    pub(crate) fn change_person(&self, me: Option<Person>) {
        let before = self.device.my_id_untracked();
        if before != me.as_ref().map(|me| me.id) {
            self.replica.take();
            self.came_along.take();
            self.device.outbox.set(Vec::new());
            self.device.sending.set(None);
            self.device.fresh_at.set(None);
            self.device.read_through.set(None);
            self.device.lost.set(None);
            self.device.loaded.set(me.is_none());
            crate::photos::forget();
            self.show();
        }
        self.device.me.set(me);
    }

    /// Reads outbox and replica from the database.
    pub(crate) async fn reload(&self) -> Outcome<()> {
        self.reload_outbox().await?;
        self.reload_replica().await
    }

    /// Reads the outbox from the database.
    pub(crate) async fn reload_outbox(&self) -> Outcome<()> {
        let Some(person) = self.device.my_id_untracked() else { return Ok(()) };
        let entries = outbox::load(person).await?;
        canary::note(person, &entries);
        if self.is_still(person) && self.device.outbox.with_untracked(|shown| *shown != entries) {
            self.device.outbox.set(entries);
            self.show();
        }
        Ok(())
    }

    /// Reads the replica from the database.
    pub(crate) async fn reload_replica(&self) -> Outcome<()> {
        let Some(person) = self.device.my_id_untracked() else { return Ok(()) };
        let (mut rows, mark) = replica::load(person).await?;
        if !self.is_still(person) {
            return Ok(());
        }
        // What could not be removed is tried again the next time.
        let _ = rows.let_go(person, mark.generation).await;
        if let Some(came_along) = self.came_along.borrow().as_ref() {
            rows.catch_up_with(came_along);
        }
        self.replica.replace(rows);
        self.device.list_is_whole.set(mark.fresh_at.is_some());
        if self.device.fresh_at.get_untracked() < mark.fresh_at {
            self.device.fresh_at.set(mark.fresh_at);
        }
        self.show_directory();
        self.show();
        self.device.loaded.set(true);
        Ok(())
    }

    /// Takes in what was pulled, which is in the database by now.
    pub(crate) fn pulled(&self, changes: &[ReplicaChange]) {
        if changes.is_empty() {
            return;
        }
        let mut replica = self.replica.borrow_mut();
        for change in changes {
            replica.take(change);
        }
        drop(replica);
        // The list is large, and changes seldom.
        if changes.iter().any(|change| !change.is_ticket()) {
            self.show_directory();
        }
        self.show();
    }

    /// The replica is as new as the server's view was at `at`.
    pub(crate) async fn is_fresh(&self, at: Timestamp) -> Outcome<()> {
        // From here on the rows know better than what came along.
        if self.came_along.take().is_some() || !self.device.is_whole() {
            // Not before they are read, or what is here would be counted as the whole.
            return self.reload_replica().await;
        }
        self.device.fresh_at.set(Some(at));
        Ok(())
    }

    /// How far the server's clock is ahead of ours.
    pub(crate) fn set_clock_lead(&self, milliseconds: i64) {
        self.clock_lead.set(milliseconds);
        self.tick();
    }

    /// Moves the page's time on: the server's, as well as we know it, for lights and due times.
    pub(crate) fn tick(&self) {
        let lead = SignedDuration::from_millis(self.clock_lead.get());
        self.device.now.set(clock::now().checked_add(lead).unwrap_or_else(|_| clock::now()));
    }

    /// Shows the connection's state.
    pub(crate) fn show_network(&self, network: Network) {
        if self.device.network.get_untracked() != network {
            self.device.network.set(network);
        }
    }

    /// Shows who of the centre has which ticket open.
    pub(crate) fn show_present(&self, present: Vec<Present>) {
        if self.device.present.with_untracked(|shown| *shown != present) {
            self.device.present.set(present);
        }
    }

    /// Shows what is being sent.
    pub(crate) fn show_sending(&self, sending: Option<Sending>) {
        if self.device.sending.with_untracked(|shown| *shown != sending) {
            self.device.sending.set(sending);
        }
    }

    fn is_still(&self, person: PersonId) -> bool {
        self.device.my_id_untracked() == Some(person)
    }

    fn show_directory(&self) {
        self.device.directory.set(Arc::new(self.replica.borrow().directory()));
    }

    fn show(&self) {
        let replica = self.replica.borrow();
        let tickets = match self.device.me.get_untracked() {
            Some(me) => self.device.outbox.with_untracked(|entries| {
                let directory = self.device.directory.get_untracked();
                with_own_commands(&replica.tickets, entries, &me, &directory, self.device.fresh_at.get_untracked())
            }),
            None => replica.tickets.clone(),
        };
        let (nearby, papers) = (replica.nearby.clone(), replica.papers.clone());
        drop(replica);
        self.device.tickets.set(tickets);
        self.device.nearby.set(nearby);
        if self.device.papers.with_untracked(|shown| *shown != papers) {
            self.device.papers.set(papers);
        }
    }
}

/// Reading outside of any reactive scope.
trait Untracked {
    fn my_id_untracked(&self) -> Option<PersonId>;
}

impl Untracked for Device {
    fn my_id_untracked(&self) -> Option<PersonId> {
        self.me.with_untracked(|me| me.as_ref().map(|me| me.id))
    }
}
