//! The draft of a whistle: journalled on every input, and born with the ids under which it will be sent.

use domain::command::{MAX_ADDRESS, MAX_TEXT};
use domain::time::seconds_between;
use domain::{CommandId, GridCode, PersonId, Photo, Place, PlaceSource, TicketId, Urgency, Whistle};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::components::photo_picker::add;
use crate::device::Taken;
use crate::frame::kept;
use crate::text::{Words, report};
use crate::watermark::ELSEWHERE_SECONDS;

/// A whistle being written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The command it will be: found in the outbox, it has been saved already.
    pub command_id: CommandId,
    /// The ticket it will open.
    pub ticket_id: TicketId,
    /// Catalogue code.
    pub item_code: Option<String>,
    /// Quick phrases tapped.
    pub phrases: Vec<String>,
    /// What was typed.
    pub text: String,
    /// Where, in words.
    pub address: String,
    /// Where, by the device's fix.
    pub place: Option<Place>,
    /// The grid, where the person was asked.
    #[serde(default)]
    pub grid: Option<GridCode>,
    /// How soon.
    pub urgency: Urgency,
    /// Photos taken.
    pub photos: Vec<Taken>,
    /// When it was kept last, by the server's clock; none where it was taken up again later, or out of the queue.
    #[serde(default)]
    pub kept_at: Option<Timestamp>,
}

/// Why a draft is not ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unready {
    /// Neither an item nor a word says what it is.
    Nothing,
    /// So many characters too many.
    TooLong(usize),
}

impl Draft {
    /// An empty draft with ids of its own. For event handlers and effects only.
    #[expect(clippy::disallowed_methods, reason = "the form is where a whistle's ids are born")]
    pub fn born() -> Self {
        Self::with_ids(CommandId(Uuid::now_v7()), TicketId(Uuid::now_v7()))
    }

    fn with_ids(command_id: CommandId, ticket_id: TicketId) -> Self {
        Self {
            command_id,
            ticket_id,
            item_code: None,
            phrases: Vec::new(),
            text: String::new(),
            address: String::new(),
            place: None,
            grid: None,
            urgency: Urgency::Normal,
            photos: Vec::new(),
            kept_at: None,
        }
    }

    /// A whistle taken back, as a new draft.
    pub fn again(whistle: &Whistle) -> Self {
        let stored = |photo: &Photo| Taken { photo: photo.clone(), stored: true };
        Self {
            item_code: whistle.item_code.clone(),
            text: whistle.description.clone(),
            address: whistle.address.clone().unwrap_or_default(),
            place: whistle.place.clone(),
            grid: whistle.grid.clone(),
            urgency: whistle.urgency,
            photos: whistle.photos.iter().map(stored).collect(),
            ..Self::born()
        }
    }

    /// Whether nothing has been entered; a fix comes by itself and does not count.
    pub fn is_blank(&self) -> bool {
        self.item_code.is_none()
            && self.place.as_ref().is_none_or(|place| place.source != PlaceSource::Map)
            && self.phrases.is_empty()
            && self.text.trim().is_empty()
            && self.address.trim().is_empty()
            && self.urgency == Urgency::Normal
            && self.photos.is_empty()
    }

    /// Whether it was begun so long ago that its place need not be where the device is now.
    pub fn is_from_before(&self, now: Timestamp) -> bool {
        let is_recent = |at| seconds_between(at, now).abs() <= ELSEWHERE_SECONDS;
        !self.is_blank() && !self.kept_at.is_some_and(is_recent)
    }

    /// The draft this person left here. Photos whose bytes could not be stored went with the page they were taken on.
    pub fn left_by(person: PersonId) -> Option<Self> {
        let mut draft: Self = kept::read(&key(person))?;
        draft.photos.retain(|photo| photo.stored);
        Some(draft)
    }

    /// Keeps the draft for its person; a blank one need not be kept. False where it could not be kept.
    pub fn keep(&self, person: PersonId) -> bool {
        if self.is_blank() {
            Self::forget(person, self.command_id);
            true
        } else {
            kept::write(&key(person), self)
        }
    }

    /// Adds a photo that was ready only after the form was left, unless another draft has taken its place.
    pub fn add_late(mut self, person: PersonId, taken: Taken) {
        match kept::read::<Self>(&key(person)) {
            Some(left) if left.command_id == self.command_id => self = left,
            Some(_) => return,
            None => {}
        }
        add(&mut self.photos, taken);
        self.keep(person);
    }

    /// Lets this person's draft go, if it is the one with this id: another tab may have left its own.
    pub fn forget(person: PersonId, id: CommandId) {
        if kept::read::<Self>(&key(person)).is_some_and(|left| left.command_id == id) {
            kept::forget(&key(person));
        }
    }

    /// Where it is: by the device's fix, or by the first photo that knows where it was taken, if that was at another time.
    pub fn site(&self) -> Option<&Place> {
        let photo = self.photos.iter().map(|taken| &taken.photo).find(|photo| photo.place.is_some());
        let times = |photo: &Photo| photo.taken_at.zip(self.place.as_ref()?.fixed_at);
        let is_of_another_time = |photo: &Photo| {
            times(photo).is_some_and(|(taken, fixed)| seconds_between(taken, fixed).abs() > ELSEWHERE_SECONDS)
        };
        let of_photo = photo.filter(|photo| self.place.is_none() || is_of_another_time(photo));
        of_photo.and_then(|photo| photo.place.as_ref()).or(self.place.as_ref())
    }

    /// The whistle this makes. Where nothing was typed, `item_name` and phrases say what it is: “井盖破损”.
    pub fn whistle(&self, item_name: Option<&str>, t: Words) -> Result<Whistle, Unready> {
        let description = self.description(item_name, t);
        let length = description.chars().count();
        if length == 0 {
            return Err(Unready::Nothing);
        }
        if length > MAX_TEXT {
            return Err(Unready::TooLong(length - MAX_TEXT));
        }
        let address: String = clean(&self.address).chars().take(MAX_ADDRESS).collect();
        Ok(Whistle {
            description,
            item_code: self.item_code.clone(),
            title: None,
            place: self.site().cloned(),
            grid: self.grid.clone().filter(|_| self.site().is_some()),
            address: (!address.is_empty()).then_some(address),
            urgency: self.urgency,
            photos: self.photos.iter().map(|taken| taken.photo.clone()).collect(),
            contact: None,
        })
    }

    fn description(&self, item_name: Option<&str>, t: Words) -> String {
        let text = clean(&self.text);
        let phrases = self.phrases.join(t.say(report::BETWEEN_PHRASES));
        let what = match item_name {
            Some(item) if !phrases.is_empty() => {
                t.fill(report::ITEM_AND_PHRASES, &[("item", &item), ("phrases", &phrases)])
            }
            Some(item) => item.to_owned(),
            None => phrases.clone(),
        };
        match (phrases.is_empty(), text.is_empty()) {
            (_, true) => what,
            (true, false) => text,
            (false, false) => t.fill(report::WHAT_AND_TEXT, &[("what", &what), ("text", &text)]),
        }
    }
}

/// Where this person's draft is kept.
fn key(person: PersonId) -> String {
    format!("draft:{person}")
}

/// Text without what cannot be read: control characters but line breaks and tabs.
fn clean(text: &str) -> String {
    let readable: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    readable.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use domain::{Language, MediaType, PhotoHash};

    use super::*;

    fn draft() -> Draft {
        Draft::with_ids(CommandId(Uuid::from_u128(1)), TicketId(Uuid::from_u128(2)))
    }

    fn somewhere() -> Place {
        Place { lat: 37.1, lon: 122.4, accuracy_m: None, fixed_at: None, source: PlaceSource::Gps }
    }

    const T: Words = Words(Language::Chinese);

    fn described_in(t: Words, phrases: &[&str], text: &str, item: Option<&str>) -> String {
        let phrases = phrases.iter().map(|&phrase| phrase.to_owned()).collect();
        Draft { phrases, text: text.into(), ..draft() }.whistle(item, t).unwrap().description
    }

    fn described(phrases: &[&str], text: &str, item: Option<&str>) -> String {
        described_in(T, phrases, text, item)
    }

    #[test]
    fn an_item_and_a_phrase_are_description_enough() {
        assert_eq!(described(&[], "", Some("井盖")), "井盖");
        assert_eq!(described(&["破损"], "", Some("井盖")), "井盖破损");
        assert_eq!(described(&["破损", "下沉"], "靠近学校", Some("井盖")), "井盖破损、下沉。靠近学校");
        assert_eq!(described(&[], "靠近学校", Some("井盖")), "靠近学校");
        assert_eq!(described(&["破损"], "靠近学校", None), "破损。靠近学校");
    }

    #[test]
    fn an_english_description_has_english_punctuation() {
        let described =
            |text| described_in(Words(Language::English), &["broken", "sunken"], text, Some("Manhole cover"));
        assert_eq!(described(""), "Manhole cover broken, sunken");
        assert_eq!(described("By the school"), "Manhole cover broken, sunken. By the school");
    }

    #[test]
    fn a_draft_that_says_nothing_is_not_ready() {
        assert_eq!(draft().whistle(None, T), Err(Unready::Nothing));
        assert_eq!(Draft { text: " \n\u{7} ".into(), ..draft() }.whistle(None, T), Err(Unready::Nothing));
    }

    #[test]
    fn control_characters_are_left_out_and_line_breaks_stay() {
        assert_eq!(described(&[], "一\u{0}二\u{1b}[31m\r\n三", None), "一二[31m\n三");
    }

    #[test]
    fn too_long_is_told_by_how_much() {
        let long = Draft { text: "字".repeat(MAX_TEXT + 3), ..draft() };
        assert_eq!(long.whistle(None, T), Err(Unready::TooLong(3)));
    }

    #[test]
    fn a_draft_that_was_left_some_time_ago_is_not_given_the_place_where_it_is_taken_up() {
        let at = |second: i64| Timestamp::from_second(1_700_000_000 + second).unwrap();
        let left = Draft { text: "井盖松动".into(), kept_at: Some(at(0)), ..draft() };
        assert!(!left.is_from_before(at(60)), "the phone ended the page while its camera was open");
        assert!(left.is_from_before(at(3600)));
        assert!(Draft { kept_at: None, ..left }.is_from_before(at(60)), "taken back out of the queue");
        assert!(!Draft { kept_at: Some(at(0)), ..draft() }.is_from_before(at(3600)), "nothing was begun");
    }

    #[test]
    fn a_photo_of_another_time_says_where_it_is_and_a_fresh_one_leaves_it_to_the_fix() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let place = |lat, fixed_at: &str| Place { lat, fixed_at: Some(at(fixed_at)), ..somewhere() };
        let (yesterday, now) = ("2026-11-22T17:05:00+08:00", "2026-11-23T09:30:00+08:00");
        let taken = |taken_at: &str, place| Taken {
            photo: Photo {
                sha256: PhotoHash::from_digest(&[1; 32]),
                bytes: 10,
                media_type: MediaType::Jpeg,
                width: 1,
                height: 1,
                taken_at: Some(at(taken_at)),
                place,
                look: None,
            },
            stored: true,
        };
        let site = |fix: Option<Place>, photos: Vec<Taken>| {
            Draft { place: fix, photos, ..draft() }.site().map(|place| place.lat)
        };
        let (here, there) = (place(37.1, now), place(36.9, yesterday));
        assert_eq!(site(Some(here.clone()), vec![taken(yesterday, Some(there.clone()))]), Some(36.9));
        assert_eq!(site(Some(here.clone()), vec![taken(now, Some(place(37.2, now)))]), Some(37.1));
        assert_eq!(site(Some(here), vec![taken(yesterday, None)]), Some(37.1));
        assert_eq!(site(None, vec![taken(yesterday, Some(there))]), Some(36.9));
        assert_eq!(site(None, Vec::new()), None);
    }

    #[test]
    fn a_grid_goes_along_with_a_place_only() {
        let chosen = Draft { text: "井盖".into(), grid: Some("T07-02".into()), ..draft() };
        assert_eq!(chosen.whistle(None, T).unwrap().grid, None);
        let placed = Draft { place: Some(somewhere()), ..chosen };
        let whistle = placed.whistle(None, T).unwrap();
        assert_eq!(whistle.grid, Some("T07-02".into()));
        assert_eq!(Draft::again(&whistle).grid, Some("T07-02".into()));
    }

    #[test]
    fn a_fix_alone_is_no_draft_worth_keeping() {
        assert!(Draft { place: Some(somewhere()), ..draft() }.is_blank());
        let pinned = Place { source: PlaceSource::Map, ..somewhere() };
        assert!(!Draft { place: Some(pinned), ..draft() }.is_blank(), "a pin was set by hand");
        assert!(!Draft { address: "青山路".into(), ..draft() }.is_blank());
    }
}
