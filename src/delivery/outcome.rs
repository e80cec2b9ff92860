//! What an answer of the server means for a letter.

use chrono::{NaiveDateTime, TimeDelta};

use crate::outbox::Fate;

/// What came of offering one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server has it.
    Sent(String),
    /// It will never have it.
    Rejected(String),
    /// Not now: refused for a while, or the line was lost before it had the whole letter.
    Later(String),
    /// It was handed over, and nobody said what became of it.
    Unknown(String),
    /// Never offered: as if nothing had happened.
    Untouched,
}

impl Outcome {
    /// The server's codes, or what became of the line.
    pub fn said(&self) -> &str {
        match self {
            Outcome::Sent(said) | Outcome::Rejected(said) | Outcome::Later(said) | Outcome::Unknown(said) => {
                said
            }
            Outcome::Untouched => "",
        }
    }
}

/// `tries` counts this one. After the last wait of the ladder, in minutes, a letter is given up.
pub fn fate(id: i64, outcome: Outcome, tries: i64, ladder: &[i64], now: NaiveDateTime) -> Fate {
    match outcome {
        Outcome::Sent(said) => Fate::new(id, "sent", said),
        Outcome::Rejected(said) => Fate::new(id, "rejected", said),
        Outcome::Unknown(said) => Fate::new(id, "unknown", said),
        Outcome::Untouched => Fate { untried: true, ..Fate::new(id, "pending", None) },
        Outcome::Later(said) => match wait(tries, ladder) {
            Some(minutes) => {
                let not_before = Some(now + TimeDelta::minutes(minutes));
                Fate { not_before, ..Fate::new(id, "pending", said) }
            }
            None => Fate::new(id, "given_up", said),
        },
    }
}

fn wait(tries: i64, ladder: &[i64]) -> Option<i64> {
    ladder.get(usize::try_from(tries - 1).unwrap_or(0)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_waits_longer_and_after_the_last_it_is_given_up() {
        let now: NaiveDateTime = "2026-07-28T06:00:00".parse().unwrap();
        let after = |tries| fate(1, Outcome::Later("451 4.7.1".into()), tries, &[1, 5], now);
        let at = |text: &str| Some(text.parse().unwrap());
        assert_eq!((after(1).state, after(1).not_before), ("pending", at("2026-07-28T06:01:00")));
        assert_eq!((after(2).state, after(2).not_before), ("pending", at("2026-07-28T06:05:00")));
        assert_eq!((after(3).state, after(3).not_before), ("given_up", None));
        assert_eq!(after(3).detail.as_deref(), Some("451 4.7.1"));
        assert_eq!(fate(1, Outcome::Later(String::new()), 1, &[], now).state, "given_up");
    }

    #[test]
    fn what_was_never_offered_counts_as_no_try() {
        let fate = fate(1, Outcome::Untouched, 1, &[1], NaiveDateTime::default());
        assert_eq!((fate.state, fate.untried, fate.not_before), ("pending", true, None));
    }
}
