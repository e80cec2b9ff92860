//! Carries letters out as they are posted. One process at a time delivers; the others' carriers wait.

use std::time::{Duration, Instant};

use anyhow::Result;
use chrono::{NaiveDateTime, TimeDelta};

use super::Station;
use super::lookout::Patience;
use crate::clock::stopwatch;
use crate::delivery::{self, Delivered, Delivery, Round, SenderOut};
use crate::domain::counted;
use crate::routine;
use crate::store::{self, Db, Held};

/// Without a ring the carrier looks again after so long.
const IDLE: Duration = Duration::from_secs(60);

/// A mail server that does not answer is asked at least this often.
const SERVER_PAUSE_MAX: Duration = Duration::from_secs(300);

/// What takes no more for now is asked again after the waits of `mail.retry_minutes`, and at least this often.
const LIMIT_PAUSE_MINUTES_MAX: i64 = 60;

pub fn carry(station: &Station) {
    let mut db = None;
    let (mut patience, mut with_server) = (Patience::default(), Patience::up_to(SERVER_PAUSE_MAX));
    let mut limits = 0_i64;
    let (mut told, mut kept_waiting) = (vec![], KeptWaiting::default());
    while !station.is_closing() {
        let heard = station.bell.heard();
        let done = match once(station, &mut db) {
            Ok(Delivery::Done(done)) => done,
            Ok(Delivery::Waits(held)) => {
                let half = Duration::from_secs(station.config.lease_seconds.unsigned_abs()) / 2;
                kept_waiting.tell(&held, held.left < half);
                // Whoever gives no sign of life is named half-way, and has lost its right at the end.
                station.bell.wait(heard, held.left.checked_sub(half).unwrap_or(held.left).min(IDLE));
                continue;
            }
            Err(e) => {
                db = None;
                patience.lose("the carrier", &e);
                station.bell.wait(heard, patience.pause());
                continue;
            }
        };
        patience.regain("the carrier");
        kept_waiting = KeptWaiting::default();
        tell_of_senders(&done, &mut told);
        if done.sent > 0 || !done.is_limited() {
            limits = 0;
        }
        let pause = if done.is_limited() { limit_pause(station, limits) } else { with_server.pause() };
        limits += i64::from(done.is_limited());
        if let Some(trouble) = done.trouble {
            with_server.lose("the carrier", &trouble.into());
            station.bell.rest(pause, || station.is_closing());
            continue;
        }
        if done.sent > 0 {
            with_server.regain("the carrier");
        }
        let idle = idle(station, done.next);
        station.bell.wait(heard, if done.senders.is_empty() { idle } else { pause.max(idle) });
    }
}

/// Says who holds the letters up, at once and again each minute.
#[derive(Default)]
struct KeptWaiting(Option<(String, bool, Instant)>);

impl KeptWaiting {
    fn tell(&mut self, held: &Held, is_silent: bool) {
        let was_told = |(process, silent, at): &(String, bool, Instant)| {
            *process == held.process && *silent == is_silent && at.elapsed() < IDLE
        };
        if self.0.as_ref().is_some_and(was_told) {
            return;
        }
        self.0 = Some((held.process.clone(), is_silent, stopwatch()));
        if is_silent {
            let left = held.left.as_secs();
            tracing::warn!(
                process = held.process,
                "letters wait for a process that gives no sign of life: {held}; without one they are taken over in {left} s"
            );
        } else {
            tracing::info!(process = held.process, "another process is delivering: {held}");
        }
    }
}

/// After so many tries in a row that brought no letter out.
fn limit_pause(station: &Station, tries: i64) -> Duration {
    let wait = station.config.mail.retry_minutes.repeating(tries + 1).unwrap_or(TimeDelta::minutes(1));
    wait.min(TimeDelta::minutes(LIMIT_PAUSE_MINUTES_MAX)).to_std().unwrap_or_default()
}

/// Each once, until the server takes that sender's letters again.
fn tell_of_senders(done: &Delivered, told: &mut Vec<SenderOut>) {
    for sender in done.senders.iter().filter(|s| !told.contains(s)) {
        tracing::warn!(address = sender.address, said = sender.said, "{sender}");
    }
    if done.total() > 0 || !done.senders.is_empty() {
        told.clone_from(&done.senders);
    }
}

/// Until there may be something to do: a letter's next try, the end of the quiet hours.
fn idle(station: &Station, next: Option<NaiveDateTime>) -> Duration {
    let until = next.map(|at| (at - station.clock.now().naive_utc()).to_std().unwrap_or_default());
    until.map_or(IDLE, |until| until.min(IDLE))
}

fn once(station: &Station, db: &mut Option<Db>) -> Result<Delivery> {
    if db.is_none() {
        *db = Some(store::open(&station.url)?);
    }
    let Some(db) = db else { return Ok(Delivery::Done(Delivered::default())) };
    let (url, config, stop) = (&station.url, &station.config, Some(station.closing.clone()));
    let round = Round { url, config, clock: station.clock, asks: routine::still_due, stop };
    let out = config.daemon.letters.as_deref().filter(|_| config.mail.smtp.is_none());
    let delivery = delivery::deliver_alone(db, &round, out, &mut |_| {})?;
    if let Delivery::Done(done) = &delivery {
        tell(done);
    }
    Ok(delivery)
}

fn tell(done: &Delivered) {
    if done.total() == 0 {
        return;
    }
    let Delivered { sent, rejected, unknown, given_up, dropped, put_off, no_address, held, .. } = done;
    tracing::info!(
        sent,
        rejected,
        unknown,
        given_up,
        dropped,
        put_off,
        no_address,
        held,
        "{} carried out",
        counted(sent, "letter")
    );
    if *no_address + *held > 0 {
        tracing::warn!(
            no_address,
            held,
            "without an address: {}, held for a person: {}; `rutine outbox list --state no_address`, `--state held`",
            counted(no_address, "letter"),
            counted(held, "letter")
        );
    }
    if *unknown > 0 {
        tracing::warn!(
            unknown,
            "{} unknown; `rutine outbox list --state unknown` lists what may have arrived",
            counted(unknown, "letter")
        );
    }
}
