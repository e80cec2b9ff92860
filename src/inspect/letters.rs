//! The outbox.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};

use crate::outbox::{LetterState, Which};
use crate::store::{Db, first, load, row};

row! {
    #[derive(Clone, Debug)]
    pub struct LetterView {
        pub key: String,
        pub state: LetterState,
        pub job: String,
        pub fylke: String,
        pub unit: String,
        pub purpose: String,
        pub to_address: String,
        pub subject: String,
        pub language: String,
        pub message_id: String,
        pub body: String,
        pub detail: Option<String>,
        pub created: NaiveDateTime,
        pub settled: Option<NaiveDateTime>,
        pub tries: i64,
        pub not_before: Option<NaiveDateTime>,
        /// The last day to do what it asks for.
        pub deadline: Option<NaiveDate>,
    }
}

const SHOWN: &str = "SELECT key, state, job, fylke, unit, purpose, to_address, subject, language, message_id, body, detail, \
    created, settled, tries, not_before, deadline FROM letters";

/// In the order they were posted, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn letters(db: &mut Db, which: &Which, limit: i64) -> Result<Vec<LetterView>> {
    let (clause, mut binds) = which.clause();
    binds.push(limit.into());
    load(db, &format!("{SHOWN} WHERE {clause} ORDER BY id LIMIT ${}", binds.len()), &binds)
}

/// By its key, or by the reference that stands in it, as far as that names one letter.
///
/// # Errors
/// What the database says.
pub fn letter(db: &mut Db, named: &str) -> Result<Option<LetterView>> {
    let found = first(db, &format!("{SHOWN} WHERE key = $1"), &[named.into()])?;
    if found.is_some() {
        return Ok(found);
    }
    let digits: String = named.chars().filter(|c| *c != '-').collect::<String>().to_lowercase();
    if digits.len() != 10 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let begins = format!("<{digits}%");
    let all: Vec<LetterView> =
        load(db, &format!("{SHOWN} WHERE message_id LIKE $1 LIMIT 2"), &[begins.into()])?;
    Ok(if all.len() == 1 { all.into_iter().next() } else { None })
}
