//! Carries letters out as they are posted. One process at a time delivers; the others' carriers wait.

use std::time::Duration;

use anyhow::Result;

use super::Station;
use super::lookout::Patience;
use crate::delivery;
use crate::store::{self, Db};

/// Without a ring the carrier looks again after so long.
const IDLE: Duration = Duration::from_secs(60);

pub fn carry(station: &Station) {
    let mut db = None;
    let mut patience = Patience::default();
    while !station.is_closing() {
        let heard = station.bell.heard();
        match once(station, &mut db) {
            Ok(()) => {
                patience.regain("the carrier");
                station.bell.wait(heard, IDLE);
            }
            Err(e) => {
                db = None;
                patience.lose("the carrier", &e);
                station.bell.wait(heard, patience.pause());
            }
        }
    }
}

fn once(station: &Station, db: &mut Option<Db>) -> Result<()> {
    let Some(out) = &station.config.daemon.letters else { return Ok(()) };
    if db.is_none() {
        *db = Some(store::open(&station.url)?);
    }
    let Some(db) = db else { return Ok(()) };
    let now = station.clock.now().naive_utc();
    let done = delivery::deliver_alone(db, &station.url, &station.config, out, now, &mut |_| {})?;
    let done = done.unwrap_or_default();
    if done.sent + done.rejected > 0 {
        tracing::info!(sent = done.sent, rejected = done.rejected, "{} letters carried out", done.sent);
    }
    Ok(())
}
