//! What differs between two lists, item by item and field by field.

use std::collections::BTreeMap;

use domain::list::Difference;
use domain::{Directory, Duty, Item, UnitCode};
use leptos::prelude::*;

use super::who::{limit_words, responsible_words};
use crate::components::words::{item_kind_word, urgency_word};
use crate::device::use_device;
use crate::text::{Text, Words, admission, difference as words, list, use_words};

/// Items shown at first, and with each "more".
const PAGE: usize = 60;

/// What became of an item, or of one of its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Added,
    Changed,
    Removed,
}

impl Fate {
    fn of<T>(before: Option<T>, after: Option<T>) -> Self {
        match (before, after) {
            (None, _) => Self::Added,
            (Some(_), None) => Self::Removed,
            (Some(_), Some(_)) => Self::Changed,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }

    fn word(self) -> Text {
        match self {
            Self::Added => words::ADDED,
            Self::Changed => words::CHANGED,
            Self::Removed => words::REMOVED,
        }
    }
}

/// One field that differs, in people's words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    field: Text,
    before: String,
    after: String,
}

/// The item itself, or one of its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    /// Number of the entry; 0 where it has none yet.
    entry: Option<u32>,
    fate: Fate,
    lines: Vec<Line>,
}

type Fields = Vec<(Text, String)>;

/// The differences, one block for each item.
#[component]
pub fn Differences(
    /// In the order to be shown.
    changes: Vec<Difference>,
) -> impl IntoView {
    let t = use_words();
    let many = changes.len();
    let changes = StoredValue::new(changes);
    let shown = RwSignal::new(PAGE);
    let page = move || changes.with_value(|changes| changes.iter().take(shown.get()).cloned().collect::<Vec<_>>());
    let left = move || many.saturating_sub(shown.get());
    view! {
        <Show when=move || many == 0>
            <p class="office__hint">{t.say(words::NONE)}</p>
        </Show>
        <ul class="differences" data-testid="differences">
            <For each=page key=|change| change.code.clone() let(change)>
                <Change change />
            </For>
        </ul>
        <Show when=move || { left() > 0 }>
            <button type="button" class="button" on:click=move |_| shown.update(|shown| *shown += PAGE)>
                {move || t.fill(words::MORE, &[("n", &left())])}
            </button>
        </Show>
    }
}

#[component]
fn Change(change: Difference) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let fate = Fate::of(change.before.as_ref(), change.after.as_ref());
    let item = change.after.as_ref().or(change.before.as_ref());
    let name = item.map(|item| item.name.clone());
    let facts = item.map(|item| format!("{} · {} · {}", item.code, item_kind_word(item.kind, t), item.class_name));
    // Units may come to be known later than the difference.
    let parts = move || {
        let parts = device.directory.with(|directory| parts(&change, directory, t));
        if parts.is_empty() {
            return view! { <p class="difference__facts">{t.say(words::SOUNDS)}</p> }.into_any();
        }
        parts.into_iter().map(|part| part_view(part, fate, t)).collect_view().into_any()
    };
    view! {
        <li class="difference" data-fate=fate.name() data-testid="difference">
            <h3 class="difference__title">
                <span class="difference__mark">{t.say(fate.word())}</span>
                " "
                {name}
                " "
                <span class="difference__facts">{facts}</span>
            </h3>
            {parts}
        </li>
    }
}

fn part_view(part: Part, of_item: Fate, t: Words) -> impl IntoView {
    // Of an item that is new or goes, so is every entry.
    let mark = (part.fate != of_item).then(|| {
        view! { <span class="difference__mark" data-fate=part.fate.name()>{t.say(part.fate.word())}</span> }
    });
    let title = part.entry.map(|number| {
        let title = match number {
            0 => t.say(admission::NEW_ENTRY).to_owned(),
            number => t.fill(list::ENTRY, &[("n", &number)]),
        };
        view! { <h4 class="difference__entry">{title} " " {mark}</h4> }
    });
    let lines = part.lines.into_iter().map(|line| line_view(line, part.fate, t)).collect_view();
    view! {
        {title}
        <dl class="difference__lines">{lines}</dl>
    }
}

fn line_view(line: Line, fate: Fate, t: Words) -> impl IntoView {
    let empty = || view! { <span class="difference__empty">{t.say(words::EMPTY)}</span> }.into_any();
    let before = |text: String| if text.is_empty() { empty() } else { view! { <del>{text}</del> }.into_any() };
    let after = |text: String| if text.is_empty() { empty() } else { view! { <ins>{text}</ins> }.into_any() };
    let value = match fate {
        Fate::Added => view! { <ins>{line.after}</ins> }.into_any(),
        Fate::Removed => view! { <del>{line.before}</del> }.into_any(),
        Fate::Changed => view! {
            <span class="difference__side">
                <span class="difference__word">{t.say(words::BEFORE)}</span>
                {before(line.before)}
            </span>
            <span class="difference__side">
                <span class="difference__word">{t.say(words::AFTER)}</span>
                {after(line.after)}
            </span>
        }
        .into_any(),
    };
    view! {
        <div>
            <dt>{t.say(line.field)}</dt>
            <dd>{value}</dd>
        </div>
    }
}

/// The item's own fields first, then its entries by number. Nothing where only its sounds differ.
fn parts(change: &Difference, directory: &Directory, t: Words) -> Vec<Part> {
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    let item = part(None, before, after, |item| item_fields(item, directory, t));
    let mut duties: BTreeMap<u32, (Option<&Duty>, Option<&Duty>)> = BTreeMap::new();
    for duty in before.into_iter().flat_map(|item| &item.duties) {
        duties.entry(duty.number).or_default().0 = Some(duty);
    }
    // Entries that have no number yet are all of them new.
    let (new, known): (Vec<_>, Vec<_>) =
        after.into_iter().flat_map(|item| &item.duties).partition(|duty| duty.number == 0);
    for duty in known {
        duties.entry(duty.number).or_default().1 = Some(duty);
    }
    let new = new.into_iter().map(|duty| (0, (None, Some(duty))));
    let duties = duties.into_iter().chain(new).filter_map(|(number, (before, after))| {
        part(Some(number), before, after, |duty| duty_fields(duty, directory, t))
    });
    item.into_iter().chain(duties).collect()
}

fn part<T>(entry: Option<u32>, before: Option<&T>, after: Option<&T>, fields: impl Fn(&T) -> Fields) -> Option<Part> {
    let fate = Fate::of(before, after);
    let (before, after) = match (before.map(&fields), after.map(&fields)) {
        (Some(before), Some(after)) => (before, after),
        (Some(before), None) => (before.clone(), nothing(&before)),
        (None, Some(after)) => (nothing(&after), after),
        (None, None) => return None,
    };
    let both = before.into_iter().zip(after);
    let lines = both.map(|((field, before), (_, after))| Line { field, before, after });
    let lines: Vec<_> = lines.filter(|line| line.before != line.after).collect();
    (!lines.is_empty()).then_some(Part { entry, fate, lines })
}

fn nothing(fields: &Fields) -> Fields {
    fields.iter().map(|(field, _)| (*field, String::new())).collect()
}

fn item_fields(item: &Item, directory: &Directory, t: Words) -> Fields {
    let unit = |code: &UnitCode| directory.unit(code).map_or_else(|| code.to_string(), |unit| unit.name.clone());
    let matter = item.matter.as_ref().map(|code| match directory.item(code) {
        Some(matter) => t.fill(words::MATTER_WITH_CODE, &[("name", &matter.name), ("code", code)]),
        None => code.clone(),
    });
    let (boundary, delegation) = (item.boundary.as_ref(), item.delegation.as_ref());
    vec![
        (words::NAME, item.name.clone()),
        (words::KIND, item_kind_word(item.kind, t).to_owned()),
        (words::CLASS, item.class_name.clone()),
        (words::EDITION, item.edition.clone()),
        (words::COMMON, item.common.map(|place| place.to_string()).unwrap_or_default()),
        (list::SYNONYMS, item.synonyms.join(t.say(list::COMMA))),
        (list::MATTER, matter.unwrap_or_default()),
        (words::BOUNDARY_TOWNSHIP, boundary.map(|boundary| boundary.township.clone()).unwrap_or_default()),
        (words::BOUNDARY_DEPARTMENT, boundary.map(|boundary| boundary.department.clone()).unwrap_or_default()),
        (words::DELEGATION_FROM, delegation.map(|delegation| unit(&delegation.from)).unwrap_or_default()),
        (words::DELEGATION_PEOPLE, delegation.map(|delegation| delegation.people.clone()).unwrap_or_default()),
        (words::DELEGATION_MONEY, delegation.map(|delegation| delegation.money.clone()).unwrap_or_default()),
        (words::DELEGATION_TECHNOLOGY, delegation.map(|delegation| delegation.technology.clone()).unwrap_or_default()),
    ]
}

fn duty_fields(duty: &Duty, directory: &Directory, t: Words) -> Fields {
    let helpers: Vec<_> = duty.co_responsible.iter().map(|helper| responsible_words(helper, directory, t)).collect();
    vec![
        (words::CONDITION, duty.condition.clone().unwrap_or_default()),
        (list::LEAD, responsible_words(&duty.lead, directory, t)),
        (list::HELPERS, helpers.join(t.say(list::COMMA))),
        (list::LIMIT, duty.limit.map(|limit| limit_words(limit, t)).unwrap_or_default()),
        (list::URGENCY, urgency_word(duty.urgency, t).to_owned()),
        (list::STANDARD, duty.standard.clone()),
        (list::EVIDENCE, duty.evidence.clone()),
        (list::BASIS, duty.basis.clone()),
    ]
}

#[cfg(test)]
mod tests {
    use domain::list::{Limit, LimitKind};
    use domain::{ItemKind, Language, Unit, UnitKind};
    use uuid::Uuid;

    use super::*;

    const T: Words = Words(Language::Chinese);

    fn lamp() -> Item {
        Item {
            duties: vec![Duty::new(7, "D01".parse().unwrap())],
            ..Item::new(ItemKind::Component, "0137", "路灯", "公用设施", "版")
        }
    }

    fn told(before: Option<Item>, after: Option<Item>) -> Vec<Part> {
        let unit = Unit::new(Uuid::nil(), "D01".into(), "住建局", UnitKind::Department);
        let change = Difference { code: "0137".into(), before, after };
        parts(&change, &Directory::new([unit], []), T)
    }

    fn lines(part: &Part) -> Vec<(&str, &str, &str)> {
        part.lines.iter().map(|line| (line.field.chinese, line.before.as_str(), line.after.as_str())).collect()
    }

    #[test]
    fn of_a_changed_item_only_the_fields_that_differ_are_told() {
        let mut after = lamp();
        after.name = "高杆路灯".into();
        after.duties[0].limit = Some(Limit { amount: 4, kind: LimitKind::WorkingHours });
        after.duties[0].lead = "@township".parse().unwrap();
        let told = told(Some(lamp()), Some(after));
        assert_eq!(lines(&told[0]), [("名称", "路灯", "高杆路灯")]);
        assert_eq!((told[1].entry, told[1].fate), (Some(7), Fate::Changed));
        assert_eq!(lines(&told[1]), [("主责", "住建局", "属地镇街"), ("时限", "", "4 个工作时")]);
    }

    #[test]
    fn an_entry_that_is_added_to_an_item_is_told_as_added() {
        let mut after = lamp();
        after.duties.push(Duty { condition: Some("夜间".into()), ..Duty::new(8, "D01".parse().unwrap()) });
        let told = told(Some(lamp()), Some(after));
        assert_eq!((told.len(), told[0].entry, told[0].fate), (1, Some(8), Fate::Added));
        assert_eq!(lines(&told[0]), [("情形", "", "夜间"), ("主责", "", "住建局"), ("缓急", "", "一般")]);
    }

    #[test]
    fn entries_without_a_number_are_each_told_as_new() {
        let mut after = lamp();
        after.duties.extend([Duty::new(0, "D01".parse().unwrap()), Duty::new(0, "@township".parse().unwrap())]);
        let told = told(Some(lamp()), Some(after));
        assert_eq!(told.iter().map(|part| (part.entry, part.fate)).collect::<Vec<_>>(), [(Some(0), Fate::Added); 2]);
    }

    #[test]
    fn an_item_that_comes_or_goes_is_told_whole() {
        let taken_off = told(Some(lamp()), None);
        assert!(taken_off.iter().all(|part| part.fate == Fate::Removed));
        assert_eq!(lines(&taken_off[0])[0], ("名称", "路灯", ""));
        assert_eq!(told(None, Some(lamp())).len(), 2);
    }

    #[test]
    fn where_only_the_sounds_differ_there_is_nothing_to_tell() {
        assert!(told(Some(lamp()), Some(Item { sounds: vec!["lu deng".into()], ..lamp() })).is_empty());
    }
}
