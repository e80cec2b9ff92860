//! The outbox.

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamp};

use crate::store::{Db, load};

#[derive(Clone, Debug, QueryableByName)]
pub struct LetterView {
    #[diesel(sql_type = Text)]
    pub key: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub job: String,
    #[diesel(sql_type = Text)]
    pub fylke: String,
    #[diesel(sql_type = Text)]
    pub to_address: String,
    #[diesel(sql_type = Text)]
    pub subject: String,
    #[diesel(sql_type = Text)]
    pub language: String,
    #[diesel(sql_type = Text)]
    pub message_id: String,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub detail: Option<String>,
    #[diesel(sql_type = Timestamp)]
    pub created: NaiveDateTime,
    #[diesel(sql_type = Nullable<Timestamp>)]
    pub settled: Option<NaiveDateTime>,
}

#[derive(Clone, Debug, Default)]
pub struct LetterFilter {
    pub job: Option<String>,
    pub fylke: Option<String>,
    pub state: Option<String>,
    pub limit: i64,
}

const LETTER: &str = "SELECT key, state, job, fylke, to_address, subject, language, message_id, body, detail, created, \
    settled FROM letters";

/// In the order they were posted.
///
/// # Errors
/// What the database says.
pub fn letters(db: &mut Db, filter: &LetterFilter) -> Result<Vec<LetterView>> {
    let sql = format!(
        "{LETTER} WHERE job = COALESCE($1, job) AND fylke = COALESCE($2, fylke) AND state = COALESCE($3, state)
         ORDER BY id LIMIT $4"
    );
    let f = filter.clone();
    load(db, &sql, &[f.job.into(), f.fylke.into(), f.state.into(), f.limit.into()])
}

/// # Errors
/// What the database says.
pub fn letter(db: &mut Db, key: &str) -> Result<Option<LetterView>> {
    Ok(load(db, &format!("{LETTER} WHERE key = $1"), &[key.into()])?.into_iter().next())
}
