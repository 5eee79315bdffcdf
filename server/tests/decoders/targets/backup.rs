//! Lines of a backup.

use store::BackupLine;

/// A line that reads is written as what reads the same: nothing of it is lost.
pub fn line(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Ok(line) = BackupLine::parse(text) else { return false };
    assert_eq!(BackupLine::parse(&line.to_string()).ok(), Some(line));
    true
}
