//! A copy of the whole database in an SQLite file, to try things on: of either backend, since both hold one schema.
//! Reads in one transaction and leaves the source as it is.

use std::path::Path;

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;

use super::{Db, Value, column, execute, migrate, on, open};

/// Rows carried over at a time.
const ROWS: usize = 5_000;

/// Opens the copy; it lies at `path`, is not synced to disk, and is the caller's to remove.
///
/// # Errors
/// The source cannot be read, or the file cannot be written.
pub fn copy(db: &mut Db, path: &Path) -> Result<Db> {
    let url = format!("sqlite:{}", path.display());
    let mut to = match db {
        Db::Sqlite(_) => {
            let file = path.to_string_lossy().into_owned();
            execute(db, "VACUUM INTO $1", &[file.into()]).context("cannot copy the database")?;
            unsynced(&url)?
        }
        Db::Postgres(_) => {
            let mut to = unsynced(&url)?;
            migrate(&mut to)?;
            carry_over(db, &mut to).context("cannot copy the database")?;
            to
        }
    };
    to.batch("PRAGMA foreign_keys = ON; ANALYZE;")?;
    Ok(to)
}

fn unsynced(url: &str) -> Result<Db> {
    let mut db = open(url)?;
    db.batch("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;")?;
    Ok(db)
}

fn carry_over(from: &mut Db, to: &mut Db) -> Result<()> {
    let tables = words(
        to,
        "SELECT name AS word FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
        &[],
    )?;
    from.begin()?;
    let carried = from
        .batch("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        .and_then(|()| to.write(|to| tables.iter().try_for_each(|table| carry_table(from, to, table))));
    from.rollback();
    carried
}

/// Row by row as JSON, which both backends read and write; only an instant is spelt otherwise.
fn carry_table(from: &mut Db, to: &mut Db, table: &str) -> Result<()> {
    execute(to, &format!("DELETE FROM {table}"), &[])?;
    let columns = words(to, "SELECT name AS word FROM pragma_table_info($1)", &[table.into()])?;
    let instants = words(
        from,
        "SELECT column_name::text AS word FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1 AND data_type LIKE 'timestamp%'",
        &[table.into()],
    )?;
    let value = |c: &String| match instants.contains(c) {
        true => format!("replace(value ->> '{c}', 'T', ' ')"),
        false => format!("value ->> '{c}'"),
    };
    let values: Vec<_> = columns.iter().map(value).collect();
    let (names, values) = (columns.join(", "), values.join(", "));
    let insert = format!("INSERT INTO {table} ({names}) SELECT {values} FROM json_each($1)");
    from.batch(&format!(
        "DECLARE rows NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS word FROM {table} t"
    ))?;
    loop {
        let rows = words(from, &format!("FETCH {ROWS} FROM rows"), &[])?;
        if rows.is_empty() {
            return from.batch("CLOSE rows");
        }
        execute(to, &insert, &[format!("[{}]", rows.join(",")).into()])?;
    }
}

fn words(db: &mut Db, sql: &str, binds: &[Value]) -> Result<Vec<String>> {
    column(db, sql, binds)
}

impl Db {
    fn batch(&mut self, sql: &str) -> Result<()> {
        Ok(on!(self, |c| c.batch_execute(sql))?)
    }
}
