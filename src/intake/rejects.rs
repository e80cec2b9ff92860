//! The lines left out, kept in a file that can be mended and taken in again. Opened in a spreadsheet it runs nothing.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use csv::{Terminator, Writer, WriterBuilder};
use tempfile::NamedTempFile;

use super::chunk::Rejected;
use super::source::{Source, shown};
use super::types::looks_like_formula;
use super::versions::{Decision, Standing, Versions, decide, digest_of, was_written};
use crate::config::folder_of;
use crate::store::{Db, private};

/// The columns before the file's own.
pub const ABOUT: [&str; 3] = ["line", "column", "reason"];

/// Without it a spreadsheet shows UTF-8 as something else.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Can rejected lines of this file be kept? Asked before a row is written.
///
/// # Errors
/// They cannot.
pub fn ensure_kept(source: &Source) -> Result<()> {
    let (file, folder) = (&source.rejects_file, folder_of(&source.rejects_file));
    ensure!(
        !file.is_dir(),
        "`{}` is a folder, and rejected lines of `{}` are kept there",
        file.display(),
        shown(&source.path)
    );
    private::try_folder(&folder).with_context(|| {
        format!(
            "rejected lines of `{}` cannot be kept in `{}`; name another folder with `--rejects DIR`",
            shown(&source.path),
            folder.display()
        )
    })
}

/// Written under another name until the file has been read to its end.
pub struct Rejects<'a> {
    source: &'a Source,
    writer: Option<Writer<NamedTempFile>>,
}

impl<'a> Rejects<'a> {
    pub fn new(source: &'a Source) -> Self {
        Rejects { source, writer: None }
    }

    pub fn add(&mut self, rejected: &Rejected) -> Result<()> {
        let source = self.source;
        self.write(rejected).with_context(|| format!("cannot write `{}`", source.rejects_file.display()))
    }

    fn write(&mut self, rejected: &Rejected) -> Result<()> {
        let source = self.source;
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => self.writer.insert(begin(source)?),
        };
        let line = rejected.reject.line.to_string();
        let about = [line.as_str(), &rejected.reject.column, &rejected.reject.reason];
        let raw = rejected.raw.iter().skip(own(source)).map(|cell| harmless(as_it_stood(source, cell)));
        Ok(writer.write_record(about.into_iter().map(str::to_owned).chain(raw))?)
    }

    /// Keeps what was rejected, beside what somebody has mended; what is ours of earlier takings goes.
    ///
    /// # Errors
    /// The file cannot be written, or the database not be read.
    pub fn finish(self, db: &mut Db, in_use: &HashSet<PathBuf>) -> Result<Kept> {
        let Rejects { source, writer } = self;
        let about = || format!("cannot keep rejected lines in `{}`", source.rejects_file.display());
        let new =
            writer.map(|w| w.into_inner().map_err(|e| e.into_error())).transpose().with_context(about)?;
        let digest = new.as_ref().map(|new| digest_of(new.path())).transpose().with_context(about)?;
        if source.is_of_rejects && new.is_some() && was_written(db, &source.digest()?)? {
            // Nobody has mended it: its lines stand where they stood.
            return Ok(Kept { file: Some(source.path.clone()), ..Kept::default() });
        }
        let versions = Versions::of(&source.rejects_file);
        let mut there = versions.standings(db, digest.as_deref(), in_use)?;
        if source.is_of_rejects {
            // The others are its source's.
            there.values_mut().filter(|s| **s != Standing::Same).for_each(|s| *s = Standing::InUse);
        }
        let Decision { write, remove, kept } = decide(&there, new.is_some());
        let file = write.map(|n| versions.path(n));
        if let (Some(new), Some(path)) = (new, &file) {
            place(new, path, write.and_then(|n| there.get(&n))).with_context(about)?;
        }
        for path in remove.into_iter().map(|n| versions.path(n)) {
            fs::remove_file(&path).with_context(|| format!("cannot remove `{}`", path.display()))?;
        }
        let kept = kept.into_iter().map(|n| versions.path(n)).collect();
        Ok(Kept { file, digest, kept })
    }
}

/// Where the lines left out are kept.
#[derive(Default)]
pub struct Kept {
    pub file: Option<PathBuf>,
    /// Of a file that was written.
    pub digest: Option<String>,
    /// What somebody has changed and nobody has taken in.
    pub kept: Vec<PathBuf>,
}

/// Gives the new file its name; one that came there meanwhile is not ours to write over.
fn place(new: NamedTempFile, path: &Path, standing: Option<&Standing>) -> Result<()> {
    new.as_file().sync_all()?;
    match standing {
        Some(Standing::Same) => {}
        Some(_) => drop(new.persist(path)?),
        None => drop(new.persist_noclobber(path)?),
    }
    Ok(())
}

/// How many of a source's first columns are ours, not its own.
fn own(source: &Source) -> usize {
    if source.is_of_rejects { ABOUT.len() } else { 0 }
}

fn as_it_stood<'c>(source: &Source, cell: &'c str) -> &'c str {
    if source.is_of_rejects { as_it_was(cell) } else { cell }
}

fn begin(source: &Source) -> Result<Writer<NamedTempFile>> {
    let folder = folder_of(&source.rejects_file);
    private::folder(&folder)?;
    private::sweep(&folder);
    let mut file = private::unfinished(&folder)?;
    file.write_all(MARK)?;
    let mut writer = WriterBuilder::new()
        .delimiter(source.profile.delimiter() as u8)
        .terminator(Terminator::CRLF)
        .flexible(true)
        .from_writer(file);
    let header = source.header.iter().skip(own(source)).map(|c| harmless(c));
    writer.write_record(ABOUT.map(str::to_owned).into_iter().chain(header))?;
    Ok(writer)
}

fn harmless(cell: &str) -> String {
    if is_harmful(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// A cell of a mended file as it was before we made it harmless.
pub fn as_it_was(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|cell| is_harmful(cell)).unwrap_or(cell)
}

/// A telephone number from abroad and a negative number are no formulas.
fn is_harmful(cell: &str) -> bool {
    let number = cell.starts_with(['+', '-']) && cell.chars().skip(1).all(|c| " ()-.,0123456789".contains(c));
    cell.starts_with(['\t', '\r', '\n']) || (looks_like_formula(cell) && !number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_harmless_can_be_made_as_it_was() {
        for cell in
            ["=1+1", "'=1", "- logg\n- plan", "+47 900 00 000", "-1", "'t Hooft", "\tx", "Åse", "@a", ""]
        {
            assert_eq!(as_it_was(&harmless(cell)), cell);
            assert!(!is_harmful(&harmless(cell)) || harmless(cell).starts_with('\''), "{cell}");
        }
    }
}
