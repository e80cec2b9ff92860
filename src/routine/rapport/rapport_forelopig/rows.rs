//! Contracts without a faglig leder, faglige ledere with their contracts, and the deviations known of them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use diesel::prelude::*;

use super::rules::Kontraktsak;
use crate::attempt::{Chunk, Scope, Unit, ids};
use crate::domain::Key;
use crate::routine::rapport::{KONTRAKTER, Rad, Runde, for_ledere};
use crate::routine::{PERSON, Person};
use crate::store::{Db, Value, load, row};

pub struct Leder {
    pub id: i64,
    pub person: Person,
    pub varslet: bool,
    pub kontrakter: Vec<Kontraktsak>,
}

impl Unit for Leder {
    fn unit(&self) -> Key {
        Key::Leder(self.id)
    }
}

/// Contracts that lack a faglig leder, or were known to.
pub fn uten_leder(db: &mut Db, scope: &Scope, runde: &Runde) -> Result<Vec<i64>> {
    let sql = format!(
        "SELECT k.id {KONTRAKTER} AND (k.faglig_leder_person_id IS NULL OR EXISTS (SELECT 1 FROM rapport_avvik av \
         WHERE av.kontrakt_id = k.id AND av.ar = $3 AND av.avvik = 'MANGLER_FAGLIG_LEDER' AND av.rettet IS NULL)) ORDER BY k.id"
    );
    let mut binds = of(scope, runde);
    binds.push(runde.ar.into());
    ids(db, &sql, &binds)
}

pub fn kandidater(db: &mut Db, scope: &Scope, runde: &Runde) -> Result<Vec<i64>> {
    let sql = format!(
        "SELECT DISTINCT k.faglig_leder_person_id AS id {KONTRAKTER} AND k.faglig_leder_person_id IS NOT NULL ORDER BY 1"
    );
    ids(db, &sql, &of(scope, runde))
}

/// A contract whose training time is over by the reference date cannot count.
fn of(scope: &Scope, runde: &Runde) -> Vec<Value> {
    vec![scope.fylke.as_str().into(), runde.referansedato.into()]
}

pub fn ledere(chunk: &mut Chunk, runde: &Runde, ids: &[i64]) -> Result<Vec<Leder>> {
    row! {
        struct Row {
            id: i64,
            #[diesel(embed)]
            person: Person,
            varslet: bool,
        }
    }
    let rader = for_ledere(chunk, runde, runde.kjoredato, ids)?;
    let mut saker: BTreeMap<i64, Vec<Kontraktsak>> = BTreeMap::new();
    for sak in med_avvik(chunk, runde, rader)? {
        saker.entry(sak.rad.leder.unwrap_or_default()).or_default().push(sak);
    }
    let sql = format!(
        "SELECT p.id, {PERSON}, EXISTS (SELECT 1 FROM rapport_varsel rv WHERE rv.ar = $1 AND rv.fylkesnr = $2
           AND rv.person_id = p.id AND rv.varsel = 'FOREL') AS varslet FROM person p WHERE p.id = ANY($3) ORDER BY p.id"
    );
    let rows: Vec<Row> =
        load(chunk.db, &sql, &[runde.ar.into(), chunk.scope.fylke.as_str().into(), ids.into()])?;
    let leder = |r: Row| Leder {
        id: r.id,
        person: r.person,
        varslet: r.varslet,
        kontrakter: saker.remove(&r.id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(leder).collect())
}

/// The contracts with the deviations that are open.
pub fn med_avvik(chunk: &mut Chunk, runde: &Runde, rader: Vec<Rad>) -> Result<Vec<Kontraktsak>> {
    row! {
        struct Row {
            kontrakt_id: i64,
            avvik: String,
        }
    }
    let ids: Vec<i64> = rader.iter().map(|r| r.id).collect();
    let sql = "SELECT kontrakt_id, avvik FROM rapport_avvik WHERE ar = $1 AND kontrakt_id = ANY($2) AND rettet IS NULL";
    let rows: Vec<Row> = load(chunk.db, sql, &[runde.ar.into(), ids.as_slice().into()])?;
    let mut apne: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    for r in rows {
        apne.entry(r.kontrakt_id).or_default().insert(r.avvik);
    }
    let sak = |rad: Rad| Kontraktsak { apne: apne.remove(&rad.id).unwrap_or_default(), rad };
    Ok(rader.into_iter().map(sak).collect())
}
