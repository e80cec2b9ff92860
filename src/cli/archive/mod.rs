//! `rutine archive`.

mod ack;
mod hand_out;
mod retry;
mod show;

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::document::document;
use super::exit::Misuse;
use super::house::{House, fylke, print_json};
use super::{Exit, Global, table};
use crate::inspect::{self, DepositFilter, DepositView};

#[derive(Args)]
pub struct Archive {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    filter: Filter,
}

#[derive(Args, Clone, Default)]
struct Filter {
    #[arg(long, value_name = "NN", value_parser = fylke)]
    fylke: Option<String>,
    #[arg(long, value_parser = ["held", "pending", "handed_out", "archived", "declined", "failed", "given_up"])]
    state: Option<String>,
    /// Document type, such as `TILBUD` or `AR_SVAR`
    #[arg(long = "type", value_name = "TYPE")]
    document_type: Option<String>,
    #[arg(long, default_value_t = 50)]
    limit: i64,
}

#[derive(Subcommand)]
enum Action {
    /// List documents
    List(Filter),
    /// Show one document whole: its text, where it stands, what was done to it
    Show { id: String },
    /// Hand out what is due to the counties' archives
    HandOut(hand_out::HandOut),
    /// Take the archive's answer: it has the document, declines it, or failed
    Ack(ack::Ack),
    /// Hand out anew what was declined, failed or given up
    Retry(retry::Retry),
}

pub fn run(global: &Global, command: &Archive) -> Result<Exit> {
    let house = House::reading(global)?;
    match &command.action {
        None => list(global, &house, &command.filter),
        Some(Action::List(filter)) => list(global, &house, filter),
        Some(Action::Show { id }) => show::show(global, &house, id),
        Some(Action::HandOut(c)) => hand_out::run(global, &house, c),
        Some(Action::Ack(c)) => ack::run(global, &house, c),
        Some(Action::Retry(c)) => retry::run(global, &house, c),
    }
}

fn list(global: &Global, house: &House, filter: &Filter) -> Result<Exit> {
    let limit = if global.json { i64::MAX } else { filter.limit };
    let Filter { fylke, state, document_type, .. } = filter.clone();
    let deposits =
        inspect::deposits(&mut house.db()?, &DepositFilter { fylke, state, document_type, limit })?;
    if global.json {
        print_json(&document("deposits", deposits.iter().map(shown).collect::<Vec<_>>()))?;
    } else if deposits.is_empty() {
        println!("no documents");
    } else {
        let mut t = table::table(&["document", "state", "fylke", "type", "tries"]);
        for d in &deposits {
            t.add_row([&d.document_id, &d.state, &d.fylke, &plain(&d.document_type), &d.tries.to_string()]);
        }
        table::print(t);
        table::more(deposits.len(), filter.limit);
    }
    Ok(Exit::Done)
}

fn shown(d: &DepositView) -> Value {
    json!({
        "document_id": d.document_id, "state": d.state, "fylke": d.fylke, "type": d.document_type, "source": d.source,
        "title": d.title, "tries": d.tries, "sha256": d.sha256, "reference": d.reference, "detail": d.detail,
    })
}

fn no_document(id: &str) -> Misuse {
    Misuse(format!("there is no document `{id}`; `rutine archive --json` gives the ids"))
}

/// What a document holds, on a terminal: one line, and nothing that a terminal would obey.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// One line without control characters, or a misuse.
fn words(option: &str, text: &str) -> Result<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    if text.is_empty() {
        return Err(Misuse(format!("`{option}` is empty; say what it was")).into());
    }
    Ok(text)
}
