//! The installation's settings: read once at start, validated, passed on as values.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub environment: Environment,
    pub database: Option<String>,
    pub jobs: Option<PathBuf>,
    /// Units decided and written per transaction.
    pub chunk_units: usize,
    /// How long a run stays held after its last sign of life.
    pub lease_seconds: i64,
    /// An attempt that rejects more units than this fails: something is wrong with more than the units.
    pub rejected_max: u64,
    pub mail: Mail,
    /// Per county, what differs from `mail`.
    pub fylke: BTreeMap<String, Sender>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    Test,
    Production,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// The right side of every Message-ID.
    pub domain: String,
    pub from: String,
    pub reply_to: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sender {
    pub from: Option<String>,
    pub reply_to: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            environment: Environment::Test,
            database: None,
            jobs: None,
            chunk_units: 2000,
            lease_seconds: 60,
            rejected_max: 100,
            mail: Mail::default(),
            fylke: BTreeMap::new(),
        }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Mail { domain: "rutine.example".into(), from: "fagopplaring@rutine.example".into(), reply_to: None }
    }
}

impl Config {
    /// Reads `file`; without one, `./rutine.toml` when present, else the defaults.
    ///
    /// # Errors
    /// The file cannot be read, or a setting is unknown or out of range; names file and line.
    pub fn read(file: Option<&Path>) -> Result<Self> {
        let usual = Path::new("rutine.toml");
        let Some(path) = file.or_else(|| usual.exists().then_some(usual)) else {
            return Ok(Config::default());
        };
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let config: Config = toml::from_str(&text).with_context(|| format!("in `{}`", path.display()))?;
        config.check().with_context(|| format!("in `{}`", path.display()))?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        ensure!((1..=10_000).contains(&self.chunk_units), "`chunk_units` must be 1 to 10000");
        ensure!((5..=3600).contains(&self.lease_seconds), "`lease_seconds` must be 5 to 3600");
        let senders = self.fylke.values().flat_map(|s| [&s.from, &s.reply_to]);
        let addresses = senders.flatten().chain([&self.mail.from]).chain(&self.mail.reply_to);
        for address in addresses {
            ensure!(crate::domain::epost::is_usable(address), "`{address}` is no e-mail address");
        }
        Ok(())
    }
}
