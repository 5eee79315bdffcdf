//! What language this page is in.

use app::text::{LANGUAGE_KEY, from_tag, tag};
use domain::Language;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlDocument};

/// Whether this is the empty shell.
pub(crate) fn is_shell() -> bool {
    root().is_some_and(|root| root.has_attribute("data-shell"))
}

/// The language the document says it is in.
pub(crate) fn of_document() -> Language {
    root().and_then(|root| root.get_attribute("lang")).map_or(Language::Chinese, |lang| from_tag(&lang))
}

/// The language chosen last. The shell may have been kept in another, so the document is set right.
pub(crate) fn remembered() -> Language {
    let language = chosen().unwrap_or_else(of_document);
    if let Some(root) = root() {
        let _ = root.set_attribute("lang", tag(language));
    }
    language
}

fn chosen() -> Option<Language> {
    let cookies = document()?.dyn_into::<HtmlDocument>().ok()?.cookie().ok()?;
    in_cookies(&cookies)
}

fn in_cookies(cookies: &str) -> Option<Language> {
    let mut pairs = cookies.split(';').filter_map(|cookie| cookie.trim().split_once('='));
    pairs.find(|(name, _)| *name == LANGUAGE_KEY).map(|(_, value)| from_tag(value))
}

fn root() -> Option<Element> {
    document()?.document_element()
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_found_among_other_cookies() {
        assert_eq!(in_cookies("a=b; language=en; c=d"), Some(Language::English));
        assert_eq!(in_cookies("language=zh-CN"), Some(Language::Chinese));
        assert_eq!(in_cookies("languages=en"), None);
    }
}
