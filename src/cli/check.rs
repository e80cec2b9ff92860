//! `rutine check`: every fault of settings, manifests and database at once.

use super::table::say;
use std::path::Path;

use anyhow::Result;
use serde_json::json;

use super::house::{House, print_json};
use super::noticed::Noticed;
use super::waits::Waits;
use super::{Exit, Global};
use crate::clock::Clock;
use crate::config::{Config, Fault, Faults};
use crate::delivery;
use crate::domain::lenke;
use crate::inspect::{self, CountyParameter, RundeLinks};
use crate::manifest::{self, Unfit};
use crate::run;
use crate::store::private;

pub fn run(global: &Global) -> Result<Exit> {
    let mut faults = faults(global);
    if faults.is_empty() {
        faults.extend(mistimed(global)?);
    }
    let is_fit = faults.is_empty();
    let noticed = if is_fit { Noticed::look(global)? } else { Noticed::default() };
    let waits = if is_fit { waiting(global)? } else { Waits::default() };
    if global.json {
        let fault = |f: &Fault| json!({"file": f.file, "line": f.line, "message": f.message});
        let shown: Vec<_> = faults.iter().map(fault).collect();
        let mut document = json!({"schema": 1, "faults": shown});
        noticed.add_to(&mut document);
        waits.add_to(&mut document);
        print_json(&document)?;
    } else {
        faults.iter().for_each(|f| say!("{f}"));
        noticed.print();
        waits.print();
        // Last: it is not to stand above what waits, as if all were well.
        if is_fit {
            say!("settings and jobs: no faults; {}", waits.told());
        }
    }
    if !global.quiet {
        noticed.warn();
    }
    Ok(if is_fit { Exit::Done } else { Exit::Configuration })
}

fn waiting(global: &Global) -> Result<Waits> {
    let house = House::open(global)?;
    Waits::look(&mut house.db()?, &house)
}

/// A clock that cannot be believed: a daemon and `tick` settle nothing by it.
fn mistimed(global: &Global) -> Result<Option<Fault>> {
    let house = House::open(global)?;
    let found = run::mistimed(&mut house.db()?, house.clock)?;
    Ok(found.map(|why| Fault::new("clock", 0, why.to_string())))
}

/// A daemon does not begin on what `check` refuses.
pub fn refuse(global: &Global) -> Result<()> {
    let faults = faults(global);
    if faults.is_empty() { Ok(()) } else { Err(Faults(faults).into()) }
}

/// Those of the settings hide none of the manifests', nor these any of the database's.
fn faults(global: &Global) -> Vec<Fault> {
    let (config, mut faults) = Config::examine(global.config.as_deref());
    let unfit = on_disk(&config).into_iter();
    faults.extend(unfit.map(|(setting, said)| Config::fault(global.config.as_deref(), setting, said)));
    let jobs = manifest::load(global.jobs.as_deref().or(config.jobs.as_deref()));
    let jobs = jobs.map_err(|found| faults.extend(found.0)).ok();
    let house = House::new(global, config, Clock::System, jobs.unwrap_or_default());
    if let Err(e) = in_the_database(global.config.as_deref(), &house, &mut faults) {
        faults.push(Fault::new("database", 0, format!("{e:#}")));
    }
    faults
}

/// A command that sends does not begin on files that cannot be read.
///
/// # Errors
/// `Faults`: each, with the line that names it.
pub fn usable(global: &Global, config: &Config) -> Result<()> {
    let unfit = on_disk(config).into_iter();
    let faults: Vec<_> =
        unfit.map(|(what, said)| Config::fault(global.config.as_deref(), what, said)).collect();
    if faults.is_empty() { Ok(()) } else { Err(Faults(faults).into()) }
}

/// Files and folders that the settings name and that cannot be used.
fn on_disk(config: &Config) -> Vec<(&'static str, String)> {
    let mut unfit = vec![];
    if let Some(folder) = &config.daemon.letters
        && let Err(e) = is_writable(folder)
    {
        unfit.push((
            "daemon.letters",
            format!("`daemon.letters`: `{}` cannot be written: {e}", folder.display()),
        ));
    }
    if let Some(smtp) = config.mail.smtp.as_ref().filter(|smtp| !smtp.host.is_empty()) {
        let password = smtp.password().err().map(|e| ("mail.smtp.password_file", e));
        let authority = delivery::Line::new(&config.mail, smtp).err().map(|e| ("mail.smtp.ca_file", e));
        let found = password.or(authority);
        unfit.extend(found.map(|(setting, e)| (setting, format!("{e:#}"))));
    }
    unfit
}

/// A folder that is not there yet is made when it is needed, so what holds it must be writable.
fn is_writable(folder: &Path) -> std::io::Result<()> {
    let there = folder.ancestors().find(|f| f.exists() || f.as_os_str().is_empty()).unwrap_or(folder);
    let there = if there.as_os_str().is_empty() { Path::new(".") } else { there };
    private::try_folder(there)
}

fn in_the_database(file: Option<&Path>, house: &House, faults: &mut Vec<Fault>) -> Result<()> {
    let mut db = house.db()?;
    faults.extend(unknown_types(file, house, &inspect::document_types(&mut db)?));
    faults.extend(inspect::links(&mut db)?.iter().flat_map(|round| unfit_links(round, &house.config)));
    let unfit = inspect::runder(&mut db)?.into_iter().filter_map(|r| r.runde.unfit_flere());
    faults.extend(unfit.map(|why| Fault::new("database", 0, why)));
    if house.jobs.is_empty() {
        return Ok(()); // The manifests have faults of their own: nothing to hold the rows against.
    }
    for row in inspect::county_parameters(&mut db)? {
        if let Some(unfit) =
            manifest::unfit(&house.jobs, (&row.fylkesnr, row.soknadsar), &row.navn, &row.verdi)
        {
            faults.push(Fault::new("database", 0, wrong_row(&row, &unfit)));
        }
    }
    Ok(())
}

/// A document type that nothing makes is a slip of the pen, and nothing would ever be archived.
fn unknown_types(file: Option<&Path>, house: &House, known: &[String]) -> Vec<Fault> {
    let shared = ("archive.types".to_owned(), house.config.archive.types.clone());
    let own = |nr: &String| (format!("fylke.{nr}.archive.types"), house.config.archive_of(nr).types);
    let own = house.config.fylke.keys().map(own).filter(|(_, types)| *types != shared.1);
    let mut faults = vec![];
    for (setting, types) in own.chain([shared.clone()]) {
        for wrong in types.iter().filter(|t| !known.contains(t)) {
            let said = format!("`{setting}`: no event makes `{wrong}`; there are {}", known.join(", "));
            faults.push(Config::fault(file, &setting, said));
        }
    }
    faults
}

/// What stood there before such addresses were refused at the door.
fn unfit_links(round: &RundeLinks, config: &Config) -> Vec<Fault> {
    let hosts = config.link_hosts();
    let texts = [("innlogging", Some(&round.innlogging)), ("lenke", round.lenke.as_ref())];
    let unfit = texts.into_iter().filter_map(|(name, text)| Some((name, lenke::unfit(text?, &hosts)?)));
    let told = |(name, why)| format!("`{name}` of the round of {} in `rapport_runde` {why}", round.ar);
    unfit.map(|found| Fault::new("database", 0, told(found))).collect()
}

fn wrong_row(row: &CountyParameter, unfit: &Unfit) -> String {
    let CountyParameter { fylkesnr, soknadsar, navn, .. } = row;
    format!(
        "fylke_parameter of fylke {fylkesnr} and year {soknadsar}, `{navn}`: `{}` {}\n  hint: take in a `fylke_parameter.csv` \
         with the right `verdi`, or an empty one to take the row away",
        unfit.column, unfit.reason
    )
}
