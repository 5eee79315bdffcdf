//! What people see: pages by stage of the work, rendered on the server and alive on the device.
// A page is one deeply nested type.
#![recursion_limit = "512"]

pub mod account;
pub mod administration;
pub mod admission;
pub mod audit;
pub mod calendar;
pub mod components;
pub mod desk;
pub mod device;
pub mod figures;
pub mod frame;
pub mod grids;
pub mod list;
pub mod map;
pub mod mine;
pub mod office;
pub mod people;
pub mod position;
pub mod put_away;
pub mod queue;
pub mod report;
pub mod rules;
pub mod scores;
pub mod shell;
pub mod shift;
pub mod text;
pub mod ticket;
pub mod units;
pub mod watermark;

use domain::Language;
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use device::{Connect, Device, Snapshot};
use office::Office;

/// The whole app: makes the page's [`Device`], hands it to whoever connects it, and shows the route.
#[component]
pub fn App() -> impl IntoView {
    let snapshot = SharedValue::new(|| use_context::<Snapshot>().unwrap_or_default()).into_inner();
    let device = Device::new(snapshot);
    provide_context(device);
    if let Some(Connect(connect)) = use_context::<Connect>() {
        // After hydration, so that the first frame is the one the server drew.
        Effect::new(move |_| connect(device));
    }
    view! {
        <Router>
            <frame::Frame>
                <Routes fallback=frame::NotFound>
                    <Route path=path!("/") view=frame::Home />
                    <Route path=path!("/sign-in") view=frame::SignIn />
                    <Route path=path!("/report") view=report::Report />
                    <Route path=path!("/queue") view=queue::Queue />
                    <Route path=path!("/mine") view=mine::Mine />
                    <Route path=path!("/tasks") view=mine::Tasks />
                    <Route path=path!("/messages") view=mine::Messages />
                    <Route path=path!("/desk") view=Office::Desk />
                    <Route path=path!("/tickets/:id") view=ticket::TicketPage />
                    <Route path=path!("/figures") view=Office::Figures />
                    <Route path=path!("/scores") view=Office::Scores />
                    <Route path=path!("/rules") view=Office::Rules />
                    <Route path=path!("/scores/:unit") view=Office::ScoreOfUnit />
                    <Route path=path!("/list") view=Office::List />
                    <Route path=path!("/list/import") view=Office::ListImport />
                    <Route path=path!("/list/versions") view=Office::Versions />
                    <Route path=path!("/list/:code") view=Office::Item />
                    <Route path=path!("/proposals") view=Office::Proposals />
                    <Route path=path!("/proposals/new") view=Office::NewProposal />
                    <Route path=path!("/proposals/:id") view=Office::Proposal />
                    <Route path=path!("/people") view=Office::People />
                    <Route path=path!("/grids") view=Office::Grids />
                    <Route path=path!("/units") view=Office::Units />
                    <Route path=path!("/audit") view=Office::Audit />
                    <Route path=path!("/calendar") view=Office::Calendar />
                    <Route path=path!("/shift") view=Office::Shift />
                    <Route path=path!("/account") view=account::Account />
                </Routes>
            </frame::Frame>
        </Router>
    }
}

/// Gives the page its language; called before [`App`] by the server and by `frontend`.
pub fn provide_language(language: Language) {
    provide_context(language);
}
