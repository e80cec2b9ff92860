//! Is a file's first line the header of its kind? What stands in it is shown only when it is sure to be a column's name.

use std::collections::HashSet;

use super::Profile;
use super::kind::Column;
use super::kind::Kind;
use super::records::Record;
use super::rejects::ABOUT;
use crate::domain::ligner::{did_you_mean, nearest};

/// No column's name has so many digits on end.
const DIGITS_MAX: usize = 4;

/// What a header that fits its kind tells.
pub struct Header {
    /// Per column of the kind, where it stands in the file.
    pub places: Vec<Option<usize>>,
    /// Columns whose cells nobody reads.
    pub ignored: Vec<String>,
    /// Is this a file of rejected lines of ours, mended?
    pub is_of_rejects: bool,
}

pub fn check(header: &Record, kind: &Kind, profile: Profile) -> Result<Header, String> {
    if let Some(fault) = header.fault {
        return Err(format!("the header {fault}"));
    }
    let names: Vec<_> = header.cells.iter().map(|c| c.trim().to_lowercase()).collect();
    if let Some((cell, fault)) = names.iter().zip(1..).find_map(|(n, cell)| Some((cell, is_no_name(n)?))) {
        return Err(format!(
            "cell {cell}: {fault}; the first line must name the columns ({})",
            how_named(kind)
        ));
    }
    if let [only] = names.as_slice()
        && let Some(other) = Profile::ALL.iter().find(|p| **p != profile && only.contains(p.delimiter()))
    {
        return Err(format!("the header is one column; did you mean `--profile {}`?", other.name()));
    }
    let places: Vec<_> = kind.columns.iter().map(|c| names.iter().position(|n| n == c.name)).collect();
    let missing: Vec<_> = kind
        .columns
        .iter()
        .zip(&places)
        .filter(|(c, place)| c.required && place.is_none())
        .map(|(c, _)| format!("`{}`", c.name))
        .collect();
    let absent: Vec<_> =
        kind.columns.iter().zip(&places).filter(|(_, p)| p.is_none()).map(|(c, _)| c).collect();
    if !missing.is_empty() {
        return Err(is_missing(kind, &missing, &names, &absent));
    }
    let mut seen = HashSet::new();
    // Last, when all that is required is there: a header that is really a line of data is never shown.
    if let Some(twice) = names.iter().find(|n| !n.is_empty() && !seen.insert(n.as_str())) {
        return Err(format!("column `{}` stands twice in the header", shortened(twice)));
    }
    let is_of_rejects = names.iter().map(String::as_str).take(ABOUT.len()).eq(ABOUT);
    let passed_over = if is_of_rejects { ABOUT.len() } else { 0 };
    let unknown = |n: &&String| !n.is_empty() && !kind.columns.iter().any(|c| c.name == **n);
    let ignored: Vec<_> = names.iter().skip(passed_over).filter(unknown).map(|n| shortened(n)).collect();
    if let Some((name, meant)) = ignored.iter().find_map(|n| Some((n, near(n, &absent)?))) {
        return Err(format!("`{name}` is no column of a `{}`; did you mean `{meant}`?", kind.name));
    }
    Ok(Header { places, ignored, is_of_rejects })
}

fn is_missing(kind: &Kind, missing: &[String], names: &[String], absent: &[&Column]) -> String {
    let mut unknown = names.iter().filter(|n| !kind.columns.iter().any(|c| c.name == **n));
    let near = unknown.find(|n| near(n, absent).is_some()).map_or_else(String::new, |n| {
        format!(
            "; `{}` is no column of a `{}`{}",
            shortened(n),
            kind.name,
            did_you_mean(n, absent.iter().map(|c| c.name))
        )
    });
    format!("column {} is missing{near} ({})", missing.join(", "), how_named(kind))
}

/// The column of the kind, not in the file, that this one may be.
fn near(name: &str, absent: &[&Column]) -> Option<&'static str> {
    nearest(name, absent.iter().map(|c| c.name))
}

fn shortened(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn how_named(kind: &Kind) -> String {
    format!("`rutine intake --template {}` prints them", kind.name)
}

/// Why a cell of the first line can be no column's name; the cell is never in it.
fn is_no_name(name: &str) -> Option<&'static str> {
    if name.contains(['\r', '\n']) {
        return Some(
            "this line holds line breaks: some lines may end in CR alone; save the file as CSV UTF-8",
        );
    }
    let longest = name.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    let is_number = !name.is_empty() && name.chars().all(|c| c.is_ascii_digit() || " .-/:".contains(c));
    if is_number || longest > DIGITS_MAX || name.contains('@') {
        return Some("this is no header: a cell holds a number, a date or an address");
    }
    None
}
