//! What the oracle says of a unit: the verdicts that the text allows, and what is to be written.

use chrono::{NaiveDate, NaiveDateTime};

use super::verden::Trinn;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Utfall {
    Uendret,
    /// With its reason where the text names one.
    Gjort(Option<&'static str>),
    Latt(&'static str),
}

/// More than one `Utfall` where the text leaves it open which is given.
#[derive(Clone, Debug)]
pub struct Dom {
    pub utfall: Vec<Utfall>,
    pub virkninger: Vec<Virkning>,
}

impl Dom {
    pub fn uendret() -> Self {
        Dom { utfall: vec![Utfall::Uendret], virkninger: vec![] }
    }

    pub fn latt(grunn: &'static str) -> Self {
        Dom { utfall: vec![Utfall::Latt(grunn)], virkninger: vec![] }
    }

    pub fn gjort(grunn: Option<&'static str>, virkninger: Vec<Virkning>) -> Self {
        Dom { utfall: vec![Utfall::Gjort(grunn)], virkninger }
    }
}

/// A change of the world.
#[derive(Clone, Debug, PartialEq)]
pub enum Virkning {
    NyttForslag {
        onske: i64,
        omrade: String,
        frist: NaiveDate,
    },
    Svar {
        forslag: i64,
        trinn: Trinn,
        ja: bool,
        tid: NaiveDateTime,
        av_fylket: bool,
    },
    /// `None`: treated, the text does not say how.
    Behandlet {
        forslag: i64,
        av_fylket: bool,
        id: i64,
        som: Option<(&'static str, Option<&'static str>)>,
    },
    Status {
        onske: i64,
        kode: String,
    },
    Plass {
        forslag: i64,
        skole: String,
        oppstart: Option<NaiveDate>,
        frist: Option<NaiveDate>,
    },
    /// The place goes back: the forslag is at the general offer again.
    Frigitt {
        forslag: i64,
    },
    Overfort {
        onske: i64,
        forslag: i64,
    },
    Tilbakefort {
        onske: i64,
        forslag: i64,
    },
    Kontrakt {
        forslag: i64,
        fra: NaiveDate,
        til: NaiveDate,
    },
}
