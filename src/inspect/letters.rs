//! The outbox.

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::store::schema::letters;
use crate::store::{Db, on};

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = letters)]
pub struct LetterView {
    pub key: String,
    pub state: String,
    pub job: String,
    pub fylke: String,
    pub to_address: String,
    pub subject: String,
    pub language: String,
    pub message_id: String,
    pub body: String,
    pub detail: Option<String>,
    pub created: NaiveDateTime,
    pub settled: Option<NaiveDateTime>,
}

/// Which letters to show; nothing given is no limit.
#[derive(Clone, Debug, Default)]
pub struct LetterFilter {
    pub job: Option<String>,
    pub fylke: Option<String>,
    pub state: Option<String>,
    pub limit: i64,
}

/// In the order they were posted.
///
/// # Errors
/// What the database says.
pub fn letters(db: &mut Db, filter: &LetterFilter) -> Result<Vec<LetterView>> {
    Ok(on!(db, |c| {
        let mut wanted = letters::table.select(LetterView::as_select()).into_boxed();
        if let Some(job) = &filter.job {
            wanted = wanted.filter(letters::job.eq(job));
        }
        if let Some(fylke) = &filter.fylke {
            wanted = wanted.filter(letters::fylke.eq(fylke));
        }
        if let Some(state) = &filter.state {
            wanted = wanted.filter(letters::state.eq(state));
        }
        wanted.order(letters::id).limit(filter.limit).load(c)
    })?)
}

/// # Errors
/// What the database says.
pub fn letter(db: &mut Db, key: &str) -> Result<Option<LetterView>> {
    let found = on!(db, |c| letters::table
        .filter(letters::key.eq(key))
        .select(LetterView::as_select())
        .first(c)
        .optional());
    Ok(found?)
}
