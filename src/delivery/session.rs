//! One connection to a mail server, a letter at a time. Every command has its deadline, and an answer that is not the
//! expected one ends the connection: it could belong to another question.

use std::fmt::Display;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::response::Response;
use tokio::time::timeout;

pub struct Session {
    conn: AsyncSmtpConnection,
    command: Duration,
    reply: Duration,
    /// Has it carried a letter, or tried to?
    is_used: bool,
    is_usable: bool,
}

/// What the server said, by its codes alone: its text may name somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes(String),
    /// 4xx
    Later(String),
    /// 5xx
    Never(String),
    /// The line was lost, before the server had the whole letter.
    Lost(String),
    /// The line was lost when the server may have had it.
    Unknown(String),
}

/// Which of the three questions before the letter itself was not answered with yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Mail,
    Rcpt,
    Data,
}

impl Session {
    pub(super) fn new(conn: AsyncSmtpConnection, command: Duration, reply: Duration) -> Self {
        Session { conn, command, reply, is_used: false, is_usable: true }
    }

    pub fn is_used(&self) -> bool {
        self.is_used
    }

    pub fn is_usable(&self) -> bool {
        self.is_usable
    }

    /// MAIL, RCPT, DATA; after a yes the server waits for the letter itself.
    ///
    /// # Errors
    /// The first answer that was not yes.
    pub async fn offer(&mut self, from: &Address, to: &Address) -> Result<(), (Step, Answer)> {
        let answer = self.ask(Mail::new(Some(from.clone()), vec![]), &[250]).await;
        accepted(answer, Step::Mail)?;
        let answer = self.ask(Rcpt::new(to.clone(), vec![]), &[250, 251, 252]).await;
        accepted(answer, Step::Rcpt)?;
        accepted(self.ask(Data, &[354]).await, Step::Data)?;
        self.is_used = true;
        Ok(())
    }

    /// The letter itself and the final dot.
    pub async fn hand_over(&mut self, letter: &[u8]) -> Answer {
        // lettre writes the dot when the parts have come to their end: until then the server has no whole letter.
        let is_whole = AtomicBool::new(false);
        let mut parts = Some(letter).into_iter();
        let parts = std::iter::from_fn(|| {
            let part = parts.next();
            is_whole.store(part.is_none(), Relaxed);
            part
        });
        let answered = {
            let mut handing = pin!(self.conn.message_iter(parts));
            match timeout(self.command, &mut handing).await {
                Err(_) if is_whole.load(Relaxed) => timeout(self.reply, &mut handing).await,
                answered => answered,
            }
        };
        let answer = match answered {
            Ok(answered) => read(answered, &[250]),
            Err(_) => Answer::Lost("no answer in time".into()),
        };
        let answer = match answer {
            Answer::Lost(why) if is_whole.load(Relaxed) => Answer::Unknown(why),
            other => other,
        };
        self.noted(answer)
    }

    /// Ready for another letter, after one that was refused.
    pub async fn reset(&mut self) {
        if self.is_usable {
            self.is_used = true;
            self.is_usable = matches!(self.ask(Rset, &[250]).await, Answer::Yes(_));
        }
    }

    pub async fn quit(mut self) {
        if self.is_usable {
            let _ = timeout(self.command, self.conn.quit()).await;
        }
    }

    async fn ask(&mut self, command: impl Display, expected: &[u16]) -> Answer {
        let answer = match timeout(self.command, self.conn.command(command)).await {
            Ok(answered) => read(answered, expected),
            Err(_) => Answer::Lost(format!("no answer within {} s", self.command.as_secs())),
        };
        self.noted(answer)
    }

    /// After 421 the server hangs up.
    fn noted(&mut self, answer: Answer) -> Answer {
        self.is_usable &= match &answer {
            Answer::Yes(_) | Answer::Never(_) => true,
            Answer::Later(codes) => !codes.starts_with("421"),
            Answer::Lost(_) | Answer::Unknown(_) => false,
        };
        answer
    }
}

fn accepted(answer: Answer, step: Step) -> Result<(), (Step, Answer)> {
    if matches!(answer, Answer::Yes(_)) { Ok(()) } else { Err((step, answer)) }
}

fn read(answered: Result<Response, Error>, expected: &[u16]) -> Answer {
    match answered {
        Ok(response) if expected.iter().any(|code| response.has_code(*code)) => {
            let first = response.message().next().unwrap_or_default();
            Answer::Yes(codes(&response.code().to_string(), first))
        }
        Ok(response) => Answer::Lost(format!("answered {} out of turn", response.code())),
        Err(e) if e.is_transient() => Answer::Later(said(&e)),
        Err(e) if e.is_permanent() => Answer::Never(said(&e)),
        Err(e) if e.is_response() => Answer::Lost("the answer made no sense, or broke off".into()),
        Err(_) => Answer::Lost("the line was lost".into()),
    }
}

/// `550 5.1.1` of a refusal.
pub fn said(e: &Error) -> String {
    let text = std::error::Error::source(e).map(ToString::to_string).unwrap_or_default();
    codes(&e.status().map(|code| code.to_string()).unwrap_or_default(), &text)
}

fn codes(code: &str, text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    if is_enhanced(first) { format!("{code} {first}") } else { code.to_owned() }
}

/// `5.1.1` (RFC 3463).
fn is_enhanced(word: &str) -> bool {
    let parts: Vec<_> = word.split('.').collect();
    let short = |p: &&str| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && ["2", "4", "5"].contains(&parts[0]) && parts.iter().all(short)
}

#[cfg(test)]
mod tests {
    use super::codes;

    #[test]
    fn only_codes_are_kept_of_what_a_server_says() {
        assert_eq!(codes("550", "5.1.1 <kari@skole.example>: no such user"), "550 5.1.1");
        assert_eq!(codes("250", "2.0.0 Ok: queued as 4F2"), "250 2.0.0");
        for text in
            ["<kari@skole.example> 5.1.1", "5.1.x", "5.1", "9.1.1", "5.1.1234", "", "1.2.3.4 is listed"]
        {
            assert_eq!(codes("554", text), "554", "{text}");
        }
    }
}
