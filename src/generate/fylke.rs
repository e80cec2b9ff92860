//! One county being written: its size, its rows of numbers, its schools and companies, its folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::NaiveDate;

use super::bedrift::Bedrift;
use super::bok::Bok;
use super::ident::Identer;
use super::skole::Skole;
use super::tall::Tall;
use super::{Order, bedrift, kontrakt, kontrakt_e, rapport, skole, soker};
use crate::domain::Hendelse;
use crate::domain::fylke::FYLKER;

pub struct Fylke {
    pub nr: &'static str,
    pub andel: usize,
    pub seed: u64,
    /// Søknadsår: the autumn it is about.
    pub ar: i64,
    pub scale: f64,
    pub sokere: usize,
    pub tall: Tall,
    pub identer: Identer,
    pub bok: Bok,
    pub skoler: Vec<Skole>,
    pub bedrifter: Vec<Bedrift>,
    /// Numbers given out so far.
    pub personer: usize,
    pub kontrakter: usize,
    pub svar: usize,
    pub innsendinger: usize,
    /// Company and lærefag with a form of the yearly report, and who may answer it.
    pub skjemaer: BTreeMap<(String, String), String>,
}

impl Fylke {
    pub fn ny(order: &Order, andel: usize, out: &Path) -> Self {
        let nr = FYLKER[andel];
        Fylke {
            nr,
            andel,
            seed: order.seed,
            ar: order.soknadsar,
            scale: order.scale,
            sokere: super::sokere(order.scale),
            tall: Tall::ny(order.seed, nr, "fylke"),
            identer: Identer::ny(andel, order.seed),
            bok: Bok::ny(&out.join(nr)),
            skoler: Vec::new(),
            bedrifter: Vec::new(),
            personer: 0,
            kontrakter: 0,
            svar: 0,
            innsendinger: 0,
            skjemaer: BTreeMap::new(),
        }
    }

    /// Rows go to disk as they are made: only schools and companies are kept.
    pub fn skriv(mut self) -> Result<Vec<PathBuf>> {
        self.oppsett()?;
        skole::skriv_alle(&mut self)?;
        bedrift::skriv_alle(&mut self)?;
        soker::skriv_alle(&mut self)?;
        kontrakt_e::skriv_alle(&mut self)?;
        let rest = skalert(40_000, self.scale).saturating_sub(self.kontrakter);
        kontrakt::skriv_andre(&mut self, rest)?;
        rapport::skriv_alle(&mut self)?;
        self.bok.lukk()
    }

    pub fn kommunenr(&mut self) -> String {
        let skole = self.tall.under(self.skoler.len());
        self.skoler[skole].kommunenr.clone()
    }

    /// A year relative to the søknadsår, a month and a day.
    pub fn dag(&self, ar: i64, maned: u32, dag: u32) -> NaiveDate {
        let ar = i32::try_from(self.ar + ar).unwrap_or_default();
        NaiveDate::from_ymd_opt(ar, maned, dag).expect("no caller names 29 February")
    }

    /// The county's own parameters; four counties archive.
    fn oppsett(&mut self) -> Result<()> {
        let ar = self.ar.to_string();
        self.bok.rad("fylke_parameter", &[self.nr, &ar, "5A115.svarfrist_dager", "7"])?;
        let aktiv = if ["15", "34", "46", "50"].contains(&self.nr) { "J" } else { "N" };
        for (hendelse, dokumenttype, nb, nn) in HENDELSER {
            self.bok
                .rad("arkivhendelse_oppsett", &[self.nr, hendelse.code(), aktiv, dokumenttype, nb, nn])?;
        }
        Ok(())
    }
}

const HENDELSER: [(Hendelse, &str, &str, &str); 4] = [
    (Hendelse::Tilbud, "TILBUD", "Tilbud om Vg3 i skole", "Tilbod om Vg3 i skule"),
    (Hendelse::Svar, "SVAR", "Svar på tilbud om Vg3 i skole", "Svar på tilbod om Vg3 i skule"),
    (Hendelse::Oppmelding, "OPPMELDING", "Oppmelding til prøve", "Oppmelding til prøve"),
    (Hendelse::ArligRapport, "AR_SVAR", "Årlig rapportering", "Årleg rapportering"),
];

/// The county's written standard (ASSUMED nynorsk for 15 and 46).
pub fn malform(fylkesnr: &str) -> &'static str {
    if matches!(fylkesnr, "15" | "46") { "nn" } else { "nb" }
}

/// A count at a scale, at least one.
pub fn skalert(antall: u32, scale: f64) -> usize {
    let n = (f64::from(antall) * scale).round().max(1.0);
    // The scale is bounded, so the count is far below what a usize holds.
    n as usize
}
