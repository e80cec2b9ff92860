//! Forms with new submissions, their questions and answers.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::QueryableByName;

use super::rules::{Innsending, Sak};
use crate::attempt::{Chunk, Reads, Scope, Unit, ids};
use crate::domain::Key;
use crate::oslo;
use crate::routine::Fag;
use crate::routine::rapport::{GJELDER, kunne_svare};
use crate::store::{Db, Rows, load as query, row};

pub struct Rad {
    /// The year reported on.
    ar: i64,
    pub orgnr: String,
    pub grunnkode: String,
    pub sak: Sak,
    pub bedrift: String,
    pub fag: Fag,
    pub sporsmal: Vec<Sporsmal>,
}

impl Unit for Rad {
    fn unit(&self) -> Key {
        Key::skjema(self.ar, &self.orgnr, &self.grunnkode)
    }
}

row! {
    /// A question of the round with the form's answer, if it has one.
    #[derive(Clone)]
    pub struct Sporsmal {
        skjema_id: i64,
        nr: i64,
        pub tekst_nb: String,
        pub tekst_nn: String,
        obligatorisk: bool,
        svar: Option<String>,
        svart_tid: Option<NaiveDateTime>,
    }
}

impl Sporsmal {
    /// The answer as it stood when somebody sent in.
    pub fn svar_da(&self, mottatt: NaiveDateTime) -> Option<&str> {
        let svar = self.svar.as_deref().filter(|svar| !svar.trim().is_empty());
        svar.filter(|_| self.svart_tid.is_some_and(|svart| svart <= mottatt))
    }
}

row! {
    struct Skjema {
        id: i64,
        orgnr: String,
        grunnkode: String,
        bedrift: String,
        #[diesel(embed)]
        fag: Fag,
        innsendt: bool,
        stengt: bool,
    }
}

row! {
    /// A submission.
    struct Ny {
        id: i64,
        skjema_id: i64,
        person_id: i64,
        mottatt_tid: NaiveDateTime,
        grunn: Option<String>,
    }
}

pub fn med_nye(db: &mut Db, scope: &Scope, ar: i64, until: NaiveDateTime) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT j.id FROM rapport_innsending i JOIN rapport_skjema j ON j.id = i.skjema_id
        WHERE i.behandlet = 'NY' AND i.mottatt_tid < $1 AND j.fylkesnr = $2 AND j.ar = $3 ORDER BY j.id";
    ids(db, sql, &[until.into(), scope.fylke.as_str().into(), ar.into()])
}

pub const READS: Reads =
    &[("skjemaer", || SKJEMAER.to_owned()), ("sporsmal", sporsmal_sql), ("nye", || NYE.to_owned())];

const SKJEMAER: &str = include_str!("skjemaer.sql");
const NYE: &str = include_str!("nye.sql");

fn sporsmal_sql() -> String {
    format!(include_str!("sporsmal.sql"), GJELDER = GJELDER)
}

pub fn load(chunk: &mut Chunk, ids: &[i64], until: NaiveDateTime) -> Result<Vec<Rad>> {
    let skjemaer: Vec<Skjema> = query(chunk.db, SKJEMAER, &[ids.into()])?;
    let mut sporsmal: BTreeMap<i64, Vec<Sporsmal>> = BTreeMap::new();
    for s in query::<Sporsmal>(chunk.db, &sporsmal_sql(), &[ids.into()])? {
        sporsmal.entry(s.skjema_id).or_default().push(s);
    }
    let mut nye: BTreeMap<i64, Vec<Innsending>> = BTreeMap::new();
    let alle: Vec<Ny> = query(chunk.db, NYE, &[ids.into(), until.into()])?;
    let med_tilgang = med_tilgang(chunk, &alle)?;
    for n in alle {
        nye.entry(n.skjema_id).or_default().push(n.innsending(&med_tilgang));
    }
    let ar = chunk.scope.soknadsar;
    let rad = |s: Skjema| {
        let (sporsmal, nye) = (sporsmal.remove(&s.id), nye.remove(&s.id));
        s.rad(ar, sporsmal.unwrap_or_default(), nye.unwrap_or_default())
    };
    Ok(skjemaer.into_iter().map(rad).collect())
}

/// Those whose sender could answer the form on the day it came in.
fn med_tilgang(chunk: &mut Chunk, nye: &[Ny]) -> Result<HashSet<i64>> {
    row! {
        struct Row {
            id: i64,
        }
    }
    let kunne_svare = kunne_svare();
    let sql = format!(
        "SELECT i.id FROM {{rows}} JOIN rapport_innsending i ON i.id = v.id JOIN rapport_skjema j ON j.id = i.skjema_id
         WHERE {kunne_svare}"
    );
    let spurt = Rows::new().int("id", nye.iter().map(|n| n.id)).date("dag", nye.iter().map(Ny::dag));
    Ok(spurt.load::<Row>(chunk.db, &sql)?.into_iter().map(|r| r.id).collect())
}

impl Ny {
    fn dag(&self) -> NaiveDate {
        oslo::day_of(self.mottatt_tid)
    }

    fn innsending(self, med_tilgang: &HashSet<i64>) -> Innsending {
        Innsending {
            id: self.id,
            person: self.person_id,
            mottatt: self.mottatt_tid,
            dag: self.dag(),
            har_tilgang: med_tilgang.contains(&self.id),
            grunn: self.grunn,
        }
    }
}

impl Skjema {
    fn rad(self, ar: i64, sporsmal: Vec<Sporsmal>, innsendinger: Vec<Innsending>) -> Rad {
        let obligatoriske: BTreeSet<_> = sporsmal.iter().filter(|s| s.obligatorisk).map(|s| s.nr).collect();
        let svart = |s: &Sporsmal| s.svar.as_deref().is_some_and(|svar| !svar.trim().is_empty());
        let besvarte = sporsmal.iter().filter(|s| svart(s)).filter_map(|s| Some((s.nr, s.svart_tid?)));
        let sak = Sak {
            skjema: self.id,
            innsendt: self.innsendt,
            stengt: self.stengt,
            obligatoriske,
            besvarte: besvarte.collect(),
            innsendinger,
        };
        let Skjema { orgnr, grunnkode, bedrift, fag, .. } = self;
        Rad { ar, orgnr, grunnkode, sak, bedrift, fag, sporsmal }
    }
}
