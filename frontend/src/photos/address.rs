//! Addresses at which pages can show photos that lie on this device.

use std::cell::RefCell;
use std::collections::VecDeque;

use domain::MediaType;
use domain::ids::{PersonId, PhotoHash};
use js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag, Url};

use super::store;
use crate::fault::Outcome;

/// Addresses kept at a time; each holds its photo in memory.
const KEPT: usize = 60;

thread_local! {
    static ADDRESSES: RefCell<VecDeque<(PhotoHash, String)>> = const { RefCell::new(VecDeque::new()) };
}

/// An address of this photo, if its bytes are here.
pub(crate) async fn local(person: PersonId, hash: &PhotoHash) -> Outcome<Option<String>> {
    let known =
        |kept: &VecDeque<(PhotoHash, String)>| kept.iter().find(|(name, _)| name == hash).map(|(_, it)| it.clone());
    if let Some(address) = ADDRESSES.with_borrow(known) {
        return Ok(Some(address));
    }
    let Some(bytes) = store::bytes(person, hash).await? else { return Ok(None) };
    let address = made(&bytes)?;
    ADDRESSES.with_borrow_mut(|kept| {
        kept.push_back((hash.clone(), address.clone()));
        if kept.len() > KEPT {
            kept.pop_front().iter().for_each(|(_, oldest)| revoke(oldest));
        }
    });
    Ok(Some(address))
}

/// Forgets all addresses, and what is in memory only: another person is here.
pub(crate) fn forget() {
    store::forget();
    ADDRESSES.take().iter().for_each(|(_, address)| revoke(address));
}

fn made(bytes: &Uint8Array) -> Outcome<String> {
    let options = BlobPropertyBag::new();
    let head = bytes.slice(0, 16).to_vec();
    options.set_type(MediaType::sniff(&head).unwrap_or(MediaType::Jpeg).as_str());
    let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(bytes), &options)?;
    Ok(Url::create_object_url_with_blob(&blob)?)
}

fn revoke(address: &str) {
    let _ = Url::revoke_object_url(address);
}
