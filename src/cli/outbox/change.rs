//! What a person does to letters: hold, release, retry, give up.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::{Filter, no_letter};
use crate::cli::exit::Misuse;
use crate::cli::house::{House, actor, print_json};
use crate::cli::table::say;
use crate::cli::{Exit, Global, arguments};
use crate::domain::counted;
use crate::inspect;
use crate::outbox::{self, By, LetterState, Restated, Verb, Which};
use crate::run::Refused;
use crate::store::Db;

/// Which letters a bulk change is for: at least one must be said.
#[derive(Args)]
pub(super) struct Bulk {
    #[command(flatten)]
    filter: Filter,
    /// Why; kept with each letter
    #[arg(long, value_name = "TEXT", value_parser = arguments::reason)]
    reason: Option<String>,
}

#[derive(Args)]
pub(super) struct Release {
    #[command(flatten)]
    pub(super) bulk: Bulk,
    /// Also letters whose deadline has passed
    #[arg(long)]
    pub(super) past_deadline: bool,
}

/// A change that a person may make.
pub(super) struct Change {
    name: &'static str,
    /// From these states; of those in `asked` only where one is named.
    from: &'static [LetterState],
    asked: &'static [LetterState],
    to: LetterState,
    /// What the letters are then, in words.
    done: &'static str,
}

pub(super) const HOLD: Change =
    Change { name: "hold", from: &[LetterState::Pending], asked: &[], to: LetterState::Held, done: "held" };
pub(super) const RELEASE: Change = Change {
    name: "release",
    from: &[LetterState::Held],
    asked: &[],
    to: LetterState::Pending,
    done: "to be sent",
};
pub(super) const RETRY: Change = Change {
    name: "retry",
    from: &[LetterState::Rejected, LetterState::GivenUp],
    asked: &[LetterState::Unknown],
    to: LetterState::Pending,
    done: "to be sent again",
};
pub(super) const GIVE_UP: Change = Change {
    name: "give-up",
    from: &[
        LetterState::Held,
        LetterState::NoAddress,
        LetterState::Pending,
        LetterState::Unknown,
        LetterState::Rejected,
    ],
    asked: &[],
    to: LetterState::GivenUp,
    done: "given up",
};

pub(super) fn change(global: &Global, house: &House, bulk: &Bulk, of: &Change, verb: Verb) -> Result<Exit> {
    let mut which = bulk.filter.which(house);
    if let Some(job) = bulk.filter.job.as_deref() {
        house.job(job)?;
    }
    if which == Which::default() {
        let said = "say which letters: `--key`, `--job`, `--fylke`, `--state`, `--purpose` or `--since`";
        return Err(Misuse(said.into()).into());
    }
    which.states = states(&which, of)?;
    let Some(reason) = &bulk.reason else {
        return Err(
            Misuse(format!("say why with `--reason`; `{}` keeps it with each letter", of.name)).into()
        );
    };
    let (actor, now) = (actor(), house.clock.now().naive_utc());
    let mut db = house.db()?;
    let done = outbox::restate(&mut db, &which, verb, By { actor: &actor, now }, reason)?;
    if let (Restated { moved: 0, no_address: 0, late: 0, .. }, Some(key)) = (done, &which.key) {
        return Err(unmoved(&mut db, key, of)?);
    }
    let nothing_matched = done == Restated::default();
    if nothing_matched {
        bulk.filter.ensure_some_could_be(house)?;
    }
    let Restated { moved, readdressed, no_address, late } = done;
    if global.json {
        print_json(&json!({"schema": 1, "state": of.to, "letters": moved, "readdressed": readdressed,
            "no_address": no_address, "past_deadline": late}))?;
    } else if !nothing_matched {
        print_restated(&done, of);
    }
    if nothing_matched {
        return Err(none_matched(of, &which).into());
    }
    Ok(if late > 0 { Exit::Rejects } else { Exit::Done })
}

/// A change that met no letter has not been made.
fn none_matched(of: &Change, which: &Which) -> Refused {
    let states = which.states.iter().map(|s| s.code()).collect::<Vec<_>>().join(", ");
    Refused(format!(
        "nothing matched, and nothing was changed: `{}` is for letters that are {states}, and none of those asked for is\n\
         hint: `rutine outbox list` with the same options shows where each stands",
        of.name
    ))
}

fn print_restated(done: &Restated, of: &Change) {
    let letters = |n: usize| counted(n, "letter");
    say!("{} {}", letters(done.moved), of.done);
    if done.readdressed > 0 {
        say!("{} of them addressed anew: the register has another address", done.readdressed);
    }
    if done.no_address > 0 {
        say!("{} {NO_ADDRESS}", letters(done.no_address));
    }
    if done.late > 0 {
        say!("{} still held: their deadline has passed; `--past-deadline` lets them go", letters(done.late));
    }
}

/// Of letters that nobody can be sent.
pub const NO_ADDRESS: &str = "cannot be sent to anybody; `rutine outbox list --state no_address` lists them";

/// A key that was named and not met: a slip of the hand must not look like success.
fn unmoved(db: &mut Db, key: &str, verb: &Change) -> Result<anyhow::Error> {
    let letter = inspect::letter(db, key)?;
    Ok(match letter {
        None => no_letter(key).into(),
        Some(l) => Refused(format!("the letter is {}, and `{}` is for others", l.state, verb.name)).into(),
    })
}

/// The states a change begins from. What may have arrived is sent again only where that is asked for by name.
fn states(which: &Which, verb: &Change) -> Result<Vec<LetterState>> {
    let all: Vec<_> = verb.from.iter().chain(verb.asked).copied().collect();
    match which.states.first() {
        Some(state) if !all.contains(state) => {
            let only = all.iter().map(|s| s.code()).collect::<Vec<_>>().join(", ");
            let said = format!("`{}` is not for letters that are {state}, only {only}", verb.name);
            Err(Misuse(said).into())
        }
        Some(_) => Ok(which.states.clone()),
        None if which.key.is_some() => Ok(all),
        None => Ok(verb.from.to_vec()),
    }
}
