//! A database that came from a back-up: what may have left since is not sent again unasked.

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::Timestamp;

use crate::store::{Db, first};

/// When the database was last restored, in UTC, if not all that may have left since is accounted for.
///
/// # Errors
/// What the database says.
pub fn restored(db: &mut Db) -> Result<Option<NaiveDateTime>> {
    #[derive(QueryableByName)]
    struct Open {
        #[diesel(sql_type = Timestamp)]
        at: NaiveDateTime,
    }
    let sql = "SELECT at FROM restores WHERE closed IS NULL ORDER BY id DESC LIMIT 1";
    Ok(first::<Open>(db, sql, &[])?.map(|open| open.at))
}
