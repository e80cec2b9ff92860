//! What an earlier routine must have made before a routine has anything to look at: told of runs by hand alone. A nightly
//! series of the calendar looks again the night after, and a county where nobody applies is not told of it all year.

use anyhow::Result;

use crate::domain::frist::soknadsar_dager;
use crate::store::{Db, exists};

/// What one routine makes for those behind it.
#[derive(Debug)]
pub struct Forarbeid {
    /// The routine's code.
    pub made_by: &'static str,
    /// Is there any of it? Of the county, $1, and the year, $2.
    pub is_there: &'static str,
}

/// The first of these routines that has made nothing and was not run in the year either: one that was run has found that
/// there was nothing to make.
///
/// # Errors
/// What the database says.
pub fn lacking(
    db: &mut Db,
    steps: &[&'static Forarbeid],
    fylke: &str,
    ar: i64,
) -> Result<Option<&'static str>> {
    let mut found = vec![];
    for step in steps {
        found.push((step.made_by, step.has_made(db, fylke, ar)? || step.was_run(db, fylke, ar)?));
    }
    Ok(first_lacking(&found))
}

/// Of routines in their order, each with whether it has done its part.
fn first_lacking(steps: &[(&'static str, bool)]) -> Option<&'static str> {
    steps.iter().find(|(_, is_done)| !is_done).map(|(code, _)| *code)
}

impl Forarbeid {
    fn has_made(&self, db: &mut Db, fylke: &str, ar: i64) -> Result<bool> {
        exists(db, self.is_there, &[fylke.into(), ar.into()])
    }

    fn was_run(&self, db: &mut Db, fylke: &str, ar: i64) -> Result<bool> {
        let days = soknadsar_dager(ar);
        let sql = "SELECT 1 FROM runs WHERE routine = $1 AND fylke = $2 AND state = 'done' AND slot >= $3 AND slot < $4";
        let binds = [self.made_by.into(), fylke.into(), days.start.into(), days.end.into()];
        exists(db, sql, &binds)
    }
}

#[cfg(test)]
mod tests {
    use super::first_lacking;

    #[test]
    fn the_routine_that_has_to_come_first_is_named() {
        let check = |steps: &[(&'static str, bool)], first| assert_eq!(first_lacking(steps), first);
        check(&[], None);
        check(&[("5A115", true)], None);
        check(&[("5A115", false)], Some("5A115"));
        check(&[("5A115", false), ("5A120", false)], Some("5A115"));
        check(&[("5A115", true), ("5A120", false)], Some("5A120"));
        check(&[("5A115", false), ("5A120", true)], Some("5A115"));
        check(&[("5A115", true), ("5A120", true)], None);
    }
}
