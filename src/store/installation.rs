//! What a database is, a test's or production's: it says so itself, whatever settings it is opened with.

use anyhow::{Context, Result};
use chrono::NaiveDateTime;

use super::{Db, execute, value};
use crate::config::Environment;

/// What was written down; none in a database that nobody has said it of.
///
/// # Errors
/// The database cannot be read, or says something else.
pub fn environment(db: &mut Db) -> Result<Option<Environment>> {
    let row: Option<String> = value(db, "SELECT environment FROM installation", &[])?;
    row.map(|named| Environment::named(&named).context("the database says an unknown environment"))
        .transpose()
}

/// Writes it down, over what was there.
///
/// # Errors
/// The database cannot be written.
pub fn set_environment(db: &mut Db, environment: Environment, now: NaiveDateTime) -> Result<()> {
    let sql = "INSERT INTO installation (id, environment, since) VALUES (1, $1, $2)
        ON CONFLICT (id) DO UPDATE SET environment = excluded.environment, since = excluded.since";
    execute(db, sql, &[environment.name().into(), now.into()]).map(drop)
}
