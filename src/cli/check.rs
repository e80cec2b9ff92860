//! `rutine check`: every fault of settings, manifests and database at once.

use anyhow::Result;
use serde_json::json;

use super::document::document;
use super::house::{House, print_json};
use super::{Exit, Global};
use crate::clock::Clock;
use crate::config::{Config, Fault, Faults};
use crate::inspect::{self, CountyParameter};
use crate::manifest::{self, Unfit};

pub fn run(global: &Global) -> Result<Exit> {
    let faults = faults(global);
    if global.json {
        let shown = |f: &Fault| json!({"file": f.file, "line": f.line, "message": f.message});
        print_json(&document("faults", faults.iter().map(shown).collect::<Vec<_>>()))?;
    } else if faults.is_empty() {
        println!("no faults");
    }
    faults.iter().filter(|_| !global.json).for_each(|f| println!("{f}"));
    Ok(if faults.is_empty() { Exit::Done } else { Exit::Configuration })
}

/// A daemon does not begin on what `check` refuses.
pub fn refuse(global: &Global) -> Result<()> {
    let faults = faults(global);
    if faults.is_empty() { Ok(()) } else { Err(Faults(faults).into()) }
}

/// Those of the settings hide none of the manifests', nor these any of the database's.
fn faults(global: &Global) -> Vec<Fault> {
    let (config, mut faults) = Config::examine(global.config.as_deref());
    let jobs = manifest::load(global.jobs.as_deref().or(config.jobs.as_deref()));
    let jobs = jobs.map_err(|found| faults.extend(found.0)).ok();
    let house = House::new(global, config, Clock::System, jobs.unwrap_or_default());
    if let Err(e) = in_the_database(&house, &mut faults) {
        faults.push(Fault::new("database", 0, format!("{e:#}")));
    }
    faults
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
