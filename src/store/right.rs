//! What only one process may do at a time, as a row: who does it, since when, and until when that holds without a sign of
//! life. Whoever is gone for certain loses it at once, whoever is frozen when its lease runs out, and then every further
//! write of its is refused. A row nobody can hold who may not write to the database.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::{NaiveDateTime, TimeDelta};

use super::{Db, Holder, execute, first, is_gone, row, sqlite_path};
use crate::clock;
use crate::oslo;

/// The right, held by this process.
pub struct Only {
    /// Random: whoever has the right next has another.
    pub id: String,
    what: &'static str,
    lease: Duration,
    holder: Holder,
    /// Since the last sign of life.
    shown: std::time::Instant,
}

/// Whoever holds the right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// `17@host`, a process's number and its host.
    pub process: String,
    /// In UTC.
    pub since: NaiveDateTime,
    /// The last sign of life, in UTC.
    pub alive: NaiveDateTime,
    /// Until it loses the right, without another sign of life.
    pub left: Duration,
}

impl std::fmt::Display for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let (process, host) = self.process.split_once('@').unwrap_or((&self.process, "an unknown host"));
        let (since, alive) = (oslo::text(self.since), oslo::text(self.alive));
        write!(f, "process {process} on `{host}`, since {since}; its last sign of life was {alive}")
    }
}

/// Another process has taken the right over.
#[derive(Debug, thiserror::Error)]
#[error(
    "another process has taken over, since this one gave no sign of life for longer than `lease_seconds`"
)]
pub struct TakenOver;

/// What came of asking for a right.
pub enum Right {
    Ours(Only),
    Theirs(Held),
}

row! {
    struct Row {
        holder: Option<String>,
        process: Option<String>,
        since: Option<NaiveDateTime>,
        alive: Option<NaiveDateTime>,
        lease_until: Option<NaiveDateTime>,
    }
}

impl Only {
    /// The right to do `what`, or who has it.
    ///
    /// # Errors
    /// The connection is lost, or the folder of locks is not this user's.
    pub fn try_to(db: &mut Db, url: &str, what: &'static str, lease_seconds: i64) -> Result<Right> {
        let holder = Holder::new(db, url)?;
        let lease = Duration::from_secs(lease_seconds.unsigned_abs());
        let shown = clock::stopwatch();
        let theirs = db.write(|db| {
            let now = db.now()?;
            if let Some(held) = held(db, url, what, now)? {
                return Ok(Some(held));
            }
            let sql = "UPDATE rights SET holder = $2, process = $3, since = $4, alive = $4, lease_until = $5 WHERE what = $1";
            let until = now + TimeDelta::seconds(lease_seconds);
            let (id, own) = (holder.id.as_str(), own_process());
            execute(db, sql, &[what.into(), id.into(), own.into(), now.into(), until.into()])?;
            Ok(None)
        })?;
        match theirs {
            Some(held) => {
                holder.let_go(db)?;
                Ok(Right::Theirs(held))
            }
            None => Ok(Right::Ours(Only { id: holder.id.clone(), what, lease, holder, shown })),
        }
    }

    /// To be asked first in each transaction of what the right is for: is it still ours? A sign of life, when one is due.
    ///
    /// # Errors
    /// `TakenOver`; or the connection is lost.
    pub fn hold(&mut self, db: &mut Db) -> Result<()> {
        let is_due = self.shown.elapsed() >= self.lease / 6;
        let held = if is_due {
            let shown = clock::stopwatch();
            let now = db.now()?;
            let until = now + TimeDelta::from_std(self.lease)?;
            let sql = "UPDATE rights SET alive = $3, lease_until = $4 WHERE what = $1 AND holder = $2";
            let binds = [self.what.into(), self.id.as_str().into(), now.into(), until.into()];
            let rows = execute(db, sql, &binds)?;
            self.shown = shown;
            rows == 1
        } else {
            let sql = format!("{ROW} AND holder = $2{}", locked(db));
            first::<Row>(db, &sql, &[self.what.into(), self.id.as_str().into()])?.is_some()
        };
        if held { Ok(()) } else { Err(TakenOver.into()) }
    }

    /// The connection is a new one: shows on it that this process is alive.
    ///
    /// # Errors
    /// The connection is lost again.
    pub fn show_again(&mut self, db: &mut Db) -> Result<()> {
        self.holder.lock_again(db)
    }

    /// Another may have the right now.
    ///
    /// # Errors
    /// The connection is lost: then the right is free when its lease has run out, or this process has gone.
    pub fn let_go(self, db: &mut Db) -> Result<()> {
        let sql = "UPDATE rights SET holder = NULL, process = NULL, lease_until = NULL WHERE what = $1 AND holder = $2";
        db.write(|db| execute(db, sql, &[self.what.into(), self.id.as_str().into()]))?;
        self.holder.let_go(db)
    }
}

const ROW: &str = "SELECT holder AS holder, process AS process, since AS since, alive AS alive, lease_until AS lease_until \
    FROM rights WHERE what = $1";

/// On SQLite a write transaction has the only writer.
fn locked(db: &Db) -> &'static str {
    match db {
        Db::Postgres(_) => " FOR UPDATE",
        Db::Sqlite(_) => "",
    }
}

/// Whoever has the right and may keep it.
fn held(db: &mut Db, url: &str, what: &str, now: NaiveDateTime) -> Result<Option<Held>> {
    execute(db, "INSERT INTO rights (what) VALUES ($1) ON CONFLICT (what) DO NOTHING", &[what.into()])?;
    let sql = format!("{ROW}{}", locked(db));
    let row: Row = first(db, &sql, &[what.into()])?.context("the row of a right is not there")?;
    let (Some(holder), Some(until)) = (row.holder, row.lease_until) else { return Ok(None) };
    let process = row.process.unwrap_or_default();
    let is_dead = is_gone(db, url, &holder)? && (sqlite_path(url).is_some() || is_no_more(&process));
    let (since, alive) = (row.since.unwrap_or(now), row.alive.unwrap_or(now));
    let held = Held { process, since, alive, left: (until - now).to_std().unwrap_or_default() };
    if is_dead || until < now {
        let why = if is_dead { "is gone" } else { "gave no sign of life for longer than its lease" };
        tracing::warn!(
            process = held.process,
            "the right to {what} is taken over, since its holder {why}: {held}"
        );
        return Ok(None);
    }
    Ok(Some(held))
}

/// Is it certain that a process whose session with PostgreSQL is gone has not just lost its connection? Only this host's
/// own can be asked for; and this process itself asks when it has given up.
fn is_no_more(process: &str) -> bool {
    let Some((number, host)) = process.split_once('@') else { return false };
    let is_here = host_name().is_some_and(|own| own == host);
    is_here && (process == own_process() || !Path::new("/proc").join(number).exists())
}

fn own_process() -> String {
    format!("{}@{}", std::process::id(), host_name().unwrap_or_default())
}

fn host_name() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}
