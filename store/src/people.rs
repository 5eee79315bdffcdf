//! People and their accounts.

use std::collections::BTreeSet;

use domain::people::Colleague;
use domain::{Person, PersonId, Role, Scope, UnitCode};
use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::database::time;
use crate::directory::UNIT_COLUMNS;
use crate::error::unreadable;
use crate::feed::Place;
use crate::{Error, Result, Store, Write, directory};

/// A person's account, as sign-in and administration need it.
#[derive(Clone, Debug)]
pub struct Account {
    /// The person.
    pub person: Person,
    /// The password's hash, in PHC form.
    pub password_hash: String,
    /// Whether the account is closed.
    pub disabled: bool,
    /// Sessions that have not ended.
    pub sessions: i64,
    /// When any of them was last used.
    pub last_seen: Option<Timestamp>,
}

/// Columns of a person, as [`person`] reads them beside those of their unit.
pub(crate) const PERSON_COLUMNS: &str =
    "people.id, people.username, people.name, people.role, people.password_hash, people.disabled";

pub(crate) fn person(row: &AnyRow) -> Result<Person> {
    let role: String = row.try_get("role")?;
    Ok(Person {
        id: row.try_get::<String, _>("id")?.parse().map_err(unreadable("person id"))?,
        username: row.try_get("username")?,
        name: row.try_get("name")?,
        role: Role::parse(&role).ok_or(Error::Unreadable("role", role))?,
        unit: directory::unit(row)?,
    })
}

fn account(row: &AnyRow) -> Result<Account> {
    Ok(Account {
        person: person(row)?,
        password_hash: row.try_get("password_hash")?,
        disabled: row.try_get::<i64, _>("disabled")? == 1,
        sessions: row.try_get("sessions")?,
        last_seen: row.try_get::<Option<i64>, _>("last_seen")?.map(time),
    })
}

impl Store {
    async fn accounts_where(&self, condition: &'static str, value: &str, now: Timestamp) -> Result<Vec<Account>> {
        let sql = format!(
            "SELECT {PERSON_COLUMNS}, {UNIT_COLUMNS},
                 (SELECT COUNT(*) FROM sessions WHERE person_id = people.id AND expires_at > $2) AS sessions,
                 (SELECT MAX(last_seen) FROM sessions WHERE person_id = people.id) AS last_seen
             FROM people JOIN units ON units.code = people.unit
             WHERE {condition} ORDER BY people.username"
        );
        // Safe: both pieces are constants of this file.
        let rows =
            sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).bind(now.as_millisecond()).fetch_all(&self.pool).await?;
        rows.iter().map(account).collect()
    }

    /// The account with this username.
    pub async fn account_named(&self, username: &str, now: Timestamp) -> Result<Option<Account>> {
        // PostgreSQL holds no NUL in a text, and fails where it is asked for one.
        if username.contains('\0') {
            return Ok(None);
        }
        Ok(self.accounts_where("people.username = $1", username, now).await?.pop())
    }

    /// The account with this id.
    pub async fn account(&self, id: PersonId, now: Timestamp) -> Result<Option<Account>> {
        Ok(self.accounts_where("people.id = $1", &id.to_string(), now).await?.pop())
    }

    /// Every account, by username.
    pub async fn accounts(&self, now: Timestamp) -> Result<Vec<Account>> {
        self.accounts_where("$1 = ''", "", now).await
    }

    /// Every specialist who can sign in: whom tickets can be given to.
    pub async fn colleagues(&self) -> Result<Vec<Colleague>> {
        let rows = sqlx::query("SELECT id, name, unit FROM people WHERE role = $1 AND disabled = 0")
            .bind(Role::Specialist.as_str())
            .fetch_all(&self.pool)
            .await?;
        let colleague = |row: &AnyRow| {
            Ok(Colleague {
                id: row.try_get::<String, _>("id")?.parse().map_err(unreadable("person id"))?,
                name: row.try_get("name")?,
                unit: UnitCode(row.try_get("unit")?),
            })
        };
        rows.iter().map(colleague).collect()
    }

    /// Every username there is.
    pub async fn usernames(&self) -> Result<BTreeSet<String>> {
        let rows = sqlx::query("SELECT username FROM people").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(row.try_get("username")?)).collect()
    }
}

impl Write {
    /// A person, as this transaction leaves them, and whether their account is closed.
    pub async fn person(&mut self, id: PersonId) -> Result<Option<(Person, bool)>> {
        // Safe: put together from constants.
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT {PERSON_COLUMNS}, {UNIT_COLUMNS} FROM people JOIN units ON units.code = people.unit WHERE people.id = $1"
        ));
        let row = sqlx::query(sql).bind(id.to_string()).fetch_optional(&mut *self.tx).await?;
        row.map(|row| Ok((person(&row)?, row.try_get::<i64, _>("disabled")? == 1))).transpose()
    }

    /// Whether an administrator can sign in, as this transaction leaves it.
    pub async fn has_administrator(&mut self) -> Result<bool> {
        let row = sqlx::query(
            "SELECT COUNT(*) AS n FROM people JOIN units ON units.code = people.unit
             WHERE people.role = $1 AND people.disabled = 0 AND units.disabled = 0",
        )
        .bind(Role::Administrator.as_str())
        .fetch_one(&mut *self.tx)
        .await?;
        Ok(row.try_get::<i64, _>("n")? > 0)
    }

    /// Gives a person the name, role and unit that they have here. Where role or unit change, their sessions end: what they
    /// see is drawn by them.
    pub async fn change_person(&mut self, person: &Person) -> Result<()> {
        let before = self.person(person.id).await?;
        sqlx::query(
            "DELETE FROM sessions WHERE person_id IN (SELECT id FROM people WHERE id = $1 AND (role <> $2 OR unit <> $3))",
        )
        .bind(person.id.to_string())
        .bind(person.role.as_str())
        .bind(person.unit.code.to_string())
        .execute(&mut *self.tx)
        .await?;
        sqlx::query("UPDATE people SET name = $2, role = $3, unit = $4 WHERE id = $1")
            .bind(person.id.to_string())
            .bind(person.name.clone())
            .bind(person.role.as_str())
            .bind(person.unit.code.to_string())
            .execute(&mut *self.tx)
            .await?;
        match before {
            Some((before, disabled)) => self.feed_colleague(Some(&before), person, disabled).await,
            None => Ok(()),
        }
    }

    /// Tells the units' devices whom tickets can be given to there, now that this person has changed.
    async fn feed_colleague(&mut self, before: Option<&Person>, person: &Person, disabled: bool) -> Result<()> {
        let unit = |person: &Person| Colleague::of(person).map(|it| Scope::Unit(it.unit).to_string());
        let (was, is) = (before.and_then(unit), unit(person));
        let left = was.filter(|was| is.as_ref() != Some(was)).map(|scope| (scope, 0));
        let scopes: Vec<_> = left.into_iter().chain(is.map(|scope| (scope, i64::from(!disabled)))).collect();
        if scopes.is_empty() {
            return Ok(());
        }
        self.feed("colleague", &person.id.to_string(), Place::default(), scopes).await
    }

    /// Puts a person in; [`Error::Taken`] if the username is.
    pub async fn add_person(&mut self, person: &Person, password_hash: &str, now: Timestamp) -> Result<()> {
        sqlx::query(
            "INSERT INTO people (id, username, name, role, unit, password_hash, disabled, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, 0, $7)",
        )
        .bind(person.id.to_string())
        .bind(person.username.clone())
        .bind(person.name.clone())
        .bind(person.role.as_str())
        .bind(person.unit.code.to_string())
        .bind(password_hash)
        .bind(now.as_millisecond())
        .execute(&mut *self.tx)
        .await?;
        self.feed_colleague(None, person, false).await
    }

    /// Opens or closes an account. Closing ends its sessions.
    pub async fn set_disabled(&mut self, id: PersonId, disabled: bool) -> Result<()> {
        sqlx::query("UPDATE people SET disabled = $2 WHERE id = $1")
            .bind(id.to_string())
            .bind(i64::from(disabled))
            .execute(&mut *self.tx)
            .await?;
        if disabled {
            self.end_sessions_of(id, None).await?;
        }
        match self.person(id).await? {
            Some((person, disabled)) => self.feed_colleague(None, &person, disabled).await,
            None => Ok(()),
        }
    }

    /// Gives an account another password.
    pub async fn set_password(&mut self, id: PersonId, password_hash: &str) -> Result<()> {
        sqlx::query("UPDATE people SET password_hash = $2 WHERE id = $1")
            .bind(id.to_string())
            .bind(password_hash)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
