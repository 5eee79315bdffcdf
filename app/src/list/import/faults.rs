//! What is wrong with a file, row by row.

use domain::list::file::CellFault;
use leptos::prelude::*;

use crate::text::{list_import as words, use_words};

#[component]
pub(super) fn Faults(
    faults: Vec<CellFault>,
    /// How many there are in all.
    count: usize,
) -> impl IntoView {
    let t = use_words();
    let shown = faults.len();
    let title = if shown < count {
        t.fill(words::FAULTS_FIRST, &[("n", &count), ("shown", &shown)])
    } else {
        t.fill(words::FAULTS, &[("n", &count)])
    };
    let row = |fault: CellFault| {
        view! {
            <tr data-testid="list-fault">
                <th scope="row" class="number">{fault.row}</th>
                <td>{fault.letter}</td>
                <td>{fault.sentence}</td>
            </tr>
        }
    };
    view! {
        <section class="office__section list-import__faults" aria-labelledby="faults-title">
            <h2 id="faults-title" role="alert">{title}</h2>
            <p class="office__hint">{t.say(words::FAULTS_HINT)}</p>
            <table class="office__table">
                <thead>
                    <tr>
                        <th scope="col">{t.say(words::FAULT_ROW)}</th>
                        <th scope="col">{t.say(words::COLUMN)}</th>
                        <th scope="col">{t.say(words::FAULT_SENTENCE)}</th>
                    </tr>
                </thead>
                <tbody>{faults.into_iter().map(row).collect_view()}</tbody>
            </table>
        </section>
    }
}
