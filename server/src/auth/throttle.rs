//! The brake on guessing passwords. Only failures count, for a whole office signs in from one address in the morning.
//! An attempt takes a place before the password is looked at and gives it back unless it fails, so that guesses made side
//! by side get no further than those made in turn.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::time::seconds_between;
use jiff::Timestamp;
use tokio::sync::Notify;

/// Seconds over which failures are counted.
const WINDOW: i64 = 300;
/// Failures allowed for one account from one address.
const PER_PAIR: u32 = 5;
/// Failures allowed from one address, over all accounts that never signed in there.
const PER_ADDRESS: u32 = 50;
/// Failures allowed for one account from addresses its owner never used, so that guessing from everywhere does not
/// lock the owner out.
const PER_ACCOUNT: u32 = 50;
/// Entries kept before old ones are swept.
const SWEEP_AT: usize = 10_000;
/// Characters of a username that are told apart.
const LONGEST: usize = 100;

#[derive(Debug)]
struct Count {
    since: Timestamp,
    failures: u32,
    under_way: u32,
}

impl Count {
    fn is_over(&self, now: Timestamp) -> bool {
        seconds_between(self.since, now) >= WINDOW
    }
}

/// Whether there is room for one more attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Room {
    /// There is.
    Free,
    /// Only if one that is under way does not fail.
    Held,
    /// None, for so many seconds.
    Used(u64),
}

#[derive(Debug)]
struct Counts<K>(HashMap<K, Count>);

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Counts<K> {
    fn room(&self, key: &K, limit: u32, now: Timestamp) -> Room {
        let Some(count) = self.0.get(key) else { return Room::Free };
        let failures = if count.is_over(now) { 0 } else { count.failures };
        if failures >= limit {
            Room::Used((WINDOW - seconds_between(count.since, now)) as u64)
        } else if failures + count.under_way >= limit {
            Room::Held
        } else {
            Room::Free
        }
    }

    fn enter(&mut self, key: K, now: Timestamp) {
        if self.0.len() > SWEEP_AT {
            self.0.retain(|_, count| count.under_way > 0 || !count.is_over(now));
        }
        self.0.entry(key).or_insert(Count { since: now, failures: 0, under_way: 0 }).under_way += 1;
    }

    fn leave(&mut self, key: &K) {
        let Some(count) = self.0.get_mut(key) else { return };
        count.under_way -= 1;
        if count.under_way == 0 && count.failures == 0 {
            self.0.remove(key);
        }
    }

    fn fail(&mut self, key: &K, now: Timestamp) {
        let Some(count) = self.0.get_mut(key) else { return };
        if count.failures == 0 || count.is_over(now) {
            (count.since, count.failures) = (now, 0);
        }
        count.failures += 1;
    }

    fn forgive(&mut self, key: &K) {
        if let Some(count) = self.0.get_mut(key) {
            count.failures = 0;
        }
    }
}

/// An account as it is tried from an address.
type Pair = (String, IpAddr);

#[derive(Debug, Default)]
struct State {
    pairs: Counts<Pair>,
    addresses: Counts<IpAddr>,
    accounts: Counts<String>,
    /// Where an account's owner has signed in from.
    known: HashSet<Pair>,
}

impl State {
    fn enter(&mut self, pair: &Pair, now: Timestamp) -> Room {
        let mut room = self.pairs.room(pair, PER_PAIR, now);
        if !self.known.contains(pair) {
            room = room.max(self.addresses.room(&pair.1, PER_ADDRESS, now));
            room = room.max(self.accounts.room(&pair.0, PER_ACCOUNT, now));
        }
        if room == Room::Free {
            self.pairs.enter(pair.clone(), now);
            self.addresses.enter(pair.1, now);
            self.accounts.enter(pair.0.clone(), now);
        }
        room
    }
}

/// Counts failed sign-ins, on this server.
#[derive(Debug, Default)]
pub struct Throttle {
    state: Mutex<State>,
    ended: Notify,
}

impl Throttle {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins an attempt on this account from this address. The error is how many seconds to wait before the next.
    pub async fn attempt(&self, account: &str, address: IpAddr, now: Timestamp) -> Result<Attempt<'_>, u64> {
        let pair = (account.chars().take(LONGEST).collect(), network(address));
        loop {
            let ended = self.ended.notified();
            let room = self.state().enter(&pair, now);
            match room {
                Room::Free => return Ok(Attempt { throttle: self, pair }),
                Room::Held => ended.await,
                Room::Used(seconds) => return Err(seconds),
            }
        }
    }
}

/// A sign-in under way. One that is dropped has neither failed nor succeeded, and counts for nothing.
#[derive(Debug)]
pub struct Attempt<'a> {
    throttle: &'a Throttle,
    pair: Pair,
}

impl Attempt<'_> {
    /// The password was wrong.
    pub fn failed(self, now: Timestamp) {
        let mut state = self.throttle.state();
        state.pairs.fail(&self.pair, now);
        state.addresses.fail(&self.pair.1, now);
        state.accounts.fail(&self.pair.0, now);
    }

    /// The password was right: this address is the owner's.
    pub fn succeeded(self) {
        let mut state = self.throttle.state();
        state.pairs.forgive(&self.pair);
        if state.known.len() > SWEEP_AT {
            state.known.clear();
        }
        state.known.insert(self.pair.clone());
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let mut state = self.throttle.state();
        state.pairs.leave(&self.pair);
        state.addresses.leave(&self.pair.1);
        state.accounts.leave(&self.pair.0);
        drop(state);
        self.throttle.ended.notify_waiters();
    }
}

/// What one household or office has: an IPv4 address, or the 64 bits that an IPv6 address begins with.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, last])
    }

    /// None where it would have to wait for another attempt.
    fn attempt<'a>(
        throttle: &'a Throttle,
        account: &str,
        from: IpAddr,
        seconds: i64,
    ) -> Option<Result<Attempt<'a>, u64>> {
        throttle.attempt(account, from, at(seconds)).now_or_never()
    }

    fn fail(throttle: &Throttle, account: &str, from: IpAddr, seconds: i64) {
        attempt(throttle, account, from, seconds).unwrap().unwrap().failed(at(seconds));
    }

    fn wait(throttle: &Throttle, account: &str, from: IpAddr, seconds: i64) -> Option<u64> {
        attempt(throttle, account, from, seconds).unwrap().err()
    }

    #[test]
    fn five_failures_on_one_account_from_one_address_make_it_wait_and_nobody_else() {
        let throttle = Throttle::default();
        for _ in 0..PER_PAIR {
            fail(&throttle, "grid01", address(1), 0);
        }
        assert_eq!(wait(&throttle, "grid01", address(1), 10), Some(290));
        assert_eq!(wait(&throttle, "grid02", address(1), 10), None);
        assert_eq!(wait(&throttle, "grid01", address(1), 301), None);
    }

    #[test]
    fn guessing_from_everywhere_does_not_lock_the_owner_out() {
        let throttle = Throttle::default();
        attempt(&throttle, "grid01", address(1), 0).unwrap().unwrap().succeeded();
        for n in 2..52 {
            fail(&throttle, "grid01", address(n), 1);
        }
        assert!(wait(&throttle, "grid01", address(200), 2).is_some());
        assert_eq!(wait(&throttle, "grid01", address(1), 2), None);
    }

    #[test]
    fn guessing_in_an_office_does_not_lock_out_those_who_work_there() {
        let throttle = Throttle::default();
        attempt(&throttle, "grid01", address(1), 0).unwrap().unwrap().succeeded();
        for n in 0..PER_ADDRESS {
            fail(&throttle, &format!("guess{n}"), address(1), 1);
        }
        assert!(wait(&throttle, "grid02", address(1), 2).is_some());
        assert_eq!(wait(&throttle, "grid01", address(1), 2), None);
    }

    #[test]
    fn guesses_side_by_side_get_no_further_than_guesses_in_turn() {
        let throttle = Throttle::default();
        let mut under_way: Vec<_> =
            (0..PER_PAIR).map(|_| attempt(&throttle, "grid01", address(1), 0).unwrap().unwrap()).collect();
        assert!(attempt(&throttle, "grid01", address(1), 0).is_none());
        under_way.pop().unwrap().succeeded();
        under_way.push(attempt(&throttle, "grid01", address(1), 0).unwrap().unwrap());
        for attempt in under_way {
            attempt.failed(at(0));
        }
        assert_eq!(wait(&throttle, "grid01", address(1), 0), Some(300));
    }

    #[tokio::test]
    async fn a_whole_office_signs_in_at_once() {
        let throttle = Throttle::default();
        let people = (0..3 * PER_ADDRESS).map(|n| {
            let throttle = &throttle;
            async move {
                let attempt = throttle.attempt(&format!("grid{n}"), address(1), at(0)).await.unwrap();
                tokio::task::yield_now().await;
                attempt.succeeded();
            }
        });
        futures::future::join_all(people).await;
    }

    #[test]
    fn what_is_dropped_counts_for_nothing_and_leaves_nothing() {
        let throttle = Throttle::default();
        for _ in 0..2 * PER_PAIR {
            drop(attempt(&throttle, "grid01", address(1), 0).unwrap().unwrap());
        }
        assert!(throttle.state().pairs.0.is_empty() && throttle.state().accounts.0.is_empty());
    }

    #[test]
    fn addresses_of_one_network_are_one() {
        let parsed = |text: &str| network(text.parse().unwrap());
        assert_eq!(parsed("2001:db8::1"), parsed("2001:db8::ffff:1"));
        assert_ne!(parsed("2001:db8:0:1::1"), parsed("2001:db8:0:2::1"));
        assert_eq!(parsed("::ffff:10.0.0.1"), address(1));
    }
}
