//! `jobs/*.toml` -> jobs, checked against the routines. Every fault is reported at once, with file and line.

mod county;
mod faults;
mod params;

pub use county::{Unfit, unfit};

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::config::{Fault, Faults};
use crate::routine::{self, Routine};

/// What runs: a routine, for which counties, with which parameters.
#[derive(Clone)]
pub struct Job {
    pub code: String,
    pub about: String,
    pub routine: &'static Routine,
    pub after: Vec<String>,
    pub params: BTreeMap<String, Param>,
    pub catch_up: CatchUp,
    pub window_days: Option<u32>,
    pub attempts_max: u32,
    pub retry_minutes: Vec<u32>,
    pub time_limit_minutes: u32,
    enabled: bool,
    fylke: BTreeMap<String, Override>,
    /// The manifest as written.
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

/// What one county has otherwise.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Override {
    enabled: Option<bool>,
    params: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    routine: String,
    about: String,
    #[serde(default = "yes")]
    enabled: bool,
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    params: BTreeMap<String, Param>,
    #[serde(default)]
    fylke: BTreeMap<String, Override>,
}

fn yes() -> bool {
    true
}

const BUILT_IN: &[(&str, &str)] = &[
    ("5A115.toml", include_str!("../../jobs/5A115.toml")),
    ("5A119.toml", include_str!("../../jobs/5A119.toml")),
    ("5A114.toml", include_str!("../../jobs/5A114.toml")),
    ("5A120.toml", include_str!("../../jobs/5A120.toml")),
    ("5A122.toml", include_str!("../../jobs/5A122.toml")),
    ("5A106.toml", include_str!("../../jobs/5A106.toml")),
    ("5A116.toml", include_str!("../../jobs/5A116.toml")),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatchUp {
    Each,
    Latest,
    None,
}

impl Job {
    pub fn schedule(&self, _: &str) -> Option<&crate::schedule::Schedule> {
        None
    }
    pub fn serves(&self, _: &str) -> bool {
        true
    }
    pub fn name(&self) -> &'static str {
        self.routine.name
    }

    pub fn is_enabled(&self, fylke: &str) -> bool {
        self.fylke.get(fylke).and_then(|o| o.enabled).unwrap_or(self.enabled)
    }
}

/// The jobs in a folder, or the ones built in, in the order they run after each other.
///
/// # Errors
/// `Faults`: every fault of every manifest.
pub fn load(dir: Option<&Path>) -> Result<Vec<Job>, Faults> {
    let texts = match dir {
        Some(dir) => read(dir)?,
        None => BUILT_IN.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect(),
    };
    let (mut jobs, mut faults) = (vec![], vec![]);
    for (file, text) in texts {
        match parse(&file, text) {
            Ok(job) => jobs.push((file, job)),
            Err(found) => faults.extend(found),
        }
    }
    faults.extend(faults::between(&jobs));
    if !faults.is_empty() {
        return Err(Faults(faults));
    }
    Ok(in_order(jobs.into_iter().map(|(_, job)| job).collect()))
}

/// Finds a job by its code or its routine's name.
pub fn find<'a>(jobs: &'a [Job], name: &str) -> Option<&'a Job> {
    jobs.iter().find(|j| j.code.eq_ignore_ascii_case(name) || j.name() == name)
}

fn read(dir: &Path) -> Result<Vec<(String, String)>, Faults> {
    let fault = |e: std::io::Error| Faults(vec![Fault::new(&dir.display().to_string(), 0, e.to_string())]);
    let mut texts = vec![];
    for entry in std::fs::read_dir(dir).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            let text = std::fs::read_to_string(&path)
                .map_err(|e| Faults(vec![Fault::new(&path.display().to_string(), 0, e.to_string())]))?;
            texts.push((path.display().to_string(), text));
        }
    }
    texts.sort();
    Ok(texts)
}

fn parse(file: &str, text: String) -> Result<Job, Vec<Fault>> {
    let manifest: Manifest = toml::from_str(&text).map_err(|e| vec![Fault::syntax(file, &text, &e)])?;
    let stem = Path::new(file).file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(routine) = routine::find(&manifest.routine) else {
        let known: Vec<_> = routine::ROUTINES.iter().map(|r| r.code).collect();
        let message = format!("unknown routine `{}`; there are {}", manifest.routine, known.join(", "));
        return Err(vec![Fault::at(file, &text, "routine", message)]);
    };
    let job = Job {
        code: stem,
        about: manifest.about,
        routine,
        after: manifest.after,
        params: manifest.params,
        catch_up: CatchUp::Each,
        window_days: None,
        attempts_max: 5,
        retry_minutes: vec![1],
        time_limit_minutes: 60,
        enabled: manifest.enabled,
        fylke: manifest.fylke,
        text,
    };
    let faults = faults::within(file, &job);
    if faults.is_empty() { Ok(job) } else { Err(faults) }
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
