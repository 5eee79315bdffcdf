//! Finding an item as one types: by Chinese, by pinyin, by initials, or by any mixture, in the name and in everyday words.

use std::collections::HashMap;

use super::Item;

/// Characters of a query that are looked at.
const LONGEST_QUERY: usize = 24;
/// What being the person's or the place's own is worth, against a better match.
const MOST_FAMILIAR: u32 = 20;

/// The list, made ready for searching.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// By code.
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    code: String,
    /// The code as it is typed.
    typed: Vec<char>,
    common: Option<u32>,
    /// The name, then each synonym.
    words: Vec<Word>,
}

/// A word, character by character.
#[derive(Clone, Debug)]
struct Word {
    sounds: Vec<Sound>,
    /// What it consists of, to pass over it at a glance where the query has anything else.
    made_of: Marks,
}

/// A set of characters, in which some Chinese ones count as the same.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Marks(u64);

impl Marks {
    fn of(character: char) -> Self {
        let bit = match character {
            'a'..='z' => character as u32 - 'a' as u32,
            '0'..='9' => 26 + character as u32 - '0' as u32,
            // The bits that letters and digits leave.
            _ => 36 + character as u32 % 28,
        };
        Self(1 << bit)
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn has_all(self, others: Self) -> bool {
        self.with(others) == self
    }
}

impl FromIterator<char> for Marks {
    fn from_iter<T: IntoIterator<Item = char>>(characters: T) -> Self {
        characters.into_iter().map(Self::of).fold(Self::default(), Self::with)
    }
}

/// A word of a query.
struct Term {
    characters: Vec<char>,
    made_of: Marks,
}

impl Term {
    fn new(characters: Vec<char>) -> Self {
        Self { made_of: characters.iter().copied().collect(), characters }
    }
}

/// Letters of the longest syllable, such as zhuang.
const LETTERS: usize = 6;

#[derive(Clone, Debug)]
struct Sound {
    character: char,
    /// How it is spoken, where it is Chinese; zeros after its end. It stands here itself, for a keystroke looks at all of them.
    syllable: [u8; LETTERS],
}

impl Word {
    fn new(text: &str, sounds: Option<&String>) -> Self {
        let mut syllables = sounds.map(|sounds| sounds.split(' ')).into_iter().flatten();
        let sound = |character: char| Sound {
            character: character.to_ascii_lowercase(),
            syllable: letters(if is_chinese(character) { syllables.next().unwrap_or_default() } else { "" }),
        };
        // Brackets and commas are not typed.
        let sounds: Vec<Sound> = text.chars().filter(|c| c.is_alphanumeric()).map(sound).collect();
        Self { made_of: sounds.iter().flat_map(Sound::typed).collect(), sounds }
    }

    /// How well it matches, less being better: where it begins, and what it has beside.
    fn distance(&self, term: &Term) -> Option<u32> {
        if !self.made_of.has_all(term.made_of) {
            return None;
        }
        let (sounds, query) = (&self.sounds, &term.characters);
        let start = (0..sounds.len()).find(|&start| begins(&sounds[start..], query))?;
        Some((start as u32 * 4).min(40) + (sounds.len() as u32).saturating_sub(query.len() as u32).min(20))
    }
}

impl Sound {
    /// What may be typed for it, whole or in part.
    fn typed(&self) -> impl Iterator<Item = char> {
        let letters = self.syllable.iter().take_while(|letter| **letter != 0);
        letters.map(|letter| char::from(*letter)).chain([self.character])
    }
}

fn letters(syllable: &str) -> [u8; LETTERS] {
    let mut letters = [0; LETTERS];
    letters.iter_mut().zip(syllable.bytes()).for_each(|(letter, byte)| *letter = byte);
    letters
}

/// Whether this character gets a syllable.
pub fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// Whether the word begins with the query, each of whose letters may be a character itself or begin its syllable.
fn begins(word: &[Sound], query: &[char]) -> bool {
    let Some((&first, rest)) = query.split_first() else { return true };
    let Some((sound, next)) = word.split_first() else { return false };
    if sound.character == first && begins(next, rest) {
        return true;
    }
    let spoken = sound.syllable.iter().zip(query).take_while(|(letter, query)| char::from(**letter) == **query).count();
    (1..=spoken).rev().any(|spoken| begins(next, &query[spoken..]))
}

impl Index {
    /// Makes a list ready.
    pub fn new<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let entry = |item: &Item| {
            let texts = [&item.name].into_iter().chain(&item.synonyms);
            Entry {
                code: item.code.clone(),
                typed: item.code.to_ascii_lowercase().chars().collect(),
                common: item.common,
                words: texts.enumerate().map(|(n, text)| Word::new(text, item.sounds.get(n))).collect(),
            }
        };
        let mut entries: Vec<Entry> = items.into_iter().map(entry).collect();
        entries.sort_by(|a, b| a.code.cmp(&b.code));
        Self { entries }
    }

    /// Codes of the items that match all words of the query, the best first. `familiar` counts how often each has been
    /// used by the person or at the place.
    pub fn find(&self, query: &str, familiar: &HashMap<String, u32>, limit: usize) -> Vec<&str> {
        let query: String = query.chars().take(LONGEST_QUERY).flat_map(char::to_lowercase).collect();
        // People part the syllables of a word, or not, or with an apostrophe.
        let terms: Vec<Term> = query
            .split_whitespace()
            .map(|term| Term::new(term.chars().filter(|c| !matches!(c, '\'' | '’')).collect()))
            .filter(|term| !term.characters.is_empty())
            .collect();
        if terms.is_empty() {
            return Vec::new();
        }
        let together = Term::new(terms.iter().flat_map(|term| &term.characters).copied().collect());
        // Of equals the first by code, which is the order they stand in.
        let mut found: Vec<(u32, usize)> = Vec::new();
        for (place, entry) in self.entries.iter().enumerate() {
            let Some(distance) = entry.distance(&terms, &together) else { continue };
            let known = familiar.get(&entry.code).map_or(0, |&times| (4 + times * 4).min(MOST_FAMILIAR));
            let common = entry.common.map_or(0, |place| 9_u32.saturating_sub(place).min(8));
            found.push((100 + distance - known - common, place));
        }
        // Most of what a single letter finds is not shown, and need not be put in order.
        if found.len() > limit {
            found.select_nth_unstable(limit);
            found.truncate(limit);
        }
        found.sort_unstable();
        found.into_iter().map(|(_, place)| self.entries[place].code.as_str()).collect()
    }
}

impl Entry {
    fn distance(&self, terms: &[Term], together: &Term) -> Option<u32> {
        let best = |term: &Term| {
            // A synonym is a little further away than the name.
            let distances = self.words.iter().zip([0].into_iter().chain(std::iter::repeat(3)));
            distances.filter_map(|(word, further)| Some(word.distance(term)? + further)).min()
        };
        if self.typed.starts_with(&together.characters) {
            return Some(0);
        }
        let apart = || match terms {
            [_] => None,
            terms => terms.iter().map(best).sum(),
        };
        best(together).or_else(apart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::ItemKind;

    fn item(code: &str, name: &str, synonyms: &[&str], sounds: &[&str]) -> Item {
        let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
        Item {
            synonyms: texts(synonyms),
            sounds: texts(sounds),
            ..Item::new(ItemKind::Component, code, name, "类", "版")
        }
    }

    fn list() -> Index {
        Index::new(&[
            item("0101", "上水井盖", &["自来水井盖"], &["shang shui jing gai", "zi lai shui jing gai"]),
            item("0102", "污水井盖", &["窨井盖", "马葫芦盖"], &["wu shui jing gai", "yin jing gai", "ma hu lu gai"]),
            item("0137", "路灯", &["灯不亮"], &["lu deng", "deng bu liang"]),
            item("0507", "水域护栏", &[], &["shui yu hu lan"]),
            item("0154", "充电站（桩）", &[], &["chong dian zhan zhuang"]),
            item("9001", "西安路牌", &[], &["xi an lu pai"]),
        ])
    }

    fn find(query: &str) -> Vec<String> {
        list().find(query, &HashMap::new(), 10).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn an_item_is_found_by_characters_pinyin_initials_and_mixtures() {
        for query in ["井盖", "jinggai", "jing gai", "jg", "jgai", "井g", "jing盖", "JG", "jing'gai"] {
            assert_eq!(find(query), ["0102", "0101"], "{query}");
        }
        for query in ["路灯", "ludeng", "ld", "灯不亮", "dbl", "0137"] {
            assert_eq!(find(query), ["0137"], "{query}");
        }
        assert_eq!(find("mhl"), ["0102"]);
        assert_eq!(find("cdzz"), ["0154"]);
        assert_eq!(find("xian"), ["9001"]);
        assert_eq!(find("上水 gai"), ["0101"]);
        assert_eq!(find("飞碟"), Vec::<String>::new());
        assert_eq!(find("  "), Vec::<String>::new());
    }

    #[test]
    fn what_begins_with_the_query_comes_before_what_has_it_inside_and_the_familiar_first() {
        assert_eq!(find("shui"), ["0507", "0101", "0102"]);
        let familiar = HashMap::from([("0102".to_owned(), 3)]);
        assert_eq!(list().find("shui", &familiar, 10), ["0102", "0507", "0101"]);
        assert_eq!(list().find("shui", &familiar, 1), ["0102"]);
    }

    #[test]
    fn an_endless_query_ends() {
        assert_eq!(find(&"x".repeat(10_000)), Vec::<String>::new());
    }
}
