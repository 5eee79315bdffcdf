//! Commands: what a person asks to happen to a ticket.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::body::{Body, Invalid};
use crate::ids::{GridCode, PersonId, TicketId, UnitCode};
use crate::photo::{Photo, Stage};
use crate::place::Place;

/// Characters of a description, a note or a result.
pub const MAX_TEXT: usize = 2000;
/// Characters of a reason or a comment.
pub const MAX_REASON: usize = 1000;
/// Characters of a title.
pub const MAX_TITLE: usize = 120;
/// Characters of an address.
pub const MAX_ADDRESS: usize = 200;
/// Characters of a contact, a clause or a code.
pub const MAX_SHORT: usize = 100;
/// Co-responsible units of one dispatch.
pub const MAX_CO_RESPONSIBLE: usize = 20;

/// How soon it has to be seen to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// In turn.
    #[default]
    Normal,
    /// At once.
    Urgent,
}

/// How content the person who rates is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Satisfaction {
    /// 满意
    Satisfied,
    /// 基本满意
    Basically,
    /// 不满意
    Dissatisfied,
}

/// Why a supervisor declines a whistle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineReason {
    /// 不属于县级部门职责
    NotCounty,
    /// 重复上报
    Duplicate,
    /// 现场没有发现
    NotFound,
    /// 已经解决
    Solved,
    /// 信息不全，无法办理
    Incomplete,
    /// 其他
    Other,
}

impl DeclineReason {
    /// Every reason, in the order they are offered.
    pub const ALL: [Self; 6] =
        [Self::NotCounty, Self::Duplicate, Self::NotFound, Self::Solved, Self::Incomplete, Self::Other];

    /// The code on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotCounty => "not_county",
            Self::Duplicate => "duplicate",
            Self::NotFound => "not_found",
            Self::Solved => "solved",
            Self::Incomplete => "incomplete",
            Self::Other => "other",
        }
    }

    /// The reason of this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == code)
    }
}

/// What a person sends from a device; it opens a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Whistle {
    /// What is wrong, in the reporter's words.
    pub description: String,
    /// Catalogue code; none is "not on the list".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_code: Option<String>,
    /// A title, where the reporter gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The grid it is in, where the reporter was asked: near a border the place alone does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<GridCode>,
    /// Where it is, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// How soon it has to be seen to.
    #[serde(default)]
    pub urgency: Urgency,
    /// Photos of what was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Photo>,
    /// Whom to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

/// Who is to handle a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    /// The unit that leads.
    pub lead: UnitCode,
    /// The units that help.
    #[serde(default)]
    pub co_responsible: Vec<UnitCode>,
    /// A word to the units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why another unit than the list proposes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The entry of the list that applies, where an item has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<u32>,
    /// What each of the units that help has to do, where that is said: the lead waits for these with its result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

/// What a unit that helps has to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The unit.
    pub unit: UnitCode,
    /// What it has to do.
    pub text: String,
}

/// How the handling was found, 1 (worst) to 5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// How fast they came.
    pub response: u8,
    /// How well they worked.
    pub quality: u8,
    /// What came of it.
    pub result: u8,
    /// Taken together.
    pub satisfaction: Satisfaction,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A command with its body. The names of kinds and fields are the wire's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields of bodies are described in the protocol; each variant names its own")]
pub enum Command {
    /// 吹哨、上报
    Whistle(Box<Whistle>),
    /// 备注
    AddNote {
        text: String,
        #[serde(default)]
        photos: Vec<Photo>,
    },
    /// 补充照片
    AddPhotos { photos: Vec<Photo>, stage: Stage },
    /// 撤销
    Withdraw { reason: String },
    /// 立案
    Accept {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item_code: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        urgency: Option<Urgency>,
    },
    /// 不予受理
    Decline { reason_code: DeclineReason, reason: String },
    /// 派遣
    Dispatch(Dispatch),
    /// 签收
    Sign {},
    /// 申请退单
    RequestReturn {
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clause: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        suggested_unit: Option<UnitCode>,
    },
    /// 同意退单
    ApproveReturn {},
    /// 不同意退单
    RefuseReturn { reason: String },
    /// 反馈
    ReportResult { text: String, photos: Vec<Photo> },
    /// 要求核查
    RequestCheck {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// 核查
    Check {
        passed: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(default)]
        photos: Vec<Photo>,
    },
    /// 核查通过
    Pass {},
    /// 返工
    Rework { reason: String },
    /// 评价
    Rate(Rating),
    /// 二次办理
    ReHandle {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// 双方意见结案
    CloseWithBothViews {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// 重开
    Reopen { reason: String },
    /// 申请延期
    RequestExtension { reason: String },
    /// 同意延期
    ApproveExtension {},
    /// 不同意延期
    RefuseExtension { reason: String },
    /// 申请挂起
    RequestSuspension { reason: String, until: Timestamp },
    /// 同意挂起
    ApproveSuspension {},
    /// 不同意挂起
    RefuseSuspension { reason: String },
    /// 恢复办理
    Resume {},
    /// 作废
    Void { reason: String },
    /// 强制结案
    ForceClose { reason: String },
    /// 催办
    Remind {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// 督办
    Supervise { text: String, reply_by: Timestamp },
    /// 答复督办
    ReplySupervision {
        text: String,
        #[serde(default)]
        photos: Vec<Photo>,
    },
    /// 要求核实
    RequestVerification {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// 核实
    Verify {
        found: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(default)]
        photos: Vec<Photo>,
    },
    /// 进展
    ReportProgress {
        text: String,
        #[serde(default)]
        photos: Vec<Photo>,
    },
    /// 完成分工
    FinishPart {
        text: String,
        #[serde(default)]
        photos: Vec<Photo>,
    },
    /// 免除分工
    WaivePart { unit: UnitCode, reason: String },
    /// 提请仲裁
    OpenArbitration { reason: String },
    /// 裁定
    RuleArbitration {
        unit: UnitCode,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clause: Option<String>,
    },
    /// 申诉
    Appeal {
        reason: String,
        #[serde(default)]
        photos: Vec<Photo>,
    },
    /// 评议申诉
    RuleAppeal { granted: bool, reason: String },
    /// 指派经办人
    AssignHandler { handler: PersonId },
    /// 撤回经办人
    RevokeHandler {},
    /// 并案
    MergeInto { into: TicketId },
    /// 撤销并案
    Unmerge { reason: String },
    /// 跟进: the same thing found by somebody else.
    Follow {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(default)]
        photos: Vec<Photo>,
    },
}

/// A command's kind, without its body: what screens ask about before a form is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the same names as the variants of Command")]
pub enum CommandKind {
    Whistle,
    AddNote,
    AddPhotos,
    Withdraw,
    Accept,
    Decline,
    Dispatch,
    Sign,
    RequestReturn,
    ApproveReturn,
    RefuseReturn,
    ReportResult,
    RequestCheck,
    Check,
    Pass,
    Rework,
    Rate,
    ReHandle,
    CloseWithBothViews,
    Reopen,
    RequestExtension,
    ApproveExtension,
    RefuseExtension,
    RequestSuspension,
    ApproveSuspension,
    RefuseSuspension,
    Resume,
    Void,
    ForceClose,
    Remind,
    Supervise,
    ReplySupervision,
    RequestVerification,
    Verify,
    ReportProgress,
    FinishPart,
    WaivePart,
    OpenArbitration,
    RuleArbitration,
    Appeal,
    RuleAppeal,
    AssignHandler,
    RevokeHandler,
    MergeInto,
    Unmerge,
    Follow,
}

impl CommandKind {
    /// Every kind of this version.
    pub const ALL: [Self; 46] = [
        Self::Whistle,
        Self::AddNote,
        Self::AddPhotos,
        Self::Withdraw,
        Self::Accept,
        Self::Decline,
        Self::Dispatch,
        Self::Sign,
        Self::RequestReturn,
        Self::ApproveReturn,
        Self::RefuseReturn,
        Self::ReportResult,
        Self::RequestCheck,
        Self::Check,
        Self::Pass,
        Self::Rework,
        Self::Rate,
        Self::ReHandle,
        Self::CloseWithBothViews,
        Self::Reopen,
        Self::RequestExtension,
        Self::ApproveExtension,
        Self::RefuseExtension,
        Self::RequestSuspension,
        Self::ApproveSuspension,
        Self::RefuseSuspension,
        Self::Resume,
        Self::Void,
        Self::ForceClose,
        Self::Remind,
        Self::Supervise,
        Self::ReplySupervision,
        Self::RequestVerification,
        Self::Verify,
        Self::ReportProgress,
        Self::FinishPart,
        Self::WaivePart,
        Self::OpenArbitration,
        Self::RuleArbitration,
        Self::Appeal,
        Self::RuleAppeal,
        Self::AssignHandler,
        Self::RevokeHandler,
        Self::MergeInto,
        Self::Unmerge,
        Self::Follow,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Whistle => "whistle",
            Self::AddNote => "add_note",
            Self::AddPhotos => "add_photos",
            Self::Withdraw => "withdraw",
            Self::Accept => "accept",
            Self::Decline => "decline",
            Self::Dispatch => "dispatch",
            Self::Sign => "sign",
            Self::RequestReturn => "request_return",
            Self::ApproveReturn => "approve_return",
            Self::RefuseReturn => "refuse_return",
            Self::ReportResult => "report_result",
            Self::RequestCheck => "request_check",
            Self::Check => "check",
            Self::Pass => "pass",
            Self::Rework => "rework",
            Self::Rate => "rate",
            Self::ReHandle => "re_handle",
            Self::CloseWithBothViews => "close_with_both_views",
            Self::Reopen => "reopen",
            Self::RequestExtension => "request_extension",
            Self::ApproveExtension => "approve_extension",
            Self::RefuseExtension => "refuse_extension",
            Self::RequestSuspension => "request_suspension",
            Self::ApproveSuspension => "approve_suspension",
            Self::RefuseSuspension => "refuse_suspension",
            Self::Resume => "resume",
            Self::Void => "void",
            Self::ForceClose => "force_close",
            Self::Remind => "remind",
            Self::Supervise => "supervise",
            Self::ReplySupervision => "reply_supervision",
            Self::RequestVerification => "request_verification",
            Self::Verify => "verify",
            Self::ReportProgress => "report_progress",
            Self::FinishPart => "finish_part",
            Self::WaivePart => "waive_part",
            Self::OpenArbitration => "open_arbitration",
            Self::RuleArbitration => "rule_arbitration",
            Self::Appeal => "appeal",
            Self::RuleAppeal => "rule_appeal",
            Self::AssignHandler => "assign_handler",
            Self::RevokeHandler => "revoke_handler",
            Self::MergeInto => "merge_into",
            Self::Unmerge => "unmerge",
            Self::Follow => "follow",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl Command {
    /// The command's kind.
    pub fn kind(&self) -> CommandKind {
        match self {
            Self::Whistle(_) => CommandKind::Whistle,
            Self::AddNote { .. } => CommandKind::AddNote,
            Self::AddPhotos { .. } => CommandKind::AddPhotos,
            Self::Withdraw { .. } => CommandKind::Withdraw,
            Self::Accept { .. } => CommandKind::Accept,
            Self::Decline { .. } => CommandKind::Decline,
            Self::Dispatch(_) => CommandKind::Dispatch,
            Self::Sign {} => CommandKind::Sign,
            Self::RequestReturn { .. } => CommandKind::RequestReturn,
            Self::ApproveReturn {} => CommandKind::ApproveReturn,
            Self::RefuseReturn { .. } => CommandKind::RefuseReturn,
            Self::ReportResult { .. } => CommandKind::ReportResult,
            Self::RequestCheck { .. } => CommandKind::RequestCheck,
            Self::Check { .. } => CommandKind::Check,
            Self::Pass {} => CommandKind::Pass,
            Self::Rework { .. } => CommandKind::Rework,
            Self::Rate(_) => CommandKind::Rate,
            Self::ReHandle { .. } => CommandKind::ReHandle,
            Self::CloseWithBothViews { .. } => CommandKind::CloseWithBothViews,
            Self::Reopen { .. } => CommandKind::Reopen,
            Self::RequestExtension { .. } => CommandKind::RequestExtension,
            Self::ApproveExtension {} => CommandKind::ApproveExtension,
            Self::RefuseExtension { .. } => CommandKind::RefuseExtension,
            Self::RequestSuspension { .. } => CommandKind::RequestSuspension,
            Self::ApproveSuspension {} => CommandKind::ApproveSuspension,
            Self::RefuseSuspension { .. } => CommandKind::RefuseSuspension,
            Self::Resume {} => CommandKind::Resume,
            Self::Void { .. } => CommandKind::Void,
            Self::ForceClose { .. } => CommandKind::ForceClose,
            Self::Remind { .. } => CommandKind::Remind,
            Self::Supervise { .. } => CommandKind::Supervise,
            Self::ReplySupervision { .. } => CommandKind::ReplySupervision,
            Self::RequestVerification { .. } => CommandKind::RequestVerification,
            Self::Verify { .. } => CommandKind::Verify,
            Self::ReportProgress { .. } => CommandKind::ReportProgress,
            Self::FinishPart { .. } => CommandKind::FinishPart,
            Self::WaivePart { .. } => CommandKind::WaivePart,
            Self::OpenArbitration { .. } => CommandKind::OpenArbitration,
            Self::RuleArbitration { .. } => CommandKind::RuleArbitration,
            Self::Appeal { .. } => CommandKind::Appeal,
            Self::RuleAppeal { .. } => CommandKind::RuleAppeal,
            Self::AssignHandler { .. } => CommandKind::AssignHandler,
            Self::RevokeHandler {} => CommandKind::RevokeHandler,
            Self::MergeInto { .. } => CommandKind::MergeInto,
            Self::Unmerge { .. } => CommandKind::Unmerge,
            Self::Follow { .. } => CommandKind::Follow,
        }
    }

    /// The photos the command names.
    pub fn photos(&self) -> &[Photo] {
        match self {
            Self::Whistle(whistle) => &whistle.photos,
            Self::AddNote { photos, .. }
            | Self::AddPhotos { photos, .. }
            | Self::ReportResult { photos, .. }
            | Self::Check { photos, .. }
            | Self::ReplySupervision { photos, .. }
            | Self::Verify { photos, .. }
            | Self::ReportProgress { photos, .. }
            | Self::FinishPart { photos, .. }
            | Self::Appeal { photos, .. } => photos,
            Self::Follow { photos, .. } => photos,
            _ => &[],
        }
    }

    /// Leaves out the photos that are not to stay.
    pub fn retain_photos(&mut self, stays: impl FnMut(&Photo) -> bool) {
        match self {
            Self::Whistle(whistle) => whistle.photos.retain(stays),
            Self::AddNote { photos, .. }
            | Self::AddPhotos { photos, .. }
            | Self::ReportResult { photos, .. }
            | Self::Check { photos, .. }
            | Self::ReplySupervision { photos, .. }
            | Self::Verify { photos, .. }
            | Self::ReportProgress { photos, .. }
            | Self::FinishPart { photos, .. }
            | Self::Appeal { photos, .. } => photos.retain(stays),
            Self::Follow { photos, .. } => photos.retain(stays),
            _ => {}
        }
    }

    /// The body as it travels.
    pub fn body(&self) -> Value {
        match serde_json::to_value(self) {
            Ok(Value::Object(mut map)) => map.remove("body").unwrap_or_default(),
            _ => Value::Null,
        }
    }

    /// Reads a body of this kind; fields it does not know are left alone, for the wire grows.
    pub fn parse(kind: CommandKind, body: &Value) -> Result<Self, Invalid> {
        let body = Body::new(body)?;
        let reason = |key: &str| body.text(key, MAX_REASON);
        Ok(match kind {
            CommandKind::Whistle => Self::Whistle(Box::new(Whistle::parse(&body)?)),
            CommandKind::AddNote => {
                Self::AddNote { text: body.text("text", MAX_TEXT)?, photos: Photo::parse_list(&body)? }
            }
            CommandKind::AddPhotos => Self::AddPhotos { photos: some_photos(&body)?, stage: body.choice("stage")? },
            CommandKind::Withdraw => Self::Withdraw { reason: reason("reason")? },
            CommandKind::Accept => Self::Accept {
                item_code: body.optional_text("item_code", MAX_SHORT)?,
                urgency: body.optional("urgency", Body::choice)?,
            },
            CommandKind::Decline => {
                // A program's own code is no reason to refuse: its words say what it means.
                let code = body.text("reason_code", MAX_SHORT)?;
                let reason_code = DeclineReason::parse(&code).unwrap_or(DeclineReason::Other);
                Self::Decline { reason_code, reason: reason("reason")? }
            }
            CommandKind::Dispatch => Self::Dispatch(Dispatch::parse(&body)?),
            CommandKind::Sign => Self::Sign {},
            CommandKind::RequestReturn => Self::RequestReturn {
                reason: reason("reason")?,
                clause: body.optional_text("clause", MAX_REASON)?,
                suggested_unit: body.optional_text("suggested_unit", MAX_SHORT)?.map(UnitCode),
            },
            CommandKind::ApproveReturn => Self::ApproveReturn {},
            CommandKind::RefuseReturn => Self::RefuseReturn { reason: reason("reason")? },
            CommandKind::ReportResult => {
                Self::ReportResult { text: body.text("text", MAX_TEXT)?, photos: some_photos(&body)? }
            }
            CommandKind::RequestCheck => Self::RequestCheck { text: body.optional_text("text", MAX_REASON)? },
            CommandKind::Check => Self::Check {
                passed: body.boolean("passed")?,
                text: body.optional_text("text", MAX_TEXT)?,
                photos: Photo::parse_list(&body)?,
            },
            CommandKind::Pass => Self::Pass {},
            CommandKind::Rework => Self::Rework { reason: reason("reason")? },
            CommandKind::Rate => Self::Rate(Rating {
                response: body.integer("response", 1..=5)? as u8,
                quality: body.integer("quality", 1..=5)? as u8,
                result: body.integer("result", 1..=5)? as u8,
                satisfaction: body.choice("satisfaction")?,
                comment: body.optional_text("comment", MAX_REASON)?,
            }),
            CommandKind::ReHandle => Self::ReHandle { reason: body.optional_text("reason", MAX_REASON)? },
            CommandKind::CloseWithBothViews => {
                Self::CloseWithBothViews { reason: body.optional_text("reason", MAX_REASON)? }
            }
            CommandKind::Reopen => Self::Reopen { reason: reason("reason")? },
            CommandKind::RequestExtension => Self::RequestExtension { reason: reason("reason")? },
            CommandKind::ApproveExtension => Self::ApproveExtension {},
            CommandKind::RefuseExtension => Self::RefuseExtension { reason: reason("reason")? },
            CommandKind::RequestSuspension => {
                Self::RequestSuspension { reason: reason("reason")?, until: body.time("until")? }
            }
            CommandKind::ApproveSuspension => Self::ApproveSuspension {},
            CommandKind::RefuseSuspension => Self::RefuseSuspension { reason: reason("reason")? },
            CommandKind::Resume => Self::Resume {},
            CommandKind::Void => Self::Void { reason: reason("reason")? },
            CommandKind::ForceClose => Self::ForceClose { reason: reason("reason")? },
            CommandKind::Remind => Self::Remind { text: body.optional_text("text", MAX_REASON)? },
            CommandKind::Supervise => {
                Self::Supervise { text: body.text("text", MAX_TEXT)?, reply_by: body.time("reply_by")? }
            }
            CommandKind::ReplySupervision => {
                Self::ReplySupervision { text: body.text("text", MAX_TEXT)?, photos: Photo::parse_list(&body)? }
            }
            CommandKind::RequestVerification => {
                Self::RequestVerification { text: body.optional_text("text", MAX_REASON)? }
            }
            CommandKind::Verify => Self::Verify {
                found: body.boolean("found")?,
                text: body.optional_text("text", MAX_TEXT)?,
                photos: Photo::parse_list(&body)?,
            },
            CommandKind::ReportProgress => {
                Self::ReportProgress { text: body.text("text", MAX_TEXT)?, photos: Photo::parse_list(&body)? }
            }
            CommandKind::FinishPart => {
                Self::FinishPart { text: body.text("text", MAX_TEXT)?, photos: Photo::parse_list(&body)? }
            }
            CommandKind::WaivePart => {
                Self::WaivePart { unit: UnitCode(body.text("unit", MAX_SHORT)?), reason: reason("reason")? }
            }
            CommandKind::OpenArbitration => Self::OpenArbitration { reason: reason("reason")? },
            CommandKind::RuleArbitration => Self::RuleArbitration {
                unit: UnitCode(body.text("unit", MAX_SHORT)?),
                reason: reason("reason")?,
                clause: body.optional_text("clause", MAX_REASON)?,
            },
            CommandKind::Appeal => Self::Appeal { reason: reason("reason")?, photos: Photo::parse_list(&body)? },
            CommandKind::RuleAppeal => {
                Self::RuleAppeal { granted: body.boolean("granted")?, reason: reason("reason")? }
            }
            CommandKind::AssignHandler => {
                let handler = body.raw_text("handler")?.parse();
                let handler = handler.map_err(|_| body.invalid("handler", "人员的编号", "a person's id"))?;
                Self::AssignHandler { handler }
            }
            CommandKind::RevokeHandler => Self::RevokeHandler {},
            CommandKind::MergeInto => Self::MergeInto { into: body.ticket("into")? },
            CommandKind::Unmerge => Self::Unmerge { reason: reason("reason")? },
            CommandKind::Follow => {
                Self::Follow { text: body.optional_text("text", MAX_TEXT)?, photos: Photo::parse_list(&body)? }
            }
        })
    }
}

impl Whistle {
    fn parse(body: &Body<'_>) -> Result<Self, Invalid> {
        Ok(Self {
            description: body.text("description", MAX_TEXT)?,
            item_code: body.optional_text("item_code", MAX_SHORT)?,
            title: body.optional_text("title", MAX_TITLE)?,
            place: body.optional("place", |b, k| Place::parse(&b.object(k)?))?,
            grid: body.optional_text("grid", MAX_SHORT)?.map(GridCode),
            address: body.optional_text("address", MAX_ADDRESS)?,
            urgency: body.optional("urgency", Body::choice)?.unwrap_or_default(),
            photos: Photo::parse_list(body)?,
            contact: body.optional_text("contact", MAX_SHORT)?,
        })
    }
}

impl Dispatch {
    /// To this unit alone, as the list has it.
    pub fn to(lead: UnitCode) -> Self {
        Self { lead, co_responsible: Vec::new(), note: None, reason: None, duty: None, parts: Vec::new() }
    }

    fn parse(body: &Body<'_>) -> Result<Self, Invalid> {
        let lead = UnitCode(body.text("lead", MAX_SHORT)?);
        let mut co_responsible: Vec<UnitCode> = Vec::new();
        for code in body.texts("co_responsible", MAX_CO_RESPONSIBLE)? {
            let code = UnitCode::from(code);
            if code != lead && !co_responsible.contains(&code) {
                co_responsible.push(code);
            }
        }
        let mut parts: Vec<Part> = Vec::new();
        for part in body.list("parts", MAX_CO_RESPONSIBLE)? {
            let unit = UnitCode(part.text("unit", MAX_SHORT)?);
            if parts.iter().any(|known| known.unit == unit) {
                return Err(part.invalid("unit", "每个单位一项分工", "one part for each unit"));
            }
            parts.push(Part { unit, text: part.text("text", MAX_REASON)? });
        }
        Ok(Self {
            lead,
            co_responsible,
            note: body.optional_text("note", MAX_REASON)?,
            reason: body.optional_text("reason", MAX_REASON)?,
            duty: body.optional("duty", |b, k| b.integer(k, 1..=u64::from(u32::MAX)))?.map(|number| number as u32),
            parts,
        })
    }
}

fn some_photos(body: &Body<'_>) -> Result<Vec<Photo>, Invalid> {
    let photos = Photo::parse_list(body)?;
    if photos.is_empty() {
        return Err(body.invalid("photos", "至少一张照片", "at least one photo"));
    }
    Ok(photos)
}
