//! From paths to files that may be taken in: kind, encoding and header are right in all of them before one row is written.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use super::encoding::{self, Encoding, LineEnd};
use super::header;
use super::kind::{self, Kind};
use super::left_out::why_not;
use super::lines::Lines;
use super::records::Records;
use super::versions::{digest_of, first_of};
use super::{Options, Profile};

pub const REJECTED: &str = ".rejected.csv";

/// A file whose header fits its kind.
pub struct Source {
    pub path: PathBuf,
    pub kind: &'static Kind,
    pub encoding: Encoding,
    pub line_end: LineEnd,
    pub profile: Profile,
    pub warnings: Vec<String>,
    pub header: Vec<String>,
    /// Per column of the kind, where it stands in the file.
    pub places: Vec<Option<usize>>,
    pub ignored: Vec<String>,
    pub is_of_rejects: bool,
    pub rejects_file: PathBuf,
}

/// All files of `paths`, in the kinds' order.
pub fn open_all(paths: &[PathBuf], options: &Options) -> Result<Vec<Source>> {
    let mut files = vec![];
    for path in paths {
        files.append(&mut files_of(path)?);
    }
    let (mut sources, mut faults) = (vec![], vec![]);
    for path in files {
        match open(path, options) {
            Ok(source) => sources.push(source),
            Err(e) => faults.push(format!("{e:#}")),
        }
    }
    if !faults.is_empty() {
        bail!(faults.join("\n"));
    }
    // Mended lines first: what their source says now is newer.
    let rank = |s: &Source| (kind::kinds().iter().position(|k| k.name == s.kind.name), !s.is_of_rejects);
    sources.sort_by_key(rank);
    tell_reject_files_apart(&mut sources);
    Ok(sources)
}

impl Source {
    /// The file's own name, fit to be shown.
    pub fn name(&self) -> String {
        name(&self.path)
    }

    /// SHA-256 of the file, in hexadecimal.
    pub fn digest(&self) -> Result<String> {
        digest_of(&self.path).with_context(|| format!("`{}` cannot be read", shown(&self.path)))
    }

    /// The records after the header.
    pub fn records<R: Read>(&self, input: R) -> Result<Records<BufReader<R>>> {
        let mut records = records(input, self.encoding, self.line_end, self.profile);
        records.header()?;
        Ok(records)
    }
}

fn records<R: Read>(
    input: R,
    encoding: Encoding,
    line_end: LineEnd,
    profile: Profile,
) -> Records<BufReader<R>> {
    let input = BufReader::with_capacity(1 << 16, input);
    Records::new(Lines::new(input, encoding, line_end), profile.delimiter())
}

fn name(path: &Path) -> String {
    shown(Path::new(path.file_name().unwrap_or_default()))
}

/// A path as it was given, fit to be shown.
pub fn shown(path: &Path) -> String {
    path.to_string_lossy().chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

fn files_of(path: &Path) -> Result<Vec<PathBuf>> {
    let about = || format!("`{}` cannot be read", shown(path));
    let meta = std::fs::metadata(path).with_context(about)?;
    if meta.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !meta.is_dir() {
        bail!("`{}` is neither a file nor a folder", shown(path));
    }
    let mut found = vec![];
    for entry in std::fs::read_dir(path).with_context(about)? {
        let file = entry.with_context(about)?.path();
        if why_not(&file).is_none() {
            found.push(file);
        }
    }
    if found.is_empty() {
        bail!("the folder `{}` holds no `.csv` file{}", shown(path), folders_in(path)?);
    }
    found.sort();
    Ok(found)
}

/// How many folders are named in place of the one that holds them.
const FOLDERS_MAX: usize = 20;

/// Of a folder of folders, which they are, and what to type for one of them.
fn folders_in(path: &Path) -> Result<String> {
    let entries = std::fs::read_dir(path)?.collect::<std::io::Result<Vec<_>>>()?;
    let mut folders: Vec<_> = entries.into_iter().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    let Some(first) = folders.iter().find(|folder| holds_files(folder)).or(folders.first()) else {
        return Ok(String::new());
    };
    let names: Vec<_> = folders.iter().take(FOLDERS_MAX).map(|f| format!("`{}`", name(f))).collect();
    let more = match folders.len().saturating_sub(FOLDERS_MAX) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    Ok(format!(
        ", only folders: {}{more}\nhint: name those that are to be taken in, such as `rutine intake {}`",
        names.join(", "),
        shown(first)
    ))
}

fn holds_files(folder: &Path) -> bool {
    let all = std::fs::read_dir(folder).into_iter().flatten().flatten();
    all.map(|e| e.path()).any(|file| why_not(&file).is_none())
}

fn open(path: PathBuf, options: &Options) -> Result<Source> {
    let named = shown(&path);
    let kind = kind_of(&path, options).map_err(|e| anyhow!("`{named}`: {e}"))?;
    let written = encoding::detect(&path, options.encoding).with_context(|| format!("`{named}`"))?;
    let (encoding, line_end) = (written.encoding, written.line_end);
    let file = File::open(&path).with_context(|| format!("`{named}` cannot be opened"))?;
    let header = records(file, encoding, line_end, options.profile).header()?;
    let header = header.with_context(|| format!("`{named}` is empty; its first line must be the header"))?;
    let fits = header::check(&header, kind, options.profile)
        .map_err(|fault| anyhow!("`{named}`, line {}, {fault}", header.line))?;
    let mut warnings: Vec<_> = fits
        .ignored
        .iter()
        .map(|name| format!("`{name}` is no column of a `{}`, and is ignored", kind.name))
        .collect();
    if header.cells.iter().any(|name| name.trim().is_empty()) {
        warnings.push("a column without a name is ignored".to_owned());
    }
    warnings.extend(written.warnings);
    Ok(Source {
        rejects_file: rejects_file(&path, options),
        path,
        kind,
        encoding,
        line_end,
        profile: options.profile,
        warnings,
        header: header.cells,
        places: fits.places,
        ignored: fits.ignored,
        is_of_rejects: fits.is_of_rejects,
    })
}

fn kind_of(path: &Path, options: &Options) -> Result<&'static Kind> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let (found, what) = match &options.kind {
        Some(name) => {
            (kind::named(name), format!("there is no such kind as the one given{}", kind::near(name)))
        }
        None => (kind::of_stem(&stem), "the file's name tells no kind".into()),
    };
    found.with_context(|| format!("{what}; use one of {}", kind::list_of_kinds()))
}

fn rejects_file(path: &Path, options: &Options) -> PathBuf {
    let folder = options.rejects_dir.as_deref().or(path.parent()).unwrap_or(Path::new(""));
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    folder.join(format!("{}{REJECTED}", first_of(&stem)))
}

/// Two files of one name from two folders, their rejects sent to a third.
fn tell_reject_files_apart(sources: &mut [Source]) {
    let mut seen = HashSet::new();
    for source in sources.iter_mut().filter(|s| !s.is_of_rejects) {
        let first = source.rejects_file.clone();
        let mut n = 2;
        while !seen.insert(source.rejects_file.clone()) {
            let name = first.file_name().unwrap_or_default().to_string_lossy();
            source.rejects_file =
                first.with_file_name(name.replacen(REJECTED, &format!("-{n}{REJECTED}"), 1));
            n += 1;
        }
    }
}
