//! `rutine check`: every fault of settings, manifests and database at once.

use std::path::Path;

use anyhow::Result;
use serde_json::json;

use super::house::{House, print_json};
use super::{Exit, Global};
use crate::clock::Clock;
use crate::config::{Config, Fault, Faults};
use crate::delivery;
use crate::inspect::{self, CountyParameter, Edit};
use crate::manifest::{self, Unfit};

pub fn run(global: &Global) -> Result<Exit> {
    let faults = faults(global);
    let edits = if faults.is_empty() { edits(global)? } else { vec![] };
    if global.json {
        let fault = |f: &Fault| json!({"file": f.file, "line": f.line, "message": f.message});
        let edit = |e: &Edit| json!({"job": e.job, "fylker": e.fylker, "appears": e.appears, "disappears": e.disappears, "moves": e.moves});
        let faults: Vec<_> = faults.iter().map(fault).collect();
        print_json(
            &json!({"schema": 1, "faults": faults, "edits": edits.iter().map(edit).collect::<Vec<_>>()}),
        )?;
    } else if faults.is_empty() {
        println!("no faults");
    }
    faults.iter().filter(|_| !global.json).for_each(|f| println!("{f}"));
    edits.iter().filter(|_| !global.json).for_each(print_edit);
    Ok(if faults.is_empty() { Exit::Done } else { Exit::Configuration })
}

/// What the manifests owe otherwise than when the daemon last looked.
fn edits(global: &Global) -> Result<Vec<Edit>> {
    let house = House::open(global)?;
    let mut db = house.db()?;
    inspect::edits(&mut db, &house.jobs, &house.config.fylker, house.clock.now().naive_utc())
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
    if let Err(e) = in_the_database(&house, &mut faults) {
        faults.push(Fault::new("database", 0, format!("{e:#}")));
    }
    faults
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

fn in_the_database(house: &House, faults: &mut Vec<Fault>) -> Result<()> {
    let mut db = house.db()?;
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

fn wrong_row(row: &CountyParameter, unfit: &Unfit) -> String {
    let CountyParameter { fylkesnr, soknadsar, navn, .. } = row;
    format!(
        "fylke_parameter of fylke {fylkesnr} and year {soknadsar}, `{navn}`: `{}` {}\n  hint: take in a `fylke_parameter.csv` \
         with the right `verdi`, or an empty one to take the row away",
        unfit.column, unfit.reason
    )
}
