//! Is the clock to be believed? One look with a clock that is far ahead settles all that lies between, and nothing falls due
//! until it is passed. So a clock is held against the database server's, and against the last look; one that stands
//! (`--now`) is deliberate. What was settled too early can be opened again.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde::Serialize;

use super::tick::{Ticked, tick};
use super::{Office, Refused};
use crate::attempt::RunState;
use crate::clock::{Clock, wall};
use crate::manifest::Job;
use crate::oslo;
use crate::store::{Db, execute, load, row, value};

/// This host's clock and the server's may differ by so much.
const APART_MINUTES_MAX: i64 = 60;
/// A clock may be set back by so much: nothing is told until it has caught up.
const BACK_MINUTES_MAX: i64 = 60;
/// Nobody looks for longer than this, unless they say so. Forty days over a whole round of reminders are less.
pub const AWAY_DAYS_MAX: i64 = 60;

/// Why the clock is not to be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistimed {
    Apart { host: NaiveDateTime, server: NaiveDateTime },
    Behind { now: NaiveDateTime, told: NaiveDateTime, early: Vec<Early> },
    Ahead { now: NaiveDateTime, last: NaiveDateTime },
}

row! {
    /// A run whose date has not come, and that has been told or settled all the same.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Early {
        pub run: i64,
        pub job: String,
        pub fylke: String,
        #[serde(rename = "asof")]
        pub slot: NaiveDate,
        pub state: RunState,
        pub tries: i64,
    }
}

impl std::fmt::Display for Mistimed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Mistimed::Apart { host, server } => write!(
                f,
                "this host's clock says {}, the database server's {}: nothing is settled until they agree; set the one that \
                 is wrong",
                oslo::text(*host),
                oslo::text(*server)
            ),
            Mistimed::Behind { now, told, early } => write!(
                f,
                "the clock says {}, and dates have been told up to {}{}: nothing is settled until one is put right; if the \
                 clock is wrong, set it; if it was wrong then, `rutine reopen` lists those dates and opens them again",
                oslo::text(*now),
                oslo::text(*told),
                stretch(early)
            ),
            Mistimed::Ahead { now, last } => write!(
                f,
                "the clock says {}, and the last look was {}, more than {AWAY_DAYS_MAX} days before: nothing is settled; if \
                 the clock is wrong, set it; if nobody has looked for so long, say so with `--after-long {}`",
                oslo::text(*now),
                oslo::text(*last),
                oslo::day_of(*now)
            ),
        }
    }
}

/// `, 544 of them too early, 2026-07-29 to 2027-07-20`.
fn stretch(early: &[Early]) -> String {
    let slots = || early.iter().map(|e| e.slot);
    match (slots().min(), slots().max()) {
        (Some(from), Some(to)) => format!(", {} of them too early, {from} to {to}", early.len()),
        _ => String::new(),
    }
}

/// Looks once, by a clock that can be believed.
///
/// # Errors
/// `Refused`: it cannot. The database is out of reach.
pub fn look(db: &mut Db, office: &Office, jobs: &[Job]) -> Result<Ticked> {
    let last = last_look(db)?;
    match held_against(db, office.clock, last)? {
        Some(why) => Err(Refused(why.to_string()).into()),
        None => {
            let ticked = tick(db, office, jobs)?;
            if last.is_none() {
                tracing::warn!(
                    "the calendar is looked at for the first time: what fell due before now is not owed; \
                     `rutine run JOB --fylke NN --asof DATE` runs a date by hand"
                );
            }
            Ok(ticked)
        }
    }
}

/// What is wrong with the clock, if anything is.
///
/// # Errors
/// What the database says.
pub fn mistimed(db: &mut Db, clock: Clock) -> Result<Option<Mistimed>> {
    let last = last_look(db)?;
    held_against(db, clock, last)
}

fn held_against(db: &mut Db, clock: Clock, last: Option<NaiveDateTime>) -> Result<Option<Mistimed>> {
    if let Clock::Fixed(_) = clock {
        return Ok(None);
    }
    let (host, now) = (wall(), db.now()?);
    if (host - now).abs() > TimeDelta::minutes(APART_MINUTES_MAX) {
        return Ok(Some(Mistimed::Apart { host, server: now }));
    }
    let Some(last) = last else { return Ok(None) };
    if now < last - TimeDelta::minutes(BACK_MINUTES_MAX) {
        return Ok(Some(Mistimed::Behind { now, told: last, early: early(db, now)? }));
    }
    let ahead = now - last > TimeDelta::days(AWAY_DAYS_MAX);
    Ok(ahead.then_some(Mistimed::Ahead { now, last }))
}

fn last_look(db: &mut Db) -> Result<Option<NaiveDateTime>> {
    Ok(value(db, "SELECT max(announced_until) FROM schedules", &[])?.flatten())
}

/// The runs of dates that have not come, the first date first.
///
/// # Errors
/// What the database says.
pub fn early(db: &mut Db, now: NaiveDateTime) -> Result<Vec<Early>> {
    let sql = "SELECT r.id AS run, r.job, r.fylke, r.slot, r.state,
          (SELECT count(*) FROM attempts a WHERE a.run_id = r.id AND a.state NOT IN ('lost', 'returned')) AS tries
        FROM runs r WHERE r.due_at > $1 AND r.state <> 'running' ORDER BY r.slot, r.id";
    load(db, sql, &[now.into()])
}

/// Opens again what was settled too early: what nobody has begun is forgotten, and told anew on its day; what was begun is
/// due again on its day. Schedules are told from now on. Returns the runs.
///
/// # Errors
/// What the database says.
pub fn reopen(db: &mut Db, now: NaiveDateTime, why: &str) -> Result<Vec<Early>> {
    db.write(|db| {
        let early = early(db, now)?;
        let untried = "due_at > $1 AND state <> 'running' AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.run_id = runs.id)";
        execute(db, &format!("DELETE FROM runs WHERE {untried}"), &[now.into()])?;
        execute(
            db,
            "UPDATE runs SET state = 'due', not_before = due_at, settled = NULL, error = NULL, skipped_because = NULL, \
             note = $2 WHERE due_at > $1 AND state <> 'running'",
            &[now.into(), why.into()],
        )?;
        execute(
            db,
            "UPDATE schedules SET announced_until = $1 WHERE announced_until > $1",
            &[now.into()],
        )?;
        db.notify()?;
        Ok(early)
    })
}
