//! Hands documents out to the counties' archives as they are posted, as leases run out and as waits are over.
//! Apart from the carrier: an archive's folder that is not there holds no letter up.

use std::time::Duration;

use anyhow::Result;

use super::Station;
use super::lookout::Patience;
use crate::delivery;
use crate::store::{self, Db};

/// Without a ring the archivist looks again after so long.
const IDLE: Duration = Duration::from_secs(60);

pub fn hand_out(station: &Station) {
    let mut db = None;
    let mut patience = Patience::default();
    while !station.is_closing() {
        let heard = station.bell.heard();
        match once(station, &mut db) {
            Ok(()) => {
                patience.regain("the archivist");
                station.bell.wait(heard, IDLE);
            }
            Err(e) => {
                db = None;
                patience.lose("the archivist", &e);
                station.bell.wait(heard, patience.pause());
            }
        }
    }
}

fn once(station: &Station, db: &mut Option<Db>) -> Result<()> {
    let db = match db {
        Some(db) => db,
        none => none.insert(store::open(&station.url)?),
    };
    delivery::hand_out_all(db, &station.config, station.clock.now().naive_utc(), &|| station.is_closing())?;
    Ok(())
}
