//! What somebody has said that columns hold, kept on the device for the next file with the same headers.

use domain::list::file::FileColumn;
use serde::{Deserialize, Serialize};

use super::run::Mapping;
use crate::frame::kept;

const KEY: &str = "list-columns";
/// Files of different headers that are remembered.
const MOST: usize = 20;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Known {
    headers: Vec<String>,
    mapping: Mapping,
}

/// Keeps it, the newest last.
pub(super) fn keep(columns: &[FileColumn], mapping: &Mapping) {
    let known = kept::read::<Vec<Known>>(KEY).unwrap_or_default();
    // What does not fit any more is asked for once more.
    kept::write(KEY, &with(known, columns, mapping));
}

/// What was said of columns with these headers.
pub(super) fn recall(columns: &[FileColumn]) -> Option<Mapping> {
    let headers = headers(columns);
    kept::read::<Vec<Known>>(KEY)?.into_iter().find(|known| known.headers == headers).map(|known| known.mapping)
}

fn with(mut known: Vec<Known>, columns: &[FileColumn], mapping: &Mapping) -> Vec<Known> {
    let headers = headers(columns);
    known.retain(|known| known.headers != headers);
    known.push(Known { headers, mapping: mapping.clone() });
    known.drain(..known.len().saturating_sub(MOST));
    known
}

fn headers(columns: &[FileColumn]) -> Vec<String> {
    columns.iter().map(|column| column.header.clone()).collect()
}

#[cfg(test)]
mod tests {
    use domain::list::file::Column;

    use super::*;

    fn file(header: &str) -> [FileColumn; 1] {
        [FileColumn { letter: "A".into(), header: header.into(), sample: String::new(), column: None }]
    }

    #[test]
    fn the_newest_word_on_the_same_headers_counts_and_the_oldest_is_forgotten() {
        let mut known = with(Vec::new(), &file("甲"), &vec![Some(Column::Code)]);
        known = with(known, &file("甲"), &vec![Some(Column::Name)]);
        assert_eq!((known.len(), known[0].mapping[0]), (1, Some(Column::Name)));
        for n in 0..MOST {
            known = with(known, &file(&n.to_string()), &vec![None]);
        }
        assert_eq!(known.len(), MOST);
        assert!(known.iter().all(|known| known.headers != ["甲"]));
    }
}
