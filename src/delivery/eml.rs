//! Letters as files. A file is named by its Message-ID and appears whole or not at all, so a delivery that was
//! killed between the file and the mark writes the same file again, and nobody has two.

use std::path::Path;

use anyhow::{Context, Result};
use chrono::NaiveDateTime;

use super::{Delivered, Round, due, message};
use crate::outbox::{self, Fate, LetterState, Pending};
use crate::store::{Db, Only, private};

/// Letters settled per transaction.
const BATCH_LETTERS: usize = 200;

/// Writes every pending letter as `out/<id>.eml` and marks it sent. One bad letter is rejected with its reason.
///
/// # Errors
/// The folder cannot be written, or the database.
pub fn deliver(
    db: &mut Db,
    round: &Round,
    out: &Path,
    alone: &mut Only,
    done: &mut Delivered,
    watch: &mut dyn FnMut(u64),
) -> Result<()> {
    private::folder(out).with_context(|| format!("cannot make the folder `{}`", out.display()))?;
    let mut after = 0;
    while !round.is_stopping() {
        let now = round.clock.now().naive_utc();
        let mut batch = outbox::pending(db, after, now, BATCH_LETTERS)?;
        let Some(last) = batch.last() else { break };
        if after == 0 {
            private::sweep(out);
        }
        after = last.id;
        let mut found = Delivered::default();
        db.write(|db| {
            alone.hold(db)?;
            due::sort_out(db, &mut batch, round.config, now, &mut found, round.asks)
        })?;
        done.add_kept(&found);
        let fates: Result<Vec<_>> = batch.iter().map(|letter| one(round, letter, out, now)).collect();
        let fates = fates?;
        private::durable(out)?;
        db.write(|db| {
            alone.hold(db)?;
            outbox::settle(db, &fates, now)
        })?;
        fates.iter().for_each(|fate| done.count(fate));
        watch(done.total());
    }
    Ok(())
}

fn one(round: &Round, letter: &Pending, out: &Path, now: NaiveDateTime) -> Result<Fate> {
    match message::write(round.config, letter, now) {
        Ok(mail) => {
            // The name holds nothing of the letter.
            let file = out.join(format!("{}.eml", message::file_id(&letter.message_id)));
            private::write(&file, &mail.bytes)?;
            Ok(Fate::new(letter.id, LetterState::Sent, None))
        }
        Err(why) => Ok(Fate::new(letter.id, LetterState::Rejected, format!("{why:#}"))),
    }
}
