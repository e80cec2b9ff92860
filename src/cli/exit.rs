//! Exit codes, and which error means which.

use std::process::ExitCode;

use crate::config::Faults;
use crate::routine::Refusal;
use crate::run::{Refused, WrongCountyParameter, WrongParameter};

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
        if e.is::<Refused>() || e.is::<Refusal>() {
            Exit::Refused
        } else if e.is::<Misuse>() || e.is::<WrongParameter>() {
            Exit::Misuse
        } else if e.is::<Misconfigured>() || e.is::<Faults>() || e.is::<WrongCountyParameter>() {
            Exit::Configuration
        } else {
            Exit::Failed
        }
    }

    /// Of several jobs in one command: the worst of failed, refused, rejects, done.
    pub fn worst(self, other: Exit) -> Exit {
        let badness =
            |e: Exit| [Exit::Done, Exit::Rejects, Exit::Refused, Exit::Failed].iter().position(|x| *x == e);
        if badness(other) > badness(self) { other } else { self }
    }
}

impl From<Exit> for ExitCode {
    fn from(e: Exit) -> Self {
        ExitCode::from(e.code())
    }
}
