//! The letters' way from pending to settled, a batch at a time.

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamp};

use crate::store::{Db, Rows, execute, load};

/// A letter that waits to be carried out.
#[derive(QueryableByName)]
pub struct Pending {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub fylke: String,
    #[diesel(sql_type = Text)]
    pub to_name: String,
    #[diesel(sql_type = Text)]
    pub to_address: String,
    #[diesel(sql_type = Text)]
    pub language: String,
    #[diesel(sql_type = Text)]
    pub subject: String,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Text)]
    pub message_id: String,
    #[diesel(sql_type = Timestamp)]
    pub created: NaiveDateTime,
}

/// The oldest pending letters, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn pending(db: &mut Db, limit: i64) -> Result<Vec<Pending>> {
    let sql = "SELECT id, fylke, to_name, to_address, language, subject, body, message_id, created FROM letters \
        WHERE state = 'pending' ORDER BY id LIMIT $1";
    load(db, sql, &[limit.into()])
}

/// Marks letters sent, or rejected where a reason is given; one that is no longer pending is left as it is.
///
/// # Errors
/// What the database says.
pub fn settle(db: &mut Db, marks: &[(i64, Option<String>)], now: NaiveDateTime) -> Result<()> {
    let state = |why: &Option<String>| if why.is_some() { "rejected" } else { "sent" }.to_owned();
    db.write(|db| {
        Rows::new()
            .int("id", marks.iter().map(|(id, _)| *id))
            .text("state", marks.iter().map(|(_, why)| state(why)))
            .text("detail", marks.iter().map(|(_, why)| why.clone()))
            .time("settled", marks.iter().map(|_| now))
            .execute(
                db,
                "UPDATE letters SET state = v.state, detail = v.detail, settled = v.settled FROM {rows} \
                 WHERE letters.id = v.id AND letters.state = 'pending'",
            )?;
        Ok(())
    })
}

/// Which letters a bulk change is for; what is not given is no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    pub key: Option<String>,
    pub job: Option<String>,
    pub fylke: Option<String>,
}

/// Moves letters from one state to another; returns how many.
///
/// # Errors
/// What the database says.
pub fn restate(db: &mut Db, which: &Which, from: &str, to: &str) -> Result<usize> {
    let sql = "UPDATE letters SET state = $1 WHERE state = $2 AND key = COALESCE($3, key) \
        AND job = COALESCE($4, job) AND fylke = COALESCE($5, fylke)";
    let w = which.clone();
    db.write(|db| execute(db, sql, &[to.into(), from.into(), w.key.into(), w.job.into(), w.fylke.into()]))
}
