//! One connection to a mail server, a letter at a time. Every command has its deadline, and an answer that is not the
//! expected one ends the connection: it could belong to another question.

use std::time::Duration;

use lettre::Address;
use tokio::time::timeout;

use super::reply::Reply;
use super::wire::{Loss, Wire};

pub struct Session {
    wire: Wire,
    command: Duration,
    reply: Duration,
    /// Does it want to know how large a letter is (RFC 1870)?
    wants_size: bool,
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

impl Step {
    pub fn name(self) -> &'static str {
        match self {
            Step::Mail => "MAIL",
            Step::Rcpt => "RCPT",
            Step::Data => "DATA",
        }
    }
}

impl Session {
    pub(super) fn new(wire: Wire, wants_size: bool, command: Duration, reply: Duration) -> Self {
        Session { wire, command, reply, wants_size, is_used: false, is_usable: true }
    }

    pub fn is_used(&self) -> bool {
        self.is_used
    }

    pub fn is_usable(&self) -> bool {
        self.is_usable
    }

    /// MAIL, RCPT, DATA for a letter of so many bytes; after a yes the server waits for the letter itself.
    ///
    /// # Errors
    /// The first answer that was not yes.
    pub async fn offer(&mut self, from: &Address, to: &Address, bytes: usize) -> Result<(), (Step, Answer)> {
        let size = if self.wants_size { format!(" SIZE={bytes}") } else { String::new() };
        accepted(self.ask(&format!("MAIL FROM:<{from}>{size}"), 2).await, Step::Mail)?;
        accepted(self.ask(&format!("RCPT TO:<{to}>"), 2).await, Step::Rcpt)?;
        accepted(self.ask("DATA", 3).await, Step::Data)?;
        self.is_used = true;
        Ok(())
    }

    /// The letter itself and the final dot.
    pub async fn hand_over(&mut self, letter: &[u8]) -> Answer {
        let bytes = stuffed(letter);
        let mut written = 0;
        let handed = timeout(self.command, self.wire.write(&bytes, &mut written)).await;
        let answered = match handed.unwrap_or(Err(Loss::Late(self.command.as_secs()))) {
            Ok(()) => self.wire.answer(self.reply).await,
            Err(loss) => Err(loss),
        };
        // Until the line has taken the dot the server has no whole letter.
        match self.noted(answered, 2) {
            Answer::Lost(why) if written == bytes.len() => Answer::Unknown(why),
            other => other,
        }
    }

    /// Ready for another letter, after one that was refused.
    pub async fn reset(&mut self) {
        if self.is_usable {
            self.is_used = true;
            self.is_usable = matches!(self.ask("RSET", 2).await, Answer::Yes(_));
        }
    }

    pub async fn quit(mut self) {
        if self.is_usable {
            let _ = self.wire.ask("QUIT", self.command).await;
        }
    }

    /// `expected` is the first digit of a yes: what else a code says, servers differ on (RFC 5321, 4.3.2).
    async fn ask(&mut self, command: &str, expected: u16) -> Answer {
        let answered = self.wire.ask(command, self.command).await;
        self.noted(answered, expected)
    }

    /// After 421 the server hangs up.
    fn noted(&mut self, answered: Result<Reply, Loss>, expected: u16) -> Answer {
        self.is_usable &= answered.as_ref().is_ok_and(|reply| reply.is_whole && reply.code != 421);
        let answer = match answered {
            Ok(reply) if reply.code / 100 == expected => Answer::Yes(reply.codes()),
            Ok(reply) if reply.code / 100 == 4 => Answer::Later(reply.codes()),
            Ok(reply) if reply.code / 100 == 5 => Answer::Never(reply.codes()),
            Ok(reply) => Answer::Lost(format!("answered {} out of turn", reply.code)),
            Err(loss) => Answer::Lost(loss.to_string()),
        };
        self.is_usable &= !matches!(answer, Answer::Lost(_));
        answer
    }
}

fn accepted(answer: Answer, step: Step) -> Result<(), (Step, Answer)> {
    if matches!(answer, Answer::Yes(_)) { Ok(()) } else { Err((step, answer)) }
}

/// A dot that begins a line is doubled, and one on a line of its own ends the letter.
fn stuffed(letter: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(letter.len() + 16);
    for line in letter.split_inclusive(|b| *b == b'\n') {
        if line.starts_with(b".") {
            bytes.push(b'.');
        }
        bytes.extend_from_slice(line);
    }
    bytes.extend_from_slice(if letter.ends_with(b"\r\n") { b".\r\n" } else { b"\r\n.\r\n" });
    bytes
}

#[cfg(test)]
mod tests {
    use super::stuffed;

    #[test]
    fn dots_are_doubled_where_a_line_begins() {
        let check = |letter: &str, expected: &str| {
            assert_eq!(String::from_utf8(stuffed(letter.as_bytes())).unwrap(), expected);
        };
        check("Hei\r\n.\r\n..a.b\r\n", "Hei\r\n..\r\n...a.b\r\n.\r\n");
        check(".", "..\r\n.\r\n");
        check("Hei", "Hei\r\n.\r\n");
        check("", "\r\n.\r\n");
    }
}
