//! A folder for what is only tried out: the owner's alone, and gone again however the process ends. It goes when this
//! does, and at a signal; what a killed process left goes when the next one comes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result, anyhow};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{private, sqlite_path};
use crate::config::folder_of;

const PREFIX: &str = ".rutine-scratch-";
/// Locked for as long as the folder is somebody's.
const HELD: &str = "held";
/// Taken, and never given back, by the thread that ends the process at a signal.
static LEAVING: Mutex<()> = Mutex::new(());

pub struct Scratch {
    folder: PathBuf,
    _held: File,
}

impl Scratch {
    /// Beside an SQLite database; else, or where that folder takes no files, in the user's own state folder
    /// (`STATE_DIRECTORY`, `XDG_STATE_HOME`, `~/.local/state`). SIGTERM, SIGINT and SIGHUP remove it and end the process.
    ///
    /// # Errors
    /// No such folder can be written.
    pub fn beside(url: &str) -> Result<Self> {
        let beside = sqlite_path(url).map(|file| folder_of(&file));
        let scratch = match beside.as_deref().map(Scratch::within) {
            Some(Ok(scratch)) => scratch,
            _ => Scratch::within(&state_folder()?)?,
        };
        remove_at_a_signal(scratch.folder.clone())?;
        Ok(scratch)
    }

    fn within(place: &Path) -> Result<Self> {
        let named = || format!("cannot write in `{}`", place.display());
        private::folder(place).with_context(named)?;
        sweep(place);
        let folder = place.join(format!("{PREFIX}{}", uuid::Uuid::new_v4().simple()));
        private::folder(&folder).with_context(named)?;
        // Locked before it has its name: whoever sweeps meanwhile sees no file, or a locked one.
        let unnamed = folder.join("new");
        let held = File::create(&unnamed).with_context(named)?;
        held.lock().and_then(|()| fs::rename(&unnamed, folder.join(HELD))).with_context(named)?;
        Ok(Scratch { folder, _held: held })
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Scratch {
    /// At a signal the folder goes while work goes on in it. What that work then meets is no error of its own: it waits
    /// here for the process to end as the signal says.
    fn drop(&mut self) {
        let _leaving = LEAVING.lock();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Removes what processes that are gone have left in a folder.
pub fn sweep(place: &Path) {
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    for entry in entries.filter(|e| e.file_name().to_string_lossy().starts_with(PREFIX)) {
        if private::is_abandoned(&entry.path().join(HELD)) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn state_folder() -> Result<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let under_home = || named("HOME").map(|home| home.join(".local/state"));
    let own = || named("XDG_STATE_HOME").or_else(under_home).map(|state| state.join("rutine"));
    named("STATE_DIRECTORY").or_else(own).ok_or_else(|| {
        anyhow!("there is no folder for a copy of the database; set `STATE_DIRECTORY` to one of your own")
    })
}

fn remove_at_a_signal(folder: PathBuf) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let entered = runtime.enter();
    let [mut hangup, mut interrupt, mut terminate] = listen()?;
    drop(entered);
    std::thread::spawn(move || {
        let code = runtime.block_on(async {
            tokio::select! {
                _ = hangup.recv() => 129,
                _ = interrupt.recv() => 130,
                _ = terminate.recv() => 143,
            }
        });
        let _leaving = LEAVING.lock();
        // Under another name nothing more is made in it meanwhile.
        let leaving = folder.with_extension("leaving");
        let _ = fs::rename(&folder, &leaving).and_then(|()| fs::remove_dir_all(&leaving));
        std::process::exit(code);
    });
    Ok(())
}

fn listen() -> Result<[Signal; 3]> {
    Ok([signal(SignalKind::hangup())?, signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?])
}
