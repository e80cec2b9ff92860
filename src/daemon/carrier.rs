//! Carries letters out as they are posted. One process at a time delivers; the others' carriers wait.

use std::time::Duration;

use anyhow::Result;
use chrono::NaiveDateTime;

use super::Station;
use super::lookout::Patience;
use crate::delivery::{self, Delivered, Round, SenderOut};
use crate::store::{self, Db};

/// Without a ring the carrier looks again after so long.
const IDLE: Duration = Duration::from_secs(60);

/// A mail server that does not answer is asked at least this often.
const SERVER_PAUSE_MAX: Duration = Duration::from_secs(300);

/// What takes no more for now is asked again after the waits of `mail.retry_minutes`, and at least this often.
const LIMIT_PAUSE_MINUTES_MAX: i64 = 60;

pub fn carry(station: &Station) {
    let mut db = None;
    let (mut patience, mut with_server) = (Patience::default(), Patience::up_to(SERVER_PAUSE_MAX));
    let mut limits = 0;
    let mut told = vec![];
    while !station.is_closing() {
        let heard = station.bell.heard();
        let done = match once(station, &mut db) {
            Ok(done) => done,
            Err(e) => {
                db = None;
                patience.lose("the carrier", &e);
                station.bell.wait(heard, patience.pause());
                continue;
            }
        };
        patience.regain("the carrier");
        tell_of_senders(&done, &mut told);
        if done.sent > 0 || !done.is_limited() {
            limits = 0;
        }
        let pause = if done.is_limited() { limit_pause(station, limits) } else { with_server.pause() };
        limits += usize::from(done.is_limited());
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

/// After so many tries in a row that brought no letter out.
fn limit_pause(station: &Station, tries: usize) -> Duration {
    let ladder = &station.config.mail.retry_minutes;
    let minutes = ladder.get(tries).or(ladder.last()).copied().unwrap_or(1).min(LIMIT_PAUSE_MINUTES_MAX);
    Duration::from_secs(60 * minutes.unsigned_abs())
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

fn once(station: &Station, db: &mut Option<Db>) -> Result<Delivered> {
    if db.is_none() {
        *db = Some(store::open(&station.url)?);
    }
    let Some(db) = db else { return Ok(Delivered::default()) };
    let (url, config, stop) = (&station.url, &station.config, Some(station.closing.clone()));
    let round = Round { url, config, clock: station.clock, stop };
    let out = config.daemon.letters.as_deref().filter(|_| config.mail.smtp.is_none());
    let done = delivery::deliver_alone(db, &round, out, &mut |_| {})?.unwrap_or_default();
    tell(&done);
    Ok(done)
}

fn tell(done: &Delivered) {
    if done.total() == 0 {
        return;
    }
    let Delivered { sent, rejected, unknown, given_up, dropped, put_off, .. } = done;
    tracing::info!(sent, rejected, unknown, given_up, dropped, put_off, "{sent} letters carried out");
    if *unknown > 0 {
        tracing::warn!(
            unknown,
            "{unknown} letters are unknown; `rutine outbox list --state unknown` lists them"
        );
    }
}
