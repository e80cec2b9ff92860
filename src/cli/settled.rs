//! How runs went, as a person or a program reads it.

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::alike::{Alike, Failure};
use super::document::{counts, figures, whole_list};
use super::house::print_json;
use super::table::{say, tell};
use super::{Exit, Global, table};
use crate::attempt::LostLease;
use crate::manifest::Job;
use crate::oslo;
use crate::run::{self, Outcome, Trigger, params_typed};

/// One run as it went.
pub struct Settled<'a> {
    pub job: &'a Job,
    pub fylke: String,
    pub asof: NaiveDate,
    pub trigger: Trigger,
    pub outcome: Result<Outcome>,
    /// The routine that has to come first, where a run by hand has found nothing for want of it.
    pub lacks: Option<&'static str>,
}

/// Tells how each went, and what all come to.
///
/// # Errors
/// The only one was refused, or the document cannot be written.
pub fn report(global: &Global, all: Vec<Settled>) -> Result<Exit> {
    if let [Settled { outcome: Err(_), .. }] = all.as_slice() {
        let only = all.into_iter().next().expect("there is one");
        return only.outcome.map(|_| Exit::Done);
    }
    if global.json {
        let runs: Vec<_> = all.iter().map(shown).collect();
        print_json(&whole_list("runs", &runs))?;
    } else {
        all.iter().for_each(print);
        sum_up(&all);
    }
    Ok(all.iter().map(exit).fold(Exit::Done, Exit::worst))
}

/// What waits for a person must not drown in what went well. Each job of each county is counted once.
fn sum_up(all: &[Settled]) {
    if tell_apart(all) && all.len() > 1 {
        tell!("hint: `rutine runs --state failed` lists what failed, `rutine why RUN` says why");
    }
}

/// For whoever hears errors alone, as cron does with the rest thrown away: which did not succeed. Why is told where each is
/// shown. Has any failed?
pub fn tell_apart(all: &[Settled]) -> bool {
    let which = |kind: &dyn Fn(&Settled) -> bool| {
        let those = all.iter().filter(|s| kind(s)).map(|s| format!("{} {}", s.job.code, s.fylke));
        those.collect::<Vec<_>>()
    };
    let failed = which(&|s| exit(s) == Exit::Failed);
    // Whatever the exit code: misuse and a county's wrong parameter keep a run from beginning too.
    let refused = which(&|s| s.outcome.is_err() && exit(s) != Exit::Failed);
    for (what, those) in [("failed", &failed), ("refused or not begun", &refused)] {
        if !those.is_empty() {
            tell!("error: {} of {} {what}: {}", those.len(), all.len(), those.join(", "));
        }
    }
    !failed.is_empty()
}

pub fn exit(settled: &Settled) -> Exit {
    match &settled.outcome {
        Err(e) => Exit::of(e),
        Ok(o) if o.error.is_some() => Exit::Failed,
        Ok(o) if o.tally.rejected > 0 || settled.lacks.is_some() => Exit::Rejects,
        Ok(_) => Exit::Done,
    }
}

pub fn shown(s: &Settled) -> Value {
    let common = json!({"job": s.job.code, "name": s.job.name(), "fylke": s.fylke, "asof": s.asof});
    let rest = match &s.outcome {
        Err(e) => json!({"state": "due", "refused": format!("{e:#}")}),
        Ok(o) => json!({
            "run": o.run, "state": if o.error.is_some() { "failed" } else { "done" }, "attempt": o.attempt,
            "trigger": s.trigger.code(), "tally": o.tally.totals(), "letters": o.tally.letters,
            "no_letter": o.tally.no_letter, "deposits": o.tally.deposits, "duration_ms": o.duration_ms,
            "error": o.error.as_ref().map(|e| format!("{e:#}")), "not_before": o.again.map(|at| at.and_utc()), "lacks": s.lacks,
        }),
    };
    let mut all = rest;
    if let (Some(a), Value::Object(c)) = (all.as_object_mut(), common) {
        a.extend(c);
    }
    all
}

/// Each as it went. Those that failed alike, with nothing done and for a person to see to, are told once.
pub fn print_all(all: &[Settled]) {
    let groups = Alike::gathered(all.iter().filter_map(failure));
    for s in all {
        let group = failure(s).and_then(|f| groups.iter().find(|g| g.len() > 1 && g.holds(f.run)));
        match group {
            None => print(s),
            Some(group) if s.outcome.as_ref().is_ok_and(|o| o.run == group.first().run) => {
                print_alike(s.job, group)
            }
            Some(_) => {}
        }
    }
}

fn failure<'a>(s: &'a Settled) -> Option<Failure<'a>> {
    let o = s.outcome.as_ref().ok().filter(|o| o.tally.seen == 0 && o.again.is_none())?;
    let cause = format!("{:#}", o.error.as_ref()?);
    Some(Failure { run: o.run, job: &s.job.code, fylke: &s.fylke, asof: s.asof, cause })
}

fn print_alike(job: &Job, group: &Alike) {
    let (first, fylker) = (group.first(), group.fylker());
    say!("{} {}  fylke {fylker}  {}  runs {} failed", job.code, job.name(), first.asof, group.runs());
    say!("  {}", group.cause());
    say!("  hint: `rutine why {}` tells more of the first, and so on", first.run);
}

/// What an operator reads after a run.
pub fn print(s: &Settled) {
    let head = format!("{} {}  fylke {}  {}", s.job.code, s.job.name(), s.fylke, s.asof);
    let o = match &s.outcome {
        Ok(o) => o,
        Err(e) => {
            let what = if Exit::of(e) == Exit::Failed { "failed" } else { "refused" };
            return say!("{head}\n  {what}: {}", format!("{e:#}").replace('\n', "\n  "));
        }
    };
    let took = table::duration(o.duration_ms);
    let Some(e) = &o.error else {
        say!("{head}  run {} done in {took}", o.run);
        say!("  {}", figures(&o.tally));
        for (what, of) in [("left", &o.tally.left), ("no letter", &o.tally.no_letter)] {
            if !of.is_empty() {
                println!("{}", table::wrapped(what, &counts(of)));
            }
        }
        let without: u64 = o.tally.no_letter.values().sum();
        if without > 0 {
            let (job, fylke) = (&s.job.code, &s.fylke);
            say!(
                "  hint: {without} got no letter; `rutine outbox list --state no_address --job {job} --fylke {fylke}` lists them"
            );
        }
        if o.tally.rejected > 0 {
            say!("  hint: `rutine logs {}` says what the rejected units met", o.run);
        }
        return;
    };
    say!("{head}  run {} failed after {took}", o.run);
    say!("  {e:#}");
    if o.tally.seen > 0 {
        say!("  what was committed before stands:\n  {}", figures(&o.tally));
    }
    print_way_on(o, e);
}

/// What becomes of a run that failed, and what to type that is not refused as things stand.
fn print_way_on(o: &Outcome, e: &anyhow::Error) {
    let run = o.run;
    if let Some(at) = o.again {
        say!("  it is tried again {}", oslo::text(at));
    }
    let retry = |params: &[(String, String)]| format!("rutine retry {run}{}", params_typed(params));
    match run::way_past(e, retry, &[]) {
        Some(way) => say!("  hint: {way}; `rutine why {run}` tells more"),
        None if e.is::<LostLease>() => say!("  hint: `rutine why {run}` tells who is at it now"),
        None => {
            say!("  hint: `rutine why {run}` tells more; `rutine retry {run}` tries again what is not done");
        }
    }
}
