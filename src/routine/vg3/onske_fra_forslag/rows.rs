//! Forslag at TILBSK, or carried over, with their wishes.

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;

use super::rules::Sak;
use crate::attempt::Chunk;
use crate::domain::{Onskestatus, Trinn};
use crate::routine::vg3::{SVAR, SvarRad, TILSTAND, Tilstand, VG3_FORSLAG, skolear};
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

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Sak>> {
    let sql = format!(
        "SELECT s.id AS soker_id, {TILSTAND}, f.id AS forslag_id, f.runde, f.status, f.programomrade, f.onsket_programomrade, f.skolenr,
          f.svarfrist_skole, f.overfort, {}, o.id AS onske_id, o.onskenr, o.programomrade AS onske_programomrade,
          o.skolenr AS onske_skolenr, o.status AS onske_status, o.laast,
          EXISTS (SELECT 1 FROM kontrakt x WHERE x.forslag_id = f.id AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > $2)) AS har_kontrakt
         FROM soker s {VG3_FORSLAG} {SVAR} WHERE s.id = ANY($1) AND (f.status = 'TILBSK' OR f.overfort IS NOT NULL) ORDER BY s.id",
        SvarRad::COLUMNS
    );
    let (first_day, _) = skolear(chunk.scope.soknadsar);
    let rows: Vec<Row> = query(chunk.db, &sql, &[ids.into(), chunk.scope.asof.into(), first_day.into()])?;
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
