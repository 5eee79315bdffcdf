//! Two townships, two departments and one person of each kind, on either database.

use domain::list::{Limit, LimitKind, Responsible};
use domain::{Duty, Item, ItemKind, Person, PersonId, Role, Unit, UnitKind};
use jiff::Timestamp;
use server::auth::Passwords;
use store::Store;
use uuid::Uuid;

pub const PASSWORD: &str = "correct horse battery";

/// Usernames are the role's short name and the unit: `grid1` works for T01, `caller2` for T02, `dept1` for D01.
const PEOPLE: [(&str, Role, &str); 11] = [
    ("grid1", Role::GridWorker, "T01"),
    ("grid2", Role::GridWorker, "T02"),
    ("caller1", Role::Caller, "T01"),
    ("caller2", Role::Caller, "T02"),
    ("dept1", Role::Specialist, "D01"),
    ("dept2", Role::Specialist, "D02"),
    ("centre", Role::Supervisor, "C00"),
    ("leader", Role::Leader, "C00"),
    ("admin", Role::Administrator, "C00"),
    ("team1", Role::ServiceTeam, "V01"),
    ("team2", Role::ServiceTeam, "V02"),
];

fn unit(code: &str, kind: UnitKind, township: Option<&str>) -> Unit {
    Unit {
        township: township.map(Into::into), ..Unit::new(Uuid::new_v4(), code.into(), &format!("单位{code}"), kind)
    }
}

fn units() -> Vec<Unit> {
    vec![
        unit("T01", UnitKind::Township, None),
        unit("T02", UnitKind::Township, None),
        unit("D01", UnitKind::Department, None),
        unit("D02", UnitKind::Department, None),
        unit("C00", UnitKind::Centre, None),
        unit("V01", UnitKind::ServiceTeam, Some("T01")),
        unit("V02", UnitKind::ServiceTeam, Some("T02")),
    ]
}

fn item() -> Item {
    Item {
        common: Some(1),
        duties: vec![Duty {
            limit: Some(Limit { amount: 2, kind: LimitKind::UrgentHours }),
            ..Duty::new(1, Responsible::Unit("D01".into()))
        }],
        ..Item::new(ItemKind::Component, "0101", "上水井盖", "公用设施", "GBT30428.2-2013")
    }
}

/// A new database on a PostgreSQL cluster, whose address ends in the name of one that is there.
pub async fn new_database(cluster: &str) -> String {
    sqlx::any::install_default_drivers();
    let (base, _) = cluster.rsplit_once('/').expect("an address with a database's name");
    let name = format!("t{}", Uuid::new_v4().simple());
    let admin = sqlx::AnyPool::connect(cluster).await.expect("the test cluster");
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.expect("a database");
    format!("{base}/{name}")
}

/// Opens an empty database.
pub async fn empty(url: &str) -> Store {
    let store = Store::open(url).await.expect("a database");
    store.migrate(Uuid::new_v4()).await.expect("migrations");
    store
}

/// Opens an empty database and fills it with the people.
pub async fn open(url: &str) -> Store {
    let store = empty(url).await;
    fill(&store).await;
    store
}

/// Puts the two townships with everybody in.
pub async fn fill(store: &Store) {
    let hash = Passwords::default().hash(PASSWORD.into()).await.expect("a hash");
    let units = units();
    let mut tx = store.write().await.unwrap();
    for unit in &units {
        tx.add_unit(unit).await.unwrap();
    }
    tx.first_list(&[item()], jiff::civil::date(2026, 1, 1), Timestamp::now(), "测试").await.unwrap();
    for (username, role, code) in PEOPLE {
        let unit = units.iter().find(|unit| unit.code.as_str() == code).cloned().unwrap();
        let id = PersonId(Uuid::new_v4());
        let person = Person { id, username: username.into(), name: format!("{username}名"), role, unit };
        tx.add_person(&person, &hash, Timestamp::now()).await.unwrap();
    }
    tx.commit().await.unwrap();
}
