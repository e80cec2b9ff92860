//! The one file that names tokio-cron-scheduler. It beats once a minute and says "look now", no more: its own times in
//! Oslo are an hour wrong after the clocks change (its issues 87 and 107), it forgets what it missed, and it does not
//! say which beat it is. Its beat is in UTC, where none of that matters.

use std::sync::Arc;

use anyhow::{Context, Result};
use tokio_cron_scheduler::{Job, JobScheduler};

use super::Station;

const EACH_MINUTE: &str = "0 * * * * *";

/// Beats as long as what is returned lives.
pub async fn start(station: Arc<Station>) -> Result<JobScheduler> {
    let beat = Job::new(EACH_MINUTE, move |_, _| station.bell.ring()).context("cannot set the metronome")?;
    let scheduler = JobScheduler::new().await.context("cannot start the metronome")?;
    scheduler.add(beat).await.context("cannot set the metronome")?;
    scheduler.start().await.context("cannot start the metronome")?;
    Ok(scheduler)
}
