//! Companies, the samarbeidsorganer they belong to, their approvals and their people.

use anyhow::{Context, Result};

use super::fag::{Fag, VANLIGE};
use super::fylke::{Fylke, skalert};
use super::ident::{Alder, Slag, orgnr};
use super::navn;
use super::person::Person;
use super::profil::Epost;

pub struct Bedrift {
    pub orgnr: String,
    /// The samarbeidsorgan that signs for it.
    pub organ: Option<String>,
    pub faglig_leder: String,
    /// The leder's role has not ended.
    pub gyldig_rolle: bool,
}

const OMRADER: [&str; 8] = [
    "bygg og anlegg",
    "elektro",
    "helse og oppvekst",
    "industri",
    "mat og servering",
    "handel og service",
    "naturbruk",
    "transport",
];

pub fn skriv_alle(f: &mut Fylke) -> Result<()> {
    let mut numre = (0..90_000).filter_map({
        let andel = f.andel;
        move |n| orgnr(andel, n)
    });
    let antall = skalert(1200, f.scale).max(2 * VANLIGE.len());
    let mut organer = Vec::new();
    for n in 0..(antall / 40).max(2) {
        organer.push(skriv_organ(f, n, numre.next().context("no synthetic orgnr left")?)?);
    }
    for n in 0..antall {
        let orgnr = numre.next().context("no synthetic orgnr left")?;
        let bedrift = skriv_en(f, n, orgnr, &organer[n % organer.len()])?;
        f.bedrifter.push(bedrift);
    }
    Ok(())
}

fn skriv_organ(f: &mut Fylke, n: usize, orgnr: String) -> Result<String> {
    let navn = format!("Opplæringskontoret for {} {} nr. {}", OMRADER[n % 8], f.nr, n / 8 + 1);
    f.bok.rad("bedrift", &[&orgnr, &navn, "J", &format!("post@kontor{orgnr}.example")])?;
    let person = Person::neste(f, Alder::Voksen, Slag::Vanlig)?;
    person.skriv(&mut f.bok)?;
    rolle(f, person.fnr(), &orgnr, "ADMINISTRATOR", false)?;
    Ok(orgnr)
}

/// Two of three companies sign through a samarbeidsorgan.
fn skriv_en(f: &mut Fylke, n: usize, orgnr: String, organ: &str) -> Result<Bedrift> {
    let fag = &VANLIGE[n % VANLIGE.len()];
    let navn = navn::bedrift(&mut f.tall, fag.bransje);
    let epost = if n % 13 == 5 { String::new() } else { format!("post@bedrift{orgnr}.example") };
    f.bok.rad("bedrift", &[&orgnr, &navn, "N", &epost])?;
    let organ = (!n.is_multiple_of(3)).then(|| organ.to_owned());
    if let Some(organ) = &organ {
        f.bok.rad("medlemskap", &[organ, &orgnr, &f.dag(-8, 1, 1).to_string(), ""])?;
    }
    skriv_kurs(f, n, &orgnr)?;
    let faglig_leder = skriv_leder(f, n, &orgnr)?;
    Ok(Bedrift { orgnr, organ, faglig_leder, gyldig_rolle: !har_sluttet(n) })
}

/// Approved in its own fag; every other company in one more, every tenth in one that has run out.
fn skriv_kurs(f: &mut Fylke, n: usize, orgnr: &str) -> Result<()> {
    let (fra, ut) = (f.dag(-7, 8, 1).to_string(), f.dag(-1, 7, 31).to_string());
    let fag = |k: usize| VANLIGE[(n + k) % VANLIGE.len()].vg3;
    f.bok.rad("bedriftskurs", &[f.nr, orgnr, fag(0), &fra, ""])?;
    if n.is_multiple_of(2) {
        f.bok.rad("bedriftskurs", &[f.nr, orgnr, fag(3), &fra, ""])?;
    }
    if n % 10 == 7 {
        f.bok.rad("bedriftskurs", &[f.nr, orgnr, fag(5), &fra, &ut])?;
    }
    Ok(())
}

/// The faglig leder of the contracts: some lead two companies, some roles have ended, some cannot be written to.
fn skriv_leder(f: &mut Fylke, n: usize, orgnr: &str) -> Result<String> {
    let fnr = match f.bedrifter.last() {
        Some(forrige) if n % 11 == 10 => forrige.faglig_leder.clone(),
        _ => ny_leder(f, n)?,
    };
    rolle(f, &fnr, orgnr, "FAGLIG_LEDER", har_sluttet(n))?;
    if n % 3 == 1 {
        rolle(f, &fnr, orgnr, "DAGLIG_LEDER", false)?;
    }
    if n % 7 == 3 {
        let andre = ny_leder(f, 1)?;
        rolle(f, &andre, orgnr, if n.is_multiple_of(2) { "FAGLIG_LEDER" } else { "INSTRUKTOR" }, false)?;
    }
    Ok(fnr)
}

fn har_sluttet(n: usize) -> bool {
    n % 29 == 7
}

fn ny_leder(f: &mut Fylke, n: usize) -> Result<String> {
    let epost = match n % 37 {
        11 => Epost::Mangler,
        23 => Epost::Ubrukelig,
        _ => Epost::Vanlig,
    };
    let person = Person::neste(f, Alder::Voksen, Slag::Vanlig)?.med_epost(epost);
    person.skriv(&mut f.bok)?;
    Ok(person.ident.fodselsnummer)
}

fn rolle(f: &mut Fylke, fnr: &str, orgnr: &str, rolle: &str, slutt: bool) -> Result<()> {
    let tom = if slutt { f.dag(-1, 12, 15).to_string() } else { String::new() };
    f.bok.rad("ansatt_rolle", &[fnr, f.nr, orgnr, rolle, &f.dag(-6, 1, 1).to_string(), &tom])
}

/// A company that trains in a fag; any company for the rare ones. Its place in `bedrifter`.
pub fn for_fag(f: &mut Fylke, fag: &Fag) -> usize {
    let forste = VANLIGE.iter().position(|v| v.vg3 == fag.vg3).unwrap_or(0);
    let runder = f.bedrifter.len() / VANLIGE.len();
    forste + VANLIGE.len() * f.tall.under(runder)
}
