//! Rules and reasons, as people say them.

use domain::evaluation::{Points, Reason, Rule};

use crate::text::{Words, scores as c};

/// A rule: 签收, 处置, ….
pub(crate) fn rule_word(rule: Rule, t: Words) -> &'static str {
    t.say(match rule {
        Rule::Signing => c::RULE_SIGNING,
        Rule::Handling => c::RULE_HANDLING,
        Rule::Returns => c::RULE_RETURNS,
        Rule::Rework => c::RULE_REWORK,
        Rule::Supervision => c::RULE_SUPERVISION,
        Rule::Replies => c::RULE_REPLIES,
        Rule::Opinions => c::RULE_OPINIONS,
        Rule::Response => c::RULE_RESPONSE,
        Rule::Quality => c::RULE_QUALITY,
        Rule::Outcome => c::RULE_OUTCOME,
    })
}

/// Why there is an entry: 按时签收, 申诉成立, ….
pub(crate) fn reason_word(reason: Reason, t: Words) -> &'static str {
    t.say(match reason {
        Reason::SignedInTime => c::SIGNED_IN_TIME,
        Reason::SignedLate => c::SIGNED_LATE,
        Reason::HandledInTime => c::HANDLED_IN_TIME,
        Reason::HandledLate => c::HANDLED_LATE,
        Reason::ReturnedWrongly => c::RETURNED_WRONGLY,
        Reason::Reworked => c::REWORKED,
        Reason::Supervised => c::SUPERVISED,
        Reason::RepliedInTime => c::REPLIED_IN_TIME,
        Reason::RepliedLate => c::REPLIED_LATE,
        Reason::OpinionInTime => c::OPINION_IN_TIME,
        Reason::OpinionLate => c::OPINION_LATE,
        Reason::Rated => c::RATED_BY,
        Reason::Exempted => c::EXEMPTED,
        Reason::DeadlineMoved => c::DEADLINE_MOVED,
        Reason::ReturnApproved => c::RETURN_APPROVED,
        Reason::RuledElsewhere => c::RULED_ELSEWHERE,
        Reason::NotCounted => c::NOT_COUNTED,
        Reason::CountedAgain => c::COUNTED_AGAIN,
    })
}

/// Points with their sign: +0.1, −2.
pub(crate) fn signed(points: Points) -> String {
    format!("{points:+}").replace('-', "−")
}
