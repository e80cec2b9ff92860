//! The inboxes, `websvar` and `rapport_innsending`: each row of one is consumed once.

use anyhow::{Result, ensure};

use crate::attempt::Chunk;
use crate::store::Rows;

/// What becomes of one row of an inbox; as `NY` it is looked at again.
#[derive(Clone, Debug, PartialEq)]
pub struct Behandlet {
    pub id: i64,
    pub behandlet: &'static str,
    pub grunn: Option<&'static str>,
}

/// Marks rows of the inbox `table`; `called` is what an error calls them.
///
/// # Errors
/// One of them was marked meanwhile, or what the database says.
pub fn behandle(chunk: &mut Chunk, table: &str, called: &str, rader: &[Behandlet]) -> Result<()> {
    let attempt = chunk.attempt;
    let sql = format!(
        "UPDATE {table} SET behandlet = v.behandlet, grunn = v.grunn, attempt_id = v.attempt_id \
         FROM {{rows}} WHERE {table}.id = v.id AND {table}.behandlet = 'NY'"
    );
    let marked = Rows::new()
        .int("id", rader.iter().map(|b| b.id))
        .text("behandlet", rader.iter().map(|b| b.behandlet.to_owned()))
        .text("grunn", rader.iter().map(|b| b.grunn.map(str::to_owned)))
        .same("attempt_id", attempt)
        .execute(chunk.db, &sql)?;
    ensure!(marked == rader.len(), "somebody else treated one of these {called} just now");
    Ok(())
}
