//! Applicants with new answers, and all answers that count or may count.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::rules::{GittSvar, Gjeldende};
use crate::attempt::{Chunk, Reads, Scope, Unit, ids};
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

pub const READS: Reads = &[("kandidater", || KANDIDATER.to_owned()), ("svar", sql)];

pub const KANDIDATER: &str = include_str!("kandidater.sql");

pub fn med_nye_svar(db: &mut Db, scope: &Scope, until: NaiveDateTime) -> Result<Vec<i64>> {
    ids(db, KANDIDATER, &[scope.fylke.as_str().into(), scope.soknadsar.into(), until.into()])
}

fn sql() -> String {
    format!(include_str!("svar.sql"), PERSON = PERSON)
}

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
    let rows: Vec<Row> = query(chunk.db, &sql(), &[ids.into(), until.into()])?;
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
