//! `rutine deliver`.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Value, json};

use super::check;
use super::exit::Misconfigured;
use super::house::{House, print_json};
use super::outbox::NO_ADDRESS;
use super::progress::Progress;
use super::table::say;
use super::{Exit, Global};
use crate::config::Environment;
use crate::delivery::{self, Delivered, Delivery, KeptBack, Round, SenderOut};
use crate::domain::counted;
use crate::oslo;
use crate::outbox;
use crate::outbox::LetterState;
use crate::routine;
use crate::run::Refused;
use crate::store::Db;

#[derive(Args)]
pub struct Deliver {
    /// Write the letters to this folder, one `.eml` file each [default: through `mail.smtp` where it is set, else `letters`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub fn run(global: &Global, command: &Deliver) -> Result<Exit> {
    let house = House::reading(global)?;
    let mut db = house.db()?;
    say_where(&house, command)?;
    let bar = Progress::new("letters", global.quiet || global.json);
    let out = match (&command.out, &house.config.mail.smtp) {
        (Some(out), _) => Some(out.as_path()),
        (None, Some(_)) => None,
        (None, None) => Some(Path::new("letters")),
    };
    if out.is_none() {
        check::usable(global, &house.config)?;
    }
    let done = delivery::deliver_alone(&mut db, &round(&house), out, &mut |n| bar.at(n))?;
    drop(bar);
    let done = match done {
        Delivery::Done(done) => done,
        Delivery::Waits(held) => {
            let said = format!("another process is delivering, and nothing was sent here: {held}");
            return Err(Refused(said).into());
        }
    };
    if global.json {
        print_json(&document(&mut db, &done)?)?;
    } else {
        print(&done, out);
        print_kept_back(&mut db, &done)?;
    }
    exit(&done)
}

/// In production no letter leaves in nobody's name.
pub fn refuse_nobodys(house: &House) -> Result<()> {
    if house.config.has_no_sender() {
        let said = "letters would leave in nobody's name: set `mail.from` and `mail.domain` in the settings";
        return Err(Misconfigured(said.into()).into());
    }
    Ok(())
}

/// In production a letter is not taken for sent unless the settings say whose it is and where it goes.
fn say_where(house: &House, command: &Deliver) -> Result<()> {
    let config = &house.config;
    refuse_nobodys(house)?;
    let nowhere = config.mail.smtp.is_none() && command.out.is_none();
    if config.environment == Environment::Production && nowhere {
        let said = "the settings name no mail server (`[mail.smtp]`); set one, or say with `--out DIR` where the files go";
        return Err(Misconfigured(said.into()).into());
    }
    Ok(())
}

pub fn round(house: &House) -> Round<'_> {
    Round { url: &house.url, config: &house.config, clock: house.clock, asks: routine::still_due, stop: None }
}

/// # Errors
/// The server could not be used, or not by every sender.
pub fn exit(done: &Delivered) -> Result<Exit> {
    let mut hindered = done.hindrances();
    if let Some(next) = done.next.filter(|_| done.is_limited()) {
        let at = oslo::text(next);
        hindered.push(format!("the daemon tries again at {at}; without one, run `rutine deliver` then"));
    }
    if !hindered.is_empty() {
        bail!(hindered.join("\n       "))
    }
    let is_whole = done.rejected + done.unknown + done.given_up + done.held == 0;
    Ok(if is_whole { Exit::Done } else { Exit::Rejects })
}

fn document(db: &mut Db, done: &Delivered) -> Result<Value> {
    let why = done.kept_back.map(|why| match why {
        KeptBack::Hold => "hold",
        KeptBack::Quiet(_) => "quiet",
        KeptBack::Stopped => "stopped",
    });
    Ok(json!({
        "schema": 1, "sent": done.sent, "rejected": done.rejected, "unknown": done.unknown, "given_up": done.given_up,
        "dropped": done.dropped, "put_off": done.put_off, "waiting": outbox::waiting(db)?, "kept_back": why,
        "next": done.next.map(oslo::text), "trouble": done.trouble.as_ref().map(ToString::to_string),
        "senders": done.senders.iter().map(sender).collect::<Vec<_>>(),
        "no_address": done.no_address, "on_hold": outbox::in_state(db, LetterState::Held)?, "without_address": done.without_address, "held": done.held,
        "readdressed": done.readdressed, "witnessed": done.witnessed,
    }))
}

fn sender(out: &SenderOut) -> Value {
    json!({"address": out.address, "fylker": out.fylker, "said": out.said, "refused": out.is_for_good})
}

pub fn print(done: &Delivered, out: Option<&Path>) {
    match out {
        Some(out) => say!("{} written to `{}`", counted(done.sent, "letter"), out.display()),
        None => say!("{} sent", counted(done.sent, "letter")),
    }
    let listed = [
        (done.rejected, "rejected; `rutine outbox list --state rejected` lists them"),
        (
            done.unknown,
            "unknown: handed over, and nobody said what became of them; `rutine outbox list --state unknown`",
        ),
        (done.given_up, "given up after the last try; `rutine outbox list --state given_up` lists them"),
        (done.dropped, "dropped: no longer due"),
        (done.readdressed, "of them to another address than they had: the register's"),
        (done.without_address, NO_ADDRESS),
        (
            done.held,
            "held back: a person is to say whether they go; `rutine outbox list --state held` lists them",
        ),
        (done.witnessed, "had left before the database was restored, and were not sent again"),
        (done.put_off, "put off by the server, to be tried again"),
    ];
    listed.iter().filter(|(n, _)| *n > 0).for_each(|(n, what)| say!("{n} {what}"));
}

fn print_kept_back(db: &mut Db, done: &Delivered) -> Result<()> {
    let held = outbox::in_state(db, LetterState::Held)?;
    if held > 0 && done.held == 0 {
        say!("{held} on hold, and not sent; `rutine outbox list --state held` lists them");
    }
    let waiting = counted(outbox::waiting(db)?, "letter");
    match done.kept_back {
        Some(KeptBack::Hold) => say!("nothing was sent: `mail.hold` is on; {waiting} still to send"),
        Some(KeptBack::Quiet(over)) => {
            say!(
                "it is quiet until {}: `mail.quiet_from`, `mail.quiet_until`; {waiting} still to send",
                oslo::text(over)
            );
        }
        Some(KeptBack::Stopped) => say!("stopped when asked to; {waiting} still to send"),
        None => {
            if let Some(next) = done.next {
                say!("the next try is due {}", oslo::text(next));
            }
        }
    }
    Ok(())
}
