//! Schools, and the places they offer in Vg3.

use anyhow::Result;

use super::bok::Bok;
use super::fag::{Fag, KNAPP, SARLOP, UTEN_OPPSTART, VANLIGE};
use super::fylke::{self, Fylke};
use super::ident::skole_orgnr;
use super::{kontrakt_e, profil};
use crate::domain::fylke::FYLKER;

pub struct Skole {
    pub nr: String,
    pub kommunenr: String,
    fylkesnr: &'static str,
    orgnr: String,
    navn: String,
}

const KOMMUNER: [&str; 4] = ["03", "11", "18", "24"];
const ETTERLEDD: [&str; 8] = ["lia", "heia", "vika", "neset", "dalen", "åsen", "fjellet", "øyra"];

/// First parts of made-up places, with the county's flavour.
fn forledd(fylkesnr: &str) -> [&'static str; 8] {
    match fylkesnr {
        "46" => ["Nordfjord", "Sogna", "Hardang", "Sunnhord", "Voss", "Osterfjord", "Stølsheim", "Fitja"],
        "15" => ["Sunnmørs", "Romsdals", "Nordmørs", "Hjørund", "Geita", "Trollhei", "Tustna", "Vanylv"],
        "11" => ["Jær", "Ryfylke", "Dalane", "Karm", "Bokna", "Lyse", "Hafrs", "Ogna"],
        "18" | "55" | "56" => ["Čáhce", "Guovssu", "Beaivi", "Márka", "Skábma", "Várre", "Njárga", "Šilju"],
        _ => ["Nord", "Sør", "Øst", "Vest", "Midt", "Ytre", "Indre", "Stor"],
    }
}

impl Skole {
    /// The i-th school of a county, whatever the seed and the scale: a neighbour can name it.
    pub fn ny(andel: usize, i: usize) -> Self {
        let fylkesnr = FYLKER[andel];
        let slag =
            if fylke::malform(fylkesnr) == "nn" { "vidaregåande skule" } else { "videregående skole" };
        let stad = format!("{}{}", forledd(fylkesnr)[i % 8], ETTERLEDD[(i + i / 8) % 8]);
        Skole {
            nr: format!("{fylkesnr}{:03}", i + 1),
            kommunenr: format!("{fylkesnr}{}", KOMMUNER[i % 4]),
            fylkesnr,
            orgnr: skole_orgnr(andel, i).unwrap_or_default(),
            navn: format!("{stad} {slag}"),
        }
    }

    pub fn skriv(&self, bok: &mut Bok) -> Result<()> {
        let epost = format!("post@skole{}.example", self.nr);
        let malform = fylke::malform(self.fylkesnr);
        bok.rad(
            "skole",
            &[&self.nr, &self.orgnr, &self.navn, self.fylkesnr, &self.kommunenr, &epost, malform],
        )
    }
}

/// Every third school has a fag, so that some applicants find it at their own and some must move.
pub fn har_fag(skole: usize, fag: usize) -> bool {
    (skole + fag).is_multiple_of(3)
}

pub fn skriv_alle(f: &mut Fylke) -> Result<()> {
    let antall = fylke::skalert(30, f.scale).clamp(10, 64);
    for i in 0..antall {
        let skole = Skole::ny(f.andel, i);
        skole.skriv(&mut f.bok)?;
        f.skoler.push(skole);
    }
    skriv_tilbud(f)
}

fn skriv_tilbud(f: &mut Fylke) -> Result<()> {
    let kapasitet = kapasitet(f);
    for (i, fag) in VANLIGE.iter().chain(&SARLOP).enumerate() {
        for skole in (0..f.skoler.len()).filter(|s| har_fag(*s, i)) {
            let oppstart = [f.dag(0, 8, 17), f.dag(0, 8, 31), f.dag(0, 9, 14)][(skole / 3) % 3];
            tilbud(f, skole, fag, kapasitet, &oppstart.to_string())?;
        }
    }
    let antall = profil::antall(f.sokere);
    let med =
        |navn: &str| antall.iter().filter(|(p, _)| p.navn.starts_with(navn)).map(|(_, n)| n).sum::<usize>();
    let oppstart = f.dag(0, 8, 17).to_string();
    tilbud(f, 0, &KNAPP, med("KNAPP") / 2, &oppstart)?;
    tilbud(f, 1, &UTEN_OPPSTART, med("UTEN_OPPSTART"), "")
}

/// Room for the offers likely taken (ASSUMED 45 % of the applicants) and for those in Vg3 already, with a third to spare.
fn kapasitet(f: &Fylke) -> usize {
    let tilbud = (VANLIGE.len() + SARLOP.len()) * f.skoler.len() / 3;
    let ja = f.sokere * 45 / 100;
    (ja * 4 / 3).div_ceil(tilbud) + kontrakt_e::antall(f).div_ceil(tilbud) + 1
}

fn tilbud(f: &mut Fylke, skole: usize, fag: &Fag, kapasitet: usize, oppstart: &str) -> Result<()> {
    let (ar, kapasitet) = (f.ar.to_string(), kapasitet.to_string());
    f.bok.rad("skoletilbud", &[f.nr, &ar, &f.skoler[skole].nr, fag.vg3, &kapasitet, oppstart])
}
