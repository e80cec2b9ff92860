//! Applicants with their læreplass wishes and what decides them.

use std::collections::HashMap;

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::rules::{Forslag, Onske, Soker};
use crate::attempt::{Chunk, Reads, Unit};
use crate::domain::{Key, Malform, Onskestatus, Trinn};
use crate::oslo;
use crate::routine::Fag;
use crate::routine::vg3::{
    SOKERE, SVAR, SVAR_KOLONNER, Skolegangen, SvarRad, TILSTAND, Tilstand, UBEHANDLET, hjemfylker, skolear,
    skolegangen,
};
use crate::routine::{PERSON, Person};
use crate::store::load as query;
use crate::store::row;

/// An applicant, and what a letter to them needs.
pub struct Rad {
    pub soker: Soker,
    pub person: Person,
    /// By the wish's number.
    fag: HashMap<i64, Fag>,
}

impl Unit for Rad {
    fn unit(&self) -> Key {
        Key::Soker(self.soker.id)
    }
}

impl Rad {
    pub fn fag_i_setning(&self, onskenr: i64, malform: Malform) -> String {
        self.fag.get(&onskenr).map(|fag| fag.i_setning(malform)).unwrap_or_default()
    }
}

pub const READS: Reads = &[("kandidater", || SOKERE.to_owned()), ("onsker", sql)];

fn sql() -> String {
    format!(
        include_str!("onsker.sql"),
        PERSON = PERSON,
        TILSTAND = TILSTAND,
        SVAR_KOLONNER = SVAR_KOLONNER,
        SVAR = SVAR,
        UBEHANDLET = UBEHANDLET
    )
}

row! {
    struct Row {
        soker_id: i64,
        fylkesnr: String,
        #[diesel(embed)]
        person: Person,
        #[diesel(embed)]
        tilstand: Tilstand,
        retter: Option<String>,
        onske_id: Option<i64>,
        onskenr: Option<i64>,
        status: Option<Onskestatus>,
        laast: Option<bool>,
        programomrade: Option<String>,
        er_avviksfag: Option<bool>,
        #[diesel(embed)]
        fag: Fag,
        satt_av_rutine: bool,
        forslag_status: Option<Trinn>,
        svarfrist_generelt: Option<NaiveDate>,
        svarfrist_skole: Option<NaiveDate>,
        #[diesel(embed)]
        svar: SvarRad,
        brev_generelt: Option<NaiveDateTime>,
        brev_skole: Option<NaiveDateTime>,
        fylket_generelt: Option<NaiveDate>,
        fylket_skole: Option<NaiveDate>,
        ubehandlet_svar: bool,
    }
}

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Rad>> {
    let (first_day, _) = skolear(chunk.scope.soknadsar);
    let rows: Vec<Row> = query(chunk.db, &sql(), &[ids.into(), chunk.scope.asof.into(), first_day.into()])?;
    let (skole, hjem) = (skolegangen(chunk.db, "soker", ids)?, hjemfylker(chunk, ids)?);
    let mut rader: Vec<Rad> = vec![];
    for row in rows {
        if rader.last().is_none_or(|r| r.soker.id != row.soker_id) {
            rader.push(rad(&row, &hjem));
        }
        if let Some(rad) = rader.last_mut() {
            med_onske(rad, row, &skole);
        }
    }
    Ok(rader)
}

fn rad(r: &Row, hjem: &HashMap<i64, String>) -> Rad {
    let soker = Soker {
        id: r.soker_id,
        tilstand: r.tilstand.clone(),
        annet_fylke: hjem.get(&r.soker_id).is_some_and(|h| *h != r.fylkesnr),
        retter: r.retter.iter().flat_map(|t| t.split(' ')).map(str::to_owned).collect(),
        onsker: vec![],
    };
    Rad { soker, person: r.person.clone(), fag: HashMap::new() }
}

fn med_onske(rad: &mut Rad, r: Row, skole: &Skolegangen) {
    let forslag = forslag(&r);
    let (Some(id), Some(onskenr), Some(status), Some(kode)) =
        (r.onske_id, r.onskenr, r.status, r.programomrade)
    else {
        return;
    };
    rad.fag.insert(onskenr, r.fag.clone());
    rad.soker.onsker.push(Onske {
        id,
        onskenr,
        status,
        satt_av_rutine: r.satt_av_rutine,
        laast: r.laast.unwrap_or_default(),
        inntatt_hoyere: r.tilstand.inntatt_hoyere,
        er_avviksfag: r.er_avviksfag.unwrap_or_default(),
        skolegang: skole.bak(r.soker_id, &kode),
        forslag,
    });
}

fn forslag(r: &Row) -> Option<Forslag> {
    let tidligst = |brev: Option<NaiveDateTime>, fylket: Option<NaiveDate>| {
        brev.map(oslo::day_of).into_iter().chain(fylket).min()
    };
    Some(Forslag {
        status: r.forslag_status?,
        frist_generelt: r.svarfrist_generelt,
        frist_skole: r.svarfrist_skole,
        svar: r.svar.svarene(),
        varslet_generelt: tidligst(r.brev_generelt, r.fylket_generelt),
        varslet_skole: tidligst(r.brev_skole, r.fylket_skole),
        ubehandlet_svar: r.ubehandlet_svar,
    })
}
