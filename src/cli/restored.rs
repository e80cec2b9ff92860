//! `rutine restored`: the database came from a back-up.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::house::{House, actor, print_json};
use super::table::{say, tell};
use super::{Exit, Global, arguments};
use crate::delivery;
use crate::domain::counted;
use crate::oslo;
use crate::outbox::{self, By, Doubtful};
use crate::run::Refused;
use crate::store::{Db, Only, Right};

#[derive(Args)]
pub struct Restored {
    /// Mail server's logs, or folders of `.eml` files: letters whose Message-ID is there have left
    #[arg(long, value_name = "FILE|DIR", num_args = 1.., conflicts_with = "done")]
    sent: Vec<PathBuf>,
    /// All is accounted for: letters and documents leave by themselves again
    #[arg(long)]
    done: bool,
    /// Kept with each letter and document that is held
    #[arg(long, value_name = "TEXT", value_parser = arguments::reason, default_value = "the database was restored from a back-up")]
    reason: String,
}

pub fn run(global: &Global, command: &Restored) -> Result<Exit> {
    let house = House::reading(global)?;
    let mut db = house.db()?;
    let alone = match Only::try_to(&mut db, &house.url, "deliver", house.config.lease_seconds)? {
        Right::Ours(alone) => alone,
        Right::Theirs(_) => return Err(Refused("another process is delivering; stop it first".into()).into()),
    };
    let done = account(global, &house, &mut db, command);
    alone.let_go(&mut db)?;
    done
}

fn account(global: &Global, house: &House, db: &mut Db, command: &Restored) -> Result<Exit> {
    let (actor, now) = (actor(), house.clock.now().naive_utc());
    let by = By { actor: &actor, now };
    let mut sent = None;
    match (command.done, command.sent.as_slice()) {
        (true, _) => {
            open(db)?;
            close(db, by)?;
        }
        (false, []) => outbox::restore(db, by, &command.reason)?,
        (false, paths) => {
            open(db)?;
            let ids: Vec<String> = delivery::message_ids(paths)?.into_iter().collect();
            sent = Some((ids.len(), outbox::witness(db, &ids, by)?));
        }
    }
    let doubtful = outbox::doubtful(db)?;
    if global.json {
        let (witnessed, found) = sent.unzip();
        print_json(
            &json!({"schema": 1, "since": doubtful.since.map(oslo::text), "letters": doubtful.letters,
            "documents": doubtful.documents, "witnessed": witnessed, "sent": found}),
        )?;
    } else {
        if let Some((ids, found)) = sent {
            let (ids, found) = (counted(ids, "Message-ID"), counted(found, "letter"));
            say!("{ids} found; on hold, and known now to have left: {found}");
        }
        print(&doubtful);
    }
    if sent.is_some_and(|(ids, _)| ids == 0) {
        tell!(
            "warning: no Message-ID was found, so nothing is known to have left; is it the right log, and unpacked?"
        );
        return Ok(Exit::Rejects);
    }
    Ok(Exit::Done)
}

fn open(db: &mut Db) -> Result<()> {
    match outbox::restored(db)? {
        Some(_) => Ok(()),
        None => {
            Err(Refused("nothing says that the database was restored; `rutine restored` first".into()).into())
        }
    }
}

fn close(db: &mut Db, by: By) -> Result<()> {
    let Doubtful { letters, documents, .. } = outbox::doubtful(db)?;
    if letters + documents > 0 {
        return Err(Refused(format!(
            "still on hold: {} and {}: `rutine outbox list --state held`, `rutine archive list --state held`; release them or \
             give them up first",
            counted(letters, "letter"),
            counted(documents, "document")
        ))
        .into());
    }
    outbox::accounted_for(db, by.now)
}

fn print(d: &Doubtful) {
    let Some(since) = d.since else {
        return say!("all is accounted for: letters and documents leave by themselves");
    };
    say!("restored {}: {}", oslo::text(since), on_hold(d));
    say!("  until `rutine restored --done`, no letter and no document leaves that nobody has released");
    if d.letters > 0 {
        say!(
            "  letters: `rutine restored --sent LOG`, then `rutine outbox list --state held`, `outbox release` or `give-up`"
        );
    }
    if d.documents > 0 {
        say!(
            "  documents: `rutine archive list --state held`; `archive ack ID` where the archive has it, else `archive retry --state held`"
        );
    }
}

/// As `check` tells it too.
pub fn on_hold(d: &Doubtful) -> String {
    format!("on hold: {} and {}", counted(d.letters, "letter"), counted(d.documents, "document"))
}
