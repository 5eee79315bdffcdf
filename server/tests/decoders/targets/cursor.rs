//! Where a device goes on pulling.

use server::api::sync::Cursor;

/// A cursor that reads is written as what reads the same.
pub fn cursor(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Some(cursor) = Cursor::read(text) else { return false };
    assert_eq!(Cursor::read(&cursor.write()), Some(cursor));
    true
}
