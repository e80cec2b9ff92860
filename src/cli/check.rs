//! `rutine check`: every fault at once.

use anyhow::Result;
use serde_json::json;

use super::document::document;
use super::house::{House, print_json};
use super::{Exit, Global};
use crate::manifest::Faults;

pub fn run(global: &Global) -> Result<Exit> {
    let faults = faults(global);
    if global.json {
        let shown = |f: &(String, usize, String)| json!({"file": f.0, "line": f.1, "message": f.2});
        print_json(&document("faults", faults.iter().map(shown).collect::<Vec<_>>()))?;
    } else if faults.is_empty() {
        println!("no faults");
    }
    for (file, line, message) in faults.iter().filter(|_| !global.json) {
        let place = if *line > 0 { format!("{file}:{line}: ") } else { format!("{file}: ") };
        println!("{place}{message}");
    }
    Ok(if faults.is_empty() { Exit::Done } else { Exit::Configuration })
}

/// File, line and what is wrong.
fn faults(global: &Global) -> Vec<(String, usize, String)> {
    match House::open(global) {
        Ok(house) => match house.db() {
            Ok(_) => vec![],
            Err(e) => vec![("database".into(), 0, format!("{e:#}"))],
        },
        Err(e) => match e.downcast::<Faults>() {
            Ok(Faults(all)) => all.into_iter().map(|f| (f.file, f.line, f.message)).collect(),
            Err(e) => vec![("settings".into(), 0, format!("{e:#}"))],
        },
    }
}
