//! Grids: their ground, which devices hold, and what else is known of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Grid, GridCode, PersonId, UnitCode};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::error::unreadable;
use crate::{Result, Store, Write};

/// A grid with what is known of it besides its ground.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredGrid {
    /// Its ground.
    pub grid: Grid,
    /// Its party organisation.
    pub party_organisation: Option<String>,
    /// How many households live there.
    pub households: Option<u32>,
    /// Its grid workers, by username.
    pub workers: Vec<Worker>,
}

/// A grid worker, as others know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// Who.
    pub id: PersonId,
    /// What they sign in with.
    pub username: String,
    /// Their name.
    pub name: String,
}

fn grid(row: &AnyRow) -> Result<Grid> {
    let shape: String = row.try_get("shape")?;
    Ok(Grid {
        code: GridCode(row.try_get("code")?),
        name: row.try_get("name")?,
        township: UnitCode(row.try_get("township")?),
        shape: serde_json::from_str(&shape).map_err(unreadable("shape"))?,
    })
}

impl Store {
    /// Every grid's ground, by code.
    pub async fn grids(&self) -> Result<Vec<Grid>> {
        let rows =
            sqlx::query("SELECT code, name, township, shape FROM grids ORDER BY code").fetch_all(&self.pool).await?;
        rows.iter().map(grid).collect()
    }

    /// Every grid, by code.
    pub async fn stored_grids(&self) -> Result<Vec<StoredGrid>> {
        let mut connection = self.pool.acquire().await?;
        stored_grids(&mut connection).await
    }
}

async fn stored_grids(connection: &mut sqlx::AnyConnection) -> Result<Vec<StoredGrid>> {
    let rows =
        sqlx::query("SELECT code, name, township, shape, party_organisation, households FROM grids ORDER BY code")
            .fetch_all(&mut *connection)
            .await?;
    let mut workers: BTreeMap<String, Vec<Worker>> = BTreeMap::new();
    let found = sqlx::query(
        "SELECT grid_workers.grid, people.id, people.username, people.name
         FROM grid_workers JOIN people ON people.id = grid_workers.person_id ORDER BY people.username",
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in &found {
        workers.entry(row.try_get("grid")?).or_default().push(Worker {
            id: row.try_get::<String, _>("id")?.parse().map_err(unreadable("person id"))?,
            username: row.try_get("username")?,
            name: row.try_get("name")?,
        });
    }
    let stored = |row: &AnyRow| {
        let grid = grid(row)?;
        Ok(StoredGrid {
            party_organisation: row.try_get("party_organisation")?,
            households: row.try_get::<Option<i64>, _>("households")?.map(|count| count as u32),
            workers: workers.remove(grid.code.as_str()).unwrap_or_default(),
            grid,
        })
    };
    rows.iter().map(stored).collect()
}

impl Write {
    /// As [`Store::stored_grids`], within this transaction.
    pub async fn stored_grids(&mut self) -> Result<Vec<StoredGrid>> {
        stored_grids(&mut self.tx).await
    }

    /// Puts a grid in, or in place of the one with its code. Devices are told where its ground is another than `before`.
    pub async fn put_grid(&mut self, stored: &StoredGrid, before: Option<&Grid>) -> Result<()> {
        let StoredGrid { grid, party_organisation, households, workers } = stored;
        sqlx::query(
            "INSERT INTO grids (code, name, township, shape, party_organisation, households)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (code) DO UPDATE SET name = excluded.name, township = excluded.township,
                 shape = excluded.shape, party_organisation = excluded.party_organisation,
                 households = excluded.households",
        )
        .bind(grid.code.to_string())
        .bind(grid.name.clone())
        .bind(grid.township.to_string())
        .bind(serde_json::to_string(&grid.shape).map_err(unreadable("shape"))?)
        .bind(party_organisation.clone())
        .bind(households.map(i64::from))
        .execute(&mut *self.tx)
        .await?;
        self.clear_workers(&grid.code).await?;
        let workers: BTreeSet<_> = workers.iter().map(|worker| worker.id.to_string()).collect();
        for worker in workers {
            sqlx::query("INSERT INTO grid_workers (grid, person_id) VALUES ($1, $2)")
                .bind(grid.code.to_string())
                .bind(worker)
                .execute(&mut *self.tx)
                .await?;
        }
        if before == Some(grid) { Ok(()) } else { self.feed_everyone("grid", grid.code.as_str()).await }
    }

    /// Takes a grid away, from devices too.
    pub async fn remove_grid(&mut self, code: &GridCode) -> Result<()> {
        self.clear_workers(code).await?;
        sqlx::query("DELETE FROM grids WHERE code = $1").bind(code.to_string()).execute(&mut *self.tx).await?;
        self.feed_everyone("grid", code.as_str()).await
    }

    async fn clear_workers(&mut self, code: &GridCode) -> Result<()> {
        sqlx::query("DELETE FROM grid_workers WHERE grid = $1").bind(code.to_string()).execute(&mut *self.tx).await?;
        Ok(())
    }
}
