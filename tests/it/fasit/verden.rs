//! The world as the rules see it: plain rows, read before a run and held against what the run leaves behind.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};

#[derive(Clone, Debug, Default)]
pub struct Verden {
    pub omrader: BTreeMap<String, Omrade>,
    /// By the first six characters: what builds on what.
    pub foreldre: BTreeMap<String, BTreeSet<String>>,
    /// Kommune of each school.
    pub skoler: BTreeMap<String, Option<String>>,
    pub tilbud: Vec<Skoletilbud>,
    pub moduler: Vec<Modul>,
    pub personer: BTreeMap<i64, Person>,
    pub sokere: BTreeMap<i64, Soker>,
    /// The applications of each person.
    pub soknader: BTreeMap<i64, Vec<i64>>,
}

#[derive(Clone, Debug, Default)]
pub struct Omrade {
    pub i_skole: bool,
    pub avviksfag: bool,
    pub fom: Option<NaiveDate>,
    pub tom: Option<NaiveDate>,
}

#[derive(Clone, Debug)]
pub struct Skoletilbud {
    pub fylke: String,
    pub ar: i64,
    pub skole: String,
    pub grunnkode: String,
    pub kapasitet: usize,
    pub oppstart: Option<NaiveDate>,
}

#[derive(Clone, Debug)]
pub struct Modul {
    pub grunnkode: String,
    pub fom: Option<NaiveDate>,
    pub tom: Option<NaiveDate>,
}

#[derive(Clone, Debug, Default)]
pub struct Person {
    pub hjemsted: Option<String>,
    pub kommune: Option<String>,
    pub retter: Vec<Rett>,
    pub kurs: Vec<Kurs>,
    pub kontrakter: Vec<Kontrakt>,
}

#[derive(Clone, Debug)]
pub struct Rett {
    pub rett: String,
    pub fom: NaiveDate,
    pub tom: Option<NaiveDate>,
    pub kap5: bool,
}

#[derive(Clone, Debug)]
pub struct Kurs {
    pub ar: i64,
    pub omrade: String,
    pub fullfort: bool,
    pub tall: Tall,
}

/// What was not passed, in the order in which one is better than another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tall {
    pub programfag: i64,
    pub iv: i64,
    pub fellesfag: i64,
}

#[derive(Clone, Debug)]
pub struct Kontrakt {
    pub fylke: String,
    pub kontraktstype: String,
    pub omrade: String,
    pub skole: Option<String>,
    pub fra: NaiveDate,
    pub til: NaiveDate,
    pub godkjent: bool,
    pub avsluttet: Option<NaiveDate>,
    pub forslag: Option<i64>,
}

#[derive(Clone, Debug, Default)]
pub struct Soker {
    pub person: i64,
    pub fylke: String,
    pub ar: i64,
    pub avgiverskole: Option<String>,
    pub larekandidat: bool,
    pub aktiv: bool,
    pub kvalifisert: Option<String>,
    pub folkereg: Option<String>,
    pub mottatt: Option<NaiveDate>,
    pub unntak: Option<String>,
    pub flyttet: bool,
    pub poeng: Option<i64>,
    pub onsker: Vec<Onske>,
}

#[derive(Clone, Debug, Default)]
pub struct Onske {
    pub id: i64,
    pub nr: i64,
    pub lare: bool,
    pub omrade: String,
    pub skole: Option<String>,
    pub avtalt: bool,
    pub status: String,
    pub laast: bool,
    /// The status that the last change in the history gave, and whether a routine made it.
    pub sist_endret: Option<(String, bool)>,
    pub forslag: Vec<Forslag>,
}

#[derive(Clone, Debug, Default)]
pub struct Forslag {
    pub id: i64,
    pub vg3: bool,
    pub runde: i64,
    pub omrade: String,
    /// The wish's programområde when the forslag was made.
    pub onsket: Option<String>,
    pub skole: Option<String>,
    pub status: String,
    pub frist_generelt: Option<NaiveDate>,
    pub frist_skole: Option<NaiveDate>,
    pub oppstart: Option<NaiveDate>,
    pub overfort: bool,
    pub lukket: bool,
    pub avslag: Option<String>,
    pub svar: Vec<Svar>,
    pub innboks: Vec<Post>,
    pub varslet_generelt: Option<NaiveDate>,
    pub varslet_skole: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trinn {
    Generelt,
    Skole,
}

/// An answer in force.
#[derive(Clone, Debug)]
pub struct Svar {
    pub trinn: Trinn,
    pub ja: bool,
    pub tid: NaiveDateTime,
    pub av_fylket: bool,
}

/// A row of an inbox: from the web, or the county's own.
#[derive(Clone, Debug)]
pub struct Post {
    pub id: i64,
    pub av_fylket: bool,
    pub trinn: Trinn,
    pub ja: bool,
    pub tid: NaiveDateTime,
    pub behandlet: String,
    pub grunn: Option<String>,
}

pub fn grunnkode(omrade: &str) -> &str {
    &omrade[..6]
}

/// Both ends count; an open end is open.
pub fn innenfor(dag: NaiveDate, fom: Option<NaiveDate>, tom: Option<NaiveDate>) -> bool {
    fom.is_none_or(|f| f <= dag) && tom.is_none_or(|t| dag <= t)
}

impl Verden {
    pub fn person(&self, soker: &Soker) -> &Person {
        &self.personer[&soker.person]
    }

    /// Every application of the same person in the same year, its own too.
    pub fn samme_person<'a>(&'a self, soker: &'a Soker) -> impl Iterator<Item = &'a Soker> {
        let egne = self.soknader.get(&soker.person).into_iter().flatten();
        egne.map(|id| &self.sokere[id]).filter(|s| s.ar == soker.ar)
    }

    /// A county's applicants of a year.
    pub fn fylkets(&self, fylke: &str, ar: i64) -> impl Iterator<Item = (i64, &Soker)> {
        self.sokere.iter().map(|(id, s)| (*id, s)).filter(move |(_, s)| s.fylke == fylke && s.ar == ar)
    }

    /// Says whose applications the applicants are.
    pub fn indekser(&mut self) {
        self.soknader.clear();
        for (id, s) in &self.sokere {
            self.soknader.entry(s.person).or_default().push(*id);
        }
    }
}

impl Onske {
    /// Is the status as a routine left it?
    pub fn egen_status(&self) -> bool {
        self.sist_endret.as_ref().is_some_and(|(til, av_rutine)| *av_rutine && *til == self.status)
    }
}

impl Soker {
    pub fn forste_onske(&self) -> Option<&Onske> {
        self.onsker.iter().find(|o| o.nr == 1)
    }

    /// The VG3-forslag of the last round, with its wish.
    pub fn vg3(&self) -> Option<(&Onske, &Forslag)> {
        let alle = self.onsker.iter().flat_map(|o| o.forslag.iter().map(move |f| (o, f)));
        alle.filter(|(_, f)| f.vg3).max_by_key(|(_, f)| (!f.lukket, f.runde, f.id))
    }

    /// The same, if it is not closed.
    pub fn apent_vg3(&self) -> Option<(&Onske, &Forslag)> {
        self.vg3().filter(|(_, f)| !f.lukket)
    }

    pub fn bedriftsforslag(&self) -> impl Iterator<Item = &Forslag> {
        self.onsker.iter().flat_map(|o| &o.forslag).filter(|f| !f.vg3)
    }
}
