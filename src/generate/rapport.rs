//! Answers to the yearly report from VIGO Bedrift, for `rapport/januar` and `rapport/februar`: they can be taken in only
//! when AR-UTTREKK has made the forms.

use anyhow::Result;
use chrono::{Duration, NaiveDate, NaiveDateTime};

use super::fylke::Fylke;
use super::kontrakt::{Kontrakt, Sted};
use super::tall::Tall;
use crate::domain::kontrakt::laretid_til;
use crate::domain::programomrade::grunnkode;

/// Notes that a contract has a form in the round of the søknadsår, if it counts in it: company, lærefag, faglig leder.
pub fn noter(f: &mut Fylke, k: &Kontrakt) {
    let Sted::Bedrift { plass, faglig_leder: true } = &k.sted else { return };
    let (bedrift, referanse) = (&f.bedrifter[*plass], f.dag(0, 12, 1));
    let til = laretid_til(k.fra, k.netto + k.tillegg).unwrap_or(k.fra);
    let teller = k.godkjent && k.slutt.is_none() && k.fra <= referanse && referanse <= til;
    if teller && bedrift.gyldig_rolle {
        let key = (bedrift.orgnr.clone(), grunnkode(&k.programomrade).to_owned());
        f.skjemaer.insert(key, bedrift.faglig_leder.clone());
    }
}

/// Two of three answer and send in before the first reminder; the others later, in part, or not at all.
pub fn skriv_alle(f: &mut Fylke) -> Result<()> {
    let mut tall = Tall::ny(f.seed, f.nr, "rapport");
    for ((orgnr, fag), leder) in std::mem::take(&mut f.skjemaer) {
        let svart = Svart { orgnr: &orgnr, fag: &fag, leder: &leder };
        let (januar, februar) = (f.dag(1, 1, 7), f.dag(1, 2, 4));
        match tall.under(100) {
            0..64 => svart.alt(f, &mut tall, "januar", januar, 26)?,
            64..76 => svart.alt(f, &mut tall, "februar", februar, 16)?,
            76..82 => svart.noe(f, &mut tall, "januar", januar, 8)?,
            82..90 => {
                let antall = 1 + tall.under(6);
                svart.noe(f, &mut tall, "januar", januar, antall)?;
            }
            // Sends in with a question left open, and is refused.
            90..92 => {
                svart.noe(f, &mut tall, "januar", januar, 6)?;
                svart.send(f, "januar", f.dag(1, 1, 28).and_hms_opt(9, 0, 0).unwrap_or_default())?;
            }
            _ => {}
        }
    }
    Ok(())
}

struct Svart<'a> {
    orgnr: &'a str,
    fag: &'a str,
    leder: &'a str,
}

const SVAR: [&str; 4] = [
    "Ja",
    "Ja. Vi følger planen, og går gjennom den med lærlingen hvert halvår.",
    "Ja, for det meste. Instruktørene får egen tid til dette fra våren.",
    "Delvis. Vi arbeider med å få det på plass.",
];

impl Svart<'_> {
    fn alt(&self, f: &mut Fylke, tall: &mut Tall, del: &str, fra: NaiveDate, dager: usize) -> Result<()> {
        let tid = tid(tall, fra, dager);
        for nr in 1..=9 {
            self.svar(f, tall, del, nr, tid)?;
        }
        self.send(f, del, tid + Duration::minutes(7))
    }

    fn noe(&self, f: &mut Fylke, tall: &mut Tall, del: &str, fra: NaiveDate, antall: usize) -> Result<()> {
        let tid = tid(tall, fra, 20);
        (1..=antall).try_for_each(|nr| self.svar(f, tall, del, nr, tid))
    }

    fn svar(&self, f: &mut Fylke, tall: &mut Tall, del: &str, nr: usize, tid: NaiveDateTime) -> Result<()> {
        let kind =
            if del == "januar" { "rapport/januar/rapport_svar" } else { "rapport/februar/rapport_svar" };
        let svar = if nr == 9 { "Nei" } else { tall.velg(&SVAR) };
        let (ar, nr) = (f.ar.to_string(), nr.to_string());
        f.bok.rad(kind, &[&ar, f.nr, self.orgnr, self.fag, &nr, svar, &utc(tid)])
    }

    fn send(&self, f: &mut Fylke, del: &str, tid: NaiveDateTime) -> Result<()> {
        let januar = del == "januar";
        let kind =
            if januar { "rapport/januar/rapport_innsending" } else { "rapport/februar/rapport_innsending" };
        f.innsendinger += 1;
        let id = format!("R{}-{}-{:06}", f.nr, f.ar, f.innsendinger);
        f.bok.rad(kind, &[&id, &f.ar.to_string(), f.nr, self.orgnr, self.fag, self.leder, &utc(tid)])
    }
}

/// Some second of a working day within so many days.
fn tid(tall: &mut Tall, fra: NaiveDate, dager: usize) -> NaiveDateTime {
    let morgen = fra.and_hms_opt(7, 0, 0).expect("a time of day");
    let sekunder = tall.under(dager) * 86_400 + tall.under(9 * 3600);
    morgen + Duration::seconds(i64::try_from(sekunder).unwrap_or(0))
}

fn utc(tid: NaiveDateTime) -> String {
    tid.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
