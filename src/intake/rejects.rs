//! The lines left out, kept in a file that can be mended and taken in again. Opened in a spreadsheet it runs nothing.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use csv::{Terminator, Writer, WriterBuilder};
use tempfile::NamedTempFile;

use super::chunk::Rejected;
use super::source::Source;
use super::types::looks_like_formula;
use crate::store::private;

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
    let folder = match source.rejects_file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    private::folder(folder)?;
    private::sweep(folder);
    let mut writer = WriterBuilder::new()
        .delimiter(source.profile.delimiter() as u8)
        .terminator(Terminator::CRLF)
        .flexible(true)
        .from_writer(private::unfinished(folder)?);
    let header = source.header.iter().map(|c| harmless(c));
    writer.write_record(["line", "column", "reason"].map(str::to_owned).into_iter().chain(header))?;
    Ok(writer)
}

/// A telephone number from abroad and a negative number are no formulas.
fn harmless(cell: &str) -> String {
    let number = cell.starts_with(['+', '-']) && cell.chars().skip(1).all(|c| " ()-.,0123456789".contains(c));
    let unseen = cell.starts_with(['\t', '\r', '\n']);
    if unseen || (looks_like_formula(cell) && !number && !cell.starts_with('\'')) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
