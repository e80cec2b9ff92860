//! Settings and manifests decide what runs, and where letters and passwords go. They count only where nobody but their
//! user and root can write them: the file, and the folder it could be exchanged in. As ssh does with its own.

use std::fs::{Metadata, metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Why the file cannot be believed and what to do about it, if somebody else can write it or its folder. What cannot be
/// looked at is for whoever reads it to tell.
pub fn others_hand(file: &Path) -> Option<String> {
    let me = rustix::process::geteuid().as_raw();
    let real = std::fs::canonicalize(file).ok()?;
    let folders = [folder_of(file), folder_of(&real)];
    let looked_at = std::iter::once((file, false)).chain(folders.iter().map(|f| (f.as_path(), true)));
    looked_at.filter_map(|(path, is_folder)| wrong(path, &metadata(path).ok()?, is_folder, me)).next()
}

/// The folder that a file lies in, also where only a name is given.
pub fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => ".".into(),
    }
}

fn wrong(path: &Path, of: &Metadata, is_folder: bool, me: u32) -> Option<String> {
    let shown = path.display();
    let (owner, mode) = (of.uid(), of.mode());
    if owner != me && owner != 0 {
        return Some(format!(
            "`{shown}` belongs to user {owner}, who could decide where letters and passwords go; \
             make it yours: `chown {me} {shown}`"
        ));
    }
    // In a folder such as /tmp others make files, but cannot take the place of this one.
    let is_sticky = is_folder && mode & 0o1000 != 0;
    // The group that many systems make for each user alone has the user's number.
    let group = mode & 0o020 != 0 && of.gid() != owner;
    ((mode & 0o002 != 0 || group) && !is_sticky).then(|| {
        format!(
            "others can write `{shown}`, and so decide where letters and passwords go; \
             take that from them: `chmod go-w {shown}`"
        )
    })
}
