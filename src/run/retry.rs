//! After an attempt that came to nothing without anyone watching: when the run is tried again, and when it has been tried
//! enough. What the routine's own fault is, `attempts_max` bounds; what the machine's is, time does.

use chrono::{NaiveDateTime, TimeDelta};

use crate::attempt::AttemptState;
use crate::manifest::Job;

/// The machine has so long to get well: then a run whose attempts it takes waits for a person.
pub const LOST_HOURS_MAX: i64 = 24;

/// The attempts at a run that came to nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// Failed by the routine, its data or its parameters.
    pub failed: i64,
    /// Lost to the machine since the last that was not: the process gone, the database away, full or locked.
    pub lost: i64,
    pub lost_since: Option<NaiveDateTime>,
}

impl Tries {
    /// Of each attempt its state and when it began, the first first.
    pub fn of(attempts: &[(AttemptState, NaiveDateTime)]) -> Self {
        let mut tries = Tries::default();
        for (state, started) in attempts {
            match state {
                AttemptState::Lost => {
                    tries.lost += 1;
                    tries.lost_since.get_or_insert(*started);
                }
                AttemptState::Running => {}
                AttemptState::Failed | AttemptState::Done | AttemptState::Returned => {
                    let failed = tries.failed + i64::from(*state == AttemptState::Failed);
                    tries = Tries { failed, ..Tries::default() };
                }
            }
        }
        tries
    }

    /// One more that failed: when the run is tried again; never, when the attempts are spent.
    pub fn after_a_failure(self, job: &Job, now: NaiveDateTime) -> Option<NaiveDateTime> {
        let failed = self.failed + 1;
        (failed < i64::from(job.attempts_max)).then(|| now + spacing(job, failed))
    }

    /// One more that the machine failed, and said so: when the run is tried again; never, when it has gone on too long.
    pub fn after_trouble(self, job: &Job, now: NaiveDateTime) -> Option<NaiveDateTime> {
        self.is_in_time(now).then(|| now + spacing(job, self.lost + 1))
    }

    /// One more whose holder is gone: at once, but for a run that takes one process after the other with it.
    pub fn after_a_death(self, job: &Job, now: NaiveDateTime) -> Option<NaiveDateTime> {
        let often = self.lost + 1 >= i64::from(job.attempts_max);
        let wait = if often { spacing(job, self.lost + 1) } else { TimeDelta::zero() };
        self.is_in_time(now).then(|| now + wait)
    }

    fn is_in_time(self, now: NaiveDateTime) -> bool {
        self.lost_since.is_none_or(|since| now - since <= TimeDelta::hours(LOST_HOURS_MAX))
    }
}

/// The wait after the `nth`; the last repeats.
fn spacing(job: &Job, nth: i64) -> TimeDelta {
    job.retry_minutes.repeating(nth).unwrap_or_default()
}
