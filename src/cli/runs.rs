//! `rutine runs` and `rutine show RUN`.

use std::collections::BTreeSet;

use anyhow::Result;
use clap::Args;

use super::arguments::{Day, code, fylke};
use super::document::{counts, document, figures, list as listed};
use super::exit::Misuse;
use super::house::{House, print_json};
use super::table::say;
use super::{Exit, Global, arguments, in_force, table};
use crate::attempt::RunState;
use crate::inspect::{self, Attempt, Filter, RunShown, RunView, outcome, total, tries, word};
use crate::oslo;
use crate::run;
use crate::store::Db;

#[derive(Args)]
pub struct Runs {
    /// Code or name of a job
    #[arg(long)]
    job: Option<String>,
    /// Counties, by number or name
    #[arg(long, value_name = "NN", value_delimiter = ',', value_parser = fylke)]
    fylke: Vec<String>,
    /// Where it stands
    #[arg(long, ignore_case = true, value_parser = code(RunState::CODES, RunState::named))]
    state: Option<RunState>,
    /// Runs that speak for this date or later
    #[arg(long, value_name = "DATE")]
    since: Option<Day>,
    /// Show so many; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = arguments::number::<u32>)]
    limit: u32,
}

#[derive(Args)]
pub struct Show {
    /// The run's number
    #[arg(value_parser = arguments::run)]
    run: i64,
}

pub fn list(global: &Global, command: &Runs) -> Result<Exit> {
    let house = House::reading(global)?;
    let mut db = house.db()?;
    let job = command.job.as_deref().map(|j| house.code(j));
    let filter = Filter {
        job,
        fylke: command.fylke.clone(),
        state: command.state,
        since: command.since.map(|day| day.on(house.today())),
        limit: table::rows(command.limit),
    };
    let found = inspect::runs(&mut db, &filter)?;
    let found_in_all = inspect::count_runs(&mut db, &filter)?;
    if found_in_all == 0 {
        house.ensure_job(command.job.as_deref())?;
        house.ensure_within(&filter.fylke, filter.since)?;
    }
    let attempts = inspect::attempts(&mut db, &found.iter().map(|r| r.id).collect::<Vec<_>>())?;
    let own = |r: &RunView| attempts.iter().filter(|a| a.run_id == r.id).cloned().collect::<Vec<_>>();
    let with_attempts: Vec<_> = found.into_iter().map(|r| (r.clone(), own(&r))).collect();
    let lost = run::lost(&mut db, &house.url)?;
    if global.json {
        let runs = with_attempts.iter().map(|(r, a)| RunShown::new(r, a, lost.contains(&r.id)));
        print_json(&listed("runs", &runs.collect::<Vec<_>>(), found_in_all))?;
        return Ok(Exit::Done);
    }
    if with_attempts.is_empty() {
        say!("no runs");
        return Ok(Exit::Done);
    }
    print_table(&with_attempts, &lost);
    table::more(with_attempts.len(), found_in_all);
    Ok(Exit::Done)
}

fn print_table(runs: &[(RunView, Vec<Attempt>)], lost: &BTreeSet<i64>) {
    let mut t = table::table(&["run", "job", "fylke", "date", "state", "acted", "left", "rejected", "tries"]);
    for (run, attempts) in runs {
        let all = total(attempts);
        let last = inspect::telling(attempts).map(Attempt::tally).unwrap_or_default();
        let left: u64 = last.left.values().sum();
        t.add_row([
            run.id.to_string(),
            run.job.clone(),
            run.fylke.clone(),
            run.slot.to_string(),
            // A run that was skipped shows why alone: both would not fit in eighty columns.
            run.skipped_because
                .as_ref()
                .map_or_else(|| word(run.state, lost.contains(&run.id)).into(), |why| format!("({why})")),
            all.acted.to_string(),
            left.to_string(),
            all.rejected.to_string(),
            tries(attempts).to_string(),
        ]);
    }
    table::print(t);
}

pub fn show(global: &Global, command: &Show) -> Result<Exit> {
    let house = House::reading(global)?;
    let mut db = house.db()?;
    let run = find(&mut db, command.run)?;
    let attempts = inspect::attempts(&mut db, &[run.id])?;
    let is_lost = run::lost(&mut db, &house.url)?.contains(&run.id);
    if global.json {
        print_json(&document("runs", [RunShown::new(&run, &attempts, is_lost)]))?;
        return Ok(Exit::Done);
    }
    say!("run {}  {}  fylke {}  {}  {}", run.id, run.job, run.fylke, run.slot, standing(&run, is_lost));
    for (n, a) in attempts.iter().enumerate() {
        let same = attempts[..n].iter().find(|earlier| earlier.params == a.params);
        let params = match same {
            Some(earlier) => vec![format!("    those of attempt {}", earlier.number)],
            None => in_force::kept(&house, &mut db, &run, &a.params),
        };
        print(a, is_lost, &params);
    }
    say!("\nhint: `rutine logs {}` shows the log", run.id);
    if is_lost {
        say!("{}", lost_hint(run.id));
    }
    Ok(Exit::Done)
}

pub fn find(db: &mut Db, id: i64) -> Result<RunView> {
    inspect::run(db, id)?.ok_or_else(|| Misuse(format!("there is no run {id}; see `rutine runs`")).into())
}

/// What to do about a lost run, where its log or its attempts are shown.
pub fn lost_hint(run: i64) -> String {
    format!("hint: run {run} is lost, its process is gone or frozen; `rutine why {run}` says what to do")
}

fn standing(run: &RunView, is_lost: bool) -> String {
    match &run.skipped_because {
        Some(why) => format!("{} ({why})", run.state),
        None => word(run.state, is_lost).into(),
    }
}

fn print(a: &Attempt, is_lost: bool, params: &[String]) {
    let took = a.duration_ms().map(|ms| format!(" in {}", table::duration(ms.unsigned_abs().into())));
    say!("\nattempt {}  {}{}", a.number, outcome(a, is_lost), took.unwrap_or_default());
    say!("  began {} by {} ({}), version {}", oslo::text(a.started), a.actor, a.trigger, a.version);
    if let Some(reason) = &a.reason {
        println!("{}", table::hanging("  reason: ", reason));
    }
    if let Some(digest) = &a.digest {
        say!("  as planned: {digest}");
    }
    if !params.is_empty() {
        say!("  parameters:\n{}", params.join("\n"));
    }
    let tally = a.tally();
    if a.has_counted() {
        say!("  {}", figures(&tally));
    }
    for (what, of) in [("left", &tally.left), ("no letter", &tally.no_letter)] {
        if !of.is_empty() {
            println!("{}", table::wrapped(what, &counts(of)));
        }
    }
    if let Some(error) = &a.error {
        println!("{}", table::hanging("  error: ", error));
    }
}
