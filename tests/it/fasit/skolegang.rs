//! Schooling, and what it makes of the qualification (docs/rules.md section 1).

use std::collections::BTreeSet;

use super::dag::Parametre;
use super::verden::{Kurs, Soker, Tall, Verden, grunnkode};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skolegang {
    Fullfort(Tall),
    IkkeFullfort,
    ByggerIkkePa,
    Ukjent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kvalifisert {
    Ja,
    MaVurderes,
    Nei,
    ByggerIkkePa,
    Ukjent,
}

/// What a wish builds on, by the first six characters. An avviksfag of level 3 given in school builds on itself.
fn bygger_pa(verden: &Verden, onske: &str) -> BTreeSet<String> {
    let grunn = grunnkode(onske);
    let omrade = &verden.omrader[onske];
    if omrade.avviksfag && omrade.i_skole && grunn.ends_with('3') {
        return BTreeSet::from([grunn.to_owned()]);
    }
    verden.foreldre.get(grunn).cloned().unwrap_or_default()
}

pub fn skolegang(verden: &Verden, kurs: &[Kurs], onske: &str) -> Skolegang {
    let foreldre = bygger_pa(verden, onske);
    let mut grunnlag = kurs.iter().filter(|k| foreldre.contains(grunnkode(&k.omrade))).peekable();
    if kurs.is_empty() {
        Skolegang::Ukjent
    } else if grunnlag.peek().is_some() {
        let hele = grunnlag.filter_map(|k| med_det_den_bygger_pa(verden, kurs, k));
        hele.min().map_or(Skolegang::IkkeFullfort, Skolegang::Fullfort)
    } else if kurs.iter().any(|k| k.fullfort) {
        Skolegang::ByggerIkkePa
    } else {
        Skolegang::IkkeFullfort
    }
}

/// The figures of a course and of what it builds on, if all of it is completed.
fn med_det_den_bygger_pa(verden: &Verden, kurs: &[Kurs], basis: &Kurs) -> Option<Tall> {
    if !basis.fullfort {
        return None;
    }
    let under: Vec<&Kurs> = rett_under(verden, kurs, basis).collect();
    if under.is_empty() {
        return Some(basis.tall);
    }
    // Of several possible, the one best for the applicant.
    let beste = under.iter().filter_map(|k| med_det_den_bygger_pa(verden, kurs, k)).min()?;
    Some(Tall {
        programfag: basis.tall.programfag + beste.programfag,
        iv: basis.tall.iv + beste.iv,
        fellesfag: basis.tall.fellesfag + beste.fellesfag,
    })
}

/// The courses that one builds on: completed ones of the same school year or earlier, others of earlier years.
fn rett_under<'a>(verden: &'a Verden, kurs: &'a [Kurs], over: &'a Kurs) -> impl Iterator<Item = &'a Kurs> {
    let under = verden.foreldre.get(grunnkode(&over.omrade));
    let for_ = |k: &Kurs| k.ar < over.ar || (k.fullfort && k.ar == over.ar);
    kurs.iter().filter(move |k| for_(k) && under.is_some_and(|u| u.contains(grunnkode(&k.omrade))))
}

fn har_grunnlag(verden: &Verden, kurs: &[Kurs], onske: &str) -> bool {
    let foreldre = bygger_pa(verden, onske);
    kurs.iter().any(|k| foreldre.contains(grunnkode(&k.omrade)))
}

/// The county's own word goes first, then the schooling, then the figures.
pub fn kvalifisert(verden: &Verden, soker: &Soker, onske: &str, p: &Parametre) -> Kvalifisert {
    let kurs = &verden.person(soker).kurs;
    match soker.kvalifisert.as_deref() {
        Some("N") => return Kvalifisert::Nei,
        Some("J") if har_grunnlag(verden, kurs, onske) => return Kvalifisert::Ja,
        Some("J") => return Kvalifisert::ByggerIkkePa,
        _ => {}
    }
    match skolegang(verden, kurs, onske) {
        Skolegang::Ukjent => Kvalifisert::Ukjent,
        Skolegang::ByggerIkkePa => Kvalifisert::ByggerIkkePa,
        Skolegang::IkkeFullfort => Kvalifisert::Nei,
        Skolegang::Fullfort(_) if soker.larekandidat => Kvalifisert::Ja,
        Skolegang::Fullfort(tall) => etter_tall(tall, p),
    }
}

fn etter_tall(tall: Tall, p: &Parametre) -> Kvalifisert {
    let innen_to_fellesfag = tall.programfag == 0 && tall.iv == 0 && tall.fellesfag <= p.fellesfag_stryk_max;
    let innen_to_fag = tall.programfag + tall.iv + tall.fellesfag <= p.fellesfag_stryk_max;
    match p.ukval_regel {
        _ if tall == Tall::default() => Kvalifisert::Ja,
        "national" => Kvalifisert::MaVurderes,
        "2fellesfag" | "2fellesfag_varsel" if innen_to_fellesfag => Kvalifisert::Ja,
        "2fellesfag" => Kvalifisert::Nei,
        "2fag_varsel" if innen_to_fag => Kvalifisert::Ja,
        "2fellesfag_varsel" | "2fag_varsel" => Kvalifisert::MaVurderes,
        annen => panic!("no such ukval_regel: {annen}"),
    }
}
