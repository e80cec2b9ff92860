//! The faglige ledere of a round's forms. Who may answer is never stored: it follows from the contracts behind a form
//! and the roles of the day, so whoever is replaced loses the form, and the new one has it with the answers given.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;

use super::{GJELDER, INNSENDT, gyldig_rolle_for_skjemaet};
use crate::attempt::Unit;
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

/// Candidates of a letter of the round: every faglig leder on a contract behind a form, and whether they have had it.
/// `$1` county, `$2` year, `$3` which letter.
pub fn kandidater() -> &'static str {
    "SELECT DISTINCT k.faglig_leder_person_id AS id, EXISTS (SELECT 1 FROM rapport_varsel v WHERE v.ar = j.ar
       AND v.fylkesnr = j.fylkesnr AND v.person_id = k.faglig_leder_person_id AND v.varsel = $3) AS gjort
     FROM rapport_skjema j JOIN rapport_kontrakt r ON r.skjema_id = j.id JOIN kontrakt k ON k.id = r.kontrakt_id
     WHERE j.fylkesnr = $1 AND j.ar = $2 AND k.faglig_leder_person_id IS NOT NULL ORDER BY 1"
}

/// These faglige ledere with their forms, in order of id. Roles are those of `dag`.
///
/// # Errors
/// What the database says.
pub fn ledere(db: &mut Db, fylke: &str, ar: i64, dag: NaiveDate, ids: &[i64]) -> Result<Vec<Leder>> {
    let gyldig_rolle = gyldig_rolle_for_skjemaet();
    // Also the other ledere of the same forms: they tell who has most contracts.
    let sql = format!(
        "SELECT p.id AS person_id, {PERSON}, j.id AS skjema_id, count(*) AS kontrakter, b.navn AS bedrift,
          COALESCE(g.navn_nb, j.grunnkode) AS fag_nb, COALESCE(g.navn_nn, j.grunnkode) AS fag_nn,
          CAST(max(CASE WHEN {gyldig_rolle} THEN 1 ELSE 0 END) AS BIGINT) = 1 AS gyldig_rolle,
          {INNSENDT} AS innsendt,
          (SELECT count(*) FROM rapport_sporsmal q WHERE q.ar = j.ar AND q.obligatorisk AND {GJELDER}) AS obligatoriske,
          (SELECT count(*) FROM rapport_sporsmal q JOIN rapport_svar s ON s.sporsmal_nr = q.nr AND s.skjema_id = j.id
            WHERE q.ar = j.ar AND q.obligatorisk AND {GJELDER}) AS besvart
         FROM rapport_skjema j JOIN rapport_kontrakt r ON r.skjema_id = j.id JOIN kontrakt k ON k.id = r.kontrakt_id
         JOIN person p ON p.id = k.faglig_leder_person_id JOIN bedrift b ON b.orgnr = j.orgnr
         LEFT JOIN programomrade g ON g.kode = j.grunnkode || '----'
         WHERE j.fylkesnr = $1 AND j.ar = $3 AND j.id IN (SELECT y.skjema_id FROM kontrakt x
           JOIN rapport_kontrakt y ON y.kontrakt_id = x.id WHERE x.faglig_leder_person_id = ANY($4))
         GROUP BY p.id, j.id, b.navn, g.navn_nb, g.navn_nn ORDER BY b.navn, j.grunnkode, p.id"
    );
    let rows: Vec<Row> = load(db, &sql, &[fylke.into(), dag.into(), ar.into(), ids.into()])?;
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
