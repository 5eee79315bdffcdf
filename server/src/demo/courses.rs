//! The ways tickets of the sample county have gone: who did what, and how long after the step before.

use domain::command::Part;
use domain::time::{after, local, opening_of};
use domain::{Command, Dispatch, Photo, Rating, Satisfaction, UnitCode};
use jiff::Timestamp;

use super::problems::{DECLINED, NOT_OURS, NOTES, PRAISE, Problem, WITHDRAWN};
use super::{id, pick, spread};

/// How far a ticket has come, and by which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Received,
    Verifying,
    Verified,
    Accepted,
    ReturnApproved,
    Reopened,
    Dispatched,
    ReturnAskedUnsigned,
    Green,
    Amber,
    Red,
    Reworked,
    ReturnAsked,
    ReturnRefused,
    HandledAnew,
    ExtensionAsked,
    SuspensionAsked,
    Suspended,
    Reported,
    CheckAsked,
    CheckedGood,
    CheckedBad,
    Passed,
    Dissatisfied,
    Satisfied,
    Basically,
    Late,
    AfterRework,
    AfterReturn,
    BothViews,
    Declined,
    Withdrawn,
    Voided,
    Forced,
    ArbitrationOpen,
    Arbitrated,
    Appealed,
    Exempt,
    /// Some weeks ago, so that there is a month before this one.
    Earlier,
    /// Late, under an order that was replied to.
    Supervised,
}

/// How many tickets have gone each way.
pub(super) const ENDINGS: [(Ending, usize); 40] = [
    (Ending::Received, 16),
    (Ending::Verifying, 2),
    (Ending::Verified, 2),
    (Ending::Accepted, 8),
    (Ending::ReturnApproved, 4),
    (Ending::Reopened, 2),
    (Ending::Dispatched, 15),
    (Ending::ReturnAskedUnsigned, 3),
    (Ending::Green, 12),
    (Ending::Amber, 7),
    (Ending::Red, 6),
    (Ending::Supervised, 2),
    (Ending::Reworked, 4),
    (Ending::ReturnAsked, 3),
    (Ending::ReturnRefused, 2),
    (Ending::HandledAnew, 2),
    (Ending::ExtensionAsked, 2),
    (Ending::SuspensionAsked, 1),
    (Ending::Suspended, 2),
    (Ending::Reported, 8),
    (Ending::CheckAsked, 6),
    (Ending::CheckedGood, 3),
    (Ending::CheckedBad, 1),
    (Ending::Passed, 15),
    (Ending::Dissatisfied, 6),
    (Ending::Satisfied, 16),
    (Ending::Earlier, 8),
    (Ending::Basically, 8),
    (Ending::Late, 4),
    (Ending::AfterRework, 4),
    (Ending::AfterReturn, 2),
    (Ending::BothViews, 4),
    (Ending::Declined, 8),
    (Ending::Withdrawn, 6),
    (Ending::Voided, 1),
    (Ending::Forced, 1),
    (Ending::ArbitrationOpen, 1),
    (Ending::Arbitrated, 1),
    (Ending::Appealed, 1),
    (Ending::Exempt, 1),
];

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Reporter,
    Supervisor,
    /// The specialist of the unit that leads then.
    Lead,
    /// The grid worker who is asked to check.
    Checker,
    /// The grid worker of the place.
    Verifier,
    /// The reporter, or the caller of the township.
    Rater,
    Leader,
    /// A supervisor who has had no hand in it.
    Reviewer,
    /// Another.
    SecondReviewer,
}

/// One step of a ticket's way.
pub(super) struct Step {
    pub(super) who: Who,
    /// Minutes after the step before.
    pub(super) after: i64,
    pub(super) command: Command,
}

/// What a way is written for.
pub(super) struct Case<'a> {
    pub(super) number: usize,
    pub(super) problem: &'a Problem,
    /// Minutes that handling may take, nights and holidays not left out.
    pub(super) limit: i64,
    /// So many minutes ago did the time begin of which this many percent of the limit have run.
    pub(super) ran: &'a dyn Fn(i64) -> i64,
    pub(super) mended: Photo,
    pub(super) now: Timestamp,
}

/// A way as it is written down, with what is over since its last step.
pub(super) struct Course<'a> {
    case: &'a Case<'a>,
    pub(super) steps: Vec<Step>,
    /// Minutes from the last step to now.
    pub(super) ago: i64,
}

/// The way of this case to its ending.
pub(super) fn course<'a>(case: &'a Case<'a>, ending: Ending) -> Course<'a> {
    let (limit, ran) = (case.limit, case.ran);
    let begun = Course { case, steps: Vec::new(), ago: 0 }.note();
    let handled = |course: Course<'a>| course.accept().dispatch().sign().report(limit * 2 / 5);
    match ending {
        Ending::Received => begun.ends(3, 180),
        Ending::Verifying => begun.ask_verification().ends(2, 25),
        Ending::Verified => begun.ask_verification().verify().ends(2, 30),
        Ending::Accepted => begun.accept().ends(2, 90),
        Ending::ReturnApproved => begun.accept().misdirect().ask_return().approve_return().ends(5, 120),
        Ending::Reopened => handled(begun).pass().rate(Satisfaction::Basically).reopen().ends(10, 200),
        Ending::Dispatched => begun.accept().dispatch().ends(2, 100),
        Ending::ReturnAskedUnsigned => begun.accept().misdirect().ask_return().ends(5, 90),
        Ending::Green => begun.accept().share().sign().assign().ends(ran(10), ran(60)),
        Ending::Amber => begun.accept().dispatch().sign().ends(ran(84), ran(94)),
        Ending::Red => begun.accept().dispatch().sign().remind(30).ends(ran(120), ran(200)),
        Ending::Reworked => handled(begun).rework().ends(5, limit / 5),
        Ending::ReturnAsked => begun.accept().misdirect().sign().ask_return().ends(10, 120),
        Ending::ReturnRefused => begun.accept().dispatch().sign().ask_return().refuse_return().ends(5, limit / 2),
        Ending::HandledAnew => handled(begun).pass().rate(Satisfaction::Dissatisfied).re_handle().ends(5, limit / 2),
        Ending::ExtensionAsked => begun.accept().dispatch().sign().ask_extension().ends(ran(30), ran(60)),
        Ending::SuspensionAsked => begun.accept().dispatch().sign().ask_suspension().ends(10, 90),
        Ending::Suspended => begun.accept().dispatch().sign().ask_suspension().suspend().ends(60, 4000),
        Ending::Reported => handled(begun).ends(5, 300),
        Ending::CheckAsked => handled(begun).ask_check().ends(5, 120),
        Ending::CheckedGood => handled(begun).ask_check().check(true).ends(5, 60),
        Ending::CheckedBad => handled(begun).ask_check().check(false).ends(5, 60),
        Ending::Passed => handled(begun).pass().ends(30, 2400),
        Ending::Dissatisfied => handled(begun).pass().rate(Satisfaction::Dissatisfied).ends(20, 600),
        Ending::Satisfied => handled(begun).pass().rate(Satisfaction::Satisfied).ends(20, 13_000),
        Ending::Earlier => {
            let basically = case.number.is_multiple_of(4);
            let satisfaction = if basically { Satisfaction::Basically } else { Satisfaction::Satisfied };
            handled(begun).pass().rate(satisfaction).ends(30_000, 60_000)
        }
        Ending::Supervised => begun.accept().dispatch().sign().supervise().reply().ends(ran(120), ran(200)),
        Ending::Basically => handled(begun).pass().rate(Satisfaction::Basically).ends(20, 13_000),
        Ending::Late => begun.late().ends(60, 4000),
        Ending::Appealed => begun.late().appeal().review(Who::Reviewer).ends(60, 900),
        Ending::Exempt => begun.late().appeal().review(Who::Reviewer).review(Who::SecondReviewer).ends(60, 900),
        Ending::AfterRework => {
            let again = handled(begun).rework().report(limit / 5);
            again.pass().rate(Satisfaction::Satisfied).ends(60, 4000)
        }
        Ending::AfterReturn => {
            let returned = begun.accept().misdirect().ask_return().approve_return();
            returned.dispatch().sign().report(limit / 2).pass().rate(Satisfaction::Satisfied).ends(60, 4000)
        }
        Ending::BothViews => {
            let rated = handled(begun).pass().rate(Satisfaction::Dissatisfied);
            rated.close_with_both_views().ends(60, 4000)
        }
        Ending::Declined => begun.decline().ends(30, 13_000),
        Ending::Withdrawn => begun.withdraw().ends(30, 13_000),
        Ending::Voided => begun.accept().void().ends(30, 4000),
        Ending::ArbitrationOpen => begun.dispute().arbitrate().ends(10, 120),
        Ending::Arbitrated => begun.dispute().arbitrate().rule().ends(5, 50),
        Ending::Forced => begun.accept().dispatch().sign().force_close().ends(30, 4000),
    }
}

impl Course<'_> {
    fn then(mut self, who: Who, after: i64, command: Command) -> Self {
        self.steps.push(Step { who, after, command });
        self
    }

    /// Between the shortest and the longest of these minutes after the last step, it is now.
    fn ends(mut self, shortest: i64, longest: i64) -> Self {
        self.ago = self.between(99, shortest, longest.max(shortest + 1));
        self
    }

    fn between(&self, salt: usize, shortest: i64, longest: i64) -> i64 {
        shortest + spread(self.case.number, salt + self.steps.len(), (longest - shortest) as usize) as i64
    }

    fn say(&self, texts: &[&str]) -> String {
        (*pick(texts, self.case.number)).to_owned()
    }

    /// Every sixth reporter adds something before the desk has looked.
    fn note(self) -> Self {
        if self.case.number % 6 != 2 {
            return self;
        }
        let text = self.say(&NOTES);
        self.then(Who::Reporter, 3, Command::AddNote { text, photos: Vec::new() })
    }

    fn accept(self) -> Self {
        let after = self.between(1, 3, 15);
        self.then(Who::Supervisor, after, Command::Accept { item_code: None, urgency: None })
    }

    fn ask_verification(self) -> Self {
        let text = Some("照片看不清，请到现场确认位置和程度。".to_owned());
        self.then(Who::Supervisor, 6, Command::RequestVerification { text })
    }

    fn verify(self) -> Self {
        let found = self.case.number.is_multiple_of(2);
        let text =
            if found { "到现场看了，情况属实。" } else { "到现场没有找到，可能已经处理。" };
        self.then(Who::Verifier, 18, Command::Verify { found, text: Some(text.to_owned()), photos: Vec::new() })
    }

    fn decline(self) -> Self {
        let (reason_code, reason) = *pick(&DECLINED, self.case.number);
        let command = Command::Decline { reason_code, reason: reason.to_owned() };
        self.then(Who::Supervisor, 9, command)
    }

    fn withdraw(self) -> Self {
        let reason = self.say(&WITHDRAWN);
        self.then(Who::Reporter, 14, Command::Withdraw { reason })
    }

    fn dispatch(self) -> Self {
        let other = if self.case.problem.lead == "D02" { "D01" } else { "D02" };
        let helped = self.case.number.is_multiple_of(6);
        let dispatch = Dispatch {
            co_responsible: if helped { vec![other.into()] } else { Vec::new() },
            note: helped.then(|| "请两单位现场会商，主责单位牵头。".to_owned()),
            ..Dispatch::to(self.case.problem.lead.into())
        };
        let after = self.between(2, 2, 12);
        self.then(Who::Supervisor, after, Command::Dispatch(dispatch))
    }

    /// A dispatch that says what another unit has to do first.
    fn share(self) -> Self {
        let other = if self.case.problem.lead == "D02" { "D01" } else { "D02" };
        let part = Part { unit: other.into(), text: "设置围挡，疏导现场交通。".to_owned() };
        let dispatch = Dispatch {
            co_responsible: vec![other.into()],
            parts: vec![part],
            ..Dispatch::to(self.case.problem.lead.into())
        };
        let after = self.between(2, 2, 12);
        self.then(Who::Supervisor, after, Command::Dispatch(dispatch))
    }

    /// A dispatch to a unit that it turns out not to belong to.
    fn misdirect(self) -> Self {
        let wrong = if self.case.problem.lead == "D04" { "D01" } else { "D04" };
        let dispatch = Dispatch {
            reason: Some("现场位于公路用地范围，先派养护单位核实。".to_owned()),
            ..Dispatch::to(wrong.into())
        };
        self.then(Who::Supervisor, 8, Command::Dispatch(dispatch))
    }

    fn sign(self) -> Self {
        let after = self.between(3, 5, 55);
        self.then(Who::Lead, after, Command::Sign {})
    }

    /// Every second ticket goes to a colleague, the others to whoever signed.
    fn assign(self) -> Self {
        let number = self.case.problem.lead.trim_start_matches('D');
        let who = if self.case.number.is_multiple_of(2) { "colleague" } else { "specialist" };
        let handler = id(&format!("person {who}{number}")).into();
        self.then(Who::Lead, 4, Command::AssignHandler { handler })
    }

    fn ask_return(self) -> Self {
        let command = Command::RequestReturn {
            reason: self.say(&NOT_OURS),
            clause: Some("细化责任清单：养护范围以移交清单为准".to_owned()),
            suggested_unit: Some(UnitCode::from(self.case.problem.lead)),
        };
        self.then(Who::Lead, 18, command)
    }

    fn approve_return(self) -> Self {
        self.then(Who::Supervisor, 16, Command::ApproveReturn {})
    }

    fn refuse_return(self) -> Self {
        let reason = "清单明确由你单位主责，请继续办理。".to_owned();
        self.then(Who::Supervisor, 21, Command::RefuseReturn { reason })
    }

    /// Closed after longer than any limit with a holiday in it.
    fn late(self) -> Self {
        let longest = self.case.limit * 2 + 10 * 1440;
        self.accept().dispatch().sign().report(longest).pass().rate(Satisfaction::Basically)
    }

    fn appeal(self) -> Self {
        let reason = "配件停产，厂家补货用了八天，附采购记录。".to_owned();
        let photos = vec![self.case.mended.clone()];
        self.then(Who::Lead, 300, Command::Appeal { reason, photos })
    }

    fn review(self, who: Who) -> Self {
        let reason = "采购记录属实，非单位原因。".to_owned();
        self.then(who, 240, Command::RuleAppeal { granted: true, reason })
    }

    /// Two units after each other say that it is not theirs.
    fn dispute(self) -> Self {
        let command = Command::RequestReturn { reason: self.say(&NOT_OURS), clause: None, suggested_unit: None };
        let second = self.accept().misdirect().ask_return().approve_return().dispatch().sign();
        second.then(Who::Lead, 25, command)
    }

    fn arbitrate(self) -> Self {
        let reason = "两家单位都认为不属本单位职责，提请仲裁。".to_owned();
        self.then(Who::Supervisor, 15, Command::OpenArbitration { reason })
    }

    fn rule(self) -> Self {
        let command = Command::RuleArbitration {
            unit: self.case.problem.lead.into(),
            reason: "设施已移交，由接收单位主责。".to_owned(),
            clause: Some("细化责任清单：养护范围以移交清单为准".to_owned()),
        };
        self.then(Who::Leader, 90, command)
    }

    fn ask_extension(self) -> Self {
        let reason = "配件需从厂家调货，明天才能到。".to_owned();
        self.then(Who::Lead, 10, Command::RequestExtension { reason })
    }

    fn ask_suspension(self) -> Self {
        let reason = "与地下管线改造冲突，等管线单位完工后一并修复。".to_owned();
        let until = opening_of(local(after(self.case.now, 20 * 86_400)).date());
        self.then(Who::Lead, 15, Command::RequestSuspension { reason, until })
    }

    fn suspend(self) -> Self {
        self.then(Who::Supervisor, 20, Command::ApproveSuspension {})
    }

    fn report(self, after: i64) -> Self {
        let (text, photos) = (self.case.problem.done.to_owned(), vec![self.case.mended.clone()]);
        self.then(Who::Lead, after, Command::ReportResult { text, photos })
    }

    fn ask_check(self) -> Self {
        let text = Some("请到现场看一下是否恢复。".to_owned());
        self.then(Who::Supervisor, 12, Command::RequestCheck { text })
    }

    fn check(self, passed: bool) -> Self {
        let text = if passed { "现场已恢复，拍照为证。" } else { "边角没有处理好，还有松动。" };
        let photos = if passed { vec![self.case.mended.clone()] } else { Vec::new() };
        self.then(Who::Checker, 40, Command::Check { passed, text: Some(text.to_owned()), photos })
    }

    fn pass(self) -> Self {
        let after = self.between(4, 8, 50);
        self.then(Who::Supervisor, after, Command::Pass {})
    }

    fn rework(self) -> Self {
        let reason = "照片看周边未清理，请补做后重新反馈。".to_owned();
        self.then(Who::Supervisor, 25, Command::Rework { reason })
    }

    fn rate(self, satisfaction: Satisfaction) -> Self {
        let (points, comment) = match satisfaction {
            Satisfaction::Satisfied => (5, self.say(&PRAISE)),
            Satisfaction::Basically => (4, String::new()),
            Satisfaction::Dissatisfied => (2, "只是临时处理，没两天又坏了。".to_owned()),
        };
        let rating = Rating {
            response: points,
            quality: points,
            result: if satisfaction == Satisfaction::Basically { 3 } else { points },
            satisfaction,
            comment: (!comment.is_empty()).then_some(comment),
        };
        let after = self.between(5, 30, 600);
        self.then(Who::Rater, after, Command::Rate(rating))
    }

    fn re_handle(self) -> Self {
        let reason = Some("群众反映属实，按永久修复标准二次办理。".to_owned());
        self.then(Who::Supervisor, 30, Command::ReHandle { reason })
    }

    fn close_with_both_views(self) -> Self {
        let reason = Some("单位已按标准处置，群众希望整段翻修，列入明年计划，双方意见并存。".to_owned());
        self.then(Who::Supervisor, 90, Command::CloseWithBothViews { reason })
    }

    fn reopen(self) -> Self {
        let reason = "同一位置再次损坏，72 小时内重开。".to_owned();
        self.then(Who::Supervisor, 700, Command::Reopen { reason })
    }

    fn remind(self, after: i64) -> Self {
        let text = Some("临近时限，请抓紧处置并反馈。".to_owned());
        self.then(Who::Supervisor, after, Command::Remind { text })
    }

    fn supervise(self) -> Self {
        let text = "临近时限仍无进展，请说明原因和完成时间。".to_owned();
        let reply_by = after(self.case.now, 86_400);
        self.then(Who::Supervisor, 15, Command::Supervise { text, reply_by })
    }

    fn reply(self) -> Self {
        let text = "配件已到货，今日安排施工。".to_owned();
        self.then(Who::Lead, 15, Command::ReplySupervision { text, photos: Vec::new() })
    }

    fn void(self) -> Self {
        let reason = "演练时误建的案件，没有实际问题。".to_owned();
        self.then(Who::Supervisor, 35, Command::Void { reason })
    }

    fn force_close(self) -> Self {
        let reason = "所在路段已列入整体改造，由工程一并解决。".to_owned();
        self.then(Who::Leader, 120, Command::ForceClose { reason })
    }
}
