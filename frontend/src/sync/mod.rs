//! The sync engine: when a pass runs, and what follows from how it ended.

mod background;
mod events;
mod lock;
mod run;
mod told;
mod triggers;

use std::cell::RefCell;
use std::rc::Rc;

use app::device::Network;
use domain::pass;
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use crate::fault::Outcome;
use crate::page::{Page, page};
use crate::{clock, outbox};
use lock::Who;
use run::Stop;

pub(crate) use background::{ask_for_background_pass, background_pass};
pub(crate) use triggers::{listen, listen_anew};

/// Longest pause after passes that reached nobody, in milliseconds.
const LONGEST_PAUSE: f64 = 300_000.0;
/// Pause while another tab has a pass under way, in milliseconds.
const BUSY_PAUSE: u32 = 3_000;
/// Timers of browsers don't count further.
const LONGEST_TIMER: u32 = 24 * 3600 * 1000;

/// Why a pass runs. The later of two outdoes the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Why {
    /// Something was saved or is due, the server said there is news.
    News,
    /// Somebody looks at the page again or tapped, or the network came back: nothing waits any longer.
    AtOnce,
}

#[derive(Default)]
struct Engine {
    running: bool,
    again: Option<Why>,
    failures: u32,
    timer: Option<Timeout>,
}

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::default();
}

/// Runs a pass now, or once more after the one under way.
pub(crate) fn start(why: Why) {
    let begins = ENGINE.with_borrow_mut(|engine| {
        engine.timer = None;
        if engine.running {
            engine.again = engine.again.max(Some(why));
        } else {
            engine.running = true;
        }
        engine.again.is_none()
    });
    if begins {
        spawn_local(run(why));
    }
}

async fn run(mut why: Why) {
    let Some(page) = page() else { return };
    loop {
        let ended = once(&page, why).await;
        show(&page, &ended);
        let pause = pause_after(&page, &ended).await;
        let again = ENGINE.with_borrow_mut(|engine| {
            let again = engine.again.take();
            engine.running = again.is_some();
            if again.is_none() {
                engine.timer = pause.map(|pause| Timeout::new(pause.min(LONGEST_TIMER), || start(Why::News)));
            }
            again
        });
        match again {
            Some(next) => why = next,
            None => return,
        }
    }
}

async fn once(page: &Rc<Page>, why: Why) -> Result<(), Stop> {
    if why == Why::AtOnce {
        run::at_once().await?;
    }
    let ended = lock::exclusively(Who::Page, run::run(Who::Page, told::to_page(page), page.language)).await;
    page.show_sending(None);
    ended
}

fn show(page: &Page, ended: &Result<(), Stop>) {
    match ended {
        Ok(()) => {
            page.show_network(Network::Online);
            triggers::listen_for_news(page);
        }
        Err(Stop::Server(pass::Stop::Later(_))) => page.show_network(Network::Online),
        Err(Stop::Server(pass::Stop::Unreachable)) => page.show_network(Network::Offline),
        Err(Stop::Server(pass::Stop::SignInNeeded)) => page.show_network(Network::SignInNeeded),
        Err(Stop::Nobody | Stop::Busy | Stop::Superseded | Stop::Unfinished | Stop::Closed) => {}
        Err(Stop::Broken(words)) => web_sys::console::error_1(&format!("sync: {words}").into()),
    }
}

/// Milliseconds until the next pass; none where only an event can help.
async fn pause_after(page: &Page, ended: &Result<(), Stop>) -> Option<u32> {
    let failures = ENGINE.with_borrow_mut(|engine| {
        engine.failures = match ended {
            Ok(()) => 0,
            Err(Stop::Busy) => engine.failures,
            Err(_) => engine.failures.saturating_add(1),
        };
        engine.failures
    });
    match ended {
        Ok(()) => when_due(page).await.ok().flatten(),
        Err(Stop::Server(pass::Stop::Later(Some(seconds)))) => u32::try_from(seconds.saturating_mul(1000)).ok(),
        Err(Stop::Server(pass::Stop::Later(None) | pass::Stop::Unreachable) | Stop::Closed | Stop::Broken(_)) => {
            Some(back_off(failures, clock::jitter()))
        }
        Err(Stop::Busy) => Some(BUSY_PAUSE),
        Err(Stop::Server(pass::Stop::SignInNeeded) | Stop::Nobody | Stop::Superseded | Stop::Unfinished) => None,
    }
}

async fn when_due(page: &Page) -> Outcome<Option<u32>> {
    let person = page.me()?.id;
    let queue = outbox::queue(person).await?;
    let due = queue.next_due(clock::now()).into_iter().chain(run::next_upload()).min();
    Ok(due.map(|due| clock::until(due).max(1000)))
}

/// Full jitter over a doubling ceiling.
fn back_off(failures: u32, jitter: f64) -> u32 {
    let ceiling = (2000.0 * 2.0_f64.powi(failures.min(16) as i32)).min(LONGEST_PAUSE);
    (ceiling * jitter) as u32 + 500
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_five_minutes_and_are_never_nothing() {
        assert_eq!(back_off(1, 0.0), 500);
        assert!(back_off(1, 1.0) <= 4_500);
        assert_eq!(back_off(40, 1.0), 300_500);
    }
}
