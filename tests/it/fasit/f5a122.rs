//! 5A122, the place on the wish (docs/rules.md section 6).

use super::dag::Dag;
use super::dom::{Dom, Virkning};
use super::lareplass::borte;
use super::verden::{Forslag, Onske, Soker, Trinn, Verden};

/// `None` where the applicant has no forslag at a school, nor one carried over.
pub fn dom(verden: &Verden, soker: &Soker, dag: &Dag) -> Option<Dom> {
    let (onske, forslag) = soker.apent_vg3().filter(|(_, f)| f.hos_skole() || f.overfort)?;
    let sak = Sak { verden, soker, onske, forslag, dag };
    Some(if !forslag.hos_skole() {
        sak.tilbake()
    } else if forslag.nei() {
        Dom::latt(if sak.kontrakt_star() { "KONTRAKT_STAR" } else { "TAKKET_NEI" })
    } else {
        sak.plassen()
    })
}

struct Sak<'a> {
    verden: &'a Verden,
    soker: &'a Soker,
    onske: &'a Onske,
    forslag: &'a Forslag,
    dag: &'a Dag,
}

impl Sak<'_> {
    /// The place went back.
    fn tilbake(&self) -> Dom {
        if self.onske.laast {
            return Dom::latt("LAAST");
        }
        let tilbake = Virkning::Tilbakefort { onske: self.onske.id, forslag: self.forslag.id };
        Dom::gjort(Some("TILBAKEFORT"), vec![tilbake])
    }

    fn kontrakt_star(&self) -> bool {
        let kontrakter = &self.verden.person(self.soker).kontrakter;
        kontrakter.iter().any(|k| k.forslag == Some(self.forslag.id) && k.ikke_avsluttet(self.dag.asof))
    }

    fn plassen(&self) -> Dom {
        if self.forslag.overfort {
            let som_skrevet =
                (&self.onske.omrade, &self.onske.skole) == (&self.forslag.omrade, &self.forslag.skole);
            return if som_skrevet { Dom::uendret() } else { Dom::latt("ONSKE_ENDRET") };
        }
        let overfort = Virkning::Overfort { onske: self.onske.id, forslag: self.forslag.id };
        self.hindret().map_or_else(|| Dom::gjort(Some("OVERFORT"), vec![overfort]), Dom::latt)
    }

    fn hindret(&self) -> Option<&'static str> {
        if self.onske.laast {
            return Some("LAAST");
        }
        if let Some(grunn) = borte(self.verden, self.soker, self.onske, self.dag) {
            return Some(grunn);
        }
        let f = self.forslag;
        let med_frist = f.frist_skole.is_some();
        if f.skole.is_none() {
            Some("MANGLER_SKOLE")
        } else if (self.dag.p.krev_svar_tilbsk || med_frist) && f.i_kraft(Trinn::Skole).is_none() {
            Some("UBESVART")
        } else if !f.ja() {
            Some("MANGLER_JA")
        } else {
            let endret = f.onsket.as_ref().is_some_and(|o| *o != self.onske.omrade);
            endret.then_some("ONSKE_ENDRET")
        }
    }
}
