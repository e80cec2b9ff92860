//! Type E contracts with their tests and schooling.

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;

use super::rules::Kontrakt;
use crate::attempt::{Chunk, Reads, Unit};
use crate::domain::Key;
use crate::domain::Skolegang;
use crate::domain::kontrakt::Kontraktstid;
use crate::domain::programomrade::grunnkode;
use crate::routine::Fag;
use crate::routine::vg3::{Skolegangen, skolegangen};
use crate::routine::{SKOLE, Skole};
use crate::store::load as query;
use crate::store::row;

pub struct Rad {
    /// person.id of the pupil.
    pub person: i64,
    pub kontrakt: Kontrakt,
    pub skole: Skole,
    pub fag: Fag,
}

impl Unit for Rad {
    fn unit(&self) -> Key {
        Key::Kontrakt(self.kontrakt.kontraktsnr.clone())
    }
}

row! {
    struct Row {
        id: i64,
        person_id: i64,
        kontraktsnr: String,
        programomrade: String,
        laretid_fra: NaiveDate,
        laretid_til: NaiveDate,
        godkjent_dato: Option<NaiveDate>,
        avsluttet_dato: Option<NaiveDate>,
        tillegg_meropplaring: bool,
        avbrudd: bool,
        fstype: Option<String>,
        #[diesel(embed)]
        fag: Fag,
        #[diesel(embed)]
        skole: Skole,
        har_apen_prove: bool,
        har_bestatt: bool,
        avholdte: i64,
        siste_forsok: i64,
    }
}

pub const READS: Reads = &[("kandidater", || KANDIDATER.to_owned()), ("kontrakter", sql)];

pub const KANDIDATER: &str = include_str!("kandidater.sql");

fn sql() -> String {
    format!(include_str!("kontrakter.sql"), SKOLE = SKOLE)
}

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Rad>> {
    let rows: Vec<Row> = query(chunk.db, &sql(), &[ids.into(), chunk.scope.asof.into()])?;
    let skole = skolegangen(chunk.db, "kontrakt", ids)?;
    Ok(rows.into_iter().map(|r| rad(r, &skole)).collect())
}

/// What is behind the contract's fag, with the figures of the Vg3 course itself, which need not be completed yet.
fn med_vg3(skole: &Skolegangen, r: &Row) -> Skolegang {
    let her = skole.kurs(r.id).iter().filter(|k| k.grunnkode == grunnkode(&r.programomrade));
    let vg3 = her.map(|k| k.figurer).min().unwrap_or_default();
    match skole.bak(r.id, &r.programomrade) {
        Skolegang::Fullfort(figurer) => Skolegang::Fullfort(figurer.og(vg3)),
        annet => annet,
    }
}

fn rad(r: Row, skole: &Skolegangen) -> Rad {
    let skolegang = med_vg3(skole, &r);
    let kontrakt = Kontrakt {
        id: r.id,
        kontraktsnr: r.kontraktsnr,
        programomrade: r.programomrade,
        tid: Kontraktstid {
            laretid_fra: r.laretid_fra,
            laretid_til: r.laretid_til,
            godkjent: r.godkjent_dato,
            avsluttet: r.avsluttet_dato,
            avbrudd: r.avbrudd,
        },
        fstype: r.fstype,
        skolegang,
        har_apen_prove: r.har_apen_prove,
        har_bestatt: r.har_bestatt,
        avholdte: r.avholdte,
        siste_forsok: r.siste_forsok,
        tillegg_meropplaring: r.tillegg_meropplaring,
    };
    Rad { person: r.person_id, kontrakt, skole: r.skole, fag: r.fag }
}
