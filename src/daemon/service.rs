//! What systemd wants to know: ready, stopping, still looking. Without systemd nothing is told.

use std::sync::atomic::Ordering;
use std::time::Duration;

use sd_notify::NotifyState;

use super::Station;

pub fn ready() {
    tell(&[NotifyState::Ready]);
}

pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Feeds the watchdog, if there is one, as long as the lookout goes its rounds. Never ends.
pub async fn watchdog(station: &Station) {
    let Some(limit) = sd_notify::watchdog_enabled() else { return std::future::pending().await };
    let mut fed = None;
    loop {
        let rounds = station.rounds.load(Ordering::Relaxed);
        if fed.replace(rounds) != Some(rounds) {
            tell(&[NotifyState::Watchdog]);
        }
        tokio::time::sleep(pause(limit)).await;
    }
}

/// Two rounds fit into half the limit.
fn pause(limit: Duration) -> Duration {
    limit / 3
}

fn tell(state: &[NotifyState]) {
    if let Err(e) = sd_notify::notify(state) {
        tracing::debug!("systemd cannot be told: {e}");
    }
}
