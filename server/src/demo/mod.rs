//! A sample county to look around in: units, accounts, catalogue, grids, and 200 tickets at every stage. All of it is made up,
//! but for the names of places and departments, and the same each time but for the hour it is told at.

mod courses;
mod grids;
mod list;
mod people;
mod pictures;
mod problems;
mod rules;
mod shift;
mod tickets;
mod units;

use anyhow::Context as _;
use domain::people::Colleague;
use domain::time::local;
use domain::{Directory, Language};
use sha2::{Digest as _, Sha256};
use store::{Store, Write};
use uuid::{Builder, Uuid};

use crate::auth::Passwords;
use crate::clock::Clock;
use crate::photo_store::{PhotoStore, Rendition};
use crate::sounds;
use pictures::Album;
use tickets::County;

/// Fills the database, whole or not at all. Where the sample county is there already, nothing changes, not even the
/// passwords.
pub async fn seed(store: &Store, photos: &PhotoStore, password: &str, clock: Clock) -> anyhow::Result<()> {
    let now = clock();
    if store.account_named("admin01", now).await?.is_some() {
        println!("The sample county is there already; nothing was changed.");
        return Ok(());
    }
    let hash = Passwords::default().hash(password.to_owned()).await;
    let hash = hash.map_err(|failure| anyhow::anyhow!("--password: {}", failure.code().detail(Language::English)))?;
    let album = Album::draw()?;
    keep(photos, &album).await?;

    let (units, mut items) = (units::all(), list::all());
    items.iter_mut().for_each(sounds::note);
    let people = people::all(&units);
    let grids = grids::all(&people);
    let ground = grids.iter().map(|stored| stored.grid.clone());
    let directory = Directory::new(units.clone(), items.clone())
        .with_grids(ground)
        .with_colleagues(people.iter().filter_map(Colleague::of));
    let mut tx = store.write().await?;
    for unit in &units {
        tx.add_unit(unit).await?;
    }
    tx.first_list(&items, local(now).date(), now, "示例").await?;
    for person in &people {
        let added = tx.add_person(person, &hash, now).await;
        added.with_context(|| format!("the account {} cannot be added", person.username))?;
    }
    for stored in &grids {
        tx.put_grid(stored, None).await?;
    }
    let county = County { people: &people, directory: &directory, album: &album, now };
    county.write(&mut tx).await?;
    shift::write(&mut tx, &people, now).await?;
    rules::write(&mut tx, &people, now).await?;
    note(&mut tx, now).await?;
    tx.commit().await?;
    println!("The sample county is ready: {} accounts, {} tickets.", people.len(), tickets::COUNT);
    Ok(())
}

async fn note(tx: &mut Write, now: jiff::Timestamp) -> store::Result<()> {
    tx.audit(id("seeding"), now, "console", "demo.seed", "sample county").await
}

/// Puts the drawn photos away.
async fn keep(photos: &PhotoStore, album: &Album) -> anyhow::Result<()> {
    for picture in album.pictures() {
        photos.put(Rendition::Original, &picture.photo.sha256, picture.jpeg.clone()).await?;
    }
    Ok(())
}

/// The id of what has this name in the sample county: the same on every machine.
fn id(name: &str) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(format!("xianghu sample {name}"))[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// A number below `range` that looks like chance and is always the same for these two.
fn spread(number: usize, salt: usize, range: usize) -> usize {
    let mixed =
        (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (salt as u64 + 1).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((mixed ^ (mixed >> 32)) % range.max(1) as u64) as usize
}

/// One of these, always the same for a number.
fn pick<T>(choices: &[T], number: usize) -> &T {
    &choices[spread(number, choices.len(), choices.len())]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::administration::{person_faults, unit_faults};
    use domain::sync::CatalogueValue;
    use domain::{Person, Role, Status};
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use serde::Serialize;
    use store::Filter;

    use super::*;

    /// Changes in one page of a pull, at most.
    const LARGEST_PAGE: usize = 200;

    async fn seeded(folder: &std::path::Path) -> Store {
        let store = Store::open(&format!("sqlite://{}", folder.join("demo.db").display())).await.unwrap();
        store.migrate(Uuid::nil()).await.unwrap();
        let photos = PhotoStore::open(folder.join("photos").to_str().unwrap()).unwrap();
        let now = "2026-11-23T10:00:00+08:00".parse().unwrap();
        for _ in 0..2 {
            seed(&store, &photos, "xianghu-demo", std::sync::Arc::new(move || now)).await.unwrap();
        }
        store
    }

    #[tokio::test]
    async fn tickets_stand_in_every_status_there_is_and_seeding_twice_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = seeded(folder.path()).await;
        let (listed, more) = store.newest(&[domain::Scope::All], &Filter::default(), 500).await.unwrap();
        assert_eq!((listed.len(), more), (200, false));
        let listed: Vec<_> = listed.iter().map(|listed| listed.ticket.read().unwrap()).collect();
        let statuses: BTreeSet<_> = listed.iter().map(|ticket| ticket.status.name()).collect();
        assert_eq!(statuses, BTreeSet::from(Status::NAMES));
        assert!(listed.iter().flat_map(|ticket| &ticket.photos).all(|photo| photo.received));
        assert!(listed.windows(2).all(|pair| pair[0].received_at >= pair[1].received_at));
    }

    #[test]
    fn accounts_follow_the_order_of_their_units() {
        let people = people::all(&units::all());
        let unit = |username: &str| people.iter().find(|it| it.username == username).map(|it| it.unit.code.to_string());
        assert_eq!(unit("grid07"), Some("T07".into()));
        assert_eq!(unit("caller07"), Some("T07".into()));
        assert_eq!(unit("specialist03"), Some("D03".into()));
        assert_eq!(unit("supervisor31"), Some("C00".into()));
        let count = |role: Role| people.iter().filter(|person| person.role == role).count();
        assert_eq!(unit("agency0709"), Some("A0709".into()));
        assert_eq!(Role::ALL.map(count), [22, 22, 20 + 88 + 22 + 20, 31, 1, 1, 5]);
        let names: BTreeSet<&str> = people.iter().map(|person: &Person| person.name.as_str()).collect();
        assert_eq!(names.len(), people.len());
    }

    #[test]
    fn units_and_people_are_such_as_an_administrator_could_make() {
        let units = units::all();
        for (n, unit) in units.iter().enumerate() {
            let before = Directory::new(units[..n].iter().cloned(), []);
            assert_eq!(unit_faults(unit, None, &before), [], "{unit:?}");
        }
        let directory = Directory::new(units.clone(), []);
        for person in people::all(&units) {
            assert_eq!(person_faults(&(&person).into(), None, &directory), [], "{person:?}");
        }
    }

    #[test]
    fn all_units_reach_a_device_in_a_few_kb() {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        serde_json::to_writer(&mut packed, &units::all()).unwrap();
        let bytes = packed.finish().unwrap().len();
        assert!(bytes <= 10_000, "{bytes} bytes");
    }

    #[test]
    fn what_is_whistled_for_goes_to_the_unit_that_the_list_proposes() {
        let directory = Directory::new(units::all(), list::all());
        for problem in problems::PROBLEMS.iter().filter(|problem| problem.item.is_some()) {
            let routing = directory.route(problem.item, None, None);
            let proposed = routing.assigned().map(|assignment| assignment.lead.code.as_str());
            assert_eq!(proposed, Some(problem.lead), "{:?}", problem.item);
        }
    }

    /// Bytes of these in pages.
    fn packed(values: &[impl Serialize]) -> usize {
        let pages = values.chunks(LARGEST_PAGE).map(|page| {
            let mut packed = GzEncoder::new(Vec::new(), Compression::default());
            serde_json::to_writer(&mut packed, page).unwrap();
            packed.finish().unwrap().len()
        });
        pages.sum()
    }

    #[test]
    fn the_whole_list_and_the_grids_reach_a_device_in_150_kb() {
        let mut items = list::all();
        items.iter_mut().for_each(sounds::note);
        let items: Vec<_> = items.iter().map(CatalogueValue::from).collect();
        let grids: Vec<_> = grids::all(&[]).into_iter().map(|stored| stored.grid).collect();
        let bytes = packed(&items) + packed(&grids);
        assert!(bytes <= 150_000, "{bytes} bytes");
    }
}
