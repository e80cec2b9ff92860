//! Runs, their attempts and their logs.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::attempt::{AttemptState, GivenBack, RunState, Tally};
use crate::oslo::{utc, utc_if_any};
use crate::store::schema::{attempts, log_lines, runs};
use crate::store::{Db, on};

#[derive(Clone, Debug, Default, Queryable, Selectable, Serialize)]
#[diesel(table_name = runs)]
pub struct RunView {
    #[serde(rename = "run")]
    pub id: i64,
    pub job: String,
    #[serde(skip)]
    pub routine: String,
    pub fylke: String,
    #[serde(rename = "asof")]
    pub slot: NaiveDate,
    pub state: RunState,
    pub skipped_because: Option<String>,
    pub error: Option<String>,
    #[serde(serialize_with = "utc_if_any")]
    pub settled: Option<NaiveDateTime>,
    #[serde(serialize_with = "utc_if_any")]
    pub due_at: Option<NaiveDateTime>,
    /// When it may be tried, or tried again.
    #[serde(serialize_with = "utc_if_any")]
    pub not_before: Option<NaiveDateTime>,
    /// Why it was skipped, in words.
    pub note: Option<String>,
}

#[derive(Clone, Debug, Queryable, Selectable, Serialize)]
#[diesel(table_name = attempts)]
pub struct Attempt {
    #[serde(skip)]
    pub id: i64,
    #[serde(skip)]
    pub run_id: i64,
    #[serde(rename = "attempt")]
    pub number: i64,
    pub state: AttemptState,
    pub trigger: String,
    pub actor: String,
    pub reason: Option<String>,
    pub version: String,
    #[serde(serialize_with = "parsed")]
    pub params: String,
    pub digest: Option<String>,
    #[serde(serialize_with = "totals")]
    tally: String,
    #[serde(serialize_with = "utc")]
    pub started: NaiveDateTime,
    #[serde(serialize_with = "utc_if_any")]
    pub ended: Option<NaiveDateTime>,
    pub error: Option<String>,
}

impl Attempt {
    /// What the attempt counted so far; empty before its first chunk.
    pub fn tally(&self) -> Tally {
        counted(&self.tally)
    }

    /// Did it get so far as to look at its candidates? One that was refused did not.
    pub fn has_counted(&self) -> bool {
        self.state == AttemptState::Done || self.tally().seen > 0
    }

    /// Refused before it had looked at anybody: it says nothing of how the run stands.
    pub fn was_refused(&self) -> bool {
        self.state == AttemptState::Returned && !self.was_given_back() && !self.has_counted()
    }

    /// Its process was asked to stop, and left the run to the next.
    fn was_given_back(&self) -> bool {
        let said = GivenBack.to_string();
        self.state == AttemptState::Returned && self.error.as_ref().is_some_and(|e| e.contains(&said))
    }

    /// How it ended, in a word for people: the ledger has one for two ways of coming back.
    pub fn word(&self) -> &'static str {
        match self.state {
            AttemptState::Returned if self.was_given_back() => "given back",
            AttemptState::Returned => "refused",
            AttemptState::Running | AttemptState::Done | AttemptState::Failed | AttemptState::Lost => {
                self.state.code()
            }
        }
    }

    /// Does it count as a try? What was refused, given back or lost to the machine does not.
    pub fn is_try(&self) -> bool {
        match self.state {
            AttemptState::Running | AttemptState::Done | AttemptState::Failed => true,
            AttemptState::Lost | AttemptState::Returned => false,
        }
    }

    pub fn duration_ms(&self) -> Option<i64> {
        Some((self.ended? - self.started).num_milliseconds())
    }
}

fn counted(tally: &str) -> Tally {
    serde_json::from_str(tally).unwrap_or_default()
}

fn totals<S: Serializer>(tally: &str, serializer: S) -> Result<S::Ok, S::Error> {
    counted(tally).totals().serialize(serializer)
}

/// What a column holds as JSON text, as the JSON it is.
pub(super) fn parsed<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serde_json::from_str::<Value>(text).unwrap_or_default().serialize(serializer)
}

/// The attempt that tells how a run stands: the last that looked at its candidates, whatever was refused since.
pub fn telling(attempts: &[Attempt]) -> Option<&Attempt> {
    attempts.iter().rfind(|a| a.has_counted())
}

#[derive(Clone, Debug, Queryable, Serialize)]
pub struct LogLine {
    #[serde(skip)]
    pub id: i64,
    pub attempt: i64,
    #[serde(serialize_with = "utc")]
    pub at: NaiveDateTime,
    pub level: String,
    pub message: String,
    #[serde(serialize_with = "parsed")]
    pub fields: String,
}

/// Which runs to show; nothing given is no limit.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub job: Option<String>,
    /// Any of these; none is no limit.
    pub fylke: Vec<String>,
    pub state: Option<RunState>,
    pub since: Option<NaiveDate>,
    pub limit: i64,
}

/// The runs of a filter, on a selection of them.
macro_rules! chosen {
    ($filter:expr, $of:expr) => {{
        let mut wanted = $of.into_boxed();
        if let Some(job) = &$filter.job {
            wanted = wanted.filter(runs::job.eq(job));
        }
        if !$filter.fylke.is_empty() {
            wanted = wanted.filter(runs::fylke.eq_any(&$filter.fylke));
        }
        if let Some(state) = $filter.state {
            wanted = wanted.filter(runs::state.eq(state));
        }
        if let Some(since) = $filter.since {
            wanted = wanted.filter(runs::slot.ge(since));
        }
        wanted
    }};
}

/// The newest first.
///
/// # Errors
/// What the database says.
pub fn runs(db: &mut Db, filter: &Filter) -> Result<Vec<RunView>> {
    Ok(on!(db, |c| chosen!(filter, runs::table.select(RunView::as_select()))
        .order((runs::slot.desc(), runs::id.desc()))
        .limit(filter.limit)
        .load(c))?)
}

/// How many there are, whatever the limit.
///
/// # Errors
/// What the database says.
pub fn count_runs(db: &mut Db, filter: &Filter) -> Result<i64> {
    Ok(on!(db, |c| chosen!(filter, runs::table.select(diesel::dsl::count_star())).first(c))?)
}

/// The runs that wait for a person, the oldest first.
///
/// # Errors
/// What the database says.
pub fn failed(db: &mut Db) -> Result<Vec<RunView>> {
    Ok(on!(db, |c| runs::table
        .filter(runs::state.eq(RunState::Failed))
        .order((runs::slot, runs::id))
        .select(RunView::as_select())
        .load(c))?)
}

/// # Errors
/// What the database says.
pub fn run(db: &mut Db, id: i64) -> Result<Option<RunView>> {
    Ok(on!(db, |c| runs::table.find(id).select(RunView::as_select()).first(c).optional())?)
}

/// The attempts of these runs, each run's first first.
///
/// # Errors
/// What the database says.
pub fn attempts(db: &mut Db, runs: &[i64]) -> Result<Vec<Attempt>> {
    Ok(on!(db, |c| attempts::table
        .filter(attempts::run_id.eq_any(runs))
        .order((attempts::run_id, attempts::number))
        .select(Attempt::as_select())
        .load(c))?)
}

/// A run's log lines after line `after`, holding `search` (whatever the case).
///
/// # Errors
/// What the database says.
pub fn log(db: &mut Db, run: i64, after: i64, search: Option<&str>) -> Result<Vec<LogLine>> {
    let lines: Vec<LogLine> = on!(db, |c| log_lines::table
        .inner_join(attempts::table)
        .filter(attempts::run_id.eq(run).and(log_lines::id.gt(after)))
        .order(log_lines::id)
        .select((
            log_lines::id,
            attempts::number,
            log_lines::at,
            log_lines::level,
            log_lines::message,
            log_lines::fields,
        ))
        .load(c))?;
    let sought = search.unwrap_or_default().to_lowercase();
    let holds = |l: &LogLine| [&l.message, &l.fields].iter().any(|t| t.to_lowercase().contains(&sought));
    Ok(lines.into_iter().filter(holds).collect())
}
