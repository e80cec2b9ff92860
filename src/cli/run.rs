//! `rutine run` and `rutine retry`.

use anyhow::Result;
use chrono::NaiveDate;
use clap::Args;

use super::arguments::{Day, fylke};
use super::exit::Misuse;
use super::house::{House, pair};
use super::progress::Progress;
use super::settled::{Settled, report};
use super::table::tell;
use super::{Exit, Global, arguments};
use crate::attempt::{Nowhere, lacking};
use crate::domain::counted;
use crate::inspect;
use crate::run::{self, Office, Order, Outcome, Trigger, params_typed};
use crate::store::{Db, Holder};

#[derive(Args)]
pub struct Run {
    /// Codes or names, run in this order
    #[arg(required = true, value_name = "JOB")]
    job: Vec<String>,
    /// County numbers
    #[arg(long, value_name = "NN", num_args = 1.., required_unless_present = "all_fylker", value_delimiter = ',', value_parser = fylke)]
    fylke: Vec<String>,
    /// Every county that the installation serves
    #[arg(long, conflicts_with = "fylke")]
    all_fylker: bool,
    /// The date the run speaks for [default: today in Oslo]
    #[arg(long, value_name = "DATE")]
    asof: Option<Day>,
    /// A parameter other than the manifest's
    #[arg(long = "param", value_name = "K=V", value_parser = pair)]
    params: Vec<(String, String)>,
    /// Run only if it does just what this plan showed
    #[arg(long, value_name = "DIGEST")]
    plan: Option<String>,
    /// Settle a date of the calendar though nothing has been taken in: there is rightly nobody
    #[arg(long)]
    nobody: bool,
    /// Why, for the record
    #[arg(long, value_name = "TEXT", value_parser = arguments::reason)]
    reason: Option<String>,
    #[arg(long = "dry-run", aliases = ["dryrun", "plan-only"], hide = true)]
    tried: bool,
}

#[derive(Args)]
pub struct Retry {
    /// The run's number
    #[arg(value_parser = arguments::run)]
    run: i64,
    /// A parameter other than the last attempt's
    #[arg(long = "param", value_name = "K=V", value_parser = pair)]
    params: Vec<(String, String)>,
    /// Settle a date of the calendar though nothing has been taken in: there is rightly nobody
    #[arg(long)]
    nobody: bool,
    /// Why, for the record
    #[arg(long, value_name = "TEXT", value_parser = arguments::reason)]
    reason: Option<String>,
}

pub fn run(global: &Global, command: &Run) -> Result<Exit> {
    if command.tried {
        let said = "`run` settles what it runs; `rutine plan JOB --fylke NN` shows what it would do, and changes nothing";
        return Err(Misuse(said.into()).into());
    }
    let house = House::open(global)?;
    let jobs = command.job.iter().map(|j| house.job(j)).collect::<Result<Vec<_>>>()?;
    let fylker = if command.all_fylker { &house.config.fylker } else { &command.fylke };
    if command.plan.is_some() && (jobs.len() > 1 || fylker.len() > 1) {
        return Err(Misuse("`--plan` is for one job and one county".into()).into());
    }
    let mut db = house.db()?;
    let holder = Holder::new(&mut db, &house.url)?;
    let office = house.office(&holder);
    let asof = command.asof.map_or_else(|| house.today(), |day| day.on(house.today()));
    let orders: Vec<Order> = fylker
        .iter()
        .flat_map(|fylke| jobs.iter().map(move |job| (fylke, job)))
        .map(|(fylke, job)| Order {
            job,
            fylke,
            asof,
            params: &command.params,
            trigger: Trigger::Operator,
            reason: command.reason.as_deref(),
            plan: command.plan.as_deref(),
            nobody: command.nobody,
        })
        .collect();
    let settled = settle_all(global, &mut db, &office, &orders)?;
    warn_of_empty(global, &mut db, &settled, house.today(), command.nobody);
    warn_of_lacking(global, &settled);
    warn_of_what_stands(global, &settled, &command.params);
    let again = |o: &Order, params: &[(String, String)]| Order { params, ..*o }.typed("run");
    report(global, hinted(settled, &orders, &command.params, again))
}

pub fn retry(global: &Global, command: &Retry) -> Result<Exit> {
    let house = House::open(global)?;
    let mut db = house.db()?;
    let wanted = command.run;
    let run = inspect::run(&mut db, wanted)?
        .ok_or_else(|| Misuse(format!("there is no run {wanted}; see `rutine runs`")))?;
    let attempts = inspect::attempts(&mut db, &[wanted])?;
    let last = attempts.iter().rfind(|a| !a.was_refused());
    let mut params = last.map(|a| run::given(&a.params)).unwrap_or_default();
    params.extend_from_slice(&command.params);
    let holder = Holder::new(&mut db, &house.url)?;
    let order = Order {
        job: house.job(&run.job)?,
        fylke: &run.fylke,
        asof: run.slot,
        params: &params,
        trigger: Trigger::Retry,
        reason: command.reason.as_deref(),
        plan: None,
        nobody: command.nobody,
    };
    let settled = settle_all(global, &mut db, &house.office(&holder), &[order])?;
    warn_of_empty(global, &mut db, &settled, house.today(), command.nobody);
    warn_of_lacking(global, &settled);
    warn_of_what_stands(global, &settled, &command.params);
    let again =
        |_: &Order, params: &[(String, String)]| format!("rutine retry {wanted}{}", params_typed(params));
    report(global, hinted(settled, &[order], &command.params, again))
}

/// Says of which counties there is nobody to look at, and what is to be done first; not where it is settled that this is
/// right. A night without new answers is no such thing.
fn warn_of_empty(global: &Global, db: &mut Db, all: &[Settled], today: NaiveDate, is_right: bool) {
    let mut empty: Vec<(Nowhere, Vec<&str>)> = vec![];
    for (s, o) in all.iter().filter_map(|s| Some((s, s.outcome.as_ref().ok()?))) {
        if o.error.is_some() || o.tally.seen > 0 {
            continue;
        }
        let (fylke, asof) = (s.fylke.as_str(), s.asof);
        let nowhere = Nowhere { grunnlag: s.job.routine.grunnlag, fylke, ar: o.soknadsar, asof };
        match empty.iter_mut().find(|(same, _)| *same == nowhere) {
            Some((_, jobs)) => jobs.push(&s.job.code),
            None => empty.push((nowhere, vec![&s.job.code])),
        }
    }
    for (nowhere, jobs) in empty {
        if warn_if_nobody(global, db, &jobs, &nowhere) && !is_right {
            print_first(db, &nowhere, today);
        }
    }
}

/// A warning where there is nobody in the county and year that these jobs could see: either is wrong, or what they look at
/// is not there yet. Where that cannot be asked there is none: what has been settled must be told all the same.
pub fn warn_if_nobody(global: &Global, db: &mut Db, jobs: &[&str], nowhere: &Nowhere) -> bool {
    if global.quiet || !nowhere.is_so(db).is_ok_and(|is_so| is_so) {
        return false;
    }
    let (codes, fylke) = (jobs.join(", "), nowhere.fylke);
    tell!("warning: {codes} saw no candidates in fylke {fylke}: it has {}", nowhere.none());
    true
}

/// What is to be done before there is anybody.
pub fn print_first(db: &mut Db, nowhere: &Nowhere, today: NaiveDate) {
    if let Ok(first) = nowhere.first(db, today) {
        tell!("hint: {first}");
    }
}

/// What has to come first, once for all jobs of a county that lack it.
fn warn_of_lacking(global: &Global, all: &[Settled]) {
    let mut told: Vec<(&str, &str, Vec<&str>)> = vec![];
    for (s, first) in all.iter().filter_map(|s| Some((s, s.lacks?))) {
        match told.iter_mut().find(|(fylke, same, _)| *fylke == s.fylke && *same == first) {
            Some((.., jobs)) => jobs.push(&s.job.code),
            None => told.push((&s.fylke, first, vec![&s.job.code])),
        }
    }
    for (fylke, first, jobs) in told {
        warn_if_lacking(global, &jobs, fylke, Some(first));
    }
}

/// A warning where these jobs look at what another routine makes, and it has made nothing.
pub fn warn_if_lacking(global: &Global, jobs: &[&str], fylke: &str, first: Option<&str>) {
    if let Some(first) = first.filter(|_| !global.quiet) {
        let codes = jobs.join(", ");
        tell!(
            "warning: {codes} found nothing to look at in fylke {fylke}: {first} comes first, and has made nothing"
        );
        tell!(
            "hint: `rutine run {first} --fylke {fylke}`; `rutine calendar --fylke {fylke}` says on which date"
        );
    }
}

/// A refusal, with the command that would get past it.
pub fn with_hint(
    e: anyhow::Error,
    again: impl Fn(&[(String, String)]) -> String,
    given: &[(String, String)],
) -> anyhow::Error {
    match run::way_past(&e, again, given) {
        Some(way) => run::Refused(format!("{e:#}\nhint: {way}")).into(),
        None => e,
    }
}

/// `again` types the command that settles an order with these parameters.
fn hinted<'a>(
    all: Vec<Settled<'a>>,
    orders: &[Order],
    given: &[(String, String)],
    again: impl Fn(&Order, &[(String, String)]) -> String,
) -> Vec<Settled<'a>> {
    let each = |(s, o): (Settled<'a>, &Order)| {
        let outcome = s.outcome.map_err(|e| with_hint(e, |params| again(o, params), given));
        Settled { outcome, ..s }
    };
    all.into_iter().zip(orders).map(each).collect()
}

/// What an earlier attempt has acted on keeps what it got then, whatever parameter is given now: that is said.
fn warn_of_what_stands(global: &Global, all: &[Settled], given: &[(String, String)]) {
    for (s, o) in all.iter().filter_map(|s| Some((s, s.outcome.as_ref().ok()?))) {
        if !given.is_empty() && o.tally.unchanged > 0 && !global.quiet {
            let units = counted(o.tally.unchanged, "unit");
            tell!(
                "warning: {} {}: {units} had been acted on before, and keep what they got then",
                s.job.code,
                s.fylke
            );
            tell!("hint:{} counted for the others alone", params_typed(given));
        }
    }
}

/// Settles each in turn. Behind a run that did not succeed, the same county's later ones are not begun:
/// each rests on those before it.
pub fn settle_all<'a>(
    global: &Global,
    db: &mut Db,
    office: &Office,
    orders: &[Order<'a>],
) -> Result<Vec<Settled<'a>>> {
    let (mut all, mut stopped) = (vec![], Vec::<(&str, &str)>::new());
    for order in orders.iter().copied() {
        let outcome = if let Some((_, before)) = stopped.iter().find(|(fylke, _)| *fylke == order.fylke) {
            let said = format!(
                "not begun: {before} did not succeed; when it has, the same command goes on from there"
            );
            Err(run::Refused(said).into())
        } else {
            let bar =
                Progress::new(&format!("{} {}", order.job.code, order.fylke), global.quiet || global.json);
            run::settle(db, office, &order, &mut |event| bar.event(event))
        };
        if outcome.as_ref().map_or(true, |o| o.error.is_some()) {
            stopped.push((order.fylke, &order.job.code));
        }
        let lacks = outcome.as_ref().ok().and_then(|o| lacks(db, &order, o));
        let Order { job, asof, trigger, .. } = order;
        all.push(Settled { job, fylke: order.fylke.to_owned(), asof, trigger, outcome, lacks });
    }
    Ok(all)
}

/// Where that cannot be asked there is nothing lacking: what has been settled must be told all the same.
fn lacks(db: &mut Db, order: &Order, o: &Outcome) -> Option<&'static str> {
    let found_nothing = o.error.is_none() && o.tally.seen == 0 && !order.nobody;
    let steps = order.job.routine.forarbeid;
    found_nothing.then(|| lacking(db, steps, order.fylke, o.soknadsar).ok().flatten()).flatten()
}
