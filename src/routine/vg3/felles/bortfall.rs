//! At the last moment: a letter of the Vg3 chain is dropped where what it says is no longer so. One query for all
//! applicants of a batch.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{APENT_FORSLAG, SVAR, SVAR_KOLONNER, SvarRad, TILSTAND, Tilstand, skolear, ubehandlet};
use crate::attempt::{Dropped, Outgoing, Reads, reasons};
use crate::domain::{JaNei, Key, Onskestatus, Stilling, Trinn};
use crate::oslo;
use crate::store::{Db, load, row};

reasons! {
    /// Why a letter of the chain is not sent after all.
    Bortfall:
    Trukket = "TRUKKET", "Tilbudet eller plassen i brevet gjelder ikke lenger", "Tilbodet eller plassen i brevet gjeld ikkje lenger", "INFERRED";
    HarSvart = "HAR_SVART", "Søkeren har svart siden brevet ble laget", "Søkjaren har svara sidan brevet vart laga", "INFERRED";
    Borte = "BORTE", "Søkeren er ute av formidlingen eller har fått læreplass", "Søkjaren er ute av formidlinga eller har fått læreplass", "INFERRED";
    HarTilbud = "HAR_TILBUD", "Søkeren har fått tilbud siden brevet ble laget", "Søkjaren har fått tilbod sidan brevet vart laga", "INFERRED";
    Kvalifisert = "KVALIFISERT", "Fylket har vurdert søkeren som kvalifisert", "Fylket har vurdert søkjaren som kvalifisert", "INFERRED";
    HarPlass = "HAR_PLASS", "Søkeren har fått plass siden brevet ble laget", "Søkjaren har fått plass sidan brevet vart laga", "INFERRED";
    OnsketStar = "ONSKET_STAR", "Ønsket er ikke lenger strøket", "Ønsket er ikkje lenger stroke", "INFERRED";
    KontraktenErBorte = "KONTRAKTEN_ER_BORTE", "Kontrakten finnes ikke lenger, eller er avsluttet", "Kontrakten finst ikkje lenger, eller er avslutta", "INFERRED";
    ProvenErBorte = "PROVEN_ER_BORTE", "Oppmeldingen finnes ikke lenger, eller prøven er holdt", "Oppmeldinga finst ikkje lenger, eller prøva er halden", "INFERRED";
}

row! {
    /// An applicant now.
    #[derive(Clone, Debug, Default)]
    struct Bilde {
        id: i64,
        onske_status: Option<Onskestatus>,
        /// Of the open VG3-forslag.
        forslag: Option<Trinn>,
        skolenr: Option<String>,
        #[diesel(embed)]
        tilstand: Tilstand,
        #[diesel(embed)]
        svar: SvarRad,
        /// An answer waits for 5A119.
        venter_generelt: bool,
        venter_skole: bool,
        /// Contracts made from an offer that run, or will.
        har_kontrakt: bool,
    }
}

/// What every routine of the chain that writes letters asks before they are sent.
pub const BILDER: Reads = &[("bilder", sql)];

fn sql() -> String {
    format!(
        include_str!("bilder.sql"),
        TILSTAND = TILSTAND,
        SVAR_KOLONNER = SVAR_KOLONNER,
        VENTER_GENERELT = ubehandlet(Trinn::Generelt),
        VENTER_SKOLE = ubehandlet(Trinn::Skole),
        APENT_FORSLAG = APENT_FORSLAG,
        SVAR = SVAR
    )
}

/// Of letters to applicants, and to schools about them: those no longer due.
///
/// # Errors
/// What the database says.
pub fn bortfall(db: &mut Db, letters: &[Outgoing], now: NaiveDateTime) -> Result<Vec<Dropped>> {
    let soker = |l: &Outgoing| match l.unit {
        Key::Soker(id) => Some(id),
        _ => None,
    };
    let ids: Vec<i64> = letters.iter().filter_map(soker).collect();
    let bilder = bilder(db, &ids, oslo::day_of(now))?;
    let statuser = statuser(db, letters, &ids)?;
    let dropped = |l: &Outgoing| {
        let bilde = bilder.get(&soker(l)?)?;
        let onske = onskenr(l).and_then(|nr| statuser.get(&(bilde.id, nr)));
        let reason = grunn(&l.purpose, skolenr(l), onske, bilde)?.code();
        Some(Dropped { id: l.id, reason })
    };
    Ok(letters.iter().filter_map(dropped).collect())
}

/// The rule: is what the letter says no longer so? `skolenr` is the school it names, `onske` the status of the wish it is about.
fn grunn(purpose: &str, skolenr: Option<&str>, onske: Option<&Onskestatus>, b: &Bilde) -> Option<Bortfall> {
    let ute = b.onske_status.as_ref().and_then(|s| b.tilstand.borte(s)).map(|_| Bortfall::Borte);
    let svar = b.svar.svarene();
    let first = |reasons: &[(bool, Bortfall)]| reasons.iter().find(|(holds, _)| *holds).map(|(_, r)| *r);
    match purpose {
        "tilbud" => first(&[
            (b.forslag.is_none(), Bortfall::Trukket),
            (svar.generelt.is_some() || b.venter_generelt, Bortfall::HarSvart),
        ])
        .or(ute),
        "ikke_kvalifisert" => first(&[
            (b.forslag.is_some(), Bortfall::HarTilbud),
            (b.tilstand.vurdert == Some(JaNei::Ja), Bortfall::Kvalifisert),
            (!b.tilstand.aktiv || b.tilstand.lareplass().is_some(), Bortfall::Borte),
        ]),
        "skoletilbud" => first(&[
            (b.forslag != Some(Trinn::Skole) || b.skolenr.as_deref() != skolenr, Bortfall::Trukket),
            (svar.skole.is_some() || b.venter_skole, Bortfall::HarSvart),
        ])
        .or(ute),
        "uten_plass" => first(&[
            (b.forslag.is_none(), Bortfall::Trukket),
            (b.forslag == Some(Trinn::Skole), Bortfall::HarPlass),
            (svar.nei(), Bortfall::HarSvart),
        ])
        .or(ute),
        // Whatever it was struck as: a status that a wish still in formidling has, is none.
        "stroket" => first(&[
            (svar.generelt.is_some() || b.venter_generelt || b.venter_skole, Bortfall::HarSvart),
            (onske.is_some_and(|status| status.stilling() == Stilling::Inne), Bortfall::OnsketStar),
        ]),
        "kontrakt" => first(&[(!b.har_kontrakt, Bortfall::KontraktenErBorte)]),
        // A receipt, or that an answer came too late, is as true tomorrow.
        _ => None,
    }
}

/// The school that a letter about a place names: `…/VG3/<runde>/<skolenr>/<dag>`.
fn skolenr(l: &Outgoing) -> Option<&str> {
    l.sak.split("/VG3/").nth(1)?.split('/').nth(1)
}

/// The wish that a letter about one struck is about: `<soknadsar>/<onskenr>/…`.
fn onskenr(l: &Outgoing) -> Option<i64> {
    if l.purpose != "stroket" {
        return None;
    }
    l.sak.split('/').nth(1)?.parse().ok()
}

fn bilder(db: &mut Db, ids: &[i64], dag: NaiveDate) -> Result<HashMap<i64, Bilde>> {
    let sql = sql();
    let mut bilder = HashMap::new();
    // Of one year, but for what has lain since the year before.
    for (ar, ids) in arene(db, ids)? {
        let (first_day, _) = skolear(ar);
        let rader: Vec<Bilde> = load(db, &sql, &[ids.as_slice().into(), dag.into(), first_day.into()])?;
        bilder.extend(rader.into_iter().map(|b| (b.id, b)));
    }
    Ok(bilder)
}

/// The applicants by year applied in.
fn arene(db: &mut Db, ids: &[i64]) -> Result<BTreeMap<i64, Vec<i64>>> {
    row! {
        struct Row {
            id: i64,
            soknadsar: i64,
        }
    }
    let rader: Vec<Row> = load(db, "SELECT id, soknadsar FROM soker WHERE id = ANY($1)", &[ids.into()])?;
    let mut arene = BTreeMap::<i64, Vec<i64>>::new();
    rader.iter().for_each(|r| arene.entry(r.soknadsar).or_default().push(r.id));
    Ok(arene)
}

/// The status of each wish of these applicants, where a letter is about one that was struck.
fn statuser(db: &mut Db, letters: &[Outgoing], ids: &[i64]) -> Result<HashMap<(i64, i64), Onskestatus>> {
    row! {
        struct Row {
            soker_id: i64,
            onskenr: i64,
            status: Onskestatus,
        }
    }
    if !letters.iter().any(|l| l.purpose == "stroket") {
        return Ok(HashMap::new());
    }
    let sql = "SELECT soker_id, onskenr, status FROM onske WHERE soker_id = ANY($1)";
    let rader: Vec<Row> = load(db, sql, &[ids.into()])?;
    Ok(rader.into_iter().map(|r| ((r.soker_id, r.onskenr), r.status)).collect())
}
