//! Årlig rapportering: the forms of a round, what a county must mend, and the rounds.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Serialize, Serializer};

use crate::attempt::Reads;
use crate::domain::Key;
use crate::routine::rapport::{GJELDER, RUNDE, Runde, de_som_kan_svare, obligatoriske};
use crate::store::{Db, column, load, row};

row! {
    /// A form, and how far it has come.
    #[derive(Clone, Debug, Serialize)]
    pub struct SkjemaView {
        pub ar: i64,
        pub fylke: String,
        pub orgnr: String,
        pub bedrift: String,
        pub grunnkode: String,
        pub fag: String,
        pub kontrakter: i64,
        /// Faglige ledere who may answer it on the day asked about; of none, nobody may until the company registers one.
        pub ledere: i64,
        /// Of all questions.
        #[serde(rename = "answered")]
        pub besvart: i64,
        #[serde(rename = "questions")]
        pub sporsmal: i64,
        #[serde(rename = "obligatory")]
        pub obligatoriske: i64,
        /// Of those that must be answered; none of a report that is sent in.
        #[serde(rename = "obligatory_left")]
        pub obligatoriske_igjen: i64,
        #[serde(rename = "sent_in", serialize_with = "rfc3339")]
        pub innsendt: Option<NaiveDateTime>,
        #[serde(rename = "closed")]
        pub stengt: Option<NaiveDate>,
        #[serde(skip)]
        lenke: Option<String>,
    }
}

impl SkjemaView {
    /// As `why --unit` takes it.
    pub fn key(&self) -> String {
        Key::skjema(self.ar, &self.orgnr, &self.grunnkode).to_string()
    }

    /// Where the form is found, if the round says.
    pub fn lenke(&self) -> Option<String> {
        let key = [
            ("{ar}", self.ar.to_string()),
            ("{fylke}", self.fylke.clone()),
            ("{orgnr}", self.orgnr.clone()),
            ("{grunnkode}", self.grunnkode.clone()),
        ];
        let template = self.lenke.clone()?;
        Some(key.into_iter().fold(template, |link, (name, value)| link.replace(name, &value)))
    }
}

/// The older of two spellings of UTC, `+00:00`.
fn rfc3339<S: Serializer>(at: &Option<NaiveDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(|at| at.and_utc().to_rfc3339()).serialize(serializer)
}

/// A form of a list.
#[derive(Serialize)]
pub struct SkjemaShown<'a> {
    #[serde(rename = "skjema")]
    key: String,
    #[serde(flatten)]
    skjema: &'a SkjemaView,
    link: Option<String>,
}

impl<'a> From<&'a SkjemaView> for SkjemaShown<'a> {
    fn from(skjema: &'a SkjemaView) -> Self {
        SkjemaShown { key: skjema.key(), skjema, link: skjema.lenke() }
    }
}

pub const READS: Reads = &[("skjemaer", sql)];

fn sql() -> String {
    format!(
        include_str!("skjemaer.sql"),
        DE_SOM_KAN_SVARE = de_som_kan_svare(),
        GJELDER = GJELDER,
        OBLIGATORISKE = obligatoriske()
    )
}

/// The forms of a round in these counties, by company and lærefag. Roles are those of `dag`, or of the round's last day if
/// that is over.
///
/// # Errors
/// What the database says.
pub fn skjemaer(db: &mut Db, runde: &Runde, fylker: &[String], dag: NaiveDate) -> Result<Vec<SkjemaView>> {
    load(db, &sql(), &[runde.ar.into(), dag.min(runde.svarfrist).into(), fylker.into()])
}

row! {
    /// A deviation of a contract.
    #[derive(Clone, Debug, Serialize)]
    pub struct AvvikView {
        pub fylke: String,
        #[serde(rename = "kontrakt")]
        pub kontraktsnr: String,
        #[serde(serialize_with = "as_unit")]
        pub leder: Option<i64>,
        pub orgnr: Option<String>,
        pub bedrift: Option<String>,
        pub avvik: String,
        #[serde(rename = "found")]
        pub funnet: NaiveDate,
        #[serde(rename = "mended")]
        pub rettet: Option<NaiveDate>,
    }
}

fn as_unit<S: Serializer>(leder: &Option<i64>, serializer: S) -> Result<S::Ok, S::Error> {
    leder.map(|id| Key::Leder(id).to_string()).serialize(serializer)
}

/// What the last AR-FOREL of a round found in these counties, mended or not.
///
/// # Errors
/// What the database says.
pub fn avvik(db: &mut Db, ar: i64, fylker: &[String]) -> Result<Vec<AvvikView>> {
    let sql = "SELECT k.fylkesnr AS fylke, k.kontraktsnr, k.faglig_leder_person_id AS leder, k.bedrift_orgnr AS orgnr,
          b.navn AS bedrift, av.avvik, av.funnet, av.rettet
         FROM rapport_avvik av JOIN kontrakt k ON k.id = av.kontrakt_id LEFT JOIN bedrift b ON b.orgnr = k.bedrift_orgnr
         WHERE av.ar = $1 AND k.fylkesnr = ANY($2) ORDER BY k.fylkesnr, k.kontraktsnr, av.avvik";
    load(db, sql, &[ar.into(), fylker.into()])
}

/// Which of these counties AR-FOREL has not looked at in a round.
///
/// # Errors
/// What the database says.
pub fn not_looked_at(db: &mut Db, ar: i64, fylker: &[String]) -> Result<Vec<String>> {
    let Some(runde) = Runde::find(db, ar)? else { return Ok(fylker.to_vec()) };
    let (from, until) = (runde.varsel, runde.varsel + chrono::Months::new(12));
    let sql = "SELECT DISTINCT fylke FROM runs WHERE routine = 'AR-FOREL' AND state = 'done' AND slot >= $1 AND slot < $2";
    let seen: Vec<String> = column(db, sql, &[from.into(), until.into()])?;
    Ok(fylker.iter().filter(|nr| !seen.contains(nr)).cloned().collect())
}

row! {
    /// A round's dates, how many questions it has, and where both are from.
    #[derive(Clone, Debug, Serialize)]
    pub struct RundeView {
        #[diesel(embed)]
        #[serde(flatten)]
        pub runde: Runde,
        #[serde(rename = "questions")]
        pub sporsmal: i64,
        /// Where the dates are from: VIGO taken in, DEKK the counties' slides (S1), PROSJEKT assumed here.
        pub opphav: String,
        /// The questions are those shipped, which stand in for the real ones.
        #[serde(rename = "own_questions", serialize_with = "is_not")]
        pub uten_egne: bool,
    }
}

fn is_not<S: Serializer>(is: &bool, serializer: S) -> Result<S::Ok, S::Error> {
    (!is).serialize(serializer)
}

row! {
    pub struct RundeLinks {
        pub ar: i64,
        pub innlogging: String,
        pub lenke: Option<String>,
    }
}

/// Of each round, the addresses that are the county's to write to people: where to log in, and where a form is found.
///
/// # Errors
/// What the database says.
pub fn links(db: &mut Db) -> Result<Vec<RundeLinks>> {
    load(db, "SELECT ar, innlogging, lenke FROM rapport_runde ORDER BY ar", &[])
}

/// # Errors
/// What the database says.
pub fn runder(db: &mut Db) -> Result<Vec<RundeView>> {
    let sql = format!(
        "SELECT {RUNDE}, ru.opphav,
         (SELECT count(*) FROM rapport_sporsmal q WHERE q.ar = ru.ar AND {GJELDER}) AS sporsmal,
         NOT EXISTS (SELECT 1 FROM rapport_sporsmal q WHERE q.ar = ru.ar AND q.opphav = 'VIGO') AS uten_egne
         FROM rapport_runde ru ORDER BY ru.ar"
    );
    load(db, &sql, &[])
}
