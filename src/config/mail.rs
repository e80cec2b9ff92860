//! How letters leave: whom they are from, when they may go, and the server that takes them.

use std::path::PathBuf;

use anyhow::{Context, Result};
use chrono::NaiveTime;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

use super::Environment;
use crate::domain::Ladder;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// The right side of every Message-ID.
    pub domain: String,
    pub from: String,
    pub reply_to: Option<String>,
    /// Where the server sends what it cannot deliver; without it, `from`.
    pub bounce: Option<String>,
    /// Nothing leaves while this is on.
    pub hold: bool,
    /// Every letter goes here, and none to whom it is for. Only where the environment is `test`.
    pub redirect_to: Option<String>,
    /// Where links in letters may lead, and to what is below (ASSUMED: VIGO's and Udir's own).
    pub link_hosts: Vec<String>,
    /// Nothing is sent from this time of day in Oslo …
    #[serde(deserialize_with = "time_of_day")]
    pub quiet_from: Option<NaiveTime>,
    /// … until this one.
    #[serde(deserialize_with = "time_of_day")]
    pub quiet_until: Option<NaiveTime>,
    /// From one try to the next, when the server says "later" (ASSUMED); after the last a letter is given up.
    pub retry_minutes: Ladder,
    /// Without it letters are written as files.
    pub smtp: Option<Smtp>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Smtp {
    pub host: String,
    /// Without it, the usual one of `security`: 587, 465 or 25.
    pub port: Option<u16>,
    pub security: Security,
    pub username: Option<String>,
    /// Holds the password alone. `RUTINE_SMTP_PASSWORD` goes before it, systemd's credential `smtp_password` after.
    pub password_file: Option<PathBuf>,
    /// A certificate authority of one's own, as PEM, besides those the machine knows.
    pub ca_file: Option<PathBuf>,
    /// The name told in EHLO; without it, `mail.domain`.
    pub hello: Option<String>,
    /// Letters under way at the same time.
    pub connections: usize,
    /// Letters a minute, over all connections; 0 is no limit.
    pub per_minute: u32,
    /// How long the server may take over a command.
    pub timeout_seconds: u64,
    /// How long it may take to answer for a letter it has been handed.
    pub reply_timeout_seconds: u64,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    #[default]
    Starttls,
    Tls,
    None,
}

/// Whom a county's letters are from, where that differs from `mail`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sender {
    pub from: Option<String>,
    pub reply_to: Option<String>,
    pub bounce: Option<String>,
    pub archive: super::archive::Own,
    pub brev: super::Brev,
}

impl Default for Mail {
    fn default() -> Self {
        Mail {
            domain: "rutine.example".into(),
            from: "fagopplaring@rutine.example".into(),
            reply_to: None,
            bounce: None,
            hold: false,
            redirect_to: None,
            link_hosts: ["vigo.no", "vigoiks.no", "udir.no"].map(str::to_owned).to_vec(),
            quiet_from: None,
            quiet_until: None,
            retry_minutes: Ladder::new([1, 5, 15, 60, 240, 1440]),
            smtp: None,
        }
    }
}

impl Default for Smtp {
    fn default() -> Self {
        Smtp {
            host: String::new(),
            port: None,
            security: Security::default(),
            username: None,
            password_file: None,
            ca_file: None,
            hello: None,
            connections: 4,
            per_minute: 0,
            timeout_seconds: 30,
            reply_timeout_seconds: 600,
        }
    }
}

/// A name in two parts or more, in small letters: `no` alone would be everybody's.
fn is_link_host(host: &str) -> bool {
    let is_label = |l: &str| {
        !l.is_empty() && l.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    host.contains('.') && host.split('.').all(is_label)
}

const MINUTES_MAX: i64 = 7 * 24 * 60;

impl Mail {
    pub(super) fn addresses(&self) -> impl Iterator<Item = &String> {
        [&self.from].into_iter().chain(&self.reply_to).chain(&self.bounce).chain(&self.redirect_to)
    }

    /// What is out of range.
    pub(super) fn check(&self) -> Vec<String> {
        let ladder = self.retry_minutes.is_within(0..=20, 1..=MINUTES_MAX);
        let default = Smtp::default();
        let smtp = self.smtp.as_ref().unwrap_or(&default);
        let in_range = |seconds: u64| (1..=3600).contains(&seconds);
        let hello = smtp.hello.as_ref().is_none_or(|h| is_host(h));
        let said = [
            (ladder, "`mail.retry_minutes` must be at most 20 waits of 1 to 10080 minutes"),
            (smtp.host.is_empty() || is_host(&smtp.host), "`mail.smtp.host` must be a name or an address"),
            (smtp.port != Some(0), "`mail.smtp.port` must be 1 to 65535"),
            ((1..=32).contains(&smtp.connections), "`mail.smtp.connections` must be 1 to 32"),
            (in_range(smtp.timeout_seconds), "`mail.smtp.timeout_seconds` must be 1 to 3600"),
            (in_range(smtp.reply_timeout_seconds), "`mail.smtp.reply_timeout_seconds` must be 1 to 3600"),
            (hello, "`mail.smtp.hello` must be a host's name"),
            (
                self.link_hosts.iter().all(|h| is_link_host(h)),
                "`mail.link_hosts` must be hosts such as `vigo.no`",
            ),
        ];
        said.into_iter().filter(|(right, _)| !right).map(|(_, said)| said.to_owned()).collect()
    }

    /// Settings that do not go together: which one, and why.
    pub(super) fn at_odds(&self, environment: Environment) -> Vec<(&'static str, String)> {
        let production = environment == Environment::Production;
        let smtp = self.smtp.as_ref();
        let open =
            smtp.is_some_and(|s| s.security == Security::None && s.username.is_some() && !s.is_local());
        let said = [
            (
                self.redirect_to.is_some() && production,
                "mail.redirect_to",
                "`mail.redirect_to` is for `environment = \"test\"`: in production letters go to whom they are for",
            ),
            (
                self.quiet_from.is_some() != self.quiet_until.is_some(),
                "mail.quiet_",
                "`mail.quiet_from` and `mail.quiet_until` go together: set both or none",
            ),
            (
                self.quiet_from.is_some() && self.quiet_from == self.quiet_until,
                "mail.quiet_",
                "`mail.quiet_from` and `mail.quiet_until` are the same, so nothing says when letters may go; \
                 to keep all back set `mail.hold`",
            ),
            (smtp.is_some_and(|s| s.host.is_empty()), "mail.smtp", "`mail.smtp` lacks `host`"),
            (
                open,
                "mail.smtp.username",
                "`mail.smtp.security = \"none\"` would show the password to whoever listens; use `starttls` or `tls`",
            ),
        ];
        said.into_iter()
            .filter(|(odd, ..)| *odd)
            .map(|(_, setting, said)| (setting, said.to_owned()))
            .collect()
    }
}

impl Smtp {
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            Security::Starttls => 587,
            Security::Tls => 465,
            Security::None => 25,
        })
    }

    /// Does a word to it never leave this machine?
    fn is_local(&self) -> bool {
        self.host == "localhost" || self.host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
    }

    /// The password that goes with `username`, if there is one: it cannot be printed.
    ///
    /// # Errors
    /// The file cannot be read or is empty, or there is no password anywhere.
    pub fn password(&self) -> Result<Option<SecretString>> {
        if self.username.is_none() {
            return Ok(None);
        }
        if let Some(password) = std::env::var("RUTINE_SMTP_PASSWORD").ok().filter(|p| !p.is_empty()) {
            return Ok(Some(password.into()));
        }
        let credential =
            || Some(PathBuf::from(std::env::var_os("CREDENTIALS_DIRECTORY")?).join("smtp_password"));
        let path = self.password_file.clone().or_else(credential);
        let path = path.context(
            "there is no password for `mail.smtp.username`; set `mail.smtp.password_file` or RUTINE_SMTP_PASSWORD",
        )?;
        let named = || format!("cannot read the password in `{}`", path.display());
        let text = std::fs::read_to_string(&path).with_context(named)?;
        let password = text.trim_start_matches(MARK).trim_end_matches(['\r', '\n']);
        anyhow::ensure!(!password.is_empty(), "`{}` is empty; it must hold the password", path.display());
        Ok(Some(password.into()))
    }

    /// The certificate authority of one's own, as PEM.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn authority(&self) -> Result<Option<Vec<u8>>> {
        let Some(path) = &self.ca_file else { return Ok(None) };
        let named = || format!("cannot read the certificate authority in `{}`", path.display());
        let text = std::fs::read(path).with_context(named)?;
        Ok(Some(text.strip_prefix(MARK.as_bytes()).unwrap_or(&text).to_vec()))
    }
}

/// PowerShell and Notepad write it before what they save as UTF-8.
const MARK: &str = "\u{feff}";

fn is_host(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._:".contains(c))
}

/// `21:00`, on the wall in Oslo.
fn time_of_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveTime>, D::Error> {
    let text = String::deserialize(from)?;
    let time = NaiveTime::parse_from_str(&text, "%H:%M");
    time.map(Some).map_err(|_| serde::de::Error::custom("expected a time of day such as `21:00`"))
}
