//! What holds persons on this machine and others than its owner can get at.

use super::table::say;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::house::House;
use super::table;
use crate::config::folder_of;
use crate::store::{private, sqlite_path};

/// Whoever is neither the owner nor of its group.
const ANYBODY: u32 = 0o007;
/// They, and a group that may write.
const ANYBODY_OR_WRITERS: u32 = 0o027;
const WRITERS: u32 = 0o022;
/// In a folder with this bit, such as `/tmp`, others can write and yet exchange no file.
const STICKY: u32 = 0o1000;

/// A file or folder, how it stands and what puts it right.
pub struct Exposed {
    path: PathBuf,
    what: &'static str,
    mode: u32,
    right: &'static str,
}

/// Of the database where it is a file, and of the folders of letters and of the archive. A group of the archive's own may
/// read and clear its folder.
pub fn look(house: &House) -> Vec<Exposed> {
    let mut found = vec![];
    let mut look = |path: PathBuf, what, ways, right| {
        let mode = private::open_to(&path, ways);
        found.extend(mode.map(|mode| Exposed { path, what, mode, right }));
    };
    if let Some(database) = sqlite_path(&house.url) {
        let beside = |end: &str| PathBuf::from(format!("{}{end}", database.display()));
        // What SQLite makes beside it has the database's own mode, unless that has been mended since.
        let files = ["", "-wal", "-shm"].map(beside);
        let open = |file: &&PathBuf| private::open_to(file, ANYBODY_OR_WRITERS).is_some();
        files
            .iter()
            .find(open)
            .into_iter()
            .for_each(|file| look(file.clone(), "the database", ANYBODY_OR_WRITERS, "go-rwx"));
        look(beside("-holders"), "the folder of locks", ANYBODY_OR_WRITERS, "go-rwx");
        look(folder_of(&database), "the database's folder", WRITERS, "go-w");
    }
    let config = &house.config;
    let mut archives: Vec<_> = config.fylker.iter().filter_map(|nr| config.archive_of(nr).folder).collect();
    archives.sort();
    archives.dedup();
    config
        .daemon
        .letters
        .iter()
        .for_each(|folder| look(folder.clone(), "the folder of letters", ANYBODY, "o-rwx"));
    archives.into_iter().for_each(|folder| look(folder, "the archive's folder", ANYBODY, "o-rwx"));
    found.retain(|e| e.right != "go-w" || e.mode & STICKY == 0);
    found
}

impl Exposed {
    pub fn print(&self) {
        let said =
            format!("others can {} {}, which holds persons (mode {:o}):", self.ways(), self.what, self.mode);
        println!("{}", table::hanging("exposed: ", &said));
        say!("  `chmod {} {}`", self.right, shown(&self.path));
    }

    pub fn shown(&self) -> Value {
        json!({"path": self.path, "what": self.what, "mode": format!("{:o}", self.mode), "chmod": self.right})
    }

    fn ways(&self) -> &'static str {
        match (self.mode & 0o044 != 0, self.mode & WRITERS != 0) {
            (true, true) => "read and write",
            (false, true) => "write",
            (true, false) => "read",
            (false, false) => "enter",
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
