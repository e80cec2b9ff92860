//! The applicants: each is a profile of the table, with the rows that make it so.

use anyhow::Result;

use super::fag::{AVVIK, Fag, KNAPP, SARLOP, UTEN_KODE, UTEN_OPPSTART, UTEN_TILBUD, VANLIGE};
use super::fylke::Fylke;
use super::ident::{Alder, FELLES, Identer, Slag};
use super::person::{Person, jn, skriv_skolegang};
use super::profil::{self, Fagvalg, Kontraktvalg, Onsker, Svar, Trekk};
use super::skole::Skole;
use super::tall::Tall;
use super::{bedrift, kontrakt, svar};
use crate::domain::fylke::FYLKER;
use crate::domain::{Avslatt, Bedriftsforslag, JaNei};

/// The two counties with applicants in common.
const NABOER: [&str; 2] = ["46", "11"];

pub struct Soker {
    pub fnr: String,
    pub fag: Fag,
    /// What is wished for first; another fag than the schooling leads to for one profile.
    onske: Fag,
    skole: String,
}

pub fn skriv_alle(f: &mut Fylke) -> Result<()> {
    for n in 0..f.sokere {
        skriv_en(f, n)?;
    }
    if NABOER.contains(&f.nr) {
        skriv_felles(f)?;
    }
    Ok(())
}

fn skriv_en(f: &mut Fylke, n: usize) -> Result<()> {
    let t = &profil::ved(n).trekk;
    let mut person = Person::neste(f, t.alder(), t.slag)?.med_epost(t.epost);
    person.adressesperre = t.adressesperre;
    if t.annet_fylke {
        person.bosatt(FYLKER[(f.andel + 1) % FYLKER.len()]);
    }
    person.skriv(&mut f.bok)?;
    let (fag, onske) = velg_fag(f, t.fag);
    let i = f.tall.under(f.skoler.len());
    let s = Soker { fnr: person.ident.fodselsnummer, fag, onske, skole: f.skoler[i].nr.clone() };
    skriv_rett(f, &s.fnr, t)?;
    if let Some(siste) = t.skolegang {
        let ar = f.ar - siste_kurs(t.alder());
        skriv_skolegang(&mut f.bok, &s.fnr, &s.fag, &s.skole, ar, siste)?;
    }
    skriv_soknad(f, n, &s, t, person.hjemsted)
}

/// Years since the last school course began.
fn siste_kurs(alder: Alder) -> i64 {
    match alder {
        Alder::Ung => 1,
        Alder::Eldre => 4,
        Alder::Voksen => 9,
    }
}

/// The fag the schooling leads to, and the fag wished for.
fn velg_fag(f: &mut Fylke, valg: Fagvalg) -> (Fag, Fag) {
    let i = f.tall.under(VANLIGE.len());
    let fag = match valg {
        Fagvalg::Vanlig | Fagvalg::ByggerIkkePa => VANLIGE[i],
        Fagvalg::Sarlop => SARLOP[i % SARLOP.len()],
        Fagvalg::Knapp => KNAPP,
        Fagvalg::UtenTilbud => UTEN_TILBUD,
        Fagvalg::UtenOppstart => UTEN_OPPSTART,
        Fagvalg::Avvik => AVVIK,
        Fagvalg::UtenKode => UTEN_KODE,
    };
    match valg {
        Fagvalg::ByggerIkkePa => (fag, VANLIGE[(i + 1) % VANLIGE.len()]),
        _ => (fag, fag),
    }
}

fn skriv_rett(f: &mut Fylke, fnr: &str, t: &Trekk) -> Result<()> {
    let Some(rett) = t.rett else { return Ok(()) };
    let tom = match (t.rett_utlopt, rett) {
        (true, _) => f.dag(-1, 7, 31).to_string(),
        (false, "UNGDOMSRETT") => f.dag(5, 7, 31).to_string(),
        (false, _) => String::new(),
    };
    f.bok.rad("person_rett", &[fnr, rett, &f.dag(-3, 8, 1).to_string(), &tom])
}

/// The application and what has happened to it.
fn skriv_soknad(f: &mut Fylke, n: usize, s: &Soker, t: &Trekk, hjemsted: &str) -> Result<()> {
    let ar = f.ar.to_string();
    let celler = [
        f.nr,
        &ar,
        &s.fnr,
        &s.skole,
        jn(t.larekandidat),
        jn(t.aktiv),
        t.kvalifisert.map_or("", JaNei::code),
        hjemsted,
    ];
    f.bok.rad("soker", &celler)?;
    skriv_onsker(f, n, s, t)?;
    if let Some(status) = t.bedriftsforslag {
        let b = bedrift::for_fag(f, &s.onske);
        let opprettet = f.dag(0, 5, 12).to_string();
        let avslag = if status == Bedriftsforslag::AvslattSoker { Avslatt::Tilbud.code() } else { "" };
        f.bok.rad(
            "bedriftsforslag",
            &[f.nr, &ar, &s.fnr, "1", "1", &f.bedrifter[b].orgnr, status.code(), &opprettet, avslag],
        )?;
    }
    if !matches!(t.kontrakt, Kontraktvalg::Ingen) {
        kontrakt::skriv_sokers(f, s, t.kontrakt)?;
    }
    svar::skriv(f, &s.fnr, t.svar)
}

/// One wish: type, code of ten, school, status.
struct Onske(&'static str, String, String, &'static str);

fn skriv_onsker(f: &mut Fylke, n: usize, s: &Soker, t: &Trekk) -> Result<()> {
    let avtalt = if t.avtalt_bedrift {
        let b = bedrift::for_fag(f, &s.onske);
        f.bedrifter[b].orgnr.clone()
    } else {
        String::new()
    };
    for (i, o) in onsker(f, n, s, t.onsker).into_iter().enumerate() {
        let (nr, ar) = ((i + 1).to_string(), f.ar.to_string());
        let avtalt = if i == 0 { avtalt.as_str() } else { "" };
        let laast = jn(t.laast && i == 0);
        f.bok.rad("onske", &[f.nr, &ar, &s.fnr, &nr, o.0, &o.1, &o.2, avtalt, o.3, laast])?;
    }
    Ok(())
}

fn onsker(f: &mut Fylke, n: usize, s: &Soker, plan: Onsker) -> Vec<Onske> {
    let lare = |fag: &Fag, status| Onske("LARE", fag.kode(), String::new(), status);
    let mut alle = vec![lare(&s.onske, if plan == Onsker::Inntatt { "STRINN" } else { "" })];
    while alle.len() < 2 + n % 3 {
        let i = f.tall.under(VANLIGE.len());
        let i = if VANLIGE[i].vg3 == s.onske.vg3 { (i + 1) % VANLIGE.len() } else { i };
        alle.push(if alle.len() == 2 { skole_onske(s, i, "") } else { lare(&VANLIGE[i], "") });
    }
    let i = f.tall.under(VANLIGE.len());
    match plan {
        Onsker::Vanlig => {}
        Onsker::SkoleSomTo => {
            alle.truncate(2);
            alle.insert(1, skole_onske(s, i, ""));
        }
        Onsker::SkoleForst => alle.insert(0, skole_onske(s, i, "")),
        Onsker::Inntatt => alle.insert(1, skole_onske(s, i, "INNTO")),
        Onsker::Ingen => alle.clear(),
    }
    alle
}

/// Another Vg2 at one's own school.
fn skole_onske(s: &Soker, i: usize, status: &'static str) -> Onske {
    let vg2 = VANLIGE[i].vg2.filter(|kode| *kode != s.fag.siste()).unwrap_or("SRSSR2----");
    Onske("SKOLE", vg2.to_owned(), s.skole.clone(), status)
}

/// Two persons who apply in both counties: one lives in each. Both went to school where they live,
/// so each county's files name the other's first school.
fn skriv_felles(f: &mut Fylke) -> Result<()> {
    let mut tall = Tall::ny(f.seed, "", "felles");
    let mut identer = Identer::ny(FELLES, f.seed);
    for (n, hjemsted) in NABOER.into_iter().enumerate() {
        let ident = identer.neste(Alder::Ung, Slag::Vanlig)?;
        let nummer = format!("00{n}");
        let person = Person::ny(ident, &mut tall, &nummer, hjemsted, format!("{hjemsted}03"));
        person.skriv(&mut f.bok)?;
        let skole = Skole::ny(FYLKER.iter().position(|nr| *nr == hjemsted).unwrap_or(0), 0);
        if hjemsted != f.nr {
            skole.skriv(&mut f.bok)?;
        }
        skriv_felles_en(f, n, person, skole)?;
    }
    Ok(())
}

fn skriv_felles_en(f: &mut Fylke, n: usize, person: Person, skole: Skole) -> Result<()> {
    let svar = if person.hjemsted == f.nr { Svar::Ja } else { Svar::Ingen };
    let t = Trekk { onsker: Onsker::SkoleSomTo, svar, ..profil::VANLIG };
    let fag = VANLIGE[2 + n];
    let s = Soker { fnr: person.ident.fodselsnummer, fag, onske: fag, skole: skole.nr };
    skriv_rett(f, &s.fnr, &t)?;
    if let Some(siste) = t.skolegang {
        skriv_skolegang(&mut f.bok, &s.fnr, &s.fag, &s.skole, f.ar - 1, siste)?;
    }
    skriv_soknad(f, n, &s, &t, person.hjemsted)
}
