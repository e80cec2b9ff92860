//! Contracts of training in a company: the applicants' own, and those of everybody else in the county.

use anyhow::Result;
use chrono::{Days, NaiveDate};

use super::bedrift;
use super::fag::{Fag, MODUL, VANLIGE};
use super::fylke::Fylke;
use super::ident::{Alder, Slag};
use super::person::{Person, jn};
use super::profil::Kontraktvalg;
use super::rapport;
use super::soker::Soker;
use crate::domain::kontrakt::laretid_til;

/// One contract's cells that differ; the rest follows from these.
pub struct Kontrakt {
    pub fnr: String,
    pub kontraktstype: &'static str,
    pub programomrade: String,
    /// In school, or else in the company at this place.
    pub sted: Sted,
    pub fra: NaiveDate,
    pub netto: u32,
    pub tillegg: u32,
    pub meropplaring: bool,
    pub godkjent: bool,
    pub slutt: Option<Slutt>,
}

pub enum Sted {
    Skole(String),
    Bedrift { plass: usize, faglig_leder: bool },
}

/// The day it ended, the avslutningskode, and who ended it.
pub struct Slutt(pub NaiveDate, pub &'static str, pub &'static str);

impl Kontrakt {
    fn l(fnr: String, fag: &Fag, plass: usize, fra: NaiveDate) -> Self {
        Kontrakt {
            fnr,
            kontraktstype: "L",
            programomrade: fag.kode(),
            sted: Sted::Bedrift { plass, faglig_leder: true },
            fra,
            netto: 24,
            tillegg: 0,
            meropplaring: false,
            godkjent: true,
            slutt: None,
        }
    }

    /// Lærekandidat: an opplæringskontrakt towards a kompetanseprøve.
    fn som_o(mut self, fag: &Fag) -> Self {
        self.kontraktstype = "O";
        self.programomrade = format!("{}H---", fag.vg3);
        self
    }

    /// Writes the contract and returns its number.
    pub fn skriv(&self, f: &mut Fylke) -> Result<String> {
        f.kontrakter += 1;
        let nr = format!("V{}-{:06}", f.nr, f.kontrakter);
        let til = laretid_til(self.fra, self.netto + self.tillegg).unwrap_or(self.fra);
        // The county approves some weeks before the training starts.
        let godkjent = if self.godkjent { (self.fra - Days::new(40)).to_string() } else { String::new() };
        let [ansvarlig, skole, bedrift, leder] = self.parter(f);
        let (slutt, kode, hevet) = match &self.slutt {
            Some(Slutt(dag, kode, hevet)) => (dag.to_string(), *kode, *hevet),
            None => (String::new(), "", ""),
        };
        f.bok.rad(
            "kontrakt",
            &[
                f.nr,
                &nr,
                &self.fnr,
                self.kontraktstype,
                &self.programomrade,
                &ansvarlig,
                &skole,
                &bedrift,
                &leder,
                &self.fra.to_string(),
                &til.to_string(),
                &self.netto.to_string(),
                &self.tillegg.to_string(),
                jn(self.meropplaring),
                &godkjent,
                &slutt,
                kode,
                hevet,
            ],
        )?;
        Ok(nr)
    }

    /// Who signs, the school, where the training happens, the faglig leder.
    fn parter(&self, f: &Fylke) -> [String; 4] {
        match &self.sted {
            Sted::Skole(nr) => [String::new(), nr.clone(), String::new(), String::new()],
            Sted::Bedrift { plass, faglig_leder } => {
                let b = &f.bedrifter[*plass];
                let leder = if *faglig_leder { b.faglig_leder.clone() } else { String::new() };
                [b.organ.as_ref().unwrap_or(&b.orgnr).clone(), String::new(), b.orgnr.clone(), leder]
            }
        }
    }
}

/// The contract an applicant has.
pub fn skriv_sokers(f: &mut Fylke, s: &Soker, valg: Kontraktvalg) -> Result<()> {
    let plass = bedrift::for_fag(f, &s.fag);
    let k = Kontrakt::l(s.fnr.clone(), &s.fag, plass, f.dag(0, 8, 17));
    let k = match valg {
        Kontraktvalg::Ingen => return Ok(()),
        Kontraktvalg::Godkjent => k,
        Kontraktvalg::UnderBehandling => Kontrakt { godkjent: false, ..k },
        Kontraktvalg::Opplaring => k.som_o(&s.fag),
        Kontraktvalg::Gammel => {
            let slutt = Slutt(f.dag(-1, 11, 14), "FV", "LARLING");
            Kontrakt { fra: f.dag(-2, 8, 18), slutt: Some(slutt), netto: 18, ..k }
        }
    };
    rapport::noter(f, &k);
    k.skriv(f).map(|_| ())
}

/// Contracts of persons who do not apply this year.
pub fn skriv_andre(f: &mut Fylke, antall: usize) -> Result<()> {
    for n in 0..antall {
        let alder = if n % 25 == 9 { Alder::Voksen } else { Alder::Eldre };
        let person = Person::neste(f, alder, Slag::Vanlig)?;
        person.skriv(&mut f.bok)?;
        let fag = VANLIGE[f.tall.under(VANLIGE.len())];
        let plass = bedrift::for_fag(f, &fag);
        let fra = [f.dag(-1, 8, 18), f.dag(-2, 8, 19), f.dag(-1, 10, 1)][n % 3];
        let k = Kontrakt::l(person.ident.fodselsnummer, &fag, plass, fra);
        skriv_slag(f, n, &fag, k)?;
    }
    Ok(())
}

/// Most run; the first 25 are one of each kind there is, and so on round.
fn skriv_slag(f: &mut Fylke, n: usize, fag: &Fag, k: Kontrakt) -> Result<()> {
    let ferdig = f.dag(-1, 6, 12);
    let k = match n % 25 {
        1 => Kontrakt { fra: f.dag(0, 8, 17), godkjent: false, ..k },
        3 => Kontrakt { fra: f.dag(-3, 8, 19), slutt: Some(Slutt(ferdig, "AB", "")), ..k },
        5 => Kontrakt { slutt: Some(Slutt(f.dag(0, 2, 27), "FV", "LARLING")), ..k },
        7 | 8 => k.som_o(fag),
        9 => modul(n, k),
        11 => Kontrakt { fra: f.dag(-3, 8, 19), slutt: Some(Slutt(ferdig, "S1", "")), ..k },
        13 => uten_leder(k),
        _ => k,
    };
    let nr = k.skriv(f)?;
    // The avbrudd of the fifteenth is open still.
    if n % 25 != 15 {
        rapport::noter(f, &k);
    }
    match n % 25 {
        3 => prove(f, &nr, &k.programomrade, "B", ferdig),
        11 => prove(f, &nr, &k.programomrade, "IB", ferdig),
        15 => avbrudd(f, &nr, f.dag(-1, 11, 3), None),
        17 => avbrudd(f, &nr, f.dag(0, 1, 12), Some(f.dag(0, 4, 30))),
        _ => Ok(()),
    }
}

fn modul(n: usize, k: Kontrakt) -> Kontrakt {
    Kontrakt { programomrade: format!("{}MF--", MODUL[n / 25 % MODUL.len()]), netto: 36, ..k }
}

fn uten_leder(mut k: Kontrakt) -> Kontrakt {
    if let Sted::Bedrift { faglig_leder, .. } = &mut k.sted {
        *faglig_leder = false;
    }
    k
}

fn prove(f: &mut Fylke, nr: &str, kode: &str, resultat: &str, dag: NaiveDate) -> Result<()> {
    f.bok.rad("prove", &[f.nr, nr, "1", "P_ORD", "F", kode, "AVHOLDT", &dag.to_string(), resultat])
}

pub fn avbrudd(f: &mut Fylke, nr: &str, fra: NaiveDate, til: Option<NaiveDate>) -> Result<()> {
    let til = til.map(|d| d.to_string()).unwrap_or_default();
    f.bok.rad("kontrakt_avbrudd", &[f.nr, nr, &fra.to_string(), &til])
}
