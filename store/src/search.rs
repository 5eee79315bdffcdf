//! Finding tickets by words: an index of the pieces that texts consist of.
//!
//! Chinese has no spaces to cut a text at, so every two characters that stand side by side are a piece; of letters and
//! digits, of which there are too few for pairs to tell much apart, every three. A text has a word in it only if it
//! has all the word's pieces, so the index finds the few tickets that may, and their texts decide.

use std::collections::BTreeSet;

use domain::Ticket;
use sqlx::Row as _;

use crate::{Result, Store};

/// Tickets that are made ready in one transaction.
const TOGETHER: i64 = 500;

/// Characters of a number by which it is told from others.
const END_OF_NUMBER: usize = 6;

/// What words are looked for in.
pub(crate) fn text(ticket: &Ticket) -> String {
    let number = ticket.number.as_deref().unwrap_or_default();
    let address = ticket.address.as_deref().unwrap_or_default();
    [number, &ticket.title, &ticket.description, address].join("\n").to_lowercase()
}

/// The pieces of a text in lower case, parted by spaces; of one that is too short for any, nothing.
pub(crate) fn pieces(text: &str) -> String {
    joined(cut(text))
}

/// Pieces that a text has which has all these words. Of long numbers only those of their end: they begin alike, and what
/// is in every text takes time and finds nothing.
pub(crate) fn pieces_of_words(words: &str) -> String {
    let telling = |word: &str| match word.len().checked_sub(END_OF_NUMBER) {
        Some(start) if word.is_ascii() => cut(&word[start..]),
        _ => cut(word),
    };
    joined(words.to_lowercase().split_whitespace().flat_map(telling).collect())
}

fn joined(pieces: BTreeSet<String>) -> String {
    pieces.into_iter().collect::<Vec<_>>().join(" ")
}

fn cut(text: &str) -> BTreeSet<String> {
    let characters: Vec<char> = text.chars().collect();
    let pairs = characters.windows(2).filter(|pair| !pair.iter().all(char::is_ascii));
    let threes = characters.windows(3).filter(|three| three.iter().all(char::is_ascii));
    let is_word = |piece: &&[char]| piece.iter().all(|character| character.is_alphanumeric());
    pairs.chain(threes).filter(is_word).map(|piece| piece.iter().collect()).collect()
}

/// A pattern of `LIKE` for what has these words inside.
pub(crate) fn like(words: &str) -> String {
    let escaped = words.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

impl Store {
    /// Cuts up what a release wrote that had no such index.
    pub(crate) async fn index_texts(&self) -> Result<()> {
        loop {
            let mut tx = self.write().await?;
            let rows = sqlx::query("SELECT id, search FROM tickets WHERE pieces IS NULL ORDER BY serial LIMIT $1")
                .bind(TOGETHER)
                .fetch_all(&mut *tx.tx)
                .await?;
            for row in &rows {
                sqlx::query("UPDATE tickets SET pieces = $2 WHERE id = $1")
                    .bind(row.try_get::<String, _>("id")?)
                    .bind(pieces(&row.try_get::<String, _>("search")?))
                    .execute(&mut *tx.tx)
                    .await?;
            }
            tx.commit().await?;
            if rows.is_empty() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_pairs_and_letters_into_threes() {
        for (text, expected) in [
            ("井盖破损", "井盖 盖破 破损"),
            ("东街16号", "6号 东街 街1"),
            ("x20261129", "026 112 129 202 261 611 x20"),
            ("东街，口", "东街"),
            ("路\n灯", ""),
            ("灯", ""),
            ("16", ""),
            ("", ""),
        ] {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_looked_for_by_their_end() {
        assert_eq!(pieces_of_words("RC20261101001999 井盖"), "001 019 199 999 井盖");
        assert_eq!(pieces_of_words("1999"), "199 999");
    }

    #[test]
    fn a_text_has_all_the_pieces_of_what_is_inside_it() {
        let text = "dx2026110700012\n上水井盖破损\n中山路16号旁，a座b101门前的井盖 碎了。\n中山路16号";
        let whole: BTreeSet<String> = pieces(text).split(' ').map(str::to_owned).collect();
        let characters: Vec<char> = text.chars().collect();
        for from in 0..characters.len() {
            for to in from + 1..=characters.len() {
                let inside: String = characters[from..to].iter().collect();
                let pieces = pieces(&inside);
                let missing: Vec<&str> =
                    pieces.split(' ').filter(|piece| !piece.is_empty() && !whole.contains(*piece)).collect();
                assert!(missing.is_empty(), "{inside}: {missing:?}");
            }
        }
    }
}
