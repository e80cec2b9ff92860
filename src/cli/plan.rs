//! `rutine plan`.

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

use super::arguments::{Day, fylke};
use super::document::{counts, document, figures};
use super::house::{House, pair, print_json};
use super::in_force::told;
use super::progress::Progress;
use super::run::{print_first, warn_if_lacking, warn_if_nobody, with_hint};
use super::table::{say, tell};
use super::{Exit, Global, table};
use crate::attempt::{Inntak, Nowhere, lacking, not_taken_in};
use crate::journal::Verdict;
use crate::manifest::InForce;
use crate::run::{self, Order, Trigger};
use crate::store::{Db, Holder};

/// How many changes and letters are listed for people.
const LISTED_MAX: usize = 20;

#[derive(Args)]
pub struct Plan {
    /// Code or name
    job: String,
    /// County number
    #[arg(long, value_name = "NN", value_parser = fylke)]
    fylke: String,
    /// The date the run speaks for [default: today in Oslo]
    #[arg(long, value_name = "DATE")]
    asof: Option<Day>,
    /// A parameter other than the manifest's
    #[arg(long = "param", value_name = "K=V", value_parser = pair)]
    params: Vec<(String, String)>,
    /// Exit 10 where there is something to do
    #[arg(long)]
    exit_code: bool,
}

pub fn run(global: &Global, command: &Plan) -> Result<Exit> {
    let house = House::open(global)?;
    let job = house.job(&command.job)?;
    let mut db = house.db()?;
    let holder = Holder::new(&mut db, &house.url)?;
    let asof = command.asof.map_or_else(|| house.today(), |day| day.on(house.today()));
    let office = house.office(&holder);
    let order = Order {
        job,
        fylke: &command.fylke,
        asof,
        params: &command.params,
        trigger: Trigger::Operator,
        reason: None,
        plan: None,
        nobody: false,
    };
    let bar = Progress::new(&format!("plan {} {}", job.code, command.fylke), global.quiet || global.json);
    let plan = run::plan(&mut db, &office, &order, &mut |event| bar.event(event));
    let plan =
        plan.map_err(|e| with_hint(e, |params| Order { params, ..order }.typed("plan"), order.params))?;
    drop(bar);
    warn(global, &house, &mut db, &order, &plan)?;
    if global.json {
        print_json(&shown(&order, &plan))?;
    } else {
        print(&order, &plan, db.backend());
        print_how_to_run(&house, &mut db, &order, &plan)?;
    }
    Ok(if command.exit_code && plan.tally.acted + plan.tally.letters > 0 {
        Exit::SomethingToDo
    } else {
        Exit::Done
    })
}

/// What nothing has been taken in of, where there are candidates whom a run would not judge without it.
fn unjudged(db: &mut Db, order: &Order, plan: &run::Plan) -> Result<Option<&'static Inntak>> {
    if plan.tally.seen == 0 {
        return Ok(None);
    }
    not_taken_in(db, order.job.routine.inntak, order.fylke, plan.soknadsar)
}

/// Says what is lacking that a run would be refused for, or would find nothing without.
fn warn(global: &Global, house: &House, db: &mut Db, order: &Order, plan: &run::Plan) -> Result<()> {
    let (routine, fylke, ar) = (order.job.routine, order.fylke, plan.soknadsar);
    if plan.tally.seen == 0 {
        let nowhere = Nowhere { grunnlag: routine.grunnlag, fylke, ar, asof: order.asof };
        if warn_if_nobody(global, db, &[&order.job.code], &nowhere) {
            print_first(db, &nowhere, house.today());
        } else {
            let first = lacking(db, routine.forarbeid, fylke, ar)?;
            warn_if_lacking(global, &[&order.job.code], fylke, first);
        }
    }
    if let Some(kind) = unjudged(db, order, plan)?.filter(|_| !global.quiet) {
        tell!("warning: fylke {fylke} has {}, and a run would be refused", kind.none(ar));
        tell!("hint: {}", kind.first());
    }
    Ok(())
}

fn shown(order: &Order, plan: &run::Plan) -> Value {
    let changes: Vec<_> = plan.seen.entries.iter().flat_map(|e| &e.changes).collect();
    let left = plan.seen.entries.iter().filter(|e| e.verdict != Verdict::Acted);
    let left: Vec<_> =
        left.map(|e| json!({"unit": e.unit, "reason": e.reason, "detail": e.detail})).collect();
    let param = |p: &InForce| json!({"name": p.name, "value": p.value, "from": p.from, "mark": p.mark});
    let params: Vec<_> = plan.in_force.iter().map(param).collect();
    let run = json!({
        "job": order.job.code, "name": order.job.name(), "fylke": order.fylke, "asof": order.asof,
        "state": "planned", "params": params, "digest": plan.digest, "tally": plan.tally.totals(), "changes": changes,
        "letters": plan.seen.letters, "no_letter": plan.tally.no_letter, "left": left,
    });
    document("runs", [run])
}

fn print(order: &Order, plan: &run::Plan, backend: &str) {
    say!("{} {}  fylke {}  {}  planned", order.job.code, order.job.name(), order.fylke, order.asof);
    let is_default =
        |p: &InForce| order.job.params.get(&p.name).is_some_and(|default| default.value == p.value);
    for p in plan.in_force.iter().filter(|p| !is_default(p)) {
        println!("{}", told(p, plan.soknadsar));
    }
    say!("  {}", figures(&plan.tally));
    for (what, of) in [("left", &plan.tally.left), ("no letter", &plan.tally.no_letter)] {
        if !of.is_empty() {
            println!("{}", table::wrapped(what, &counts(of)));
        }
    }
    changes(plan);
    letters(plan);
    say!("\ndigest {}", plan.digest);
    if backend == "sqlite" {
        say!("nothing was written (the database was held for writing meanwhile)");
    } else {
        say!("nothing was written");
    }
}

/// The command that does just what the plan shows, and what must come before it.
fn print_how_to_run(house: &House, db: &mut Db, order: &Order, plan: &run::Plan) -> Result<()> {
    let (asof, today) = (order.asof, house.today());
    let when = if asof > today { format!("on {asof}, ") } else { String::new() };
    let pause = run::covering(db, (&order.job.code, order.fylke), asof, today.max(asof))?;
    let first = pause.map(|p| format!("`{}` ends the pause; then ", p.resume_typed())).unwrap_or_default();
    let grunnlag = order.job.routine.grunnlag;
    let nowhere = Nowhere { grunnlag, fylke: order.fylke, ar: plan.soknadsar, asof };
    let typed = format!("{} --plan {}", order.typed("run"), plan.digest);
    let refused = plan.tally.seen == 0 && nowhere.is_so(db)? || unjudged(db, order, plan)?.is_some();
    if refused && !run::can_be_used_up(order) {
        say!(
            "hint: a run would be refused: {asof} is no date of the calendar, and nothing is there to be looked at"
        );
    } else if refused {
        say!("hint: where there is rightly nobody, {first}{when}`{typed} --nobody` settles the date");
    } else {
        say!("hint: {first}{when}`{typed}` does just this");
    }
    Ok(())
}

fn changes(plan: &run::Plan) {
    let all: Vec<_> = plan.seen.entries.iter().flat_map(|e| &e.changes).collect();
    if all.is_empty() {
        return;
    }
    println!();
    let mut t = table::table(&["change", "row", "from", "to"]);
    for c in all.iter().take(LISTED_MAX) {
        t.add_row([format!("{} {}", c.action, c.table), c.key.clone(), short(&c.before), short(&c.after)]);
    }
    table::print(t);
    more(all.len());
}

fn letters(plan: &run::Plan) {
    if plan.seen.letters.is_empty() {
        return;
    }
    println!();
    let mut t = table::table(&["letter to", "language", "subject"]);
    for l in plan.seen.letters.iter().take(LISTED_MAX) {
        t.add_row([l.to.as_str(), l.language, l.subject.as_str()]);
    }
    table::print(t);
    more(plan.seen.letters.len());
}

fn more(all: usize) {
    if all > LISTED_MAX {
        say!("… and {} more; `--json` lists all", all - LISTED_MAX);
    }
}

/// `status=TILBSKG programomrade=BATMF3F---`.
fn short(row: &Value) -> String {
    let Value::Object(fields) = row else { return "-".into() };
    let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    let shown = fields.iter().filter(|(_, v)| !v.is_null());
    shown.map(|(name, v)| format!("{name}={}", text(v))).collect::<Vec<_>>().join(" ")
}
