//! Who holds a run, and whether that process still lives: a session lock on PostgreSQL, a locked file on SQLite.
//! The id is random: a host name or a process number can come back.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::{Db, private, sqlite_path, value};
use crate::config::folder_of;

pub struct Holder {
    pub id: String,
    file: Option<(File, PathBuf)>,
}

impl Holder {
    /// Takes a new identity and the lock that shows it is alive.
    ///
    /// # Errors
    /// The lock cannot be taken (connection lost, folder not writable).
    pub fn new(db: &mut Db, url: &str) -> Result<Self> {
        let id = random_id();
        let file = match sqlite_path(url) {
            Some(database) => {
                sweep(&database);
                Some(locked_file(&database, &id)?)
            }
            None => {
                try_lock(db, &id)?;
                None
            }
        };
        Ok(Holder { id, file })
    }

    /// Shows on a new connection that this process is alive. Whoever asks holds the lock for a moment.
    ///
    /// # Errors
    /// The connection is lost.
    pub(super) fn lock_again(&self, db: &mut Db) -> Result<()> {
        while self.file.is_none() && !try_lock(db, &self.id)? {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        Ok(())
    }

    /// From now on this identity is gone, though its connection lives on.
    pub(super) fn let_go(self, db: &mut Db) -> Result<()> {
        if self.file.is_none() {
            unlock(db, &self.id)?;
        }
        Ok(())
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        if let Some((_, path)) = &self.file {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Is the process that holds `id` gone for certain?
///
/// # Errors
/// The connection is lost.
pub fn is_gone(db: &mut Db, url: &str, id: &str) -> Result<bool> {
    let Some(database) = sqlite_path(url) else {
        let free = try_lock(db, id)?;
        if free {
            unlock(db, id)?;
        }
        return Ok(free);
    };
    let path = lock_path(&database, id);
    match File::open(&path) {
        Ok(file) => {
            let free = file.try_lock().is_ok();
            if free {
                let _ = std::fs::remove_file(&path);
            }
            Ok(free)
        }
        Err(e) => Ok(e.kind() == std::io::ErrorKind::NotFound),
    }
}

fn unlock(db: &mut Db, id: &str) -> Result<()> {
    value::<bool>(db, "SELECT pg_advisory_unlock($1)", &[lock_number(id).into()]).map(drop)
}

/// In a folder of the owner's alone: whoever could open the file could lock it, too.
fn locked_file(database: &Path, id: &str) -> Result<(File, PathBuf)> {
    private::own_folder(&folder(database), database)?;
    let path = lock_path(database, id);
    let named = || format!("cannot write `{}`", path.display());
    loop {
        let file = private::new_file(&path).with_context(named)?;
        file.lock().with_context(named)?;
        // Whoever sweeps may have come between the two.
        if path.exists() {
            return Ok((file, path));
        }
    }
}

/// Removes the files of processes that were killed, and what they tried out beside this database.
fn sweep(database: &Path) {
    super::scratch::sweep(&folder_of(database));
    for entry in std::fs::read_dir(folder(database)).into_iter().flatten().flatten() {
        if private::is_abandoned(&entry.path()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn random_id() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

fn try_lock(db: &mut Db, id: &str) -> Result<bool> {
    let sql = "SELECT pg_try_advisory_lock($1) AS locked";
    Ok(value(db, sql, &[lock_number(id).into()])?.unwrap_or(false))
}

fn lock_number(id: &str) -> i64 {
    let digest = Sha256::digest(id);
    i64::from_be_bytes(digest[..8].try_into().expect("a digest has 32 bytes"))
}

fn folder(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-holders");
    PathBuf::from(name)
}

fn lock_path(database: &Path, id: &str) -> PathBuf {
    folder(database).join(id)
}
