//! The HTML document: around a rendered page, and empty for starting without coverage.

use domain::Language;
use leptos::prelude::*;

use crate::text::tag;

/// The document. `build` names the folder of this build's files; with `children` empty it is the shell that the
/// service worker keeps for starting offline on any address.
#[component]
pub fn Document(build: String, language: Language, shell: bool, children: Children) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang=tag(language) data-shell=shell.then_some("")>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <link rel="stylesheet" href=format!("/pkg/{build}/xianghu.css") />
                <script type="module" src=format!("/pkg/{build}/boot.js")></script>
            </head>
            <body>{children()}</body>
        </html>
    }
}
