//! At the last moment: a reminder to whoever has answered meanwhile, or that a later letter has taken the place of, is dropped.

use anyhow::Result;
use chrono::NaiveDateTime;

use super::rules::{self, Sak};
use super::{Runde, ledere};
use crate::clock::oslo_day_of;
use crate::routine::{Dropped, Outgoing, Verdict};
use crate::store::Db;

/// Of letters of the start and reminders: those no longer due, by the very rule that made them.
///
/// # Errors
/// What the database says.
pub fn bortfall(db: &mut Db, letters: &[Outgoing], now: NaiveDateTime) -> Result<Vec<Dropped>> {
    let mut dropped = vec![];
    for letter in letters {
        if let Some(reason) = grunn(db, letter, now)? {
            dropped.push(Dropped { id: letter.id, reason });
        }
    }
    Ok(dropped)
}

fn grunn(db: &mut Db, letter: &Outgoing, now: NaiveDateTime) -> Result<Option<&'static str>> {
    let i_dag = oslo_day_of(now);
    let Some(runde) = runde_av(db, &letter.key)? else { return Ok(None) };
    let Some(person) = letter.unit.strip_prefix("leder:").and_then(|id| id.parse().ok()) else {
        return Ok(None);
    };
    let alle = ledere(db, &letter.fylke, runde.ar, i_dag, &[person])?;
    let skjemaer = alle.first().map_or(&[][..], |l| l.skjemaer.as_slice());
    let erstattes = match letter.purpose.as_str() {
        "oppstart" => Some(runde.paminning1),
        "paminning1" => Some(runde.paminning2),
        _ => None,
    };
    let sak = Sak { i_dag, svarfrist: runde.svarfrist, erstattes, hindring: None, skjemaer };
    Ok(match rules::decide(&sak, false) {
        Verdict::Leave(grunn, _) => Some(grunn.code()),
        _ => None,
    })
}

/// The round of a letter, whose key is `job/fylke/ar/…`.
///
/// # Errors
/// What the database says.
pub fn runde_av(db: &mut Db, key: &str) -> Result<Option<Runde>> {
    match key.split('/').nth(2).and_then(|ar| ar.parse().ok()) {
        Some(ar) => Runde::find(db, ar),
        None => Ok(None),
    }
}
