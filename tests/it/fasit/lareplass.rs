//! Læreplass, rights, and what takes an applicant out of every later step (docs/rules.md section 1).

use chrono::NaiveDate;

use super::dag::Dag;
use super::verden::{Kontrakt, Onske, Person, Soker, Verden, innenfor};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lareplass {
    Kontrakt,
    KontraktAnnetFylke,
    UnderBehandling,
    Akseptert,
    Ingen,
}

impl Kontrakt {
    pub fn er(&self, typer: &[&str]) -> bool {
        typer.contains(&self.kontraktstype.as_str())
    }

    pub fn ikke_avsluttet(&self, dag: NaiveDate) -> bool {
        self.avsluttet.is_none_or(|a| a > dag)
    }

    /// Neither ended nor past its end.
    pub fn star(&self, dag: NaiveDate) -> bool {
        self.ikke_avsluttet(dag) && self.til >= dag
    }
}

pub fn lareplass(verden: &Verden, soker: &Soker, dag: &Dag) -> Lareplass {
    let teller = |k: &&Kontrakt| k.er(&["L", "O"]) && k.star(dag.asof) && k.til >= dag.i_aret("08-01");
    let kontrakter: Vec<&Kontrakt> = verden.person(soker).kontrakter.iter().filter(teller).collect();
    if kontrakter.iter().any(|k| k.godkjent && k.fylke == soker.fylke) {
        Lareplass::Kontrakt
    } else if kontrakter.iter().any(|k| k.godkjent) {
        Lareplass::KontraktAnnetFylke
    } else if !kontrakter.is_empty() {
        Lareplass::UnderBehandling
    } else if akseptert(soker) {
        Lareplass::Akseptert
    } else {
        Lareplass::Ingen
    }
}

pub fn akseptert(soker: &Soker) -> bool {
    soker.bedriftsforslag().any(|f| f.status == "AKSEPTERT")
}

/// The rights valid on a day. VOKSENRETT of one who chose kapittel 5 is VOKSENRETT_KAP5.
pub fn retter(person: &Person, dag: NaiveDate) -> Vec<&str> {
    let gyldige = person.retter.iter().filter(|r| innenfor(dag, Some(r.fom), r.tom));
    let navn = |kap5: bool, rett| if kap5 && rett == "VOKSENRETT" { "VOKSENRETT_KAP5" } else { rett };
    gyldige.map(|r| navn(r.kap5, r.rett.as_str())).collect()
}

/// Is the right on a county's list? VOKSENRETT there takes in VOKSENRETT_KAP5.
pub fn plass_i_lista(lista: &[&str], rett: &str) -> Option<usize> {
    let voksen = rett == "VOKSENRETT_KAP5";
    let selv = lista.iter().position(|l| *l == rett);
    selv.into_iter().chain(lista.iter().position(|l| voksen && *l == "VOKSENRETT")).min()
}

fn er_inntatt(onske: &Onske) -> bool {
    !onske.lare && ["INNTO", "INNTS", "INNTF"].contains(&onske.status.as_str())
}

pub fn inntatt_hoyere(soker: &Soker, onske: &Onske) -> bool {
    soker.onsker.iter().any(|o| o.nr < onske.nr && er_inntatt(o))
}

/// Out already.
pub const FORAN: [&str; 7] = ["UKVAL2", "STOPP", "STRINN", "TRUKK", "UAKTU", "STRTLB", "NEDL"];

pub fn borte(verden: &Verden, soker: &Soker, onske: &Onske, dag: &Dag) -> Option<&'static str> {
    if !soker.aktiv {
        Some("PASSIV")
    } else if soker.kvalifisert.as_deref() == Some("N") {
        Some("IKKE_KVALIFISERT")
    } else if FORAN.contains(&onske.status.as_str()) {
        Some("STATUS_FORAN")
    } else if inntatt_hoyere(soker, onske) {
        Some("INNTATT_HOYERE")
    } else {
        (lareplass(verden, soker, dag) != Lareplass::Ingen).then_some("HAR_LAREPLASS")
    }
}
