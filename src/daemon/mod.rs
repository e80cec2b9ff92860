//! For ever: look what is owed, claim, execute, carry letters out, rescue. Threads do the work and block; this room's
//! async part only listens: to signals, to other daemons, to the metronome. No timer here is a source of truth.
//! Never decides what is owed or how a run goes: that is `run`'s.

mod archivist;
mod bell;
mod carrier;
mod listen;
mod lookout;
mod metronome;
mod rehearsal;
mod service;
mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::clock::Clock;
use crate::config::Config;
use crate::manifest::Job;
use crate::run::Office;
use crate::store::{self, Db, Holder};
use bell::Bell;
pub use rehearsal::rehearse;

/// After the grace time a run is given back at its next commit; so long is waited for that.
const GIVING_BACK_SECONDS: u64 = 10;

/// What every thread of the daemon shares.
pub struct Station {
    pub url: String,
    pub config: Config,
    pub clock: Clock,
    pub jobs: Vec<Job>,
    bell: Bell,
    /// Claim nothing more.
    closing: Arc<AtomicBool>,
    /// Give back what runs.
    let_go: AtomicBool,
    /// How often the lookout has gone round: what the watchdog is fed by.
    rounds: AtomicU64,
}

impl Station {
    pub fn new(url: String, config: Config, clock: Clock, jobs: Vec<Job>) -> Self {
        Station {
            url,
            config,
            clock,
            jobs,
            bell: Bell::default(),
            closing: Arc::default(),
            let_go: AtomicBool::new(false),
            rounds: AtomicU64::new(0),
        }
    }

    fn office<'a>(&'a self, holder: &'a Holder) -> Office<'a> {
        Office {
            url: &self.url,
            config: &self.config,
            clock: self.clock,
            actor: "daemon".into(),
            holder,
            unattended: true,
            stop: Some(&self.let_go),
        }
    }

    /// A thread's own connection and identity, opened where it has none.
    fn desk<'d>(&self, desk: &'d mut Option<(Db, Holder)>) -> Result<&'d mut (Db, Holder)> {
        match desk {
            Some(desk) => Ok(desk),
            none => {
                let mut db = store::open(&self.url)?;
                let holder = Holder::new(&mut db, &self.url)?;
                Ok(none.insert((db, holder)))
            }
        }
    }

    fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }
}

/// Runs until SIGTERM, SIGINT or SIGHUP. Manifests and settings are those it was started with.
///
/// # Errors
/// A thread or a listener cannot be started.
pub fn run(station: Station) -> Result<()> {
    let station = Arc::new(station);
    let (ended, mut ends) = unbounded_channel();
    let threads = start(&station, &ended)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        attend(&station).await?;
        drain(&station, threads, &mut ends).await;
        anyhow::Ok(())
    })?;
    // Listeners are dropped where they stand.
    runtime.shutdown_background();
    Ok(())
}

/// What a thread does until the station closes.
type Body = fn(&Station);

/// Returns how many threads there are.
fn start(station: &Arc<Station>, ended: &UnboundedSender<()>) -> Result<usize> {
    let mut work: Vec<(String, Body)> = vec![("lookout".into(), lookout::look)];
    if station.config.daemon.letters.is_some() || station.config.mail.smtp.is_some() {
        work.push(("carrier".into(), carrier::carry));
    }
    if station.config.archives() {
        work.push(("archivist".into(), archivist::hand_out));
    }
    work.extend((1..=station.config.daemon.workers).map(|n| (format!("worker {n}"), worker::work as Body)));
    let count = work.len();
    for (name, body) in work {
        let (station, ended) = (station.clone(), ended.clone());
        let thread = std::thread::Builder::new().name(name.clone()).spawn(move || {
            body(&station);
            let _ = ended.send(());
        });
        thread.with_context(|| format!("cannot start the thread `{name}`"))?;
    }
    Ok(count)
}

/// Listens until it is asked to stop.
async fn attend(station: &Arc<Station>) -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let _metronome = metronome::start(station.clone()).await?;
    tokio::spawn(listen::listen(station.clone()));
    service::ready();
    tracing::info!(jobs = station.jobs.len(), fylker = station.config.fylker.len(), "the daemon is ready");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hangup.recv() => {}
        () = service::watchdog(station) => {}
    }
    service::stopping();
    Ok(())
}

/// Claims nothing more, lets what runs go on for the grace time, then has it given back.
async fn drain(station: &Station, threads: usize, ends: &mut UnboundedReceiver<()>) {
    let grace = station.config.daemon.grace_seconds;
    tracing::info!(grace_seconds = grace, "asked to stop: nothing more is claimed");
    station.closing.store(true, Ordering::Relaxed);
    station.bell.ring();
    let mut left = threads;
    if !gone(&mut left, ends, grace).await {
        tracing::warn!("the grace time is over: what runs is given back");
        station.let_go.store(true, Ordering::Relaxed);
        if !gone(&mut left, ends, GIVING_BACK_SECONDS).await {
            tracing::warn!(threads = left, "{left} threads would not end; their runs will be taken over");
        }
    }
    tracing::info!("the daemon has stopped");
}

async fn gone(left: &mut usize, ends: &mut UnboundedReceiver<()>, seconds: u64) -> bool {
    let all = async {
        while *left > 0 && ends.recv().await.is_some() {
            *left -= 1;
        }
    };
    tokio::time::timeout(Duration::from_secs(seconds), all).await.is_ok()
}
