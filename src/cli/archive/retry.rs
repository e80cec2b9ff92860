//! `rutine archive retry`.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::{no_document, words};
use crate::cli::arguments::{fylke, one_of};
use crate::cli::exit::Misuse;
use crate::cli::house::{House, actor, print_json};
use crate::cli::{Exit, Global};
use crate::domain::counted;
use crate::inspect;
use crate::outbox::deposits::{self, Redo};
use crate::run::Refused;

/// Which documents to try again: at least one filter must be said.
#[derive(Args)]
pub struct Retry {
    #[arg(conflicts_with_all = ["fylke", "state", "document_type"])]
    id: Option<String>,
    #[arg(long, value_name = "NN", value_parser = fylke)]
    fylke: Option<String>,
    #[arg(long, ignore_case = true, value_parser = one_of(["declined", "failed", "given_up", "held"]))]
    state: Option<String>,
    #[arg(long = "type", value_name = "TYPE")]
    document_type: Option<String>,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub fn run(global: &Global, house: &House, command: &Retry) -> Result<Exit> {
    let (actor, reason) = (actor(), words("--reason", &command.reason)?);
    let by = Redo {
        document_id: command.id.as_deref(),
        fylke: command.fylke.as_deref(),
        document_type: command.document_type.as_deref(),
        state: command.state.as_deref(),
        actor: &actor,
        reason: &reason,
    };
    if [by.document_id, by.fylke, by.document_type, by.state].iter().all(Option::is_none) {
        return Err(Misuse("say which documents: ID, `--fylke`, `--state` or `--type`".into()).into());
    }
    let mut db = house.db()?;
    let moved = deposits::retry(&mut db, &by, house.clock.now().naive_utc())?;
    if let (0, Some(id)) = (moved, by.document_id) {
        let state = inspect::deposit(&mut db, id)?.ok_or_else(|| no_document(id))?.state;
        return Err(Refused(format!("document `{id}` is {state}: there is nothing to try again")).into());
    }
    if global.json {
        print_json(&json!({"schema": 1, "state": "pending", "deposits": moved}))?;
    } else {
        println!("{} pending", counted(moved, "document"));
    }
    Ok(Exit::Done)
}
