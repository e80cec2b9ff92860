//! What a folder holds that is not read, and why: nobody is to believe that it was.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::kind;
use super::source::{REJECTED, shown};

/// Why something in a folder is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    FolderOfCsv,
    Workbook,
    NoFile,
    Folder,
    Rejected,
    Hidden,
    OtherEnding,
}

impl Why {
    /// Would somebody expect that it was read?
    pub fn is_expected(self) -> bool {
        match self {
            Why::FolderOfCsv | Why::Workbook | Why::NoFile => true,
            Why::Folder | Why::Rejected | Why::Hidden | Why::OtherEnding => false,
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Why::FolderOfCsv => "a folder with CSV files in it; name it, too",
            Why::Workbook => "a workbook; save it as CSV UTF-8",
            Why::NoFile => "no file that can be read",
            Why::Folder => "a folder",
            Why::Rejected => "rejected lines; taken in by the file's name only",
            Why::Hidden => "its name begins with a dot",
            Why::OtherEnding => "no `.csv` file",
        }
    }
}

/// What one folder holds that is not read, for one reason.
#[derive(Debug, PartialEq, Serialize)]
pub struct LeftOut {
    pub folder: PathBuf,
    pub why: Why,
    pub names: Vec<String>,
}

/// Of each of `paths` that is a folder, by reason; what somebody would expect to be read comes first.
pub fn left_out(paths: &[PathBuf]) -> Vec<LeftOut> {
    let mut all: Vec<LeftOut> = vec![];
    for folder in paths {
        let mut here: Vec<_> = entries(folder).filter_map(|e| Some((why_not(&e)?, name(&e)))).collect();
        here.sort();
        for (why, name) in here.into_iter().filter(|(_, name)| !name.starts_with(".rutine-")) {
            match all.last_mut() {
                Some(last) if last.why == why && last.folder == *folder => last.names.push(name),
                _ => all.push(LeftOut { folder: folder.clone(), why, names: vec![name] }),
            }
        }
    }
    all
}

/// Why a folder's entry is not read, if it is not.
pub fn why_not(entry: &Path) -> Option<Why> {
    let name = name(entry).to_lowercase();
    let is_csv = name.ends_with(".csv");
    if name.starts_with('.') {
        Some(Why::Hidden)
    } else if entry.is_dir() {
        Some(if holds_csv(entry, DEPTH_MAX) { Why::FolderOfCsv } else { Why::Folder })
    } else if name.ends_with(REJECTED) {
        Some(Why::Rejected)
    } else if is_csv {
        (!entry.is_file()).then_some(Why::NoFile)
    } else {
        Some(if is_workbook(&name) { Why::Workbook } else { Why::OtherEnding })
    }
}

/// A county's files, saved as what they were edited in.
fn is_workbook(name: &str) -> bool {
    let stem = name.rsplit_once('.').filter(|(_, end)| ["xlsx", "xls", "ods"].contains(end));
    stem.is_some_and(|(stem, _)| kind::of_stem(stem).is_some())
}

/// A folder deeper than this is nobody's delivery.
const DEPTH_MAX: usize = 8;

/// One that cannot be looked into may hold some.
fn holds_csv(folder: &Path, depth: usize) -> bool {
    let is_unseen = fs::read_dir(folder).is_err();
    is_unseen
        || entries(folder).any(|e| match what_is(&e) {
            Found::Csv => true,
            Found::Folder => depth > 0 && holds_csv(&e, depth - 1),
            Found::Other => false,
        })
}

enum Found {
    Csv,
    Folder,
    Other,
}

/// Follows no link: a folder may lead back to itself.
fn what_is(entry: &Path) -> Found {
    let name = name(entry).to_lowercase();
    let is_folder = fs::symlink_metadata(entry).is_ok_and(|of| of.is_dir());
    match name.ends_with(".csv") && !name.ends_with(REJECTED) {
        _ if name.starts_with('.') => Found::Other,
        _ if is_folder => Found::Folder,
        true => Found::Csv,
        false => Found::Other,
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path())
}

fn name(entry: &Path) -> String {
    shown(Path::new(entry.file_name().unwrap_or_default()))
}
