//! A pause, and the dates it still skips.

use chrono::NaiveDate;
use serde::Serialize;

use crate::run::Pause;

/// Dates of one job, and the counties they are skipped for.
#[derive(Clone, Debug, Serialize)]
pub struct Skips {
    pub job: String,
    pub fylker: Vec<&'static str>,
    pub dates: Vec<NaiveDate>,
}

#[derive(Serialize)]
pub struct PauseShown<'a> {
    #[serde(flatten)]
    pub pause: &'a Pause,
    pub skips: &'a [Skips],
}
