//! One order of text on every database, by its bytes: PostgreSQL's own follows the locale it was made in.

use anyhow::Result;
use diesel::connection::SimpleConnection;

use super::{Db, column};

/// A statement for each table with a column of text that is ordered by locale; no row is rewritten, but its indexes are made anew.
const CHANGES: &str = "SELECT format('ALTER TABLE %I %s', table_name,
    string_agg(format('ALTER COLUMN %I TYPE text COLLATE \"C\"', column_name), ', ')) AS sql
  FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
  WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND data_type = 'text'
    AND collation_name IS DISTINCT FROM 'C' GROUP BY table_name ORDER BY 1";

/// Gives every column of text the order of its bytes; SQLite's have it.
///
/// # Errors
/// What the database says.
pub fn by_bytes(db: &mut Db) -> Result<()> {
    if matches!(db, Db::Sqlite(_)) {
        return Ok(());
    }
    let changes: Vec<String> = column(db, CHANGES, &[])?;
    let Db::Postgres(c) = db else { return Ok(()) };
    Ok(changes.iter().try_for_each(|change| c.batch_execute(change))?)
}
