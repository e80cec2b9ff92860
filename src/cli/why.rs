//! `rutine why`: why a run stands as it does; why a unit got what it got, or nothing.

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

use super::arguments::fylke;
use super::document::{document, figures};
use super::exit::Misuse;
use super::house::{House, print_json};
use super::table::hanging;
use super::{Exit, Global, arguments, runs, sources};
use crate::attempt::Reason;
use crate::clock::oslo_text;
use crate::inspect::{self, Attempt, RunView, UnitView, Waiting};
use crate::manifest::{self, Job};

#[derive(Args)]
pub struct Why {
    /// A run's number, or a job
    what: String,
    #[arg(long, value_name = "NN", requires = "unit", value_parser = fylke)]
    fylke: Option<String>,
    /// `soker:17`, `kontrakt:E2026-000001`; `rutine find` gives it
    #[arg(long, value_name = "KEY", requires = "fylke")]
    unit: Option<String>,
}

pub fn run(global: &Global, command: &Why) -> Result<Exit> {
    let house = House::reading(global)?;
    let mut db = house.db()?;
    if let (Some(fylke), Some(unit)) = (&command.fylke, &command.unit) {
        let job = house.job(&command.what)?;
        let unit = &arguments::unit(unit).map_err(Misuse)?;
        let verdicts = inspect::unit(&mut db, &job.code, fylke, unit)?;
        if global.json {
            let all: Vec<Value> = verdicts.iter().map(|v| unit_shown(job, v)).collect();
            print_json(&document("verdicts", all))?;
        } else {
            print_unit(job, fylke, unit, &verdicts);
        }
        return Ok(Exit::Done);
    }
    let Ok(id) = command.what.parse() else {
        let said = format!("`{}` is no run; for a unit, give `--fylke NN --unit KEY` too", command.what);
        return Err(Misuse(said).into());
    };
    let run = runs::find(&mut db, id)?;
    let attempts = inspect::attempts(&mut db, &[id])?;
    if global.json {
        print_json(&document("runs", [runs::shown(&run, &attempts)]))?;
    } else {
        let is_left = run.state == "running" && inspect::is_left(&mut db, &house.url, id)?;
        print_run(&run, &attempts, is_left);
        if run.state == "due" {
            let after = house.job(&run.job).map(|j| j.after.clone()).unwrap_or_default();
            let now = house.clock.now().naive_utc();
            let tied: Vec<_> = manifest::tied(&house.jobs, &run.job).into_iter().collect();
            print_waiting(&run, inspect::waiting(&mut db, &run, &after, &tied, now)?);
        }
    }
    Ok(Exit::Done)
}

/// What a run that is due waits for, and what to type.
fn print_waiting(run: &RunView, waiting: Waiting) {
    if let Some(at) = run.due_at {
        println!("it fell due {}", oslo_text(at));
    }
    match waiting {
        Waiting::For(o) => {
            println!("it waits for run {}, {}, which comes before it and is {}", o.run, o.job, o.state);
            println!("hint: `rutine why {}`", o.run);
        }
        Waiting::Earlier(o) => {
            println!(
                "it waits for run {}, {} of {}, which is {}: dates keep their order",
                o.run, o.job, o.slot, o.state
            );
            println!("hint: `rutine why {}`", o.run);
        }
        Waiting::Behind(o) => println!("it waits for run {}, {}, which is running", o.run, o.job),
        Waiting::Until(at) => println!("it is tried again {}", oslo_text(at)),
        Waiting::Nobody => {
            println!("it waits for a daemon to take it");
            println!("hint: is `rutine daemon` running? `rutine tick` settles what is due now");
        }
    }
}

/// What must be done before a run that was skipped can be run after all.
fn first(because: Option<&str>) -> &'static str {
    match because {
        Some("paused") => "end the pause (`rutine pause` lists them), then ",
        Some("switched_off") => "switch it on in its manifest, then ",
        _ => "",
    }
}

fn print_run(run: &RunView, attempts: &[Attempt], is_left: bool) {
    println!("run {}: {} for fylke {} on {}", run.id, run.job, run.fylke, run.slot);
    let by = |a: &Attempt| format!("attempt {}, begun {} by {}", a.number, oslo_text(a.started), a.actor);
    let last = attempts.iter().rfind(|a| !a.was_refused());
    match (run.state.as_str(), last) {
        ("done", Some(a)) => println!("done: {}\n  {}", by(a), figures(&a.tally())),
        ("failed", Some(a)) => {
            println!("failed: {}\n  {}", by(a), run.error.as_deref().unwrap_or("no error was kept"));
            println!("hint: `rutine retry {}` tries again; what was committed stands", run.id);
        }
        ("running", Some(a)) if is_left => {
            println!("left: {}; its process is gone, and what it committed stands", by(a));
            println!(
                "hint: a daemon goes on with it within seconds; `rutine tick` or `rutine retry {}` does now",
                run.id
            );
        }
        ("running", Some(a)) => println!("running now: {}", by(a)),
        ("skipped", _) => {
            let (because, note) = (run.skipped_because.as_deref(), run.note.as_deref());
            println!("skipped ({}): {}", because.unwrap_or_default(), note.unwrap_or("no reason was kept"));
            println!("hint: {}`rutine retry {}` runs it after all", first(because), run.id);
        }
        (state, Some(a)) => {
            println!("{state}: {} ended {}", by(a), a.state);
            println!("  {}", a.error.as_deref().unwrap_or("no error was kept"));
            if state != "due" {
                println!("hint: `rutine retry {}` goes on where it stopped", run.id);
            }
        }
        (state, None) if attempts.is_empty() => println!("{state}: nothing has tried it yet"),
        (state, None) => println!("{state}: nothing of it is done yet"),
    }
    let since = last.map_or(0, |a| a.number);
    for a in attempts.iter().filter(|a| a.number > since) {
        println!("since then {} was given back, and the run stands as it stood", by(a));
        println!("  {}", a.error.as_deref().unwrap_or("no reason was kept"));
    }
}

fn print_unit(job: &Job, fylke: &str, unit: &str, verdicts: &[UnitView]) {
    let Some(last) = verdicts.first() else {
        println!(
            "{} has said nothing of `{unit}` in fylke {fylke}: it was no candidate, or no run has seen it",
            job.code
        );
        println!("hint: `rutine runs --job {} --fylke {fylke}` shows the runs", job.code);
        return;
    };
    let reason = reason(job, &last.reason);
    println!("{} {} `{unit}` on {}: {}", job.code, last.verdict, last.slot, last.reason);
    if let Some(r) = reason {
        println!("{}\n{}", hanging("  bokmål:  ", r.nb), hanging("  nynorsk: ", r.nn));
        sources::print_mark(r.source);
    }
    if !last.detail.is_empty() {
        println!("  figures: {}", last.detail);
    }
    println!("  decided: run {}, attempt {}, {}", last.run, last.attempt, oslo_text(last.started));
    for v in &verdicts[1..] {
        println!("  before:  {} {} on {} (run {})", v.verdict, v.reason, v.slot, v.run);
    }
}

fn unit_shown(job: &Job, v: &UnitView) -> Value {
    json!({
        "job": job.code, "run": v.run, "attempt": v.attempt, "asof": v.slot, "verdict": v.verdict,
        "reason": v.reason, "detail": v.detail, "text": reason(job, &v.reason),
        "sources": sources::shown(reason(job, &v.reason).map(|r| r.source).into_iter()),
        "changes": serde_json::from_str::<Value>(&v.changes).unwrap_or_default(),
    })
}

fn reason(job: &Job, code: &str) -> Option<&'static Reason> {
    job.routine.reasons.iter().find(|r| r.code == code)
}
