//! An item with its entries, boundary and delegation, to be altered.

use domain::list::{Boundary, Delegation};
use domain::{Item, ItemKind, UnitKind};
use leptos::prelude::*;

use super::duty::{DutyForm, EditedDuty};
use super::fields::TextField;
use crate::components::Field;
use crate::components::words::item_kind_word;
use crate::device::use_device;
use crate::text::{admission as words, list as list_words, use_words};

/// What parts synonyms in one line.
const PARTS: [char; 6] = ['、', '，', ',', '；', ';', '\n'];

/// An item as it is being altered.
#[derive(Clone, Copy)]
pub(super) struct Edited {
    /// What is not altered here stays.
    before: StoredValue<Item>,
    code: RwSignal<String>,
    name: RwSignal<String>,
    kind: RwSignal<ItemKind>,
    class_name: RwSignal<String>,
    edition: RwSignal<String>,
    synonyms: RwSignal<String>,
    matter: RwSignal<String>,
    duties: RwSignal<Vec<EditedDuty>>,
    township: RwSignal<String>,
    department: RwSignal<String>,
    delegated_by: RwSignal<String>,
    people: RwSignal<String>,
    money: RwSignal<String>,
    technology: RwSignal<String>,
}

impl Edited {
    /// This item.
    pub(super) fn of(item: Item) -> Self {
        let text = |text: Option<&str>| RwSignal::new(text.unwrap_or_default().to_owned());
        let (boundary, delegation) = (item.boundary.as_ref(), item.delegation.as_ref());
        let duties = item.duties.iter().enumerate().map(|(key, duty)| EditedDuty::of(key, Some(duty))).collect();
        Self {
            code: text(Some(&item.code)),
            name: text(Some(&item.name)),
            kind: RwSignal::new(item.kind),
            class_name: text(Some(&item.class_name)),
            edition: text(Some(&item.edition)),
            synonyms: RwSignal::new(item.synonyms.join("、")),
            matter: text(item.matter.as_deref()),
            duties: RwSignal::new(duties),
            township: text(boundary.map(|boundary| boundary.township.as_str())),
            department: text(boundary.map(|boundary| boundary.department.as_str())),
            delegated_by: text(delegation.map(|delegation| delegation.from.as_str())),
            people: text(delegation.map(|delegation| delegation.people.as_str())),
            money: text(delegation.map(|delegation| delegation.money.as_str())),
            technology: text(delegation.map(|delegation| delegation.technology.as_str())),
            before: StoredValue::new(item),
        }
    }

    /// The item as it is filled in.
    pub(super) fn item(self) -> Item {
        let trimmed = |text: RwSignal<String>| text.with_untracked(|text| text.trim().to_owned());
        let boundary = Boundary { township: trimmed(self.township), department: trimmed(self.department) };
        let delegation = Delegation {
            from: trimmed(self.delegated_by).as_str().into(),
            people: trimmed(self.people),
            money: trimmed(self.money),
            technology: trimmed(self.technology),
        };
        let has_boundary = !(boundary.township.is_empty() && boundary.department.is_empty());
        let kind = self.kind.get_untracked();
        let synonyms = self.synonyms.with_untracked(|synonyms| {
            synonyms.split(PARTS).map(str::trim).filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
        });
        Item {
            code: trimmed(self.code),
            name: trimmed(self.name),
            kind,
            class_name: trimmed(self.class_name),
            edition: trimmed(self.edition),
            synonyms,
            matter: Some(trimmed(self.matter)).filter(|matter| !matter.is_empty() && kind != ItemKind::Matter),
            duties: self.duties.with_untracked(|duties| duties.iter().map(|duty| duty.duty()).collect()),
            boundary: has_boundary.then_some(boundary),
            delegation: (!delegation.from.as_str().is_empty()).then_some(delegation),
            ..self.before.get_value()
        }
    }
}

/// The fields of an item. What it is called by, once it stands in the list, stays.
#[component]
pub(super) fn ItemForm(edited: Edited, is_known: bool) -> impl IntoView {
    let t = use_words();
    let next = StoredValue::new(edited.duties.with_untracked(Vec::len));
    let add = move |_| {
        let key = next.get_value();
        next.set_value(key + 1);
        edited.duties.update(|duties| duties.push(EditedDuty::of(key, None)));
    };
    let remove =
        move |key| Callback::new(move |()| edited.duties.update(|duties| duties.retain(|duty| duty.key != key)));
    view! {
        <section class="office__section">
            <h2>{t.say(words::ITEM)}</h2>
            <TextField id="name" label=t.say(words::NAME) value=edited.name />
            <TextField id="code" label=t.say(words::CODE) hint=t.say(words::CODE_HINT) value=edited.code fixed=is_known />
            <KindAndMatter edited is_known />
            <TextField id="class-name" label=t.say(list_words::CLASS) value=edited.class_name />
            <TextField id="edition" label=t.say(words::EDITION) hint=t.say(words::EDITION_HINT) value=edited.edition />
            <TextField id="synonyms" label=t.say(list_words::SYNONYMS) hint=t.say(words::SYNONYMS_HINT) value=edited.synonyms />
        </section>
        <section class="office__section">
            <h2>{t.say(list_words::ENTRIES)}</h2>
            <p class="office__hint">{t.say(words::ENTRIES_HINT)}</p>
            <For each=move || edited.duties.get() key=|duty| duty.key let(duty)>
                <DutyForm edited=duty remove=remove(duty.key) />
            </For>
            <button type="button" class="button" data-testid="add-duty" on:click=add>{t.say(words::ADD_ENTRY)}</button>
        </section>
        <details class="office__section">
            <summary>{t.say(list_words::BOUNDARY)}</summary>
            <TextField id="township" label=t.say(list_words::TOWNSHIP_DOES) value=edited.township rows=2 />
            <TextField id="department" label=t.say(list_words::DEPARTMENT_DOES) value=edited.department rows=2 />
        </details>
        <DelegationForm edited />
    }
}

#[component]
fn KindAndMatter(edited: Edited, is_known: bool) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let directory = device.directory.get_untracked();
    let kind = move |kind: ItemKind| {
        view! {
            <option value=kind.as_str() prop:selected=move || edited.kind.get() == kind>
                {item_kind_word(kind, t)}
            </option>
        }
    };
    let matter = |item: &Item| {
        let (code, name) = (item.code.clone(), item.name.clone());
        let value = code.clone();
        view! { <option value=value prop:selected=move || edited.matter.with(|matter| *matter == code)>{name}</option> }
    };
    let matters: Vec<_> = directory.items().filter(|item| item.kind == ItemKind::Matter).map(matter).collect();
    let choose = move |event| {
        if let Some(kind) = ItemKind::parse(&event_target_value(&event)) {
            edited.kind.set(kind);
        }
    };
    view! {
        <Field id="kind" label=t.say(list_words::KIND)>
            <select id="kind" class="input" aria-describedby="kind-hint kind-error" disabled=is_known on:change=choose>
                {ItemKind::ALL.map(kind)}
            </select>
        </Field>
        <div hidden=move || edited.kind.get() == ItemKind::Matter>
            <Field id="matter" label=t.say(list_words::MATTER) hint=t.say(words::MATTER_HINT)>
                <select
                    id="matter"
                    class="input"
                    aria-describedby="matter-hint matter-error"
                    on:change=move |event| edited.matter.set(event_target_value(&event))
                >
                    <option value="" prop:selected=move || edited.matter.with(String::is_empty)>
                        {t.say(words::NO_MATTER)}
                    </option>
                    {matters}
                </select>
            </Field>
        </div>
    }
}

#[component]
fn DelegationForm(edited: Edited) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let directory = device.directory.get_untracked();
    let departments = directory.units().filter(|unit| unit.kind == UnitKind::Department).map(|unit| {
        let (code, name) = (unit.code.to_string(), unit.name.clone());
        let value = code.clone();
        view! { <option value=value prop:selected=move || edited.delegated_by.with(|from| *from == code)>{name}</option> }
    });
    let departments = departments.collect_view();
    view! {
        <details class="office__section">
            <summary>{t.say(words::DELEGATION)}</summary>
            <p class="office__hint">{t.say(words::DELEGATION_HINT)}</p>
            <Field id="delegated-by" label=t.say(words::DELEGATED_BY)>
                <select
                    id="delegated-by"
                    class="input"
                    aria-describedby="delegated-by-hint delegated-by-error"
                    on:change=move |event| edited.delegated_by.set(event_target_value(&event))
                >
                    <option value="" prop:selected=move || edited.delegated_by.with(String::is_empty)>
                        {t.say(words::NOT_DELEGATED)}
                    </option>
                    {departments}
                </select>
            </Field>
            <TextField id="people" label=t.say(list_words::PEOPLE) value=edited.people rows=2 />
            <TextField id="money" label=t.say(list_words::MONEY) value=edited.money rows=2 />
            <TextField id="technology" label=t.say(list_words::TECHNOLOGY) value=edited.technology rows=2 />
        </details>
    }
}
