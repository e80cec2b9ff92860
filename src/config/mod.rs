//! The installation's settings: read once at start, validated, passed on as values.

pub mod archive;
mod brev;
mod mail;
mod whose;
mod wrong_value;

pub use brev::Brev;
pub use mail::{Mail, Security, Sender, Smtp};
pub use whose::{folder_of, others_hand};
pub use wrong_value::{belongs_at_the_top, unknown_key, wrong_value};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::epost;
use crate::domain::fylke::FYLKER;
use archive::Archive;

/// Something wrong in a file that a person writes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub file: String,
    /// 0 where no line can be named.
    pub line: usize,
    pub message: String,
}

#[derive(Debug)]
pub struct Faults(pub Vec<Fault>);

impl Fault {
    pub fn new(file: &str, line: usize, message: String) -> Self {
        Fault { file: file.into(), line, message }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}: {}", self.file, self.message),
        }
    }
}

impl std::fmt::Display for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines: Vec<_> = self.0.iter().map(Fault::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Faults {}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub environment: Environment,
    pub database: Option<String>,
    pub jobs: Option<PathBuf>,
    /// The counties this installation serves.
    pub fylker: Vec<String>,
    /// Units decided and written per transaction.
    pub chunk_units: usize,
    /// How long a run stays held after its last sign of life.
    pub lease_seconds: i64,
    /// An attempt that rejects more units than this fails: something is wrong with more than the units.
    pub rejected_max: u64,
    /// Are made up numbers taken in in production?
    pub synthetic_ok: bool,
    pub daemon: Daemon,
    pub mail: Mail,
    pub archive: Archive,
    pub brev: Brev,
    /// Per county, what differs from `mail`, `archive` and `brev`.
    pub fylke: BTreeMap<String, Sender>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    Test,
    Production,
}

impl Environment {
    /// As settings and databases write it.
    pub fn name(self) -> &'static str {
        match self {
            Environment::Test => "test",
            Environment::Production => "production",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        [Environment::Test, Environment::Production].into_iter().find(|e| e.name() == name)
    }
}

/// How `rutine daemon` works.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Daemon {
    /// Runs settled at the same time by one daemon.
    pub workers: usize,
    /// How long what runs may go on after SIGTERM before it is given back.
    pub grace_seconds: u64,
    /// How often the daemon looks for runs whose holder is gone.
    pub rescue_seconds: u64,
    /// Folder that letters are carried out to as `.eml` files; without one they stay in the outbox.
    pub letters: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            environment: Environment::Test,
            database: None,
            jobs: None,
            fylker: FYLKER.map(str::to_owned).to_vec(),
            chunk_units: 2000,
            lease_seconds: 30,
            rejected_max: 100,
            synthetic_ok: false,
            daemon: Daemon::default(),
            mail: Mail::default(),
            archive: Archive::default(),
            brev: Brev::default(),
            fylke: BTreeMap::new(),
        }
    }
}

impl Default for Daemon {
    fn default() -> Self {
        Daemon { workers: 2, grace_seconds: 30, rescue_seconds: 2, letters: None }
    }
}

const TWO_WAYS: &str = "`daemon.letters` and `mail.smtp` are two ways out for the same letters; set one";

const NO_SENDER: &str = "`mail.from` must be set where letters leave in production: the county's own address";

/// The settings, where no file is named.
const USUAL: &str = "rutine.toml";

impl Config {
    /// Reads `file`; without one, `./rutine.toml` when present, else the defaults. One that others can write is refused.
    ///
    /// # Errors
    /// The file cannot be read, or settings are unknown, ill-typed or out of range: all of them, with file and line.
    pub fn read(file: Option<&Path>) -> Result<Self, Faults> {
        let (config, faults) = Config::examine(file);
        if faults.is_empty() { Ok(config) } else { Err(Faults(faults)) }
    }

    /// The settings that are right, and what is wrong with the others.
    pub fn examine(file: Option<&Path>) -> (Self, Vec<Fault>) {
        let usual = Path::new(USUAL);
        let Some(path) = file.or_else(|| usual.exists().then_some(usual)) else {
            return (Config::default(), vec![]);
        };
        let file = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) => return (Config::default(), vec![Fault::new(&file, 0, format!("cannot be read: {e}"))]),
        };
        if let Some(message) = others_hand(path) {
            return (Config::default(), vec![Fault::new(&file, 0, message)]);
        }
        let (right, mut faults) = examine(&text);
        let config: Config = toml::from_str(&right).unwrap_or_default();
        let mut together = config.mail.at_odds(config.environment);
        if config.daemon.letters.is_some() && config.mail.smtp.is_some() {
            together.push(("daemon.letters", TWO_WAYS.into()));
        }
        let nobodys = config.has_no_sender();
        if nobodys && config.mail.smtp.is_some() {
            together.push(("mail.smtp.host", NO_SENDER.into()));
        }
        if nobodys && config.daemon.letters.is_some() {
            together.push(("daemon.letters", NO_SENDER.into()));
        }
        faults.extend(together.into_iter().map(|(setting, message)| (line_of(&text, setting), message)));
        let faults = faults.into_iter().map(|(line, message)| Fault::new(&file, line, message)).collect();
        (config, faults)
    }

    /// A fault of one setting, such as `daemon.letters`, with the file and line it stands in.
    pub fn fault(file: Option<&Path>, setting: &str, message: String) -> Fault {
        let path = file.unwrap_or(Path::new(USUAL));
        let text = std::fs::read_to_string(path).unwrap_or_default();
        Fault::new(&path.display().to_string(), line_of(&text, setting), message)
    }

    /// Do letters go only to addresses that can be nobody's? So in a test, unless all go to one.
    pub fn only_nobodys(&self) -> bool {
        self.environment == Environment::Test && self.mail.redirect_to.is_none()
    }

    /// The words of a county's letters: its own, else those for all; where neither says whom to ask, where answers go.
    pub fn brev(&self, fylke: &str) -> Brev {
        let own = self.fylke.get(fylke);
        let brev = own.map_or_else(|| self.brev.clone(), |own| own.brev.over(&self.brev));
        let reply_to = own.and_then(|s| s.reply_to.as_ref()).or(self.mail.reply_to.as_ref());
        let from = own.and_then(|s| s.from.as_ref()).unwrap_or(&self.mail.from);
        brev.or_ask_at(reply_to.unwrap_or(from))
    }

    /// Would letters leave in nobody's name? In production that is a fault.
    pub fn has_no_sender(&self) -> bool {
        self.environment == Environment::Production && self.mail.from == Mail::default().from
    }

    /// Where links in letters may lead; in a test, to made up hosts too.
    pub fn link_hosts(&self) -> Vec<String> {
        let made_up = (self.environment == Environment::Test).then(|| "example".to_owned());
        self.mail.link_hosts.iter().cloned().chain(made_up).collect()
    }

    /// What is out of range.
    fn check(&self) -> Vec<String> {
        let senders = self.fylke.values().flat_map(|s| [&s.from, &s.reply_to, &s.bounce]);
        let addresses = senders.flatten().chain(self.mail.addresses());
        let no_address =
            addresses.filter(|a| !epost::is_usable(a)).map(|a| format!("`{a}` is no e-mail address"));
        let named = self.fylke.keys().chain(&self.fylker);
        let unknown = named.filter(|nr| !FYLKER.contains(&nr.as_str()));
        let no_fylke = unknown.map(|nr| format!("there is no fylke `{nr}`; there are {}", FYLKER.join(", ")));
        let is_domain = epost::is_usable(&format!("x@{}", self.mail.domain));
        let daemon = &self.daemon;
        [
            ((1..=10_000).contains(&self.chunk_units), "`chunk_units` must be 1 to 10000"),
            ((1..=3600).contains(&self.lease_seconds), "`lease_seconds` must be 1 to 3600"),
            ((1..=64).contains(&daemon.workers), "`daemon.workers` must be 1 to 64"),
            (daemon.grace_seconds <= 3600, "`daemon.grace_seconds` must be at most 3600"),
            ((1..=60).contains(&daemon.rescue_seconds), "`daemon.rescue_seconds` must be 1 to 60"),
            (!self.fylker.is_empty(), "`fylker` names no county; leave it out for all"),
            (is_domain, "`mail.domain` must be a domain such as `fylke.example`"),
        ]
        .into_iter()
        .filter(|(right, _)| !right)
        .map(|(_, said)| said.to_owned())
        .chain(self.mail.check())
        .chain(self.brev.check())
        .chain(self.fylke.values().flat_map(|s| s.brev.check()))
        .chain(no_fylke)
        .chain(no_address)
        .chain(archive::check(self))
        .collect()
    }
}

/// Each setting is tried alone, so one that is wrong hides no other. Returns the right ones as text, and the faults
/// with their lines.
fn examine(text: &str) -> (String, Vec<(usize, String)>) {
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let (table, syntax) = DeTable::parse_recoverable(text);
    if !syntax.is_empty() {
        let told = |e: &toml::de::Error| (e.span().map_or(0, |s| line(s.start)), e.message().to_owned());
        return (String::new(), syntax.iter().map(told).collect());
    }
    let (mut right, mut faults) = (String::new(), Vec::<(usize, String)>::new());
    let settings = settings(text, "", table.get_ref());
    let top = top_keys();
    let top: Vec<&str> = top.iter().map(String::as_str).collect();
    for (path, at, value) in &settings {
        let alone = format!("{path} = {value}\n");
        let found = match toml::from_str::<Config>(&alone) {
            Ok(config) => config.check(),
            Err(e) if e.message().starts_with("unknown field") => vec![unknown(e.message(), &top)],
            Err(e) => vec![wrong_value(&path.replace('"', ""), e.message())],
        };
        if found.is_empty() {
            right += &alone;
        }
        let news: Vec<_> = found.into_iter().filter(|m| !faults.iter().any(|(_, told)| told == m)).collect();
        faults.extend(news.into_iter().map(|message| (line(*at), message)));
    }
    for (path, message) in archive::without_folder(&toml::from_str(&right).unwrap_or_default()) {
        let at = settings.iter().find(|(told, ..)| told.replace('"', "") == path).map_or(0, |(_, at, _)| *at);
        faults.push((line(at), message));
    }
    faults.sort_by_key(|(line, _)| *line);
    (right, faults)
}

/// `message` names the key between its first backticks.
fn unknown(message: &str, top: &[&str]) -> String {
    unknown_key(message.split('`').nth(1).unwrap_or_default(), message, top)
}

/// The keys above the first section, as the settings' own type names them.
fn top_keys() -> Vec<String> {
    let none_such = toml::from_str::<Config>("none_such = 0").err();
    let message = none_such.map(|e| e.message().to_owned()).unwrap_or_default();
    message.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

/// Where a setting stands, or the table it would stand in; 0 where neither does.
fn line_of(text: &str, setting: &str) -> usize {
    let (table, _) = DeTable::parse_recoverable(text);
    let all = settings(text, "", table.get_ref());
    let found = |name: &str| {
        let named = |path: &str| path.replace('"', "").starts_with(name);
        all.iter().find(|(path, ..)| named(path)).map(|(_, at, _)| text[..*at].matches('\n').count() + 1)
    };
    let table = setting.rsplit_once('.').map_or("", |(table, _)| table);
    found(setting).or_else(|| found(table)).unwrap_or(0)
}

/// Every setting: its path as TOML writes it, where it stands, and its value's text.
fn settings<'t>(text: &'t str, before: &str, table: &DeTable<'t>) -> Vec<(String, usize, &'t str)> {
    let each = |(key, value): (&Spanned<_>, &Spanned<DeValue<'t>>)| {
        let key: &std::borrow::Cow<str> = key.get_ref();
        let path = format!("{before}{}", toml::Value::String(key.to_string()));
        match value.get_ref() {
            DeValue::Table(inside) if inside.is_empty() => vec![(path, value.span().start, "{}")],
            DeValue::Table(inside) => settings(text, &format!("{path}."), inside),
            _ => vec![(path, value.span().start, &text[value.span()])],
        }
    };
    let mut found: Vec<_> = table.iter().flat_map(each).collect();
    found.sort_by_key(|(_, at, _)| *at);
    found
}
