//! Asks each routine, moments before its letters are sent, which of them are no longer due.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result};
use chrono::NaiveDateTime;

use crate::outbox::{self, Fate, Pending};
use crate::routine::{self, Outgoing, StillDue};
use crate::store::Db;

/// Takes those out of `batch` that are no longer due, and settles them as dropped. Returns how many.
///
/// # Errors
/// What a routine or the database says.
pub fn drop_undue(db: &mut Db, batch: &mut Vec<Pending>, now: NaiveDateTime) -> Result<u64> {
    drop_by(db, batch, now, |code| routine::find(code)?.still_due)
}

/// As `drop_undue`, where `asks` gives a routine's question by its code.
///
/// # Errors
/// As `drop_undue`.
pub fn drop_by(
    db: &mut Db,
    batch: &mut Vec<Pending>,
    now: NaiveDateTime,
    asks: impl Fn(&str) -> Option<StillDue>,
) -> Result<u64> {
    let mut asked = BTreeMap::<&str, Vec<Outgoing>>::new();
    for letter in batch.iter() {
        if asks(&letter.routine).is_some() {
            asked.entry(&letter.routine).or_default().push(outgoing(letter));
        }
    }
    let mut dropped = HashMap::new();
    for (code, letters) in asked {
        let Some(ask) = asks(code) else { continue };
        let found = ask(db, &letters, now)
            .with_context(|| format!("`{code}` could not say which of its letters are still due"))?;
        dropped.extend(found.into_iter().map(|d| (d.id, d.reason)));
    }
    if dropped.is_empty() {
        return Ok(0);
    }
    let fates: Vec<_> = batch
        .iter()
        .filter_map(|l| Some(Fate::new(l.id, "dropped", (*dropped.get(&l.id)?).to_owned())))
        .collect();
    outbox::settle(db, &fates, now)?;
    batch.retain(|l| !dropped.contains_key(&l.id));
    Ok(fates.len() as u64)
}

fn outgoing(l: &Pending) -> Outgoing {
    Outgoing {
        id: l.id,
        key: l.key.clone(),
        fylke: l.fylke.clone(),
        unit: l.unit.clone(),
        purpose: l.purpose.clone(),
    }
}
