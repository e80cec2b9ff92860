//! When an accepted place is written on the wish, and when it is taken off it again (docs/rules.md section 6, INFERRED).

use chrono::NaiveDate;
use serde::Deserialize;

use crate::attempt::{Bound, Unit, Verdict, reasons, year};
use crate::domain::svar::Svarene;
use crate::domain::{Key, Onskestatus, Trinn};
use crate::routine::vg3::{Borte, Tilstand};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub soknadsar: i64,
    /// The county asks for an answer to the school's offer too.
    pub krev_svar_tilbsk: bool,
}

/// How far a county may go.
pub const BOUNDS: &[Bound] = &[year("soknadsar")];

/// An applicant's forslag at TILBSK, or carried over, and the wish it is for.
#[derive(Clone, Debug)]
pub struct Sak {
    pub soker: i64,
    pub tilstand: Tilstand,
    pub forslag: i64,
    pub runde: i64,
    pub status: Trinn,
    pub programomrade: String,
    pub onsket_programomrade: Option<String>,
    pub skolenr: Option<String>,
    pub frist_skole: Option<NaiveDate>,
    pub overfort: bool,
    pub svar: Svarene,
    /// A contract made from the forslag, not ended.
    pub har_kontrakt: bool,
    pub onske: i64,
    pub onskenr: i64,
    pub onske_programomrade: String,
    pub onske_skolenr: Option<String>,
    pub onske_status: Onskestatus,
    pub laast: bool,
}

impl Unit for Sak {
    fn unit(&self) -> Key {
        Key::Soker(self.soker)
    }
}

impl Sak {
    pub fn forslag_key(&self) -> String {
        self.unit().forslag(self.onskenr, self.runde)
    }

    /// The wish holds what the forslag gives.
    fn holder(&self) -> bool {
        self.onske_programomrade == self.programomrade && self.onske_skolenr == self.skolenr
    }

    /// Somebody has changed the wish since the forslag was made.
    fn onske_endret(&self) -> bool {
        self.onsket_programomrade.as_ref().is_some_and(|o| *o != self.onske_programomrade)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Nytt {
    /// The wish takes the forslag's programområde and school, status INNTLI.
    Plass,
    /// The place has been given back: the wish is what it was.
    Tilbake,
}

reasons! {
    /// Why a wish was rewritten, or left.
    Grunn:
    Overfort = "OVERFORT", "Ønsket er oppdatert med plassen søkeren har fått", "Ønsket er oppdatert med plassen søkjaren har fått", "INFERRED from S1 (4), S52 (22 INNTLI)";
    Tilbakefort = "TILBAKEFORT", "Plassen er gitt tilbake, og ønsket er som før", "Plassen er gitt tilbake, og ønsket er som før", "INFERRED: a place is promised to one person only";
    TakketNei = "TAKKET_NEI", "Søkeren har takket nei; 5A120 gir plassen tilbake", "Søkjaren har takka nei; 5A120 gir plassen tilbake", "INFERRED";
    KontraktStar = "KONTRAKT_STAR", "Søkeren har takket nei, og kontrakten er ikke avsluttet", "Søkjaren har takka nei, og kontrakten er ikkje avslutta", "INFERRED: a person ends a contract";
    Laast = "LAAST", "Ønsket er låst for hånd", "Ønsket er låst for hand", "ASSUMED";
    Passiv = "PASSIV", "Søknaden er ikke aktiv", "Søknaden er ikkje aktiv", "INFERRED from S2";
    IkkeKvalifisert = "IKKE_KVALIFISERT", "Fylket har vurdert søkeren som ikke kvalifisert", "Fylket har vurdert søkjaren som ikkje kvalifisert", "INFERRED from S2 (82 UKVAL2)";
    StatusForan = "STATUS_FORAN", "Ønsket har gått ut av formidlingen", "Ønsket har gått ut av formidlinga", "INFERRED from S2, S52 (61 STRINN, 77 STOPP, 82 UKVAL2)";
    InntattHoyere = "INNTATT_HOYERE", "Søkeren er tatt inn på et høyere ønske", "Søkjaren er teken inn på eit høgare ønske", "INFERRED from S2 (61 STRINN)";
    HarLareplass = "HAR_LAREPLASS", "Søkeren har fått læreplass", "Søkjaren har fått læreplass", "INFERRED from lov §§ 5-6, 7-2";
    ManglerSkole = "MANGLER_SKOLE", "Forslaget har ingen skole ennå", "Forslaget har ingen skule enno", "INFERRED (S1: PS006, set by hand)";
    Ubesvart = "UBESVART", "Søkeren har ikke svart på skoletilbudet", "Søkjaren har ikkje svart på skuletilbodet", "ASSUMED, parameter krev_svar_tilbsk";
    ManglerJa = "MANGLER_JA", "Søkeren har ikke takket ja", "Søkjaren har ikkje takka ja", "INFERRED";
    OnskeEndret = "ONSKE_ENDRET", "Ønsket er endret etter at forslaget ble laget", "Ønsket er endra etter at forslaget vart laga", "ASSUMED";
}

impl From<Borte> for Grunn {
    fn from(borte: Borte) -> Self {
        match borte {
            Borte::Passiv => Grunn::Passiv,
            Borte::IkkeKvalifisert => Grunn::IkkeKvalifisert,
            Borte::StatusForan => Grunn::StatusForan,
            Borte::InntattHoyere => Grunn::InntattHoyere,
            Borte::HarLareplass => Grunn::HarLareplass,
        }
    }
}

pub fn decide(s: &Sak, p: &Params) -> Verdict<Nytt, Grunn> {
    if s.status == Trinn::Generelt {
        return Verdict::Act(Nytt::Tilbake).unless(s.laast.then_some(Grunn::Laast));
    }
    if s.svar.nei() {
        return Verdict::leave(if s.har_kontrakt { Grunn::KontraktStar } else { Grunn::TakketNei });
    }
    if s.overfort {
        return if s.holder() { Verdict::Unchanged } else { Verdict::leave(Grunn::OnskeEndret) };
    }
    if s.laast {
        return Verdict::leave(Grunn::Laast);
    }
    if let Some((borte, detail)) = s.tilstand.borte(&s.onske_status) {
        return Verdict::Leave(borte.into(), detail);
    }
    let stands_in_the_way = [
        (s.skolenr.is_none(), Grunn::ManglerSkole),
        (s.svar.skole.is_none() && (p.krev_svar_tilbsk || s.frist_skole.is_some()), Grunn::Ubesvart),
        (!s.svar.ja(), Grunn::ManglerJa),
        (s.onske_endret(), Grunn::OnskeEndret),
    ];
    Verdict::Act(Nytt::Plass)
        .unless(stands_in_the_way.into_iter().find_map(|(holds, grunn)| holds.then_some(grunn)))
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
