//! Where a county's documents for the archive go: as shipped, nowhere.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Config;
use crate::domain::Ladder;

/// Limits, with their units.
const LEASE_MINUTES_MAX: i64 = 7 * 24 * 60;
const RETRY_MINUTES_MAX: i64 = 30 * 24 * 60;
const RETRIES_MAX: usize = 20;
const CODE_CHARS_MAX: usize = 20;
const TEXT_CHARS_MAX: usize = 200;

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Sink {
    /// Documents stay in the outbox.
    #[default]
    None,
    /// A folder for each document: `arkivmelding.xml` (Fiks Arkiv v1) and the PDF.
    Arkivmelding,
    /// A JSON file for each document, as VIGO's readers take them.
    Vigo,
}

impl Sink {
    pub fn name(self) -> &'static str {
        match self {
            Sink::None => "none",
            Sink::Arkivmelding => "arkivmelding",
            Sink::Vigo => "vigo",
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Archive {
    pub sink: Sink,
    /// Each county has a folder of its own in it.
    pub folder: Option<PathBuf>,
    /// Document types that are handed out; without any, all.
    pub types: Vec<String>,
    /// How long a document stays handed out without an answer before it is handed out again.
    pub lease_minutes: i64,
    /// From one failure to the next hand-out; once spent, a person decides (FACT: the counties' own practice).
    pub retry_minutes: Ladder,
    /// What the archive calls whoever delivers.
    pub system: String,
    /// Tilgangsrestriksjon of every document (FACT: the counties' own practice).
    pub unntatt_kode: String,
    pub hjemmel: String,
}

impl Default for Archive {
    fn default() -> Self {
        Archive {
            sink: Sink::None,
            folder: None,
            types: vec![],
            lease_minutes: 60,
            retry_minutes: Ladder::new([15, 60, 240, 3600, 3600]),
            system: "rutine".into(),
            unntatt_kode: "13".into(),
            hjemmel: "Offl. § 13 jf. fvl. § 13 (1) nr.1".into(),
        }
    }
}

/// What one county has otherwise.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Own {
    sink: Option<Sink>,
    folder: Option<PathBuf>,
    types: Option<Vec<String>>,
    lease_minutes: Option<i64>,
    retry_minutes: Option<Ladder>,
    system: Option<String>,
    unntatt_kode: Option<String>,
    hjemmel: Option<String>,
}

impl Archive {
    fn with(&self, own: &Own) -> Archive {
        let all = self.clone();
        Archive {
            sink: own.sink.unwrap_or(all.sink),
            folder: own.folder.clone().or(all.folder),
            types: own.types.clone().unwrap_or(all.types),
            lease_minutes: own.lease_minutes.unwrap_or(all.lease_minutes),
            retry_minutes: own.retry_minutes.clone().unwrap_or(all.retry_minutes),
            system: own.system.clone().unwrap_or(all.system),
            unntatt_kode: own.unntatt_kode.clone().unwrap_or(all.unntatt_kode),
            hjemmel: own.hjemmel.clone().unwrap_or(all.hjemmel),
        }
    }

    /// What is out of range; `at` is where the settings stand.
    fn check(&self, at: &str) -> Vec<String> {
        let words = |text: &str, max: usize| {
            !text.trim().is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control)
        };
        let folder = self.folder.as_deref() != Some(Path::new(""));
        let lease = (1..=LEASE_MINUTES_MAX).contains(&self.lease_minutes);
        let ladder = self.retry_minutes.is_within(1..=RETRIES_MAX, 1..=RETRY_MINUTES_MAX);
        let (system, code, law) = (
            words(&self.system, TEXT_CHARS_MAX),
            words(&self.unntatt_kode, CODE_CHARS_MAX),
            words(&self.hjemmel, TEXT_CHARS_MAX),
        );
        [
            (folder, "folder", "must name a folder".to_owned()),
            (lease, "lease_minutes", format!("must be 1 to {LEASE_MINUTES_MAX}")),
            (
                ladder,
                "retry_minutes",
                format!("must be 1 to {RETRIES_MAX} waits of 1 to {RETRY_MINUTES_MAX}"),
            ),
            (system, "system", format!("must be 1 to {TEXT_CHARS_MAX} characters on one line")),
            (code, "unntatt_kode", format!("must be 1 to {CODE_CHARS_MAX} characters on one line")),
            (law, "hjemmel", format!("must be 1 to {TEXT_CHARS_MAX} characters on one line")),
        ]
        .into_iter()
        .filter(|(right, ..)| !right)
        .map(|(_, name, what)| format!("`{at}.{name}` {what}"))
        .collect()
    }
}

impl Config {
    /// How one county's documents are handed out.
    pub fn archive_of(&self, fylke: &str) -> Archive {
        self.fylke.get(fylke).map_or_else(|| self.archive.clone(), |own| self.archive.with(&own.archive))
    }

    /// Has any county a sink?
    pub fn archives(&self) -> bool {
        self.fylker.iter().any(|nr| self.archive_of(nr).sink != Sink::None)
    }
}

/// What is out of range in any county's settings.
pub(super) fn check(config: &Config) -> Vec<String> {
    let shared = config.archive.check("archive");
    let own = |(nr, _): (&String, _)| {
        let found = config.archive_of(nr).check(&format!("fylke.{nr}.archive"));
        // What all counties share is told once.
        if shared.is_empty() { found } else { vec![] }
    };
    shared.iter().cloned().chain(config.fylke.iter().flat_map(own)).collect()
}

/// A sink without a folder, by the path of the setting that chose it.
pub(super) fn without_folder(config: &Config) -> Vec<(String, String)> {
    let lacks = |a: &Archive| a.sink != Sink::None && a.folder.is_none();
    let said = |at: &str, sink: Sink| {
        let said = format!("`{at}.sink` is `{}`, so `{at}.folder` must name a folder", sink.name());
        (format!("{at}.sink"), said)
    };
    let own = config.fylke.iter().filter(|(_, own)| own.archive.sink.is_some()).filter_map(|(nr, _)| {
        let archive = config.archive_of(nr);
        lacks(&archive).then(|| said(&format!("fylke.{nr}.archive"), archive.sink))
    });
    // Shared settings may lack a folder where each county served names its own.
    let all_name_their_own = config.fylker.iter().all(|nr| !lacks(&config.archive_of(nr)));
    let shared =
        (lacks(&config.archive) && !all_name_their_own).then(|| said("archive", config.archive.sink));
    shared.into_iter().chain(own).collect()
}
