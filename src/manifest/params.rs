//! A run's parameters. Each layer wins over the one before it:
//!
//! 1. the manifest's default (`[params.NAME]`),
//! 2. the county's in the manifest (`[fylke.NN.params]`),
//! 3. the county's row in the database for the year (`fylke_parameter`),
//! 4. what the operator gives (`--param`).

use anyhow::{Result, bail, ensure};
use serde::Serialize;

use super::{Job, Param};
use crate::domain::ligner::did_you_mean;

/// The layer a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    Default,
    Manifest,
    Database,
    Given,
}

/// A parameter as it is in force for a county.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InForce {
    pub name: String,
    pub value: toml::Value,
    pub about: String,
    /// What the value rests on, where that is said: a default's mark does not speak for another value.
    pub mark: Option<String>,
    pub from: Origin,
}

impl Job {
    /// The manifest's own values for a county.
    pub(super) fn table(&self, fylke: Option<&str>) -> toml::Table {
        table(&self.layers(fylke))
    }

    /// Everything together, checked. `rows` are the county's of the year, `given` the operator's; both as text, such as
    /// `svarfrist_dager` and `8`, of which a later one wins.
    ///
    /// # Errors
    /// Names the parameter that is unknown or ill-typed, and what was expected.
    pub fn in_force(
        &self,
        fylke: &str,
        rows: &[(String, String)],
        given: &[(String, String)],
    ) -> Result<Vec<InForce>> {
        let mut all = self.layers(Some(fylke));
        for (layer, from) in [(rows, Origin::Database), (given, Origin::Given)] {
            for (name, text) in layer {
                ensure!(from != Origin::Database || !is_year(name), "`{name}`: {}", ROWS_YEAR);
                self.lay(&mut all, name, text, from)?;
            }
        }
        self.routine.fits(&table(&all)).map_err(|e| e.context(format!("parameters of {}", self.code)))?;
        Ok(all)
    }

    /// The first that will not do in this year, applied in or reported on: where its value comes from, and what is wrong.
    pub fn out_of_year(&self, all: &[InForce], year: i64) -> Option<(Origin, String)> {
        all.iter().find_map(|p| {
            let e = self.routine.bound(&p.name)?.check(&p.value, Some(year)).err()?;
            Some((p.from, format!("parameters of {} in {year}: {e}", self.code)))
        })
    }

    /// As `in_force`, of one layer over the manifest's, as the routine takes it.
    ///
    /// # Errors
    /// As `in_force`.
    pub fn resolve(&self, fylke: &str, given: &[(String, String)]) -> Result<toml::Table> {
        Ok(table(&self.in_force(fylke, &[], given)?))
    }

    /// The two layers of the manifest.
    fn layers(&self, fylke: Option<&str>) -> Vec<InForce> {
        let own = fylke.and_then(|f| self.fylke.get(f));
        let layer = |(name, p): (&String, &Param)| {
            let own = own.and_then(|o| o.params.get(name));
            let (value, mark, from) = match own {
                Some(own) => (&own.value, own.mark.clone(), Origin::Manifest),
                None => (&p.value, Some(p.mark.clone()), Origin::Default),
            };
            InForce { name: name.clone(), value: value.clone(), about: p.about.clone(), mark, from }
        };
        self.params.iter().map(layer).collect()
    }

    fn lay(&self, all: &mut [InForce], name: &str, text: &str, from: Origin) -> Result<()> {
        let Some(under) = all.iter_mut().find(|p| p.name == name) else {
            let known: Vec<_> = self.params.keys().map(String::as_str).collect();
            let near = did_you_mean(name, known.iter().copied());
            bail!("{} has no parameter `{name}`; it has {}{near}", self.code, known.join(", "));
        };
        under.value = typed(&under.value, text, name)?;
        (under.mark, under.from) = (None, from);
        Ok(())
    }
}

/// The row is found by the year it stands for: one that named another would never be read, or be read for the wrong year.
pub(super) const ROWS_YEAR: &str = "the year is the row's own `soknadsar`; no parameter moves it";

pub(super) fn is_year(name: &str) -> bool {
    matches!(name, "soknadsar" | "ar")
}

/// As a routine takes them.
pub fn table(all: &[InForce]) -> toml::Table {
    all.iter().map(|p| (p.name.clone(), p.value.clone())).collect()
}

/// Reads `text` as the same type as the default.
pub(super) fn typed(default: &toml::Value, text: &str, name: &str) -> Result<toml::Value> {
    if default.is_str() {
        return Ok(toml::Value::String(text.trim_matches('"').to_owned()));
    }
    let parsed = toml::from_str::<toml::Table>(&format!("v = {text}")).ok().and_then(|mut t| t.remove("v"));
    match parsed {
        Some(value) if value.same_type(default) => Ok(value),
        _ => bail!("parameter `{name}` is `{text}`, expected {} such as `{default}`", default.type_str()),
    }
}
