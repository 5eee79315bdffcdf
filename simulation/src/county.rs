//! The county that every story begins in: its units and people, the photos they take, and a database that has them.

use std::collections::BTreeMap;

use domain::list::{Limit, LimitKind, Responsible};
use domain::{Duty, Item, ItemKind, MediaType, Person, PersonId, Photo, PhotoHash, Role, Unit, UnitKind};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use store::Store;
use uuid::Uuid;

use crate::chance::Chance;
use crate::folder::Folder;

/// People of a small story: they meet on the same tickets all the time.
pub const FEW: usize = 10;
/// People of the whole county.
pub const ALL: usize = 40;

/// What all stories share.
pub struct County {
    /// The file of a migrated database with people in it.
    pub database: Vec<u8>,
    pub people: Vec<Person>,
    /// Photos that people take; the last is none.
    pub photos: Vec<Photo>,
    /// Their bytes.
    pub bytes: BTreeMap<PhotoHash, Vec<u8>>,
}

fn units() -> Vec<Unit> {
    let kinds = [("T", UnitKind::Township), ("D", UnitKind::Department), ("V", UnitKind::ServiceTeam)];
    let unit = |n: u128, (letter, kind): (&str, UnitKind)| Unit {
        id: Uuid::from_u128(n * 10 + u128::from(letter.as_bytes()[0])),
        code: format!("{letter}0{n}").as_str().into(),
        name: format!("单位{letter}0{n}"),
        kind,
        township: (kind == UnitKind::ServiceTeam).then(|| format!("T0{n}").as_str().into()),
        parent: None,
        disabled: false,
    };
    let mut units: Vec<_> = kinds.into_iter().flat_map(|kind| (1..=4).map(move |n| unit(n, kind))).collect();
    units.push(Unit::new(Uuid::from_u128(1), "C00".into(), "指挥中心", UnitKind::Centre));
    units
}

fn people(units: &[Unit]) -> Vec<Person> {
    let roles = [
        (Role::GridWorker, "T01"),
        (Role::GridWorker, "T02"),
        (Role::Caller, "T01"),
        (Role::Specialist, "D01"),
        (Role::Supervisor, "C00"),
        (Role::Caller, "T02"),
        (Role::Specialist, "D02"),
        (Role::GridWorker, "T01"),
        (Role::ServiceTeam, "V01"),
        (Role::Supervisor, "C00"),
        (Role::GridWorker, "T03"),
        (Role::Caller, "T03"),
        (Role::GridWorker, "T04"),
        (Role::Specialist, "D03"),
        (Role::ServiceTeam, "V03"),
    ];
    let person = |n: usize| {
        let (role, code) = roles[n % roles.len()];
        Person {
            id: PersonId(Uuid::from_u128(100 + n as u128)),
            username: format!("p{n}"),
            name: format!("第{n}人"),
            role,
            unit: units.iter().find(|unit| unit.code.as_str() == code).cloned().expect("a unit"),
        }
    };
    (0..ALL).map(person).collect()
}

/// A picture that is quickly opened however many bytes it has: the rest is a chunk that readers pass over.
fn picture(side: u32, padding: usize, chance: &mut Chance) -> Vec<u8> {
    let noise = image::RgbImage::from_fn(side, side, |_, _| {
        let noise = chance.draw().to_le_bytes();
        image::Rgb([noise[0], noise[1], noise[2]])
    });
    let mut png = Vec::new();
    noise.write_with_encoder(image::codecs::png::PngEncoder::new(&mut png)).expect("a picture");
    let mut chunk = b"puNk".to_vec();
    chunk.extend((0..padding).map(|_| chance.draw() as u8));
    let mut crc = flate2::Crc::new();
    crc.update(&chunk);
    // After the signature and the header, which has a chunk's frame of 12 bytes around its 13.
    let rest = png.split_off(8 + 12 + 13);
    png.extend((padding as u32).to_be_bytes());
    png.extend(chunk);
    png.extend(crc.sum().to_be_bytes());
    png.extend(rest);
    png
}

fn photos() -> (Vec<Photo>, BTreeMap<PhotoHash, Vec<u8>>) {
    let mut chance = Chance::new(7);
    let (mut photos, mut bytes) = (Vec::new(), BTreeMap::new());
    let mut take = |content: Vec<u8>, side: u32| {
        let sha256 = PhotoHash::from_digest(&Sha256::digest(&content));
        photos.push(Photo {
            sha256: sha256.clone(),
            bytes: content.len() as u64,
            media_type: MediaType::Png,
            width: side,
            height: side,
            taken_at: None,
            place: None,
            look: None,
        });
        bytes.insert(sha256, content);
    };
    // One part, one part, two parts, five parts.
    for (side, padding) in [(4, 0), (6, 900), (8, 70_000), (8, 280_000)] {
        take(picture(side, padding, &mut chance), side);
    }
    take(b"this is no picture".to_vec(), 4);
    (photos, bytes)
}

impl County {
    pub async fn make() -> Self {
        let folder = Folder::new();
        let path = folder.path().join("begin.db");
        let store = Store::open(&format!("sqlite://{}", path.display())).await.expect("a database");
        store.migrate(Uuid::from_u128(1)).await.expect("migrations");
        let units = units();
        let people = people(&units);
        let mut tx = store.write().await.expect("a transaction");
        for unit in &units {
            tx.add_unit(unit).await.expect("a unit");
        }
        let item = Item {
            common: Some(1),
            duties: vec![Duty {
                limit: Some(Limit { amount: 2, kind: LimitKind::UrgentHours }),
                ..Duty::new(1, Responsible::Unit("D01".into()))
            }],
            ..Item::new(ItemKind::Component, "0101", "上水井盖", "公用设施", "GBT30428.2-2013")
        };
        let today = jiff::civil::date(2026, 1, 1);
        tx.first_list(&[item], today, Timestamp::UNIX_EPOCH, "测试").await.expect("a list");
        for person in &people {
            tx.add_person(person, "-", Timestamp::UNIX_EPOCH).await.expect("a person");
        }
        tx.commit().await.expect("a commit");
        store.close().await;
        let (photos, bytes) = photos();
        Self { database: std::fs::read(&path).expect("the database"), people, photos, bytes }
    }

    pub fn person(&self, id: PersonId) -> &Person {
        self.people.iter().find(|person| person.id == id).expect("a person")
    }
}
