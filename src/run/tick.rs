//! Looks once: tells what is owed, settles what is not to be run, takes runs from holders that are gone.
//! Idempotent; safe from several processes at once; writes only where there is something to write.

use std::collections::HashMap;

use anyhow::Result;
use chrono::NaiveDateTime;

use super::announce::{announce, owed};
use super::skip::{settle, skips};
use super::{Office, rescue};
use crate::domain::counted;
use crate::manifest::Job;
use crate::store::{Db, first, row};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    pub announced: usize,
    pub skipped: usize,
    pub rescued: usize,
}

/// # Errors
/// The database is out of reach.
pub fn tick(db: &mut Db, office: &Office, jobs: &[Job]) -> Result<Ticked> {
    let rescued = rescue::rescue(db, office, jobs)?;
    let now = office.instant(db)?;
    let owed = owed(db, office, jobs, now)?;
    if owed.is_empty() && skips(db, jobs, now)?.is_empty() {
        return Ok(Ticked { rescued, ..Ticked::default() });
    }
    // Telling and skipping are one step: nobody can claim a run in between that is not to be run.
    let (announced, skipped) = db.write(|db| {
        let announced = announce(db, &owed, now)?;
        let skips = skips(db, jobs, now)?;
        let skipped = settle(db, &skips, now)?;
        db.notify()?;
        Ok((announced, skipped))
    })?;
    if announced + skipped > 0 {
        let runs = counted(announced, "run");
        tracing::info!(announced, skipped, "{runs} fell due, {skipped} skipped");
    }
    Ok(Ticked { announced, skipped, rescued })
}

/// When each schedule owes next, reckoned again only for those whose time has come.
#[derive(Default)]
pub struct Horizon {
    reckoned: NaiveDateTime,
    /// Is a run due now, as of the last reckoning?
    pub is_due: bool,
    next: HashMap<(String, String), Option<NaiveDateTime>>,
}

row! {
    /// When runs that wait may be tried.
    struct Waits {
        later: Option<NaiveDateTime>,
        earliest: Option<NaiveDateTime>,
    }
}

impl Horizon {
    /// When there is something to look for next: an occurrence of a schedule, or a run that may be tried again.
    ///
    /// # Errors
    /// The database is out of reach.
    pub fn next(
        &mut self,
        db: &mut Db,
        office: &Office,
        jobs: &[Job],
        now: NaiveDateTime,
    ) -> Result<Option<NaiveDateTime>> {
        let sql =
            "SELECT min(CASE WHEN not_before > $1 THEN not_before END) AS later, min(not_before) AS earliest
            FROM runs WHERE state = 'due'";
        let waits = first::<Waits>(db, sql, &[now.into()])?;
        self.is_due = waits.as_ref().and_then(|w| w.earliest).is_some_and(|at| at <= now);
        let retried = waits.and_then(|w| w.later);
        Ok(self.occurs(&office.config.fylker, jobs, now).into_iter().chain(retried).min())
    }

    fn occurs(&mut self, fylker: &[String], jobs: &[Job], now: NaiveDateTime) -> Option<NaiveDateTime> {
        if now < self.reckoned {
            self.next.clear();
        }
        self.reckoned = now;
        let served = jobs.iter().flat_map(|j| fylker.iter().filter(|f| j.serves(f)).map(move |f| (j, f)));
        let each = served.filter_map(|(job, fylke)| {
            let schedule = job.schedule(fylke)?;
            let key = (job.code.clone(), fylke.clone());
            let known = self.next.get(&key).copied().filter(|next| next.is_none_or(|at| at > now));
            let next = known.unwrap_or_else(|| schedule.next(now).map(|o| o.due));
            self.next.insert(key, next);
            next
        });
        each.min()
    }
}
