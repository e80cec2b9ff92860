//! Where a package lies. It appears whole or not at all, for its owner alone to read; its name holds nothing of what
//! it is about. A package that was there before is replaced: the same document makes the same bytes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::domain::fylke::FYLKER;
use crate::store::private;

/// A county's folder, and the name of one document in it.
pub struct Place {
    folder: PathBuf,
    id: String,
}

impl Place {
    /// # Errors
    /// The names are none that may stand in a path, or the folder cannot be made.
    pub fn new(root: &Path, fylke: &str, document_id: &str) -> Result<Self> {
        let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        ensure!(FYLKER.contains(&fylke), "there is no such fylke");
        ensure!(document_id.len() == 32 && document_id.chars().all(hex), "the document's id is none of ours");
        let folder = root.join(fylke);
        private::folder(&folder).with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        Ok(Place { folder, id: document_id.into() })
    }

    /// One file, `<id>.<extension>`.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn file(&self, extension: &str, bytes: &[u8]) -> Result<PathBuf> {
        let file = self.folder.join(format!("{}.{extension}", self.id));
        private::write(&file, bytes)?;
        private::durable(&self.folder)?;
        Ok(file)
    }

    /// A folder `<id>` with these files.
    ///
    /// # Errors
    /// The county's folder cannot be written.
    pub fn folder(&self, files: &[(&str, &[u8])]) -> Result<PathBuf> {
        self.sweep()?;
        let (aside, whole) = (self.aside()?, self.folder.join(&self.id));
        for (name, bytes) in files {
            private::write(&aside.path().join(name), bytes)?;
        }
        private::durable(aside.path())?;
        let named = || format!("cannot write `{}`", whole.display());
        // A folder is only renamed over an empty one: what lies there steps aside first.
        let old = self.aside()?;
        match fs::rename(&whole, old.path()) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e).with_context(named),
            _ => {}
        }
        fs::rename(aside.path(), &whole).with_context(named)?;
        let _ = aside.keep();
        private::durable(&self.folder)?;
        Ok(whole)
    }

    /// A folder beside the real one, named with a dot before: unfinished, and not for the archive.
    fn aside(&self) -> Result<tempfile::TempDir> {
        let named = || format!("cannot write in `{}`", self.folder.display());
        let (mut builder, prefix) = (tempfile::Builder::new(), self.unfinished());
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        builder.prefix(&prefix).tempdir_in(&self.folder).map_err(private::unnamed).with_context(named)
    }

    fn unfinished(&self) -> String {
        format!(".{}-", self.id)
    }

    /// What a killed process left of this document.
    fn sweep(&self) -> Result<()> {
        let named = || format!("cannot read the folder `{}`", self.folder.display());
        for entry in fs::read_dir(&self.folder).with_context(named)? {
            let entry = entry.with_context(named)?;
            if entry.file_name().to_string_lossy().starts_with(&self.unfinished()) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        Ok(())
    }
}
