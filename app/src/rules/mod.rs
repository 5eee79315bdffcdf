//! The rules of scoring: those that hold, a new version with its preview, and the versions so far.

mod draft;
mod figures;
mod history;
mod preview;

use domain::Role;
use domain::evaluation::{Book, Edition, Rules, decides_rules};
use leptos::prelude::*;
use serde::Deserialize;

use crate::account::remote::{Answered, ask};
use crate::device::use_device;
use crate::text::{rules as words, use_words};
use draft::NewVersion;
use figures::FiguresOf;
pub(crate) use figures::figure_words;
use history::History;

/// Every version, as the server sends them.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Versions {
    versions: Vec<Edition>,
}

impl Versions {
    /// Those that were not withdrawn.
    fn book(&self) -> Book {
        Book::new(self.versions.iter().filter(|it| it.withdrawn.is_none()).map(|it| it.rules.clone()))
    }

    /// The number that comes next.
    fn next(&self) -> u32 {
        self.versions.last().map_or(1, |edition| edition.rules.version.saturating_add(1))
    }
}

/// The page of the rules.
#[component]
pub fn RulesPage() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let answer = ask::<Versions>(|| "/api/v1/score-rules".to_owned());
    let again = Callback::new(move |()| answer.refetch());
    let decides = Memo::new(move |_| device.me.with(|me| me.as_ref().is_some_and(|me| decides_rules(me.role))));
    let reads_ranking = move || {
        device.me.with(|me| me.as_ref().is_some_and(|me| !matches!(me.role, Role::GridWorker | Role::ServiceTeam)))
    };
    view! {
        <div class="page office scores rules">
            <Show when=reads_ranking>
                <a class="list-item__back" href="/scores">
                    {t.say(words::BACK)}
                </a>
            </Show>
            <header class="page__head">
                <h1 class="page__title">{t.say(words::TITLE)}</h1>
                <p class="office__hint">{t.say(words::HINT)}</p>
            </header>
            <Answered
                answer
                children=move |versions: Versions| {
                    let holds: Rules = versions.book().at(device.now.get_untracked()).clone();
                    let start = Rules { version: versions.next(), ..holds.clone() };
                    let title = t.fill(words::HOLDS, &[("version", &holds.version)]);
                    let number = holds.version;
                    view! {
                        <section class="scores__kind" data-testid="rules-now">
                            <h2>{title}</h2>
                            <FiguresOf rules=holds />
                        </section>
                        {decides
                            .get_untracked()
                            .then(|| view! { <NewVersion start on_done=again /> })}
                        <History versions=versions.versions holds=number decides=decides.get_untracked() on_done=again />
                    }
                }
            />
        </div>
    }
}
