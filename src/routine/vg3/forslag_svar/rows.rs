//! Applicants with new answers, and all answers that count or may count.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::rules::{GittSvar, Gjeldende};
use crate::attempt::{Chunk, Scope, Unit, ids};
use crate::domain::{JaNei, Key, Svarkilde, Trinn};
use crate::oslo;
use crate::routine::{PERSON, Person};
use crate::store::{Db, load as query, row};

/// An applicant's answers.
pub struct Sak {
    pub soker: i64,
    pub person: Person,
    pub svar: Vec<GittSvar>,
}

impl Unit for Sak {
    fn unit(&self) -> Key {
        Key::Soker(self.soker)
    }
}

pub fn med_nye_svar(db: &mut Db, scope: &Scope, until: NaiveDateTime) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT s.id FROM (
          SELECT forslag_id FROM websvar WHERE behandlet = 'NY' AND mottatt_tid < $1
          UNION SELECT forslag_id FROM fylkesvar WHERE behandlet = 'NY' AND svart_tid < $1) v
        JOIN forslag f ON f.id = v.forslag_id
        JOIN onske o ON o.id = f.onske_id JOIN soker s ON s.id = o.soker_id
        WHERE s.fylkesnr = $2 AND s.soknadsar = $3 ORDER BY s.id";
    ids(db, sql, &[until.into(), scope.fylke.as_str().into(), scope.soknadsar.into()])
}

/// Of the answers treated before, those that counted when they were.
const SQL: &str = "SELECT s.id AS soker_id, {PERSON}, v.id, v.kilde, v.ny, v.websvar_id, v.forslag_id, v.gjelder, v.svar, v.gitt,
  o.onskenr, f.runde, f.status, f.lukket_arsak IS NOT NULL AS lukket,
  CASE v.gjelder WHEN 'TILBSK' THEN f.svarfrist_skole ELSE f.svarfrist_generelt END AS frist,
  a.svar AS gjeldende, a.svart_tid AS gjeldende_gitt, a.kilde AS gjeldende_kilde
FROM soker s JOIN onske o ON o.soker_id = s.id JOIN forslag f ON f.onske_id = o.id
JOIN (
  SELECT id, 'WEB' AS kilde, behandlet = 'NY' AS ny, websvar_id, forslag_id, gjelder, svar, mottatt_tid AS gitt FROM websvar
  WHERE mottatt_tid < $2 AND (behandlet IN ('NY', 'BRUKT') OR grunn IN ('ELDRE_SVAR', 'FYLKET_HAR_SVART'))
  UNION ALL
  SELECT id, 'FYLKE', behandlet = 'NY', '', forslag_id, gjelder, svar, svart_tid FROM fylkesvar
  WHERE svart_tid < $2 AND (behandlet IN ('NY', 'BRUKT') OR grunn = 'ELDRE_SVAR')) v ON v.forslag_id = f.id
JOIN person p ON p.id = s.person_id
LEFT JOIN forslag_svar a ON a.forslag_id = f.id AND a.gjelder = v.gjelder
WHERE s.id = ANY($1) ORDER BY s.id";

row! {
    struct Row {
        soker_id: i64,
        #[diesel(embed)]
        person: Person,
        id: i64,
        kilde: Svarkilde,
        ny: bool,
        websvar_id: String,
        forslag_id: i64,
        gjelder: Trinn,
        svar: JaNei,
        gitt: NaiveDateTime,
        onskenr: i64,
        runde: i64,
        status: Trinn,
        lukket: bool,
        frist: Option<NaiveDate>,
        gjeldende: Option<JaNei>,
        gjeldende_gitt: Option<NaiveDateTime>,
        gjeldende_kilde: Option<Svarkilde>,
    }
}

pub fn load(chunk: &mut Chunk, ids: &[i64], until: NaiveDateTime) -> Result<Vec<Sak>> {
    let rows: Vec<Row> = query(chunk.db, &SQL.replace("{PERSON}", PERSON), &[ids.into(), until.into()])?;
    let mut saker: Vec<Sak> = vec![];
    for row in rows {
        let (soker, person) = (row.soker_id, row.person.clone());
        let svar = GittSvar::from(row);
        match saker.last_mut().filter(|s| s.soker == soker) {
            Some(sak) => sak.svar.push(svar),
            None => saker.push(Sak { soker, person, svar: vec![svar] }),
        }
    }
    saker.iter_mut().for_each(med_gjeldende);
    Ok(saker)
}

/// An answer in force that lies in no inbox, recorded before there was one for the county's, is judged along.
fn med_gjeldende(sak: &mut Sak) {
    let mut uten: Vec<GittSvar> = vec![];
    for s in &sak.svar {
        let Some(g) = &s.gjeldende else { continue };
        let er_det = |o: &GittSvar| {
            (o.forslag_id, o.gjelder, o.gitt, o.kilde) == (s.forslag_id, s.gjelder, g.gitt, g.kilde)
        };
        if !sak.svar.iter().chain(&uten).any(er_det) {
            let (svar, gitt_dag) = (g.svar, oslo::day_of(g.gitt));
            uten.push(GittSvar {
                id: 0,
                ny: false,
                kilde: g.kilde,
                svar,
                gitt: g.gitt,
                gitt_dag,
                ..s.clone()
            });
        }
    }
    sak.svar.extend(uten);
}

impl From<Row> for GittSvar {
    fn from(r: Row) -> Self {
        let gjeldende = match (r.gjeldende, r.gjeldende_gitt, r.gjeldende_kilde) {
            (Some(svar), Some(gitt), Some(kilde)) => Some(Gjeldende { svar, gitt, kilde }),
            _ => None,
        };
        GittSvar {
            id: r.id,
            kilde: r.kilde,
            ny: r.ny,
            websvar_id: r.websvar_id,
            forslag_id: r.forslag_id,
            forslag: Key::Soker(r.soker_id).forslag(r.onskenr, r.runde),
            gjelder: r.gjelder,
            svar: r.svar,
            gitt: r.gitt,
            gitt_dag: oslo::day_of(r.gitt),
            forslag_status: r.status,
            forslag_lukket: r.lukket,
            frist: r.frist,
            gjeldende,
        }
    }
}
