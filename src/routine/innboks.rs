//! The inboxes, `websvar` and `rapport_innsending`: each row of one is consumed once.

use anyhow::Result;

use crate::attempt::Chunk;
use crate::domain::Behandlet;

/// What becomes of one row of an inbox; as new it is looked at again.
#[derive(Clone, Debug, PartialEq)]
pub struct Innkommet {
    pub id: i64,
    pub behandlet: Behandlet,
    pub grunn: Option<&'static str>,
}

/// Marks rows of the inbox `table`; `called` is what an error calls them.
///
/// # Errors
/// One of them was marked meanwhile, or what the database says.
pub fn behandle(chunk: &mut Chunk, table: &str, called: &'static str, rader: &[Innkommet]) -> Result<()> {
    let sql = format!(
        "UPDATE {table} SET behandlet = v.behandlet, grunn = v.grunn, attempt_id = v.attempt_id \
         FROM {{rows}} WHERE {table}.id = v.id AND {table}.behandlet = 'NY'"
    );
    chunk
        .rows()
        .int("id", rader.iter().map(|b| b.id))
        .text("behandlet", rader.iter().map(|b| b.behandlet.to_string()))
        .text("grunn", rader.iter().map(|b| b.grunn.map(str::to_owned)))
        .every(called)
        .execute(chunk.db, &sql)?;
    Ok(())
}
