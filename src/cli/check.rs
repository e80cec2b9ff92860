//! `rutine check`: every fault of settings, manifests and database at once.

use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use super::house::{House, print_json};
use super::{Exit, Global};
use crate::clock::Clock;
use crate::config::{Config, Fault, Faults};
use crate::delivery;
use crate::domain::lenke;
use crate::inspect::{self, Beaten, CountyParameter, Edit, OutOfStep, RundeLinks};
use crate::manifest::{self, Overruled, Unfit};

pub fn run(global: &Global) -> Result<Exit> {
    let faults = faults(global);
    let Noticed { edits, rounds, beaten, missing } =
        if faults.is_empty() { Noticed::look(global)? } else { Noticed::default() };
    if global.json {
        let fault = |f: &Fault| json!({"file": f.file, "line": f.line, "message": f.message});
        let edit = |e: &Edit| json!({"job": e.job, "fylker": e.fylker, "appears": e.appears, "disappears": e.disappears, "moves": e.moves});
        let faults: Vec<_> = faults.iter().map(fault).collect();
        let round = |r: &OutOfStep| json!({"ar": r.ar, "job": r.job, "date": r.date, "fylker": r.fylker});
        let edits: Vec<_> = edits.iter().map(edit).collect();
        let rounds: Vec<_> = rounds.iter().map(round).collect();
        let beaten: Vec<_> = beaten.iter().map(shown_beaten).collect();
        print_json(
            &json!({"schema": 1, "faults": faults, "edits": edits, "rounds": rounds, "overruled": beaten, "missing": missing}),
        )?;
    } else if faults.is_empty() {
        println!("no faults");
    }
    faults.iter().filter(|_| !global.json).for_each(|f| println!("{f}"));
    edits.iter().filter(|_| !global.json).for_each(print_edit);
    rounds.iter().filter(|_| !global.json).for_each(print_round);
    beaten.iter().filter(|_| !global.json).for_each(print_beaten);
    if !missing.is_empty() && !global.quiet {
        warn_of_missing(&missing);
    }
    Ok(if faults.is_empty() { Exit::Done } else { Exit::Configuration })
}

/// No faults, and yet to be told.
#[derive(Default)]
struct Noticed {
    /// What the manifests owe otherwise than when the daemon last looked.
    edits: Vec<Edit>,
    /// What they owe otherwise than the yearly report's rounds say.
    rounds: Vec<OutOfStep>,
    /// Counties' values in them that do not count.
    beaten: Vec<Beaten>,
    /// Jobs that are built in and that the folder lacks.
    missing: Vec<String>,
}

/// A folder may leave out a job on purpose, but not unseen.
fn warn_of_missing(missing: &[String]) {
    eprintln!(
        "warning: the folder of jobs lacks {}: nothing is owed by them, and they cannot be run",
        missing.join(", ")
    );
    eprintln!(
        "hint: `rutine jobs export DIR` writes all that are built in; one that is not wanted is better kept, with `enabled = false`"
    );
}

impl Noticed {
    fn look(global: &Global) -> Result<Self> {
        let house = House::open(global)?;
        let mut db = house.db()?;
        let (jobs, fylker, today) = (&house.jobs, &house.config.fylker, house.today());
        Ok(Noticed {
            edits: inspect::edits(&mut db, jobs, fylker, house.clock.now().naive_utc())?,
            rounds: inspect::out_of_step(&mut db, jobs, fylker, today)?,
            beaten: inspect::beaten(&mut db, jobs, fylker, today)?,
            missing: manifest::missing(jobs),
        })
    }
}

/// The values themselves are not told: a column of text may hold anything.
fn print_beaten(b: &Beaten) {
    let Beaten { fylke, year, by_manifest: Overruled { job, name, file, line, .. } } = b;
    println!("overruled in {year}: {job}.{name} of fylke {fylke} at {file}:{line}");
    println!("  the row of fylke {fylke} and year {year} in `fylke_parameter` has another value, and wins");
    println!("  take away the one that is wrong; a row goes by taking in an empty `verdi`");
}

fn shown_beaten(b: &Beaten) -> Value {
    let Beaten { fylke, year, by_manifest: o } = b;
    json!({"job": o.job, "param": o.name, "fylke": fylke, "year": year, "file": o.file, "line": o.line})
}

fn print_round(r: &OutOfStep) {
    let OutOfStep { ar, job, date, fylker } = r;
    println!(
        "out of step: the round of {ar} needs {job} on {date}, and no run is owed then (fylke {})",
        fylker.join(", ")
    );
    println!(
        "  edit the dates in the manifest of {job} (`rutine jobs show {job} --toml`), or the round (`rapport_runde`)"
    );
}

fn print_edit(e: &Edit) {
    println!("edited: {} for fylke {}, once the daemon is started anew", e.job, e.fylker.join(", "));
    for (what, dates) in [("appears", &e.appears), ("disappears", &e.disappears)] {
        match dates.as_slice() {
            [] => {}
            [one] => println!("  {what}: {one}"),
            [first, .., last] => println!("  {what}: {} dates, {first} to {last}", dates.len()),
        }
    }
    if e.moves > 0 {
        println!("  another time of day: {} date{}", e.moves, if e.moves == 1 { "" } else { "s" });
    }
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
    if let Some(smtp) = &config.mail.smtp {
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
    tempfile::NamedTempFile::new_in(there).map(drop)
}

fn in_the_database(file: Option<&Path>, house: &House, faults: &mut Vec<Fault>) -> Result<()> {
    let mut db = house.db()?;
    faults.extend(unknown_types(file, house, &inspect::document_types(&mut db)?));
    faults.extend(inspect::links(&mut db)?.iter().flat_map(|round| unfit_links(round, &house.config)));
    if house.jobs.is_empty() {
        return Ok(()); // The manifests have faults of their own: nothing to hold the rows against.
    }
    for row in inspect::county_parameters(&mut db)? {
        if let Some(unfit) = manifest::unfit(&house.jobs, &row.fylkesnr, &row.navn, &row.verdi) {
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
