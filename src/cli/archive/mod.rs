//! `rutine archive`.

mod ack;
mod hand_out;
mod retry;
mod show;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::arguments::{code, fylke};
use super::document::list as listed;
use super::exit::Misuse;
use super::house::{House, print_json};
use super::{Exit, Global, arguments, table};
use crate::domain::ligner::did_you_mean;
use crate::domain::one_line;
use crate::inspect::{self, DepositFilter};
use crate::outbox::deposits::DepositState;
use crate::store::Db;

#[derive(Args)]
pub struct Archive {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    filter: Filter,
}

/// Documents listed for people.
const LISTED: i64 = 50;

#[derive(Args, Clone, Default, PartialEq)]
struct Filter {
    /// County numbers
    #[arg(long, value_name = "NN,NN", value_delimiter = ',', value_parser = fylke)]
    fylke: Vec<String>,
    /// Where it stands
    #[arg(long, ignore_case = true, value_parser = code(DepositState::CODES, DepositState::named))]
    state: Option<DepositState>,
    /// Document type, such as `TILBUD` or `AR_SVAR`
    #[arg(long = "type", value_name = "TYPE")]
    document_type: Option<String>,
    /// Show so many; 0 shows all [default: 50, all as JSON]
    #[arg(long, value_name = "N", value_parser = arguments::number::<u32>)]
    limit: Option<u32>,
}

#[derive(Subcommand)]
enum Action {
    /// List documents
    List(Filter),
    /// Show one document whole: its text, where it stands, what was done to it
    Show {
        /// The document's id; `rutine archive --json` gives them
        id: String,
    },
    /// Hand out what is due to the counties' archives
    HandOut(hand_out::HandOut),
    /// Take the archive's answer: it has the document, declines it, or failed
    Ack(ack::Ack),
    /// Hand out anew what was declined, failed or given up
    Retry(retry::Retry),
}

pub fn run(global: &Global, command: &Archive) -> Result<Exit> {
    if command.action.is_some() && command.filter != Filter::default() {
        return Err(arguments::before_the_word("archive").into());
    }
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
    // A program gets them all, unless it asks for fewer.
    let limit = filter.limit.map_or(if global.json { i64::MAX } else { LISTED }, table::rows);
    let mut db = house.db()?;
    let named = filter.document_type.as_deref();
    let document_type = named.map(|typed| document_type(&mut db, typed)).transpose()?;
    let Filter { fylke, state, .. } = filter.clone();
    let wanted = DepositFilter { fylke, state, document_type, limit };
    let deposits = inspect::deposits(&mut db, &wanted)?;
    let total = inspect::count_deposits(&mut db, &wanted)?;
    if total == 0 {
        house.ensure_within(&wanted.fylke, None)?;
    }
    if global.json {
        print_json(&listed("deposits", &deposits, total))?;
    } else if deposits.is_empty() {
        println!("no documents");
    } else {
        let mut t = table::table(&["document", "state", "fylke", "type", "tries"]);
        for d in &deposits {
            t.add_row([
                d.document_id.as_str(),
                d.state.code(),
                &d.fylke,
                &one_line(&d.document_type),
                &d.tries.to_string(),
            ]);
        }
        table::print(t);
        table::more(deposits.len(), total);
    }
    Ok(Exit::Done)
}

/// A document type as events make it, or as documents have it, from what was typed.
fn document_type(db: &mut Db, typed: &str) -> Result<String> {
    let known = inspect::document_types(db)?;
    if let Some(same) = known.iter().find(|t| t.eq_ignore_ascii_case(typed)) {
        return Ok(same.clone());
    }
    let said = match known.as_slice() {
        [] => "no event is set up to make documents; take in `arkivhendelse_oppsett.csv`".to_owned(),
        known => {
            let near = did_you_mean(typed, known.iter().map(String::as_str));
            format!("no event makes `{typed}`; there are {}{near}", known.join(", "))
        }
    };
    Err(Misuse(said).into())
}

fn no_document(id: &str) -> Misuse {
    Misuse(format!("there is no document `{id}`; `rutine archive --json` gives the ids"))
}
