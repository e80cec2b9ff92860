//! `rutine archive retry`.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::{document_type, no_document};
use crate::cli::arguments::{code, fylke, reason};
use crate::cli::exit::Misuse;
use crate::cli::house::{House, actor, print_json};
use crate::cli::{Exit, Global};
use crate::domain::counted;
use crate::inspect;
use crate::outbox::deposits::{self, DepositState, RETRIABLE, Redo};
use crate::run::Refused;

/// Which documents to try again: at least one filter must be said.
#[derive(Args)]
pub struct Retry {
    /// The document's id; `rutine archive --json` gives them
    #[arg(conflicts_with_all = ["fylke", "state", "document_type"])]
    id: Option<String>,
    /// County numbers
    #[arg(long, value_name = "NN,NN", value_delimiter = ',', value_parser = fylke)]
    fylke: Vec<String>,
    /// Where it stands
    #[arg(long, ignore_case = true, value_parser = code(RETRIABLE, DepositState::named))]
    state: Option<DepositState>,
    /// Which documents, such as AR_SVAR
    #[arg(long = "type", value_name = "TYPE")]
    document_type: Option<String>,
    /// Why, for the record
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    reason: String,
}

pub fn run(global: &Global, house: &House, command: &Retry) -> Result<Exit> {
    let mut db = house.db()?;
    let document_type = command.document_type.as_deref().map(|t| document_type(&mut db, t)).transpose()?;
    let actor = actor();
    let by = Redo {
        document_id: command.id.as_deref(),
        fylke: &command.fylke,
        document_type: document_type.as_deref(),
        state: command.state,
        actor: &actor,
        reason: &command.reason,
    };
    if by.document_id.is_none() && by.document_type.is_none() && by.state.is_none() && by.fylke.is_empty() {
        return Err(Misuse("say which documents: ID, `--fylke`, `--state` or `--type`".into()).into());
    }
    let moved = deposits::retry(&mut db, &by, house.clock.now().naive_utc())?;
    if let (0, Some(id)) = (moved, by.document_id) {
        let state = inspect::deposit(&mut db, id)?.ok_or_else(|| no_document(id))?.state;
        return Err(Refused(format!("document `{id}` is {state}: there is nothing to try again")).into());
    }
    if moved == 0 {
        house.ensure_within(&command.fylke, None)?;
    }
    if global.json {
        print_json(&json!({"schema": 1, "state": "pending", "deposits": moved}))?;
    }
    if moved == 0 {
        let said = "nothing matched, and nothing was changed: none of the documents asked for waits to be tried again\n\
                    hint: `rutine archive list` with the same options shows where each stands";
        return Err(Refused(said.into()).into());
    }
    if !global.json {
        println!("{} to be handed out again", counted(moved, "document"));
    }
    Ok(Exit::Done)
}
