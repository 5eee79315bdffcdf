//! Problems: stable dotted codes and a sentence for people, in one table.

use serde::{Deserialize, Serialize};

use crate::body::Invalid;

/// The two languages people read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Simplified Chinese, the first.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The language an `Accept-Language` header asks for: the first of ours that it names.
    pub fn from_header(header: &str) -> Self {
        header
            .split(',')
            .map(str::trim)
            .find_map(|tag| match tag.get(..2) {
                Some(tag) if tag.eq_ignore_ascii_case("zh") => Some(Self::Chinese),
                Some(tag) if tag.eq_ignore_ascii_case("en") => Some(Self::English),
                _ => None,
            })
            .unwrap_or_default()
    }
}

macro_rules! codes {
    ($($name:ident $code:literal $status:literal $zh:literal $en:literal;)*) => {
        /// A stable code. Its HTTP status is the one used where a whole request fails with it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = $en] $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The dotted name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status of a request that fails with it.
            pub fn http_status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// What happened and what to do, for people.
            pub fn detail(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::Chinese) => $zh,
                      (Self::$name, Language::English) => $en,)*
                }
            }
        }
    };
}

codes! {
    AuthRequired "auth.required" 401 "需要登录。登录后继续，未发送的内容都在。" "Sign in to go on; nothing unsent is lost.";
    BadCredentials "auth.bad_credentials" 401 "用户名或密码不对，或账号已停用。" "The username or password is wrong, or the account is disabled.";
    Throttled "auth.throttled" 429 "登录失败次数过多，稍后再试。" "Too many failed attempts; try again later.";
    Forbidden "auth.forbidden" 403 "这项操作不在你的职责内。" "Your role does not do this.";
    WeakPassword "auth.weak_password" 422 "密码至少 10 个字符。" "A password has at least 10 characters.";
    Malformed "request.malformed" 400 "请求内容无法读取。" "The request cannot be read.";
    TooLarge "request.too_large" 413 "请求内容过大，分小后再发。" "The request is too large; send less at once.";
    UnsupportedMediaType "request.unsupported_media_type" 415 "请求的内容类型不受支持。" "This content type or encoding is not supported.";
    CrossSite "request.cross_site" 403 "请求来自其他网站，已拒绝。" "The request came from another site and was refused.";
    NotFound "request.not_found" 404 "没有找到。" "Not found.";
    MethodNotAllowed "request.method_not_allowed" 405 "这个地址不支持该方法。" "This address does not support the method.";
    ProtocolUnsupported "protocol.unsupported" 426 "同步协议版本不受支持，更新应用后继续。" "This version of the protocol is not supported; update the app.";
    Busy "server.busy" 503 "服务器正忙，稍后自动重试。" "The server is busy; try again shortly.";
    Internal "server.internal" 500 "服务器出错，已记录。稍后重试。" "The server failed and has noted it; try again later.";
    StorageFull "storage.full" 507 "服务器存储已满，内容仍保存在设备上。" "The server's storage is full; your data stays on the device.";
    OtherPerson "session.other_person" 409 "这些内容属于另一位登录者，没有发送。" "These items belong to another person; nothing was applied.";
    OtherEpoch "server.other_epoch" 409 "服务器已从备份恢复，稍后自动重新同步。" "The server went back to a backup; greet it anew. Nothing was applied.";
    IdReused "command.id_reused" 409 "编号已被不同的内容使用。" "This id was used for different content.";
    UnknownKind "command.unknown_kind" 422 "服务器不认识这种操作，更新应用后再试。" "The server does not know this kind of command.";
    Invalid "command.invalid" 422 "内容不符合要求。" "The content does not fit.";
    AlreadyDone "ticket.already_done" 409 "这一步已经有人办过。" "This step has been taken already.";
    IllegalTransition "ticket.illegal_transition" 409 "案件当前状态不能这样办理。" "The ticket's status does not allow this.";
    Followed "ticket.followed" 409 "后面补充的内容还在等着它，不能取回。都上传后，可在案件里补充或撤销。" "What was added to it since waits for it, so it cannot be taken back. Once all is sent, add to the ticket or withdraw it.";
    NotAllowed "ticket.not_allowed" 403 "这一步不由你办理。" "This step is not yours to take.";
    UnknownTicket "ticket.unknown" 404 "服务器还没有这个案件。" "The server does not have this ticket yet.";
    Behind "ticket.behind" 409 "服务器上的案件比设备上的旧，稍后重试。" "The server's copy is older than the device's; try again later.";
    LeftScope "ticket.left_scope" 409 "案件已不在你的范围内，可转为备注。" "The ticket has left your scope; you can send a note instead.";
    WhistleRejected "ticket.whistle_rejected" 409 "所属的上报未被接收。" "The whistle it belongs to was rejected.";
    IdTaken "ticket.id_taken" 409 "这个案件编号已被使用。" "This ticket id is taken.";
    ReturnPending "ticket.return_pending" 409 "退单正在等待督办员决定。" "A return is waiting for the supervisor's decision.";
    ReturnUsed "ticket.return_used" 409 "本单位对这个案件已退过一次，不能再退。" "This unit has already asked once to return this ticket.";
    NoReturn "ticket.no_return" 409 "没有待决定的退单。" "No return is waiting.";
    DispatchReason "ticket.dispatch_reason" 422 "与清单建议的主责单位不同，需要写明理由。" "Another unit than the list proposes needs a reason.";
    NoExtension "ticket.no_extension" 409 "没有待决定的延期申请。" "No extension is waiting.";
    ExtensionsUsed "ticket.extensions_used" 409 "这个案件已延期两次，不能再延。" "This ticket has been extended twice already.";
    ExtensionLate "ticket.extension_late" 409 "已过办理期限，不能再申请延期。" "The time limit has run out; it can no longer be extended.";
    NoSuspension "ticket.no_suspension" 409 "没有待决定的挂起申请。" "No suspension is waiting.";
    Suspended "ticket.suspended" 409 "案件已挂起，恢复办理后再继续。" "The ticket is suspended; resume it first.";
    NotSuspended "ticket.not_suspended" 409 "案件没有挂起。" "The ticket is not suspended.";
    SuspensionUsed "ticket.suspension_used" 409 "这个案件已挂起过一次，不能再挂起。" "This ticket has been suspended once already.";
    SuspensionEnd "ticket.suspension_end" 422 "挂起的截止日期要在今天之后、一年以内。" "A suspension ends after now and within a year.";
    CalendarDays "calendar.days" 422 "日期要属于这一年且不重复：休息日填周一至周五，上班日填周六、周日。" "Days belong to the year and stand there once: days off are weekdays, working days Saturdays and Sundays.";
    CalendarUncovered "calendar.uncovered" 409 "工作日历还没有安排到这个期限的年份，请联系管理员。" "The working calendar does not reach the year of this limit yet; tell the administrator.";
    ReopenExpired "ticket.reopen_expired" 409 "结案已超过 72 小时，不能重开，可重新上报。" "More than 72 hours have passed since closing; report it anew.";
    NoSupervision "ticket.no_supervision" 409 "没有待答复的督办。" "No supervision order waits for a reply.";
    PartsOpen "ticket.parts_open" 409 "配合单位的分工还没有完成，等其完成或由主责单位免除后再反馈。" "Units that help have not finished their parts; wait for them or waive them.";
    NoPart "ticket.no_part" 409 "没有这项分工。" "There is no such part.";
    ArbitrationEarly "ticket.arbitration_early" 409 "至少两个单位申请过退单，才能提请仲裁。" "Two units have to have asked for a return before it goes to arbitration.";
    ArbitrationOpen "ticket.arbitration_open" 409 "案件正在仲裁，裁定前由本单位先行办理。" "The ticket is being arbitrated; your unit goes on with it until it is ruled.";
    NoArbitration "ticket.no_arbitration" 409 "没有待裁定的仲裁。" "No arbitration is open.";
    Ruled "ticket.ruled" 409 "已裁定由本单位办理，不能再退。" "It has been ruled that your unit handles this ticket; it cannot be returned.";
    NotLate "ticket.not_late" 409 "案件没有超期，不用申诉。" "The ticket was not late; there is nothing to appeal against.";
    AppealExpired "ticket.appeal_expired" 409 "结案已超过 10 个工作日，不能再申诉。" "More than ten working days have passed since closing; it is too late to appeal.";
    NoAppeal "ticket.no_appeal" 409 "没有待评议的申诉。" "No appeal waits for a reviewer.";
    NotColleague "ticket.not_colleague" 422 "经办人要是本单位在岗的专管员。" "A handler is an active specialist of your unit.";
    NoHandler "ticket.no_handler" 409 "还没有经办人。" "Nobody has been assigned.";
    OtherHands "ticket.other_hands" 403 "这一步要由没有经手的人办理。" "Somebody who has had no hand in it takes this step.";
    ReplyByPast "ticket.reply_by_past" 422 "答复时限要晚于现在。" "The time to reply by has passed.";
    MergeTarget "ticket.merge_target" 409 "不能并入这个案件：它已办结、已并案，或就是本案。选另一件。" "It cannot be merged into this ticket, which has ended, is merged itself, or is the same; choose another.";
    HasFollowers "ticket.has_followers" 409 "还有别人跟着这个案件，不能撤销；有案件并入了它的，也不能再并入另一件。" "Others follow this ticket, so it cannot be withdrawn; where tickets are merged into it, it is not merged itself.";
    PhotoUnknown "photo.unknown" 404 "没有这张照片。" "There is no such photo.";
    HashMismatch "photo.hash_mismatch" 422 "照片传输有误，将重新上传。" "The photo's bytes do not match its name; send them again.";
    NotAnImage "photo.not_an_image" 422 "这个文件不是可用的照片，请另选一张。" "This file is not a usable photo; choose another.";
    PhotoTooLarge "photo.too_large" 422 "照片过大，请另选一张。" "The photo is too large; choose another.";
    BadParts "photo.bad_parts" 422 "照片分片的位置或大小不对。" "The parts' position or size is wrong.";
    UsernameTaken "account.username_taken" 409 "用户名已被使用。" "The username is taken.";
    UnitCodeShape "unit.code" 422 "单位编码为 2 至 12 个大写字母和数字，以字母开头。" "A unit's code has 2 to 12 capital letters and digits, a letter first.";
    UnitCodeTaken "unit.code_taken" 409 "这个编码已有单位在用。" "Another unit has this code.";
    UnitName "unit.name" 422 "单位名称为 2 至 40 个字，不能有控制字符。" "A unit's name has 2 to 40 characters, none of them invisible.";
    UnitNameTaken "unit.name_taken" 409 "同一镇街已有同名单位。" "A unit on the same ground has this name.";
    UnitKindFixed "unit.kind_fixed" 422 "单位类别不能改，请另建单位。" "A unit's kind stays as it is; make another unit.";
    UnitTownship "unit.township" 422 "村、社区、派驻机构和双报到队伍要选在用的镇街，其他单位不选。" "Villages, agencies and service teams stand on an open township's ground; others on none.";
    UnitParent "unit.parent" 422 "派驻机构要选在用的县直部门，村、社区归所在镇街，其他单位不设上级。" "An agency belongs to an open department, a village to its township, and other units to none.";
    UnitHasParts "unit.has_parts" 409 "下面还有在用的单位，先停用它们。" "Units below it are open; close them first.";
    UnitHasTickets "unit.has_tickets" 409 "还有由它主办、没有办结的案件，办结或退单改派后再停用。" "It leads tickets that are not closed; have them closed or returned first.";
    PersonName "person.name" 422 "姓名为 1 至 20 个字，以文字开头，不能有控制字符。" "A name has 1 to 20 characters, begins with a letter, and none is invisible.";
    PersonUsername "person.username" 422 "用户名为 2 至 32 个小写字母、数字、点、横线和下划线，以字母或数字开头。" "A username has 2 to 32 lower-case letters, digits, dots, hyphens and underscores, a letter or digit first.";
    PersonUnit "person.unit" 422 "没有这个单位，或单位已停用。" "There is no such unit, or it is closed.";
    PersonRole "person.role" 422 "这个岗位不归在这类单位：网格员在镇街或村、社区，呼叫员在镇街，专管员在县直部门、派驻机构或镇街，督办员和管理员在指挥中心，双报到队伍在其队伍。" "This role does not fit the unit: grid workers belong to townships or villages, callers to townships, specialists to departments, agencies or townships, supervisors and administrators to the centre, service teams to theirs.";
    LastAdministrator "person.last_administrator" 409 "这样就没有能登录的管理员了，先另设一名管理员。" "No administrator could sign in any more; appoint another first.";
    ImportColumn "import.column" 422 "第一行要有这一列的名称：姓名、用户名、岗位、单位。" "The first row has to name this column: name, username, role, unit.";
    ImportRole "import.role" 422 "没有这个岗位。可填：网格员、呼叫员、专管员、督办员、领导、管理员、双报到队伍。" "There is no such role; there are: grid worker, caller, specialist, supervisor, leader, administrator, service team.";
    ImportUnitAmbiguous "import.unit_ambiguous" 422 "有几个同名单位，改填单位编码。" "Several units have this name; give the unit's code.";
    ImportTwice "import.twice" 422 "文件里前面已有这个用户名。" "The file has this username before.";
    ImportNobody "import.nobody" 422 "文件里没有人员。" "There is nobody in the file.";
    ImportTooMany "import.too_many" 422 "一次最多导入 500 人，分成几个文件。" "A file brings in 500 people at most; split it.";
    ImportFaults "import.faults" 422 "文件里有错，一个账号也没有建。改好后再导入。" "Something in the file is wrong, and no account was made. Put it right and import it again.";
    SheetUnreadable "import.unreadable" 422 "文件无法读取。" "The file cannot be read.";
    ListFaults "list.faults" 422 "内容有误，按提示改好后再提交。" "Something is wrong in it; put right what is marked and send it again.";
    ListFile "list.file" 422 "文件读不了：只能导入 .xlsx 和 CSV 文件。" "The file cannot be read; import .xlsx or CSV.";
    ProposalEmpty "proposal.empty" 422 "与现行清单没有差别，不用提交。" "Nothing differs from the list as it stands.";
    ProposalWords "proposal.words" 422 "文字没有填写或过长。" "The text is missing or too long.";
    ProposalDay "proposal.day" 422 "生效日期不能早于今天和上一版的生效日期，也不能晚于明年年底。" "It cannot hold before today, before the version that precedes it, or after the end of next year.";
    ProposalAnswered "proposal.answered" 409 "本单位已经提过意见。" "Your unit has given its opinion already.";
    ProposalOpinionsOpen "proposal.opinions_open" 409 "还在征求意见：等各单位答复或到期后再审核。" "Units still have time for their opinions; review it once all have answered or the time is up.";
    ProposalReviewed "proposal.reviewed" 409 "已经审核过。" "It has been reviewed already.";
    ProposalNotReviewed "proposal.not_reviewed" 409 "还没有通过法制审核，不能决定。" "It has not passed the legal review yet.";
    ProposalNotReceived "proposal.not_received" 409 "有镇街还没有确认随事项下放的人员、经费和技术，不能通过。" "Some townships have not confirmed that people, money and technology come with what is delegated.";
    ProposalOutdated "proposal.outdated" 409 "提出以后，清单的同一条目又有了变化。请撤回后按新清单重新提出。" "The same items have changed since it was proposed; withdraw it and propose it anew.";
    ProposalEnded "proposal.ended" 409 "这项变更已经办结。" "This change has been decided or withdrawn.";
    GridsFaults "grids.faults" 422 "网格文件有误，按提示改好后再导入；没有改动任何网格。" "The file of grids has faults; put them right and import it again. Nothing was changed.";
    HandoverText "handover.text" 422 "交接班记录要写内容，不超过 2000 字。" "A handover note says something, in 2000 characters at most.";
    RulesMonth "rules.month" 422 "新规则从以后某个月的一日起施行，最晚到明年年底。" "New rules hold from the first of a later month on, next year's end at the latest.";
    RulesRange "rules.range" 422 "数值超出了允许的范围。" "The figure is out of its range.";
    RulesShares "rules.shares" 422 "响应、质量、结果的占比合计要是 100%。" "The shares of response, quality and result add up to 100 %.";
    RulesWeights "rules.weights" 422 "两部分的占比合计要在 1% 至 100% 之间。" "The weights of both parts add up to 1 to 100 %.";
    RulesVersion "rules.version" 409 "这期间别人定了新的一版。重新打开这一页，看过再定。" "Somebody has decided another version meanwhile; open the page anew and look at it first.";
    RulesHold "rules.hold" 409 "这一版已经施行，不能撤回，可制定新的一版。" "This version holds already and cannot be withdrawn; decide a new one.";
    MonthNotOver "month.not_over" 409 "这个月还没有结束，不能关账。" "The month is not over yet, so it cannot be closed.";
    MonthEarlier "month.earlier_open" 409 "前面还有月份没有关账，先关前面的。" "A month before it is open; close that one first.";
    MonthClosed "month.closed" 409 "这个月已经关账。" "The month has been closed already.";
    WrongPassword "account.wrong_password" 422 "当前密码不对。" "The current password is wrong.";
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What was wrong, as it travels and is shown. The code stays a text: a newer server may send one we do not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The dotted code.
    pub code: String,
    /// A sentence for people.
    pub detail: String,
    /// The field to blame: a path into the command's body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl Problem {
    /// A problem with its code's own sentence.
    pub fn new(code: Code, language: Language) -> Self {
        Self { code: code.as_str().to_owned(), detail: code.detail(language).to_owned(), field: None }
    }

    /// A body that does not fit its kind.
    pub fn invalid(invalid: &Invalid, language: Language) -> Self {
        let (field, expected) = (&invalid.field, invalid.expected(language));
        let detail = match language {
            Language::Chinese => format!("{field} 应为{expected}。"),
            Language::English => format!("{field} should be {expected}."),
        };
        Self {
            code: Code::Invalid.as_str().to_owned(),
            detail,
            field: (!invalid.field.is_empty()).then(|| invalid.field.clone()),
        }
    }

    /// Whether this is the problem with that code.
    pub fn is(&self, code: Code) -> bool {
        self.code == code.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_unique_and_dotted() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(names.iter().all(|name| name.contains('.')));
    }

    #[test]
    fn the_first_language_of_ours_in_the_header_wins() {
        assert_eq!(Language::from_header("fr, en-GB;q=0.8, zh"), Language::English);
        assert_eq!(Language::from_header("zh-CN,zh;q=0.9,en;q=0.8"), Language::Chinese);
        assert_eq!(Language::from_header(""), Language::Chinese);
    }
}
