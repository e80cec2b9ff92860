//! TILBSK forslag with their wishes.

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text};

use super::rules::Sak;
use crate::routine::{Chunk, HAR_LAREKONTRAKT, SVAR, VG3_FORSLAG, skolear};
use crate::store::load as query;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    soker_id: i64,
    #[diesel(sql_type = BigInt)]
    forslag_id: i64,
    #[diesel(sql_type = BigInt)]
    runde: i64,
    #[diesel(sql_type = Text)]
    programomrade: String,
    #[diesel(sql_type = Nullable<Text>)]
    onsket_programomrade: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    skolenr: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    overfort: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    svar_generelt: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    svar_skole: Option<String>,
    #[diesel(sql_type = Bool)]
    har_larekontrakt: bool,
    #[diesel(sql_type = BigInt)]
    onske_id: i64,
    #[diesel(sql_type = BigInt)]
    onskenr: i64,
    #[diesel(sql_type = Text)]
    onske_programomrade: String,
    #[diesel(sql_type = Nullable<Text>)]
    onske_skolenr: Option<String>,
    #[diesel(sql_type = Text)]
    onske_status: String,
    #[diesel(sql_type = Bool)]
    laast: bool,
}

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Sak>> {
    let sql = format!(
        "SELECT s.id AS soker_id, f.id AS forslag_id, f.runde, f.programomrade, f.onsket_programomrade, f.skolenr,
          f.overfort, ag.svar AS svar_generelt, ask.svar AS svar_skole, {HAR_LAREKONTRAKT},
          o.id AS onske_id, o.onskenr, o.programomrade AS onske_programomrade, o.skolenr AS onske_skolenr,
          o.status AS onske_status, o.laast
         FROM soker s {VG3_FORSLAG} {SVAR} WHERE s.id = ANY($1) AND f.status = 'TILBSK' ORDER BY s.id"
    );
    let (first_day, _) = skolear(chunk.scope.soknadsar);
    let rows: Vec<Row> = query(chunk.db, &sql, &[ids.into(), chunk.scope.asof.into(), first_day.into()])?;
    Ok(rows.into_iter().map(Sak::from).collect())
}

impl From<Row> for Sak {
    fn from(r: Row) -> Self {
        Sak {
            soker: r.soker_id,
            forslag: r.forslag_id,
            runde: r.runde,
            programomrade: r.programomrade,
            onsket_programomrade: r.onsket_programomrade,
            skolenr: r.skolenr,
            overfort: r.overfort.is_some(),
            svar_generelt: r.svar_generelt,
            svar_skole: r.svar_skole,
            har_larekontrakt: r.har_larekontrakt,
            onske: r.onske_id,
            onskenr: r.onskenr,
            onske_programomrade: r.onske_programomrade,
            onske_skolenr: r.onske_skolenr,
            onske_status: r.onske_status,
            laast: r.laast,
        }
    }
}
