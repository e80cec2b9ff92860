//! A person: a made-up name, an address under `.example`, a telephone number that cannot be dialled.

use anyhow::Result;

use super::bok::Bok;
use super::fag::Fag;
use super::fylke::{self, Fylke};
use super::ident::{Alder, Ident, Slag};
use super::navn;
use super::profil::{Epost, Karakterer};
use super::tall::Tall;

pub struct Person {
    pub ident: Ident,
    fornavn: &'static str,
    etternavn: &'static str,
    epost: String,
    mobil: String,
    malform: &'static str,
    pub adressesperre: bool,
    pub hjemsted: &'static str,
    kommunenr: String,
}

impl Person {
    /// `nummer` makes the address unique.
    pub fn ny(
        ident: Ident,
        tall: &mut Tall,
        nummer: &str,
        hjemsted: &'static str,
        kommunenr: String,
    ) -> Self {
        let (fornavn, etternavn) = navn::person(tall);
        let epost = format!("{}.{}{nummer}@post.example", navn::ascii(fornavn), navn::ascii(etternavn));
        // No Norwegian number begins with 0.
        let mobil =
            if tall.prosent(80) { format!("+47000{:05}", tall.under(100_000)) } else { String::new() };
        let malform = malform(tall, hjemsted);
        Person { ident, fornavn, etternavn, epost, mobil, malform, adressesperre: false, hjemsted, kommunenr }
    }

    /// The next person of a county.
    pub fn neste(f: &mut Fylke, alder: Alder, slag: Slag) -> Result<Self> {
        let ident = f.identer.neste(alder, slag)?;
        f.personer += 1;
        let nummer = format!("{}{}", f.nr, f.personer);
        let kommunenr = f.kommunenr();
        Ok(Person::ny(ident, &mut f.tall, &nummer, f.nr, kommunenr))
    }

    pub fn fnr(&self) -> &str {
        &self.ident.fodselsnummer
    }

    pub fn med_epost(mut self, epost: Epost) -> Self {
        match epost {
            Epost::Vanlig => {}
            Epost::Mangler => self.epost.clear(),
            Epost::Ubrukelig => self.epost = self.epost.replace('@', "(at)"),
        }
        self
    }

    pub fn bosatt(&mut self, fylkesnr: &'static str) {
        self.hjemsted = fylkesnr;
        self.kommunenr = format!("{fylkesnr}03");
    }

    pub fn skriv(&self, bok: &mut Bok) -> Result<()> {
        bok.rad(
            "person",
            &[
                self.fnr(),
                self.fornavn,
                self.etternavn,
                &self.ident.fodt.to_string(),
                &self.epost,
                &self.mobil,
                self.malform,
                jn(self.adressesperre),
                self.hjemsted,
                &self.kommunenr,
            ],
        )
    }
}

fn malform(tall: &mut Tall, fylkesnr: &str) -> &'static str {
    let (eigen, annan) = if fylke::malform(fylkesnr) == "nn" { ("nn", "nb") } else { ("nb", "nn") };
    match tall.under(100) {
        0..60 => eigen,
        60..85 => annan,
        _ => "",
    }
}

pub fn jn(sant: bool) -> &'static str {
    if sant { "J" } else { "N" }
}

/// The road to a lærefag: Vg1 passed, then the last course as `siste` says. `ar` is the year the last one began.
pub fn skriv_skolegang(
    bok: &mut Bok,
    fnr: &str,
    fag: &Fag,
    skolenr: &str,
    ar: i64,
    siste: Karakterer,
) -> Result<()> {
    if fag.vg2.is_some() {
        let forrige = (ar - 1).to_string();
        bok.rad("elevkurs", &[fnr, &forrige, skolenr, fag.vg1, "J", "0", "0", "0", "N", ""])?;
    }
    let bevistype = if siste.fullfort { "" } else { "KB" };
    skriv_elevkurs(bok, fnr, fag.siste(), skolenr, ar, siste, bevistype)
}

/// One school course; Vg3 is avsluttende kompetanse.
pub fn skriv_elevkurs(
    bok: &mut Bok,
    fnr: &str,
    kode: &str,
    skolenr: &str,
    ar: i64,
    k: Karakterer,
    bevistype: &str,
) -> Result<()> {
    let [ar, programfag, fellesfag, iv] =
        [ar, k.stryk_programfag.into(), k.stryk_fellesfag.into(), k.iv.into()].map(|n: i64| n.to_string());
    let avsluttende = jn(kode.as_bytes().get(5) == Some(&b'3'));
    bok.rad(
        "elevkurs",
        &[fnr, &ar, skolenr, kode, jn(k.fullfort), &programfag, &fellesfag, &iv, avsluttende, bevistype],
    )
}
