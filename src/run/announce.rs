//! What the calendar owes becomes rows, one per (job, fylke, slot), however often and by however many this is done.
//! An edit takes effect when it is first seen: until then the old schedule owes, from then on the new one.

use std::collections::HashMap;

use anyhow::Result;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::Office;
use crate::attempt::RunState;
use crate::manifest::Job;
use crate::schedule::{Occurrence, Schedule};
use crate::store::schema::schedules;
use crate::store::{Db, Rows, on};

/// How far an unedited schedule's mark may lag: asking again about a day gone by costs nothing, writing does.
const LAG_HOURS: i64 = 6;

#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = schedules)]
pub struct Known {
    pub job: String,
    pub fylke: String,
    /// As JSON.
    pub schedule: String,
    pub announced_until: NaiveDateTime,
}

/// What is to be written.
#[derive(Default)]
pub(super) struct Owed {
    runs: Vec<(String, &'static str, String, Occurrence)>,
    /// Schedules as they are from now on; none where there is one no more.
    marks: Vec<(String, String, Option<String>)>,
}

impl Owed {
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.marks.is_empty()
    }
}

/// What is owed and not yet told, by the clock's `now`.
pub(super) fn owed(db: &mut Db, office: &Office, jobs: &[Job], now: NaiveDateTime) -> Result<Owed> {
    let mut known: HashMap<_, _> =
        known(db)?.into_iter().map(|k| ((k.job.clone(), k.fylke.clone()), k)).collect();
    let mut owed = Owed::default();
    for job in jobs {
        for fylke in office.config.fylker.iter().filter(|f| job.serves(f)) {
            let old = known.remove(&(job.code.clone(), fylke.clone()));
            owed.add((&job.code, job.routine.code, fylke), old.as_ref(), job.schedule(fylke), now);
        }
    }
    for gone in known.into_values() {
        owed.add((&gone.job, "", &gone.fylke), Some(&gone), None, now);
    }
    Ok(owed)
}

/// The schedules as the database knows them.
///
/// # Errors
/// What the database says.
pub fn known(db: &mut Db) -> Result<Vec<Known>> {
    Ok(on!(db, |c| schedules::table.select(Known::as_select()).load(c))?)
}

impl Owed {
    fn add(
        &mut self,
        (job, routine, fylke): (&str, &'static str, &str),
        old: Option<&Known>,
        new: Option<&Schedule>,
        now: NaiveDateTime,
    ) {
        let text = new.map(|s| serde_json::to_string(s).expect("a schedule is plain data"));
        let edited = old.map(|o| &o.schedule) != text.as_ref();
        let due = match old {
            // A job seen for the first time owes nothing that is past.
            None => vec![],
            Some(old) if edited => due_at_an_edit(old, new, now),
            Some(old) => new.map(|s| s.between(old.announced_until, now)).unwrap_or_default(),
        };
        let lags = old.is_some_and(|o| now - o.announced_until > TimeDelta::hours(LAG_HOURS));
        if edited || !due.is_empty() || lags {
            self.marks.push((job.into(), fylke.into(), text));
        }
        self.runs.extend(due.into_iter().map(|o| (job.to_owned(), routine, fylke.to_owned(), o)));
    }
}

/// What the old schedule owed until now, and the dates that the edit moves across this moment: both schedules owe them,
/// the old one later, the new one earlier, and neither would tell them.
fn due_at_an_edit(old: &Known, new: Option<&Schedule>, now: NaiveDateTime) -> Vec<Occurrence> {
    let Ok(before) = serde_json::from_str::<Schedule>(&old.schedule) else {
        return new.map(|s| s.between(old.announced_until, now)).unwrap_or_default();
    };
    let mut due = before.between(old.announced_until, now);
    let moved = |o: &Occurrence| before.due(o.slot).is_some_and(|at| at > now);
    let today = new.map(|s| s.between(now - TimeDelta::days(1), now)).unwrap_or_default();
    due.extend(today.into_iter().filter(moved));
    due
}

/// Writes them. Returns how many runs are new.
pub(super) fn announce(db: &mut Db, owed: &Owed, now: NaiveDateTime) -> Result<usize> {
    let runs = &owed.runs;
    let made = Rows::new()
        .text("job", runs.iter().map(|r| r.0.clone()))
        .text("routine", runs.iter().map(|r| r.1.to_owned()))
        .text("fylke", runs.iter().map(|r| r.2.clone()))
        .date("slot", runs.iter().map(|r| r.3.slot))
        .same("state", RunState::Due)
        .time("created", runs.iter().map(|_| now))
        .time("due_at", runs.iter().map(|r| r.3.due))
        .time("not_before", runs.iter().map(|r| r.3.due))
        .insert(db, "runs", "ON CONFLICT (job, fylke, slot) DO NOTHING")?;
    let (kept, gone): (Vec<_>, Vec<_>) = owed.marks.iter().partition(|m| m.2.is_some());
    Rows::new()
        .text("job", kept.iter().map(|m| m.0.clone()))
        .text("fylke", kept.iter().map(|m| m.1.clone()))
        .text("schedule", kept.iter().map(|m| m.2.clone()))
        .time("announced_until", kept.iter().map(|_| now))
        .insert(
            db,
            "schedules",
            "ON CONFLICT (job, fylke) DO UPDATE SET schedule = excluded.schedule, \
             announced_until = excluded.announced_until",
        )?;
    for (job, fylke, _) in gone {
        let same = schedules::job.eq(job).and(schedules::fylke.eq(fylke));
        on!(db, |c| diesel::delete(schedules::table.filter(same)).execute(c))?;
    }
    Ok(made)
}
