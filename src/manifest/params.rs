//! A run's parameters: the manifest's, then the county's in the manifest, then the county's in the database, then the operator's.

use anyhow::{Result, bail};

use super::Job;

impl Job {
    /// The manifest's own values for a county.
    pub(super) fn table(&self, fylke: Option<&str>) -> toml::Table {
        let mut table: toml::Table =
            self.params.iter().map(|(name, p)| (name.clone(), p.value.clone())).collect();
        if let Some(own) = fylke.and_then(|f| self.fylke.get(f)) {
            table.extend(own.params.clone());
        }
        table
    }

    /// Everything together; `given` is later-wins text such as `svarfrist_dager` = `8`.
    ///
    /// # Errors
    /// Names the parameter that is unknown or ill-typed, and what was expected.
    pub fn resolve(&self, fylke: &str, given: &[(String, String)]) -> Result<toml::Table> {
        let mut table = self.table(Some(fylke));
        for (name, text) in given {
            let Some(default) = table.get(name) else {
                let known: Vec<_> = self.params.keys().map(String::as_str).collect();
                bail!("{} has no parameter `{name}`; it has {}", self.code, known.join(", "));
            };
            let value = typed(default, text, name)?;
            table.insert(name.clone(), value);
        }
        (self.routine.check)(&table).map_err(|e| e.context(format!("parameters of {}", self.code)))?;
        Ok(table)
    }
}

/// Reads `text` as the same type as the default.
fn typed(default: &toml::Value, text: &str, name: &str) -> Result<toml::Value> {
    if default.is_str() {
        return Ok(toml::Value::String(text.trim_matches('"').to_owned()));
    }
    let parsed = toml::from_str::<toml::Table>(&format!("v = {text}")).ok().and_then(|mut t| t.remove("v"));
    match parsed {
        Some(value) if value.same_type(default) => Ok(value),
        _ => bail!("parameter `{name}` is `{text}`, expected {} such as `{default}`", default.type_str()),
    }
}
