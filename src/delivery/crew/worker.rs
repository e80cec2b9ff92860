//! One connection's work: a letter at a time, each asked for in the ledger while those before it are with the server, so
//! that no connection waits for the disk.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::oneshot;

use super::Shared;
use crate::delivery::ledger::Word;
use crate::delivery::line::Trouble;
use crate::delivery::message::{self, Mail};
use crate::delivery::outcome::{Outcome, fate};
use crate::delivery::session::{Answer, Session, Step};
use crate::outbox::{Fate, Pending};

/// Letters asked for beyond the one in hand. What is asked for may have to be told as unknown if the process is killed.
const AHEAD: usize = 2;

/// A line that is lost with so many letters in a row is left alone for now.
const LOSSES_MAX: u32 = 3;

/// Until there are no more letters.
///
/// # Errors
/// Why the server cannot be used; a letter in hand is left as it was.
pub async fn work(shared: Arc<Shared>) -> Result<(), Trouble> {
    let mut worker =
        Worker { shared, session: None, ahead: VecDeque::new(), losses: 0, last_loss: String::new() };
    let worked = worker.letters().await;
    put_back(&worker.shared, std::mem::take(&mut worker.ahead)).await;
    if worked.as_ref().is_err_and(|t| t.is_for_all) {
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
    /// The next letters, asked for already.
    ahead: VecDeque<Asked>,
    /// Letters in a row with which the line was lost.
    losses: u32,
    /// What the last of them ended with.
    last_loss: String,
}

/// A letter the ledger has been asked for, and its answer: is it ours to send?
struct Asked {
    letter: Pending,
    mail: Mail,
    told: oneshot::Receiver<bool>,
}

impl Worker {
    async fn letters(&mut self) -> Result<(), Trouble> {
        while !*self.shared.halt.borrow() {
            let session = match self.session.take() {
                Some(session) => session,
                None => self.shared.crew.line.open().await?,
            };
            self.session = Some(session);
            let asked = match self.ahead.pop_front() {
                Some(asked) => Some(asked),
                None => {
                    let Some(letter) = self.shared.next().await else { return Ok(()) };
                    self.ask(letter)
                }
            };
            let Some(asked) = asked else { continue };
            while self.ahead.len() < AHEAD
                && let Some(letter) = self.shared.next_at_hand()
            {
                self.ahead.extend(self.ask(letter));
            }
            self.letter_in_hand(asked).await?;
            if self.losses == LOSSES_MAX {
                return Err(self.shared.crew.line.keeps_breaking(&self.last_loss));
            }
        }
        Ok(())
    }

    /// Asks the ledger for a letter; one that must not be sent is refused there instead.
    fn ask(&self, letter: Pending) -> Option<Asked> {
        match message::write(&self.shared.crew.config, &letter) {
            Ok(mail) => {
                let (tell, told) = oneshot::channel();
                self.tell(Word::Take(letter.id, tell));
                Some(Asked { letter, mail, told })
            }
            Err(why) => {
                self.tell(Word::Refuse(Fate::new(letter.id, "rejected", format!("{why:#}"))));
                None
            }
        }
    }

    /// Whoever is asked to stop while a server is slow gives back at once what it has not begun.
    async fn letter_in_hand(&mut self, asked: Asked) -> Result<(), Trouble> {
        let ahead = std::mem::take(&mut self.ahead);
        let shared = self.shared.clone();
        let mut halted = shared.halt.subscribe();
        let (worked, ahead) = {
            let mut carried = pin!(self.letter(asked));
            tokio::select! {
                worked = &mut carried => (worked, ahead),
                () = async { drop(halted.wait_for(|halted| *halted).await) } => {
                    put_back(&shared, ahead).await;
                    (carried.await, VecDeque::new())
                }
            }
        };
        self.ahead = ahead;
        worked
    }

    async fn letter(&mut self, asked: Asked) -> Result<(), Trouble> {
        let Asked { letter, mail, told } = asked;
        let (outcome, trouble) = self.carry(&mail, told).await;
        done(&self.shared, &letter, outcome);
        match trouble {
            None => Ok(()),
            Some(trouble) => {
                self.shared.has_left.store(true, Ordering::Relaxed);
                Err(trouble)
            }
        }
    }

    /// The content is not sent before the ledger says, durably, that this letter is being sent.
    async fn carry(&mut self, mail: &Mail, told: oneshot::Receiver<bool>) -> (Outcome, Option<Trouble>) {
        let Some(mut session) = self.session.take() else {
            let _ = told.await;
            return (Outcome::Untouched, None);
        };
        let mut offered = session.offer(&mail.bounce, &mail.to).await;
        if let Err((Step::Mail, _)) = offered
            && session.is_used()
            && !session.is_usable()
        {
            // The server had hung up since the letter before: that is no try.
            session = match self.shared.crew.line.open().await {
                Ok(session) => session,
                Err(trouble) => {
                    let _ = told.await;
                    return (Outcome::Untouched, Some(trouble));
                }
            };
            offered = session.offer(&mail.bounce, &mail.to).await;
        }
        let is_ours = told.await.unwrap_or_else(|_| {
            // The ledger has failed: no more letters.
            self.shared.halt.send_replace(true);
            false
        });
        let (outcome, trouble) = match offered {
            // With the session gone the server forgets what it was asked.
            Ok(()) if !is_ours => return (Outcome::Untouched, None),
            Ok(()) => (handed(session.hand_over(&mail.bytes).await), None),
            Err(_) if !is_ours => (Outcome::Untouched, None),
            Err((Step::Mail, Answer::Never(codes))) => {
                (Outcome::Untouched, Some(self.shared.crew.line.sender_refused(&codes)))
            }
            Err((_, answer)) => {
                session.reset().await;
                (handed(answer), None)
            }
        };
        self.losses = if session.is_usable() { 0 } else { self.losses + 1 };
        if !session.is_usable() {
            self.last_loss = outcome.said().to_owned();
        }
        self.session = session.is_usable().then_some(session);
        (outcome, trouble)
    }

    fn tell(&self, word: Word) {
        // A ledger that has gone has said so itself.
        let _ = self.shared.ledger.send(word);
    }
}

/// Letters asked for ahead are not sent after all: they wait as before.
async fn put_back(shared: &Shared, ahead: VecDeque<Asked>) {
    for Asked { letter, told, .. } in ahead {
        shared.has_left.store(true, Ordering::Relaxed);
        let _ = told.await;
        done(shared, &letter, Outcome::Untouched);
    }
}

fn done(shared: &Shared, letter: &Pending, outcome: Outcome) {
    let crew = &shared.crew;
    let (now, ladder) = (crew.clock.now().naive_utc(), &crew.config.mail.retry_minutes);
    // A ledger that has gone has said so itself.
    let _ = shared.ledger.send(Word::Done(fate(letter.id, outcome, letter.tries + 1, ladder, now)));
}

fn handed(answer: Answer) -> Outcome {
    match answer {
        Answer::Yes(codes) => Outcome::Sent(codes),
        Answer::Never(codes) => Outcome::Rejected(codes),
        Answer::Later(codes) => Outcome::Later(codes),
        Answer::Lost(why) => Outcome::Later(format!("{why}, before the letter was handed over")),
        Answer::Unknown(why) => Outcome::Unknown(format!("{why}, after the letter was handed over")),
    }
}
