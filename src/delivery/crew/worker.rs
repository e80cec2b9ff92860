//! One connection's work: a letter at a time. The ledger is asked for a letter while the server is asked to take it, and
//! nothing of it is sent before the ledger has answered.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::Shared;
use super::width::Turn;
use crate::delivery::ledger::Word;
use crate::delivery::message::{self, Mail};
use crate::delivery::outcome::{About, Outcome, about, handed};
use crate::delivery::session::{Session, Step};
use crate::delivery::trouble::{Scope, Trouble};
use crate::outbox::{Fate, LetterState, Pending};

/// A line that is lost with so many letters in a row is left alone for now.
const LOSSES_MAX: u32 = 3;

/// Until there are no more letters.
///
/// # Errors
/// Why the server cannot be used; a letter in hand is left as it was.
pub async fn work(shared: Arc<Shared>) -> Result<(), Trouble> {
    let mut worker = Worker { shared, session: None, permit: None, losses: 0, last_loss: String::new() };
    let worked = worker.letters().await;
    if worked.as_ref().is_err_and(|t| t.scope != Scope::Connection) {
        worker.shared.halt.send_replace(true);
    }
    if let Some(session) = worker.session {
        session.quit().await;
    }
    worked
}

struct Worker {
    shared: Arc<Shared>,
    session: Option<Session>,
    /// To have a connection.
    permit: Option<OwnedSemaphorePermit>,
    /// Letters in a row with which the line was lost.
    losses: u32,
    /// What the last of them ended with.
    last_loss: String,
}

/// Why a letter was not offered to the end.
enum Not {
    /// The letter's own fate.
    Wanted(Outcome),
    /// Its sender is refused for good.
    From(String),
    /// Another connection is to try.
    Here,
    /// The server puts it off.
    Now(Step, String, Turn),
    Reached(Trouble),
}

impl Worker {
    async fn letters(&mut self) -> Result<(), Trouble> {
        loop {
            if self.permit.is_none() {
                self.permit = self.shared.permits.clone().acquire_owned().await.ok();
            }
            let Some(letter) = self.shared.next().await else { return Ok(()) };
            if self.session.is_none() {
                match self.shared.crew.line.open().await {
                    Ok(session) => self.session = Some(session),
                    Err(trouble) => {
                        self.shared.queue.give_back(letter);
                        return Err(trouble);
                    }
                }
            }
            self.letter(letter).await?;
            if self.losses == LOSSES_MAX {
                return Err(self.shared.crew.line.keeps_breaking(&self.last_loss));
            }
        }
    }

    async fn letter(&mut self, letter: Pending) -> Result<(), Trouble> {
        let told = self.shared.ask(letter.id);
        let now = self.shared.crew.clock.now().naive_utc();
        let mail = match message::write(&self.shared.crew.config, &letter, now) {
            Ok(mail) => mail,
            Err(why) => {
                self.shared.is_ours(told).await;
                let rejected = Fate::new(letter.id, LetterState::Rejected, format!("{why:#}"));
                self.shared.done(Fate { untried: true, ..rejected });
                return Ok(());
            }
        };
        let offered = self.offer(&mail).await;
        // Whatever has come of it, what is told of a letter comes after what was asked.
        let is_ours = self.shared.is_ours(told).await;
        match offered {
            // With the session gone the server forgets what it was asked.
            Ok(_) | Err(Not::Wanted(_)) if !is_ours => self.shared.settle(&letter, Outcome::Untouched),
            Ok(session) => self.hand_over(session, &letter, &mail).await,
            Err(Not::Wanted(outcome)) => self.shared.settle(&letter, outcome),
            Err(Not::From(said)) => self.shared.leave_out(&letter, said, true),
            Err(Not::Here) => self.shared.give_back(letter),
            Err(Not::Now(Step::Mail, said, _)) => self.shared.leave_out(&letter, said, false),
            Err(Not::Now(step, said, turn)) => return self.shared.set_aside(letter, step, said, turn),
            Err(Not::Reached(trouble)) => {
                self.shared.give_back(letter);
                return Err(trouble);
            }
        }
        Ok(())
    }

    /// Until the server waits for the letter itself.
    async fn offer(&mut self, mail: &Mail) -> Result<Session, Not> {
        loop {
            let mut session = match self.session.take() {
                Some(session) => session,
                None => self.shared.crew.line.open().await.map_err(Not::Reached)?,
            };
            let (began, is_new) = (self.shared.width().epoch(), !session.is_used());
            let Err((step, answer)) = session.offer(&mail.bounce, &mail.to, mail.bytes.len()).await else {
                return Ok(session);
            };
            match about(step, answer) {
                // The server had hung up since the letter before: that is no try.
                About::Letter(_) if step == Step::Mail && !is_new && !session.is_usable() => {}
                About::Letter(outcome) => {
                    session.reset().await;
                    self.keep(session, &outcome);
                    return Err(Not::Wanted(outcome));
                }
                About::Sender(said) => {
                    session.reset().await;
                    self.session = session.is_usable().then_some(session);
                    return Err(Not::From(said));
                }
                About::Line(said) => {
                    session.quit().await;
                    match self.turn(began, is_new) {
                        Turn::Again => {}
                        Turn::Park => return Err(Not::Here),
                        turn @ (Turn::SetAside | Turn::Stop) => return Err(Not::Now(step, said, turn)),
                    }
                }
            }
        }
    }

    fn turn(&mut self, began: u64, is_new: bool) -> Turn {
        let turn = self.shared.width().was_put_off(began, is_new);
        if turn == Turn::Park
            && let Some(permit) = self.permit.take()
        {
            permit.forget();
        }
        turn
    }

    async fn hand_over(&mut self, mut session: Session, letter: &Pending, mail: &Mail) {
        let outcome = handed(session.hand_over(&mail.bytes).await);
        self.keep(session, &outcome);
        let was_taken = matches!(outcome, Outcome::Sent(_));
        self.shared.settle(letter, outcome);
        if was_taken {
            self.shared.took_one().await;
        }
    }

    /// The connection for the next letter, if it is still one.
    fn keep(&mut self, session: Session, outcome: &Outcome) {
        if session.is_usable() {
            self.losses = 0;
            self.session = Some(session);
        } else {
            self.losses += 1;
            self.last_loss = outcome.said().to_owned();
        }
    }
}

impl Shared {
    /// Asks the ledger for a letter: is it ours to send?
    fn ask(&self, id: i64) -> oneshot::Receiver<bool> {
        let (tell, told) = oneshot::channel();
        self.tell(Word::Take(id, tell));
        told
    }

    async fn is_ours(&self, told: oneshot::Receiver<bool>) -> bool {
        told.await.unwrap_or_else(|_| {
            // The ledger has failed: no more letters.
            self.halt.send_replace(true);
            false
        })
    }

    fn settle(&self, letter: &Pending, outcome: Outcome) {
        self.done(self.fate(letter, outcome));
    }

    fn done(&self, fate: Fate) {
        self.tell(Word::Done(fate));
        self.queue.settled();
    }

    fn give_back(&self, letter: Pending) {
        self.tell(Word::Done(self.fate(&letter, Outcome::Untouched)));
        self.queue.give_back(letter);
    }

    /// The letter's sender is refused, or put off where every connection was tried.
    fn leave_out(&self, letter: &Pending, said: String, is_for_good: bool) {
        let crew = &self.crew;
        let all = self.senders().leave_out(&crew.config, letter, crew.line.server(), said, is_for_good);
        if !is_for_good {
            self.width().was_the_sender();
        }
        if all {
            self.halt.send_replace(true);
        }
        self.settle(letter, Outcome::Untouched);
    }

    /// The letter waits as it was, unless the server takes others: then it was the letter's own.
    fn set_aside(&self, letter: Pending, step: Step, said: String, turn: Turn) -> Result<(), Trouble> {
        self.settle(&letter, Outcome::Untouched);
        let trouble = self.crew.line.puts_off(&format!("{said} to {}", step.name()));
        self.aside().push((letter, said, trouble.clone()));
        if turn == Turn::Stop { Err(trouble) } else { Ok(()) }
    }

    /// The server took a letter: those it put off before have had their try.
    async fn took_one(&self) {
        let more = self.width().took_one();
        self.permits.add_permits(more);
        let aside = std::mem::take(&mut *self.aside());
        for (letter, said, _) in aside {
            if self.is_ours(self.ask(letter.id)).await {
                self.tell(Word::Done(self.fate(&letter, Outcome::Later(said))));
            }
        }
    }

    fn fate(&self, letter: &Pending, outcome: Outcome) -> Fate {
        let (now, ladder) = (self.crew.clock.now().naive_utc(), &self.crew.config.mail.retry_minutes);
        crate::delivery::outcome::fate(letter.id, outcome, letter.tries + 1, ladder, now)
    }
}
