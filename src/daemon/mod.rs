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

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::clock::{Clock, stopwatch};
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
    /// Rung when there are runs to be settled.
    work: Bell,
    /// The lookout finds that the clock cannot be believed: nothing is claimed.
    mistimed: AtomicBool,
    /// The threads that have had their connections: the lookout's first, then the workers'.
    seats: Mutex<HashSet<ThreadId>>,
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
            work: Bell::default(),
            mistimed: AtomicBool::new(false),
            seats: Mutex::default(),
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
                self.seats().insert(std::thread::current().id());
                Ok(none.insert((db, holder)))
            }
        }
    }

    fn seats(&self) -> MutexGuard<'_, HashSet<ThreadId>> {
        self.seats.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Without the lookout the others have nothing to do: where connections are few, it has the first.
    fn wait_for_the_lookout(&self) {
        while self.seats().is_empty() && !self.is_closing() {
            self.work.wait(self.work.heard(), Duration::from_millis(50));
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
        let is_lookout = name == "lookout";
        let thread = std::thread::Builder::new().name(name.clone()).spawn(move || {
            if !is_lookout {
                station.wait_for_the_lookout();
            }
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
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hangup.recv() => {}
        () = be_there(station) => {}
    }
    service::stopping();
    Ok(())
}

/// Is ready once the lookout and the workers have their connections, and says so; until then, what they wait for.
async fn be_there(station: &Arc<Station>) {
    let wanted = 1 + station.config.daemon.workers;
    let mut told = None::<Instant>;
    let began = stopwatch();
    loop {
        let there = station.seats().len();
        if there >= wanted {
            break;
        }
        let again = told.is_none_or(|told| told.elapsed() >= SAY_AGAIN);
        if began.elapsed() >= NOT_READY && again {
            told = Some(stopwatch());
            tell_of_too_few(station, there);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    service::ready();
    tracing::info!(jobs = station.jobs.len(), fylker = station.config.fylker.len(), "the daemon is ready");
    service::watchdog(station).await
}

/// How long a daemon may take to be ready before it says what it waits for, and says it again.
const NOT_READY: Duration = Duration::from_secs(3);
const SAY_AGAIN: Duration = Duration::from_secs(60);

/// One each for the lookout, each worker, the listener, the carrier and the archivist; one more for each run under way.
fn tell_of_too_few(station: &Station, there: usize) {
    let config = &station.config;
    let carrier = config.daemon.letters.is_some() || config.mail.smtp.is_some();
    let needs = 2 + 2 * config.daemon.workers + usize::from(carrier) + usize::from(config.archives());
    tracing::warn!(
        needs,
        has = there,
        "the daemon is not ready: it needs {needs} connections to the database at the same time, and has got {there}; raise \
         the role's CONNECTION LIMIT or the server's max_connections, or lower `workers` of `[daemon]`"
    );
}

/// Claims nothing more, lets what runs go on for the grace time, then has it given back.
async fn drain(station: &Station, threads: usize, ends: &mut UnboundedReceiver<()>) {
    let grace = station.config.daemon.grace_seconds;
    tracing::info!(grace_seconds = grace, "asked to stop: nothing more is claimed");
    station.closing.store(true, Ordering::Relaxed);
    station.bell.ring();
    station.work.ring();
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
