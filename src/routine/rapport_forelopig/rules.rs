//! Who is told, and what is found wrong (S1, S22). Whoever stands on a contract is told, also where the role
//! is not valid: that is what the notice is for.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::rapport::{Krav, hinder};
use crate::routine::rapport::{Rad, Runde};
use crate::routine::{Verdict, reasons};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The year reported on; 0 follows the run's date.
    pub ar: i64,
    /// Count type E too.
    pub type_e: bool,
}

reasons! {
    /// Why a faglig leder or a contract is told of, or is not.
    Grunn:
    Varslet = "VARSLET", "Det er skrevet til faglig leder", "Det er skrive til fagleg leiar", "FACT S1";
    Avvik = "AVVIK", "Det er funnet avvik som fylket må rette", "Det er funne avvik som fylket må rette", "FACT S1";
    Rettet = "RETTET", "Avvik er rettet", "Avvik er retta", "FACT S1 (time for corrections until the start)";
    IkkeAktiv = "IKKE_AKTIV", "Ingen kontrakt er aktiv på referansedatoen", "Ingen kontrakt er aktiv på referansedatoen", "FACT S1, S22";
    ManglerFagligLeder = "MANGLER_FAGLIG_LEDER", "Kontrakten har ingen faglig leder", "Kontrakten har ingen fagleg leiar", "FACT S1";
    Adressesperre = "ADRESSESPERRE", "Adressen er sperret: fylket skriver selv", "Adressa er sperra: fylket skriv sjølv", "INFERRED";
    ManglerEpost = "MANGLER_EPOST", "Har ingen e-postadresse", "Har inga e-postadresse", "FACT S1";
    UgyldigEpost = "UGYLDIG_EPOST", "E-postadressen kan ikke brukes", "E-postadressa kan ikkje brukast", "FACT S1";
    RundenHarBegynt = "RUNDEN_HAR_BEGYNT", "Runden hadde begynt før brevet ble sendt", "Runden hadde byrja før brevet vart sendt", "INFERRED from S1";
}

/// A contract with the deviations that are known and not mended.
pub struct Kontraktsak {
    pub rad: Rad,
    pub apne: BTreeSet<String>,
}

/// What becomes of one unit.
pub struct Dom {
    /// Contract and deviation.
    pub nye: Vec<(i64, &'static str)>,
    pub rettet: Vec<(i64, String)>,
    /// To act is to write; to whom which contracts, by their place in the list.
    pub verdict: Verdict<Vec<usize>, Grunn>,
}

const MANGLER_LEDER: &str = "MANGLER_FAGLIG_LEDER";

/// A contract that has no faglig leder, or had none.
pub fn uten_leder(sak: &Kontraktsak, runde: &Runde, p: &Params) -> Dom {
    let (mangler, aktiv) = (sak.rad.leder.is_none(), er_aktiv(&sak.rad, runde, p));
    let funnet = if mangler && aktiv { vec![MANGLER_LEDER] } else { vec![] };
    let verdict = match (mangler, aktiv) {
        (false, _) => Verdict::Unchanged,
        (true, true) => Verdict::leave(Grunn::ManglerFagligLeder),
        (true, false) => Verdict::leave(Grunn::IkkeAktiv),
    };
    // What else is open of one that has a leder is the leder's unit's.
    let angar = |avvik: &str| mangler || avvik == MANGLER_LEDER;
    let (nye, rettet) = endret(sak, &funnet, angar);
    Dom { nye, rettet, verdict }
}

/// A faglig leder with every contract.
pub fn decide(
    saker: &[Kontraktsak],
    varslet: bool,
    hindring: Option<&'static str>,
    runde: &Runde,
    p: &Params,
) -> Dom {
    let mut dom = Dom { nye: vec![], rettet: vec![], verdict: Verdict::Unchanged };
    let mut aktive = vec![];
    for (n, sak) in saker.iter().enumerate() {
        let mut funnet = vec![];
        if er_aktiv(&sak.rad, runde, p) {
            aktive.push(n);
            funnet.extend((!sak.rad.gyldig_rolle).then_some("UGYLDIG_ROLLE"));
            funnet.extend(hindring.filter(|h| *h != "ADRESSESPERRE"));
        }
        let (nye, rettet) = endret(sak, &funnet, |avvik| avvik != MANGLER_LEDER);
        dom.nye.extend(nye);
        dom.rettet.extend(rettet);
    }
    dom.verdict = match hindring {
        _ if varslet => Verdict::Unchanged,
        _ if aktive.is_empty() => Verdict::leave(Grunn::IkkeAktiv),
        Some("MANGLER_EPOST") => Verdict::leave(Grunn::ManglerEpost),
        Some("UGYLDIG_EPOST") => Verdict::leave(Grunn::UgyldigEpost),
        Some(_) => Verdict::leave(Grunn::Adressesperre),
        None => Verdict::Act(aktive),
    };
    dom
}

fn er_aktiv(rad: &Rad, runde: &Runde, p: &Params) -> bool {
    let krav = Krav { type_e: p.type_e, uten_avslutning: false };
    hinder(&rad.kontrakt(), runde.referansedato, krav).is_none()
}

type Endret = (Vec<(i64, &'static str)>, Vec<(i64, String)>);

/// Against what is known: what is new, and what is mended among that which concerns the unit.
fn endret(sak: &Kontraktsak, funnet: &[&'static str], angar: impl Fn(&str) -> bool) -> Endret {
    let id = sak.rad.id;
    let nye = funnet.iter().filter(|f| !sak.apne.contains(**f)).map(|f| (id, *f)).collect();
    let borte = sak.apne.iter().filter(|a| angar(a) && !funnet.contains(&a.as_str()));
    (nye, borte.map(|a| (id, a.clone())).collect())
}
