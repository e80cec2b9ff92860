//! After a failure without anyone watching: when the run is tried again, and when it has been tried enough.

use chrono::{NaiveDateTime, TimeDelta};

use crate::manifest::Job;

/// Has a run that failed or was lost `tries` times been tried enough?
pub fn spent(job: &Job, tries: i64) -> bool {
    tries >= i64::from(job.attempts_max)
}

/// When a run that has failed `tries` times is tried again; never, when the attempts are spent.
/// The last spacing repeats.
pub fn again(job: &Job, tries: i64, now: NaiveDateTime) -> Option<NaiveDateTime> {
    if spent(job, tries) {
        return None;
    }
    let nth = usize::try_from(tries - 1).unwrap_or_default();
    let minutes = job.retry_minutes.get(nth).or(job.retry_minutes.last()).copied().unwrap_or_default();
    Some(now + TimeDelta::minutes(minutes.into()))
}
