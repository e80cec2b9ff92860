//! Synthetic counties as CSV, for fixtures, trials and benchmarks: the same order gives the same bytes on every machine.
//! No number, name or address is anybody's. Writes files and nothing else: no database, no clock.
//!
//! A county's files depend on the seed, the scale and the year, never on which other counties were ordered;
//! yet two persons apply in both 46 and 11, with equal rows in both.

mod bedrift;
mod bok;
mod fag;
mod fylke;
mod ident;
mod kontrakt;
mod kontrakt_e;
mod navn;
mod person;
pub mod profil;
mod rapport;
mod skole;
mod soker;
mod svar;
mod tall;

use std::path::{Path, PathBuf};

use crate::domain::fylke::FYLKER;
use anyhow::{Result, bail};

use fylke::Fylke;

/// What to make. Scale 1.0 is a large county: 30,000 applicants, 90,000 wishes, 40,000 contracts.
#[derive(Clone, Debug)]
pub struct Order {
    pub fylker: Vec<String>,
    pub scale: f64,
    pub seed: u64,
    pub soknadsar: i64,
}

/// Applicants per county at a scale, without the two who apply in both 46 and 11.
pub fn sokere(scale: f64) -> usize {
    fylke::skalert(30_000, scale)
}

/// Writes `out/<fylkesnr>/<kind>.csv`, and beside them what can be taken in only later: `svar/websvar.csv` when 5A115 has
/// made the offers, `rapport/januar` and `rapport/februar` when AR-UTTREKK has made the forms. Returns every file written.
///
/// # Errors
/// An unknown county, a scale outside 0 to 4 or a year outside 2000 to 2100; a file that cannot be written.
pub fn write(order: &Order, out: &Path) -> Result<Vec<PathBuf>> {
    if !(order.scale > 0.0 && order.scale <= 4.0) {
        bail!("scale `{}` is not between 0 and 4: 1 is a large county", order.scale);
    }
    if !(2000..=2100).contains(&order.soknadsar) {
        bail!("søknadsår `{}` is not between 2000 and 2100", order.soknadsar);
    }
    let andeler = order.fylker.iter().map(|nr| andel(nr)).collect::<Result<Vec<_>>>()?;
    let mut paths = Vec::new();
    for andel in andeler {
        paths.extend(Fylke::ny(order, andel, out).skriv()?);
    }
    Ok(paths)
}

fn andel(fylkesnr: &str) -> Result<usize> {
    match FYLKER.iter().position(|f| *f == fylkesnr) {
        Some(andel) => Ok(andel),
        None => bail!("`{fylkesnr}` is no fylke: give one of {}", FYLKER.join(", ")),
    }
}
