//! The database's side of sending: one thread writes what all connections ask for, many changes in one transaction.

use anyhow::{Context, Result};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;

use super::crew::Queue;
use super::{Delivered, KeptBack, Round, due, quiet};
use crate::outbox::{self, Fate, Pending};
use crate::store::{self, Db};

/// What a connection tells or asks.
pub enum Word {
    /// It is about to hand this letter over: is it to?
    Take(i64, oneshot::Sender<bool>),
    /// A letter was left as it is: there may be room for more.
    Left,
    /// What became of a letter it took.
    Done(Fate),
}

pub struct Ledger<'a> {
    pub db: &'a mut Db,
    pub round: &'a Round<'a>,
    /// Who takes the letters.
    pub sender: &'a str,
    /// Letters read at a time.
    pub batch: usize,
    pub done: &'a mut Delivered,
    pub watch: &'a mut dyn FnMut(u64),
    /// The last letter read.
    pub after: i64,
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
        let (after, batch) = (self.after, self.batch);
        let (letters, read) = self.db.write(|db| {
            let mut letters = outbox::pending(db, after, now, batch)?;
            let last = letters.last().map(|l| l.id);
            self.done.dropped += due::drop_undue(db, &mut letters, now)?;
            Ok((letters, last))
        })?;
        let Some(last) = read else { return Ok(None) };
        self.after = last;
        Ok(Some(letters))
    }

    /// Feeds the connections and writes what they say, until the last has gone.
    ///
    /// # Errors
    /// The database: then what the connections still have in hand is finished, and told on a connection of its own.
    pub fn keep(&mut self, queue: &Queue, mut said: UnboundedReceiver<Word>) -> Result<()> {
        let mut unwritten = vec![];
        let kept = self.serve(queue, &mut said, &mut unwritten);
        if kept.is_err() {
            while let Some(word) = said.blocking_recv() {
                unwritten.extend(word.fate());
            }
            self.save(&unwritten);
        }
        kept
    }

    fn serve(
        &mut self,
        queue: &Queue,
        said: &mut UnboundedReceiver<Word>,
        unwritten: &mut Vec<Fate>,
    ) -> Result<()> {
        let mut has_more = true;
        loop {
            while has_more && queue.waiting() <= self.batch / 2 {
                match self.next()? {
                    Some(letters) => queue.feed(letters),
                    None => {
                        has_more = false;
                        queue.close();
                    }
                }
            }
            let Some(first) = said.blocking_recv() else { return Ok(()) };
            let mut words = vec![first];
            while let Ok(word) = said.try_recv() {
                words.push(word);
            }
            self.write(words, unwritten)?;
            (self.watch)(self.done.total());
        }
    }

    /// All in one transaction; whoever asked is answered when it is durable.
    fn write(&mut self, words: Vec<Word>, unwritten: &mut Vec<Fate>) -> Result<()> {
        let mut asked = vec![];
        for word in words {
            match word {
                Word::Take(id, tell) => asked.push((id, tell)),
                Word::Done(fate) => unwritten.push(fate),
                Word::Left => {}
            }
        }
        let (now, sender) = (self.now(), self.sender);
        let ids: Vec<_> = asked.iter().map(|(id, _)| *id).collect();
        let taken = self.db.write(|db| {
            outbox::finish(db, sender, unwritten, now)?;
            outbox::take(db, sender, &ids)
        })?;
        for (id, tell) in asked {
            let _ = tell.send(taken.contains(&id));
        }
        unwritten.drain(..).for_each(|fate| self.done.count(&fate));
        Ok(())
    }

    /// What became of letters while the database was out of reach; what cannot be told becomes unknown.
    fn save(&mut self, fates: &[Fate]) {
        if fates.is_empty() {
            return;
        }
        let now = self.now();
        let save = || -> Result<()> {
            let mut db = store::open(self.round.url)?;
            db.write(|db| outbox::finish(db, self.sender, fates, now))
        };
        if let Err(e) = save().context("cannot tell what became of letters") {
            let letters = fates.len();
            tracing::warn!(
                letters,
                "what became of {letters} letters could not be written, and will be unknown: {e:#}"
            );
        }
    }

    fn now(&self) -> chrono::NaiveDateTime {
        self.round.clock.now().naive_utc()
    }
}

impl Word {
    fn fate(self) -> Option<Fate> {
        match self {
            Word::Done(fate) => Some(fate),
            // Who asked hears nothing, and does not send.
            Word::Take(..) | Word::Left => None,
        }
    }
}
