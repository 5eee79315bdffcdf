//! Names of things in the words of the trade, in both languages.

use domain::command::CommandKind;
use domain::ticket::{Closing, Warning};
use domain::{Change, Event, ItemKind, PersonId, Role, Satisfaction, Status, TicketKind, UnitKind, Urgency};

use crate::device::{DeviceError, Network};
use crate::text::common as c;
use crate::text::{Text, Words};

/// A status: 待受理, 处置中, ….
pub fn status_word(status: &Status, t: Words) -> &'static str {
    t.say(match status {
        Status::Received {} => c::STATUS_RECEIVED,
        Status::Verifying { .. } => c::STATUS_VERIFYING,
        Status::AwaitingDispatch { .. } => c::STATUS_AWAITING_DISPATCH,
        Status::AwaitingSignature { .. } => c::STATUS_AWAITING_SIGNATURE,
        Status::Handling { .. } => c::STATUS_HANDLING,
        Status::AwaitingCheck { .. } => c::STATUS_AWAITING_CHECK,
        Status::AwaitingRating { .. } => c::STATUS_AWAITING_RATING,
        Status::Dissatisfied { .. } => c::STATUS_DISSATISFIED,
        Status::Closed { .. } => c::STATUS_CLOSED,
        Status::Declined { .. } => c::STATUS_DECLINED,
        Status::Withdrawn { .. } => c::STATUS_WITHDRAWN,
        Status::Voided { .. } => c::STATUS_VOIDED,
        Status::Merged { .. } => c::STATUS_MERGED,
    })
}

/// The status of this name, as it travels; the name itself where a newer server has more.
pub fn status_name_word(name: &str, t: Words) -> &'static str {
    t.say(match name {
        "received" => c::STATUS_RECEIVED,
        "verifying" => c::STATUS_VERIFYING,
        "awaiting_dispatch" => c::STATUS_AWAITING_DISPATCH,
        "awaiting_signature" => c::STATUS_AWAITING_SIGNATURE,
        "handling" => c::STATUS_HANDLING,
        "awaiting_check" => c::STATUS_AWAITING_CHECK,
        "awaiting_rating" => c::STATUS_AWAITING_RATING,
        "dissatisfied" => c::STATUS_DISSATISFIED,
        "closed" => c::STATUS_CLOSED,
        "declined" => c::STATUS_DECLINED,
        "withdrawn" => c::STATUS_WITHDRAWN,
        "voided" => c::STATUS_VOIDED,
        "merged" => c::STATUS_MERGED,
        _ => c::STATUS_OTHER,
    })
}

/// How a ticket was closed: 已评价（满意）, 双方意见结案.
pub fn closing_word(closing: Closing, t: Words) -> &'static str {
    match closing {
        Closing::Rated(satisfaction) => satisfaction_word(satisfaction, t),
        Closing::BothViews => t.say(c::COMMAND_CLOSE_WITH_BOTH_VIEWS),
        Closing::Unrated => t.say(c::CLOSED_UNRATED),
        Closing::Forced => t.say(c::COMMAND_FORCE_CLOSE),
    }
}

/// A step as a button says it: 立案, 派遣, 签收, ….
pub fn command_word(kind: CommandKind, t: Words) -> &'static str {
    t.say(match kind {
        CommandKind::Whistle => c::COMMAND_WHISTLE,
        CommandKind::AddNote => c::COMMAND_ADD_NOTE,
        CommandKind::AddPhotos => c::COMMAND_ADD_PHOTOS,
        CommandKind::Withdraw => c::COMMAND_WITHDRAW,
        CommandKind::Accept => c::COMMAND_ACCEPT,
        CommandKind::Decline => c::COMMAND_DECLINE,
        CommandKind::Dispatch => c::COMMAND_DISPATCH,
        CommandKind::Sign => c::COMMAND_SIGN,
        CommandKind::RequestReturn => c::COMMAND_REQUEST_RETURN,
        CommandKind::ApproveReturn => c::COMMAND_APPROVE_RETURN,
        CommandKind::RefuseReturn => c::COMMAND_REFUSE_RETURN,
        CommandKind::ReportResult => c::COMMAND_REPORT_RESULT,
        CommandKind::RequestCheck => c::COMMAND_REQUEST_CHECK,
        CommandKind::Check => c::COMMAND_CHECK,
        CommandKind::Pass => c::COMMAND_PASS,
        CommandKind::Rework => c::COMMAND_REWORK,
        CommandKind::Rate => c::COMMAND_RATE,
        CommandKind::ReHandle => c::COMMAND_RE_HANDLE,
        CommandKind::CloseWithBothViews => c::COMMAND_CLOSE_WITH_BOTH_VIEWS,
        CommandKind::Reopen => c::COMMAND_REOPEN,
        CommandKind::RequestExtension => c::COMMAND_REQUEST_EXTENSION,
        CommandKind::ApproveExtension => c::COMMAND_APPROVE_EXTENSION,
        CommandKind::RefuseExtension => c::COMMAND_REFUSE_EXTENSION,
        CommandKind::RequestSuspension => c::COMMAND_REQUEST_SUSPENSION,
        CommandKind::ApproveSuspension => c::COMMAND_APPROVE_SUSPENSION,
        CommandKind::RefuseSuspension => c::COMMAND_REFUSE_SUSPENSION,
        CommandKind::Resume => c::COMMAND_RESUME,
        CommandKind::Void => c::COMMAND_VOID,
        CommandKind::ForceClose => c::COMMAND_FORCE_CLOSE,
        CommandKind::Remind => c::COMMAND_REMIND,
        CommandKind::Supervise => c::COMMAND_SUPERVISE,
        CommandKind::ReplySupervision => c::COMMAND_REPLY_SUPERVISION,
        CommandKind::RequestVerification => c::COMMAND_REQUEST_VERIFICATION,
        CommandKind::Verify => c::COMMAND_VERIFY,
        CommandKind::ReportProgress => c::COMMAND_REPORT_PROGRESS,
        CommandKind::FinishPart => c::COMMAND_FINISH_PART,
        CommandKind::WaivePart => c::COMMAND_WAIVE_PART,
        CommandKind::OpenArbitration => c::COMMAND_OPEN_ARBITRATION,
        CommandKind::RuleArbitration => c::COMMAND_RULE_ARBITRATION,
        CommandKind::Appeal => c::COMMAND_APPEAL,
        CommandKind::RuleAppeal => c::COMMAND_RULE_APPEAL,
        CommandKind::AssignHandler => c::COMMAND_ASSIGN_HANDLER,
        CommandKind::RevokeHandler => c::COMMAND_REVOKE_HANDLER,
        CommandKind::MergeInto => c::COMMAND_MERGE_INTO,
        CommandKind::Unmerge => c::COMMAND_UNMERGE,
        CommandKind::Follow => c::COMMAND_FOLLOW,
    })
}

/// What happened, as a timeline says it: 已立案, 派遣给住房和城乡建设局, 核查未通过, ….
pub fn event_word(change: &Change, t: Words) -> String {
    let plain = |text: Text| t.say(text).to_owned();
    match change {
        Change::Whistle(_) => plain(c::EVENT_WHISTLE),
        Change::AddNote { .. } => plain(c::EVENT_ADD_NOTE),
        Change::AddPhotos { photos, .. } => t.fill(c::EVENT_ADD_PHOTOS, &[("n", &photos.len())]),
        Change::Withdraw { .. } => plain(c::EVENT_WITHDRAW),
        Change::Accept { .. } => plain(c::EVENT_ACCEPT),
        Change::Decline { .. } => plain(c::EVENT_DECLINE),
        Change::Dispatch(dispatched) => t.fill(c::EVENT_DISPATCH, &[("unit", &dispatched.lead_name)]),
        Change::Sign { .. } => plain(c::EVENT_SIGN),
        Change::RequestReturn { .. } => plain(c::EVENT_REQUEST_RETURN),
        Change::ApproveReturn {} => plain(c::EVENT_APPROVE_RETURN),
        Change::RefuseReturn { .. } => plain(c::EVENT_REFUSE_RETURN),
        Change::ReportResult { .. } => plain(c::EVENT_REPORT_RESULT),
        Change::RequestCheck { .. } => plain(c::EVENT_REQUEST_CHECK),
        Change::Check { passed: true, .. } => plain(c::EVENT_CHECK_PASSED),
        Change::Check { passed: false, .. } => plain(c::EVENT_CHECK_FAILED),
        Change::Pass { .. } => plain(c::EVENT_PASS),
        Change::Rework { .. } => plain(c::EVENT_REWORK),
        Change::Rate(rating) => t.fill(c::EVENT_RATE, &[("satisfaction", &satisfaction_word(rating.satisfaction, t))]),
        Change::ReHandle { .. } => plain(c::EVENT_RE_HANDLE),
        Change::CloseWithBothViews { .. } => plain(c::EVENT_CLOSE_WITH_BOTH_VIEWS),
        Change::Reopen { .. } => plain(c::EVENT_REOPEN),
        Change::RequestExtension { .. } => plain(c::EVENT_REQUEST_EXTENSION),
        Change::ApproveExtension { .. } => plain(c::EVENT_APPROVE_EXTENSION),
        Change::RefuseExtension { .. } => plain(c::EVENT_REFUSE_EXTENSION),
        Change::RequestSuspension { .. } => plain(c::EVENT_REQUEST_SUSPENSION),
        Change::ApproveSuspension {} => plain(c::EVENT_APPROVE_SUSPENSION),
        Change::RefuseSuspension { .. } => plain(c::EVENT_REFUSE_SUSPENSION),
        Change::Resume { .. } => plain(c::EVENT_RESUME),
        Change::CloseUnrated {} => plain(c::EVENT_CLOSE_UNRATED),
        Change::Warn { warning } => plain(match warning {
            Warning::Amber => c::EVENT_WARN_AMBER,
            Warning::Due => c::EVENT_WARN_DUE,
            Warning::DayLate => c::EVENT_WARN_DAY_LATE,
            Warning::Notice => c::EVENT_WARN_NOTICE,
        }),
        Change::SetDue { .. } => plain(c::EVENT_SET_DUE),
        Change::Void { .. } => plain(c::EVENT_VOID),
        Change::ForceClose { .. } => plain(c::EVENT_FORCE_CLOSE),
        Change::Remind { .. } => plain(c::EVENT_REMIND),
        Change::Supervise { .. } => plain(c::EVENT_SUPERVISE),
        Change::ReplySupervision { .. } => plain(c::EVENT_REPLY_SUPERVISION),
        Change::RequestVerification { .. } => plain(c::EVENT_REQUEST_VERIFICATION),
        Change::Verify { found: true, .. } => plain(c::EVENT_VERIFIED),
        Change::Verify { found: false, .. } => plain(c::EVENT_NOT_FOUND),
        Change::ReportProgress { .. } => plain(c::EVENT_REPORT_PROGRESS),
        Change::FinishPart { .. } => plain(c::EVENT_FINISH_PART),
        Change::WaivePart { .. } => plain(c::EVENT_WAIVE_PART),
        Change::OpenArbitration { .. } => plain(c::EVENT_OPEN_ARBITRATION),
        Change::RuleArbitration { unit_name, .. } => t.fill(c::EVENT_RULE_ARBITRATION, &[("unit", unit_name)]),
        Change::AssignHandler { handler_name, .. } => t.fill(c::EVENT_ASSIGN_HANDLER, &[("name", handler_name)]),
        Change::RevokeHandler {} => plain(c::EVENT_REVOKE_HANDLER),
        Change::Appeal { .. } => plain(c::EVENT_APPEAL),
        Change::RuleAppeal { granted: true, .. } => plain(c::EVENT_APPEAL_GRANTED),
        Change::RuleAppeal { granted: false, .. } => plain(c::EVENT_APPEAL_DENIED),
        Change::MergeInto { number, .. } => t.fill(c::EVENT_MERGE_INTO, &[("number", &numbered(number.as_ref()))]),
        Change::Unmerge { .. } => plain(c::EVENT_UNMERGE),
        Change::MergedIn { number, .. } => t.fill(c::EVENT_MERGED_IN, &[("number", &numbered(number.as_ref()))]),
        Change::Follow { .. } => plain(c::EVENT_FOLLOW),
        Change::TakenOut { number, .. } => t.fill(c::EVENT_TAKEN_OUT, &[("number", &numbered(number.as_ref()))]),
        Change::PhotoReceived { .. } => plain(c::EVENT_PHOTO_RECEIVED),
        Change::PhotoRefused { .. } => plain(c::EVENT_PHOTO_REFUSED),
    }
}

/// `№RC20261123-000123`; empty before the server has given a number.
pub fn numbered(number: Option<&String>) -> String {
    number.map(|number| format!("№{number}")).unwrap_or_default()
}

/// Who did it, by name and unit; what happens by itself is the system's.
pub fn who_words(event: &Event, t: Words) -> String {
    match event.by {
        PersonId::NOBODY => t.say(c::SYSTEM).to_owned(),
        _ => format!("{} · {}", event.by_name, event.by_unit),
    }
}

/// A role: 网格员, 专管员, ….
pub fn role_word(role: Role, t: Words) -> &'static str {
    t.say(match role {
        Role::GridWorker => c::ROLE_GRID_WORKER,
        Role::Caller => c::ROLE_CALLER,
        Role::Specialist => c::ROLE_SPECIALIST,
        Role::Supervisor => c::ROLE_SUPERVISOR,
        Role::Leader => c::ROLE_LEADER,
        Role::Administrator => c::ROLE_ADMINISTRATOR,
        Role::ServiceTeam => c::ROLE_SERVICE_TEAM,
    })
}

/// A kind of unit: 县直部门, 镇街, ….
pub fn unit_kind_word(kind: UnitKind, t: Words) -> &'static str {
    t.say(match kind {
        UnitKind::Department => c::UNIT_DEPARTMENT,
        UnitKind::Township => c::UNIT_TOWNSHIP,
        UnitKind::Village => c::UNIT_VILLAGE,
        UnitKind::Agency => c::UNIT_AGENCY,
        UnitKind::ServiceTeam => c::UNIT_SERVICE_TEAM,
        UnitKind::Centre => c::UNIT_CENTRE,
    })
}

/// A kind of ticket: 网格件, 哨件, 诉求件.
pub fn ticket_kind_word(kind: TicketKind, t: Words) -> &'static str {
    t.say(match kind {
        TicketKind::GridReport => c::KIND_GRID_REPORT,
        TicketKind::TownshipCall => c::KIND_TOWNSHIP_CALL,
        TicketKind::PublicRequest => c::KIND_PUBLIC_REQUEST,
    })
}

/// A kind of item: 部件, 事件, 事项.
pub fn item_kind_word(kind: ItemKind, t: Words) -> &'static str {
    t.say(match kind {
        ItemKind::Component => c::ITEM_COMPONENT,
        ItemKind::Event => c::ITEM_EVENT,
        ItemKind::Matter => c::ITEM_MATTER,
    })
}

/// 一般 or 紧急.
pub fn urgency_word(urgency: Urgency, t: Words) -> &'static str {
    t.say(match urgency {
        Urgency::Normal => c::URGENCY_NORMAL,
        Urgency::Urgent => c::URGENCY_URGENT,
    })
}

/// 满意, 基本满意, 不满意.
pub fn satisfaction_word(satisfaction: Satisfaction, t: Words) -> &'static str {
    t.say(match satisfaction {
        Satisfaction::Satisfied => c::SATISFIED,
        Satisfaction::Basically => c::BASICALLY_SATISFIED,
        Satisfaction::Dissatisfied => c::DISSATISFIED,
    })
}

/// The connection: 在线, 离线, 需要登录.
pub fn network_word(network: Network, t: Words) -> &'static str {
    t.say(match network {
        Network::Online => c::NETWORK_ONLINE,
        Network::Offline => c::NETWORK_OFFLINE,
        Network::SignInNeeded => c::NETWORK_SIGN_IN_NEEDED,
    })
}

/// What went wrong, what was kept and what to do.
pub fn error_text(error: &DeviceError, t: Words) -> String {
    match error {
        DeviceError::Full => t.say(c::ERROR_FULL).to_owned(),
        DeviceError::NotAnImage => t.say(c::ERROR_NOT_AN_IMAGE).to_owned(),
        DeviceError::TooLarge => t.say(c::ERROR_TOO_LARGE).to_owned(),
        DeviceError::Offline => t.say(c::ERROR_OFFLINE).to_owned(),
        DeviceError::Refused(problem) => problem.detail.clone(),
        DeviceError::Failed(reason) => t.fill(c::ERROR_FAILED, &[("reason", reason)]),
    }
}
