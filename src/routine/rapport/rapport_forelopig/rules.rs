//! Who is told, and what is found wrong (S1, S22). Whoever stands on a contract is told, also where the role
//! is not valid or the company is missing: that is what the notice is for. Whatever keeps a contract out that would count but
//! for it is a deviation.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::attempt::{Bound, Verdict, reasons, year};
use crate::domain::Kontraktsstatus;
use crate::domain::rapport::{Hinder, Krav, mangler, utenfor};
use crate::routine::rapport::{Rad, Runde};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The year reported on; 0 follows the run's date.
    pub ar: i64,
    /// Count type E too.
    pub type_e: bool,
}

/// How far a county may go.
pub const BOUNDS: &[Bound] = &[year("ar")];

reasons! {
    /// Why a faglig leder or a contract is told of, or is not.
    Grunn:
    Varslet = "VARSLET", "Det er skrevet til faglig leder", "Det er skrive til fagleg leiar", "FACT S1";
    Avvik = "AVVIK", "Det er funnet avvik som fylket må rette", "Det er funne avvik som fylket må rette", "FACT S1";
    Rettet = "RETTET", "Avvik er rettet", "Avvik er retta", "FACT S1 (time for corrections until the start)";
    IkkeAktiv = "IKKE_AKTIV", "Ingen lære- eller opplæringskontrakt i bedrift er aktiv på referansedatoen", "Ingen lære- eller opplæringskontrakt i bedrift er aktiv på referansedatoen", "FACT S1, S22";
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
    /// What a letter would speak of that nobody can be sent now, by their place in the list.
    pub venter: Vec<usize>,
}

const MANGLER_LEDER: &str = "MANGLER_FAGLIG_LEDER";

/// A contract that has no faglig leder, or had none.
pub fn uten_leder(sak: &Kontraktsak, runde: &Runde, p: &Params) -> Dom {
    let lederlos = sak.rad.leder.is_none();
    let (funnet, verdict) = match (lederlos, avvik(&sak.rad, runde, p)) {
        (false, _) => (vec![], Verdict::Unchanged),
        (true, None) => (vec![], Verdict::leave(Grunn::IkkeAktiv)),
        (true, Some(mut avvik)) => {
            avvik.push(MANGLER_LEDER);
            (avvik, Verdict::leave(Grunn::ManglerFagligLeder))
        }
    };
    // What else is open of one that has a leder is the leder's unit's.
    let angar = |avvik: &str| lederlos || avvik == MANGLER_LEDER;
    let (nye, rettet) = endret(sak, &funnet, angar);
    Dom { nye, rettet, verdict, venter: vec![] }
}

/// A faglig leder with every contract.
pub fn decide(
    saker: &[Kontraktsak],
    varslet: bool,
    hindring: Option<&'static str>,
    runde: &Runde,
    p: &Params,
) -> Dom {
    let mut dom = Dom { nye: vec![], rettet: vec![], verdict: Verdict::Unchanged, venter: vec![] };
    let mut aktive = vec![];
    for (n, sak) in saker.iter().enumerate() {
        let mut funnet = vec![];
        if let Some(avvik) = avvik(&sak.rad, runde, p) {
            funnet = avvik;
            funnet.extend(sak.rad.uten_rolle().then_some("UGYLDIG_ROLLE"));
            funnet.extend(hindring.filter(|h| *h != "ADRESSESPERRE"));
            // What is not approved is the county's own work: nothing for a faglig leder to mend.
            if er_aktiv(&sak.rad, runde) {
                aktive.push(n);
            }
        }
        let (nye, rettet) = endret(sak, &funnet, |avvik| avvik != MANGLER_LEDER);
        dom.nye.extend(nye);
        dom.rettet.extend(rettet);
    }
    if hindring.is_some() && !varslet {
        dom.venter.clone_from(&aktive);
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

/// What keeps out a contract that would count but for it; of one that is rightly no part of the round, nothing at all.
fn avvik(rad: &Rad, runde: &Runde, p: &Params) -> Option<Vec<&'static str>> {
    let (kontrakt, krav) = (rad.kontrakt(), Krav { type_e: p.type_e, uten_avslutning: false });
    match utenfor(&kontrakt, runde.referansedato, krav) {
        Some(_) => None,
        None => Some(mangler(&kontrakt).into_iter().filter_map(kode).collect()),
    }
}

/// Every hindrance has its say here: a new one is either the county's to mend, or rightly out of the round.
fn kode(hinder: Hinder) -> Option<&'static str> {
    match hinder {
        Hinder::IkkeGodkjent => Some("IKKE_GODKJENT"),
        Hinder::ManglerBedrift => Some("MANGLER_BEDRIFT"),
        Hinder::Samarbeidsorgan => Some("SAMARBEIDSORGAN"),
        Hinder::AnnenType
        | Hinder::IkkeBegynt
        | Hinder::LaretidUte
        | Hinder::Avsluttet
        | Hinder::Avbrudd
        | Hinder::AvsluttetSiden => None,
    }
}

fn er_aktiv(rad: &Rad, runde: &Runde) -> bool {
    rad.kontrakt().tid.status(runde.referansedato) == Kontraktsstatus::Aktiv
}

type Endret = (Vec<(i64, &'static str)>, Vec<(i64, String)>);

/// Against what is known: what is new, and what is mended among that which concerns the unit.
fn endret(sak: &Kontraktsak, funnet: &[&'static str], angar: impl Fn(&str) -> bool) -> Endret {
    let id = sak.rad.id;
    let nye = funnet.iter().filter(|f| !sak.apne.contains(**f)).map(|f| (id, *f)).collect();
    let borte = sak.apne.iter().filter(|a| angar(a) && !funnet.contains(&a.as_str()));
    (nye, borte.map(|a| (id, a.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMS: Params = Params { ar: 0, type_e: false };

    /// A contract, the faglig leder's hindrance, and what comes of it: the deviations, then to whom or why not.
    fn check(change: impl FnOnce(&mut Rad), hindring: Option<&'static str>, expected: &str) {
        let mut rad = Rad::eksempel();
        change(&mut rad);
        let sak = Kontraktsak { rad, apne: BTreeSet::new() };
        let dom = match sak.rad.leder {
            Some(_) => decide(&[sak], false, hindring, &Runde::eksempel(), &PARAMS),
            None => uten_leder(&sak, &Runde::eksempel(), &PARAMS),
        };
        let avvik = dom.nye.iter().map(|(_, avvik)| *avvik);
        let verdict = match dom.verdict {
            Verdict::Act(_) => "brev",
            Verdict::Unchanged => "uendret",
            Verdict::Leave(g, _) => g.code(),
        };
        assert_eq!(avvik.chain([verdict]).collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn den_som_har_en_aktiv_kontrakt_far_brev() {
        check(|_| {}, None, "brev");
        check(|r| r.gyldig_rolle = false, None, "UGYLDIG_ROLLE brev");
        check(|_| {}, Some("MANGLER_EPOST"), "MANGLER_EPOST MANGLER_EPOST");
        check(|_| {}, Some("ADRESSESPERRE"), "ADRESSESPERRE");
    }

    #[test]
    fn uten_larebedrift_er_et_avvik_og_brevet_gar_likevel() {
        check(Rad::uten_bedrift, None, "MANGLER_BEDRIFT brev");
        check(|r| r.er_samarbeidsorgan = true, None, "SAMARBEIDSORGAN brev");
        check(|r| (r.er_samarbeidsorgan, r.gyldig_rolle) = (true, false), None, "SAMARBEIDSORGAN brev");
    }

    #[test]
    fn uten_faglig_leder_sies_alt_som_mangler() {
        check(|r| r.leder = None, None, "MANGLER_FAGLIG_LEDER MANGLER_FAGLIG_LEDER");
        let begge = "MANGLER_BEDRIFT MANGLER_FAGLIG_LEDER MANGLER_FAGLIG_LEDER";
        check(|r| (r.leder, r.orgnr, r.bedrift) = (None, None, None), None, begge);
    }

    #[test]
    fn det_som_ikke_er_godkjent_er_fylkets_a_rette() {
        check(|r| r.godkjent_dato = None, None, "IKKE_GODKJENT IKKE_AKTIV");
    }

    #[test]
    fn det_som_med_rette_er_utenfor_er_ikke_noe_avvik() {
        let dag = |s: &str| s.parse().unwrap();
        for utenfor in [
            (|r, _| r.kontraktstype = "E".into()) as fn(&mut Rad, chrono::NaiveDate),
            |r, _| r.kontraktstype = "PB".into(),
            |r, etter| r.laretid_fra = etter,
            |r, _| r.laretid_til = r.laretid_fra,
            |r, _| r.avsluttet_dato = Some(r.laretid_fra),
            |r, _| r.avbrudd = true,
        ] {
            let change = |r: &mut Rad| {
                utenfor(r, dag("2025-12-02"));
                r.uten_bedrift();
            };
            check(change, None, "IKKE_AKTIV");
        }
    }
}
