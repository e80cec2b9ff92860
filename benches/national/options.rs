//! `--rounds N`, `--scale X`, `--only CODE`, `--backend sqlite|postgres`.

use anyhow::{Context, Result, bail};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

pub struct Options {
    pub rounds: usize,
    pub scale: f64,
    only: Option<String>,
    pub backends: Vec<Backend>,
    /// As given, for the record.
    pub given: String,
}

impl Options {
    pub fn read(args: impl Iterator<Item = String>) -> Result<Self> {
        // Cargo adds `--bench` of its own.
        let args: Vec<String> = args.filter(|a| a != "--bench").collect();
        let backends = vec![Backend::Sqlite, Backend::Postgres];
        let mut o = Options { rounds: 3, scale: 1.0, only: None, backends, given: args.join(" ") };
        let mut rest = args.iter();
        while let Some(name) = rest.next() {
            let value = rest.next().with_context(|| format!("`{name}` wants a value"))?;
            match name.as_str() {
                "--rounds" => o.rounds = value.parse()?,
                "--scale" => o.scale = value.parse()?,
                "--only" => o.only = Some(value.to_uppercase()),
                "--backend" if value == "sqlite" => o.backends = vec![Backend::Sqlite],
                "--backend" if value == "postgres" => o.backends = vec![Backend::Postgres],
                _ => bail!("unknown `{name} {value}`; see benches/README.md"),
            }
        }
        Ok(o)
    }

    pub fn wants(&self, code: &str) -> bool {
        self.only.as_ref().is_none_or(|o| o == code)
    }
}
