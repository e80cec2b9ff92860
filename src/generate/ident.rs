//! Identity numbers that are nobody's: fødselsnummer with month + 80, orgnr that begin with 3. Unique by construction.

use anyhow::{Result, bail};
use chrono::{Datelike, Days, NaiveDate};

/// The share of the numbers kept for persons who stand in the files of two counties.
pub const FELLES: usize = 15;
const ANDELER: usize = 16;
/// Individnummer per date and share: 500 numbers, whole rounds only.
const RUNDER: usize = 500 / ANDELER;

/// Windows of birth years. They must not overlap: each counts its numbers alone.
#[derive(Clone, Copy)]
pub enum Alder {
    /// 2006–2009
    Ung,
    /// 2000–2005
    Eldre,
    /// 1960–1999
    Voksen,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Slag {
    Vanlig,
    DNummer,
    /// First check digit by the rule for numbers given from 2032.
    Serie2032,
}

pub struct Ident {
    pub fodselsnummer: String,
    pub fodt: NaiveDate,
}

pub struct Identer {
    andel: usize,
    forskyvning: usize,
    brukt: [[usize; 3]; 3],
}

impl Identer {
    pub fn ny(andel: usize, seed: u64) -> Self {
        Identer { andel, forskyvning: usize::try_from(seed % 997).unwrap_or(0), brukt: [[0; 3]; 3] }
    }

    /// # Errors
    /// The county's share of the numbers is used up.
    pub fn neste(&mut self, alder: Alder, slag: Slag) -> Result<Ident> {
        loop {
            let n = self.brukt[alder as usize][slag as usize];
            self.brukt[alder as usize][slag as usize] += 1;
            let Some((serie, individ, fodt)) = self.plass(alder, slag, n) else {
                bail!("no synthetic fødselsnummer left for one county: ask for a smaller scale");
            };
            if let Some(fodselsnummer) = bygg(fodt, individ, serie, slag == Slag::DNummer) {
                return Ok(Ident { fodselsnummer, fodt });
            }
        }
    }

    /// The n-th place: all dates of the window for one individnummer, then the next, then the next series.
    fn plass(&self, alder: Alder, slag: Slag, n: usize) -> Option<(u32, u32, NaiveDate)> {
        let (fra, til) = match alder {
            Alder::Ung => (2006, 2009),
            Alder::Eldre => (2000, 2005),
            Alder::Voksen => (1960, 1999),
        };
        let forste = NaiveDate::from_ymd_opt(fra, 1, 1)?;
        let dager = usize::try_from((NaiveDate::from_ymd_opt(til + 1, 1, 1)? - forste).num_days()).ok()?;
        // A prime step visits every date once a round.
        let dag = (n * 7919 + self.forskyvning) % dager;
        let runde = n / dager;
        let individ = runde % RUNDER * ANDELER + self.andel + if fra >= 2000 { 500 } else { 0 };
        let serier: &[u32] = match slag {
            Slag::Vanlig => &[0, 2, 3],
            Slag::DNummer => &[0],
            Slag::Serie2032 => &[1],
        };
        Some((*serier.get(runde / RUNDER)?, u32::try_from(individ).ok()?, forste + Days::new(dag as u64)))
    }
}

/// The eleven digits, or nothing where a check digit would be ten.
fn bygg(fodt: NaiveDate, individ: u32, serie: u32, d_nummer: bool) -> Option<String> {
    let dag = fodt.day() + if d_nummer { 40 } else { 0 };
    let ni = format!("{dag:02}{:02}{:02}{individ:03}", fodt.month() + 80, fodt.year() % 100);
    let k1 = (11 + serie - sum(&ni, &[3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11) % 11;
    let ti = format!("{ni}{}", enkelt(k1)?);
    let k2 = (11 - sum(&ti, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    Some(format!("{ti}{}", enkelt(k2)?))
}

/// The n-th orgnr of a county's companies or, from `SKOLER`, of its schools; nothing where the check digit would be ten.
pub fn orgnr(andel: usize, n: usize) -> Option<String> {
    let atte = format!("{}", 30_000_000 + (10 + andel) * 100_000 + n);
    let k = (11 - sum(&atte, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    Some(format!("{atte}{}", enkelt(k)?))
}

/// A school's orgnr depends on its own number only, so that a neighbouring county can write the same school.
pub fn skole_orgnr(andel: usize, skole: usize) -> Option<String> {
    const SKOLER: usize = 90_000;
    // Of an even number and the next at most one is invalid: their sums differ by two.
    orgnr(andel, SKOLER + 2 * skole).or_else(|| orgnr(andel, SKOLER + 2 * skole + 1))
}

fn sum(siffer: &str, vekter: &[u32]) -> u32 {
    siffer.bytes().zip(vekter).map(|(b, v)| u32::from(b - b'0') * v).sum()
}

fn enkelt(k: u32) -> Option<u32> {
    (k < 10).then_some(k)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Fodselsnummer;
    use std::collections::HashSet;

    #[test]
    fn numrene_er_gyldige_syntetiske_og_ulike_ogsa_mellom_fylker() {
        let mut sett = HashSet::new();
        for andel in [0, 11, FELLES] {
            let mut identer = Identer::ny(andel, 1);
            for alder in [Alder::Ung, Alder::Eldre, Alder::Voksen] {
                for slag in [Slag::Vanlig, Slag::DNummer, Slag::Serie2032] {
                    for _ in 0..400 {
                        let i = identer.neste(alder, slag).expect("400 are not many");
                        let f = Fodselsnummer::parse(&i.fodselsnummer).expect("a valid number");
                        assert!(f.is_synthetic());
                        assert_eq!(f.is_d_number(), slag == Slag::DNummer);
                        assert!(sett.insert(i.fodselsnummer), "given twice");
                    }
                }
            }
        }
    }

    #[test]
    fn a_used_up_share_is_an_error_and_not_a_repetition() {
        let mut identer = Identer::ny(0, 1);
        let mut sett = HashSet::new();
        while let Ok(i) = identer.neste(Alder::Ung, Slag::Vanlig) {
            assert!(sett.insert(i.fodselsnummer), "given twice");
        }
        assert!(sett.len() > 100_000, "{}", sett.len());
    }

    #[test]
    fn orgnr_har_gyldig_kontrollsiffer() {
        for n in (0..300).filter_map(|n| orgnr(11, n)).chain((0..300).filter_map(|n| skole_orgnr(11, n))) {
            assert_eq!(crate::domain::orgnr::check(&n), Ok(()));
            assert!(n.starts_with('3'));
        }
        assert_eq!((0..300).filter_map(|n| skole_orgnr(11, n)).collect::<HashSet<_>>().len(), 300);
    }
}
