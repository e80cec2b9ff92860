//! Why a server cannot be used: no letter's fault. It names what the server said by its codes, and what to look at.

use super::Line;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot send through `{server}`: {what}; {hint}")]
pub struct Trouble {
    pub(super) server: String,
    pub(super) what: String,
    pub(super) hint: &'static str,
    pub scope: Scope,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Another connection may fare better.
    Connection,
    /// Every connection would meet it.
    Server,
    /// The server takes no more for now.
    ForNow,
}

impl Line {
    /// One letter after another ended the connection; what the last one ended with.
    pub(super) fn keeps_breaking(&self, last: &str) -> Trouble {
        self.trouble(format!("one letter after another ended the connection, the last with: {last}"), ITS_LOG)
    }

    /// A single new connection was put off with letter after letter, or with every sender.
    pub(super) fn puts_off(&self, said: &str) -> Trouble {
        let what = format!("it takes no more for now: {said}");
        Trouble { scope: Scope::ForNow, ..self.trouble(what, LIMIT) }
    }
}

pub(super) const REACH: &str =
    "is it running, and are `mail.smtp.host` and `mail.smtp.port` right? the letters wait in the outbox";
const ITS_LOG: &str = "its own log may say why; the letters wait in the outbox";
const LIMIT: &str = "no letter has spent a try; ask whoever runs it how many letters it takes, \
    and see `mail.smtp.per_minute` and `mail.smtp.connections`";
pub(super) const NO_TLS: &str =
    "set `mail.smtp.security = \"starttls\"`, or the port where it does (often 465)";
pub(super) const GREETING: &str =
    "ask whoever runs it whether this machine may send; `mail.smtp.hello` is the name it is told";
pub(super) const STARTTLS: &str =
    "set `mail.smtp.security = \"tls\"` if it speaks TLS from the first byte (often port 465)";
pub(super) const CERTIFICATE: &str = "`mail.smtp.host` must be the name in its certificate, and its authority be known here or in `mail.smtp.ca_file`";
pub(super) const LOGIN: &str = "are `mail.smtp.username` and the password right?";
