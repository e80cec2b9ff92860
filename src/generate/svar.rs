//! Answers from the web to the general offer, for `svar/websvar.csv`.

use anyhow::Result;
use chrono::{Duration, NaiveDateTime};

use super::fylke::Fylke;
use super::profil::Svar;
use crate::domain::{JaNei, Trinn};

/// The demo's dates: offers on 28 July, the last day to answer 4 August.
pub fn skriv(f: &mut Fylke, fnr: &str, svar: Svar) -> Result<()> {
    let tidlig = tid(f, 7, 28, 72);
    let sent = tid(f, 8, 1, 72);
    let siste_sekund = f.dag(0, 8, 4).and_hms_opt(21, 59, 59).expect("a time of day");
    match svar {
        Svar::Ingen | Svar::Uteblir => Ok(()),
        Svar::Ja => rad(f, fnr, Trinn::Generelt, JaNei::Ja, tidlig),
        Svar::Nei => rad(f, fnr, Trinn::Generelt, JaNei::Nei, tidlig),
        Svar::JaSaNei => to(f, fnr, (JaNei::Ja, tidlig), (JaNei::Nei, sent)),
        Svar::NeiSaJa => to(f, fnr, (JaNei::Nei, tidlig), (JaNei::Ja, siste_sekund)),
        Svar::JaToGanger => to(f, fnr, (JaNei::Ja, tidlig), (JaNei::Ja, sent)),
        // 08:00 in Oslo the morning after.
        Svar::ForSent => {
            rad(f, fnr, Trinn::Generelt, JaNei::Ja, siste_sekund + Duration::seconds(8 * 3600 + 1))
        }
        Svar::FeilTrinn => rad(f, fnr, Trinn::Skole, JaNei::Ja, tidlig),
    }
}

/// Some second within so many hours from noon UTC.
fn tid(f: &mut Fylke, maned: u32, dag: u32, timer: usize) -> NaiveDateTime {
    let fra = f.dag(0, maned, dag).and_hms_opt(12, 0, 0).expect("noon");
    fra + Duration::seconds(i64::try_from(f.tall.under(timer * 3600)).unwrap_or(0))
}

fn to(f: &mut Fylke, fnr: &str, forste: (JaNei, NaiveDateTime), andre: (JaNei, NaiveDateTime)) -> Result<()> {
    rad(f, fnr, Trinn::Generelt, forste.0, forste.1)?;
    rad(f, fnr, Trinn::Generelt, andre.0, andre.1)
}

fn rad(f: &mut Fylke, fnr: &str, gjelder: Trinn, svar: JaNei, mottatt: NaiveDateTime) -> Result<()> {
    f.svar += 1;
    let id = format!("W{}-{}-{:06}", f.nr, f.ar, f.svar);
    let mottatt = mottatt.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    f.bok.rad(
        "svar/websvar",
        &[&id, f.nr, &f.ar.to_string(), fnr, "1", "1", gjelder.code(), svar.code(), &mottatt],
    )
}
