//! Letters through an SMTP server: the connections on a thread of their own, the ledger on the caller's.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::{Context, Result, anyhow};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::unbounded_channel;

use super::crew::{Crew, End, Queue, Worked};
use super::ledger::{Ledger, Stops};
use super::line::Line;
use super::{Delivered, KeptBack, Round};
use crate::outbox::Pending;
use crate::store::{Db, Only};

/// Letters read at a time, for each connection: enough that none waits for another's.
const READ_PER_CONNECTION: usize = 16;

/// Sends what is pending, as the one that does.
///
/// # Errors
/// The database, or a password or certificate that cannot be read. What the server refuses is told in `done`.
pub fn deliver(
    db: &mut Db,
    round: &Round,
    alone: &mut Only,
    done: &mut Delivered,
    watch: &mut dyn FnMut(u64),
) -> Result<()> {
    let mail = &round.config.mail;
    let smtp = mail.smtp.as_ref().context("`mail.smtp` is not set")?;
    // Where few are sent a minute, few are read ahead: what is no longer due is found out late.
    let batch = if smtp.per_minute > 0 { smtp.connections } else { smtp.connections * READ_PER_CONNECTION };
    let signalled = Arc::new(AtomicBool::new(false));
    let stops = Stops { signalled: signalled.clone(), closing: round.stop.clone() };
    let mut ledger = Ledger { db, round, alone, batch, done, watch, after: 0, stops, keys: HashMap::new() };
    let Some(first) = ledger.first()? else { return Ok(()) };
    let crew = Crew {
        line: Line::new(mail, smtp)?,
        config: round.config.clone(),
        clock: round.clock,
        size: smtp.connections.min(first.len()),
        signalled,
        stop: round.stop.clone(),
    };
    let worked = together(&mut ledger, crew, first)?;
    done.senders = worked.senders;
    match worked.end {
        Some(End::Trouble(trouble)) => done.trouble = Some(trouble),
        Some(End::Stopped) => done.kept_back = Some(KeptBack::Stopped),
        None => {}
    }
    Ok(())
}

fn together(ledger: &mut Ledger, crew: Crew, first: Vec<Pending>) -> Result<Worked> {
    let queue = Arc::new(Queue::default());
    queue.feed(first);
    let (tell, said) = unbounded_channel();
    let runtime = runtime(crew.size)?;
    let fed = queue.clone();
    let thread = std::thread::Builder::new().name("mail".into());
    let thread = thread.spawn(move || runtime.block_on(crew.work(fed, tell)))?;
    let kept = ledger.keep(&queue, said);
    let worked = thread.join().map_err(|_| anyhow!("the thread that sends letters has panicked"));
    kept?;
    worked
}

/// For so many connections: several do not wait for one processor.
///
/// # Errors
/// No thread can be had.
pub fn runtime(connections: usize) -> std::io::Result<Runtime> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    match connections.min(processors) {
        0 | 1 => Builder::new_current_thread().enable_all().build(),
        threads => Builder::new_multi_thread().worker_threads(threads).enable_all().build(),
    }
}
