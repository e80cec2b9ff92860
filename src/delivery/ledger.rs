//! The database's side of sending: one thread writes what all connections ask for, many changes in one transaction. What it
//! cannot write it keeps until it can: nothing new is taken meanwhile, and nothing that is known is forgotten.

mod outage;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;

use super::crew::Queue;
use super::{Delivered, KeptBack, Round, due, quiet};
use crate::outbox::{self, Fate, Pending};
use crate::store::{Db, Only, TakenOver};

/// What a connection tells or asks.
pub enum Word {
    /// It is about to hand this letter over: is it to?
    Take(i64, oneshot::Sender<bool>),
    /// What became of a letter it took.
    Done(Fate),
    /// A letter was left as it is: there may be room for more.
    Left,
    /// This process was alive then.
    Alive(Instant),
    /// The last connection has gone.
    Ended,
}

/// Who may ask this process to stop.
pub struct Stops {
    pub signalled: Arc<AtomicBool>,
    pub closing: Option<Arc<AtomicBool>>,
}

impl Stops {
    pub fn is_asked(&self) -> bool {
        let closing = self.closing.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed));
        closing || self.signalled.load(Ordering::Relaxed)
    }
}

pub struct Ledger<'a> {
    pub db: &'a mut Db,
    pub round: &'a Round<'a>,
    /// The right to deliver; its id is who takes the letters.
    pub alone: &'a mut Only,
    /// Letters read at a time.
    pub batch: usize,
    pub done: &'a mut Delivered,
    pub watch: &'a mut dyn FnMut(u64),
    /// The last letter read.
    pub after: i64,
    pub stops: Stops,
    /// Of the letters read and not settled.
    pub keys: HashMap<i64, String>,
}

/// What has been asked and told, and is not written yet.
#[derive(Default)]
struct Unwritten {
    asked: Vec<(i64, oneshot::Sender<bool>)>,
    fates: Vec<Fate>,
    has_ended: bool,
    last_alive: Option<Instant>,
    /// The longest time between two signs of life.
    pause_max: Duration,
}

impl Ledger<'_> {
    /// The first letters that are to be sent; none where there is nothing to do.
    ///
    /// # Errors
    /// As `next`.
    pub fn first(&mut self) -> Result<Option<Vec<Pending>>> {
        loop {
            match self.next()? {
                Some(letters) if letters.is_empty() => {}
                found => return Ok(found),
            }
        }
    }

    /// The next letters to be sent, those no longer due left out. None: there are no more, or they must wait.
    ///
    /// # Errors
    /// What the database or a routine says.
    pub fn next(&mut self) -> Result<Option<Vec<Pending>>> {
        let now = self.now();
        if self.round.is_stopping() {
            self.done.kept_back = Some(KeptBack::Stopped);
            return Ok(None);
        }
        if let Some(over) = quiet::over_at(&self.round.config.mail, now) {
            self.done.kept_back = Some(KeptBack::Quiet(over));
            return Ok(None);
        }
        let (after, batch, alone) = (self.after, self.batch, &mut *self.alone);
        let (config, asks) = (self.round.config, self.round.asks);
        let mut found = Delivered::default();
        let (letters, read) = self.db.write(|db| {
            alone.hold(db)?;
            let mut letters = outbox::pending(db, after, now, batch)?;
            let last = letters.last().map(|l| l.id);
            due::sort_out(db, &mut letters, config, now, &mut found, asks)?;
            Ok((letters, last))
        })?;
        self.done.add_kept(&found);
        let Some(last) = read else { return Ok(None) };
        self.after = last;
        self.keys.extend(letters.iter().map(|l| (l.id, l.key.clone())));
        Ok(Some(letters))
    }

    /// Feeds the connections and writes what they say, until the last has gone and all is written.
    ///
    /// # Errors
    /// The database for longer than this process may wait, or for a fault of ours; `TakenOver`.
    pub fn keep(&mut self, queue: &Queue, mut said: UnboundedReceiver<Word>) -> Result<()> {
        let mut unwritten = Unwritten::default();
        let kept = self.serve(queue, &mut said, &mut unwritten);
        if let Err(e) = &kept {
            // Whoever has asked hears nothing, and does not send.
            queue.close();
            unwritten.asked.clear();
            while !unwritten.has_ended
                && let Some(word) = said.blocking_recv()
            {
                unwritten.hear(word);
                unwritten.asked.clear();
            }
            self.give_up(&unwritten, e);
        }
        kept
    }

    fn serve(
        &mut self,
        queue: &Queue,
        said: &mut UnboundedReceiver<Word>,
        unwritten: &mut Unwritten,
    ) -> Result<()> {
        let mut has_more = true;
        while !unwritten.has_ended {
            while has_more && queue.waiting() <= self.batch / 2 {
                match self.through(unwritten, said, |ledger, _| ledger.next())? {
                    Some(letters) => queue.feed(letters),
                    None => {
                        has_more = false;
                        queue.close();
                    }
                }
            }
            let Some(first) = said.blocking_recv() else { return Ok(()) };
            unwritten.hear(first);
            unwritten.hear_all(said);
            self.through(unwritten, said, Ledger::write)?;
            (self.watch)(self.done.total());
        }
        Ok(())
    }

    /// All in one transaction; whoever asked is answered when it is durable.
    fn write(&mut self, unwritten: &mut Unwritten) -> Result<()> {
        let now = self.now();
        let ids: Vec<_> = unwritten.asked.iter().map(|(id, _)| *id).collect();
        let (alone, fates) = (&mut *self.alone, &unwritten.fates);
        let taken = self.db.write(|db| {
            alone.hold(db)?;
            outbox::finish(db, &alone.id, fates, now)?;
            outbox::take(db, &alone.id, &ids)
        })?;
        for (id, tell) in unwritten.asked.drain(..) {
            let _ = tell.send(taken.contains(&id));
        }
        for fate in unwritten.fates.drain(..) {
            self.done.count(&fate);
            self.keys.remove(&fate.id);
        }
        Ok(())
    }

    fn now(&self) -> chrono::NaiveDateTime {
        self.round.clock.now().naive_utc()
    }
}

impl Unwritten {
    fn hear(&mut self, word: Word) {
        match word {
            Word::Take(id, tell) => self.asked.push((id, tell)),
            Word::Done(fate) => self.fates.push(fate),
            Word::Left => {}
            Word::Alive(at) => {
                let pause = self.last_alive.replace(at).map(|last| at.saturating_duration_since(last));
                self.pause_max = self.pause_max.max(pause.unwrap_or_default());
            }
            Word::Ended => self.has_ended = true,
        }
    }

    fn hear_all(&mut self, said: &mut UnboundedReceiver<Word>) {
        while let Ok(word) = said.try_recv() {
            self.hear(word);
        }
    }
}
