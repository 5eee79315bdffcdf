//! The brake on guessing passwords. Only failures count, for a whole office signs in from one address in the morning.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use domain::time::seconds_between;
use jiff::Timestamp;

/// Seconds over which failures are counted.
const WINDOW: i64 = 300;
/// Failures allowed for one account from one address.
const PER_PAIR: u32 = 5;
/// Failures allowed from one address, over all accounts.
const PER_ADDRESS: u32 = 50;
/// Failures allowed for one account from addresses its owner never used, so that guessing from everywhere does not
/// lock the owner out.
const PER_ACCOUNT: u32 = 50;
/// Entries kept before old ones are swept.
const SWEEP_AT: usize = 10_000;

#[derive(Debug)]
struct Counts<K>(HashMap<K, (Timestamp, u32)>);

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Counts<K> {
    /// Seconds to wait, if `limit` is used up.
    fn wait(&self, key: &K, limit: u32, now: Timestamp) -> Option<u64> {
        let (since, failures) = self.0.get(key)?;
        let left = WINDOW - seconds_between(*since, now);
        (*failures >= limit && left > 0).then_some(left as u64)
    }

    fn fail(&mut self, key: K, now: Timestamp) {
        if self.0.len() > SWEEP_AT {
            self.0.retain(|_, (since, _)| seconds_between(*since, now) < WINDOW);
        }
        let entry = self.0.entry(key).or_insert((now, 0));
        if seconds_between(entry.0, now) >= WINDOW {
            *entry = (now, 0);
        }
        entry.1 += 1;
    }
}

#[derive(Debug, Default)]
struct State {
    pairs: Counts<(String, IpAddr)>,
    addresses: Counts<IpAddr>,
    accounts: Counts<String>,
    /// Where an account's owner has signed in from.
    known: HashMap<(String, IpAddr), Timestamp>,
}

/// Counts failed sign-ins, on this server.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<State>);

impl Throttle {
    /// Seconds to wait before this account may be tried from this address; none if it may now.
    pub fn wait(&self, account: &str, address: IpAddr, now: Timestamp) -> Option<u64> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pair = (account.to_owned(), address);
        let guessed =
            if state.known.contains_key(&pair) { None } else { state.accounts.wait(&pair.0, PER_ACCOUNT, now) };
        let waits = [state.pairs.wait(&pair, PER_PAIR, now), state.addresses.wait(&address, PER_ADDRESS, now), guessed];
        waits.into_iter().flatten().max()
    }

    /// A sign-in failed.
    pub fn failed(&self, account: &str, address: IpAddr, now: Timestamp) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.pairs.fail((account.to_owned(), address), now);
        state.addresses.fail(address, now);
        state.accounts.fail(account.to_owned(), now);
    }

    /// A sign-in succeeded: this address is the owner's.
    pub fn succeeded(&self, account: &str, address: IpAddr, now: Timestamp) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pair = (account.to_owned(), address);
        state.pairs.0.remove(&pair);
        if state.known.len() > SWEEP_AT {
            state.known.clear();
        }
        state.known.insert(pair, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, last])
    }

    #[test]
    fn five_failures_on_one_account_from_one_address_make_it_wait_and_nobody_else() {
        let throttle = Throttle::default();
        for _ in 0..PER_PAIR {
            assert_eq!(throttle.wait("grid01", address(1), at(0)), None);
            throttle.failed("grid01", address(1), at(0));
        }
        assert_eq!(throttle.wait("grid01", address(1), at(10)), Some(290));
        assert_eq!(throttle.wait("grid02", address(1), at(10)), None);
        assert_eq!(throttle.wait("grid01", address(1), at(301)), None);
    }

    #[test]
    fn guessing_from_everywhere_does_not_lock_the_owner_out() {
        let throttle = Throttle::default();
        throttle.succeeded("grid01", address(1), at(0));
        for n in 2..60 {
            throttle.failed("grid01", address(n), at(1));
        }
        assert!(throttle.wait("grid01", address(200), at(2)).is_some());
        assert_eq!(throttle.wait("grid01", address(1), at(2)), None);
    }
}
