//! Hears what other processes on the same PostgreSQL have to tell: a run has ended, a pause has been set. Without it
//! nothing is lost, only found some seconds later.

use std::sync::Arc;
use std::time::Duration;

use super::Station;
use crate::store;

const AGAIN: Duration = Duration::from_secs(2);

/// Listens for ever; where there is no PostgreSQL there is nothing to hear.
pub async fn listen(station: Arc<Station>) {
    if store::sqlite_path(&station.url).is_some() {
        return;
    }
    loop {
        if let Err(e) = store::listen(&station.url, || station.bell.ring()).await {
            tracing::debug!(error = format!("{e:#}"), "not listening: {e:#}");
        }
        tokio::time::sleep(AGAIN).await;
    }
}
