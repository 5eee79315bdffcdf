//! The 200 tickets of the sample county, led through the same rules as real ones.

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow};
use domain::calendar::RunningOut;
use domain::list::Limit;
use domain::sync::{CommandResult, Outcome, SealedCommand};
use domain::ticket::Context;
use domain::time::after;
use domain::{
    Command, Directory, Person, PersonId, Photo, Place, PlaceSource, Role, Ticket, TicketId, UnitCode, Urgency, Whistle,
};
use jiff::Timestamp;
use store::{Upload, UploadState, Write};

use super::courses::{Case, ENDINGS, Ending, Step, Who, course};
use super::pictures::{Album, State};
use super::problems::{EVERYDAY, PROBLEMS, Problem};
use super::units::{TEAMS, TOWNSHIPS, code};
use super::{id, pick, spread};
use crate::desk::next_number;

/// How many there are.
pub(super) const COUNT: usize = 200;
/// Shares no factor with [`COUNT`]: steps of this size visit every ending once, well mixed.
const STRIDE: usize = 73;
/// The township with the county's seat, where every fifth ticket comes from.
const SEAT: usize = 7;
/// Minutes within which every limit of the sample has run twice.
const LONG_AGO: i64 = 120 * 1440;
/// Tickets of the same thing as another: the first is merged into it, the others wait to be noticed.
const TWINS: usize = 2;
/// Degrees that the second report of a thing is off.
const BESIDE: f64 = 0.000_06;
/// Seconds after which a photo has followed its words.
const PHOTO_SECONDS: i64 = 40;

/// What all tickets are made from.
pub(super) struct County<'a> {
    pub(super) people: &'a [Person],
    pub(super) directory: &'a Directory,
    pub(super) album: &'a Album,
    pub(super) now: Timestamp,
}

/// One ticket's way, and when it begins.
struct Story<'a> {
    number: usize,
    reporter: &'a Person,
    problem: &'static Problem,
    received_at: Timestamp,
    steps: Vec<Step>,
    /// The ticket that is of the same thing.
    twin_of: Option<usize>,
}

fn ticket_id(number: usize) -> TicketId {
    id(&format!("ticket {number}")).into()
}

/// Whether its reporter's device had a position.
fn has_place(number: usize) -> bool {
    number % 9 != 4
}

fn ending(number: usize) -> Option<Ending> {
    let mut place = number * STRIDE % COUNT;
    ENDINGS.iter().find_map(|&(ending, count)| {
        let here = place < count;
        place = place.saturating_sub(count);
        here.then_some(ending)
    })
}

impl<'a> County<'a> {
    /// Writes all tickets, the oldest first, so that their numbers rise with time.
    pub(super) async fn write(&self, tx: &mut Write) -> anyhow::Result<()> {
        let mut stories = (0..COUNT).map(|number| self.story(number)).collect::<anyhow::Result<Vec<_>>>()?;
        self.pair(&mut stories)?;
        stories.sort_by_key(|story| story.received_at);
        let mut outboxes = Outboxes::default();
        for story in &stories {
            self.tell(tx, &mut outboxes, story).await.with_context(|| format!("sample ticket {}", story.number))?;
        }
        let twin = stories.iter().find_map(|story| Some((story.number, story.twin_of?)));
        let (twin, main) = twin.context("nothing is reported twice")?;
        self.merge(tx, &mut outboxes, twin, main).await
    }

    /// Has some things reported a second time, by somebody else of the township.
    fn pair(&self, stories: &mut [Story<'a>]) -> anyhow::Result<()> {
        let is_main = |story: &&Story<'_>| {
            let is_fixed = story.problem.item.is_some_and(|code| code.starts_with('0'));
            is_fixed && has_place(story.number) && ending(story.number) == Some(Ending::Green)
        };
        let mains: Vec<_> =
            stories.iter().filter(is_main).take(TWINS).map(|it| (it.number, it.problem, it.reporter)).collect();
        let twins = stories.iter_mut().filter(|story| ending(story.number) == Some(Ending::Received));
        for (twin, (number, problem, reporter)) in twins.zip(mains) {
            let role = if reporter.role == Role::Caller { Role::GridWorker } else { Role::Caller };
            twin.reporter = self.person(role, reporter.township().context("a reporter without a township")?)?;
            (twin.problem, twin.twin_of) = (problem, Some(number));
        }
        Ok(())
    }

    async fn merge(&self, tx: &mut Write, outboxes: &mut Outboxes, twin: usize, main: usize) -> anyhow::Result<()> {
        let twin = tx.ticket(ticket_id(twin)).await?.context("no twin")?;
        let main = tx.ticket(ticket_id(main)).await?.context("no main ticket")?;
        let actor = self.people.iter().find(|person| person.role == Role::Supervisor).context("no supervisor")?;
        let command = Command::MergeInto { into: main.id };
        let context = Context { actor, now: self.now, directory: self.directory };
        let both = twin.apply_with(&main, &command, context).map_err(|refusal| anyhow!("merge: {:?}", refusal.code))?;
        let (mut merged, mut followed) = (twin.clone(), main.clone());
        merged.absorb(&both.own);
        followed.absorb(&[both.main]);
        tx.update_ticket(&twin, &merged).await?;
        tx.update_ticket(&main, &followed).await?;
        outboxes.note(tx, &merged, actor, &command, self.now, self.now).await?;
        Ok(())
    }

    fn story(&self, number: usize) -> anyhow::Result<Story<'a>> {
        // Two everyday troubles to one of the others, which take turns, so that every department has work.
        let problem = match number % 3 {
            0 => &PROBLEMS[EVERYDAY + number / 3 % (PROBLEMS.len() - EVERYDAY)],
            _ => &PROBLEMS[spread(number, 1, EVERYDAY)],
        };
        let mended = self.album.photo(problem.subject, State::Mended).context("a picture is missing")?;
        let limit = self.directory.limit(problem.item);
        let ran = |percent| self.minutes_ago(limit, percent);
        let case = Case { number, problem, limit: limit.plain_seconds() / 60, ran: &ran, mended, now: self.now };
        let course = course(&case, ending(number).context("an ending is missing")?);
        let minutes = course.ago + course.steps.iter().map(|step| step.after).sum::<i64>();
        let received_at = after(self.now, -60 * minutes - spread(number, 2, 60) as i64);
        Ok(Story { number, reporter: self.reporter(number)?, problem, received_at, steps: course.steps, twin_of: None })
    }

    /// How long ago the time began of which so many percent of the limit have run until now.
    fn minutes_ago(&self, limit: Limit, percent: i64) -> i64 {
        let time = RunningOut::from(limit);
        let wanted = time.seconds * percent / 100;
        let has_run = |minutes: i64| {
            let run = self.directory.calendar().run(time.kind, after(self.now, -60 * minutes), self.now);
            // Beyond the calendar nothing is due; plain time is as good as any.
            run.unwrap_or(60 * minutes)
        };
        let (mut least, mut most) = (0, LONG_AGO);
        while least < most {
            let middle = i64::midpoint(least, most);
            if has_run(middle) < wanted { least = middle + 1 } else { most = middle }
        }
        least
    }

    /// Five grid workers to one caller and one service team.
    fn reporter(&self, number: usize) -> anyhow::Result<&'a Person> {
        let township = if number.is_multiple_of(5) { SEAT } else { 1 + spread(number, 3, TOWNSHIPS.len()) };
        match (number / 5 + number % 5) % 7 {
            5 => self.person(Role::Caller, &code('T', township)),
            6 => self.person(Role::ServiceTeam, &code('V', 1 + number % TEAMS.len())),
            _ => self.person(Role::GridWorker, &code('T', township)),
        }
    }

    fn person(&self, role: Role, unit: &UnitCode) -> anyhow::Result<&'a Person> {
        let found = self.people.iter().find(|person| person.role == role && person.unit.code == *unit);
        found.with_context(|| format!("nobody is {} of {unit}", role.as_str()))
    }

    /// The supervisor of a ticket, or one of those next to them.
    fn supervisor(&self, number: usize, next: usize) -> anyhow::Result<&'a Person> {
        let all: Vec<_> = self.people.iter().filter(|person| person.role == Role::Supervisor).collect();
        let at = spread(number, all.len(), all.len()) + next;
        all.into_iter().cycle().nth(at).context("nobody supervises")
    }

    fn actor(&self, who: Who, story: &Story<'a>, ticket: &Ticket) -> anyhow::Result<&'a Person> {
        let township = ticket.township.as_ref().context("a ticket without a township")?;
        match who {
            Who::Reporter => Ok(story.reporter),
            Who::Supervisor => self.supervisor(story.number, 0),
            Who::Reviewer => self.supervisor(story.number, 1),
            Who::SecondReviewer => self.supervisor(story.number, 2),
            Who::Lead => self.person(Role::Specialist, ticket.lead.as_ref().context("nobody leads")?),
            Who::Checker if story.reporter.role == Role::GridWorker => Ok(story.reporter),
            Who::Checker => self.person(Role::GridWorker, township),
            Who::Verifier => self.person(Role::GridWorker, ticket.township_of_place().unwrap_or(township)),
            Who::Rater if story.number.is_multiple_of(2) => Ok(story.reporter),
            Who::Rater => self.person(Role::Caller, township),
            Who::Leader => {
                self.people.iter().find(|person| person.role == Role::Leader).context("nobody is the leader")
            }
        }
    }

    async fn tell(&self, tx: &mut Write, outboxes: &mut Outboxes, story: &Story<'a>) -> anyhow::Result<()> {
        let mut at = story.received_at;
        let offline = if story.number % 11 == 5 { 7200 } else { 20 };
        let captured_at = after(at, -offline - spread(story.number, 4, 60) as i64);
        let whistle = self.whistle(story, captured_at)?;
        let context = Context { actor: story.reporter, now: at, directory: self.directory };
        let ticket_id = ticket_id(story.number);
        let number = next_number(tx, at).await?;
        let mut ticket = Ticket::open(ticket_id, &whistle, captured_at, Some(number), context)
            .map_err(|refusal| anyhow!("whistle: {:?}", refusal.code))?;
        receive(&mut ticket, &whistle.photos, story.reporter, at);
        tx.insert_ticket(&ticket).await?;
        outboxes.note(tx, &ticket, story.reporter, &Command::Whistle(Box::new(whistle)), captured_at, at).await?;
        for step in &story.steps {
            at = after(at, 60 * step.after);
            let actor = self.actor(step.who, story, &ticket)?;
            let context = Context { actor, now: at, directory: self.directory };
            let events = ticket
                .apply(&step.command, context)
                .map_err(|refusal| anyhow!("{}: {:?}", step.command.kind().as_str(), refusal.code))?;
            let before = ticket.clone();
            ticket.absorb(&events);
            receive(&mut ticket, step.command.photos(), actor, at);
            tx.update_ticket(&before, &ticket).await?;
            outboxes.note(tx, &ticket, actor, &step.command, at, at).await?;
        }
        for photo in &ticket.photos {
            let upload = Upload { bytes: photo.photo.bytes, state: UploadState::Complete };
            tx.end_upload(photo.by, &photo.photo.sha256, &upload, self.now).await?;
            tx.name_photo(ticket.id, photo.by, &photo.photo.sha256, true).await?;
        }
        Ok(())
    }

    fn whistle(&self, story: &Story<'_>, captured_at: Timestamp) -> anyhow::Result<Whistle> {
        let Story { number, reporter, problem, .. } = *story;
        let home = reporter.township().context("a reporter without a township")?;
        let township = (1..).zip(&TOWNSHIPS).find(|(n, _)| code('T', *n) == *home).context("no such township")?.1;
        let seen = story.twin_of.unwrap_or(number);
        let spot = pick(&township.spots, seen);
        let shown = self.album.photo(problem.subject, State::Broken).context("a picture is missing")?;
        let beside = if story.twin_of.is_some() { BESIDE } else { 0.0 };
        let off = |salt: usize| (spread(seen, salt, 1000) as f64 - 500.0) / 50_000.0 + beside;
        let place = Place {
            lat: township.lat + off(5),
            lon: township.lon + off(6),
            accuracy_m: Some(4.0 + spread(number, 7, 30) as f64),
            fixed_at: Some(captured_at),
            source: PlaceSource::Gps,
        };
        let dangerous = self.directory.limit(problem.item).plain_hours() <= 4 && number % 3 == 1;
        let urgent = dangerous || number % 17 == 0;
        Ok(Whistle {
            description: format!("{spot}，{}。", pick(problem.found, number)),
            item_code: problem.item.map(str::to_owned),
            title: None,
            place: has_place(seen).then_some(place),
            grid: None,
            address: Some(format!("{}{spot}", township.name)),
            urgency: if urgent { Urgency::Urgent } else { Urgency::Normal },
            photos: if number % 13 == 7 { Vec::new() } else { vec![Photo { taken_at: Some(captured_at), ..shown }] },
            contact: None,
        })
    }
}

/// The devices that the sample's commands came from, one for each person: the last number that each gave.
#[derive(Default)]
struct Outboxes(BTreeMap<PersonId, u64>);

impl Outboxes {
    /// Notes that this command made the ticket what it is now, as the desk does.
    async fn note(
        &mut self,
        tx: &mut Write,
        ticket: &Ticket,
        by: &Person,
        command: &Command,
        captured_at: Timestamp,
        at: Timestamp,
    ) -> store::Result<()> {
        let seq = self.0.entry(by.id).or_default();
        *seq += 1;
        let sealed = SealedCommand {
            command_id: id(&format!("command {} {}", ticket.id, ticket.revision)).into(),
            seq: *seq,
            ticket_id: ticket.id,
            kind: command.kind().as_str().to_owned(),
            captured_at: captured_at.to_string(),
            based_on: ticket.revision.checked_sub(1).filter(|revision| *revision > 0),
            body: command.body(),
        };
        let result = CommandResult {
            command_id: sealed.command_id,
            outcome: Outcome::Accepted,
            revision: Some(ticket.revision),
            ticket_number: ticket.number.clone(),
            status: Some(ticket.status.name().to_owned()),
            problem: None,
            after_s: None,
        };
        let device = id(&format!("device of {}", by.username)).into();
        tx.record(by.id, device, &sealed, true, &result, at).await
    }
}

/// Notes that the photos' bytes came after the words.
fn receive(ticket: &mut Ticket, photos: &[Photo], by: &Person, at: Timestamp) {
    for photo in photos {
        let event = ticket.photo_settled(&photo.sha256, by, None, after(at, PHOTO_SECONDS));
        ticket.absorb(event.as_slice());
    }
}
