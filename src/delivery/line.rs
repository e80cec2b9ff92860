//! The way to the mail server: how to reach it, how to be sure who it is, how to log in.

use std::future::Future;
use std::time::Duration;

use anyhow::Result;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::reply::Reply;
use super::session::Session;
use super::tls::Tls;
use super::trouble::{CERTIFICATE, GREETING, LOGIN, NO_TLS, REACH, STARTTLS, Scope, Trouble};
use super::wire::{Loss, Stream, Wire};
use crate::config::{Mail, Security, Smtp};

pub struct Line {
    host: String,
    port: u16,
    hello: String,
    secured: Secured,
    login: Option<(String, SecretString)>,
    command: Duration,
    reply: Duration,
}

enum Secured {
    Starttls(Tls),
    Tls(Tls),
    Open,
}

impl Line {
    /// # Errors
    /// A password or certificate that cannot be read.
    pub fn new(mail: &Mail, smtp: &Smtp) -> Result<Self> {
        let authority = smtp.authority()?;
        let tls = || Tls::new(&smtp.host, authority.as_deref());
        let secured = match smtp.security {
            Security::Starttls => Secured::Starttls(tls()?),
            Security::Tls => Secured::Tls(tls()?),
            Security::None => Secured::Open,
        };
        Ok(Line {
            host: smtp.host.clone(),
            port: smtp.port(),
            hello: smtp.hello.clone().unwrap_or_else(|| mail.domain.clone()),
            secured,
            login: smtp.username.clone().zip(smtp.password()?),
            command: Duration::from_secs(smtp.timeout_seconds),
            reply: Duration::from_secs(smtp.reply_timeout_seconds),
        })
    }

    /// Connects, secures the line, logs in.
    ///
    /// # Errors
    /// Why not.
    pub async fn open(&self) -> Result<Session, Trouble> {
        let stream = self.connect().await?;
        let mut wire = match &self.secured {
            Secured::Tls(tls) => self.secure(tls, stream).await?,
            Secured::Open | Secured::Starttls(_) => Wire::new(stream),
        };
        let greeted = wire.answer(self.command).await;
        self.heard(greeted, 2, "the greeting", GREETING)?;
        let mut offers = self.greet(&mut wire).await?;
        if let Secured::Starttls(tls) = &self.secured {
            wire = self.starttls(tls, wire, &offers).await?;
            offers = self.greet(&mut wire).await?;
        }
        self.log_in(&mut wire, &offers).await?;
        Ok(Session::new(wire, offers.offers("SIZE").is_some(), self.command, self.reply))
    }

    async fn connect(&self) -> Result<TcpStream, Trouble> {
        let found = self.in_time("its name", lookup_host((self.host.as_str(), self.port))).await?;
        let found: Vec<_> =
            found.map_err(|_| self.trouble("its name cannot be looked up".into(), REACH))?.collect();
        let stream = self.in_time("the connection", TcpStream::connect(&found[..])).await?;
        let stream =
            stream.map_err(|e| self.trouble(format!("it cannot be reached: {}", e.kind()), REACH))?;
        // Else each letter waits for the server's delayed acknowledgement.
        stream.set_nodelay(true).map_err(|e| self.trouble(e.kind().to_string(), REACH))?;
        Ok(stream)
    }

    /// EHLO; what the server offers.
    async fn greet(&self, wire: &mut Wire) -> Result<Reply, Trouble> {
        let answered = wire.ask(&format!("EHLO {}", self.hello), self.command).await;
        self.heard(answered, 2, "the greeting", GREETING)
    }

    /// TLS begins on the bare stream: what the server said in the open after its answer would be believed inside.
    async fn starttls(&self, tls: &Tls, mut wire: Wire, offers: &Reply) -> Result<Wire, Trouble> {
        if offers.offers("STARTTLS").is_none() {
            return Err(self.for_all("it does not offer STARTTLS".into(), STARTTLS));
        }
        let answered = wire.ask("STARTTLS", self.command).await;
        self.heard(answered, 2, "STARTTLS", STARTTLS)?;
        let bare = wire.bare().map_err(|_| self.for_all(INJECTED.into(), CERTIFICATE))?;
        self.secure(tls, bare).await
    }

    async fn secure(&self, tls: &Tls, stream: impl Stream + 'static) -> Result<Wire, Trouble> {
        let secured = self.in_time("TLS", tls.connect(stream)).await?;
        Ok(Wire::new(secured.map_err(|e| self.insecure(&e))?))
    }

    async fn log_in(&self, wire: &mut Wire, offers: &Reply) -> Result<(), Trouble> {
        let Some((name, password)) = &self.login else { return Ok(()) };
        let ways = offers.offers("AUTH").unwrap_or_default().to_ascii_uppercase();
        let offered = |way: &str| ways.split_whitespace().any(|w| w == way);
        let encoded = |text: &str| BASE64_STANDARD.encode(text);
        let said = if offered("PLAIN") {
            vec![format!("AUTH PLAIN {}", encoded(&format!("\0{name}\0{}", password.expose_secret())))]
        } else if offered("LOGIN") {
            vec!["AUTH LOGIN".into(), encoded(name), encoded(password.expose_secret())]
        } else {
            return Err(self.for_all("it offers no way for the login that we know".into(), LOGIN));
        };
        let last = said.len() - 1;
        for (n, said) in said.iter().enumerate() {
            let expected = if n == last { 2 } else { 3 };
            self.heard(wire.ask(said, self.command).await, expected, "the login", LOGIN)?;
        }
        Ok(())
    }

    /// A yes is an answer that begins with the digit expected.
    fn heard(
        &self,
        answered: Result<Reply, Loss>,
        expected: u16,
        what: &str,
        hint: &'static str,
    ) -> Result<Reply, Trouble> {
        let reply = answered.map_err(|loss| self.lost(loss, what))?;
        match reply.code / 100 {
            _ if !reply.is_whole => Err(self.for_all(format!("its answer to {what} is too long"), REACH)),
            first if first == expected => Ok(reply),
            5 => Err(self.for_all(format!("it refused {what}: {}", reply.codes()), hint)),
            4 => Err(self.trouble(format!("it put off {what}: {}", reply.codes()), hint)),
            _ => Err(self.for_all(format!("it answered {} to {what}", reply.codes()), hint)),
        }
    }

    fn lost(&self, loss: Loss, what: &str) -> Trouble {
        match loss {
            Loss::Late(seconds) => self.trouble(format!("no answer to {what} within {seconds} s"), REACH),
            Loss::Closed => self.trouble(format!("the line was lost at {what}"), REACH),
            Loss::BrokeOff | Loss::Nonsense | Loss::Surplus => {
                self.trouble(format!("{loss}, at {what}"), REACH)
            }
        }
    }

    async fn in_time<T>(&self, what: &str, work: impl Future<Output = T>) -> Result<T, Trouble> {
        let late =
            |_| self.trouble(format!("no answer to {what} within {} s", self.command.as_secs()), REACH);
        timeout(self.command, work).await.map_err(late)
    }

    /// What TLS says names the host and the certificate's fault, and no person.
    fn insecure(&self, e: &std::io::Error) -> Trouble {
        if e.to_string().contains("InvalidContentType") {
            return self.for_all("it does not speak TLS there".into(), NO_TLS);
        }
        self.for_all(format!("the line cannot be secured: {e}"), CERTIFICATE)
    }

    pub(super) fn trouble(&self, what: String, hint: &'static str) -> Trouble {
        Trouble { server: self.server(), what, hint, scope: Scope::Connection }
    }

    pub(super) fn for_all(&self, what: String, hint: &'static str) -> Trouble {
        Trouble { scope: Scope::Server, ..self.trouble(what, hint) }
    }

    /// `host:port`, for people.
    pub fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

const INJECTED: &str =
    "it said more in the open than its answer to STARTTLS, which somebody on the way may have put there";
