//! Letters that should have left and have not, and why: nobody has sent them, or nothing leads out.

use anyhow::Result;
use serde_json::{Value, json};

use super::house::House;
use super::table::say;
use crate::config::Config;
use crate::domain::counted;
use crate::oslo;
use crate::outbox;
use crate::store::Db;

pub struct NotLeft {
    of: outbox::NotLeft,
    way_out: WayOut,
}

/// Where letters leave by, as the settings say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WayOut {
    Held,
    Nowhere,
    Folder,
    Server,
}

impl WayOut {
    fn of(config: &Config) -> Self {
        match (config.mail.hold, &config.daemon.letters, &config.mail.smtp) {
            (true, ..) => WayOut::Held,
            (_, Some(_), _) => WayOut::Folder,
            (_, None, Some(_)) => WayOut::Server,
            (_, None, None) => WayOut::Nowhere,
        }
    }

    /// Why they are still there, or what sends them.
    fn told(self) -> &'static str {
        match self {
            WayOut::Held => "`mail.hold` is on",
            WayOut::Nowhere => "no mail server is set: `[mail.smtp]`",
            WayOut::Folder => "`rutine tick` writes them to the folder of `daemon.letters`",
            WayOut::Server => "`rutine deliver` sends them",
        }
    }

    fn code(self) -> &'static str {
        match self {
            WayOut::Held => "hold",
            WayOut::Nowhere => "none",
            WayOut::Folder => "folder",
            WayOut::Server => "server",
        }
    }
}

impl NotLeft {
    /// Nothing where every letter has left, or need not have yet.
    ///
    /// # Errors
    /// What the database says.
    pub fn look(db: &mut Db, house: &House) -> Result<Option<Self>> {
        let of = outbox::not_left(db, house.clock.now().naive_utc())?;
        Ok((of.letters > 0).then(|| NotLeft { of, way_out: WayOut::of(&house.config) }))
    }

    /// `172 letters that have not left`: in a list of what waits.
    pub fn figure(&self) -> String {
        let has = if self.of.letters == 1 { "has" } else { "have" };
        format!("{} that {has} not left", counted(self.of.letters, "letter"))
    }

    pub fn print(&self) {
        let late = match self.of.late {
            0 => String::new(),
            n => format!(", {n} past the deadline"),
        };
        let (letters, told) = (self.of.letters, self.way_out.told());
        say!("letters that have not left: {letters}, the oldest since {}{late}; {told}", self.day());
    }

    pub fn shown(&self) -> Value {
        let outbox::NotLeft { letters, late, .. } = self.of;
        json!({"letters": letters, "since": self.day(), "past_deadline": late, "way_out": self.way_out.code()})
    }

    /// In Oslo.
    fn day(&self) -> String {
        self.of.since.map(|at| oslo::day_of(at).to_string()).unwrap_or_default()
    }
}
