//! Exit codes, and which error means which.

use std::process::ExitCode;

use crate::attempt::Refusal;
use crate::config::Faults;
use crate::run::{Nobody, Refused, WrongCountyParameter, WrongParameter};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done,
    Failed,
    Misuse,
    Rejects,
    Refused,
    Configuration,
    SomethingToDo,
}

/// What the operator asked for cannot be asked for so.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misuse(pub String);

/// The installation is not set up as it must be.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misconfigured(pub String);

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Misuse => 2,
            Exit::Rejects => 3,
            Exit::Refused => 4,
            Exit::Configuration => 5,
            Exit::SomethingToDo => 10,
        }
    }

    pub fn of(e: &anyhow::Error) -> Self {
        if e.is::<Refused>() || e.is::<Refusal>() || e.is::<Nobody>() {
            Exit::Refused
        } else if e.is::<Misuse>() || e.is::<WrongParameter>() {
            Exit::Misuse
        } else if e.is::<Misconfigured>() || e.is::<Faults>() || e.is::<WrongCountyParameter>() {
            Exit::Configuration
        } else {
            Exit::Failed
        }
    }

    /// Of several outcomes of one command: the worse.
    pub fn worst(self, other: Exit) -> Exit {
        if other.badness() > self.badness() { other } else { self }
    }

    /// Failed is the worst: it may have left something half done. Nothing was begun where the command or the
    /// installation is wrong, and trying again does not help; what is refused may succeed later.
    fn badness(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::SomethingToDo => 1,
            Exit::Rejects => 2,
            Exit::Refused => 3,
            Exit::Misuse => 4,
            Exit::Configuration => 5,
            Exit::Failed => 6,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(e: Exit) -> Self {
        ExitCode::from(e.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the best to the worst.
    const ORDER: [Exit; 7] = [
        Exit::Done,
        Exit::SomethingToDo,
        Exit::Rejects,
        Exit::Refused,
        Exit::Misuse,
        Exit::Configuration,
        Exit::Failed,
    ];

    #[test]
    fn of_every_pair_the_worse_is_told_whichever_comes_first() {
        for (n, one) in ORDER.into_iter().enumerate() {
            for (m, other) in ORDER.into_iter().enumerate() {
                assert_eq!(one.worst(other), ORDER[n.max(m)], "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn nothing_but_done_hides_behind_done() {
        for exit in ORDER {
            assert_eq!([Exit::Done, exit, Exit::Done].into_iter().fold(Exit::Done, Exit::worst), exit);
            assert_eq!(exit == Exit::Done, exit.code() == 0);
        }
    }
}
