//! What the engine knows of a routine.

use anyhow::{Result, anyhow};
use serde::de::DeserializeOwned;

use super::{Bound, Cx, Forarbeid, Grunnlag, Inntak, Reason, StillDue};
use crate::config::wrong_value;

/// Statements, each as its file is called, with its whole text: for people to try, and for the benchmark.
pub type Reads = &'static [(&'static str, fn() -> String)];

/// The code behind a job. Its VIGO number is data.
pub struct Routine {
    pub code: &'static str,
    /// As its folder, its fixtures and its test are called.
    pub name: &'static str,
    /// Its job as shipped, the text of `jobs/<code>.toml`.
    pub manifest: &'static str,
    /// Every reason it can give, to act or to leave.
    pub reasons: &'static [Reason],
    /// How far each parameter may go.
    pub bounds: &'static [Bound],
    /// Are these parameters ones it knows, of the right type, and right together?
    pub check: fn(&toml::Table) -> Result<()>,
    pub body: fn(&mut Cx) -> Result<()>,
    /// What it reads by, its candidates first.
    pub reads: Reads,
    /// What must have been taken in or made before there is anybody to look at.
    pub grunnlag: Grunnlag,
    /// What must have been taken in beside.
    pub inntak: &'static [&'static Inntak],
    /// What earlier routines must have made before it has anything to look at, in their order.
    pub forarbeid: &'static [&'static Forarbeid],
    /// The purposes of the letters it writes.
    pub letters: &'static [&'static str],
    /// Which of its letters are no longer due when they are about to be sent; `None`: each is.
    pub still_due: Option<StillDue>,
}

impl Routine {
    /// One that writes no letters and whose parameters need no more than their types, to be filled in.
    pub const fn with<P: DeserializeOwned>() -> Self {
        Routine {
            code: "",
            name: "",
            manifest: "",
            reasons: &[],
            bounds: &[],
            check: |table| params::<P>(table).map(drop),
            body: |_| Ok(()),
            reads: &[],
            grunnlag: Grunnlag::Sokere,
            inntak: &[],
            forarbeid: &[],
            letters: &[],
            still_due: None,
        }
    }

    /// Are these parameters that it can run with, in some year?
    ///
    /// # Errors
    /// Names the parameter, what was expected and what was given.
    pub fn fits(&self, table: &toml::Table) -> Result<()> {
        for bound in self.bounds {
            table.get(bound.name).map_or(Ok(()), |value| bound.check(value, None))?;
        }
        (self.check)(table)
    }

    pub fn bound(&self, name: &str) -> Option<&'static Bound> {
        self.bounds.iter().find(|bound| bound.name == name)
    }
}

/// Reads a routine's own parameters; unknown ones are refused.
///
/// # Errors
/// Names the parameter, what was expected and what was given.
pub fn params<P: DeserializeOwned>(table: &toml::Table) -> Result<P> {
    table.clone().try_into().map_err(|e: toml::de::Error| anyhow!(wrong_parameter(table, &e)))
}

/// Which of them it is, and what is wrong with it.
fn wrong_parameter(table: &toml::Table, e: &toml::de::Error) -> String {
    let whole = e.to_string();
    let named = table.keys().find(|name| whole.contains(&format!("in `{name}`")));
    named.map_or_else(|| e.message().to_owned(), |name| wrong_value(name, e.message()))
}
