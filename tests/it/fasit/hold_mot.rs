//! Holds a run's journal and tally against what was foreseen.

use std::collections::BTreeMap;

use serde_json::Value;

use super::dom::{Dom, Utfall};
use crate::house::House;

/// A unit whose verdict is another than foreseen.
pub struct Avvik {
    pub unit: String,
    pub hva: String,
}

/// The last run's verdicts against the oracle's, unit by unit, and the tally against both.
pub fn holdt_mot(
    house: &House,
    job: &str,
    fylke: &str,
    dommer: &BTreeMap<String, Dom>,
    tally: &Value,
) -> Vec<Avvik> {
    let (journal, tidligere) = journal(house, job, fylke);
    let mut avvik = vec![];
    for (unit, dom) in dommer {
        let sett = journal.get(unit);
        if !dom.utfall.iter().any(|u| stemmer(*u, sett, tidligere.get(unit))) {
            let sett = sett.map_or("said nothing new", |s| uten_detalj(s));
            avvik.push(Avvik { unit: unit.clone(), hva: format!("expected {:?}, {sett}", dom.utfall) });
        }
    }
    for (unit, sett) in journal.iter().filter(|(unit, _)| !dommer.contains_key(*unit)) {
        avvik.push(Avvik {
            unit: unit.clone(),
            hva: format!("not a unit by the rules, {}", uten_detalj(sett)),
        });
    }
    avvik.extend(talt(dommer, &journal, tally).into_iter().map(|hva| Avvik { unit: "tally".into(), hva }));
    avvik
}

fn uten_detalj(sett: &str) -> &str {
    sett.match_indices(' ').nth(1).map_or(sett, |(i, _)| &sett[..i])
}

/// Verdicts of the last attempt, and the last verdict before it, by unit.
fn journal(house: &House, job: &str, fylke: &str) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let siste = "(SELECT max(id) FROM attempts)";
    let les = |hvilke: &str| {
        let sql = format!(
            "SELECT unit || '|' || verdict || ' ' || reason || ' ' || detail AS t FROM journal
             WHERE job = '{job}' AND fylke = '{fylke}' AND attempt_id {hvilke} {siste} ORDER BY id"
        );
        let del =
            |t: String| t.split_once('|').map(|(unit, sett)| (unit.to_owned(), sett.to_owned())).unwrap();
        house.texts(&sql).into_iter().map(del).collect()
    };
    (les("="), les("<"))
}

/// A verdict that is the same as the last time is not written again, nor what was left of a unit that was changed in part.
fn stemmer(utfall: Utfall, sett: Option<&String>, tidligere: Option<&String>) -> bool {
    match (utfall, sett) {
        (Utfall::Uendret, sett) => sett.is_none(),
        (Utfall::Gjort(Some(grunn)), Some(sett)) => sett.starts_with(&format!("acted {grunn} ")),
        (Utfall::Gjort(None), Some(sett)) => sett.starts_with("acted "),
        (Utfall::Gjort(_), None) => false,
        (Utfall::Latt(grunn), Some(sett)) => sett.starts_with(&format!("left {grunn} ")),
        (Utfall::Latt(grunn), None) => tidligere.is_some_and(|s| {
            let igjen = s.starts_with("acted ") && s.contains(&format!(" igjen={grunn} "));
            igjen || s.starts_with(&format!("left {grunn} "))
        }),
    }
}

/// Where the oracle allows one verdict only, the tally has that many of it; where it allows several, no more than these.
fn talt(dommer: &BTreeMap<String, Dom>, journal: &BTreeMap<String, String>, tally: &Value) -> Vec<String> {
    let n = |v: &Value| v.as_u64().unwrap_or(0);
    let mindst = |u: Utfall| dommer.values().filter(|d| d.utfall == [u]).count() as u64;
    let hoyst = |u: Utfall| dommer.values().filter(|d| d.utfall.contains(&u)).count() as u64;
    let mut feil = vec![];
    let mut hold = |hva: &str, sett: u64, fra: u64, til: u64| {
        if sett < fra || sett > til {
            feil.push(format!("{hva}: expected {fra} to {til}, counted {sett}"));
        }
    };
    let alle = dommer.len() as u64;
    hold("seen", n(&tally["seen"]), alle, alle);
    hold("unchanged", n(&tally["unchanged"]), mindst(Utfall::Uendret), hoyst(Utfall::Uendret));
    let gjort = journal.values().filter(|s| s.starts_with("acted")).count() as u64;
    hold("acted", n(&tally["acted"]), gjort, gjort);
    let latt = dommer.values().flat_map(|d| &d.utfall).filter_map(|u| match u {
        Utfall::Latt(grunn) => Some(*grunn),
        _ => None,
    });
    let mut grunner: Vec<&str> = latt.collect();
    grunner.sort_unstable();
    grunner.dedup();
    for grunn in grunner {
        let u = Utfall::Latt(grunn);
        hold(grunn, n(&tally["left"][grunn]), mindst(u), hoyst(u));
    }
    feil
}
