//! What each column of the file holds, to be put right.

use domain::list::file::{Column, FileColumn};
use leptos::prelude::*;

use super::run::Run;
use crate::text::{list_import as words, use_words};

#[component]
pub(super) fn Columns(
    /// File, sheet, rows and items.
    chosen: String,
    columns: Vec<FileColumn>,
    /// Items of the list that are not in the file.
    unnamed: usize,
) -> impl IntoView {
    let run = expect_context::<Run>();
    let t = use_words();
    let rows =
        columns.into_iter().enumerate().map(|(place, column)| view! { <ColumnRow place column /> }).collect_view();
    let alter_whole = move |event| {
        run.is_whole.set(event_target_checked(&event));
        run.is_stale.set(true);
    };
    view! {
        <section class="office__section" aria-labelledby="columns-title">
            <h2 id="columns-title">{t.say(words::COLUMNS)}</h2>
            <p class="office__hint" data-testid="list-chosen">{chosen}</p>
            <p class="office__hint">{t.say(words::COLUMNS_HINT)}</p>
            <div class="office__scroll list-import__columns">
                <table class="office__table">
                    <thead>
                        <tr>
                            <th scope="col">{t.say(words::COLUMN)}</th>
                            <th scope="col">{t.say(words::HEADER)}</th>
                            <th scope="col">{t.say(words::MEANING)}</th>
                            <th scope="col">{t.say(words::SAMPLE)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <label class="choice">
                <input
                    type="checkbox"
                    data-testid="list-whole"
                    prop:checked=move || run.is_whole.get()
                    on:change=alter_whole
                />
                <span>{t.say(words::WHOLE)}</span>
            </label>
            <p class="office__hint">{t.fill(words::WHOLE_HINT, &[("n", &unnamed)])}</p>
            <Show when=move || run.is_stale.get()>
                <p role="status">{t.say(words::AGAIN_HINT)}</p>
                <button
                    type="button"
                    class="button button--primary"
                    data-testid="list-check"
                    disabled=move || run.progress.with(Option::is_some)
                    on:click=move |_| run.check()
                >
                    {t.say(words::AGAIN)}
                </button>
            </Show>
        </section>
    }
}

#[component]
fn ColumnRow(place: usize, column: FileColumn) -> impl IntoView {
    let run = expect_context::<Run>();
    let t = use_words();
    let chosen = move || run.mapping.with(|mapping| mapping.as_ref()?.get(place).copied().flatten());
    let option = |column: &'static Column| {
        view! {
            <option value=column.field() prop:selected=move || chosen() == Some(*column)>
                {column.words(t.0)}
            </option>
        }
    };
    let choose = move |event| {
        let column = Column::of_field(&event_target_value(&event));
        run.mapping.update(|mapping| {
            if let Some(held) = mapping.as_mut().and_then(|mapping| mapping.get_mut(place)) {
                *held = column;
            }
        });
        run.is_stale.set(true);
    };
    view! {
        <tr>
            <th scope="row">{column.letter.clone()}</th>
            <td>{column.header}</td>
            <td>
                <select
                    class="input"
                    aria-label=t.fill(words::MEANING_OF, &[("column", &column.letter)])
                    data-testid=format!("list-column-{}", column.letter)
                    on:change=choose
                >
                    <option value="" prop:selected=move || chosen().is_none()>
                        {t.say(words::LEFT_OUT)}
                    </option>
                    {Column::ALL.iter().map(option).collect_view()}
                </select>
            </td>
            <td class="list-import__sample">{column.sample}</td>
        </tr>
    }
}
