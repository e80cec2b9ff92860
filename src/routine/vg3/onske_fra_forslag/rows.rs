//! Forslag at TILBSK, or carried over, with their wishes.

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;

use super::rules::Sak;
use crate::attempt::{Chunk, Reads};
use crate::domain::{Onskestatus, Trinn};
use crate::routine::vg3::{APENT_FORSLAG, SVAR, SVAR_KOLONNER, SvarRad, TILSTAND, Tilstand, skolear};
use crate::store::load as query;
use crate::store::row;

row! {
    struct Row {
        soker_id: i64,
        forslag_id: i64,
        runde: i64,
        programomrade: String,
        onsket_programomrade: Option<String>,
        skolenr: Option<String>,
        overfort: Option<NaiveDate>,
        #[diesel(embed)]
        svar: SvarRad,
        svarfrist_skole: Option<NaiveDate>,
        har_kontrakt: bool,
        #[diesel(embed)]
        tilstand: Tilstand,
        status: Trinn,
        onske_id: i64,
        onskenr: i64,
        onske_programomrade: String,
        onske_skolenr: Option<String>,
        onske_status: Onskestatus,
        laast: bool,
    }
}

pub const READS: Reads = &[("kandidater", kandidater), ("forslag", sql)];

pub fn kandidater() -> String {
    format!(include_str!("kandidater.sql"), APENT_FORSLAG = APENT_FORSLAG)
}

fn sql() -> String {
    format!(
        include_str!("forslag.sql"),
        TILSTAND = TILSTAND,
        SVAR_KOLONNER = SVAR_KOLONNER,
        APENT_FORSLAG = APENT_FORSLAG,
        SVAR = SVAR
    )
}

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Sak>> {
    let (first_day, _) = skolear(chunk.scope.soknadsar);
    let rows: Vec<Row> = query(chunk.db, &sql(), &[ids.into(), chunk.scope.asof.into(), first_day.into()])?;
    Ok(rows.into_iter().map(Sak::from).collect())
}

impl From<Row> for Sak {
    fn from(r: Row) -> Self {
        Sak {
            soker: r.soker_id,
            tilstand: r.tilstand,
            status: r.status,
            forslag: r.forslag_id,
            runde: r.runde,
            programomrade: r.programomrade,
            onsket_programomrade: r.onsket_programomrade,
            skolenr: r.skolenr,
            frist_skole: r.svarfrist_skole,
            overfort: r.overfort.is_some(),
            svar: r.svar.svarene(),
            har_kontrakt: r.har_kontrakt,
            onske: r.onske_id,
            onskenr: r.onskenr,
            onske_programomrade: r.onske_programomrade,
            onske_skolenr: r.onske_skolenr,
            onske_status: r.onske_status,
            laast: r.laast,
        }
    }
}
