//! 5A120, a place at a school (docs/rules.md section 5): the whole queue, in order, as far as the places go.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDateTime};
use sha2::{Digest, Sha256};

use super::dag::Dag;
use super::dom::{Dom, Virkning};
use super::lareplass::{Lareplass, borte, inntatt_hoyere, lareplass, plass_i_lista, retter};
use super::verden::{Forslag, Onske, Skoletilbud, Soker, Trinn, Verden, grunnkode};

/// Who holds a place: by school and fag.
type Opptatt = BTreeMap<(String, String), BTreeSet<i64>>;

pub fn alle(verden: &Verden, dag: &Dag) -> BTreeMap<i64, Dom> {
    let alle = verden.fylkets(&dag.fylke, dag.ar()).filter_map(|(id, soker)| {
        let (onske, forslag) = soker.apent_vg3()?;
        Some(Soknad { verden, id, soker, onske, forslag, dag })
    });
    let (frigitt, mut ko): (Vec<_>, Vec<_>) = alle.partition(Soknad::gir_fra_seg);
    let mut opptatt = opptatt(verden, &ko, dag);
    ko.sort_by_key(|s| (s.nokkel(), s.id));
    let fri = frigitt.into_iter().map(|s| {
        let virkning = Virkning::Frigitt { forslag: s.forslag.id };
        (s.id, Dom::gjort(Some("FRIGITT"), vec![virkning]))
    });
    fri.chain(ko.into_iter().map(|s| (s.id, s.dom(&mut opptatt)))).collect()
}

/// An open TILBSK forslag with a school and no contract made from it; a type E contract that begins in the school year.
fn opptatt(verden: &Verden, ko: &[Soknad], dag: &Dag) -> Opptatt {
    let mut opptatt = Opptatt::new();
    let mut ta = |skole: &Option<String>, omrade: &str, person| {
        if let Some(skole) = skole {
            opptatt.entry((skole.clone(), grunnkode(omrade).to_owned())).or_default().insert(person);
        }
    };
    for s in ko.iter().filter(|s| s.forslag.hos_skole() && !s.har_kontrakt_fra()) {
        ta(&s.forslag.skole, &s.forslag.omrade, s.soker.person);
    }
    let (fra, til) = dag.skolear();
    for (id, person) in &verden.personer {
        let av_aret = person.kontrakter.iter().filter(|k| k.er(&["E"]) && fra <= k.fra && k.fra <= til);
        for k in av_aret.filter(|k| k.ikke_avsluttet(dag.asof)) {
            ta(&k.skole, &k.omrade, *id);
        }
    }
    opptatt
}

struct Soknad<'a> {
    verden: &'a Verden,
    id: i64,
    soker: &'a Soker,
    onske: &'a Onske,
    forslag: &'a Forslag,
    dag: &'a Dag,
}

/// Rank of the right, the lot, points (highest first, none last), time of the answer to the general offer.
type Nokkel = (usize, Vec<u8>, (bool, i64), (bool, Option<NaiveDateTime>));

impl Soknad<'_> {
    fn nokkel(&self) -> Nokkel {
        let har = retter(self.verden.person(self.soker), self.dag.asof);
        let rang = har.iter().filter_map(|r| plass_i_lista(&self.dag.p.rekkefolge, r)).min();
        let rang = rang.unwrap_or(usize::MAX);
        let tid = self.forslag.i_kraft(Trinn::Generelt).map(|s| s.tid);
        let tid = (tid.is_none(), tid);
        match self.dag.p.blant_like {
            "svartid" => (rang, vec![], (false, 0), tid),
            "poeng" => (rang, vec![], (self.soker.poeng.is_none(), -self.soker.poeng.unwrap_or(0)), tid),
            "lodd" => (rang, self.lodd(), (false, 0), (false, None)),
            annen => panic!("the oracle does not order by {annen}"),
        }
    }

    fn lodd(&self) -> Vec<u8> {
        let tekst = format!("{}\n{}\nsoker:{}", self.dag.p.lodd_fro, self.soker.ar, self.id);
        Sha256::digest(tekst.as_bytes()).to_vec()
    }

    fn har_kontrakt_fra(&self) -> bool {
        self.verden.person(self.soker).kontrakter.iter().any(|k| k.forslag == Some(self.forslag.id))
    }

    /// Does the place go back?
    fn gir_fra_seg(&self) -> bool {
        let godkjent = || {
            let plass = lareplass(self.verden, self.soker, self.dag);
            [Lareplass::Kontrakt, Lareplass::KontraktAnnetFylke].contains(&plass)
        };
        self.forslag.hos_skole()
            && !self.har_kontrakt_fra()
            && (self.forslag.nei()
                || !self.soker.aktiv
                || self.soker.kvalifisert.as_deref() == Some("N")
                || inntatt_hoyere(self.soker, self.onske)
                || godkjent())
    }

    fn dom(&self, opptatt: &mut Opptatt) -> Dom {
        if self.forslag.hos_skole() {
            return Dom::uendret();
        }
        if let Some(grunn) = self.hindret() {
            return Dom::latt(grunn);
        }
        let Some(tilbud) = self.velg(opptatt, false) else {
            let bare_oppstart = self.velg(opptatt, true).is_some();
            return Dom::latt(if bare_oppstart { "OPPSTART_FOR_SENT" } else { "INGEN_KAPASITET" });
        };
        opptatt.entry(sted(tilbud)).or_default().insert(self.soker.person);
        Dom::gjort(None, vec![self.plass(tilbud)])
    }

    fn hindret(&self) -> Option<&'static str> {
        let f = self.forslag;
        let for_frist = || f.frist_generelt.is_some_and(|frist| self.dag.asof <= frist);
        if let Some(grunn) = borte(self.verden, self.soker, self.onske, self.dag) {
            Some(grunn)
        } else if f.nei() {
            Some("TAKKET_NEI")
        } else if !f.ja() {
            Some("UBESVART")
        } else {
            (!self.dag.p.for_frist && for_frist()).then_some("FRIST_IKKE_UTE")
        }
    }

    fn plass(&self, tilbud: &Skoletilbud) -> Virkning {
        let dager = u64::try_from(self.dag.p.svarfrist_skole_dager).unwrap();
        Virkning::Plass {
            forslag: self.forslag.id,
            skole: tilbud.skole.clone(),
            oppstart: tilbud.oppstart,
            frist: (dager > 0).then(|| self.dag.asof + Days::new(dager)),
        }
    }

    /// The school, by the county's list.
    fn velg(&self, opptatt: &Opptatt, enhver_oppstart: bool) -> Option<&Skoletilbud> {
        let senest = self.dag.i_aret(self.dag.p.oppstart_senest);
        let aktuelle: Vec<&Skoletilbud> = (self.verden.tilbud.iter())
            .filter(|t| t.fylke == self.dag.fylke && t.ar == self.dag.ar())
            .filter(|t| t.grunnkode == grunnkode(&self.forslag.omrade))
            .filter(|t| self.ledige(t, opptatt))
            .filter(|t| enhver_oppstart || t.oppstart.is_none_or(|o| o <= senest))
            .collect();
        self.dag.p.skolevalg.iter().find_map(|regel| self.etter(regel, &aktuelle))
    }

    fn etter<'t>(&self, regel: &str, aktuelle: &[&'t Skoletilbud]) -> Option<&'t Skoletilbud> {
        let hjemme = self.verden.person(self.soker).kommune.as_ref();
        let i_kommunen = |t: &&&Skoletilbud| {
            hjemme.is_some() && self.verden.skoler.get(&t.skole).and_then(Option::as_ref) == hjemme
        };
        let avgiver = |t: &&&Skoletilbud| Some(&t.skole) == self.soker.avgiverskole.as_ref();
        let blant = aktuelle.iter();
        let valgt = match regel {
            "AVGIVERSKOLE" => blant.filter(avgiver).min_by_key(|t| &t.skole),
            "SAMME_KOMMUNE" => blant.filter(i_kommunen).min_by_key(|t| &t.skole),
            "LAVESTE_SKOLENR" => blant.min_by_key(|t| &t.skole),
            annen => panic!("no such skolevalg: {annen}"),
        };
        valgt.copied()
    }

    /// Is there a place for one more, the applicant's own not counted?
    fn ledige(&self, tilbud: &Skoletilbud, opptatt: &Opptatt) -> bool {
        let andre = |p: &&i64| **p != self.soker.person;
        let tatt = opptatt.get(&sted(tilbud)).map_or(0, |hvem| hvem.iter().filter(andre).count());
        tatt < tilbud.kapasitet
    }
}

fn sted(tilbud: &Skoletilbud) -> (String, String) {
    (tilbud.skole.clone(), tilbud.grunnkode.clone())
}
