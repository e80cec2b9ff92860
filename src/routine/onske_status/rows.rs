//! Applicants with their læreplass wishes and what decides them.

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text};

use super::rules::{Forslag, Onske, Soker};
use crate::domain::Vitnesbyrd;
use crate::routine::{Chunk, HAR_LAREKONTRAKT, SVAR, skolear};
use crate::store::load as query;

const SQL: &str = "SELECT s.id AS soker_id, s.aktiv, s.er_larekandidat, s.kvalifisert,
  k.fullfort, k.fag_stryk_programfag, k.fag_stryk_fellesfag, k.fag_iv,
  {HAR_LAREKONTRAKT},
  EXISTS (SELECT 1 FROM onske w CROSS JOIN forslag b
    WHERE w.soker_id = s.id AND b.onske_id = w.id AND b.forslagstype = 'BEDRIFT' AND b.status = 'AKSEPTERT') AS har_akseptert,
  o.id AS onske_id, o.onskenr, o.status, o.laast,
  EXISTS (SELECT 1 FROM onske h WHERE h.soker_id = s.id AND h.onsketype = 'SKOLE' AND h.status = 'P_INNTATT'
    AND h.onskenr < o.onskenr) AS inntatt_hoyere,
  f.status AS forslag_status, f.svarfrist_generelt, f.svarfrist_skole, f.overfort,
  ag.svar AS svar_generelt, ask.svar AS svar_skole,
  EXISTS (SELECT 1 FROM websvar v WHERE v.forslag_id = f.id AND v.behandlet = 'NY') AS ubehandlet_svar
FROM soker s
LEFT JOIN onske o ON o.soker_id = s.id AND o.onsketype = 'LARE'
LEFT JOIN elevkurs k ON k.id = (SELECT e.id FROM elevkurs e WHERE e.person_id = s.person_id
  ORDER BY e.skolear DESC, substr(e.programomrade, 6, 1) DESC, e.id DESC LIMIT 1)
LEFT JOIN forslag f ON f.id = (SELECT g.id FROM forslag g WHERE g.onske_id = o.id AND g.forslagstype = 'VG3'
  AND g.lukket_arsak IS NULL ORDER BY g.runde DESC, g.id DESC LIMIT 1)
{SVAR}
WHERE s.id = ANY($1) ORDER BY s.id, o.onskenr";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    soker_id: i64,
    #[diesel(sql_type = Bool)]
    aktiv: bool,
    #[diesel(sql_type = Bool)]
    er_larekandidat: bool,
    #[diesel(sql_type = Nullable<Text>)]
    kvalifisert: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    fullfort: Option<bool>,
    #[diesel(sql_type = Nullable<BigInt>)]
    fag_stryk_programfag: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    fag_stryk_fellesfag: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    fag_iv: Option<i64>,
    #[diesel(sql_type = Bool)]
    har_larekontrakt: bool,
    #[diesel(sql_type = Bool)]
    har_akseptert: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    onske_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    onskenr: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    status: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    laast: Option<bool>,
    #[diesel(sql_type = Bool)]
    inntatt_hoyere: bool,
    #[diesel(sql_type = Nullable<Text>)]
    forslag_status: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    svarfrist_generelt: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    svarfrist_skole: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    overfort: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    svar_generelt: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    svar_skole: Option<String>,
    #[diesel(sql_type = Bool)]
    ubehandlet_svar: bool,
}

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Soker>> {
    let sql = SQL.replace("{HAR_LAREKONTRAKT}", HAR_LAREKONTRAKT).replace("{SVAR}", SVAR);
    let (first_day, _) = skolear(chunk.scope.soknadsar);
    let rows: Vec<Row> = query(chunk.db, &sql, &[ids.into(), chunk.scope.asof.into(), first_day.into()])?;
    let mut sokere: Vec<Soker> = vec![];
    for mut row in rows {
        let onske = onske(&mut row);
        match sokere.last_mut().filter(|s| s.id == row.soker_id) {
            Some(s) => s.onsker.extend(onske),
            None => sokere.push(soker(row, onske)),
        }
    }
    Ok(sokere)
}

fn soker(r: Row, onske: Option<Onske>) -> Soker {
    let skolegang = r.fullfort.map(|fullfort| Vitnesbyrd {
        fullfort,
        stryk_programfag: r.fag_stryk_programfag.unwrap_or_default(),
        stryk_fellesfag: r.fag_stryk_fellesfag.unwrap_or_default(),
        iv: r.fag_iv.unwrap_or_default(),
    });
    Soker {
        id: r.soker_id,
        aktiv: r.aktiv,
        larekandidat: r.er_larekandidat,
        vurdert: r.kvalifisert,
        skolegang,
        har_lareplass: r.har_larekontrakt || r.har_akseptert,
        onsker: onske.into_iter().collect(),
    }
}

fn onske(r: &mut Row) -> Option<Onske> {
    let forslag = r.forslag_status.take().map(|status| Forslag {
        status,
        frist_generelt: r.svarfrist_generelt,
        frist_skole: r.svarfrist_skole,
        overfort: r.overfort.is_some(),
        svar_generelt: r.svar_generelt.take(),
        svar_skole: r.svar_skole.take(),
        ubehandlet_svar: r.ubehandlet_svar,
    });
    Some(Onske {
        id: r.onske_id?,
        onskenr: r.onskenr?,
        status: r.status.take()?,
        laast: r.laast?,
        inntatt_hoyere: r.inntatt_hoyere,
        forslag,
    })
}
