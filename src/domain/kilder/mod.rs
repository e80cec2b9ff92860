//! What the product's marks rest on: pages and documents (`kilder/kilder.csv`), and paragraphs of lov and forskrift
//! (`kilder/paragrafer.csv`). SOURCES.md shows people the same; a test holds the three together.

mod henvisning;

pub use henvisning::{Henvisning, nevnt};

use std::sync::LazyLock;

/// A page or a document, named `S13`.
#[derive(Debug, PartialEq, Eq)]
pub struct Kilde {
    pub key: &'static str,
    pub title: &'static str,
    pub publisher: &'static str,
    /// As far as it is known: a year, a month or a day; else empty.
    pub date: &'static str,
    /// Empty for what is not public.
    pub address: &'static str,
    /// More pages of the same.
    pub also: Vec<&'static str>,
}

/// A paragraph, named `lov § 5-6`, `forskrift § 6-2`, or `46 § 6-2` for a county's own forskrift.
#[derive(Debug, PartialEq, Eq)]
pub struct Paragraf {
    pub nokkel: &'static str,
    pub emne: &'static str,
    /// What the text says, in this project's own words.
    pub sagt: &'static str,
    pub adresse: &'static str,
    pub dom: Dom,
}

/// What became of holding the project's first reading against the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dom {
    Verified,
    /// The text says otherwise than was first read; `sagt` follows the text.
    Different,
    NotFound,
}

static KILDER: LazyLock<Vec<Kilde>> =
    LazyLock::new(|| rader(include_str!("../../../kilder/kilder.csv")).map(kilde_av).collect());
static PARAGRAFER: LazyLock<Vec<Paragraf>> =
    LazyLock::new(|| rader(include_str!("../../../kilder/paragrafer.csv")).map(paragraf_av).collect());

pub fn kilder() -> &'static [Kilde] {
    &KILDER
}

pub fn paragrafer() -> &'static [Paragraf] {
    &PARAGRAFER
}

pub fn kilde(key: &str) -> Option<&'static Kilde> {
    KILDER.iter().find(|k| k.key == key)
}

pub fn paragraf(nokkel: &str) -> Option<&'static Paragraf> {
    PARAGRAFER.iter().find(|p| p.nokkel == nokkel)
}

impl Paragraf {
    /// `opplæringslova § 5-6`, as people say it.
    pub fn navn(&self) -> String {
        match self.nokkel.split_once(' ') {
            Some(("lov", rest)) => format!("opplæringslova {rest}"),
            Some(("forskrift", rest)) => format!("opplæringsforskrifta {rest}"),
            Some((fylke, rest)) if super::fylke::FYLKER.contains(&fylke) => {
                format!("lokal forskrift ({fylke}) {rest}")
            }
            _ => self.nokkel.to_owned(),
        }
    }
}

fn rader(text: &'static str) -> impl Iterator<Item = [&'static str; 5]> {
    let felt = |line: &'static str| line.split(';').collect::<Vec<_>>();
    text.lines().skip(1).map(move |l| felt(l).try_into().expect("five columns; a test reads every line"))
}

fn kilde_av([key, title, publisher, date, addresses]: [&'static str; 5]) -> Kilde {
    let mut addresses = addresses.split_whitespace();
    let address = addresses.next().unwrap_or_default();
    Kilde { key, title, publisher, date, address, also: addresses.collect() }
}

fn paragraf_av([nokkel, emne, sagt, adresse, dom]: [&'static str; 5]) -> Paragraf {
    let dom = match dom {
        "VERIFIED" => Dom::Verified,
        "DIFFERENT" => Dom::Different,
        _ => Dom::NotFound,
    };
    Paragraf { nokkel, emne, sagt, adresse, dom }
}
