//! The two databases behind one enum: opening, write transactions, statements, bulk rows.
//! Nothing else in the house names a backend. Knows no trade and no job.

mod codes;
mod collation;
mod columns;
mod copy;
mod holder;
mod installation;
mod migrate;
mod overhear;
mod pooler;
mod postgres;
pub mod private;
mod right;
mod rows;
pub mod schema;
mod scratch;
mod statement;
mod trouble;

pub(crate) use codes::{codes, text_column};
pub(crate) use columns::row;
pub use columns::{Column, One, Sql};
pub use copy::copy;
pub use holder::{Holder, is_gone};
pub use installation::{environment, set_environment};
pub use migrate::{ChangedCode, changed_codes, migrate, pending};
pub use pooler::refuse_pooler;
pub use postgres::listen;
pub use right::{Held, Only, Right, TakenOver};
pub use rows::Rows;
pub use scratch::Scratch;
pub use statement::{Value, column, execute, exists, first, load, value};
pub use trouble::{Trouble, trouble};

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use chrono::NaiveDateTime;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;

use crate::domain::counted;

pub enum Db {
    Postgres(Box<postgres::Postgres>),
    Sqlite(Box<SqliteConnection>),
}

/// Runs one diesel expression on whichever backend `$db` is; the body is compiled, and so checked, for both.
macro_rules! on {
    ($db:expr, |$c:ident| $body:expr) => {
        match $db {
            $crate::store::Db::Postgres(c) => {
                let $c = &mut **c;
                $body
            }
            $crate::store::Db::Sqlite(c) => {
                let $c = &mut **c;
                $body
            }
        }
    };
}
pub(crate) use on;

/// Reads the rows that `$wanted` asks for, and holds them until the transaction ends: a writer of SQLite has the database
/// to itself. With `skip_locked`, those that somebody else holds are left out.
macro_rules! locked {
    ($db:expr, $wanted:expr $(, $skip:ident)? => $read:ident) => {
        match $db {
            $crate::store::Db::Postgres(c) => $wanted.for_update()$(.$skip())?.$read(&mut **c),
            $crate::store::Db::Sqlite(c) => $wanted.$read(&mut **c),
        }
    };
}
pub(crate) use locked;

/// Opens `sqlite:PATH` (made if absent) or `postgres://…`.
///
/// # Errors
/// An unknown scheme, a file or server that cannot be reached.
pub fn open(url: &str) -> Result<Db> {
    if let Some(path) = sqlite_path(url) {
        return open_sqlite(&path);
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Db::Postgres(Box::new(postgres::connect(url)?)));
    }
    bail!("database URL must begin with `sqlite:` or `postgres://`; set `--database` or `RUTINE_DATABASE`")
}

/// The file of a `sqlite:` URL, if it is one.
pub fn sqlite_path(url: &str) -> Option<PathBuf> {
    url.strip_prefix("sqlite:").map(|p| PathBuf::from(p.strip_prefix("//").unwrap_or(p)))
}

/// Is the file there, and ours to read alone?
fn only_readable(path: &Path) -> bool {
    let denied =
        |e: std::io::Error| matches!(e.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem);
    path.exists() && OpenOptions::new().write(true).open(path).is_err_and(denied)
}

/// Without a log beside it nobody is writing, so it is read as it lies there: SQLite could make no log of its own.
fn open_read_only(path: &Path) -> Result<Db> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let still = if Path::new(&log).exists() { "" } else { "&immutable=1" };
    let name: String = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let mut c = SqliteConnection::establish(&format!("file:{name}?mode=ro{still}"))?;
    c.batch_execute("PRAGMA busy_timeout = 10000;")?;
    Ok(Db::Sqlite(Box::new(c)))
}

fn open_sqlite(path: &Path) -> Result<Db> {
    let named = || format!("cannot open the database `{}`", path.display());
    if only_readable(path) {
        return open_read_only(path).with_context(named);
    }
    // SQLite itself would let everybody read it; its -wal and -shm get the file's own mode.
    private::file(path).with_context(named)?;
    let mut c = SqliteConnection::establish(&path.to_string_lossy()).with_context(named)?;
    // busy_timeout first: switching to WAL can itself meet a lock.
    c.batch_execute(
        "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; \
         PRAGMA synchronous = FULL; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000;",
    )
    .with_context(named)?;
    Ok(Db::Sqlite(Box::new(c)))
}

/// How long SQLite is waited for: without a word, and then until it is given up.
const SILENCE_MS: u32 = 3_000;
const PATIENCE_MS: u32 = 10_000;

/// When an SQLite database was last written, by whomever, and how long its log is.
pub type Stamp = (std::time::SystemTime, u64);

/// None on PostgreSQL, where others ring.
pub fn stamp(url: &str) -> Option<Stamp> {
    let database = sqlite_path(url)?;
    let mut log = database.clone().into_os_string();
    log.push("-wal");
    let found = std::fs::metadata(log).or_else(|_| std::fs::metadata(database)).ok()?;
    Some((found.modified().ok()?, found.len()))
}

/// Takes SQLite's one writer; who has to wait for it says so.
fn begin_alone(c: &mut SqliteConnection) -> QueryResult<()> {
    c.batch_execute(&format!("PRAGMA busy_timeout = {SILENCE_MS}"))?;
    let begun = AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE");
    c.batch_execute(&format!("PRAGMA busy_timeout = {PATIENCE_MS}"))?;
    match begun {
        Err(e) if trouble::of_statement(&e) == Some(Trouble::Locked) => {
            let silence = counted(SILENCE_MS / 1000, "second");
            tracing::warn!(
                "another process has been writing to the database for {silence}: waiting; `rutine runs --state running` \
                 and `rutine why RUN` show who is at what; one that is stuck must be ended"
            );
            AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")
        }
        other => other,
    }
}

impl Db {
    /// Runs `work` in one write transaction (a savepoint inside another); an error or a panic rolls it back.
    ///
    /// # Errors
    /// What `work` returns, or the failure to begin or commit.
    pub fn write<T>(&mut self, work: impl FnOnce(&mut Db) -> Result<T>) -> Result<T> {
        self.begin()?;
        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(self))) {
            Ok(Ok(value)) => {
                self.commit()?;
                Ok(value)
            }
            Ok(Err(e)) => {
                self.rollback();
                Err(e)
            }
            Err(panic) => {
                self.rollback();
                std::panic::resume_unwind(panic)
            }
        }
    }

    /// Begins a transaction, or a savepoint inside one. SQLite takes its writer at once: a reader that
    /// turns writer half-way gets "database is locked" whatever the timeout.
    ///
    /// # Errors
    /// The connection is lost or the writer is not free.
    pub fn begin(&mut self) -> Result<()> {
        match self {
            Db::Postgres(c) => postgres::begin(c),
            Db::Sqlite(c) => {
                let inside = AnsiTransactionManager::transaction_manager_status_mut(&mut **c)
                    .transaction_depth()?
                    .is_some();
                if inside { AnsiTransactionManager::begin_transaction(&mut **c) } else { begin_alone(c) }
            }
        }
        .context("cannot begin a transaction")
    }

    /// # Errors
    /// The connection is lost, or the database refuses the transaction.
    pub fn commit(&mut self) -> Result<()> {
        match self {
            Db::Postgres(c) => postgres::commit(c),
            Db::Sqlite(c) => AnsiTransactionManager::commit_transaction(&mut **c),
        }
        .context("cannot commit")
    }

    /// Best effort: a lost connection has rolled back already.
    pub fn rollback(&mut self) {
        let _ = match self {
            Db::Postgres(c) => postgres::rollback(c),
            Db::Sqlite(c) => AnsiTransactionManager::rollback_transaction(&mut **c),
        };
    }

    /// The clock that leases are judged by: the server's on PostgreSQL (hosts differ), this host's on SQLite. UTC.
    ///
    /// # Errors
    /// The connection is lost.
    pub fn now(&mut self) -> Result<NaiveDateTime> {
        match self {
            Db::Postgres(_) => {
                let sql = "SELECT (clock_timestamp() AT TIME ZONE 'UTC')::timestamp AS at";
                Ok(value(self, sql, &[])?.context("the server did not tell the time")?)
            }
            Db::Sqlite(_) => Ok(crate::clock::wall()),
        }
    }

    /// Wakes every daemon that listens, once this transaction is committed. Nobody listens on SQLite.
    ///
    /// # Errors
    /// The connection is lost.
    pub fn notify(&mut self) -> Result<()> {
        match self {
            Db::Postgres(c) => c.batch_execute("NOTIFY rutine").context("cannot notify other daemons"),
            Db::Sqlite(_) => Ok(()),
        }
    }

    /// Gathers statistics: after a bulk load, plans made on empty ones cost minutes.
    ///
    /// # Errors
    /// The connection is lost.
    pub fn analyze(&mut self) -> Result<()> {
        on!(self, |c| c.batch_execute("ANALYZE")).context("cannot analyze the tables")
    }

    /// A clause that locks rows, where the database has them: as `locked!`, for a statement's text.
    pub fn locking<'a>(&self, clause: &'a str) -> &'a str {
        match self {
            Db::Postgres(_) => clause,
            Db::Sqlite(_) => "",
        }
    }

    /// Is a connection whose statement failed for the machine's sake lost, so that another must be opened?
    pub fn is_lost_by_trouble(&self) -> bool {
        matches!(self, Db::Postgres(_))
    }

    /// Names the backend for people.
    pub fn backend(&self) -> &'static str {
        match self {
            Db::Postgres(_) => "postgresql",
            Db::Sqlite(_) => "sqlite",
        }
    }
}
