//! Whom a letter goes to: the applicant, or a school.

use crate::attempt::Scope;
use crate::domain::Key;
use crate::outbox::{Mottaker, Til};
use crate::store::row;

/// The columns of `Person`, where `p` is the person.
pub const PERSON: &str = "p.id AS person_id, p.fornavn, p.etternavn, p.epost, p.malform, p.adressesperre";

row! {
    #[derive(Clone)]
    pub struct Person {
        #[diesel(column_name = person_id)]
        pub id: i64,
        fornavn: String,
        etternavn: String,
        epost: Option<String>,
        malform: Option<String>,
        adressesperre: bool,
    }
}

impl Person {
    pub fn mottaker(&self, scope: &Scope, unit: &Key) -> Mottaker {
        Mottaker {
            key: unit.to_string(),
            til: Til::Person(self.id),
            navn: format!("{} {}", self.fornavn, self.etternavn),
            epost: self.epost.clone(),
            malform: scope.malform(self.malform.as_deref()),
            adressesperre: self.adressesperre,
        }
    }
}

/// The columns of `Skole`, where `sk` is the school.
pub const SKOLE: &str =
    "sk.skolenr, sk.navn AS skole_navn, sk.epost AS skole_epost, sk.malform AS skole_malform";

row! {
    #[derive(Clone)]
    pub struct Skole {
        pub skolenr: Option<String>,
        pub skole_navn: Option<String>,
        skole_epost: Option<String>,
        skole_malform: Option<String>,
    }
}

impl Skole {
    pub fn mottaker(&self, scope: &Scope) -> Mottaker {
        Mottaker {
            key: format!("skole:{}", self.skolenr.as_deref().unwrap_or_default()),
            til: Til::Skole(self.skolenr.clone().unwrap_or_default()),
            navn: self.skole_navn.clone().unwrap_or_default(),
            epost: self.skole_epost.clone(),
            malform: scope.malform(self.skole_malform.as_deref()),
            adressesperre: false,
        }
    }
}
