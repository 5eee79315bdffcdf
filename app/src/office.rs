//! The pages of the office, and the forms of steps that are taken there. Their code is a file of its own, so that a phone in the field does not download it: it is
//! loaded when one of them is first shown.
#![expect(clippy::unnecessary_wraps, reason = "loading may fail, which is the macro's part of `draw`")]

use domain::{Role, TicketId};
use leptos::prelude::*;
use leptos::wasm_split::{self, SplitLoaderError, wasm_split};
use leptos_router::ChooseView;

use crate::components::{EmptyState, Glyph};
use crate::text::{common, use_words};
use crate::ticket::presence::Presence;
use crate::ticket::step::{Step, form_in_the_office};
use crate::{admission, audit, calendar, desk, figures, grids, list, people, rules, scores, shift, units};

/// What the pages in the field's addresses begin with.
const FIELD: [&str; 7] = ["/sign-in", "/report", "/queue", "/mine", "/tasks", "/messages", "/account"];
/// A ticket is read in the field too.
const TICKETS: &str = "/tickets/";

/// A page of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    /// 工作台
    Desk,
    /// 统计
    Figures,
    /// 责任清单
    List,
    /// Importing the list.
    ListImport,
    /// Versions of the list.
    Versions,
    /// An item of the list.
    Item,
    /// Proposals to change the list.
    Proposals,
    /// Writing a proposal.
    NewProposal,
    /// A proposal.
    Proposal,
    /// 人员
    People,
    /// 网格
    Grids,
    /// 单位
    Units,
    /// 审计
    Audit,
    /// 工作日历
    Calendar,
    /// 值班
    Shift,
    /// 得分
    Scores,
    /// A unit's score.
    ScoreOfUnit,
    /// 评分规则
    Rules,
}

impl Office {
    /// The first page of a role that works in the office.
    pub fn home(role: Role) -> Option<Self> {
        match role {
            Role::GridWorker | Role::ServiceTeam => None,
            Role::Caller | Role::Specialist | Role::Supervisor => Some(Self::Desk),
            Role::Leader => Some(Self::Figures),
            Role::Administrator => Some(Self::People),
        }
    }

    /// The page; where its code cannot be loaded, what to do about it.
    pub async fn draw(self) -> AnyView {
        drawn(draw(self).await)
    }
}

impl ChooseView for Office {
    async fn choose(self) -> AnyView {
        self.draw().await
    }

    async fn preload(&self) {}
}

/// Whether what this role sees at this address is of the office.
pub fn shows(path: &str, role: Option<Role>) -> bool {
    let Some(role) = role else { return false };
    match path {
        "/" => Office::home(role).is_some(),
        path => !path.starts_with(TICKETS) && !FIELD.contains(&path),
    }
}

/// Loads the code of all its pages; they are then drawn at once.
pub async fn load() -> Result<(), SplitLoaderError> {
    preload().await
}

/// The form of a step that is taken in the office.
pub async fn form(step: Step) -> AnyView {
    drawn(draw_form(step).await)
}

/// Who else of the centre works on a ticket; nothing where its code cannot be loaded.
pub async fn presence(id: TicketId, at_work: Signal<bool>) -> AnyView {
    draw_presence(id, at_work).await.unwrap_or_else(|_| ().into_any())
}

fn drawn(view: Result<AnyView, SplitLoaderError>) -> AnyView {
    view.unwrap_or_else(|_| view! { <NotHere /> }.into_any())
}

#[wasm_split(office, wasm_split_path = wasm_split, preload(preload), fallible)]
fn draw(page: Office) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Office::Desk => view! { <desk::Desk /> }.into_any(),
        Office::Figures => view! { <figures::Figures /> }.into_any(),
        Office::List => view! { <list::List /> }.into_any(),
        Office::ListImport => view! { <list::ListImport /> }.into_any(),
        Office::Versions => view! { <list::VersionsPage /> }.into_any(),
        Office::Item => view! { <list::ItemPage /> }.into_any(),
        Office::Proposals => view! { <admission::Proposals /> }.into_any(),
        Office::NewProposal => view! { <admission::NewProposal /> }.into_any(),
        Office::Proposal => view! { <admission::ProposalPage /> }.into_any(),
        Office::People => view! { <people::People /> }.into_any(),
        Office::Grids => view! { <grids::Grids /> }.into_any(),
        Office::Units => view! { <units::Units /> }.into_any(),
        Office::Audit => view! { <audit::Audit /> }.into_any(),
        Office::Calendar => view! { <calendar::WorkingCalendar /> }.into_any(),
        Office::Shift => view! { <shift::ShiftPage /> }.into_any(),
        Office::Scores => view! { <scores::Scores /> }.into_any(),
        Office::ScoreOfUnit => view! { <scores::ScoreOfUnit /> }.into_any(),
        Office::Rules => view! { <rules::RulesPage /> }.into_any(),
    })
}

#[wasm_split(office, wasm_split_path = wasm_split, fallible)]
fn draw_form(step: Step) -> Result<AnyView, SplitLoaderError> {
    Ok(form_in_the_office(step))
}

#[wasm_split(office, wasm_split_path = wasm_split, fallible)]
fn draw_presence(id: TicketId, at_work: Signal<bool>) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Presence id at_work /> }.into_any())
}

/// The page was never loaded on this device, and there is no coverage.
#[component]
fn NotHere() -> impl IntoView {
    let t = use_words();
    let again = |_| {
        if let Err(error) = window().location().reload() {
            leptos::logging::warn!("{error:?}");
        }
    };
    view! {
        <div class="page">
            <EmptyState glyph=Glyph::Offline title=t.say(common::NOT_LOADED) hint=t.say(common::NOT_LOADED_HINT)>
                <button type="button" class="button button--primary" on:click=again>
                    {t.say(common::RETRY)}
                </button>
            </EmptyState>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_in_the_field_needs_nothing_of_the_office() {
        for path in ["/", "/report", "/queue", "/mine", "/tasks", "/messages", "/tickets/1", "/account", "/sign-in"] {
            assert!(!shows(path, Some(Role::GridWorker)), "{path}");
        }
        assert!(shows("/list/0101", Some(Role::GridWorker)));
        assert!(shows("/", Some(Role::Caller)));
        assert!(shows("/", Some(Role::Administrator)));
        assert!(!shows("/tickets/1", Some(Role::Supervisor)));
        assert!(!shows("/desk", None));
    }
}
