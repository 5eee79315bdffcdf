//! What is said of an item: what it is, where it stands, and how far its bytes are.

use domain::Code;
use domain::command::CommandKind;
use domain::outbox::{Entry, State};
use jiff::Timestamp;

use crate::components::Standing;
use crate::components::words::command_word;
use crate::device::{Network, Sending};
use crate::text::{Words, queue};

/// Characters of a whistle's description that stand for its title.
const TITLE_CHARACTERS: usize = 40;

/// Where an item stands, in more detail than its [`Standing`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Goes out with the next pass.
    Waiting,
    /// Waits for its person to sign in.
    Parked,
    /// Waits for so long for its ticket that somebody should look.
    Stuck,
    /// On its way.
    Sending,
    /// The server has it.
    Received,
    /// The server will never take it, or some of its photos.
    Refused,
}

impl Stand {
    /// Where this entry stands now.
    pub fn of(entry: &Entry, sending: Option<&Sending>, network: Network, now: Timestamp) -> Self {
        match Standing::of(entry, sending) {
            Standing::Refused => Self::Refused,
            Standing::Sending => Self::Sending,
            Standing::Received if !entry.photos_refused.is_empty() => Self::Refused,
            Standing::Received => Self::Received,
            Standing::Saved if entry.is_stuck(now) => Self::Stuck,
            Standing::Saved if network == Network::SignInNeeded => Self::Parked,
            Standing::Saved => Self::Waiting,
        }
    }

    /// Its name, for styles and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Parked => "parked",
            Self::Stuck => "stuck",
            Self::Sending => "sending",
            Self::Received => "received",
            Self::Refused => "refused",
        }
    }
}

/// What the item is: the step, such as 上报 or 备注.
pub fn step(entry: &Entry, t: Words) -> &'static str {
    CommandKind::parse(&entry.sealed.kind).map_or(t.say(queue::UNKNOWN_STEP), |kind| command_word(kind, t))
}

/// The beginning of what the person wrote; none where the step has no words.
pub fn beginning(entry: &Entry) -> Option<String> {
    let written = ["description", "text", "reason"].iter().find_map(|key| entry.sealed.body.get(key)?.as_str())?;
    let mut title: String = written.chars().take(TITLE_CHARACTERS).collect();
    if written.chars().count() > TITLE_CHARACTERS {
        title.push('…');
    }
    Some(title)
}

/// Why it is where it is, and what will happen.
pub fn explanation(entry: &Entry, stand: Stand, network: Network, t: Words) -> Option<String> {
    let said = |text| Some(t.say(text).to_owned());
    match (stand, &entry.state) {
        (Stand::Refused, State::Rejected { problem }) => Some(problem.detail.clone()),
        (Stand::Refused, _) => Some(t.fill(queue::PHOTOS_REFUSED, &[("n", &entry.photos_refused.len())])),
        (Stand::Parked, _) => said(queue::PARKED),
        (Stand::Stuck, _) => said(queue::STUCK),
        (Stand::Waiting, State::Pending { problem: Some(problem), .. }) => {
            Some(t.fill(queue::WAITING_BECAUSE, &[("reason", &problem.detail)]))
        }
        (Stand::Waiting, _) if network == Network::Offline => said(queue::WAITING_FOR_NETWORK),
        (Stand::Waiting, State::Pending { tries: 1.., .. }) => said(queue::WAITING_TO_RETRY),
        (Stand::Waiting, _) => said(queue::WAITING),
        (Stand::Sending | Stand::Received, _) => None,
    }
}

/// Whether it was refused because its ticket stands somewhere else by now.
pub fn is_out_of_place(entry: &Entry) -> bool {
    matches!(&entry.state, State::Rejected { problem } if problem.is(Code::IllegalTransition))
}

/// “照片 1/3”, while some of its photos have not arrived.
pub fn photos(entry: &Entry, t: Words) -> Option<String> {
    let (done, of) = (entry.photos_done.len(), entry.photos.len());
    (of > 0).then(|| t.fill(queue::PHOTOS, &[("n", &done), ("of", &of)]))
}

/// Bytes of its photo that have gone, and of how many.
pub fn bytes(entry: &Entry, sending: Option<&Sending>) -> Option<(u64, u64)> {
    let (hash, gone, of) = sending?.photo.as_ref()?;
    entry.photos.iter().any(|photo| photo.sha256 == *hash).then_some((*gone, *of))
}

/// Sizes as people read them: 340 KB, 1.2 MB.
pub fn size(bytes: u64) -> String {
    if bytes < 1_000_000 { format!("{} KB", bytes.div_ceil(1000)) } else { format!("{:.1} MB", bytes as f64 / 1e6) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::sync::SealedCommand;
    use domain::{CommandId, Language, PersonId, Problem, TicketId};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const T: Words = Words(Language::Chinese);

    fn entry() -> Entry {
        let sealed = SealedCommand {
            command_id: CommandId(Uuid::from_u128(1)),
            seq: 1,
            ticket_id: TicketId(Uuid::from_u128(2)),
            kind: "whistle".into(),
            captured_at: "2026-11-23T08:00:00+08:00".into(),
            based_on: None,
            body: json!({"description": "井盖破损".repeat(20)}),
        };
        Entry::new(PersonId(Uuid::from_u128(3)), sealed, Vec::new())
    }

    #[test]
    fn an_item_waits_parks_or_goes() {
        let entry = entry();
        let sending = Sending { commands: BTreeSet::from([entry.sealed.command_id]), photo: None };
        assert_eq!(Stand::of(&entry, None, Network::Offline, NOW), Stand::Waiting);
        assert_eq!(Stand::of(&entry, None, Network::SignInNeeded, NOW), Stand::Parked);
        assert_eq!(Stand::of(&entry, Some(&sending), Network::Online, NOW), Stand::Sending);
    }

    #[test]
    fn a_refusal_says_why() {
        let mut entry = entry();
        let problem = Problem::new(Code::LeftScope, Language::Chinese);
        entry.state = State::Rejected { problem: problem.clone() };
        let stand = Stand::of(&entry, None, Network::Online, NOW);
        assert_eq!(stand, Stand::Refused);
        assert_eq!(explanation(&entry, stand, Network::Online, T), Some(problem.detail));
    }

    #[test]
    fn a_long_description_is_cut_for_the_title() {
        assert_eq!(beginning(&entry()).unwrap().chars().count(), TITLE_CHARACTERS + 1);
    }

    #[test]
    fn sizes_are_told_in_round_numbers() {
        assert_eq!((size(1), size(340_200), size(1_240_000)), ("1 KB".into(), "341 KB".into(), "1.2 MB".into()));
    }
}
