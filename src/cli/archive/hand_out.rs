//! `rutine archive hand-out`.

use crate::cli::table::say;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::{document_type, no_document};
use crate::cli::arguments::{at_least_one, fylke};
use crate::cli::exit::Misuse;
use crate::cli::house::{House, print_json};
use crate::cli::{Exit, Global};
use crate::config::archive::{Archive, Sink};
use crate::delivery::{self, HandedOut};
use crate::domain::counted;
use crate::inspect;
use crate::run::Refused;

#[derive(Args)]
pub struct HandOut {
    /// County numbers [default: those the installation serves, as far as they have a sink]
    #[arg(long, value_name = "NN", num_args = 1.., value_delimiter = ',', value_parser = fylke, conflicts_with = "preview")]
    fylke: Vec<String>,
    /// Document types, such as AR_SVAR [default: `archive.types` of the settings, else all]
    #[arg(long = "type", value_name = "TYPE", num_args = 1.., conflicts_with = "preview")]
    types: Vec<String>,
    /// At most so many documents of each county
    #[arg(long, value_name = "N", value_parser = at_least_one, conflicts_with = "preview")]
    max: Option<i64>,
    /// Folder to hand out to [default: `archive.folder` of the settings]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Make this one document's package in DIR and change nothing
    #[arg(long, value_name = "ID", requires = "out")]
    preview: Option<String>,
    /// Of a preview, the form [default: the county's, else arkivmelding]
    #[arg(long, requires = "preview", ignore_case = true)]
    sink: Option<Form>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Arkivmelding,
    Vigo,
}

pub fn run(global: &Global, house: &House, command: &HandOut) -> Result<Exit> {
    match &command.preview {
        Some(id) => preview(global, house, command, id),
        None => hand_out(global, house, command),
    }
}

fn hand_out(global: &Global, house: &House, command: &HandOut) -> Result<Exit> {
    let named = !command.fylke.is_empty();
    let fylker = if named { &command.fylke } else { &house.config.fylker };
    let with_sink: Vec<_> =
        fylker.iter().filter(|nr| house.config.archive_of(nr).sink != Sink::None).collect();
    if let Some(nr) = fylker.iter().find(|nr| named && !with_sink.contains(nr)) {
        return Err(Refused(format!(
            "fylke {nr} has no sink for its archive; set `sink` and `folder` under `[fylke.{nr}.archive]`"
        ))
        .into());
    }
    let mut db = house.db()?;
    let types = command.types.iter().map(|t| document_type(&mut db, t)).collect::<Result<Vec<_>>>()?;
    let (mut all, mut wrong, now) = (HandedOut::default(), None, house.clock.now().naive_utc());
    for nr in &with_sink {
        let (archive, max) = (archive(house, command, &types, nr), command.max.unwrap_or(i64::MAX));
        // A county whose folder cannot be written holds no other up.
        match delivery::hand_out(&mut db, nr, &archive, max, now, &mut |_| {}) {
            Ok(done) => {
                all.handed_out += done.handed_out;
                all.failed += done.failed;
            }
            Err(e) => wrong = wrong.or(Some(e)),
        }
    }
    if global.json {
        print_json(&json!({"schema": 1, "handed_out": all.handed_out, "failed": all.failed}))?;
    } else if with_sink.is_empty() {
        say!("no county has a sink for its archive: documents stay where they are");
    } else {
        say!("{} handed out", counted(all.handed_out, "document"));
        if all.failed > 0 {
            say!("{} failed; `rutine archive list --state failed` lists them", all.failed);
        }
    }
    match wrong {
        Some(e) => Err(e),
        None => Ok(if all.failed > 0 { Exit::Rejects } else { Exit::Done }),
    }
}

fn archive(house: &House, command: &HandOut, types: &[String], fylke: &str) -> Archive {
    let own = house.config.archive_of(fylke);
    let types = if types.is_empty() { own.types.clone() } else { types.to_vec() };
    Archive { folder: command.out.clone().or(own.folder.clone()), types, ..own }
}

fn preview(global: &Global, house: &House, command: &HandOut, id: &str) -> Result<Exit> {
    let mut db = house.db()?;
    let deposit = inspect::deposit(&mut db, id)?.ok_or_else(|| no_document(id))?;
    let own = archive(house, command, &[], &deposit.fylke);
    let sink = match (command.sink, own.sink) {
        (Some(Form::Vigo), _) | (None, Sink::Vigo) => Sink::Vigo,
        _ => Sink::Arkivmelding,
    };
    let out = command.out.as_ref().ok_or_else(|| Misuse("a preview needs `--out DIR`".into()))?;
    let path = delivery::preview(&mut db, id, &Archive { sink, ..own }, out)?;
    if global.json {
        print_json(&json!({"schema": 1, "preview": path, "sink": sink.name()}))?;
    } else {
        say!("`{}`; the document is still {}", path.display(), deposit.state);
    }
    Ok(Exit::Done)
}
