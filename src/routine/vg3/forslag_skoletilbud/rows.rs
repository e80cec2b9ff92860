//! The queue, the forslag in it, and the places left.

use std::collections::HashMap;

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::params::Kandidat;
use super::rules::{Forslag, Plass, frigis};
use crate::attempt::{Chunk, Reads, Scope, Unit};
use crate::domain::{Key, Onskestatus, Trinn};
use crate::routine::Fag;
use crate::routine::vg3::{APENT_FORSLAG, RETTER, SVAR, SVAR_KOLONNER, SvarRad, TILSTAND, Tilstand, skolear};
use crate::routine::{PERSON, Person};
use crate::store::{Db, load as query, row};

pub struct Rad {
    pub soker: i64,
    pub person: Person,
    pub fag: Fag,
    pub forslag: Forslag,
}

impl Unit for Rad {
    fn unit(&self) -> Key {
        Key::Soker(self.soker)
    }
}

row! {
    struct IKo {
        id: i64,
        har_plass: bool,
        har_kontrakt: bool,
        retter: Option<String>,
        poeng_hundredeler: Option<i64>,
        #[diesel(embed)]
        tilstand: Tilstand,
        #[diesel(embed)]
        svar: SvarRad,
        svart_tid: Option<NaiveDateTime>,
    }
}

impl From<IKo> for Kandidat {
    fn from(r: IKo) -> Self {
        Kandidat {
            soker: r.id,
            har_plass: r.har_plass,
            frigis: r.har_plass && frigis(r.svar.svarene(), &r.tilstand, r.har_kontrakt).is_some(),
            retter: r.retter.iter().flat_map(|t| t.split(' ')).map(str::to_owned).collect(),
            svart: r.svart_tid,
            poeng: r.poeng_hundredeler,
        }
    }
}

pub const READS: Reads = &[("ko", ko), ("forslag", forslag), ("plasser", || PLASSER.to_owned())];

fn ko() -> String {
    format!(
        include_str!("ko.sql"),
        TILSTAND = TILSTAND,
        SVAR_KOLONNER = SVAR_KOLONNER,
        RETTER = RETTER,
        APENT_FORSLAG = APENT_FORSLAG,
        SVAR = SVAR
    )
}

/// Every applicant with an open VG3-forslag.
pub fn kandidater(db: &mut Db, scope: &Scope) -> Result<Vec<Kandidat>> {
    let (first_day, _) = skolear(scope.soknadsar);
    let binds = [scope.fylke.as_str().into(), scope.asof.into(), first_day.into(), scope.soknadsar.into()];
    Ok(query::<IKo>(db, &ko(), &binds)?.into_iter().map(Kandidat::from).collect())
}

row! {
    struct Row {
        soker_id: i64,
        #[diesel(embed)]
        person: Person,
        #[diesel(embed)]
        tilstand: Tilstand,
        forslag_id: i64,
        onskenr: i64,
        runde: i64,
        status: Trinn,
        programomrade: String,
        svarfrist_generelt: Option<NaiveDate>,
        #[diesel(embed)]
        svar: SvarRad,
        har_kontrakt: bool,
        onske_status: Onskestatus,
        avgiverskole: Option<String>,
        kommunenr: Option<String>,
        #[diesel(embed)]
        fag: Fag,
    }
}

fn forslag() -> String {
    format!(
        include_str!("forslag.sql"),
        PERSON = PERSON,
        TILSTAND = TILSTAND,
        SVAR_KOLONNER = SVAR_KOLONNER,
        APENT_FORSLAG = APENT_FORSLAG,
        SVAR = SVAR
    )
}

/// The forslag of these applicants, in the order asked for.
pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Rad>> {
    let (first_day, _) = skolear(chunk.scope.soknadsar);
    let rows: Vec<Row> =
        query(chunk.db, &forslag(), &[ids.into(), chunk.scope.asof.into(), first_day.into()])?;
    let mut by_id: HashMap<i64, Rad> = rows.into_iter().map(|r| (r.soker_id, rad(r))).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

fn rad(r: Row) -> Rad {
    let forslag = Forslag {
        id: r.forslag_id,
        key: Key::Soker(r.soker_id).forslag(r.onskenr, r.runde),
        status: r.status,
        programomrade: r.programomrade,
        frist: r.svarfrist_generelt,
        svar: r.svar.svarene(),
        tilstand: r.tilstand,
        har_kontrakt: r.har_kontrakt,
        onske_status: r.onske_status,
        avgiverskole: r.avgiverskole,
        kommunenr: r.kommunenr,
    };
    Rad { soker: r.soker_id, person: r.person, fag: r.fag, forslag }
}

row! {
    struct PlassRow {
        skolenr: String,
        navn: String,
        kommunenr: Option<String>,
        grunnkode: String,
        kapasitet: i64,
        oppstart: Option<NaiveDate>,
        opptatt: i64,
    }
}

const PLASSER: &str = include_str!("plasser.sql");

/// The county's places of the school year, less what is taken.
pub fn plasser(db: &mut Db, scope: &Scope) -> Result<Vec<Plass>> {
    let (first_day, last_day) = skolear(scope.soknadsar);
    let (fylke, ar) = (scope.fylke.as_str().into(), scope.soknadsar.into());
    let rows: Vec<PlassRow> =
        query(db, PLASSER, &[fylke, ar, first_day.into(), last_day.into(), scope.asof.into()])?;
    let plass = |r: PlassRow| Plass {
        skolenr: r.skolenr,
        skole: r.navn,
        kommunenr: r.kommunenr,
        grunnkode: r.grunnkode,
        oppstart: r.oppstart,
        ledig: r.kapasitet - r.opptatt,
    };
    Ok(rows.into_iter().map(plass).collect())
}
