//! Carrying the outbox out: the only room that sends. Here: letters as `.eml` files.

mod arkiv;
mod eml;

pub use arkiv::{HandedOut, Step, hand_out, hand_out_all, preview};
pub use eml::{Delivered, deliver};

use std::path::Path;

use anyhow::Result;
use chrono::NaiveDateTime;

use crate::config::Config;
use crate::store::{Db, Only};

/// Delivers as the one process that does; none where another is at it.
///
/// # Errors
/// As `deliver`.
pub fn deliver_alone(
    db: &mut Db,
    url: &str,
    config: &Config,
    out: &Path,
    now: NaiveDateTime,
    watch: &mut dyn FnMut(u64),
) -> Result<Option<Delivered>> {
    let Some(_alone) = Only::try_to(db, url, "deliver")? else { return Ok(None) };
    deliver(db, config, out, now, watch).map(Some)
}
