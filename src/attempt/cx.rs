//! What a routine's body is given, and the loop that settles its units chunk by chunk.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Result, anyhow, bail};
use serde::de::DeserializeOwned;

use super::chunk::Hendelser;
use super::{Chunk, Fence, Halt, LostLease, Scope, Tally};
use crate::domain::{Hendelse, Key, counted};
use crate::journal::{self, Entry, Verdict};
use crate::outbox::{self, Letter, Post};
use crate::store::{self, Db, Rows, execute, load, row};
use crate::telemetry;

/// What has just been committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Claimed,
    Chunk { seen: u64, total: u64 },
    Settled,
}

/// Everything a plan shows: what would be written, in the order decided.
#[derive(Debug, Default)]
pub struct Seen {
    pub entries: Vec<Entry>,
    pub letters: Vec<Letter>,
}

pub struct Cx<'a> {
    pub db: &'a mut Db,
    pub scope: Scope,
    pub params: toml::Table,
    pub fence: Fence,
    pub halt: Halt<'a>,
    pub mail_domain: &'a str,
    pub chunk_units: usize,
    pub rejected_max: u64,
    /// Kept only for a plan.
    pub seen: Option<Seen>,
    pub tally: Tally,
    pub watch: &'a mut dyn FnMut(Event),
}

/// Which unit a candidate's id is.
pub type Named = fn(&mut Db, &Scope, i64) -> Result<Key>;

type Work<'w> = dyn FnMut(&mut Chunk, &[i64]) -> Result<()> + 'w;

impl Cx<'_> {
    /// The routine's own parameters.
    ///
    /// # Errors
    /// An unknown or ill-typed parameter.
    pub fn params<P: DeserializeOwned>(&self) -> Result<P> {
        super::params(&self.params)
    }

    /// Counts candidates that are done already, unread.
    pub fn pass_over(&mut self, units: usize) {
        self.tally.seen += units as u64;
        self.tally.unchanged += units as u64;
    }

    /// Settles every candidate, some thousand to a transaction. A chunk that fails is tried again by halves, so one poison
    /// unit is rejected, under the name that `named` gives it, and the rest go through.
    ///
    /// # Errors
    /// The run is lost or must be given back, its time is up, the database is out of reach, or too many units were rejected.
    pub fn each(
        &mut self,
        named: Named,
        ids: &[i64],
        mut work: impl FnMut(&mut Chunk, &[i64]) -> Result<()>,
    ) -> Result<()> {
        let hendelser = hendelser(self.db, &self.scope.fylke, ids)?;
        let total = self.tally.seen + ids.len() as u64;
        for chunk in ids.chunks(self.chunk_units) {
            self.halt.check()?;
            self.by_halves(named, &hendelser, chunk, &mut work)?;
            let seen = self.tally.seen;
            tracing::debug!(
                run = self.fence.run,
                seen,
                of = total,
                "run {} has settled {seen}",
                self.fence.run
            );
            (self.watch)(Event::Chunk { seen: self.tally.seen, total });
        }
        Ok(())
    }

    fn by_halves(&mut self, named: Named, hendelser: &Hendelser, ids: &[i64], work: &mut Work) -> Result<()> {
        match (self.settle(hendelser, ids, work), ids) {
            (Err(e), [id]) if is_about_units(&e) => {
                let unit = named(self.db, &self.scope, *id)?;
                self.reject(hendelser, unit, &e)
            }
            (Err(e), _) if is_about_units(&e) => {
                let (first, rest) = ids.split_at(ids.len() / 2);
                self.by_halves(named, hendelser, first, work)?;
                self.by_halves(named, hendelser, rest, work)
            }
            (other, _) => other,
        }
    }

    fn reject(&mut self, hendelser: &Hendelser, unit: Key, error: &anyhow::Error) -> Result<()> {
        let detail = format!("{error:#}");
        tracing::warn!(%unit, error = detail, "unit `{unit}` rejected: {detail}");
        self.settle(hendelser, &[0], &mut |chunk, _| {
            chunk.tally.rejected += 1;
            let (unit, detail) = (unit.clone(), detail.clone());
            let verdict = Verdict::Rejected;
            chunk.entries.push(Entry { unit, verdict, reason: "FEIL", detail, changes: vec![] });
            Ok(())
        })?;
        if self.tally.rejected > self.rejected_max {
            let (units, run) = (counted(self.rejected_max, "unit"), self.fence.run);
            // A plan's run is rolled back, and has no log.
            match self.seen {
                Some(_) => bail!("more than {units} rejected; the warnings tell their errors"),
                None => bail!("more than {units} rejected; `rutine logs {run}` tells their errors"),
            }
        }
        Ok(())
    }

    /// One transaction: fence, the routine's work, journal, letters, deposits, tally, log.
    fn settle(&mut self, hendelser: &Hendelser, ids: &[i64], work: &mut Work) -> Result<()> {
        let Cx { db, scope, fence, tally, .. } = self;
        let (domain, is_plan) = (self.mail_domain, self.seen.is_some());
        let mut total = tally.clone();
        let (entries, letters) = db.write(|db| {
            fence.hold(db).map_err(Fatal::wrap)?;
            let mut chunk = Chunk {
                db,
                scope,
                attempt: fence.attempt,
                hendelser,
                entries: vec![],
                letters: vec![],
                deposits: vec![],
                tally: Tally { seen: ids.len() as u64, ..Tally::default() },
            };
            caught(|| work(&mut chunk, ids))?;
            let Chunk { entries, letters, deposits, tally: mut part, .. } = chunk;
            let by =
                Post { attempt: fence.attempt, job: &scope.job, fylke: &scope.fylke, domain, now: scope.now };
            let (waiting, letters): (Vec<_>, Vec<_>) =
                letters.into_iter().partition(|l: &Letter| l.hindring.is_some());
            let new = if is_plan { outbox::unposted(db, &letters)? } else { vec![] };
            part.letters = outbox::post_letters(db, by, &letters)? as u64;
            part.no_letter = post_waiting(db, by, waiting)?;
            part.deposits = outbox::post_deposits(db, by, &deposits)? as u64;
            total.add(&part);
            journal::append(db, fence.attempt, &scope.job, &scope.fylke, &entries)?;
            note(db, fence, &total)?;
            Ok((entries, new))
        })?;
        self.tally = total;
        if let Some(seen) = &mut self.seen {
            seen.entries.extend(entries);
            seen.letters.extend(letters);
        }
        Ok(())
    }
}

/// Letters that nobody can be sent, by hindrance; one that waits already is counted once.
fn post_waiting(db: &mut Db, by: Post, letters: Vec<Letter>) -> Result<BTreeMap<String, u64>> {
    let mut hindered = BTreeMap::<_, Vec<Letter>>::new();
    for letter in letters {
        hindered.entry(letter.hindring).or_default().push(letter);
    }
    let mut counts = BTreeMap::new();
    for (grunn, letters) in hindered {
        let new = outbox::post_letters(db, by, &letters)? as u64;
        counts.extend(grunn.filter(|_| new > 0).map(|g| (g.code().to_owned(), new)));
    }
    Ok(counts)
}

/// Keeps the attempt's totals and log so far, so that a killed attempt's share is not lost.
fn note(db: &mut Db, fence: &Fence, tally: &Tally) -> Result<()> {
    let json = serde_json::to_string(tally)?;
    execute(db, "UPDATE attempts SET tally = $1 WHERE id = $2", &[json.into(), fence.attempt.into()])?;
    write_log(db, fence.attempt)
}

/// Hands this thread's gathered log lines to the database.
///
/// # Errors
/// What the database says.
pub fn write_log(db: &mut Db, attempt: i64) -> Result<()> {
    let lines = telemetry::drain();
    Rows::new()
        .same("attempt_id", attempt)
        .time("at", lines.iter().map(|l| l.at))
        .text("level", lines.iter().map(|l| l.level.to_owned()))
        .text("message", lines.iter().map(|l| l.message.clone()))
        .text("fields", lines.iter().map(|l| l.fields.clone()))
        .insert(db, "log_lines", "")?;
    Ok(())
}

fn hendelser(db: &mut Db, fylke: &str, ids: &[i64]) -> Result<Hendelser> {
    row! {
        struct Row {
            hendelse: Hendelse,
            dokumenttype: String,
            tittel_nb: String,
            tittel_nn: String,
        }
    }
    if ids.is_empty() {
        return Ok(Hendelser::new());
    }
    let sql = "SELECT hendelse, dokumenttype, tittel_nb, tittel_nn FROM arkivhendelse_oppsett \
        WHERE fylkesnr = $1 AND aktiv";
    let rows: Vec<Row> = load(db, sql, &[fylke.into()])?;
    Ok(rows.into_iter().map(|r| (r.hendelse, (r.dokumenttype, r.tittel_nb, r.tittel_nn))).collect())
}

/// Marks an error that is not about the units at hand.
#[derive(Debug)]
struct Fatal;

impl std::fmt::Display for Fatal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cannot show that the run is still held")
    }
}

impl Fatal {
    fn wrap(e: anyhow::Error) -> anyhow::Error {
        if e.is::<LostLease>() { e } else { e.context(Fatal) }
    }
}

/// A database that is full, locked or gone is no unit's fault.
fn is_about_units(e: &anyhow::Error) -> bool {
    !e.is::<LostLease>() && e.downcast_ref::<Fatal>().is_none() && store::trouble(e).is_none()
}

fn caught(work: impl FnOnce() -> Result<()>) -> Result<()> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(anyhow!("panic: {}", panic_text(&*panic))))
}

/// What a panic said, where it said anything.
pub fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".into())
}
