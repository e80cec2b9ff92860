//! Contracts with their companies and faglige ledere, as a round looks at them.

use anyhow::Result;
use chrono::NaiveDate;
use diesel::QueryableByName;

use super::Runde;
use super::tilgang::ville_kunne_svare;
use crate::attempt::{Chunk, Unit};
use crate::domain::Key;
use crate::domain::Kontraktstid;
use crate::domain::rapport::{Bedrift, Kontrakt};
use crate::routine::Fag;
use crate::store::{Value, load, row};

/// The contracts a round looks at: those whose training time goes into the year reported on, or later. `$1` is the
/// county, `$2` the first day of that year.
pub const KONTRAKTER: &str = "FROM kontrakt k WHERE k.fylkesnr = $1 AND k.laretid_til >= $2";

row! {
    #[derive(Clone)]
    pub struct Rad {
        pub id: i64,
        pub kontraktsnr: String,
        pub leder: Option<i64>,
        pub orgnr: Option<String>,
        pub bedrift: Option<String>,
        pub grunnkode: String,
        #[diesel(embed)]
        pub fag: Fag,
        /// The leder's role in the company on the day asked about.
        pub gyldig_rolle: bool,
        pub kontraktstype: String,
        pub er_samarbeidsorgan: bool,
        pub laretid_fra: NaiveDate,
        pub laretid_til: NaiveDate,
        pub godkjent_dato: Option<NaiveDate>,
        pub avsluttet_dato: Option<NaiveDate>,
        pub avbrudd: bool,
        pub har_avslutningskode: bool,
    }
}

impl Unit for Rad {
    fn unit(&self) -> Key {
        Key::Kontrakt(self.kontraktsnr.clone())
    }
}

impl Rad {
    /// The form it belongs to, if it has a company.
    pub fn skjema(&self, ar: i64) -> Option<Key> {
        Some(Key::skjema(ar, self.orgnr.as_deref()?, &self.grunnkode))
    }

    /// Where the training happens, as far as is known.
    pub fn sted(&self) -> Bedrift {
        match &self.bedrift {
            None => Bedrift::Mangler,
            Some(_) if self.er_samarbeidsorgan => Bedrift::Samarbeidsorgan,
            Some(_) => Bedrift::Larebedrift,
        }
    }

    /// Is there a company that answers for itself, in which the faglig leder has no valid role?
    pub fn uten_rolle(&self) -> bool {
        self.sted() == Bedrift::Larebedrift && !self.gyldig_rolle
    }

    pub fn kontrakt(&self) -> Kontrakt {
        let tid = Kontraktstid {
            laretid_fra: self.laretid_fra,
            laretid_til: self.laretid_til,
            godkjent: self.godkjent_dato,
            avsluttet: self.avsluttet_dato,
            avbrudd: self.avbrudd,
        };
        Kontrakt {
            kontraktstype: self.kontraktstype.clone(),
            tid,
            har_avslutningskode: self.har_avslutningskode,
            bedrift: self.sted(),
        }
    }
}

/// These contracts; roles are those of `dag`.
///
/// # Errors
/// What the database says.
pub fn for_kontrakter(chunk: &mut Chunk, runde: &Runde, dag: NaiveDate, ids: &[i64]) -> Result<Vec<Rad>> {
    rader(chunk, runde, dag, ID, ids.into())
}

/// Every contract of these faglige ledere in the county, by leder; roles are those of `dag`.
///
/// # Errors
/// What the database says.
pub fn for_ledere(chunk: &mut Chunk, runde: &Runde, dag: NaiveDate, ids: &[i64]) -> Result<Vec<Rad>> {
    rader(chunk, runde, dag, LEDER, ids.into())
}

const ID: &str = "k.id = ANY($4)";
const LEDER: &str = "k.faglig_leder_person_id = ANY($4)";

pub const AV_KONTRAKTER: fn() -> String = || sql(ID);
pub const AV_LEDERE: fn() -> String = || sql(LEDER);

fn sql(hvilke: &str) -> String {
    format!(include_str!("kontrakter.sql"), GYLDIG_ROLLE = ville_kunne_svare(), HVILKE = hvilke)
}

fn rader(chunk: &mut Chunk, runde: &Runde, dag: NaiveDate, hvilke: &str, ids: Value) -> Result<Vec<Rad>> {
    let fylke = chunk.scope.fylke.as_str();
    load(chunk.db, &sql(hvilke), &[fylke.into(), dag.into(), runde.referansedato.into(), ids])
}

#[cfg(test)]
impl Rad {
    /// One that counts in the round of 2025, with a faglig leder who may answer; for the tables of rules.
    pub fn eksempel() -> Self {
        let dag = |s: &str| s.parse().unwrap();
        Self {
            id: 1,
            kontraktsnr: "V46-1".into(),
            leder: Some(7),
            orgnr: Some("310000019".into()),
            bedrift: Some("Tømrerlaget".into()),
            grunnkode: "BATMF3".into(),
            fag: Fag { nb: "Tømrerfaget".into(), nn: "Tømrarfaget".into() },
            gyldig_rolle: true,
            kontraktstype: "L".into(),
            er_samarbeidsorgan: false,
            laretid_fra: dag("2024-08-19"),
            laretid_til: dag("2026-08-18"),
            godkjent_dato: Some(dag("2024-07-01")),
            avsluttet_dato: None,
            avbrudd: false,
            har_avslutningskode: false,
        }
    }

    /// As it is read when the contract names no company: no role can be held in it.
    pub fn uten_bedrift(&mut self) {
        (self.orgnr, self.bedrift, self.gyldig_rolle) = (None, None, false);
    }
}
