//! What a document for the archive says, frozen in the transaction that caused it. The file is made of it at hand-out.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::Letter;
use crate::domain::Malform;

/// Holds no fødselsnummer and no name of a person: whom it concerns is looked up when it is handed out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dokument {
    /// `nb` or `nn`.
    pub malform: String,
    /// What tells its title from others of the event: `2025, tømrarfaget`. Names no person.
    #[serde(default)]
    pub emne: String,
    /// The county that receives it, as a sender signs.
    pub mottaker: String,
    /// The document's own date: for a report, the day it was sent in.
    pub dato: Option<NaiveDate>,
    /// When it came in, in UTC, where that is known.
    #[serde(default)]
    pub tid: Option<NaiveDateTime>,
    /// person.id of whom it concerns.
    pub person: Option<i64>,
    /// organisasjonsnummer and name of the company it comes from, if from one.
    pub bedrift: Option<(String, String)>,
    /// Label and value, in the order shown.
    pub felter: Vec<(String, String)>,
    /// The letter of the same event, as it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brev: Option<Brevtekst>,
    /// Question and answer, in the order shown.
    pub sporsmal: Vec<(String, String)>,
    /// Keys of VIGO's `tilleggsinformasjon` (S36), in ASCII.
    pub tillegg: BTreeMap<String, String>,
}

/// What a letter says, but for whom it greets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Brevtekst {
    pub malform: String,
    pub emne: String,
    /// Paragraphs apart by an empty line.
    pub tekst: String,
}

impl Dokument {
    pub fn malform(&self) -> Malform {
        Malform::named(&self.malform).unwrap_or(Malform::Nb)
    }
}

impl Brevtekst {
    pub fn of(letter: &Letter) -> Self {
        let body = letter.body.as_str();
        let rest =
            body.split_once("\n\n").filter(|(greeting, _)| greeting.starts_with("Hei")).map(|(_, rest)| rest);
        Brevtekst {
            malform: letter.language.into(),
            emne: letter.subject.clone(),
            tekst: rest.unwrap_or(body).to_owned(),
        }
    }
}

impl Dokument {
    pub fn new(malform: Malform, mottaker: String, dato: NaiveDate) -> Self {
        Dokument { malform: malform.code().into(), mottaker, dato: Some(dato), ..Dokument::default() }
    }

    /// Whom it concerns, by person.id.
    pub fn om(mut self, person: i64) -> Self {
        self.person = Some(person);
        self
    }

    /// A key of VIGO's `tilleggsinformasjon`.
    pub fn med(mut self, key: &str, value: impl Into<String>) -> Self {
        self.tillegg.insert(key.into(), value.into());
        self
    }

    /// With the letter of the same event; the document is in the letter's målform, so that both say the same.
    pub fn brev(mut self, brev: Option<Brevtekst>) -> Self {
        if let Some(brev) = &brev {
            self.malform.clone_from(&brev.malform);
        }
        self.brev = brev;
        self
    }

    pub fn felt(mut self, label: &str, value: impl Into<String>) -> Self {
        self.felter.push((label.into(), value.into()));
        self
    }
}
