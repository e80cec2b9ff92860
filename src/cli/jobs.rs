//! `rutine jobs` and `rutine jobs show JOB`.

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::document::document;
use super::house::{House, print_json};
use super::{Exit, Global, table};
use crate::manifest::Job;

#[derive(Args)]
pub struct Jobs {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// One job: what it does, its parameters and its reasons
    Show {
        job: String,
        /// The manifest itself, to make your own from
        #[arg(long)]
        toml: bool,
    },
}

pub fn run(global: &Global, command: &Jobs) -> Result<Exit> {
    let house = House::open(global)?;
    match &command.action {
        None if global.json => {
            print_json(&document("jobs", house.jobs.iter().map(shown).collect::<Vec<_>>()))?
        }
        None => list(&house.jobs),
        Some(Action::Show { job, toml: true }) => print!("{}", house.job(job)?.text),
        Some(Action::Show { job, .. }) if global.json => {
            print_json(&document("job", shown(house.job(job)?)))?
        }
        Some(Action::Show { job, .. }) => show(house.job(job)?),
    }
    Ok(Exit::Done)
}

fn list(jobs: &[Job]) {
    let mut t = table::table(&["job", "name", "after", "what it does"]);
    for j in jobs {
        let off = if j.is_enabled("") { "" } else { " (off)" };
        t.add_row([format!("{}{off}", j.code), j.name().into(), j.after.join(" "), j.about.clone()]);
    }
    table::print(t);
}

fn show(job: &Job) {
    println!("{} {}: {}", job.code, job.name(), job.about);
    println!(
        "switched {}",
        if job.is_enabled("") { "on" } else { "off (county by county, in its manifest)" }
    );
    if !job.after.is_empty() {
        println!("comes after {}", job.after.join(", "));
    }
    println!();
    let mut t = table::table(&["parameter", "default", "meaning", "rests on"]);
    for (name, p) in &job.params {
        t.add_row([name.clone(), p.value.to_string(), p.about.clone(), p.mark.clone()]);
    }
    table::print(t);
    println!();
    let mut t = table::table(&["reason", "means", "source"]);
    for r in job.routine.reasons {
        t.add_row([r.code, r.nb, r.source]);
    }
    table::print(t);
}

fn shown(job: &Job) -> Value {
    let params: serde_json::Map<String, Value> = job
        .params
        .iter()
        .map(|(name, p)| (name.clone(), json!({"default": p.value, "about": p.about, "mark": p.mark})))
        .collect();
    json!({
        "job": job.code, "name": job.name(), "about": job.about, "enabled": job.is_enabled(""), "after": job.after,
        "params": params, "reasons": job.routine.reasons,
    })
}
