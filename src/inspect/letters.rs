//! The outbox.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::{Change, OutboxChange};
use crate::oslo::{text, text_if_any, utc, utc_if_any};
use crate::outbox::{LetterState, Which, reference};
use crate::store::{Db, first, load, row};

row! {
    #[derive(Clone, Debug, Serialize)]
    pub struct LetterView {
        pub key: String,
        pub state: LetterState,
        pub job: String,
        pub fylke: String,
        pub unit: String,
        pub purpose: String,
        #[serde(rename = "to")]
        pub to_address: String,
        pub subject: String,
        pub language: String,
        pub message_id: String,
        #[serde(skip)]
        pub body: String,
        pub detail: Option<String>,
        #[serde(serialize_with = "utc")]
        pub created: NaiveDateTime,
        #[serde(serialize_with = "utc_if_any")]
        pub settled: Option<NaiveDateTime>,
        pub tries: i64,
        #[serde(rename = "next_try", serialize_with = "text_if_any")]
        pub not_before: Option<NaiveDateTime>,
        /// The last day to do what it asks for.
        pub deadline: Option<NaiveDate>,
    }
}

/// A letter of a list.
#[derive(Serialize)]
pub struct LetterShown<'a> {
    #[serde(flatten)]
    letter: &'a LetterView,
    reference: String,
}

impl<'a> From<&'a LetterView> for LetterShown<'a> {
    fn from(letter: &'a LetterView) -> Self {
        LetterShown { letter, reference: reference(&letter.key) }
    }
}

/// A letter by itself.
#[derive(Serialize)]
pub struct WholeLetter<'a> {
    #[serde(flatten)]
    letter: LetterShown<'a>,
    body: &'a str,
    changes: Vec<Changed<'a>>,
}

/// What was done to a letter. Its time is older than the rule for times, and stays as people read it.
#[derive(Serialize)]
struct Changed<'a> {
    at: String,
    #[serde(flatten)]
    change: &'a Change,
}

impl<'a> WholeLetter<'a> {
    pub fn new(letter: &'a LetterView, changes: &'a [OutboxChange]) -> Self {
        let changed = |c: &'a OutboxChange| Changed { at: text(c.at), change: &c.change };
        WholeLetter {
            letter: letter.into(),
            body: &letter.body,
            changes: changes.iter().map(changed).collect(),
        }
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
