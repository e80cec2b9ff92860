//! The lines left out, kept in a file that can be mended and taken in again. Opened in a spreadsheet it runs nothing.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use csv::{Terminator, Writer, WriterBuilder};
use tempfile::NamedTempFile;

use super::chunk::Rejected;
use super::source::Source;
use super::types::looks_like_formula;
use crate::config::folder_of;
use crate::store::private;

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
        source.name()
    );
    let tried = private::folder(&folder).and_then(|()| NamedTempFile::new_in(&folder));
    tried.map(drop).with_context(|| {
        format!(
            "rejected lines of `{}` cannot be kept in `{}`; name another folder with `--rejects DIR`",
            source.name(),
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
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => self.writer.insert(begin(self.source)?),
        };
        let line = rejected.reject.line.to_string();
        let about = [line.as_str(), &rejected.reject.column, &rejected.reject.reason];
        let raw = rejected.raw.iter().map(|c| harmless(c));
        Ok(writer.write_record(about.into_iter().map(str::to_owned).chain(raw))?)
    }

    /// The file, if anything was rejected; else one of an earlier run is removed.
    pub fn finish(self) -> Result<Option<PathBuf>> {
        let path = &self.source.rejects_file;
        let about = || format!("cannot write `{}`", path.display());
        let Some(writer) = self.writer else {
            return match std::fs::remove_file(path) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e).with_context(about),
                _ => Ok(None),
            };
        };
        let file = writer.into_inner().map_err(|e| e.into_error()).with_context(about)?;
        file.as_file().sync_all().with_context(about)?;
        file.persist(path).with_context(about)?;
        Ok(Some(path.clone()))
    }
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
    let header = source.header.iter().map(|c| harmless(c));
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
