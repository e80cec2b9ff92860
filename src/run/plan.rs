//! A plan is the run itself, rolled back. Its digest covers every change, reason and letter; `run --plan` executes in one
//! transaction and commits only if the digest is the same, else says what has changed.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::admit::served;
use super::claim::{Claim, claim, ensure_free};
use super::difference::{difference, units};
use super::execute::{body, in_force, switched_off};
use super::{Office, Order, Refused};
use crate::attempt::{Event, Seen, Tally};
use crate::domain::hex;
use crate::journal::{self, Verdict};
use crate::manifest::{self, InForce};
use crate::store::schema::plans;
use crate::store::{Db, on};

pub struct Plan {
    pub digest: String,
    /// The year applied in that the plan looked at.
    pub soknadsar: i64,
    /// The parameters, and where each comes from.
    pub in_force: Vec<InForce>,
    pub tally: Tally,
    pub seen: Seen,
}

/// Runs the order in one transaction and rolls it back. On SQLite it holds the writer while it lasts.
///
/// # Errors
/// As `settle`.
pub fn plan(db: &mut Db, office: &Office, order: &Order, watch: &mut dyn FnMut(Event)) -> Result<Plan> {
    served(&office.config.fylker, order.fylke)?;
    let (scope, in_force) = in_force(db, office, order)?;
    let params = manifest::table(&in_force);
    if !order.job.is_enabled(order.fylke) {
        return Err(switched_off(order).into());
    }
    let soknadsar = scope.soknadsar;
    ensure_free(db, office, order)?;
    db.begin()?;
    let ran = claim(db, office, order, &params)
        .and_then(|held| body(db, office, order, &held, scope, params.clone(), watch, Some(Seen::default())));
    db.rollback();
    let (tally, seen) = ran?;
    let lines = lines(order, &params, &seen);
    let digest = digest(&lines);
    keep(db, order, &digest, &lines, office.clock.now().naive_utc())?;
    Ok(Plan { digest, soknadsar, in_force, tally, seen })
}

/// Runs `work` in one transaction that is committed only if it does what was planned.
pub(super) fn as_planned(
    db: &mut Db,
    planned: &str,
    before: &[String],
    order: &Order,
    held: &Claim,
    params: &toml::Table,
    work: impl FnOnce(&mut Db) -> Result<(Tally, Seen)>,
) -> Result<Tally> {
    db.write(|db| {
        let (tally, seen) = work(db)?;
        let now = lines(order, params, &seen);
        if digest(&now) == planned {
            return Ok(tally);
        }
        let (then, now) = with_unchanged(db, order, held.fence.attempt, before, &now)?;
        Err(Refused(format!(
            "what the plan showed is not what would be done now, and nothing was done\n{}\nhint: `{}` shows it anew, with \
             its digest",
            difference(&then, &now),
            planned_anew(order)
        ))
        .into())
    })
}

fn planned_anew(order: &Order) -> String {
    Order { reason: None, ..*order }.typed("plan")
}

/// Both with the units that only the other has and that had been acted on already: a run calls those unchanged, and counts
/// them unread.
fn with_unchanged(
    db: &mut Db,
    order: &Order,
    attempt: i64,
    then: &[String],
    now: &[String],
) -> Result<(Vec<String>, Vec<String>)> {
    let (of_then, of_now) = (units(then), units(now));
    let apart = of_then.symmetric_difference(&of_now).map(|unit| (*unit).to_owned()).collect();
    let done = journal::acted_before(db, (&order.job.code, order.fylke), attempt, apart)?;
    let with = |lines: &[String], own: &BTreeSet<&str>| {
        let others = done.iter().filter(|unit| !own.contains(unit.as_str()));
        lines.iter().cloned().chain(others.map(|unit| format!("unchanged {unit}"))).collect()
    };
    Ok((with(then, &of_then), with(now, &of_now)))
}

/// What the digest is taken of: only what is known before the run, never an id it makes.
fn lines(order: &Order, params: &toml::Table, seen: &Seen) -> Vec<String> {
    let mut lines =
        vec![format!("run {} {} {} {params}", order.job.code, order.fylke, order.asof).replace('\n', " ")];
    for e in &seen.entries {
        let verdict = e.verdict.code();
        let why = match e.verdict {
            Verdict::Acted => serde_json::to_string(&e.changes).unwrap_or_default(),
            _ => e.detail.clone(),
        };
        lines.push(format!("{verdict} {} {} {why}", e.unit, e.reason));
    }
    lines.extend(seen.letters.iter().map(|l| format!("letter {} {}", l.key, l.fingerprint())));
    lines.sort();
    lines
}

fn digest(lines: &[String]) -> String {
    hex(&Sha256::digest(lines.join("\n"))[..8])
}

fn keep(db: &mut Db, order: &Order, digest: &str, lines: &[String], now: NaiveDateTime) -> Result<()> {
    on!(db, |c| diesel::insert_into(plans::table)
        .values((
            plans::digest.eq(digest),
            plans::job.eq(&order.job.code),
            plans::fylke.eq(order.fylke),
            plans::slot.eq(order.asof),
            plans::lines.eq(lines.join("\n")),
            plans::created.eq(now),
        ))
        .on_conflict(plans::digest)
        .do_nothing()
        .execute(c))?;
    Ok(())
}

/// The lines of the plan with this digest, for this run.
///
/// # Errors
/// `Refused` where there is no such plan.
pub(super) fn kept(db: &mut Db, planned: &str, order: &Order) -> Result<Vec<String>> {
    let same_run =
        plans::job.eq(&order.job.code).and(plans::fylke.eq(order.fylke)).and(plans::slot.eq(order.asof));
    let found: Option<String> = on!(db, |c| plans::table
        .filter(plans::digest.eq(planned).and(same_run))
        .select(plans::lines)
        .first(c)
        .optional())?;
    let lines = found.ok_or_else(|| {
        Refused(format!(
            "there is no plan `{planned}` of {} for fylke {} on {}; `{}` makes one",
            order.job.code,
            order.fylke,
            order.asof,
            planned_anew(order)
        ))
    })?;
    Ok(lines.split('\n').map(str::to_owned).collect())
}
