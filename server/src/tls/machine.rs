//! The names under which this machine is reached.

use std::collections::BTreeSet;
use std::fs;
use std::net::{IpAddr, UdpSocket};

/// Its own name, its address towards the network, the address it listens on, and what the operator calls it.
pub(super) fn names(public: Option<&str>, listen: IpAddr) -> BTreeSet<String> {
    let mut names = BTreeSet::from(["localhost", "127.0.0.1", "::1"].map(str::to_owned));
    if let Some(name) = hostname() {
        // Phones on the same network find it by multicast DNS.
        names.insert(format!("{name}.local"));
        names.insert(name);
    }
    names.extend(outwards().map(|ip| ip.to_string()));
    names.extend((!listen.is_unspecified()).then(|| listen.to_string()));
    names.extend(public.map(str::to_owned));
    names
}

/// The machine's name, if it is one that a certificate can carry.
pub(super) fn hostname() -> Option<String> {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").or_else(|_| fs::read_to_string("/etc/hostname")).ok()?;
    let name = name.trim().to_ascii_lowercase();
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    (plain && !name.is_empty()).then_some(name)
}

/// The address that other machines see.
pub(super) fn outward() -> Option<IpAddr> {
    outwards().next()
}

/// The addresses from which this machine would speak to the outside, by each version of IP. Choosing a destination for
/// datagrams sends none; these two are reserved for documents and belong to nobody.
fn outwards() -> impl Iterator<Item = IpAddr> {
    let towards = [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")];
    towards.into_iter().filter_map(|(from, to)| {
        let socket = UdpSocket::bind(from).ok()?;
        socket.connect(to).ok()?;
        Some(socket.local_addr().ok()?.ip())
    })
}
