//! How the names of the list sound, so that devices find them by pinyin without carrying a dictionary.

use domain::Item;
use domain::list::search::is_chinese;
use pinyin::ToPinyin as _;

/// Words of this trade whose characters have several readings, with the one that is meant.
const READINGS: [(&str, &str); 12] = [
    ("银行", "yin hang"),
    ("行道", "hang dao"),
    ("重复", "chong fu"),
    ("重叠", "chong die"),
    ("供给", "gong ji"),
    ("调查", "diao cha"),
    ("调度", "diao du"),
    ("会计", "kuai ji"),
    ("大厦", "da sha"),
    ("露天", "lu tian"),
    ("长期", "chang qi"),
    ("朝阳", "chao yang"),
];

/// Notes how an item's name and synonyms sound.
pub fn note(item: &mut Item) {
    item.sounds = [&item.name].into_iter().chain(&item.synonyms).map(|text| of(text)).collect();
}

/// One syllable for each Chinese character, parted by spaces.
fn of(text: &str) -> String {
    let mut syllables: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((word, reading)) = READINGS.iter().find(|(word, _)| rest.starts_with(word)) {
            syllables.push((*reading).to_owned());
            rest = &rest[word.len()..];
            continue;
        }
        if is_chinese(first) {
            // A character that nobody has a reading for keeps its place; ü is typed as v.
            syllables.push(first.to_pinyin().map_or("?".to_owned(), |pinyin| pinyin.plain().replace('ü', "v")));
        }
        rest = &rest[first.len_utf8()..];
    }
    syllables.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_chinese_character_has_a_syllable_and_nothing_else_has() {
        assert_eq!(of("污水井盖"), "wu shui jing gai");
        assert_eq!(of("充电站（桩）A2"), "chong dian zhan zhuang");
        assert_eq!(of("行道树"), "hang dao shu");
        assert_eq!(of("绿地护栏"), "lv di hu lan");
        assert_eq!(of("Wi-Fi"), "");
    }
}
