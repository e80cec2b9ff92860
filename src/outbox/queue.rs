//! The letters' way from pending to settled, many in one statement.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::LetterState;
use super::register::{COLUMNS, JOIN};
use super::{Letter, Register};
use crate::store::schema::letters;
use crate::store::{Db, Rows, column, execute, load, on, row, value};

row! {
    /// A letter that waits to be carried out, with what the register says of its recipient now.
    #[derive(Clone)]
    pub struct Pending {
        pub id: i64,
        pub key: String,
        /// The code of the routine that posted it.
        pub routine: String,
        pub fylke: String,
        pub fylke_navn: String,
        pub unit: String,
        pub purpose: String,
        pub to_name: String,
        pub to_address: String,
        pub language: String,
        pub subject: String,
        pub body: String,
        pub message_id: String,
        pub created: NaiveDateTime,
        /// How often it has been tried.
        pub tries: i64,
        /// The last day to do what it asks for, and whether a person lets it go after that.
        pub deadline: Option<NaiveDate>,
        pub late_ok: bool,
        /// When a person last let it go.
        pub released: Option<NaiveDateTime>,
        /// A witness knows that it has left: from a database that was restored since.
        pub is_witnessed: bool,
        #[diesel(embed)]
        pub register: Register,
    }
}

#[cfg(test)]
impl Pending {
    /// One that anybody may have; for the tables of rules.
    pub fn eksempel() -> Self {
        let text = |s: &str| s.to_owned();
        Pending {
            id: 1,
            key: text("5A115/46/2026/1/1/soker:1/tilbud/soker:1"),
            routine: text("5A115"),
            fylke: text("46"),
            fylke_navn: text("Vestland"),
            unit: text("soker:1"),
            purpose: text("tilbud"),
            to_name: text("Vakker Blomst"),
            to_address: text("vakker.blomst@post.example"),
            language: text("nb"),
            subject: text("Tilbud på Vg3"),
            body: text("Hei"),
            message_id: text("<00000000000000000000000000000001@rutine.example>"),
            created: NaiveDateTime::default(),
            tries: 0,
            deadline: None,
            late_ok: false,
            released: None,
            is_witnessed: false,
            register: Register::default(),
        }
    }
}

// The state is named twice so that SQLite sees that its index of unsettled letters will do.
fn oldest() -> String {
    format!(
        "SELECT letters.id, letters.key, r.routine, letters.fylke, COALESCE(fy.navn, letters.fylke) AS fylke_navn, \
      letters.unit, letters.purpose, letters.to_name, letters.to_address, letters.language, letters.subject, letters.body, \
      letters.message_id, letters.created, letters.tries, letters.deadline, letters.late_ok, letters.released, \
      EXISTS (SELECT 1 FROM witnessed w WHERE w.message_id = letters.message_id) AS is_witnessed, {COLUMNS} \
    FROM letters JOIN attempts a ON a.id = letters.attempt_id JOIN runs r ON r.id = a.run_id \
    LEFT JOIN fylke fy ON fy.fylkesnr = letters.fylke {JOIN} \
    WHERE letters.state IN ('pending', 'sending') AND letters.state = 'pending' AND letters.id > $1 \
      AND (letters.not_before IS NULL OR letters.not_before <= $2) ORDER BY letters.id LIMIT $3"
    )
}

/// The oldest letters after number `after` that may be carried out now, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn pending(db: &mut Db, after: i64, now: NaiveDateTime, limit: usize) -> Result<Vec<Pending>> {
    load(db, &oldest(), &[after.into(), now.into(), (limit as i64).into()])
}

/// When the next letter that waits for a time may be tried again.
///
/// # Errors
/// What the database says.
pub fn next_try(db: &mut Db, now: NaiveDateTime) -> Result<Option<NaiveDateTime>> {
    let sql = "SELECT min(not_before) AS at FROM letters WHERE state IN ('pending', 'sending') \
        AND state = 'pending' AND not_before > $1";
    Ok(value(db, sql, &[now.into()])?.flatten())
}

/// Is there a letter to send now, or one that a process has in hand?
///
/// # Errors
/// What the database says.
pub fn is_due(db: &mut Db, now: NaiveDateTime) -> Result<bool> {
    let sql = "SELECT id AS id FROM letters WHERE state IN ('pending', 'sending') \
        AND (state = 'sending' OR not_before IS NULL OR not_before <= $1) LIMIT 1";
    Ok(value::<i64>(db, sql, &[now.into()])?.is_some())
}

/// What becomes of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// letters.id.
    pub id: i64,
    pub state: LetterState,
    /// The server's codes, or why; never an address.
    pub detail: Option<String>,
    /// Not tried again before this instant, in UTC.
    pub not_before: Option<NaiveDateTime>,
    /// Taken, but never offered: this does not count as a try.
    pub untried: bool,
}

impl Fate {
    pub fn new(id: i64, state: LetterState, detail: impl Into<Option<String>>) -> Self {
        Fate { id, state, detail: detail.into(), not_before: None, untried: false }
    }
}

/// Takes pending letters for sending, as `sender`; returns those that are its own now. Done twice, it counts one try:
/// a connection may be lost as it commits.
///
/// # Errors
/// What the database says.
pub fn take(db: &mut Db, sender: &str, ids: &[i64]) -> Result<Vec<i64>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let sql = "UPDATE letters SET state = 'sending', sender = $1, not_before = NULL, \
          tries = tries + CASE WHEN state = 'pending' THEN 1 ELSE 0 END \
        WHERE id = ANY($2) AND (state = 'pending' OR (state = 'sending' AND sender = $1)) RETURNING id AS id";
    column(db, sql, &[sender.into(), ids.into()])
}

/// Writes what became of letters that `sender` took; of one that somebody else has moved meanwhile, nothing.
///
/// # Errors
/// What the database says.
pub fn finish(db: &mut Db, sender: &str, fates: &[Fate], now: NaiveDateTime) -> Result<()> {
    // Most have the same fate, and one text for any number of letters stays prepared.
    let mut alike = BTreeMap::<_, Vec<i64>>::new();
    for f in fates {
        let fate = (f.state, f.detail.as_deref(), f.not_before, f.untried);
        alike.entry(fate).or_default().push(f.id);
    }
    let sql = "UPDATE letters SET state = $1, detail = $2, not_before = $3, settled = $4, tries = tries - $5 \
        WHERE id = ANY($6) AND state IN ('sending', 'unknown') AND sender = $7";
    for ((state, detail, not_before, untried), ids) in alike {
        let settled = (state != LetterState::Pending).then_some(now);
        let (detail, untried) = (detail.map(str::to_owned), i64::from(untried));
        let binds = [
            state.into(),
            detail.into(),
            not_before.into(),
            settled.into(),
            untried.into(),
            ids.as_slice().into(),
            sender.into(),
        ];
        execute(db, sql, &binds)?;
    }
    Ok(())
}

/// Settles letters that are pending and were never taken; one that is no longer pending is left as it is.
///
/// # Errors
/// What the database says.
pub fn settle(db: &mut Db, fates: &[Fate], now: NaiveDateTime) -> Result<()> {
    rows(fates, now).execute(
        db,
        "UPDATE letters SET state = v.state, detail = v.detail, settled = v.settled FROM {rows} \
         WHERE letters.id = v.id AND letters.state = 'pending'",
    )?;
    Ok(())
}

fn rows(fates: &[Fate], now: NaiveDateTime) -> Rows {
    Rows::new()
        .int("id", fates.iter().map(|f| f.id))
        .text("state", fates.iter().map(|f| f.state.to_string()))
        .text("detail", fates.iter().map(|f| f.detail.clone()))
        .time("not_before", fates.iter().map(|f| f.not_before))
        .time("settled", fates.iter().map(|f| (f.state != LetterState::Pending).then_some(now)))
}

/// What a process that ended was sending is unknown from now on. Returns how many. Only for who delivers alone.
///
/// # Errors
/// What the database says.
pub fn disown(db: &mut Db, now: NaiveDateTime) -> Result<usize> {
    let sql = "UPDATE letters SET state = 'unknown', settled = $1, detail = $2 \
        WHERE state IN ('pending', 'sending') AND state = 'sending'";
    let why = "the process that was sending it ended before it was told whether the server had it";
    db.write(|db| execute(db, sql, &[now.into(), why.into()]))
}

/// Those that a key already there does not keep from being posted.
///
/// # Errors
/// What the database says.
pub fn unposted(db: &mut Db, letters: &[Letter]) -> Result<Vec<Letter>> {
    let keys: Vec<_> = letters.iter().map(|l| &l.key).collect();
    let posted: Vec<String> = on!(db, |c| letters::table
        .filter(letters::key.eq_any(keys).and(letters::state.ne(LetterState::NoAddress)))
        .select(letters::key)
        .load(c))?;
    Ok(letters.iter().filter(|l| !posted.contains(&l.key)).cloned().collect())
}
