//! Carrying the outbox out: the only room that sends. Letters leave through an SMTP server, or as `.eml` files.
//! A letter is marked *sending* before the server can have it, and what became of it after; so nothing is sent twice,
//! and what nobody can know is told as *unknown*.

mod arkiv;
mod crew;
mod delivered;
mod departure;
mod due;
mod eml;
mod guard;
mod ledger;
mod line;
pub mod message;
mod outcome;
mod quiet;
mod reply;
mod send;
mod session;
mod tls;
mod trouble;
mod wire;
mod witness;

pub use arkiv::{HandedOut, Step, hand_out, hand_out_all, preview};
pub use delivered::{Delivered, KeptBack, SenderOut};
pub use due::{Asks, sort_out};
pub use line::Line;
pub use send::runtime;
pub use session::{Answer, Session};
pub use trouble::{Scope, Trouble};
pub use witness::message_ids;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use chrono::{NaiveDateTime, TimeDelta};

use crate::clock::Clock;
use crate::config::Config;
use crate::outbox;
use crate::store::{self, Db, Held, Only, Right};

/// One delivery's circumstances.
pub struct Round<'a> {
    pub url: &'a str,
    pub config: &'a Config,
    pub clock: Clock,
    /// What the routines are asked before their letters leave.
    pub asks: Asks,
    /// Finish what is in hand, and no more.
    pub stop: Option<Arc<AtomicBool>>,
}

impl Round<'_> {
    fn is_stopping(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

/// What came of a delivery.
pub enum Delivery {
    Done(Delivered),
    /// Another process is at it.
    Waits(Held),
}

/// Delivers as the one process that does. With `out` as files in that folder, else through the server of the settings.
/// What the server refuses is told in `Delivered`, and is no error.
///
/// # Errors
/// The database, the folder, or a password or certificate that cannot be read; `store::TakenOver`.
pub fn deliver_alone(
    db: &mut Db,
    round: &Round,
    out: Option<&Path>,
    watch: &mut dyn FnMut(u64),
) -> Result<Delivery> {
    let now = round.clock.now().naive_utc();
    outbox::readdress(db, round.config.only_nobodys(), now)?;
    if !outbox::is_due(db, now)? {
        let held_back = round.config.mail.hold.then_some(KeptBack::Hold);
        let next = outbox::next_try(db, now)?;
        let without_address = u64::try_from(outbox::without_address(db)?)?;
        let nothing = Delivered { kept_back: held_back, next, without_address, ..Delivered::default() };
        return Ok(Delivery::Done(nothing));
    }
    let mut alone = match Only::try_to(db, round.url, "deliver", round.config.lease_seconds)? {
        Right::Ours(alone) => alone,
        Right::Theirs(held) => return Ok(Delivery::Waits(held)),
    };
    let done = deliver(db, round, out, &mut alone, watch);
    // Where the database is away, the right is free as soon as this process lets go of its lock.
    if done.as_ref().err().is_none_or(|e| store::trouble(e).is_none()) {
        alone.let_go(db)?;
    }
    Ok(Delivery::Done(done?))
}

fn deliver(
    db: &mut Db,
    round: &Round,
    out: Option<&Path>,
    alone: &mut Only,
    watch: &mut dyn FnMut(u64),
) -> Result<Delivered> {
    let now = round.clock.now().naive_utc();
    let unknown = db.write(|db| {
        alone.hold(db)?;
        outbox::disown(db, now)
    })?;
    let mut done = Delivered { unknown: unknown as u64, ..Delivered::default() };
    match out {
        _ if round.config.mail.hold => done.kept_back = Some(KeptBack::Hold),
        Some(out) => eml::deliver(db, round, out, alone, &mut done, watch)?,
        None => send::deliver(db, round, alone, &mut done, watch)?,
    }
    done.without_address = u64::try_from(outbox::without_address(db)?)?;
    let quiet = match done.kept_back {
        Some(KeptBack::Quiet(over)) => Some(over),
        _ => None,
    };
    let now = round.clock.now().naive_utc();
    done.next = match quiet {
        Some(over) => Some(over),
        None => outbox::next_try(db, now)?.into_iter().chain(pause(round.config, &done, now)).min(),
    };
    Ok(done)
}

/// When a server that takes no more for now may take more: the ladder of a single letter's first wait.
fn pause(config: &Config, done: &Delivered, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let wait = config.mail.retry_minutes.after(1).unwrap_or(TimeDelta::minutes(1));
    done.is_limited().then(|| now + wait)
}
