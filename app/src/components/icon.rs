//! Pictures beside words.

use leptos::prelude::*;

/// The pictures of `public/icons.svg`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant names its symbol")]
pub enum Glyph {
    Bell,
    Building,
    Camera,
    Chart,
    Check,
    ChevronLeft,
    ChevronRight,
    Clock,
    Globe,
    Inbox,
    Key,
    List,
    Moon,
    Offline,
    People,
    Photo,
    Pin,
    Plus,
    Refresh,
    Search,
    Send,
    Star,
    Upload,
    User,
    Warning,
    Whistle,
    X,
}

impl Glyph {
    fn id(self) -> &'static str {
        match self {
            Self::Bell => "bell",
            Self::Building => "building",
            Self::Camera => "camera",
            Self::Chart => "chart",
            Self::Check => "check",
            Self::ChevronLeft => "chevron-left",
            Self::ChevronRight => "chevron-right",
            Self::Clock => "clock",
            Self::Globe => "globe",
            Self::Inbox => "inbox",
            Self::Key => "key",
            Self::List => "list",
            Self::Moon => "moon",
            Self::Offline => "offline",
            Self::People => "people",
            Self::Photo => "photo",
            Self::Pin => "pin",
            Self::Plus => "plus",
            Self::Refresh => "refresh",
            Self::Search => "search",
            Self::Send => "send",
            Self::Star => "star",
            Self::Upload => "upload",
            Self::User => "user",
            Self::Warning => "warning",
            Self::Whistle => "whistle",
            Self::X => "x",
        }
    }
}

/// A picture beside a word; hidden from screen readers, for the word says it.
#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false">
            <use href=format!("/icons.svg#{}", glyph.id())></use>
        </svg>
    }
}
