//! `rutine why`: why a run stands as it does; why a unit got what it got, or nothing.

use std::collections::BTreeSet;

use anyhow::Result;
use clap::Args;
use serde_json::Value;

use super::arguments::fylke;
use super::document::{document, figures, whole_list};
use super::exit::Misuse;
use super::house::{House, print_json};
use super::table::{hanging, say};
use super::{Exit, Global, arguments, runs, sources};
use crate::attempt::{Reason, RunState};
use crate::domain::Key;
use crate::inspect::{self, Attempt, Other, RunShown, RunView, UnitShown, UnitView, Waiting};
use crate::manifest::{self, Job};
use crate::oslo;
use crate::run::{self, Held, Life};
use crate::store::Db;

#[derive(Args)]
pub struct Why {
    /// A run's number, or a job
    what: String,
    /// The unit's county
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
        if verdicts.is_empty() {
            house.ensure_within(std::slice::from_ref(fylke), None)?;
            is_there(unit, fylke, &inspect::counties_of(&mut db, unit)?)?;
        }
        if global.json {
            let all: Vec<_> = verdicts.iter().map(|v| unit_shown(job, v)).collect();
            print_json(&whole_list("verdicts", &all))?;
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
    let lost = run::lost(&mut db, &house.url)?;
    let is_lost = lost.contains(&id);
    if global.json {
        print_json(&document("runs", [RunShown::new(&run, &attempts, is_lost)]))?;
    } else {
        let first = first(&house, &mut db, &run)?;
        print_run(&run, &attempts, is_lost, &first);
        if let Some(held) = run::held(&mut db, id)? {
            print_held(&held, held.life(&mut db, &house.url)?);
        }
        if run.state == RunState::Due {
            let after = house.job(&run.job).map(|j| j.after.clone()).unwrap_or_default();
            let now = house.clock.now().naive_utc();
            let tied: Vec<_> = manifest::tied(&house.jobs, &run.job).into_iter().collect();
            print_waiting(&run, inspect::waiting(&mut db, &run, &after, &tied, now)?, &lost);
        }
    }
    Ok(Exit::Done)
}

/// Whether the process that is at it shows that it lives, and what to do where it does not.
fn print_held(held: &Held, life: Life) {
    let (run, until) = (held.run, held.taken_over().unwrap_or_default());
    match life {
        Life::Gone => {
            say!("  its process is gone, and what it committed stands");
            say!(
                "hint: a daemon goes on with it within seconds; `rutine tick` or `rutine retry {run}` does now"
            );
        }
        Life::Silent => {
            say!(
                "  it has given no sign of life, and might be taken over since {until}: is its process frozen?"
            );
            say!("hint: end that process; `rutine retry {run}`, or a daemon, goes on where it stopped");
        }
        Life::Lives => {
            say!("  its process lives; without another sign of life it may be taken over from {until} on");
        }
    }
}

/// What a run that is due waits for, and what to type.
fn print_waiting(run: &RunView, waiting: Waiting, lost: &BTreeSet<i64>) {
    let stands = |o: &Other| inspect::word(o.state, lost.contains(&o.run));
    if let Some(at) = run.due_at {
        say!("it fell due {}", oslo::text(at));
    }
    match waiting {
        Waiting::For(o) => {
            say!("it waits for run {}, {}, which comes before it and is {}", o.run, o.job, stands(&o));
            say!("hint: `rutine why {}`", o.run);
        }
        Waiting::Earlier(o) => {
            say!(
                "it waits for run {}, {} of {}, which is {}: dates keep their order",
                o.run,
                o.job,
                o.slot,
                stands(&o)
            );
            say!("hint: `rutine why {}`", o.run);
        }
        Waiting::Behind(o) => {
            say!("it waits for run {}, {}, which is {}", o.run, o.job, stands(&o));
            say!("hint: `rutine why {}`", o.run);
        }
        Waiting::Until(at) => say!("it is tried again {}", oslo::text(at)),
        Waiting::Nobody => {
            say!("it waits for a daemon to take it");
            say!("hint: is `rutine daemon` running? `rutine tick` settles what is due now");
        }
    }
}

/// What must be done, as things stand, before a run that was skipped can be run after all.
fn first(house: &House, db: &mut Db, run: &RunView) -> Result<String> {
    if let Err(e) = run::served(&house.config.fylker, &run.fylke) {
        return Ok(format!("{e}; then "));
    }
    let is_on = |job: &Job| job.serves(&run.fylke) && job.is_enabled(&run.fylke);
    if !house.job(&run.job).is_ok_and(is_on) {
        return Ok("switch it on in its manifest, then ".into());
    }
    let pause = run::covering(db, (&run.job, &run.fylke), run.slot, house.today())?;
    Ok(pause.map(|p| format!("`{}` ends the pause, then ", p.resume_typed())).unwrap_or_default())
}

fn print_run(run: &RunView, attempts: &[Attempt], is_lost: bool, first: &str) {
    say!("run {}: {} for fylke {} on {}", run.id, run.job, run.fylke, run.slot);
    let by = |a: &Attempt| format!("attempt {}, begun {} by {}", a.number, oslo::text(a.started), a.actor);
    let last = attempts.iter().rfind(|a| !a.was_refused());
    match (run.state, last) {
        (RunState::Done, Some(a)) => say!("done: {}\n  {}", by(a), figures(&a.tally())),
        (RunState::Failed, Some(a)) => {
            let error = run.error.as_deref().unwrap_or("no error was kept");
            say!("failed: {}\n  {}{error}", by(a), as_of(a));
            say!("hint: `rutine retry {}` tries again; what was committed stands", run.id);
        }
        (RunState::Running, Some(a)) if is_lost => say!("lost: {}", by(a)),
        (RunState::Running, Some(a)) => say!("running now: {}", by(a)),
        (RunState::Skipped, _) => {
            let (because, note) = (run.skipped_because.as_deref(), run.note.as_deref());
            say!("skipped ({}): {}", because.unwrap_or_default(), note.unwrap_or("no reason was kept"));
            say!("hint: {first}`rutine retry {}` runs it after all", run.id);
        }
        (state, Some(a)) => {
            say!("{state}: {} ended {}", by(a), a.word());
            say!("  {}", a.error.as_deref().unwrap_or("no error was kept"));
            if state != RunState::Due {
                say!("hint: `rutine retry {}` goes on where it stopped", run.id);
            }
        }
        (state, None) if attempts.is_empty() => say!("{state}: nothing has tried it yet"),
        (state, None) => say!("{state}: nothing of it is done yet"),
    }
    let since = last.map_or(0, |a| a.number);
    for a in attempts.iter().filter(|a| a.number > since) {
        say!("since then {} was {}, and the run stands as it stood", by(a), a.word());
        say!("  {}", a.error.as_deref().unwrap_or("no reason was kept"));
    }
}

/// An error is told as it was kept: since then what it speaks of may have been mended.
pub fn as_of(a: &Attempt) -> String {
    format!("as of {}: ", oslo::minutes(a.ended.unwrap_or(a.started)))
}

/// Of a unit that nothing was said of: is there such a one, here?
fn is_there(unit: &Key, fylke: &str, fylker: &[String]) -> Result<(), Misuse> {
    if fylker.iter().any(|nr| nr == fylke) {
        return Ok(());
    }
    Err(Misuse(match fylker {
        [] => format!("there is no `{unit}`; `rutine find` gives a person's keys"),
        others => format!("there is no `{unit}` in fylke {fylke}; it is of fylke {}", others.join(", ")),
    }))
}

fn print_unit(job: &Job, fylke: &str, unit: &Key, verdicts: &[UnitView]) {
    let Some(last) = verdicts.first() else {
        say!(
            "{} has said nothing of `{unit}` in fylke {fylke}: it was no candidate, or no run has seen it",
            job.code
        );
        say!("hint: `rutine runs --job {} --fylke {fylke}` shows the runs", job.code);
        return;
    };
    let reason = reason(job, &last.reason);
    say!("{} {} `{unit}` on {}: {}", job.code, last.verdict, last.slot, last.reason);
    if let Some(r) = reason {
        println!("{}\n{}", hanging("  bokmål:  ", r.nb), hanging("  nynorsk: ", r.nn));
        sources::print_mark(r.source);
    }
    if !last.detail.is_empty() {
        println!("{}", hanging("  figures: ", &last.detail));
    }
    say!("  decided: run {}, attempt {}, {}", last.run, last.attempt, oslo::text(last.started));
    for v in &verdicts[1..] {
        say!("  before:  {} {} on {} (run {})", v.verdict, v.reason, v.slot, v.run);
    }
}

fn unit_shown<'a>(job: &'a Job, verdict: &'a UnitView) -> UnitShown<'a, Vec<Value>> {
    let text = reason(job, &verdict.reason);
    UnitShown { job: &job.code, verdict, text, sources: sources::shown(text.map(|r| r.source).into_iter()) }
}

fn reason(job: &Job, code: &str) -> Option<&'static Reason> {
    job.routine.reasons.iter().find(|r| r.code == code)
}
