//! A pooler that hands a session's connection to others between transactions makes session locks and prepared
//! statements lie. It is found out by leaving a mark on one session and looking for it from another.

use anyhow::{Result, bail};

use super::overhear::last_sqlstate;
use super::{Db, open, sqlite_path, value};

/// # Errors
/// The database cannot be reached, or a transaction pooler stands in front of it.
pub fn refuse_pooler(url: &str) -> Result<()> {
    if sqlite_path(url).is_some() {
        return Ok(());
    }
    let mark = uuid::Uuid::new_v4().simple().to_string();
    let (mut one, mut other) = (open(url)?, open(url)?);
    let sql = "SELECT set_config('rutine.mark', $1, false) AS mark";
    value::<Option<String>>(&mut one, sql, &[mark.as_str().into()])?;
    // While the other is in a transaction it holds whatever connection it was given.
    other.begin()?;
    let on_other = shared(look(&mut other).map(|found| found == Some(mark.clone())));
    let on_one = shared(look(&mut one).map(|found| found != Some(mark)));
    other.rollback();
    if on_other? || on_one? {
        bail!(POOLED)
    }
    Ok(())
}

pub(super) const POOLED: &str = "a pooler stands between rutine and PostgreSQL, and rutine needs a session of its own: \
    give it the server's own address, or set the pool to session mode (with `options` among the startup parameters it passes on)";

/// Two sessions on one connection also trip over each other's prepared statements: none of that name, or one already.
fn shared(found: Result<bool>) -> Result<bool> {
    match (found, last_sqlstate().as_deref()) {
        (Err(_), Some("26000" | "42P05")) => Ok(true),
        (other, _) => other,
    }
}

fn look(db: &mut Db) -> Result<Option<String>> {
    let sql = "SELECT current_setting('rutine.mark', true) AS mark";
    Ok(value(db, sql, &[])?.flatten())
}
