//! What a command needs of the installation: settings, jobs, database, clock, and who is asking.

use super::table::tell;
use std::path::PathBuf;

use anyhow::{Context, Result};
use chrono::NaiveDate;

use super::Global;
use super::exit::{Misconfigured, Misuse};
use crate::clock::{Clock, oslo_day};
use crate::config::{Config, Environment};
use crate::domain::counted;
use crate::domain::ligner::did_you_mean;
use crate::manifest::{self, Job};
use crate::run::{self, Office};
use crate::store::{self, Db, Holder};

pub struct House {
    pub url: String,
    pub config: Config,
    pub clock: Clock,
    pub jobs: Vec<Job>,
    /// The manifests have faults, and those built in stand in for them.
    pub stand_in: bool,
}

impl House {
    /// Settings and manifests; no database yet.
    pub fn open(global: &Global) -> Result<Self> {
        let config = Config::read(global.config.as_deref())?;
        let clock = clock(global, &config)?;
        let jobs = manifest::load(global.jobs.as_deref().or(config.jobs.as_deref()))?;
        Ok(House::new(global, config, clock, jobs))
    }

    /// For commands that read what is there: manifests that have faults are told of and stand in nobody's way.
    pub fn reading(global: &Global) -> Result<Self> {
        let config = Config::read(global.config.as_deref())?;
        let clock = clock(global, &config)?;
        let loaded = manifest::load(global.jobs.as_deref().or(config.jobs.as_deref()));
        let stand_in = loaded.is_err();
        if stand_in {
            tell!("warning: the manifests have faults; `rutine check` tells them");
        }
        let jobs = loaded.or_else(|_| manifest::load(None))?;
        Ok(House { stand_in, ..House::new(global, config, clock, jobs) })
    }

    pub fn new(global: &Global, config: Config, clock: Clock, jobs: Vec<Job>) -> Self {
        let url = global.database.clone().or_else(|| config.database.clone());
        House { url: url.unwrap_or_else(|| "sqlite:rutine.db".into()), config, clock, jobs, stand_in: false }
    }

    /// The file that the database would be in, where there is none.
    pub fn missing_file(&self) -> Option<PathBuf> {
        store::sqlite_path(&self.url).filter(|p| !p.exists())
    }

    /// The database, its tables up to date. A missing file is not made here: that is `migrate`'s.
    pub fn db(&self) -> Result<Db> {
        if let Some(path) = self.missing_file() {
            let said = format!("there is no database `{}`; make it with `rutine migrate`", path.display());
            return Err(Misconfigured(said).into());
        }
        let mut db = store::open(&self.url)?;
        let pending = store::pending(&mut db)?;
        if let Some(name) = pending.first() {
            let migrations = counted(pending.len(), "migration");
            let said = format!("the database lacks {migrations}, from `{name}`; run `rutine migrate`");
            return Err(Misconfigured(said).into());
        }
        self.belongs(&mut db)?;
        Ok(db)
    }

    /// Refuses a database that says it is another's: a test's settings on production's would send nothing, production's on a
    /// test's would write to everybody in it.
    pub fn belongs(&self, db: &mut Db) -> Result<()> {
        let (ours, its) = (self.config.environment, store::environment(db)?);
        let Some(its) = its.filter(|its| *its != ours) else { return Ok(()) };
        Err(Misconfigured(format!(
            "the database is for {}, the settings are for {}\n\
             hint: name the right settings with `--config`, or set `environment = \"{}\"` in them; \
             `rutine migrate --environment {}` makes the database what the settings say",
            its.name(),
            ours.name(),
            its.name(),
            ours.name(),
        ))
        .into())
    }

    /// Narrows what is served to the counties named, if any are.
    ///
    /// # Errors
    /// `Refused`: one of them is not served here.
    pub fn only(&mut self, fylker: &[String]) -> Result<()> {
        for nr in fylker {
            run::served(&self.config.fylker, nr)?;
        }
        if !fylker.is_empty() {
            self.config.fylker.retain(|nr| fylker.contains(nr));
        }
        Ok(())
    }

    pub fn today(&self) -> NaiveDate {
        oslo_day(self.clock.now())
    }

    /// A job's code, from its code or name; of one whose manifest is gone, what was typed.
    pub fn code(&self, name: &str) -> String {
        manifest::find(&self.jobs, name).map_or_else(|| name.to_owned(), |job| job.code.clone())
    }

    /// Of a list that came out empty: is there such a job at all? Nobody knows while the manifests have faults.
    ///
    /// # Errors
    /// There is not.
    pub fn ensure_job(&self, name: Option<&str>) -> Result<()> {
        name.filter(|_| !self.stand_in).map_or(Ok(()), |name| self.job(name).map(drop))
    }

    /// Of a list that came out empty: are the counties asked about served here, and has the date come?
    ///
    /// # Errors
    /// `Refused`: one is not. `Misuse`: it has not.
    pub fn ensure_within(&self, fylker: &[String], since: Option<NaiveDate>) -> Result<()> {
        fylker.iter().try_for_each(|nr| run::served(&self.config.fylker, nr))?;
        match since.filter(|day| *day > self.today()) {
            Some(day) => {
                Err(Misuse(format!("`--since {day}` is still to come: today is {}", self.today())).into())
            }
            None => Ok(()),
        }
    }

    /// What is shown of a county that is not served is not owed here.
    pub fn warn_of_unserved(&self, fylker: &[String]) {
        for e in fylker.iter().filter_map(|nr| run::served(&self.config.fylker, nr).err()) {
            tell!("warning: {e}");
        }
    }

    /// Finds a job by code or name.
    pub fn job(&self, name: &str) -> Result<&Job> {
        manifest::find(&self.jobs, name).ok_or_else(|| {
            let codes: Vec<_> = self.jobs.iter().map(|j| j.code.as_str()).collect();
            let near = did_you_mean(name, self.jobs.iter().flat_map(|j| [j.code.as_str(), j.name()]));
            Misuse(format!("there is no job `{name}`; there are {}{near}", codes.join(", "))).into()
        })
    }

    pub fn office<'a>(&'a self, holder: &'a Holder) -> Office<'a> {
        Office {
            url: &self.url,
            config: &self.config,
            clock: self.clock,
            actor: actor(),
            holder,
            unattended: false,
            stop: None,
        }
    }
}

fn clock(global: &Global, config: &Config) -> Result<Clock> {
    match global.now {
        None => Ok(Clock::System),
        Some(_) if config.environment == Environment::Production => {
            Err(Misuse("`--now` is refused: the configuration says `environment = \"production\"`".into())
                .into())
        }
        Some(at) => Ok(Clock::Fixed(at)),
    }
}

/// Who triggers: `RUTINE_ACTOR`, else the operating system's user; behind `sudo`, also who that was.
pub fn actor() -> String {
    let told = |name: &str| std::env::var(name).ok().filter(|n| !n.is_empty());
    if let Some(actor) = told("RUTINE_ACTOR") {
        return actor;
    }
    // What the environment says may be missing, or another's; the system knows whose process this is.
    let user = whoami::username().ok().or_else(|| told("USER")).or_else(|| told("LOGNAME"));
    let user = user.unwrap_or_else(|| "unknown".into());
    match told("SUDO_USER").filter(|by| *by != user) {
        Some(by) => format!("{user} (sudo by {by})"),
        None => user,
    }
}

/// `K=V`.
pub fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// Prints one JSON document on stdout.
pub fn print_json(document: &serde_json::Value) -> Result<()> {
    println!("{}", serde_json::to_string(document).context("a document cannot be written as JSON")?);
    Ok(())
}
