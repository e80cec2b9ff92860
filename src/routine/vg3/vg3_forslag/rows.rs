//! The county's applicants, as the rule needs to see them.

use std::collections::HashMap;

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;

use super::rules::{Avslag, Onske, Soker};
use crate::attempt::{Chunk, Reads, Unit};
use crate::domain::{Avslatt, Key, Onskestatus, Skolegang};
use crate::routine::Fag;
use crate::routine::vg3::{RETTER, Skolegangen, TILSTAND, Tilstand, hjemfylker, skolear, skolegangen};
use crate::routine::{PERSON, Person};
use crate::store::load as query;
use crate::store::row;

/// An applicant, and what a letter to them needs.
pub struct Rad {
    pub soker: Soker,
    pub person: Person,
    pub fag: Fag,
}

impl Unit for Rad {
    fn unit(&self) -> Key {
        Key::Soker(self.soker.id)
    }
}

pub const READS: Reads = &[("kandidater", || KANDIDATER.to_owned()), ("sokere", sql)];

pub const KANDIDATER: &str = include_str!("kandidater.sql");

fn sql() -> String {
    format!(include_str!("sokere.sql"), PERSON = PERSON, TILSTAND = TILSTAND, RETTER = RETTER)
}

row! {
    struct Row {
        id: i64,
        fylkesnr: String,
        #[diesel(embed)]
        person: Person,
        #[diesel(embed)]
        tilstand: Tilstand,
        mottatt_dato: Option<NaiveDate>,
        frist_unntak: Option<String>,
        retter: Option<String>,
        onske_id: Option<i64>,
        er_lare: Option<bool>,
        programomrade: Option<String>,
        #[diesel(embed)]
        fag: Fag,
        status: Option<Onskestatus>,
        laast: Option<bool>,
        avtalt_bedrift: bool,
        er_avviksfag: Option<bool>,
        har_modulplan: bool,
        varianter: Option<String>,
        har_kontrakt: bool,
        avslag: Option<String>,
        har_forslag: bool,
        forslag_annet_fylke: bool,
    }
}

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Rad>> {
    let (first_day, last_day) = skolear(chunk.scope.soknadsar);
    let binds = [ids.into(), chunk.scope.asof.into(), first_day.into(), last_day.into()];
    let rows: Vec<Row> = query(chunk.db, &sql(), &binds)?;
    let (skole, hjem) = (skolegangen(chunk.db, "soker", ids)?, hjemfylker(chunk, ids)?);
    Ok(rows.into_iter().map(|r| rad(r, &skole, &hjem)).collect())
}

/// In one order whatever the database gave them in.
fn ord(text: Option<String>) -> Vec<String> {
    let mut ord: Vec<String> = text.iter().flat_map(|t| t.split(' ')).map(str::to_owned).collect();
    ord.sort();
    ord
}

fn rad(mut r: Row, skole: &Skolegangen, hjem: &HashMap<i64, String>) -> Rad {
    let onske = onske(&mut r, skole);
    let avslag = ord(r.avslag);
    let sagt_nei = |til: Avslatt| avslag.iter().any(|a| a == til.code());
    let soker = Soker {
        id: r.id,
        tilstand: r.tilstand,
        hjemfylke: hjem.get(&r.id).unwrap_or(&r.fylkesnr).clone(),
        fylke: r.fylkesnr,
        retter: ord(r.retter),
        mottatt: r.mottatt_dato,
        frist_unntak: r.frist_unntak,
        onske,
        har_kontrakt: r.har_kontrakt,
        avslag: Avslag { lareplass: sagt_nei(Avslatt::Tilbud), intervju: sagt_nei(Avslatt::Intervju) },
        har_forslag: r.har_forslag,
        forslag_annet_fylke: r.forslag_annet_fylke,
    };
    Rad { soker, person: r.person, fag: r.fag }
}

fn onske(r: &mut Row, skole: &Skolegangen) -> Option<Onske> {
    let programomrade = r.programomrade.take()?;
    let skolegang: Skolegang = skole.bak(r.id, &programomrade);
    Some(Onske {
        id: r.onske_id?,
        er_lare: r.er_lare.unwrap_or_default(),
        programomrade,
        status: r.status.take()?,
        laast: r.laast.unwrap_or_default(),
        avtalt_bedrift: r.avtalt_bedrift,
        er_avviksfag: r.er_avviksfag.unwrap_or_default(),
        har_modulplan: r.har_modulplan,
        varianter: ord(r.varianter.take()),
        skolegang,
    })
}
