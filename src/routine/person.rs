//! Whom a letter goes to: the applicant, or a school.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use crate::attempt::Scope;
use crate::domain::Key;
use crate::outbox::{Mottaker, Til};

/// The columns of `Person`, where `p` is the person.
pub const PERSON: &str = "p.id AS person_id, p.fornavn, p.etternavn, p.epost, p.malform, p.adressesperre";

#[derive(Clone, QueryableByName)]
pub struct Person {
    #[diesel(sql_type = BigInt, column_name = person_id)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    fornavn: String,
    #[diesel(sql_type = Text)]
    etternavn: String,
    #[diesel(sql_type = Nullable<Text>)]
    epost: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    malform: Option<String>,
    #[diesel(sql_type = Bool)]
    adressesperre: bool,
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

/// The columns of `Skole`, where `k` is the school.
pub const SKOLE: &str = "k.skolenr, k.navn AS skole_navn, k.epost AS skole_epost, k.malform AS skole_malform";

#[derive(Clone, QueryableByName)]
pub struct Skole {
    #[diesel(sql_type = Nullable<Text>)]
    pub skolenr: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub skole_navn: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    skole_epost: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    skole_malform: Option<String>,
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
