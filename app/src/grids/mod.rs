//! Grids for the administrator: which there are, where they lie, who works there, and bringing them in from a file.

mod drawing;
mod import;
mod listed;

use domain::UnitCode;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::account::remote::{Answered, ask};
use crate::components::{EmptyState, Glyph};
use crate::device::use_device;
use crate::text::{grids as words, use_words};
use crate::ticket::facts::unit_name;
use drawing::Drawing;
use import::Import;
use listed::{Listed, Listing};

/// Townships with their grids.
#[component]
pub fn Grids() -> impl IntoView {
    let t = use_words();
    let answer = ask::<Listing>(|| "/api/v1/grids".to_owned());
    let chosen = RwSignal::new(None::<UnitCode>);
    let listing = move |listing: Listing| {
        if listing.grids.is_empty() {
            return view! {
                <EmptyState glyph=Glyph::Pin title=t.say(words::NONE) hint=t.say(words::NONE_HINT) />
            }
            .into_any();
        }
        let townships = listing.by_township();
        let counts = [("townships", townships.len()), ("grids", listing.grids.len())];
        let counts = t.fill(words::COUNT, &counts.each_ref().map(|(name, count)| (*name, count as &dyn ToString)));
        view! {
            <p class="office__hint" role="status" data-testid="grid-count">{counts}</p>
            <div class="grids__parts">
                <Drawing listed=listing.grids chosen />
                <ul class="grids__townships">
                    {townships
                        .into_iter()
                        .map(|(code, grids)| view! { <Township code grids chosen /> })
                        .collect_view()}
                </ul>
            </div>
            <p>
                <a class="button" href="/api/v1/grids.geojson" download="grids.geojson" rel="external">
                    {t.say(words::EXPORT)}
                </a>
            </p>
        }
        .into_any()
    };
    view! {
        <div class="page office grids">
            <header class="page__head">
                <h1 class="page__title">{t.say(words::TITLE)}</h1>
            </header>
            <Answered answer children=listing />
            <Import answer />
        </div>
    }
}

/// One township: a row that opens onto its grids, and marks them in the drawing.
#[component]
fn Township(code: UnitCode, grids: Vec<Listed>, chosen: RwSignal<Option<UnitCode>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let name = {
        let code = code.clone();
        move || device.directory.with(|directory| unit_name(&code, directory))
    };
    let households: u32 = grids.iter().filter_map(|grid| grid.households).fold(0, u32::saturating_add);
    let counted = t.fill(words::OF_TOWNSHIP, &[("grids", &grids.len()), ("households", &households)]);
    let row = |grid: Listed| {
        let workers: Vec<_> = grid.workers.into_iter().map(|it| format!("{}（{}）", it.name, it.username)).collect();
        let workers = if workers.is_empty() { t.say(words::NOBODY).to_owned() } else { workers.join(" ") };
        let unknown = || t.say(words::UNKNOWN).to_owned();
        view! {
            <tr>
                <th scope="row">{grid.name} <small>{grid.code.to_string()}</small></th>
                <td>{grid.party_organisation.unwrap_or_else(unknown)}</td>
                <td class="number">{grid.households.map_or_else(unknown, |count| count.to_string())}</td>
                <td>{workers}</td>
            </tr>
        }
    };
    let toggled = move |event: web_sys::Event| {
        let details = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_open = details.is_some_and(|details| details.has_attribute("open"));
        chosen.update(|chosen| match (is_open, chosen.as_ref() == Some(&code)) {
            (true, _) => *chosen = Some(code.clone()),
            (false, true) => *chosen = None,
            (false, false) => {}
        });
    };
    view! {
        <li class="grids__township" data-testid="grid-township">
            <details on:toggle=toggled>
                <summary>
                    <span class="grids__name">{name.clone()}</span>
                    <span class="grids__counted">{counted}</span>
                </summary>
                <div class="office__scroll" tabindex="0" role="region" aria-label=name>
                    <table class="office__table">
                        <thead>
                            <tr>
                                <th scope="col">{t.say(words::GRID)}</th>
                                <th scope="col">{t.say(words::PARTY)}</th>
                                <th scope="col" class="number">
                                    {t.say(words::HOUSEHOLDS)}
                                </th>
                                <th scope="col">{t.say(words::WORKERS)}</th>
                            </tr>
                        </thead>
                        <tbody>{grids.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </details>
        </li>
    }
}
