//! Documents out to a county's archive, each once while it is not acknowledged for; the files are made here.
//!
//! Claim, note the digest, write: killed after the claim, the document's lease runs out and it is handed out again,
//! the same bytes in the same place. Persons whose address is protected are handed out as others are, without address
//! or contact: the archive is the county's own, and what the rules forbid is a letter (INFERRED). No mark tells them
//! apart, for the mark itself is sensitive.

mod arkivmelding;
mod face;
mod layout;
mod package;
mod pdf;
mod place;
mod vigo;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use chrono::{NaiveDateTime, TimeDelta};

use crate::config::Config;
use crate::config::archive::{Archive, Sink};
use crate::domain::counted;
use crate::outbox::deposits::{self, Answer, Claim, Claimed, Whom};
use crate::outbox::{self, By, ITSELF};
use crate::store::{Db, private};
use package::Package;
use place::Place;

/// Documents claimed at a time: their lease runs while they are made.
const BATCH_DOCUMENTS: i64 = 10;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HandedOut {
    pub handed_out: u64,
    /// Those no file could be made of: they are tried again, and are a person's in the end.
    pub failed: u64,
}

/// What has just become durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Claimed,
    Noted,
    Written,
}

/// Hands out what is due of every county with a sink. A county whose folder cannot be written holds no other up.
///
/// # Errors
/// The first that a county met with: its folder cannot be written, or the database.
pub fn hand_out_all(
    db: &mut Db,
    config: &Config,
    now: NaiveDateTime,
    stop: &dyn Fn() -> bool,
) -> Result<HandedOut> {
    let (mut all, mut wrong) = (HandedOut::default(), None);
    for fylke in &config.fylker {
        match hand_out_until(db, fylke, &config.archive_of(fylke), i64::MAX, now, &mut |_| {}, stop) {
            Ok(HandedOut { handed_out, failed }) => {
                all.handed_out += handed_out;
                all.failed += failed;
                if handed_out + failed > 0 {
                    let documents = counted(handed_out, "document");
                    tracing::info!(fylke, handed_out, failed, "{documents} handed out of {fylke}");
                }
            }
            Err(e) => wrong = wrong.or(Some(e)),
        }
    }
    wrong.map_or(Ok(all), Err)
}

/// Hands out at most `max` documents of one county; none where it has no sink. Several processes share the work.
///
/// # Errors
/// The folder cannot be written, or the database: what was claimed and not written is given back.
pub fn hand_out(
    db: &mut Db,
    fylke: &str,
    archive: &Archive,
    max: i64,
    now: NaiveDateTime,
    watch: &mut dyn FnMut(Step),
) -> Result<HandedOut> {
    hand_out_until(db, fylke, archive, max, now, watch, &|| false)
}

fn hand_out_until(
    db: &mut Db,
    fylke: &str,
    archive: &Archive,
    max: i64,
    now: NaiveDateTime,
    watch: &mut dyn FnMut(Step),
    stop: &dyn Fn() -> bool,
) -> Result<HandedOut> {
    let mut done = HandedOut::default();
    let (Some(folder), true) = (&archive.folder, archive.sink != Sink::None) else { return Ok(done) };
    // Nothing is claimed for a folder that is not there.
    private::folder(&folder.join(fylke))
        .with_context(|| format!("cannot make the archive's folder `{}`", folder.display()))?;
    if let Some(since) = outbox::restored(db)? {
        // What nobody has let go since the database was restored may have been handed out before.
        let by = By { actor: ITSELF, now };
        db.write(|db| outbox::hold_documents(db, since, by, "the database was restored from a back-up"))?;
    }
    let lease_until = now + TimeDelta::minutes(archive.lease_minutes);
    let handed_to = format!("{} {}", archive.sink.name(), folder.display());
    let mut left = max;
    while left > 0 && !stop() {
        let limit = left.min(BATCH_DOCUMENTS);
        let claim = Claim { fylke, types: &archive.types, limit, now, lease_until, handed_to: &handed_to };
        let claimed = deposits::claim(db, &claim)?;
        if claimed.is_empty() {
            break;
        }
        if left == max {
            private::sweep(&folder.join(fylke));
        }
        watch(Step::Claimed);
        left -= i64::try_from(claimed.len())?;
        let batch = Batch { archive, folder, claimed: &claimed, lease_until, now };
        batch.carry(db, &mut done, watch)?;
    }
    Ok(done)
}

struct Batch<'a> {
    archive: &'a Archive,
    folder: &'a Path,
    claimed: &'a [Claimed],
    lease_until: NaiveDateTime,
    now: NaiveDateTime,
}

impl Batch<'_> {
    fn carry(&self, db: &mut Db, done: &mut HandedOut, watch: &mut dyn FnMut(Step)) -> Result<()> {
        let people = people(db, self.claimed)?;
        let (mut written, mut unwritten) = (0, vec![]);
        for row in self.claimed {
            let package = match Package::new(row, &people) {
                Ok(package) => package,
                Err(e) => {
                    self.fail(db, row, &format!("no file could be made: {e:#}"), done)?;
                    continue;
                }
            };
            // Noted first: what the archive finds has its digest, whenever we are killed.
            deposits::note_digest(db, row.id, self.lease_until, &package.sha256)?;
            watch(Step::Noted);
            match write(&package, self.archive, self.folder) {
                Ok(_) => {
                    watch(Step::Written);
                    written += 1;
                }
                Err(e) => unwritten.push((row, e)),
            }
        }
        done.handed_out += written;
        // Where others of the batch could be written, it is the document's own place that is at fault; else the folder.
        if written > 0 {
            return unwritten.iter().try_for_each(|(row, e)| self.fail(db, row, &format!("{e:#}"), done));
        }
        let ids: Vec<i64> = unwritten.iter().map(|(row, _)| row.id).collect();
        deposits::give_back(db, &ids, self.lease_until)?;
        unwritten.into_iter().next().map_or(Ok(()), |(_, e)| Err(e))
    }

    fn fail(&self, db: &mut Db, row: &Claimed, why: &str, done: &mut HandedOut) -> Result<()> {
        let why = Answer::Failed(why.to_owned());
        deposits::answer(db, &row.document_id, &why, &self.archive.retry_minutes, self.now)?;
        done.failed += 1;
        Ok(())
    }
}

/// Makes one document's package in `out`, and changes nothing else.
///
/// # Errors
/// There is no such document, no file can be made of it, or the folder cannot be written.
pub fn preview(db: &mut Db, document_id: &str, archive: &Archive, out: &Path) -> Result<PathBuf> {
    let row = deposits::find(db, document_id)?.context("there is no such document")?;
    let rows = [row];
    let people = people(db, &rows)?;
    write(&Package::new(&rows[0], &people)?, archive, out)
}

fn people(db: &mut Db, rows: &[Claimed]) -> Result<Vec<Whom>> {
    let ids: Vec<i64> = rows.iter().filter_map(|r| r.dokument().ok()?.person).collect();
    deposits::whom(db, &ids)
}

fn write(package: &Package, archive: &Archive, folder: &Path) -> Result<PathBuf> {
    let place = Place::new(folder, &package.row.fylke, &package.row.document_id)?;
    match archive.sink {
        Sink::Arkivmelding => {
            let xml =
                arkivmelding::xml(package, archive).context("the archive's message cannot be written")?;
            place.folder(&[(&package.file_name(), &package.pdf), ("arkivmelding.xml", &xml)])
        }
        Sink::Vigo => place.file("json", &vigo::json(package)?),
        Sink::None => bail!("the county's archive has no sink"),
    }
}
