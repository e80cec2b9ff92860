//! `rutine archive ack`.

use anyhow::Result;
use clap::Args;

use super::no_document;
use crate::cli::arguments::{reason, reference};
use crate::cli::document::document;
use crate::cli::house::{House, print_json};
use crate::cli::{Exit, Global};
use crate::inspect::{self, DepositView};
use crate::oslo;
use crate::outbox::deposits::{self, Answer, Answered};
use crate::run::Refused;

#[derive(Args)]
pub struct Ack {
    /// The document's id; `rutine archive --json` gives them
    id: String,
    /// What the archive calls the document
    #[arg(long, value_name = "TEXT", value_parser = reference, conflicts_with_all = ["declined", "failed"])]
    reference: Option<String>,
    /// The archive will not have it: it is not handed out again by itself
    #[arg(long, value_name = "REASON", value_parser = reason, conflicts_with = "failed")]
    declined: Option<String>,
    /// The archive could not take it now: it is handed out again later
    #[arg(long, value_name = "REASON", value_parser = reason)]
    failed: Option<String>,
}

pub fn run(global: &Global, house: &House, command: &Ack) -> Result<Exit> {
    let id = &command.id;
    let mut db = house.db()?;
    let deposit = inspect::deposit(&mut db, id)?.ok_or_else(|| no_document(id))?;
    let ladder = house.config.archive_of(&deposit.fylke).retry_minutes;
    let now = house.clock.now().naive_utc();
    let outcome = match deposits::answer(&mut db, id, &answer(command), &ladder, now)? {
        Answered::Unknown => return Err(no_document(id).into()),
        Answered::Refused(state) => {
            let said = format!(
                "document `{id}` is {state}: that answer does not fit; `rutine archive show {id}` shows it"
            );
            return Err(Refused(said).into());
        }
        Answered::Archived => "archived".to_owned(),
        Answered::Declined => "declined: it is not handed out again by itself".to_owned(),
        Answered::Failed(at) => format!("failed: it is handed out again from {}", oslo::text(at)),
        Answered::GivenUp => "given up, having failed as often as it may: a person decides".to_owned(),
        Answered::AsBefore(state) => format!("{state}, as before{}", other_reference(command, &deposit)),
    };
    if global.json {
        let after = inspect::deposit(&mut db, id)?.ok_or_else(|| no_document(id))?;
        print_json(&document("deposits", [after]))?;
    } else {
        println!("{id} {outcome}");
    }
    Ok(Exit::Done)
}

/// Two references may mean that the archive has it twice: that is told, and the first one kept.
fn other_reference(command: &Ack, deposit: &DepositView) -> String {
    match (&command.reference, &deposit.reference) {
        (Some(new), Some(kept)) if new != kept => {
            format!(" with the reference `{kept}`; `{new}` is not kept: is it in the archive twice?")
        }
        _ => String::new(),
    }
}

fn answer(command: &Ack) -> Answer {
    match (&command.declined, &command.failed) {
        (Some(why), _) => Answer::Declined(why.clone()),
        (_, Some(why)) => Answer::Failed(why.clone()),
        _ => Answer::Archived(command.reference.clone()),
    }
}
