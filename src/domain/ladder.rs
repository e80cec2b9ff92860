//! Waits between tries: of runs, letters and documents alike.

use std::ops::RangeInclusive;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// Minutes to wait after each try that came to nothing, the first first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Ladder(Vec<i64>);

impl Ladder {
    pub fn new(minutes: impl IntoIterator<Item = impl Into<i64>>) -> Self {
        Ladder(minutes.into_iter().map(Into::into).collect())
    }

    pub fn minutes(&self) -> &[i64] {
        &self.0
    }

    /// Are there so many waits, each of so many minutes?
    pub fn is_within(&self, waits: RangeInclusive<usize>, minutes: RangeInclusive<i64>) -> bool {
        waits.contains(&self.0.len()) && self.0.iter().all(|m| minutes.contains(m))
    }

    /// The wait after the `nth` try; none once they are spent.
    pub fn after(&self, nth: i64) -> Option<TimeDelta> {
        let rung = usize::try_from(nth - 1).unwrap_or_default();
        self.0.get(rung).copied().map(TimeDelta::minutes)
    }

    /// As `after`, the last wait repeating; none where there are no waits at all.
    pub fn repeating(&self, nth: i64) -> Option<TimeDelta> {
        self.after(nth).or(self.0.last().copied().map(TimeDelta::minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_has_its_wait_and_after_the_last_there_is_none_or_the_same_again() {
        let ladder = Ladder::new([1, 5]);
        let minutes = |m| Some(TimeDelta::minutes(m));
        for (nth, after, repeating) in [(0, minutes(1), minutes(1)), (1, minutes(1), minutes(1))] {
            assert_eq!((ladder.after(nth), ladder.repeating(nth)), (after, repeating), "{nth}");
        }
        assert_eq!((ladder.after(2), ladder.repeating(2)), (minutes(5), minutes(5)));
        assert_eq!((ladder.after(3), ladder.repeating(9)), (None, minutes(5)));
        let none = Ladder::new([0_i64; 0]);
        assert_eq!((none.after(1), none.repeating(1)), (None, None));
    }

    #[test]
    fn it_is_bounded_in_length_and_in_each_wait() {
        let is = |minutes: &[i64]| Ladder::new(minutes.iter().copied()).is_within(1..=2, 1..=60);
        assert!(is(&[1]) && is(&[1, 60]));
        assert!(!is(&[]) && !is(&[1, 2, 3]) && !is(&[0]) && !is(&[61]) && !is(&[-1]));
    }
}
