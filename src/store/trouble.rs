//! Whose fault an error is: a unit's own (its data break a rule), or the machine's (the database is full, locked, gone).
//! Told apart by SQLSTATE and error kind, never by what a message says in somebody's language. The machine's is no reason
//! to blame a unit, nor to give a run up: it passes, or a person mends it.

use anyhow::Error;
use diesel::ConnectionError;
use diesel::result::{DatabaseErrorKind as Kind, Error as DbError};

use super::overhear::last_sqlstate;

/// What ails the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    DiskFull,
    OutOfMemory,
    TooManyConnections,
    ReadOnly,
    NotAllowed,
    Lost,
    Refused,
    Conflict,
    TooSlow,
    Locked,
    Broken,
    Damaged,
    Outdated,
}

impl Trouble {
    /// What happened.
    pub fn what(self) -> &'static str {
        match self {
            Trouble::DiskFull => "the database's disk is full",
            Trouble::OutOfMemory => "the database has run out of memory",
            Trouble::TooManyConnections => "the database has no connection left for this user",
            Trouble::ReadOnly => "the database may only be read",
            Trouble::NotAllowed => "the database does not let this user do that",
            Trouble::Lost => "the connection to the database was lost",
            Trouble::Refused => "the database cannot be reached",
            Trouble::Conflict => "another transaction was in the way",
            Trouble::TooSlow => "the database took too long",
            Trouble::Locked => "somebody else holds a lock on the database",
            Trouble::Broken => "the transaction was broken off",
            Trouble::Damaged => "the database or its disk is damaged",
            Trouble::Outdated => "the database's tables are not those of this version",
        }
    }

    /// May it be over by itself? What a person must mend first spends tries as a routine's own failure does.
    pub fn passes(self) -> bool {
        !matches!(self, Trouble::NotAllowed | Trouble::Outdated)
    }

    /// What to do.
    pub fn hint(self) -> &'static str {
        match self {
            Trouble::DiskFull => "make room on its disk; nothing that was committed is lost",
            Trouble::OutOfMemory => "give its server more memory, or it less to do at a time (`chunk_units`)",
            Trouble::TooManyConnections => {
                "raise the role's CONNECTION LIMIT or the server's max_connections, or end other programs"
            }
            Trouble::ReadOnly => {
                "commands that only read work; to write, use a role and a server, or a file and a folder, that \
                 may be written"
            }
            Trouble::NotAllowed => "grant the role what it lacks, or use the role that owns the tables",
            Trouble::Lost => "try again; if it stays so, look at the server and its log",
            Trouble::Refused => {
                "check that the server runs, and the URL: host, port, database, user, password"
            }
            Trouble::Conflict => "try again",
            Trouble::TooSlow => "look for what else keeps the server busy, then try again",
            Trouble::Locked => {
                "find who holds it (`rutine runs --state running`, `pg_stat_activity`; on SQLite, another `rutine` or a program that \
                 has the file open), end it if it is stuck, then try again"
            }
            Trouble::Broken => "try again; the first error above it, in the log, is the cause",
            Trouble::Damaged => "check the disk, then the database; restore a backup if it must be",
            Trouble::Outdated => {
                "run `rutine migrate`, with the version of `rutine` that the database is for"
            }
        }
    }
}

/// The machine's trouble, where the error is the machine's fault; none where it is a unit's, or no database's at all.
/// To be asked by the thread that met the error, before it asks the database anything else.
pub fn trouble(e: &Error) -> Option<Trouble> {
    e.chain().find_map(|cause| {
        cause
            .downcast_ref::<DbError>()
            .map(of_statement)
            .or_else(|| cause.downcast_ref::<ConnectionError>().map(of_connection))
            .or_else(|| cause.downcast_ref::<tokio_postgres::Error>().map(of_driver))
            .flatten()
    })
}

pub(super) fn of_statement(e: &DbError) -> Option<Trouble> {
    match e {
        DbError::DatabaseError(kind, said) => of_kind(*kind, said.message()),
        DbError::RollbackErrorOnCommit { commit_error, .. } => of_statement(commit_error),
        DbError::BrokenTransactionManager
        | DbError::NotInTransaction
        | DbError::AlreadyInTransaction
        | DbError::RollbackTransaction => Some(Trouble::Broken),
        // What cannot be written into a statement or read out of a row is about the row.
        _ => None,
    }
}

fn of_kind(kind: Kind, said: &str) -> Option<Trouble> {
    match kind {
        Kind::UnableToSendCommand | Kind::ClosedConnection => Some(Trouble::Lost),
        Kind::SerializationFailure => Some(Trouble::Conflict),
        Kind::ReadOnlyTransaction => Some(Trouble::ReadOnly),
        Kind::UniqueViolation
        | Kind::ForeignKeyViolation
        | Kind::RestrictViolation
        | Kind::NotNullViolation
        | Kind::CheckViolation
        | Kind::ExclusionViolation => None,
        // Diesel has no name for the others, and its enum is open.
        _ => of_sqlite(said).or_else(|| last_sqlstate().as_deref().and_then(of_sqlstate)),
    }
}

fn of_connection(e: &ConnectionError) -> Option<Trouble> {
    match e {
        ConnectionError::CouldntSetupConfiguration(e) => of_statement(e).or(Some(Trouble::Refused)),
        ConnectionError::BadConnection(said) => of_sqlite(said).or(Some(Trouble::Refused)),
        _ => Some(Trouble::Refused),
    }
}

fn of_driver(e: &tokio_postgres::Error) -> Option<Trouble> {
    match e.code() {
        Some(code) => of_sqlstate(code.code()),
        None => Some(if e.is_closed() { Trouble::Lost } else { Trouble::Refused }),
    }
}

/// PostgreSQL's codes (its manual, appendix A). What is not here is about data: classes 21 to 23, what a trigger raises.
fn of_sqlstate(code: &str) -> Option<Trouble> {
    Some(match code {
        "53100" => Trouble::DiskFull,
        "53200" => Trouble::OutOfMemory,
        "53300" => Trouble::TooManyConnections,
        "25006" => Trouble::ReadOnly,
        "42501" => Trouble::NotAllowed,
        "40001" | "40P01" | "40002" | "40003" => Trouble::Conflict,
        "57014" | "25P04" => Trouble::TooSlow,
        "55P03" | "55006" => Trouble::Locked,
        "57P03" => Trouble::Refused,
        // A plan that was prepared before the tables changed.
        "0A000" => Trouble::Outdated,
        _ if code.starts_with("08") || code.starts_with("57P") || code == "25P03" => Trouble::Lost,
        _ if code.starts_with("25") || code.starts_with("40") => Trouble::Broken,
        _ if code.starts_with("28") || code.starts_with("3D") => Trouble::Refused,
        _ if code.starts_with("42") => Trouble::Outdated,
        _ if code.starts_with("53") => Trouble::OutOfMemory,
        _ if code.starts_with("58") || code.starts_with("XX") => Trouble::Damaged,
        _ => return None,
    })
}

/// SQLite's own words for its result codes: fixed in its source, in one language, and all that diesel hands on.
fn of_sqlite(said: &str) -> Option<Trouble> {
    const WORDS: [(&str, Trouble); 14] = [
        ("database or disk is full", Trouble::DiskFull),
        ("out of memory", Trouble::OutOfMemory),
        ("attempt to write a readonly database", Trouble::ReadOnly),
        ("access permission denied", Trouble::NotAllowed),
        ("unable to open database file", Trouble::Refused),
        ("database is locked", Trouble::Locked),
        ("database table is locked", Trouble::Locked),
        ("locking protocol", Trouble::Locked),
        ("interrupted", Trouble::TooSlow),
        ("disk I/O error", Trouble::Damaged),
        ("database disk image is malformed", Trouble::Damaged),
        ("file is not a database", Trouble::Damaged),
        ("no such table: ", Trouble::Outdated),
        ("no such column: ", Trouble::Outdated),
    ];
    let is = |words: &str| said == words || (words.ends_with(' ') && said.starts_with(words));
    WORDS.iter().find(|(words, _)| is(words)).map(|(_, trouble)| *trouble)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each code that the machine answers with is the machine's, and none that data cause.
    #[test]
    fn codes_are_told_apart() {
        let machines = [
            "53100", "53200", "53300", "53000", "25006", "08000", "08006", "57P01", "57P02", "57P03",
            "40001", "40P01", "57014", "55P03", "25P02", "25P03", "58030", "XX001", "42501", "42P01",
            "0A000", "28P01",
        ];
        for code in machines {
            assert!(of_sqlstate(code).is_some(), "{code}");
        }
        for code in ["23505", "23502", "22001", "22021", "22P05", "21000", "P0001", "54000", "44000"] {
            assert_eq!(of_sqlstate(code), None, "{code}");
        }
    }
}
