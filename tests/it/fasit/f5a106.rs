//! 5A106, the contract (docs/rules.md section 7).

use chrono::{Days, Months, NaiveDate};

use super::dag::Dag;
use super::dom::{Dom, Virkning};
use super::lareplass::borte;
use super::verden::{Forslag, Kontrakt, Onske, Skoletilbud, Soker, Verden, grunnkode};

/// `None` where the applicant has no forslag at a school.
pub fn dom(verden: &Verden, soker: &Soker, dag: &Dag) -> Option<Dom> {
    let (onske, forslag) = soker.apent_vg3().filter(|(_, f)| f.hos_skole())?;
    let kontrakter = &verden.person(soker).kontrakter;
    if let Some(av) = kontrakter.iter().find(|k| k.forslag == Some(forslag.id)) {
        let maa_avsluttes = forslag.nei() && av.ikke_avsluttet(dag.asof);
        return Some(if maa_avsluttes { Dom::latt("KONTRAKT_STAR") } else { Dom::uendret() });
    }
    let hindret = ikke_klar(onske, forslag)
        .or_else(|| borte(verden, soker, onske, dag))
        .or_else(|| (!dag.p.mv && onske.omrade.ends_with("MV--")).then_some("MODULSTRUKTURERT"))
        .or_else(|| opptatt(kontrakter, forslag, dag));
    Some(hindret.map_or_else(|| ny(forslag, oppstart(verden, forslag, dag), dag), Dom::latt))
}

fn ikke_klar(onske: &Onske, forslag: &Forslag) -> Option<&'static str> {
    if forslag.nei() {
        return Some("TAKKET_NEI");
    }
    if !forslag.overfort || onske.status != "INNTLI" {
        return Some("IKKE_OVERFORT");
    }
    let som_skrevet = (&onske.omrade, &onske.skole) == (&forslag.omrade, &forslag.skole);
    (!som_skrevet).then_some("ONSKE_ENDRET")
}

fn opptatt(kontrakter: &[Kontrakt], forslag: &Forslag, dag: &Dag) -> Option<&'static str> {
    let star = || kontrakter.iter().filter(|k| k.star(dag.asof));
    let samme = |k: &Kontrakt| grunnkode(&k.omrade) == grunnkode(&forslag.omrade);
    if star().any(samme) {
        Some("HAR_KONTRAKT")
    } else {
        star().any(|k| k.er(&["E"])).then_some("HAR_E_KONTRAKT")
    }
}

/// The forslag's own; where it has none, the school's for the fag.
fn oppstart(verden: &Verden, forslag: &Forslag, dag: &Dag) -> Option<NaiveDate> {
    let skolens = |t: &&Skoletilbud| {
        t.ar == dag.ar()
            && Some(&t.skole) == forslag.skole.as_ref()
            && t.grunnkode == grunnkode(&forslag.omrade)
    };
    forslag.oppstart.or_else(|| verden.tilbud.iter().find(skolens)?.oppstart)
}

fn ny(forslag: &Forslag, oppstart: Option<NaiveDate>, dag: &Dag) -> Dom {
    let Some(fra) = oppstart else { return Dom::latt("MANGLER_OPPSTART") };
    let til = fra + Months::new(dag.p.netto_laretid_mnd) - Days::new(1);
    Dom::gjort(Some("OPPRETTET"), vec![Virkning::Kontrakt { forslag: forslag.id, fra, til }])
}
