//! What a routine changed on a wish, appended to its history.

use anyhow::Result;

use crate::attempt::Chunk;

pub struct Historikk {
    onske: i64,
    felt: &'static str,
    fra: Option<String>,
    til: Option<String>,
}

impl Historikk {
    pub fn new(onske: i64, felt: &'static str, fra: Option<&str>, til: Option<&str>) -> Self {
        Historikk { onske, felt, fra: fra.map(str::to_owned), til: til.map(str::to_owned) }
    }
}

/// # Errors
/// What the database says.
pub fn historikk(chunk: &mut Chunk, rader: Vec<Historikk>) -> Result<()> {
    let now = chunk.scope.now;
    chunk
        .rows()
        .int("onske_id", rader.iter().map(|r| r.onske))
        .text("felt", rader.iter().map(|r| r.felt.to_owned()))
        .text("fra", rader.iter().map(|r| r.fra.clone()))
        .text("til", rader.iter().map(|r| r.til.clone()))
        .same("tid", now)
        .insert(chunk.db, "onske_historikk", "")?;
    Ok(())
}
