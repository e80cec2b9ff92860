//! The way to the mail server: how to reach it, how to be sure who it is, how to log in.

use std::future::Future;
use std::time::Duration;

use anyhow::Result;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::session::{Session, said};
use super::tls::{self, FromTheFirstByte};
use crate::config::{Mail, Security, Smtp};

pub struct Line {
    host: String,
    port: u16,
    hello: ClientId,
    secured: Secured,
    credentials: Option<Credentials>,
    command: Duration,
    reply: Duration,
}

enum Secured {
    Starttls(TlsParameters),
    Tls(FromTheFirstByte),
    Open,
}

/// Why the server cannot be used: no letter's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot send through `{server}`: {what}; {hint}")]
pub struct Trouble {
    server: String,
    what: String,
    hint: &'static str,
    /// Would every other connection meet it too?
    pub is_for_all: bool,
}

impl Line {
    /// # Errors
    /// A password or certificate that cannot be read.
    pub fn new(mail: &Mail, smtp: &Smtp) -> Result<Self> {
        let authority = smtp.authority()?;
        let authority = authority.as_deref();
        let secured = match smtp.security {
            Security::Starttls => Secured::Starttls(tls::parameters(&smtp.host, authority)?),
            Security::Tls => Secured::Tls(FromTheFirstByte::new(&smtp.host, authority)?),
            Security::None => Secured::Open,
        };
        let credentials = match (&smtp.username, smtp.password()?) {
            (Some(name), Some(password)) => {
                Some(Credentials::new(name.clone(), password.expose_secret().to_owned()))
            }
            _ => None,
        };
        Ok(Line {
            host: smtp.host.clone(),
            port: smtp.port(),
            hello: ClientId::Domain(smtp.hello.clone().unwrap_or_else(|| mail.domain.clone())),
            secured,
            credentials,
            command: Duration::from_secs(smtp.timeout_seconds),
            reply: Duration::from_secs(smtp.reply_timeout_seconds),
        })
    }

    /// Connects, secures the line, logs in.
    ///
    /// # Errors
    /// Why not.
    pub async fn open(&self) -> Result<Session, Trouble> {
        let found = self.in_time("its name", lookup_host((self.host.as_str(), self.port))).await?;
        let found: Vec<_> =
            found.map_err(|_| self.trouble("its name cannot be looked up".into(), REACH))?.collect();
        let stream = self.in_time("the connection", TcpStream::connect(&found[..])).await?;
        let stream =
            stream.map_err(|e| self.trouble(format!("it cannot be reached: {}", e.kind()), REACH))?;
        // Else each letter waits for the server's delayed acknowledgement.
        stream.set_nodelay(true).map_err(|e| self.trouble(e.kind().to_string(), REACH))?;
        let mut conn = match &self.secured {
            Secured::Open => self.greet(Box::new(stream)).await?,
            Secured::Tls(tls) => {
                let stream = self.in_time("TLS", tls.connect(stream)).await?;
                self.greet(Box::new(stream.map_err(|e| self.insecure(&e))?)).await?
            }
            Secured::Starttls(parameters) => {
                let mut conn = self.greet(Box::new(stream)).await?;
                if !conn.can_starttls() {
                    return Err(self.for_all("it does not offer STARTTLS".into(), STARTTLS));
                }
                let turned = self.in_time("STARTTLS", conn.starttls(parameters.clone(), &self.hello)).await?;
                turned.map_err(|e| self.insecure(&e))?;
                conn
            }
        };
        self.log_in(&mut conn).await?;
        Ok(Session::new(conn, self.command, self.reply))
    }

    async fn greet(&self, stream: Box<dyn AsyncTokioStream>) -> Result<AsyncSmtpConnection, Trouble> {
        let greeted = AsyncSmtpConnection::connect_with_transport(stream, &self.hello);
        self.in_time("the greeting", greeted).await?.map_err(|e| self.refused("the greeting", &e, GREETING))
    }

    async fn log_in(&self, conn: &mut AsyncSmtpConnection) -> Result<(), Trouble> {
        let Some(credentials) = &self.credentials else { return Ok(()) };
        let answer =
            self.in_time("the login", conn.auth(&[Mechanism::Plain, Mechanism::Login], credentials)).await?;
        let answer = answer.map_err(|e| self.refused("the login", &e, LOGIN))?;
        if answer.has_code(235) {
            Ok(())
        } else {
            Err(self.trouble(format!("it answered {} to the login", answer.code()), LOGIN))
        }
    }

    async fn in_time<T>(&self, what: &str, work: impl Future<Output = T>) -> Result<T, Trouble> {
        let late =
            |_| self.trouble(format!("no answer to {what} within {} s", self.command.as_secs()), REACH);
        timeout(self.command, work).await.map_err(late)
    }

    /// The sender was refused with a 5xx: no letter would get through.
    pub fn sender_refused(&self, codes: &str) -> Trouble {
        self.for_all(format!("it refused the sender: {codes}"), SENDER)
    }

    /// One letter after another ended the connection; what the last one ended with.
    pub fn keeps_breaking(&self, last: &str) -> Trouble {
        self.trouble(format!("one letter after another ended the connection, the last with: {last}"), ITS_LOG)
    }

    fn refused(&self, what: &str, e: &Error, hint: &'static str) -> Trouble {
        match e.status() {
            Some(_) if e.is_permanent() => self.for_all(format!("it refused {what}: {}", said(e)), hint),
            Some(_) => self.trouble(format!("it put off {what}: {}", said(e)), hint),
            None if e.is_client() => self.for_all(format!("it offers no way for {what} that we know"), hint),
            None => self.trouble(format!("the line was lost at {what}"), REACH),
        }
    }

    /// What TLS says names the host and the certificate's fault, and no person.
    fn insecure(&self, e: &(dyn std::error::Error + 'static)) -> Trouble {
        let refused = e.downcast_ref::<Error>().filter(|e| e.status().is_some());
        match refused {
            Some(e) => self.refused("STARTTLS", e, STARTTLS),
            None if e.to_string().contains("InvalidContentType") => {
                self.for_all("it does not speak TLS there".into(), NO_TLS)
            }
            None => self.for_all(format!("the line cannot be secured: {e}"), CERTIFICATE),
        }
    }

    fn for_all(&self, what: String, hint: &'static str) -> Trouble {
        Trouble { is_for_all: true, ..self.trouble(what, hint) }
    }

    fn trouble(&self, what: String, hint: &'static str) -> Trouble {
        Trouble { server: format!("{}:{}", self.host, self.port), what, hint, is_for_all: false }
    }
}

const REACH: &str =
    "is it running, and are `mail.smtp.host` and `mail.smtp.port` right? the letters wait in the outbox";
const ITS_LOG: &str = "its own log may say why; the letters wait in the outbox";
const NO_TLS: &str = "set `mail.smtp.security = \"starttls\"`, or the port where it does (often 465)";
const GREETING: &str =
    "ask whoever runs it whether this machine may send; `mail.smtp.hello` is the name it is told";
const STARTTLS: &str =
    "set `mail.smtp.security = \"tls\"` if it speaks TLS from the first byte (often port 465)";
const CERTIFICATE: &str = "`mail.smtp.host` must be the name in its certificate, and its authority be known here or in `mail.smtp.ca_file`";
const LOGIN: &str = "are `mail.smtp.username` and the password right?";
const SENDER: &str = "may this login send as `mail.from` or `mail.bounce`?";
