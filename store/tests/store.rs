//! The store on both databases: SQLite always, PostgreSQL where the test command has started one.
#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]
#![expect(clippy::disallowed_methods, reason = "tests make their own ids")]

use std::collections::BTreeSet;

use domain::command::Whistle;
use domain::grid::Shape;
use domain::list::{Commonest, Responsible, Version, difference};
use domain::ticket::Context;
use domain::{
    Command, Directory, Grid, Item, ItemKind, Person, PersonId, PhotoHash, Role, Scope, Ticket, TicketId, Unit,
    UnitKind, Urgency,
};
use jiff::Timestamp;
use jiff::civil::date;
use sqlx::migrate::Migrator;
use sqlx::{AnyPool, AssertSqlSafe};
use store::{AuditFilter, Audited, Filter, Mark, SessionInfo, Sight, Store, StoredGrid, Worker};
use tempfile::TempDir;
use uuid::Uuid;

#[path = "store/ledger.rs"]
mod ledger;

/// Runs the test with the name and the address of every database there is, new and empty.
async fn on_each_unmigrated<F: AsyncFn(&str, String)>(test: F) {
    let folder = TempDir::new().unwrap();
    test("sqlite", format!("sqlite://{}", folder.path().join("test.db").display())).await;
    if let Ok(cluster) = std::env::var("XIANGHU_TEST_POSTGRES") {
        sqlx::any::install_default_drivers();
        let name = format!("t{}", Uuid::new_v4().simple());
        let admin = AnyPool::connect(&cluster).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
        let (base, _) = cluster.rsplit_once('/').unwrap();
        test("postgres", format!("{base}/{name}")).await;
    }
}

/// Runs the test on every database there is.
async fn on_each<F: AsyncFn(Store)>(test: F) {
    on_each_unmigrated(async |_, url| {
        let store = Store::open(&url).await.unwrap();
        store.migrate(Uuid::new_v4()).await.unwrap();
        test(store).await;
    })
    .await;
}

/// As [`on_each`], with a database as an earlier release left it: only the first `migrations` have run.
async fn on_each_of_before<F: AsyncFn(AnyPool, Store)>(migrations: usize, test: F) {
    sqlx::any::install_default_drivers();
    on_each_unmigrated(async |name, url| {
        let folder = TempDir::new().unwrap();
        let all = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(name);
        let mut files: Vec<_> = std::fs::read_dir(all).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        for file in &files[..migrations] {
            std::fs::copy(file, folder.path().join(file.file_name().unwrap())).unwrap();
        }
        let store = Store::open(&url).await.unwrap();
        let pool = AnyPool::connect(&url).await.unwrap();
        Migrator::new(folder.path()).await.unwrap().run(&pool).await.unwrap();
        test(pool, store).await;
    })
    .await;
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + seconds).unwrap()
}

async fn person(store: &Store) -> Person {
    let unit = Unit::new(Uuid::new_v4(), "T01".into(), "崖头街道", UnitKind::Township);
    let id = PersonId(Uuid::new_v4());
    let person =
        Person {
            id, username: format!("grid-{id}"), name: "王某".into(), role: Role::GridWorker, unit: unit.clone()
        };
    let mut tx = store.write().await.unwrap();
    tx.add_unit(&unit).await.unwrap();
    tx.add_person(&person, "hash", at(0)).await.unwrap();
    tx.commit().await.unwrap();
    person
}

fn whistle(description: &str) -> Whistle {
    Whistle {
        description: description.into(),
        item_code: None,
        title: None,
        place: None,
        grid: None,
        address: None,
        urgency: Urgency::Normal,
        photos: vec![],
        contact: None,
    }
}

async fn open_ticket(store: &Store, person: &Person, description: &str) -> store::Result<Ticket> {
    open_whistle(store, person, &whistle(description)).await
}

async fn open_whistle(store: &Store, person: &Person, whistle: &Whistle) -> store::Result<Ticket> {
    let directory = Directory::default();
    let context = Context { actor: person, now: at(0), directory: &directory };
    let mut tx = store.write().await?;
    let number = format!("RC20261123-{:06}", tx.count("number-20261123").await?);
    let ticket = Ticket::open(TicketId(Uuid::now_v7()), whistle, at(0), Some(number), context).unwrap();
    tx.insert_ticket(&ticket).await?;
    tx.commit().await?;
    Ok(ticket)
}

#[tokio::test]
async fn a_ticket_reads_back_as_it_was_written() {
    on_each(async |store| {
        let person = person(&store).await;
        let ticket = open_ticket(&store, &person, "井盖 \"破损\"\n第二行 🙂").await.unwrap();
        assert_eq!(store.ticket(ticket.id).await.unwrap().unwrap().read().unwrap(), ticket);
    })
    .await;
}

#[tokio::test]
async fn a_transaction_that_is_dropped_leaves_nothing() {
    on_each(async |store| {
        let person = person(&store).await;
        let directory = Directory::default();
        let context = Context { actor: &person, now: at(0), directory: &directory };
        let id = TicketId(Uuid::now_v7());
        let ticket = Ticket::open(id, &whistle("x"), at(0), Some("RC1".into()), context).unwrap();
        let mut tx = store.write().await.unwrap();
        tx.insert_ticket(&ticket).await.unwrap();
        drop(tx);
        assert_eq!(store.ticket(id).await.unwrap(), None);
        assert_eq!(store.sight(id, &[Scope::All]).await.unwrap(), Sight::Unknown);
    })
    .await;
}

#[tokio::test]
async fn work_that_fails_or_panics_takes_nothing_else_of_its_transaction_with_it() {
    on_each(async |store| {
        let person = person(&store).await;
        let works = (0..60).map(|n: u32| {
            let (store, person) = (store.clone(), person.clone());
            tokio::spawn(async move {
                let done: store::Result<TicketId> = store
                    .together(move |tx| {
                        Box::pin(async move {
                            let number = format!("RC20261123-{:06}", tx.count("number-20261123").await?);
                            let directory = Directory::default();
                            let context = Context { actor: &person, now: at(0), directory: &directory };
                            let id = TicketId(Uuid::now_v7());
                            let ticket = Ticket::open(id, &whistle("x"), at(0), Some(number), context).unwrap();
                            tx.insert_ticket(&ticket).await?;
                            match n % 3 {
                                0 => Ok(id),
                                1 => Err(store::Error::NotEmpty),
                                _ => panic!("as planned"),
                            }
                        })
                    })
                    .await;
                (n, done)
            })
        });
        let mut kept = BTreeSet::new();
        for work in works.collect::<Vec<_>>() {
            match work.await.unwrap() {
                (n, Ok(id)) if n % 3 == 0 => assert!(kept.insert(id.to_string())),
                (n, Err(store::Error::NotEmpty)) if n % 3 == 1 => {}
                (n, Err(store::Error::Panicked)) if n % 3 == 2 => {}
                (n, other) => panic!("{n}: {other:?}"),
            }
        }
        let (changes, _) = store.changes(&[Scope::All], 0, 200, None).await.unwrap();
        let seen: BTreeSet<_> = changes.iter().filter(|it| it.kind == "ticket").map(|it| it.id.clone()).collect();
        assert_eq!((seen.len(), seen), (20, kept));
        let (newest, _) = store.newest(&[Scope::All], &Filter::default(), 50).await.unwrap();
        assert_eq!(newest.iter().map(|listed| listed.serial).collect::<Vec<_>>(), (1..=20).rev().collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn the_newest_of_several_scopes_come_page_by_page_and_each_once() {
    on_each(async |store| {
        let (mine, other) = (person(&store).await, person(&store).await);
        for n in 0..9 {
            open_ticket(&store, if n % 3 == 0 { &other } else { &mine }, &format!("{n}")).await.unwrap();
        }
        // All stand in the township's scope, those of one reporter in theirs as well.
        let scopes = [Scope::Person(mine.id), Scope::Unit("T01".into())];
        let (mut serials, mut after) = (Vec::new(), None);
        loop {
            let filter = Filter { after, ..Filter::default() };
            let (page, more) = store.newest(&scopes, &filter, 2).await.unwrap();
            serials.extend(page.iter().map(|listed| listed.serial));
            after = serials.last().copied();
            if !more {
                break;
            }
        }
        assert_eq!(serials, (1..=9).rev().collect::<Vec<_>>());
        let (own, _) = store.newest(&[Scope::Person(mine.id)], &Filter::default(), 50).await.unwrap();
        assert_eq!(own.len(), 6);
    })
    .await;
}

#[tokio::test]
async fn a_reader_that_keeps_up_misses_no_change_while_many_write() {
    on_each(async |store| {
        let person = person(&store).await;
        let writers: Vec<_> = (0..8)
            .map(|n| {
                let (store, person) = (store.clone(), person.clone());
                tokio::spawn(async move {
                    let mut ids = Vec::new();
                    for m in 0..10 {
                        ids.push(open_ticket(&store, &person, &format!("{n}-{m}")).await.unwrap().id.to_string());
                    }
                    ids
                })
            })
            .collect();
        let (mut seen, mut after) = (BTreeSet::new(), 0);
        let scopes = person.scopes();
        while seen.len() < 80 {
            let (changes, _) = store.changes(&scopes, after, 7, None).await.unwrap();
            for change in changes {
                assert!(change.seq > after, "the feed went back");
                after = change.seq;
                if change.kind == "ticket" {
                    seen.insert(change.id);
                }
            }
        }
        let mut written = BTreeSet::new();
        for writer in writers {
            written.extend(writer.await.unwrap());
        }
        assert_eq!(seen, written);
    })
    .await;
}

#[tokio::test]
async fn a_username_is_taken_once() {
    on_each(async |store| {
        let person = person(&store).await;
        let twin = Person { id: PersonId(Uuid::new_v4()), ..person };
        let mut tx = store.write().await.unwrap();
        let refused = tx.add_person(&twin, "hash", at(0)).await;
        assert!(matches!(refused, Err(store::Error::Taken(_))), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn what_people_search_for_is_text_not_a_pattern() {
    on_each(async |store| {
        let person = person(&store).await;
        open_ticket(&store, &person, "涨了100%").await.unwrap();
        open_ticket(&store, &person, "涨了1000").await.unwrap();
        for (words, expected) in [("100%", 1), ("100", 2), ("0_", 0), ("涨", 2), ("'; DROP TABLE tickets; --", 0)] {
            let filter = Filter { words: Some(words.into()), ..Filter::default() };
            let (found, more) = store.newest(&[Scope::All], &filter, 50).await.unwrap();
            assert_eq!((found.len(), more), (expected, false), "{words}");
        }
    })
    .await;
}

#[tokio::test]
async fn words_are_found_wherever_they_stand_by_those_who_may_see_them() {
    on_each(async |store| {
        let person = person(&store).await;
        for title in ["中山路16号井盖破损", "朝阳东街路灯不亮", "东街口井盖松动"] {
            open_ticket(&store, &person, title).await.unwrap();
        }
        let found = async |scopes: &[Scope], words: &str| {
            let filter = Filter { words: Some(words.into()), ..Filter::default() };
            let (found, _) = store.newest(scopes, &filter, 50).await.unwrap();
            found.into_iter().map(|listed| listed.ticket.read().unwrap().title).collect::<Vec<_>>()
        };
        for (words, expected) in [
            ("井盖", &["东街口井盖松动", "中山路16号井盖破损"][..]),
            ("盖破", &["中山路16号井盖破损"]),
            ("6号井", &["中山路16号井盖破损"]),
            ("东街", &["东街口井盖松动", "朝阳东街路灯不亮"]),
            ("井盖 东街", &["东街口井盖松动"]),
            ("松动 东街口 x", &[]),
            ("街井", &[]),
            ("灯", &["朝阳东街路灯不亮"]),
        ] {
            assert_eq!(found(&[Scope::All], words).await, expected, "{words}");
            assert_eq!(found(&person.scopes(), words).await, expected, "{words}");
            assert!(found(&[Scope::Unit("D99".into())], words).await.is_empty(), "{words}");
        }
        // A page begins before a ticket, and is as long as was asked.
        let filter = Filter { words: Some("井盖".into()), ..Filter::default() };
        let (first, more) = store.newest(&[Scope::All], &filter, 1).await.unwrap();
        assert!(more);
        let (second, more) =
            store.newest(&[Scope::All], &Filter { after: Some(first[0].serial), ..filter }, 1).await.unwrap();
        assert_eq!((second.len(), more), (1, false));
    })
    .await;
}

#[tokio::test]
async fn an_address_of_no_known_database_says_what_would_be_right() {
    let error = Store::open("mysql://localhost").await.unwrap_err().to_string();
    assert!(error.contains("DATABASE_URL") && error.contains("sqlite://"));
}

#[tokio::test]
async fn a_release_starts_on_tables_that_the_next_one_has_added_to() {
    let folder = TempDir::new().unwrap();
    let address = format!("sqlite://{}", folder.path().join("test.db").display());
    let store = Store::open(&address).await.unwrap();
    store.migrate(Uuid::new_v4()).await.unwrap();
    let epoch = store.epoch().await.unwrap();
    let pool = AnyPool::connect(&address).await.unwrap();
    for statement in [
        "ALTER TABLE tickets ADD COLUMN later TEXT",
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'later', 1, x'00', 0)",
    ] {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }
    store.migrate(Uuid::new_v4()).await.unwrap();
    assert_eq!(store.epoch().await.unwrap(), epoch);
    let person = person(&store).await;
    open_ticket(&store, &person, "井盖破损").await.unwrap();
}

#[tokio::test]
async fn a_photo_that_may_be_read_on_a_ticket_may_still_be_read_when_it_is_named_again() {
    on_each(async |store| {
        let person = person(&store).await;
        let ticket = open_ticket(&store, &person, "x").await.unwrap();
        let hash = PhotoHash::from_digest(&[7; 32]);
        for (received, seen) in [(false, false), (true, true), (false, true)] {
            let mut tx = store.write().await.unwrap();
            tx.name_photo(ticket.id, person.id, &hash, received).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(store.sees_photo(person.id, &[Scope::All], &hash).await.unwrap(), seen);
        }
    })
    .await;
}

#[tokio::test]
async fn a_backup_that_is_not_whole_leaves_nothing() {
    on_each(async |store| {
        let person = person(&store).await;
        open_ticket(&store, &person, "井盖").await.unwrap();
        let mut backup = Vec::new();
        store.dump(&mut backup).await.unwrap();
        let whole = String::from_utf8(backup).unwrap();
        let lines: Vec<_> = whole.lines().collect();
        let without = |n: usize| [&lines[..n], &lines[n + 1..]].concat().join("\n");
        let last = lines.len() - 1;
        let damaged = [
            without(last),
            without(last - 1),
            whole.replace("井盖", "井盆"),
            format!("{whole}{}", lines[0]),
            String::new(),
        ];
        on_each(async |other| {
            for damaged in &damaged {
                let loaded = other.load(damaged.as_bytes(), Uuid::new_v4()).await;
                assert!(matches!(loaded, Err(store::Error::NotWhole(_))));
            }
            // Read and given up before it was there for others.
            drop(other.load(whole.as_bytes(), Uuid::new_v4()).await.unwrap());
            assert_eq!(other.feed_head().await.unwrap(), 0);
            assert!(other.account(person.id, at(0)).await.unwrap().is_none());
            let rows = other.load(whole.as_bytes(), Uuid::new_v4()).await.unwrap().commit().await.unwrap();
            assert_eq!(rows, lines.len() as u64 - 1);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_backup_of_either_database_fills_either_and_only_an_empty_one() {
    on_each(async |store| {
        let person = person(&store).await;
        let ticket = open_ticket(&store, &person, "井盖 \"破损\"\n第二行").await.unwrap();
        let mut backup = Vec::new();
        store.dump(&mut backup).await.unwrap();
        assert!(matches!(store.load(backup.as_slice(), Uuid::new_v4()).await, Err(store::Error::NotEmpty)));
        on_each(async |other| {
            let epoch = Uuid::new_v4();
            other.load(backup.as_slice(), epoch).await.unwrap().commit().await.unwrap();
            assert_eq!(other.epoch().await.unwrap(), epoch);
            assert_eq!(other.ticket(ticket.id).await.unwrap().unwrap().read().unwrap(), ticket);
            let mut again = Vec::new();
            other.dump(&mut again).await.unwrap();
            let rows = |dump: &[u8]| -> BTreeSet<String> {
                let text = String::from_utf8_lossy(dump).into_owned();
                text.lines()
                    .filter(|line| !line.contains("server_epoch") && !line.contains("\"end\""))
                    .map(ToOwned::to_owned)
                    .collect()
            };
            assert_eq!(rows(&again), rows(&backup));
            // What comes next goes on where the backup ended.
            open_ticket(&other, &person, "之后").await.unwrap();
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_list_of_plain_leads_and_hours_becomes_the_first_version_and_devices_fetch_it_anew() {
    on_each_of_before(2, async |pool, store| {
        for statement in [
            "INSERT INTO units (code, id, name, kind) VALUES ('D01', '00000000-0000-0000-0000-000000000001', '住建局', 'department')",
            "INSERT INTO items (code, name, kind, class_name, edition, lead, limit_hours, common)
             VALUES ('0101', '井盖', 'component', '公用设施', '版', 'D01', 8, 1), ('0102', '路灯', 'component', '公用设施', '版', NULL, NULL, NULL)",
            "INSERT INTO feed (scope, kind, id, seq, present)
             VALUES ('everyone', 'catalogue', '0101', 1, 1), ('everyone', 'catalogue', '0102', 2, 1)",
            "UPDATE feed_head SET seq = 2",
        ] {
            sqlx::query(statement).execute(&pool).await.unwrap();
        }
        store.migrate(Uuid::nil()).await.unwrap();
        let directory = store.directory().await.unwrap();
        let cover = directory.item("0101").unwrap();
        assert_eq!(cover.duties[0].lead, Responsible::Unit("D01".into()));
        assert_eq!((cover.plain_limit_hours(), cover.common), (Some(8), Some(1)));
        assert_eq!(directory.item("0102").unwrap().duties, []);
        assert_eq!(directory.version().unwrap().number, "2026-1");
        assert_eq!(store.list_at(1).await.unwrap().len(), 2);
        let (changes, more) = store.changes(&[Scope::All], 2, 10, None).await.unwrap();
        let changes: Vec<_> = changes.iter().map(|change| (change.kind.as_str(), change.seq)).collect();
        assert_eq!((changes, more), (vec![("catalogue", 3), ("catalogue", 4), ("list", 5)], false));
        assert_eq!(store.feed_head().await.unwrap(), 5);
    })
    .await;
}

#[tokio::test]
async fn a_version_holds_from_its_day_on_and_every_earlier_one_can_still_be_shown() {
    on_each(async |store| {
        let item = |code: &str, name: &str| Item::new(ItemKind::Event, code, name, "类", "版");
        let (old, gone) = (item("E1", "旧名"), item("E2", "撤销的"));
        let mut tx = store.write().await.unwrap();
        tx.first_list(&[old.clone(), gone.clone()], date(2026, 1, 1), at(0), "某人").await.unwrap();
        let (new, added) = (item("E1", "新名"), item("E3", "新增的"));
        let changes = difference([&old, &gone], [&new, &added]);
        let second =
            Version { number: "2026-2".into(), serial: 2, effective_on: date(2026, 12, 1), title: "二".into() };
        tx.add_version(&second, &changes, at(1), "领导").await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(store.directory().await.unwrap().item("E1"), Some(&old));
        assert!(!store.version_is_due(date(2026, 11, 30)).await.unwrap());
        assert!(store.version_is_due(date(2026, 12, 1)).await.unwrap());
        let head = store.feed_head().await.unwrap();
        for expected in [1, 0] {
            let mut tx = store.write().await.unwrap();
            assert_eq!(tx.put_in_force(date(2026, 12, 1)).await.unwrap(), expected);
            tx.commit().await.unwrap();
        }
        let directory = store.directory().await.unwrap();
        assert_eq!(directory.items().collect::<Vec<_>>(), [&new, &added]);
        assert_eq!(directory.version(), Some(&second));
        // What a device that has the first version is sent: the difference.
        let (sent, _) = store.changes(&[Scope::All], head, 10, None).await.unwrap();
        let sent: Vec<_> = sent.iter().map(|change| change.id.as_str()).collect();
        assert_eq!(sent, ["E1", "E2", "E3", "current"]);

        assert_eq!(store.list_at(1).await.unwrap(), [old.clone(), gone]);
        assert_eq!(store.list_at(2).await.unwrap(), [new.clone(), added]);
        let history = store.item_history("E1").await.unwrap();
        let history: Vec<_> = history.into_iter().map(|(version, item)| (version.serial, item)).collect();
        assert_eq!(history, [(2, Some(new)), (1, Some(old))]);
        let versions = store.list_versions().await.unwrap();
        assert_eq!(
            versions.iter().map(|it| (it.version.serial, it.in_force, it.changes)).collect::<Vec<_>>(),
            [(2, true, 3), (1, true, 2)]
        );
    })
    .await;
}

#[tokio::test]
async fn grids_reach_devices_where_their_ground_changes_and_leave_them_when_they_go() {
    on_each(async |store| {
        let person = person(&store).await;
        let ring = |east: f64| vec![[122.0, 37.0], [east, 37.0], [east, 37.1], [122.0, 37.0]];
        let grid = |code: &str, east: f64| Grid {
            code: code.into(),
            name: "第1网格".into(),
            township: "T01".into(),
            shape: Shape(vec![vec![ring(east)]]),
        };
        let worker = Worker { id: person.id, username: person.username.clone(), name: person.name.clone() };
        let first = StoredGrid {
            grid: grid("T01-1", 122.123_45),
            party_organisation: Some("第1网格党支部".into()),
            households: Some(312),
            workers: vec![worker],
        };
        let second =
            StoredGrid { grid: grid("T01-2", 122.2), party_organisation: None, households: None, workers: vec![] };
        let mut tx = store.write().await.unwrap();
        for stored in [&first, &second] {
            tx.put_grid(stored, None).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(store.stored_grids().await.unwrap(), [first.clone(), second.clone()]);
        assert_eq!(store.directory().await.unwrap().grids().collect::<Vec<_>>(), [&first.grid, &second.grid]);

        // Who works there is no news for devices; another border is.
        let head = store.feed_head().await.unwrap();
        let fewer = StoredGrid { workers: vec![], households: Some(300), ..first.clone() };
        let wider = StoredGrid { grid: grid("T01-2", 122.3), ..second.clone() };
        let mut tx = store.write().await.unwrap();
        tx.put_grid(&fewer, Some(&first.grid)).await.unwrap();
        tx.put_grid(&wider, Some(&second.grid)).await.unwrap();
        tx.commit().await.unwrap();
        let news = async |after| {
            let (changes, _) = store.changes(&[Scope::All], after, 10, None).await.unwrap();
            changes.into_iter().map(|change| (change.kind, change.id)).collect::<Vec<_>>()
        };
        assert_eq!(news(head).await, [("grid".to_owned(), "T01-2".to_owned())]);
        assert_eq!(store.stored_grids().await.unwrap(), [fewer.clone(), wider]);

        let head = store.feed_head().await.unwrap();
        let mut tx = store.write().await.unwrap();
        tx.remove_grid(&fewer.grid.code).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(news(head).await, [("grid".to_owned(), "T01-1".to_owned())]);
        assert_eq!(store.directory().await.unwrap().grid(&fewer.grid.code), None);
    })
    .await;
}

async fn open_session(store: &Store, person: &Person) -> Uuid {
    let id = Uuid::new_v4();
    let session = SessionInfo { id, device_name: None, created_at: at(0), last_seen: at(0), expires_at: at(1000) };
    let mut tx = store.write().await.unwrap();
    tx.open_session(person.id, &id.to_string(), &session).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn another_role_or_unit_ends_a_persons_sessions_and_another_name_does_not() {
    on_each(async |store| {
        let person = person(&store).await;
        let session = open_session(&store, &person).await;
        let change = async |person: &Person| {
            let mut tx = store.write().await.unwrap();
            tx.change_person(person).await.unwrap();
            tx.commit().await.unwrap();
        };
        let renamed = Person { name: "于某".into(), ..person };
        change(&renamed).await;
        assert!(store.session_is_open(session, at(1)).await.unwrap());
        let moved = Person { role: Role::Caller, ..renamed };
        change(&moved).await;
        assert!(!store.session_is_open(session, at(1)).await.unwrap());
        let mut tx = store.write().await.unwrap();
        assert_eq!(tx.person(moved.id).await.unwrap(), Some((moved, false)));
        assert!(!tx.has_administrator().await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn it_is_counted_what_a_township_whistles_for_most() {
    on_each(async |store| {
        let person = person(&store).await;
        for item in [Some("0137"), Some("0101"), Some("0101"), None, Some("0203"), Some("0203"), Some("0203")] {
            let whistle = Whistle { item_code: item.map(str::to_owned), ..whistle("坏了") };
            open_whistle(&store, &person, &whistle).await.unwrap();
        }
        let counted = store.count_commonest(at(-60)).await.unwrap();
        let expected = Commonest { township: "T01".into(), items: ["0203", "0101", "0137"].map(str::to_owned).into() };
        assert_eq!(counted, [expected]);
        assert_eq!(store.count_commonest(at(3600)).await.unwrap(), []);
        let mut tx = store.write().await.unwrap();
        tx.put_commonest(&counted[0]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.commonest().await.unwrap(), counted);
        let (changes, _) = store.changes(&[], 0, 500, None).await.unwrap();
        assert!(changes.iter().any(|change| change.kind == "commonest" && change.id == "T01"));
    })
    .await;
}

#[tokio::test]
async fn a_closed_unit_has_no_sessions_and_devices_are_told() {
    on_each(async |store| {
        let person = person(&store).await;
        let session = open_session(&store, &person).await;
        let before = store.feed_head().await.unwrap();
        let closed = Unit { disabled: true, name: "撤并".into(), ..person.unit.clone() };
        let mut tx = store.write().await.unwrap();
        tx.change_unit(&closed).await.unwrap();
        assert_eq!(tx.units().await.unwrap().unit(&closed.code), Some(&closed));
        tx.commit().await.unwrap();
        assert!(!store.session_is_open(session, at(1)).await.unwrap());
        // Nor does one that was opened in between count.
        let late = open_session(&store, &person).await;
        assert!(store.session(&late.to_string(), at(1)).await.unwrap().is_none());
        let (changes, _) = store.changes(&[], before, 10, None).await.unwrap();
        assert_eq!(changes.iter().map(|change| change.id.as_str()).collect::<Vec<_>>(), ["T01"]);
        assert_eq!(store.directory().await.unwrap().unit(&closed.code), Some(&closed));
    })
    .await;
}

#[tokio::test]
async fn a_unit_leads_a_ticket_until_it_has_ended() {
    on_each(async |store| {
        let person = person(&store).await;
        let ticket = open_ticket(&store, &person, "井盖").await.unwrap();
        let leads = async || store.write().await.unwrap().leads_open_tickets(&"T01".into()).await.unwrap();
        let put = async |before: &Ticket, ticket: &Ticket| {
            let mut tx = store.write().await.unwrap();
            tx.update_ticket(before, ticket).await.unwrap();
            tx.commit().await.unwrap();
        };
        assert!(!leads().await);
        let led = Ticket { lead: Some("T01".into()), ..ticket.clone() };
        put(&ticket, &led).await;
        assert!(leads().await);
        let directory = Directory::default();
        let context = Context { actor: &person, now: at(1), directory: &directory };
        let mut ended = led.clone();
        ended.absorb(&led.apply(&Command::Withdraw { reason: "看错了".into() }, context).unwrap());
        put(&led, &ended).await;
        assert!(!leads().await);
    })
    .await;
}

#[tokio::test]
async fn the_record_is_read_from_the_newest_on_by_subject_and_by_person() {
    on_each(async |store| {
        let noted = |n: u128, subject: &str, by: &str| Audited {
            id: Uuid::from_u128(n),
            // Two at the same moment.
            at: at(n as i64 / 2),
            by_name: by.into(),
            action: "person.change".into(),
            subject: subject.into(),
            before: (n > 1).then(|| "{\"name\":\"王\"}".into()),
            after: None,
        };
        let all = [noted(1, "a", "x"), noted(2, "b", "x"), noted(3, "a", "y"), noted(4, "a", "x")];
        let mut tx = store.write().await.unwrap();
        for change in &all {
            tx.audit_change(change).await.unwrap();
        }
        tx.commit().await.unwrap();
        let read = async |filter: AuditFilter, limit| {
            let (read, more) = store.audit(&filter, limit).await.unwrap();
            (read.iter().map(|change| change.id.as_u128()).collect::<Vec<_>>(), more)
        };
        let filter = AuditFilter::default();
        assert_eq!(read(filter.clone(), 10).await, (vec![4, 3, 2, 1], false));
        assert_eq!(read(filter.clone(), 2).await, (vec![4, 3], true));
        let after = Some(Mark { at: all[2].at.as_millisecond(), id: all[2].id });
        assert_eq!(read(AuditFilter { after, ..filter.clone() }, 10).await, (vec![2, 1], false));
        assert_eq!(read(AuditFilter { subject: Some("a".into()), ..filter.clone() }, 10).await, (vec![4, 3, 1], false));
        assert_eq!(read(AuditFilter { by_name: Some("y".into()), ..filter.clone() }, 10).await, (vec![3], false));
        assert_eq!(store.audit(&filter, 1).await.unwrap().0, [all[3].clone()]);
    })
    .await;
}
