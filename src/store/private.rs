//! What holds persons is the owner's alone to read: new databases, letters, rejected lines; and while it is being written
//! it has a name that tells it from what is finished, so that what a killed process left can be swept.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::Path;

use anyhow::{Context, ensure};
use tempfile::NamedTempFile;

/// Makes the folder and those above it that are not there, for the owner alone; one that is there is left as it is.
///
/// # Errors
/// It cannot be made.
pub fn folder(path: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

const UNFINISHED: &str = ".rutine-";

/// Can a file be made in the folder? The folder is made where it is not there.
///
/// # Errors
/// It cannot.
pub fn try_folder(path: &Path) -> Result<()> {
    folder(path)?;
    NamedTempFile::new_in(path).map(drop).map_err(unnamed)
}

/// The error without the path of a file or folder that was only tried: nobody else knows it.
pub fn unnamed(e: Error) -> Error {
    e.kind().into()
}

/// A new file in the folder, locked while it is being written; `persist` gives it its name, and else it goes.
///
/// # Errors
/// The folder cannot be written.
pub fn unfinished(folder: &Path) -> Result<NamedTempFile> {
    loop {
        let new = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder).map_err(unnamed)?;
        // A share that knows no locks is never swept either.
        let _ = new.as_file().lock();
        // Whoever sweeps may have come between the two.
        if new.path().exists() {
            return Ok(new);
        }
    }
}

/// The file appears whole or not at all, and durably: under another name beside, made durable, then renamed. For the owner alone;
/// one that was there is replaced. Its name in the folder is as durable as the folder (`durable`).
///
/// # Errors
/// The folder cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let named = || format!("cannot write `{}`", path.display());
    let mut file = unfinished(path.parent().unwrap_or(Path::new("."))).with_context(named)?;
    file.write_all(bytes).with_context(named)?;
    file.as_file().sync_all().with_context(named)?;
    file.persist(path).with_context(named)?;
    Ok(())
}

/// Makes the names in a folder durable.
///
/// # Errors
/// It cannot be opened, or its disk fails.
pub fn durable(folder: &Path) -> anyhow::Result<()> {
    let sync = || File::open(folder)?.sync_all();
    sync().with_context(|| format!("cannot make `{}` durable", folder.display()))
}

/// Was the file locked by a process that is gone? One that is not there, or cannot be opened, was not.
pub(super) fn is_abandoned(file: &Path) -> bool {
    File::open(file).is_ok_and(|file| file.try_lock().is_ok())
}

/// Removes the unfinished files of processes that are gone. What cannot be looked at stays.
pub fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(UNFINISHED);
        let is_file = entry.file_type().is_ok_and(|of| of.is_file());
        if is_ours && is_file && is_abandoned(&entry.path()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// The mode of what others than its owner can get at in one of these ways, if they can: `0o007` is whoever is neither owner
/// nor of the group. What is not there, or cannot be looked at, nobody can.
pub fn open_to(path: &Path, ways: u32) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o7777;
    (mode & ways != 0).then_some(mode)
}

/// Makes an empty file for the owner alone; one that is there is left as it is.
pub(super) fn file(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => Err(e),
        _ => Ok(()),
    }
}

/// Makes the folder for the owner of `like` alone, if it is not there; one that is there must be the same owner's own.
///
/// # Errors
/// It cannot be made, or is somebody else's, or a link.
pub(super) fn own_folder(path: &Path, like: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
    let named = || format!("cannot use the folder of locks `{}`", path.display());
    let owner = std::fs::metadata(like).with_context(named)?;
    match DirBuilder::new().mode(0o700).create(path) {
        // Made by root, it must serve the user the database belongs to.
        Ok(()) => drop(chown(path, Some(owner.uid()), Some(owner.gid()))),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
        Err(e) => return Err(e).with_context(named),
    }
    let found = std::fs::symlink_metadata(path).with_context(named)?;
    ensure!(
        found.is_dir() && found.uid() == owner.uid(),
        "{}: it is not a folder of whoever owns `{}`; remove it",
        named(),
        like.display()
    );
    if found.mode() & 0o077 != 0 {
        std::fs::set_permissions(path, Permissions::from_mode(0o700)).with_context(named)?;
    }
    Ok(())
}

/// A file that was not there before, for the owner alone. Follows no link.
pub(super) fn new_file(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::{durable, folder, open_to, sweep, try_folder, unfinished, write};

    #[test]
    fn a_file_is_replaced_whole_for_the_owner_alone_and_nothing_lies_beside() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("1.eml");
        for text in ["a longer text", "short"] {
            write(&file, text.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
        }
        durable(dir.path()).unwrap();
        assert_eq!(open_to(&file, 0o077), None);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        let e = write(&dir.path().join("nowhere/1.eml"), b"x").unwrap_err();
        assert!(e.to_string().starts_with("cannot write `"), "{e}");
    }

    #[test]
    fn a_folder_that_takes_no_file_is_told_without_the_name_that_was_tried() {
        // Not even root makes a file there.
        let place = std::path::Path::new("/proc");
        for e in [try_folder(place).unwrap_err(), unfinished(place).map(drop).unwrap_err()] {
            assert!(!e.to_string().contains("/proc"), "{e}");
        }
    }

    #[test]
    fn what_others_can_get_at_is_told_with_its_mode() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x");
        super::file(&file).unwrap();
        assert_eq!(open_to(&file, 0o077), None);
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
        assert_eq!([0o007, 0o027, 0o077].map(|ways| open_to(&file, ways)), [None, None, Some(0o640)]);
        assert_eq!(open_to(&dir.path().join("nowhere"), 0o777), None);
    }

    #[test]
    fn only_what_nobody_writes_any_more_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("letters");
        folder(&place).unwrap();
        let dead = place.join(".rutine-dead");
        std::fs::write(&dead, "x").unwrap();
        std::fs::create_dir(place.join(".rutine-folder")).unwrap();
        let (living, done) = (unfinished(&place).unwrap(), unfinished(&place).unwrap());
        done.persist(place.join("1.eml")).unwrap();
        sweep(&place);
        assert!(!dead.exists());
        assert!(
            living.path().exists() && place.join("1.eml").exists() && place.join(".rutine-folder").exists()
        );
    }
}
