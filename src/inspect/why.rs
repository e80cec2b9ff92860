//! Why a unit got what it got, or nothing.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::ledger::parsed;
use crate::attempt::Reason;
use crate::domain::{Fodselsnummer, Key};
use crate::oslo::utc;
use crate::store::{Db, load, row};

row! {
    /// One verdict on a unit, as the journal keeps it.
    #[derive(Clone, Debug, Serialize)]
    pub struct UnitView {
        pub run: i64,
        pub attempt: i64,
        #[serde(rename = "asof")]
        pub slot: NaiveDate,
        #[serde(serialize_with = "utc")]
        pub started: NaiveDateTime,
        pub verdict: String,
        pub reason: String,
        pub detail: String,
        #[serde(serialize_with = "parsed")]
        pub changes: String,
    }
}

/// A verdict, with what its reason means and rests on.
#[derive(Serialize)]
pub struct UnitShown<'a, S> {
    pub job: &'a str,
    #[serde(flatten)]
    pub verdict: &'a UnitView,
    pub text: Option<&'a Reason>,
    pub sources: S,
}

/// What a job has said of a unit, the newest first.
///
/// # Errors
/// What the database says.
pub fn unit(db: &mut Db, job: &str, fylke: &str, unit: &Key) -> Result<Vec<UnitView>> {
    let sql = "SELECT a.run_id AS run, a.number AS attempt, r.slot, a.started, jo.verdict, jo.reason, jo.detail, jo.changes
        FROM journal jo JOIN attempts a ON a.id = jo.attempt_id JOIN runs r ON r.id = a.run_id
        WHERE jo.job = $1 AND jo.fylke = $2 AND jo.unit = $3 ORDER BY jo.id DESC";
    load(db, sql, &[job.into(), fylke.into(), unit.to_string().into()])
}

/// The counties that have this unit; none where there is no such one.
///
/// # Errors
/// What the database says.
pub fn counties_of(db: &mut Db, unit: &Key) -> Result<Vec<String>> {
    row! {
        struct Row {
            fylke: String,
        }
    }
    let (of, binds) = match unit {
        Key::Soker(id) => ("soker WHERE id = $1", vec![(*id).into()]),
        Key::Kontrakt(nr) => ("kontrakt WHERE kontraktsnr = $1", vec![nr.as_str().into()]),
        Key::Leder(person) => ("kontrakt WHERE faglig_leder_person_id = $1", vec![(*person).into()]),
        Key::Skjema { ar, orgnr, grunnkode } => (
            "rapport_skjema WHERE ar = $1 AND orgnr = $2 AND grunnkode = $3",
            vec![(*ar).into(), orgnr.as_str().into(), grunnkode.as_str().into()],
        ),
    };
    let sql = format!("SELECT DISTINCT fylkesnr AS fylke FROM {of} ORDER BY 1");
    let found: Vec<Row> = load(db, &sql, &binds)?;
    Ok(found.into_iter().map(|r| r.fylke).collect())
}

/// The keys of everything a person is a unit as: applications and contracts, as faglig leder, and forms to answer.
///
/// # Errors
/// What the database says.
pub fn find_keys(db: &mut Db, number: &Fodselsnummer) -> Result<Vec<(String, String)>> {
    row! {
        struct Row {
            unit: String,
            fylke: String,
        }
    }
    let sql = "SELECT 'soker:' || s.id AS unit, s.fylkesnr AS fylke FROM soker s
          JOIN person_ident pi ON pi.person_id = s.person_id WHERE pi.ident = $1
        UNION ALL SELECT 'kontrakt:' || k.kontraktsnr, k.fylkesnr FROM kontrakt k
          JOIN person_ident pi ON pi.person_id = k.person_id WHERE pi.ident = $1
        UNION SELECT 'leder:' || k.faglig_leder_person_id, k.fylkesnr FROM kontrakt k
          JOIN person_ident pi ON pi.person_id = k.faglig_leder_person_id WHERE pi.ident = $1
        UNION SELECT 'skjema:' || j.ar || '/' || j.orgnr || '/' || j.grunnkode, j.fylkesnr FROM kontrakt k
          JOIN person_ident pi ON pi.person_id = k.faglig_leder_person_id JOIN rapport_kontrakt rk ON rk.kontrakt_id = k.id
          JOIN rapport_skjema j ON j.id = rk.skjema_id WHERE pi.ident = $1";
    let mut rows: Vec<Row> = load(db, sql, &[number.reveal().into()])?;
    // By county and value: `soker:9` comes before `soker:10`, on every database.
    rows.sort_by(|a, b| {
        (&a.fylke, a.unit.split(':').next(), a.unit.len(), &a.unit).cmp(&(
            &b.fylke,
            b.unit.split(':').next(),
            b.unit.len(),
            &b.unit,
        ))
    });
    Ok(rows.into_iter().map(|r| (r.fylke, r.unit)).collect())
}
