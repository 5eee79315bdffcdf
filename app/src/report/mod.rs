//! Reporting: what was found, where, and with what photos, in as few taps as can be.

pub mod description;
pub mod draft;
pub mod form;
pub mod ground;
pub mod items;
mod pin;
pub mod position;
pub mod same;
pub mod saved;
pub mod whereabouts;

use domain::{Command, CommandId, Place, Role, TicketId, UnitCode, Whistle};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::photo_picker::Late;
use crate::components::words::error_text;
use crate::components::{EmptyState, Glyph, Notice, PhotoPicker, Tone};
use crate::device::{Device, DeviceError, use_device};
use crate::frame::offers::hold_offers;
use crate::put_away::put_away;
use crate::text::{Words, common, report, use_words};
use crate::watermark::Watermark;
use description::{Description, HowSoon};
use draft::{Draft, Unready};
use form::Form;
use items::Items;
use position::Watch;
use same::Same;
use saved::Saved;
use whereabouts::Whereabouts;

/// A whistle that is safe on the device, or that somebody joined a ticket.
#[derive(Clone, Copy)]
struct PutAway {
    command: CommandId,
    ticket: TicketId,
    /// Photos for which there was no room.
    left_out: usize,
}

/// Why nothing was saved.
#[derive(Clone)]
enum Failure {
    Unready(Unready),
    Device(DeviceError),
}

impl Failure {
    fn text(&self, t: Words) -> String {
        match self {
            Self::Unready(Unready::Nothing) => t.say(report::SAY_WHAT).to_owned(),
            Self::Unready(Unready::TooLong(n)) => t.fill(report::TOO_LONG, &[("n", n)]),
            Self::Device(error) => error_text(error, t),
        }
    }
}

/// The report page, for whoever whistles.
#[component]
pub fn Report() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let role = Memo::new(move |_| device.me.with(|me| me.as_ref().map(|me| me.role)));
    let saved = RwSignal::new(None::<PutAway>);
    move || match (role.get(), saved.get()) {
        (Some(role), _) if !role.whistles() => view! {
            <div class="page">
                <EmptyState glyph=Glyph::Whistle title=t.say(report::NOT_YOURS) hint=t.say(report::NOT_YOURS_HINT) />
            </div>
        }
        .into_any(),
        (_, Some(PutAway { command, ticket, left_out })) => view! {
            <div class="page report">
                <Saved command ticket left_out />
                <div class="action-bar">
                    <button
                        type="button"
                        class="button button--primary button--wide button--large"
                        data-testid="report-next"
                        on:click=move |_| saved.set(None)
                    >
                        {t.say(report::NEXT)}
                    </button>
                </div>
            </div>
        }
        .into_any(),
        (role, None) => view! { <ReportForm role saved /> }.into_any(),
    }
}

#[component]
fn ReportForm(role: Option<Role>, saved: RwSignal<Option<PutAway>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let form = Form::open();
    let watch = Watch::on(form);
    let site = Memo::new(move |_| form.draft().and_then(|draft| draft.site().cloned()));
    let township = Memo::new(move |_| township(device, form, site));
    let busy = RwSignal::new(false);
    let shrinking = RwSignal::new(0_usize);
    let failure = RwSignal::new(None::<Failure>);
    // Who stands in the street is where the trouble is; a caller in the office is not.
    if role != Some(Role::Caller) {
        Effect::new(move |_| {
            if form.ids.with(Option::is_some) && !form.from_before.get() {
                watch.start();
            }
        });
    }
    hold_offers(move || shrinking.get() > 0 || form.draft().is_some_and(|draft| !draft.is_blank()));
    let (title, verb) = match role {
        Some(Role::Caller) => (report::TITLE_WHISTLE, report::WHISTLE),
        _ => (report::TITLE, report::SUBMIT),
    };
    let waits_for_photos = move || shrinking.get() > 0;
    let word = move || {
        t.say(match busy.get() {
            true => report::SAVING,
            false if waits_for_photos() => common::WAITS_FOR_PHOTOS,
            false => verb,
        })
    };
    // What the form says, as a whistle or as something else that is told with the same words and photos.
    let send = move |as_command: &dyn Fn(&Draft, Whistle) -> (TicketId, Command)| {
        let (Some(draft), Some(person), false) = (form.draft(), device.my_id(), busy.get()) else { return };
        let item = form.chosen(device);
        let whistle = match draft.whistle(item.as_ref().map(|item| item.name.as_str()), t) {
            Ok(whistle) => whistle,
            Err(unready) => return failure.set(Some(Failure::Unready(unready))),
        };
        busy.set(true);
        failure.set(None);
        let (ticket, said) = as_command(&draft, whistle);
        let command = draft.command_id;
        spawn_local(async move {
            match put_away(device, command, ticket, said, &draft.photos).await {
                Ok(left_out) => {
                    form.start_over(person, command);
                    saved.try_set(Some(PutAway { command, ticket, left_out }));
                }
                Err(error) => {
                    failure.try_set(Some(Failure::Device(error)));
                }
            }
            busy.try_set(false);
        });
    };
    let submit = move |_| send(&|draft, whistle| (draft.ticket_id, Command::Whistle(Box::new(whistle))));
    let join = Callback::new(move |ticket| {
        // A form that is still shrinking a photo waits, as its button does.
        if !untrack(waits_for_photos) {
            send(&|_, Whistle { description, photos, .. }| {
                (ticket, Command::Follow { text: Some(description), photos })
            });
        }
    });
    let late = Callback::new(move |()| {
        let (draft, person) = untrack(|| (form.draft(), device.my_id()));
        let late: Late = Box::new(move |taken| {
            if let (Some(draft), Some(person)) = (draft, person) {
                draft.add_late(person, taken);
            }
        });
        late
    });
    view! {
        <div class="page report">
            <h1 class="page__title">{t.say(title)}</h1>
            // Until the page is alive: what is written into a form that nobody reads would be lost.
            <fieldset class="report__form" disabled=move || form.ids.with(Option::is_none)>
                <PhotoPicker photos=form.photos shrinking watermark=move |()| watermark(device, form) late />
                <Items chosen=form.item township />
                <Whereabouts form site watch />
                <Description form />
                <HowSoon urgency=form.urgency />
                <Same form join />
            </fieldset>
            <div class="action-bar">
                {move || {
                    failure.get().map(|failure| view! { <Notice tone=Tone::Error>{failure.text(t)}</Notice> })
                }}
                <button
                    type="button"
                    class="button button--primary button--wide button--large"
                    data-testid="submit-report"
                    disabled=move || form.ids.with(Option::is_none) || busy.get() || waits_for_photos()
                    on:click=submit
                >
                    {word}
                </button>
            </div>
        </div>
    }
}

/// The township whose ground it is on: by the grid it is in, or else its reporter's.
fn township(device: Device, form: Form, site: Memo<Option<Place>>) -> Option<UnitCode> {
    let ground = device.directory.with(|directory| {
        let found = site.with(|site| site.as_ref().map(|site| directory.grid_at(site)))?;
        form.grid.with(|chosen| found.settled(chosen.as_ref())).map(|grid| grid.township.clone())
    });
    ground.or_else(|| device.me.with(|me| me.as_ref().and_then(|me| me.township().cloned())))
}

/// Time, place and name, for the photo's edge.
fn watermark(device: Device, form: Form) -> Watermark {
    Watermark {
        ticket: None,
        now: device.now.get_untracked(),
        place: form.place.get_untracked(),
        address: Some(form.address.get_untracked().trim().to_owned()),
        name: device.signature(),
    }
}
