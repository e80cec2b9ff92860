//! Runs, their attempts and their logs.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp};

use crate::routine::Tally;
use crate::store::{Db, Value, load};

#[derive(Clone, Debug, QueryableByName)]
pub struct RunView {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub job: String,
    #[diesel(sql_type = Text)]
    pub routine: String,
    #[diesel(sql_type = Text)]
    pub fylke: String,
    #[diesel(sql_type = Date)]
    pub slot: NaiveDate,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub skipped_because: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub error: Option<String>,
    #[diesel(sql_type = Nullable<Timestamp>)]
    pub settled: Option<NaiveDateTime>,
}

#[derive(Clone, Debug, QueryableByName)]
pub struct Attempt {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub trigger: String,
    #[diesel(sql_type = Text)]
    pub actor: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    #[diesel(sql_type = Text)]
    pub version: String,
    #[diesel(sql_type = Text)]
    pub params: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub digest: Option<String>,
    #[diesel(sql_type = Text)]
    tally: String,
    #[diesel(sql_type = Timestamp)]
    pub started: NaiveDateTime,
    #[diesel(sql_type = Nullable<Timestamp>)]
    pub ended: Option<NaiveDateTime>,
    #[diesel(sql_type = Nullable<Text>)]
    pub error: Option<String>,
}

impl Attempt {
    /// What the attempt counted so far; empty before its first chunk.
    pub fn tally(&self) -> Tally {
        serde_json::from_str(&self.tally).unwrap_or_default()
    }

    pub fn duration_ms(&self) -> Option<i64> {
        Some((self.ended? - self.started).num_milliseconds())
    }
}

#[derive(Clone, Debug, QueryableByName)]
pub struct LogLine {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub attempt: i64,
    #[diesel(sql_type = Timestamp)]
    pub at: NaiveDateTime,
    #[diesel(sql_type = Text)]
    pub level: String,
    #[diesel(sql_type = Text)]
    pub message: String,
    #[diesel(sql_type = Text)]
    pub fields: String,
}

/// Which runs to show; nothing given is no limit.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub job: Option<String>,
    pub fylke: Option<String>,
    pub state: Option<String>,
    pub since: Option<NaiveDate>,
    pub limit: i64,
}

const RUN: &str = "SELECT id, job, routine, fylke, slot, state, skipped_because, error, settled FROM runs";

/// The newest first.
///
/// # Errors
/// What the database says.
pub fn runs(db: &mut Db, filter: &Filter) -> Result<Vec<RunView>> {
    let sql = format!(
        "{RUN} WHERE job = COALESCE($1, job) AND fylke = COALESCE($2, fylke) AND state = COALESCE($3, state)
         AND slot >= COALESCE($4, slot) ORDER BY slot DESC, id DESC LIMIT $5"
    );
    let f = filter.clone();
    load(db, &sql, &[f.job.into(), f.fylke.into(), f.state.into(), f.since.into(), f.limit.into()])
}

/// # Errors
/// What the database says.
pub fn run(db: &mut Db, id: i64) -> Result<Option<RunView>> {
    Ok(load(db, &format!("{RUN} WHERE id = $1"), &[id.into()])?.into_iter().next())
}

/// A run's attempts, the first first.
///
/// # Errors
/// What the database says.
pub fn attempts(db: &mut Db, run: i64) -> Result<Vec<Attempt>> {
    let sql = "SELECT id, number, state, trigger, actor, reason, version, params, digest, tally, started, ended, error \
        FROM attempts WHERE run_id = $1 ORDER BY number";
    load(db, sql, &[run.into()])
}

/// A run's log lines after line `after`, holding `search` (whatever the case).
///
/// # Errors
/// What the database says.
pub fn log(db: &mut Db, run: i64, after: i64, search: Option<&str>) -> Result<Vec<LogLine>> {
    let sql = "SELECT l.id, a.number AS attempt, l.at, l.level, l.message, l.fields FROM log_lines l \
        JOIN attempts a ON a.id = l.attempt_id WHERE a.run_id = $1 AND l.id > $2 \
        AND (lower(l.message) LIKE $3 OR lower(l.fields) LIKE $3) ORDER BY l.id";
    let like = format!("%{}%", search.unwrap_or_default().to_lowercase());
    load(db, sql, &[run.into(), after.into(), Value::from(like)])
}
