//! Letters that should have left, and have not: whoever looks is told, before a deadline has passed in silence.

use anyhow::Result;
use chrono::{NaiveDateTime, TimeDelta};

use crate::oslo;
use crate::store::{Db, load, row};

/// A letter that may be tried, and was made so long ago, should have left.
const HOURS_MAX: i64 = 24;
/// So should one whose deadline is so near, or past.
const DAYS_LEFT_MIN: i64 = 1;

row! {
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct NotLeft {
        pub letters: i64,
        /// When the oldest was made, in UTC; none where there is no letter.
        pub since: Option<NaiveDateTime>,
        /// Of them, those whose deadline has passed: they will be held for a person.
        pub late: i64,
    }
}

/// Pending letters whose deadline is past or within a day, or that may be tried and were made more than a day ago.
///
/// # Errors
/// What the database says.
pub fn not_left(db: &mut Db, now: NaiveDateTime) -> Result<NotLeft> {
    // The state is named twice so that SQLite sees that its index of unsettled letters will do.
    let sql =
        "SELECT count(*) AS letters, min(created) AS since, count(CASE WHEN deadline < $1 THEN 1 END) AS late
        FROM letters WHERE state IN ('pending', 'sending') AND state = 'pending'
          AND (deadline <= $2 OR (created < $3 AND (not_before IS NULL OR not_before <= $4)))";
    let today = oslo::day_of(now);
    let binds = [
        today.into(),
        (today + TimeDelta::days(DAYS_LEFT_MIN)).into(),
        (now - TimeDelta::hours(HOURS_MAX)).into(),
        now.into(),
    ];
    Ok(load::<NotLeft>(db, sql, &binds)?.first().copied().unwrap_or_default())
}
