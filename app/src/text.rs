//! The texts people read, from `locales/`, in the language of the page. Switching language loads the page anew.

use domain::Language;
use leptos::prelude::*;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// Name of the cookie (and of the key on the device) that remembers the language.
pub const LANGUAGE_KEY: &str = "language";

/// One text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// Simplified Chinese.
    pub chinese: &'static str,
    /// English.
    pub english: &'static str,
}

/// The page's language: `let t = use_words(); t.say(text::common::SIGN_IN)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(pub Language);

/// The language of this page.
pub fn use_words() -> Words {
    Words(use_context::<Language>().unwrap_or_default())
}

impl Words {
    /// The text in this language.
    pub fn say(self, text: Text) -> &'static str {
        match self.0 {
            Language::Chinese => text.chinese,
            Language::English => text.english,
        }
    }

    /// The text with each `{name}` replaced by its value.
    pub fn fill(self, text: Text, values: &[(&str, &dyn ToString)]) -> String {
        values.iter().fold(self.say(text).to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), &value.to_string())
        })
    }
}

/// The language's tag, as in `<html lang>`.
pub fn tag(language: Language) -> &'static str {
    match language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    }
}

/// The language of this tag.
pub fn from_tag(tag: &str) -> Language {
    if tag.starts_with("en") { Language::English } else { Language::Chinese }
}
