//! What an answer of the server means for a letter.

use chrono::NaiveDateTime;

use super::session::{Answer, Step};
use crate::domain::Ladder;
use crate::outbox::{Fate, LetterState};

/// What an answer before the letter itself is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The letter: its fate.
    Letter(Outcome),
    /// Its sender, who is refused for good: the codes.
    Sender(String),
    /// The line, or how much is sent over it, by whom, in what time: the codes. No letter's fault.
    Line(String),
}

/// Of `answer`, which was no yes, at `step`.
pub fn about(step: Step, answer: Answer) -> About {
    match (step, answer) {
        (Step::Mail, Answer::Later(said)) | (Step::Data, Answer::Later(said)) => About::Line(said),
        (Step::Rcpt, Answer::Later(said)) if said.starts_with("421") => About::Line(said),
        (Step::Mail, Answer::Never(said)) if !is_about_size(&said) => About::Sender(said),
        (_, answer) => About::Letter(handed(answer)),
    }
}

/// MAIL says how large the letter is, and may be refused for that.
fn is_about_size(said: &str) -> bool {
    said.starts_with("552") || said.ends_with(" 5.3.4") || said.ends_with(" 5.2.3")
}

/// What an answer that is about the letter means for it.
pub fn handed(answer: Answer) -> Outcome {
    match answer {
        Answer::Yes(codes) => Outcome::Sent(codes),
        Answer::Never(codes) => Outcome::Rejected(codes),
        Answer::Later(codes) => Outcome::Later(codes),
        Answer::Lost(why) => Outcome::Later(format!("{why}, before the letter was handed over")),
        Answer::Unknown(why) => Outcome::Unknown(format!("{why}, after the letter was handed over")),
    }
}

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

/// `tries` counts this one. After the last wait of the ladder a letter is given up.
pub fn fate(id: i64, outcome: Outcome, tries: i64, ladder: &Ladder, now: NaiveDateTime) -> Fate {
    match outcome {
        Outcome::Sent(said) => Fate::new(id, LetterState::Sent, said),
        Outcome::Rejected(said) => Fate::new(id, LetterState::Rejected, said),
        Outcome::Unknown(said) => Fate::new(id, LetterState::Unknown, said),
        Outcome::Untouched => Fate { untried: true, ..Fate::new(id, LetterState::Pending, None) },
        Outcome::Later(said) => match ladder.after(tries) {
            Some(wait) => {
                let not_before = Some(now + wait);
                Fate { not_before, ..Fate::new(id, LetterState::Pending, said) }
            }
            None => Fate::new(id, LetterState::GivenUp, said),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_waits_longer_and_after_the_last_it_is_given_up() {
        let now: NaiveDateTime = "2026-07-28T06:00:00".parse().unwrap();
        let after = |tries| fate(1, Outcome::Later("451 4.7.1".into()), tries, &Ladder::new([1, 5]), now);
        let at = |text: &str| Some(text.parse().unwrap());
        assert_eq!((after(1).state, after(1).not_before), (LetterState::Pending, at("2026-07-28T06:01:00")));
        assert_eq!((after(2).state, after(2).not_before), (LetterState::Pending, at("2026-07-28T06:05:00")));
        assert_eq!((after(3).state, after(3).not_before), (LetterState::GivenUp, None));
        assert_eq!(after(3).detail.as_deref(), Some("451 4.7.1"));
        assert_eq!(
            fate(1, Outcome::Later(String::new()), 1, &Ladder::new([0_i64; 0]), now).state,
            LetterState::GivenUp
        );
    }

    #[test]
    fn an_answer_is_about_the_line_the_sender_or_the_letter() {
        let later = |said: &str| Answer::Later(said.into());
        let never = |said: &str| Answer::Never(said.into());
        for said in ["450 4.7.1", "451", "452 4.3.1", "421 4.7.0", "432 4.3.2"] {
            for step in [Step::Mail, Step::Data] {
                assert_eq!(about(step, later(said)), About::Line(said.into()), "{step:?}");
            }
        }
        let own = |outcome| About::Letter(outcome);
        assert_eq!(about(Step::Rcpt, later("450 4.2.1")), own(Outcome::Later("450 4.2.1".into())));
        assert_eq!(about(Step::Rcpt, later("421 4.3.2")), About::Line("421 4.3.2".into()));
        for said in ["553 5.7.1", "550", "530 5.7.0"] {
            assert_eq!(about(Step::Mail, never(said)), About::Sender(said.into()));
        }
        for said in ["552", "552 5.3.4", "550 5.3.4", "554 5.2.3"] {
            assert_eq!(about(Step::Mail, never(said)), own(Outcome::Rejected(said.into())));
        }
        for (step, said) in [(Step::Rcpt, "550 5.1.1"), (Step::Data, "552"), (Step::Data, "554 5.7.1")] {
            assert_eq!(about(step, never(said)), own(Outcome::Rejected(said.into())));
        }
    }

    #[test]
    fn what_was_never_offered_counts_as_no_try() {
        let fate = fate(1, Outcome::Untouched, 1, &Ladder::new([1]), NaiveDateTime::default());
        assert_eq!((fate.state, fate.untried, fate.not_before), (LetterState::Pending, true, None));
    }
}
