//! TILBSK forslag with their wishes, schools and contracts.

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;

use super::rules::Sak;
use crate::attempt::{Chunk, Reads, Unit};
use crate::domain::{Key, Onskestatus};
use crate::routine::Fag;
use crate::routine::vg3::{APENT_FORSLAG, SVAR, SVAR_KOLONNER, SvarRad, TILSTAND, Tilstand, skolear};
use crate::routine::{SKOLE, Skole};
use crate::store::load as query;
use crate::store::row;

pub struct Rad {
    pub sak: Sak,
    pub skole: Skole,
    pub fag: Fag,
}

impl Unit for Rad {
    fn unit(&self) -> Key {
        Key::Soker(self.sak.soker)
    }
}

row! {
    struct Row {
        soker_id: i64,
        person_id: i64,
        forslag_id: i64,
        runde: i64,
        onskenr: i64,
        overfort: Option<NaiveDate>,
        oppstart: Option<NaiveDate>,
        onske_status: Onskestatus,
        programomrade: String,
        #[diesel(embed)]
        fag: Fag,
        #[diesel(embed)]
        skole: Skole,
        #[diesel(embed)]
        svar: SvarRad,
        #[diesel(embed)]
        tilstand: Tilstand,
        har_fra_forslaget: bool,
        onske_endret: bool,
        lopende_fra_forslaget: bool,
        har_samme_fag: bool,
        har_e_i_annet_fag: bool,
    }
}

pub const READS: Reads = &[("kandidater", kandidater), ("forslag", sql)];

pub fn kandidater() -> String {
    format!(include_str!("kandidater.sql"), APENT_FORSLAG = APENT_FORSLAG)
}

fn sql() -> String {
    format!(
        include_str!("forslag.sql"),
        SKOLE = SKOLE,
        SVAR_KOLONNER = SVAR_KOLONNER,
        TILSTAND = TILSTAND,
        APENT_FORSLAG = APENT_FORSLAG,
        SVAR = SVAR
    )
}

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Rad>> {
    let (first_day, _) = skolear(chunk.scope.soknadsar);
    let rows: Vec<Row> = query(chunk.db, &sql(), &[ids.into(), chunk.scope.asof.into(), first_day.into()])?;
    Ok(rows.into_iter().map(Rad::from).collect())
}

impl From<Row> for Rad {
    fn from(r: Row) -> Self {
        let sak = Sak {
            soker: r.soker_id,
            onskenr: r.onskenr,
            runde: r.runde,
            person: r.person_id,
            forslag: r.forslag_id,
            overfort: r.overfort.is_some(),
            oppstart: r.oppstart,
            onske_status: r.onske_status,
            programomrade: r.programomrade,
            takket_nei: r.svar.svarene().nei(),
            tilstand: r.tilstand,
            har_fra_forslaget: r.har_fra_forslaget,
            onske_endret: r.onske_endret,
            lopende_fra_forslaget: r.lopende_fra_forslaget,
            har_samme_fag: r.har_samme_fag,
            har_e_i_annet_fag: r.har_e_i_annet_fag,
        };
        Rad { sak, skole: r.skole, fag: r.fag }
    }
}
