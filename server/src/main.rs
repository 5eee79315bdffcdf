//! The `xianghu` command.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use domain::administration::{Draft, person_faults};
use domain::{Code, Directory, Person, Role, Unit, UnitCode, UnitKind};
use jiff::Timestamp;
use server::api::administrator::Recorded;
use server::auth::Passwords;
use server::clock::{new_id, system};
use server::config::{Database, Photos, Serve};
use server::photo_store::PhotoStore;
use store::{Audited, Store};
use tracing_subscriber::EnvFilter;

/// The centre's code.
const CENTRE: &str = "C00";

/// 乡呼县应: townships call, the county responds.
///
/// Begin with `xianghu account add admin --name 管理员 --role administrator --unit C00`, which makes the database, its
/// first unit, the centre, and its first person; then `xianghu serve`. To look around first, fill an empty database with
/// `xianghu seed-demo --password P`. Every setting is a flag and an environment variable; `xianghu serve --help` lists
/// them.
#[derive(Parser)]
#[command(name = "xianghu", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages, sync and photos until stopped with SIGTERM.
    Serve(Box<Serve>),
    /// Bring the database up to this release.
    Migrate(Database),
    /// Fill the database with a sample county: units, accounts, catalogue, grids and 200 tickets. Twice changes nothing.
    SeedDemo {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        photos: Photos,
        /// Password of all sample accounts, at least 10 characters.
        #[arg(long)]
        password: String,
    },
    /// Write a backup of database and photos into a folder, while the server may go on serving.
    Backup {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        photos: Photos,
        /// Folder of the backup; photos that are there from the last time are not copied again.
        folder: PathBuf,
    },
    /// Fill a new, empty database and its photos from a backup. Devices then send again what the backup had missed.
    Restore {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        photos: Photos,
        /// Folder of the backup.
        folder: PathBuf,
    },
    /// Check everything that is kept against everything else, while the server may go on serving: the database itself,
    /// tickets against their events, commands and feed, photos against their names. Changes nothing. Ends with 1 if
    /// anything is wrong.
    Check {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        photos: Photos,
    },
    /// Tell devices how far a replica of database and photos reaches, as `backup` does by itself: until then they keep the
    /// photos they have sent.
    BackupNoted {
        #[command(flatten)]
        database: Database,
        /// Everything up to this time is on the replica, such as 2026-11-23T08:00:00+08:00.
        #[arg(long, value_name = "TIME")]
        at: Timestamp,
    },
    /// Give a database that was brought back from a replica another epoch, while no server runs: devices then send again
    /// what the replica had missed. `restore` does so by itself.
    NewEpoch(Database),
    /// Add people, close their accounts, give them a new password.
    #[command(subcommand)]
    Account(Account),
}

#[derive(Subcommand)]
enum Account {
    /// Add a person. Without `--password`, one is made and printed.
    Add {
        #[command(flatten)]
        database: Database,
        /// What they sign in with.
        username: String,
        /// Their name.
        #[arg(long)]
        name: String,
        /// One of: `grid_worker` `caller` `specialist` `supervisor` `leader` `administrator` `service_team`.
        #[arg(long, value_parser = role)]
        role: Role,
        /// Code of their unit, such as `C00` for the centre.
        #[arg(long)]
        unit: String,
        /// Password, at least 10 characters.
        #[arg(long)]
        password: Option<String>,
    },
    /// Close an account and end its sessions at once.
    Disable(Named),
    /// Give an account a new password and print it.
    Password(Named),
}

#[derive(Args)]
struct Named {
    #[command(flatten)]
    database: Database,
    /// What they sign in with.
    username: String,
}

fn role(name: &str) -> Result<Role, String> {
    Role::parse(name).ok_or_else(|| {
        let names: Vec<_> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("has to be one of {}", names.join(", "))
    })
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    server::cryptography::install();
    match Cli::parse().command {
        Command::Serve(settings) => {
            log_to_stderr(settings.log_json);
            server::serve::serve(*settings).await
        }
        Command::Migrate(database) => open(&database).await.map(drop),
        Command::SeedDemo { database, photos, password } => {
            let store = open(&database).await?;
            let photos = PhotoStore::open(&photos.place)?;
            server::demo::seed(&store, &photos, &password, system()).await
        }
        Command::Backup { database, photos, folder } => {
            let (store, photos) = (open(&database).await?, PhotoStore::open(&photos.place)?);
            let (rows, files) = server::backup::back_up(&store, &photos, &folder, system()).await?;
            println!("{rows} rows written, {files} photo files added: {}", folder.display());
            Ok(())
        }
        Command::Restore { database, photos, folder } => {
            let (store, photos) = (open(&database).await?, PhotoStore::open(&photos.place)?);
            let (rows, files) = server::backup::restore(&store, &photos, &folder).await?;
            println!("{rows} rows and {files} photo files restored from {}", folder.display());
            Ok(())
        }
        Command::Check { database, photos } => {
            // Without migrating: it changes nothing.
            let (store, photos) = (Store::open(&database.url).await?, PhotoStore::open(&photos.place)?);
            let looked = server::check::check(&store, &photos, &mut |wrong| println!("wrong: {wrong}")).await?;
            print!("{looked}");
            anyhow::ensure!(looked.wrong == 0, "{} things are wrong", looked.wrong);
            Ok(())
        }
        Command::BackupNoted { database, at } => {
            anyhow::ensure!(at <= system()(), "--at: {at} is still to come");
            let stands = open(&database).await?.note_backup(at).await?;
            println!("devices are told that everything up to {stands} is on a backup");
            Ok(())
        }
        Command::NewEpoch(database) => {
            let epoch = new_id();
            open(&database).await?.begin_epoch(epoch).await?;
            println!("the epoch is {epoch} now; devices will send again what they have");
            Ok(())
        }
        Command::Account(account) => change_account(account).await,
    }
}

fn log_to_stderr(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { log.json().init() } else { log.init() }
}

async fn open(database: &Database) -> anyhow::Result<Store> {
    let store = Store::open(&database.url).await?;
    store.migrate(new_id()).await?;
    Ok(store)
}

async fn change_account(change: Account) -> anyhow::Result<()> {
    let passwords = Passwords::default();
    let now = system()();
    match change {
        Account::Add { database, username, name, role, unit, password } => {
            let store = open(&database).await?;
            let directory = store.directory().await?;
            let code = UnitCode(unit);
            let unit = directory.unit(&code).cloned().or_else(|| first_unit(&directory, &code)).with_context(|| {
                let known: Vec<_> = directory.units().map(|unit| format!("{} {}", unit.code, unit.name)).collect();
                match known.as_slice() {
                    [] => format!("there is no unit {code}; the first person belongs to {CENTRE}, the centre"),
                    known => format!("there is no unit {code}; there are: {}", known.join(", ")),
                }
            })?;
            let draft = Draft { username: username.clone(), name: name.clone(), role, unit: unit.code.clone() };
            let with_it = Directory::new(directory.units().cloned().chain([unit.clone()]), []);
            if let Some(fault) = person_faults(&draft, None, &with_it).first() {
                anyhow::bail!("{}: {}", fault.field, fault.code.detail(domain::Language::English));
            }
            let password = password.unwrap_or_else(server::auth::readable_password);
            let hash = hash(&passwords, password.clone()).await?;
            let person = Person { id: new_id().into(), username: username.clone(), name, role, unit };
            let mut tx = store.write().await?;
            tx.add_unit(&person.unit).await?;
            tx.add_person(&person, &hash, now).await.with_context(|| format!("{username} cannot be added"))?;
            let after = Some(serde_json::to_string(&Recorded::of(&person, false))?);
            let (by_name, action) = ("console".to_owned(), "person.add".to_owned());
            let noted =
                Audited { id: new_id(), at: now, by_name, action, subject: username.clone(), before: None, after };
            tx.audit_change(&noted).await?;
            tx.commit().await?;
            println!("{username} added; password: {password}");
        }
        Account::Disable(named) => {
            let store = open(&named.database).await?;
            let id = find(&store, &named.username).await?;
            let mut tx = store.write().await?;
            let had_one = tx.has_administrator().await?;
            tx.set_disabled(id, true).await?;
            let is_last = had_one && !tx.has_administrator().await?;
            anyhow::ensure!(!is_last, "{}", Code::LastAdministrator.detail(domain::Language::English));
            tx.audit(new_id(), now, "console", "person.disable", &named.username).await?;
            tx.commit().await?;
            println!("{} disabled; their sessions have ended", named.username);
        }
        Account::Password(named) => {
            let store = open(&named.database).await?;
            let id = find(&store, &named.username).await?;
            let password = server::auth::readable_password();
            let hash = hash(&passwords, password.clone()).await?;
            let mut tx = store.write().await?;
            tx.set_password(id, &hash).await?;
            tx.end_sessions_of(id, None).await?;
            tx.audit(new_id(), now, "console", "person.password", &named.username).await?;
            tx.commit().await?;
            println!("{}: new password {password}", named.username);
        }
    }
    Ok(())
}

/// The centre, which the first person of a new database brings along.
fn first_unit(directory: &Directory, code: &UnitCode) -> Option<Unit> {
    let is_first = directory.units().next().is_none() && code.as_str() == CENTRE;
    is_first.then(|| Unit::new(new_id(), code.clone(), "县域治理指挥中心", UnitKind::Centre))
}

async fn hash(passwords: &Passwords, password: String) -> anyhow::Result<String> {
    let hash = passwords.hash(password).await;
    hash.map_err(|failure| anyhow::anyhow!("{}", failure.code().detail(domain::Language::English)))
}

async fn find(store: &Store, username: &str) -> anyhow::Result<domain::PersonId> {
    let account = store.account_named(username, system()()).await?;
    Ok(account.with_context(|| format!("there is no account {username}"))?.person.id)
}
