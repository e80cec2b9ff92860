//! The faglige ledere of a round's forms. Who may answer is never stored: it follows from the contracts behind a form
//! and the roles of the day, so whoever is replaced loses the form, and the new one has it with the answers given.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;

use super::{besvart, innsendt, kan_svare, obligatoriske};
use crate::attempt::{Reads, Unit};
use crate::domain::Key;
use crate::routine::Fag;
use crate::routine::{PERSON, Person};
use crate::store::{Db, load, row};

pub struct Leder {
    pub id: i64,
    pub person: Person,
    pub skjemaer: Vec<Skjema>,
}

impl Unit for Leder {
    fn unit(&self) -> Key {
        Key::Leder(self.id)
    }
}

/// A form, as one faglig leder sees it.
#[derive(Clone, Debug)]
pub struct Skjema {
    pub bedrift: String,
    pub fag: Fag,
    pub gyldig_rolle: bool,
    /// The leder of most of the contracts behind the form; of several, the one taken in first.
    pub primar: bool,
    /// Sent in, or on its way: a submission that AR-SENDINN has not looked at.
    pub innsendt: bool,
    /// Obligatory questions, and how many of them are answered.
    pub obligatoriske: i64,
    pub besvart: i64,
}

impl Skjema {
    pub fn er_besvart(&self) -> bool {
        self.besvart == self.obligatoriske
    }
}

row! {
    struct Row {
        person_id: i64,
        #[diesel(embed)]
        person: Person,
        skjema_id: i64,
        kontrakter: i64,
        bedrift: String,
        #[diesel(embed)]
        fag: Fag,
        gyldig_rolle: bool,
        innsendt: bool,
        obligatoriske: i64,
        besvart: i64,
    }
}

/// What a letter of the round is written by.
pub const READS: Reads = &[("kandidater", || KANDIDATER.to_owned()), ("ledere", sql)];

/// Candidates of a letter of the round.
pub const KANDIDATER: &str = include_str!("kandidater.sql");

fn sql() -> String {
    format!(
        include_str!("ledere.sql"),
        PERSON = PERSON,
        KAN_SVARE = kan_svare(),
        INNSENDT = innsendt(),
        OBLIGATORISKE = obligatoriske(),
        BESVART = besvart()
    )
}

/// These faglige ledere with their forms, in order of id. Roles are those of `dag`.
///
/// # Errors
/// What the database says.
pub fn ledere(db: &mut Db, fylke: &str, ar: i64, dag: NaiveDate, ids: &[i64]) -> Result<Vec<Leder>> {
    let rows: Vec<Row> = load(db, &sql(), &[fylke.into(), dag.into(), ar.into(), ids.into()])?;
    let primare = primare(&rows);
    let mut found: BTreeMap<i64, Leder> = BTreeMap::new();
    for r in rows.into_iter().filter(|r| ids.contains(&r.person_id)) {
        let primar = primare.get(&r.skjema_id).is_some_and(|(id, _)| *id == r.person_id);
        let leder = found.entry(r.person_id);
        let leder =
            leder.or_insert_with(|| Leder { id: r.person_id, person: r.person.clone(), skjemaer: vec![] });
        leder.skjemaer.push(r.skjema(primar));
    }
    Ok(found.into_values().collect())
}

/// Of each form, the leder with a valid role and most contracts; ties go to the lowest id (ASSUMED).
fn primare(rows: &[Row]) -> BTreeMap<i64, (i64, i64)> {
    let mut best: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    for r in rows.iter().filter(|r| r.gyldig_rolle) {
        let of = best.entry(r.skjema_id).or_insert((r.person_id, r.kontrakter));
        if r.kontrakter > of.1 {
            *of = (r.person_id, r.kontrakter);
        }
    }
    best
}

impl Row {
    fn skjema(self, primar: bool) -> Skjema {
        Skjema {
            bedrift: self.bedrift,
            fag: self.fag,
            gyldig_rolle: self.gyldig_rolle,
            primar,
            innsendt: self.innsendt,
            obligatoriske: self.obligatoriske,
            besvart: self.besvart,
        }
    }
}
