//! Applicants with new answers, and those answers in the order they came.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamp};

use super::rules::{Gjeldende, Websvar};
use crate::clock::oslo_day_of;
use crate::routine::{Chunk, PERSON, Person, Scope, ids};
use crate::store::{Db, load as query};

/// An applicant's new answers.
pub struct Sak {
    pub soker: i64,
    pub person: Person,
    pub svar: Vec<Websvar>,
}

impl Sak {
    pub fn unit(&self) -> String {
        format!("soker:{}", self.soker)
    }
}

pub fn med_nye_svar(db: &mut Db, scope: &Scope, until: NaiveDateTime) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT s.id FROM websvar v JOIN forslag f ON f.id = v.forslag_id
        JOIN onske o ON o.id = f.onske_id JOIN soker s ON s.id = o.soker_id
        WHERE v.behandlet = 'NY' AND v.mottatt_tid < $1 AND s.fylkesnr = $2 AND s.soknadsar = $3 ORDER BY s.id";
    ids(db, sql, &[until.into(), scope.fylke.as_str().into(), scope.soknadsar.into()])
}

const SQL: &str =
    "SELECT s.id AS soker_id, {PERSON}, v.id, v.websvar_id, v.forslag_id, v.gjelder, v.svar, v.mottatt_tid,
  o.onskenr, f.runde, f.status, f.lukket_arsak IS NOT NULL AS lukket,
  CASE v.gjelder WHEN 'TILBSK' THEN f.svarfrist_skole ELSE f.svarfrist_generelt END AS frist,
  a.svar AS gjeldende, a.kilde = 'FYLKE' AS fra_fylket
FROM websvar v
JOIN forslag f ON f.id = v.forslag_id
JOIN onske o ON o.id = f.onske_id
JOIN soker s ON s.id = o.soker_id
JOIN person p ON p.id = s.person_id
LEFT JOIN forslag_svar a ON a.forslag_id = f.id AND a.gjelder = v.gjelder
WHERE s.id = ANY($1) AND v.behandlet = 'NY' AND v.mottatt_tid < $2
ORDER BY s.id, v.mottatt_tid, v.websvar_id";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    soker_id: i64,
    #[diesel(embed)]
    person: Person,
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    websvar_id: String,
    #[diesel(sql_type = BigInt)]
    forslag_id: i64,
    #[diesel(sql_type = Text)]
    gjelder: String,
    #[diesel(sql_type = Text)]
    svar: String,
    #[diesel(sql_type = Timestamp)]
    mottatt_tid: NaiveDateTime,
    #[diesel(sql_type = BigInt)]
    onskenr: i64,
    #[diesel(sql_type = BigInt)]
    runde: i64,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Bool)]
    lukket: bool,
    #[diesel(sql_type = Nullable<Date>)]
    frist: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    gjeldende: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    fra_fylket: Option<bool>,
}

pub fn load(chunk: &mut Chunk, ids: &[i64], until: NaiveDateTime) -> Result<Vec<Sak>> {
    let rows: Vec<Row> = query(chunk.db, &SQL.replace("{PERSON}", PERSON), &[ids.into(), until.into()])?;
    let mut saker: Vec<Sak> = vec![];
    for row in rows {
        let (soker, person) = (row.soker_id, row.person.clone());
        let svar = Websvar::from(row);
        match saker.last_mut().filter(|s| s.soker == soker) {
            Some(sak) => sak.svar.push(svar),
            None => saker.push(Sak { soker, person, svar: vec![svar] }),
        }
    }
    Ok(saker)
}

impl From<Row> for Websvar {
    fn from(r: Row) -> Self {
        let fra_fylket = r.fra_fylket.unwrap_or_default();
        Websvar {
            id: r.id,
            websvar_id: r.websvar_id,
            forslag_id: r.forslag_id,
            forslag: format!("soker:{}/onske:{}/VG3/{}", r.soker_id, r.onskenr, r.runde),
            gjelder: r.gjelder,
            svar: r.svar,
            mottatt: r.mottatt_tid,
            mottatt_dag: oslo_day_of(r.mottatt_tid),
            forslag_status: r.status,
            forslag_lukket: r.lukket,
            frist: r.frist,
            gjeldende: r.gjeldende.map(|svar| Gjeldende { svar, fra_fylket }),
        }
    }
}
