//! Which runs that wait are not to be run at all, and why: their job is switched off or paused, a later one stands for
//! them, or they are too old. Only runs that nobody has begun: what is half done is finished.

use anyhow::Result;
use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};

use super::pause::{Pause, pauses};
use crate::domain::counted;
use crate::manifest::{self, CatchUp, Job};
use crate::oslo;
use crate::store::{Db, Rows, load, row};

/// A run is never too old before it has been due for so long.
const GRACE_HOURS: i64 = 1;

row! {
    #[derive(Clone, Debug)]
    pub(super) struct Waiting {
        id: i64,
        job: String,
        fylke: String,
        slot: NaiveDate,
        due_at: NaiveDateTime,
        a_later_one_is_due: bool,
    }
}

const WAITING: &str = "SELECT r.id, r.job, r.fylke, r.slot, r.due_at,
    EXISTS (SELECT 1 FROM runs r_later WHERE r_later.job = r.job AND r_later.fylke = r.fylke AND r_later.slot > r.slot
      AND r_later.due_at <= $1)
      AS a_later_one_is_due
  FROM runs r WHERE r.state = 'due' AND r.due_at <= $1
    AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.run_id = r.id)
  ORDER BY r.slot, r.id";

/// A run not to be run.
#[derive(Debug, PartialEq)]
pub(super) struct Skip {
    run: i64,
    because: &'static str,
    note: String,
}

/// The runs that wait and are not to be run.
pub(super) fn skips(db: &mut Db, jobs: &[Job], now: NaiveDateTime) -> Result<Vec<Skip>> {
    let waiting: Vec<Waiting> = load(db, WAITING, &[now.into()])?;
    if waiting.is_empty() {
        return Ok(vec![]);
    }
    let pauses = pauses(db)?;
    let decide = |w: &Waiting| {
        let (because, note) = why_not(w, manifest::find(jobs, &w.job), &pauses, now)?;
        Some(Skip { run: w.id, because, note })
    };
    Ok(waiting.iter().filter_map(decide).collect())
}

/// Why a run is not to be run, if it is not.
fn why_not(
    w: &Waiting,
    job: Option<&Job>,
    pauses: &[Pause],
    now: NaiveDateTime,
) -> Option<(&'static str, String)> {
    let Some(job) = job.filter(|j| j.serves(&w.fylke)) else {
        return Some(("switched_off", format!("no manifest has {} for fylke {} any more", w.job, w.fylke)));
    };
    if !job.is_enabled(&w.fylke) {
        return Some(("switched_off", "`enabled = false` in the manifest".into()));
    }
    if let Some(p) = pauses.iter().find(|p| p.covers(&w.job, &w.fylke, w.slot)) {
        return Some(("paused", format!("{} paused {}", p.what(), p.why())));
    }
    if job.catch_up == CatchUp::Latest && w.a_later_one_is_due {
        return Some(("superseded", "a later one is due (`catch_up = \"latest\"`)".into()));
    }
    let days = job.window_days.or((job.catch_up == CatchUp::None).then_some(0))?;
    let last = w.slot.checked_add_days(Days::new(days.into()))?;
    let closes = oslo::end_of_day(last).max(w.due_at + TimeDelta::hours(GRACE_HOURS));
    let note = || match days {
        0 => "it was to run on its own day or not at all (`catch_up = \"none\"`)".into(),
        _ => format!("it was to run within {} (`window_days`)", counted(days, "day")),
    };
    (now > closes).then(|| ("outside_window", note()))
}

/// Settles them as skipped; a run that has been taken meanwhile is left. Returns how many.
pub(super) fn settle(db: &mut Db, skips: &[Skip], now: NaiveDateTime) -> Result<usize> {
    Rows::new()
        .int("id", skips.iter().map(|s| s.run))
        .text("because", skips.iter().map(|s| s.because.to_owned()))
        .text("note", skips.iter().map(|s| s.note.clone()))
        .time("settled", skips.iter().map(|_| now))
        .execute(
            db,
            "UPDATE runs SET state = 'skipped', skipped_because = v.because, note = v.note, settled = v.settled \
             FROM {rows} WHERE runs.id = v.id AND runs.state = 'due'",
        )
}
