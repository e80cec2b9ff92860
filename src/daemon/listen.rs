//! Hears what other processes on the same PostgreSQL have to tell: a run has ended, a pause has been set. Without it
//! nothing is lost, only found some seconds later.

use std::sync::Arc;
use std::time::Duration;

use super::Station;
use super::lookout::Patience;
use crate::store;

const AGAIN: Duration = Duration::from_secs(2);

/// Listens for ever; where there is no PostgreSQL there is nothing to hear.
pub async fn listen(station: Arc<Station>) {
    if store::sqlite_path(&station.url).is_some() {
        return;
    }
    let mut patience = Patience::default();
    loop {
        match store::listen(&station.url, || station.bell.ring()).await {
            Ok(()) => patience.regain("the listener"),
            Err(e) => patience.lose("the listener", &e),
        }
        tokio::time::sleep(AGAIN).await;
    }
}
