//! CSV from outside becomes rows of the database. A bad line is left out, with its number and its reason;
//! the same file again changes nothing. What is refused never repeats a birth number or a name. No row is deleted but a
//! county's parameter whose value is left empty.

mod cell;
mod chunk;
mod dates;
mod doubles;
mod encoding;
mod file;
mod free_text;
mod header;
mod kind;
mod kinds;
mod left_out;
mod lines;
mod newer;
mod numbers;
mod person;
mod records;
mod refs;
mod rejects;
mod source;
mod spoilt;
mod types;
mod upsert;
mod versions;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result, bail};
use chrono::NaiveDateTime;
use serde::Serialize;

use crate::domain::counted;
use crate::manifest::Job;
use crate::store::Db;

pub use encoding::Encoding;
pub use kind::{Column, Kind, empty_clears, empty_removes, kinds, near, template};
pub use left_out::{LeftOut, left_out};
pub use numbers::Numbers;
pub use types::Type;

/// How a file is taken in.
pub struct Options {
    /// Else it is read from the file's name.
    pub kind: Option<String>,
    /// Else UTF-8 if the file can be that, or Windows-1252 with a warning.
    pub encoding: Option<Encoding>,
    pub profile: Profile,
    /// Where rejected lines are kept; else beside the file.
    pub rejects_dir: Option<PathBuf>,
    /// What a county's own parameters are held against.
    pub jobs: Vec<Job>,
    pub numbers: Numbers,
    /// The counties served; lines of another are taken in, and told.
    pub fylker: Vec<String>,
    /// Where links that letters carry may lead.
    pub link_hosts: Vec<String>,
    pub actor: String,
    pub now: NaiveDateTime,
}

/// What stands between two cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    #[default]
    Semicolon,
    Comma,
    Tab,
}

impl Profile {
    pub const ALL: [Profile; 3] = [Profile::Semicolon, Profile::Comma, Profile::Tab];

    pub fn delimiter(self) -> char {
        match self {
            Profile::Semicolon => ';',
            Profile::Comma => ',',
            Profile::Tab => '\t',
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Profile::Semicolon => "semicolon",
            Profile::Comma => "comma",
            Profile::Tab => "tab",
        }
    }
}

impl FromStr for Profile {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match Profile::ALL.into_iter().find(|p| p.name().eq_ignore_ascii_case(text)) {
            Some(profile) => Ok(profile),
            None => bail!("there is no such profile; use `semicolon`, `comma` or `tab`"),
        }
    }
}

/// What became of one file. `lines` is `taken` + `unchanged` + `rejected`: the header and blank lines are not counted.
#[derive(Clone, Debug, Serialize)]
pub struct Taken {
    pub file: PathBuf,
    pub kind: &'static str,
    pub encoding: Encoding,
    pub profile: Profile,
    pub warnings: Vec<String>,
    pub lines: u64,
    pub taken: u64,
    pub unchanged: u64,
    pub rejected: u64,
    /// The first hundred.
    pub rejects: Vec<Reject>,
    /// Why lines were rejected, in the order the reasons were met; the first twenty of them.
    pub reasons: Vec<Reason>,
    pub rejects_file: Option<PathBuf>,
    /// Lines of each county that is not served here.
    pub unserved: BTreeMap<String, u64>,
    /// Columns whose cells nobody reads: what they say is not taken in.
    pub ignored: Vec<String>,
    /// Lines where a leading zero was put back.
    pub zeros: u64,
    /// A protection that a line has lifted; no fault.
    pub lifted: Vec<Lifted>,
    /// What is good to know, and no fault.
    pub notes: Vec<String>,
    /// Has it a header and no lines, where there must be some?
    pub lacks_lines: bool,
}

/// Lines rejected for the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Empty where the whole line is at fault.
    pub column: String,
    pub reason: String,
    /// How many lines.
    pub count: u64,
    /// The first five.
    pub lines: Vec<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lifted {
    pub line: u64,
    pub column: &'static str,
    /// The row's id in its table, never a person's number.
    pub id: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    pub line: u64,
    /// Empty where the whole line is at fault.
    pub column: String,
    pub reason: String,
}

/// Takes files, and the `*.csv` of folders, in the order of `kinds()`; `progress` is told the lines read so far.
///
/// # Errors
/// A file or a header that is not as it must be, and then nothing is written; or the database fails midway,
/// and then the lines before are in and the file can be taken again.
pub fn take(
    db: &mut Db,
    paths: &[PathBuf],
    options: &Options,
    progress: &mut dyn FnMut(&Path, u64),
) -> Result<Vec<Taken>> {
    let sources = source::open_all(paths, options).and_then(|sources| {
        sources.iter().try_for_each(rejects::ensure_kept)?;
        Ok(sources)
    });
    let sources = sources.context("nothing is taken in")?;
    let mut in_use: HashSet<_> = sources.iter().map(|source| versions::whole(&source.path)).collect();
    let mut all = vec![];
    for source in &sources {
        let taken = match file::take(db, source, options, &in_use, progress) {
            Err(e) if !all.is_empty() => {
                return Err(e.context(format!("{} taken in, and then", counted(all.len(), "file"))));
            }
            taken => taken?,
        };
        in_use.extend(taken.rejects_file.as_deref().map(versions::whole));
        all.push(taken);
    }
    Ok(all)
}
