//! `rutine deliver`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::house::{House, print_json};
use super::progress::Progress;
use super::{Exit, Global};
use crate::delivery;
use crate::run::Refused;

#[derive(Args)]
pub struct Deliver {
    /// Folder for the letters, one `.eml` file each
    #[arg(long, value_name = "DIR", default_value = "letters")]
    out: PathBuf,
}

pub fn run(global: &Global, command: &Deliver) -> Result<Exit> {
    let house = House::reading(global)?;
    let mut db = house.db()?;
    let bar = Progress::new("letters", global.quiet || global.json);
    let now = house.clock.now().naive_utc();
    let (url, config) = (&house.url, &house.config);
    let done = delivery::deliver_alone(&mut db, url, config, &command.out, now, &mut |n| bar.at(n))?;
    drop(bar);
    let Some(done) = done else {
        return Err(
            Refused("another process is delivering; wait for it, nothing was sent here".into()).into()
        );
    };
    if global.json {
        print_json(&serde_json::json!({"schema": 1, "sent": done.sent, "rejected": done.rejected}))?;
    } else {
        println!("{} letters written to `{}`", done.sent, command.out.display());
        if done.rejected > 0 {
            println!("{} rejected; `rutine outbox list --state rejected` lists them", done.rejected);
        }
    }
    Ok(if done.rejected > 0 { Exit::Rejects } else { Exit::Done })
}
