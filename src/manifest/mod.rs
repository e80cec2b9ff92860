//! `jobs/*.toml` -> jobs, checked against the routines. Every fault is reported at once, with file and line.

mod calendar;
mod county;
mod faults;
mod form;
mod own;
mod params;
mod read;
mod schedule;
mod ties;

pub use county::{Overruled, Unfit, overruled, unfit};
pub use params::{InForce, Origin, table};
pub use schedule::CatchUp;
pub use ties::{forerunners, tied};

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::attempt::Routine;
use crate::config::{Fault, Faults, others_hand};
use crate::domain::Ladder;
use crate::routine;
use crate::schedule::Schedule;

/// What runs: a routine, when, for which counties, with which parameters.
#[derive(Clone)]
pub struct Job {
    pub code: String,
    pub about: String,
    pub routine: &'static Routine,
    pub after: Vec<String>,
    pub params: BTreeMap<String, Param>,
    pub catch_up: CatchUp,
    /// A slot older than this is not run but settled as skipped; `None`: however old, it is run.
    pub window_days: Option<u32>,
    pub attempts_max: u32,
    /// Minutes from one attempt to the next; the last repeats.
    pub retry_minutes: Ladder,
    /// An attempt that takes longer is given up.
    pub time_limit_minutes: u32,
    enabled: bool,
    /// Whom it serves; empty: all.
    fylker: Vec<String>,
    fylke: BTreeMap<String, own::Override>,
    /// As resolved for each county that has one.
    schedules: BTreeMap<String, Schedule>,
    schedule_marks: BTreeMap<String, String>,
    /// The manifest: where it stands, and as written.
    pub file: String,
    pub text: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Param {
    pub value: toml::Value,
    pub about: String,
    /// FACT, INFERRED or ASSUMED, with its source.
    pub mark: String,
}

/// The manifests as shipped: file and text.
pub fn built_in() -> impl Iterator<Item = (String, &'static str)> {
    routine::all().map(|r| (format!("{}.toml", r.code), r.manifest))
}

impl Job {
    pub fn name(&self) -> &'static str {
        self.routine.name
    }

    pub fn is_enabled(&self, fylke: &str) -> bool {
        self.fylke.get(fylke).and_then(|o| o.enabled).unwrap_or(self.enabled)
    }

    /// Is the county among those the manifest names? Without a list, all are.
    pub fn serves(&self, fylke: &str) -> bool {
        self.fylker.is_empty() || self.fylker.iter().any(|f| f == fylke)
    }

    /// When the job is owed for a county, switched on or not; `None`: never by itself.
    pub fn schedule(&self, fylke: &str) -> Option<&Schedule> {
        self.schedules.get(fylke)
    }

    /// What a county's schedule rests on, where the manifest says it.
    pub fn schedule_mark(&self, fylke: &str) -> Option<&str> {
        self.schedule_marks.get(fylke).map(String::as_str)
    }
}

/// The jobs in a folder, or the ones built in, in the order they run after each other.
///
/// # Errors
/// `Faults`: every fault of every manifest.
pub fn load(dir: Option<&Path>) -> Result<Vec<Job>, Faults> {
    let texts = match dir {
        Some(dir) => read(dir)?,
        None => built_in().map(|(file, text)| (file, text.to_owned())).collect(),
    };
    let (mut drafts, mut faults) = (vec![], vec![]);
    for (file, text) in &texts {
        let (draft, found) = form::read(file, text);
        drafts.extend(draft);
        faults.extend(found);
    }
    let files: Vec<_> = texts.iter().map(|(file, _)| form::code(file)).collect();
    faults.extend(faults::between(&drafts, &files));
    faults.extend(calendar::resolve(&mut drafts, &files));
    if !faults.is_empty() {
        faults.sort();
        faults.dedup();
        return Err(Faults(faults));
    }
    Ok(in_order(drafts.into_iter().map(|draft| draft.job).collect()))
}

/// The jobs that are built in and whose routine none of these runs.
pub fn missing(jobs: &[Job]) -> Vec<String> {
    let lacking = routine::all().filter(|r| !jobs.iter().any(|job| job.routine.code == r.code));
    lacking.map(|r| r.code.to_owned()).collect()
}

/// Finds a job by its code or its routine's name.
pub fn find<'a>(jobs: &'a [Job], name: &str) -> Option<&'a Job> {
    jobs.iter().find(|j| j.code.eq_ignore_ascii_case(name) || j.name().eq_ignore_ascii_case(name))
}

fn read(dir: &Path) -> Result<Vec<(String, String)>, Faults> {
    let fault = |e: std::io::Error| Faults(vec![Fault::new(&dir.display().to_string(), 0, e.to_string())]);
    let mut texts = vec![];
    for entry in std::fs::read_dir(dir).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            let named = path.display().to_string();
            let told = |message| Faults(vec![Fault::new(&named, 0, message)]);
            others_hand(&path).map_or(Ok(()), |message| Err(told(message)))?;
            let text = std::fs::read_to_string(&path).map_err(|e| told(e.to_string()))?;
            texts.push((named, text));
        }
    }
    if texts.is_empty() {
        let message = "holds no manifest; `rutine jobs show 5A119 --toml` prints one to start from".into();
        return Err(Faults(vec![Fault::new(&dir.display().to_string(), 0, message)]));
    }
    texts.sort();
    Ok(texts)
}

/// Each job behind those it comes after; `between` has shown that there is such an order.
fn in_order(mut waiting: Vec<Job>) -> Vec<Job> {
    let mut ordered: Vec<Job> = vec![];
    while !waiting.is_empty() {
        let ready = |j: &Job| j.after.iter().all(|a| ordered.iter().any(|o| o.code == *a));
        let next = waiting.iter().position(ready).unwrap_or(0);
        ordered.push(waiting.remove(next));
    }
    ordered
}
