//! At the last moment: a reminder to whoever has answered meanwhile, or that a later letter has taken the place of, is dropped.
//! Read once for all letters of a county and round, however many there are.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};

use super::super::rapport_paminning::PAMINNINGER;
use super::rules::{self, Sak};
use super::{Leder, Runde, ledere};
use crate::attempt::{Dropped, Outgoing, Verdict};
use crate::domain::Key;
use crate::oslo;
use crate::store::Db;

/// Of letters of the start and reminders: those no longer due, by the very rule that made them.
///
/// # Errors
/// What the database says.
pub fn bortfall(db: &mut Db, letters: &[Outgoing], now: NaiveDateTime) -> Result<Vec<Dropped>> {
    let (i_dag, mut dropped) = (oslo::day_of(now), vec![]);
    for (ar, letters) in runder_av(letters) {
        let Some(runde) = Runde::find(db, ar)? else { continue };
        for (fylke, letters) in fylker_av(&letters) {
            let personer: Vec<i64> = letters.iter().filter_map(|l| person(l)).collect();
            let alle = ledere(db, fylke, ar, i_dag, &personer)?;
            let alle: HashMap<i64, &Leder> = alle.iter().map(|l| (l.id, l)).collect();
            for letter in letters {
                let Some(person) = person(letter) else { continue };
                let reason = grunn(&runde, &letter.purpose, alle.get(&person).copied(), i_dag);
                dropped.extend(reason.map(|reason| Dropped { id: letter.id, reason }));
            }
        }
    }
    Ok(dropped)
}

fn grunn(runde: &Runde, purpose: &str, leder: Option<&Leder>, i_dag: NaiveDate) -> Option<&'static str> {
    let skjemaer = leder.map_or(&[][..], |l| l.skjemaer.as_slice());
    let erstattes = nr(purpose).and_then(|nr| runde.erstattes(nr));
    let sak = Sak { i_dag, svarfrist: runde.svarfrist, erstattes, hindring: None, skjemaer };
    match rules::decide(&sak, false) {
        Verdict::Leave(grunn, _) => Some(grunn.code()),
        _ => None,
    }
}

/// As `Runde::erstattes` counts them.
fn nr(purpose: &str) -> Option<usize> {
    let mut in_order = ["oppstart"].iter().chain(PAMINNINGER);
    in_order.position(|p| *p == purpose)
}

fn person(letter: &Outgoing) -> Option<i64> {
    match letter.unit {
        Key::Leder(person) => Some(person),
        _ => None,
    }
}

/// The letters by round, which is what tells one from another.
pub fn runder_av(letters: &[Outgoing]) -> BTreeMap<i64, Vec<&Outgoing>> {
    let mut av = BTreeMap::<i64, Vec<&Outgoing>>::new();
    for letter in letters {
        if let Ok(ar) = letter.sak.parse() {
            av.entry(ar).or_default().push(letter);
        }
    }
    av
}

fn fylker_av<'a>(letters: &[&'a Outgoing]) -> BTreeMap<&'a str, Vec<&'a Outgoing>> {
    let mut av = BTreeMap::<&str, Vec<&Outgoing>>::new();
    letters.iter().for_each(|l| av.entry(l.fylke.as_str()).or_default().push(l));
    av
}
