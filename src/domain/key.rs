//! What a unit is known by: in the journal, in letters, in documents for the archive, at the command line. A row that
//! belongs to a unit is known below it: `soker:17/onske:1`.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use serde::{Serialize, Serializer};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// soker.id.
    Soker(i64),
    /// The contract's own number, not its row's.
    Kontrakt(String),
    /// A form of the yearly report: the year reported on, the company, the trade.
    Skjema { ar: i64, orgnr: String, grunnkode: String },
    /// A faglig leder: person.id.
    Leder(i64),
}

impl Key {
    /// What stands before the colon, of each kind.
    pub const KINDS: [&str; 4] = ["soker", "kontrakt", "skjema", "leder"];

    pub fn skjema(ar: i64, orgnr: &str, grunnkode: &str) -> Self {
        Key::Skjema { ar, orgnr: orgnr.to_owned(), grunnkode: grunnkode.to_owned() }
    }

    /// `soker:17/onske:1`.
    pub fn onske(&self, onskenr: i64) -> String {
        format!("{self}/onske:{onskenr}")
    }

    /// `soker:17/onske:1/VG3/1`: the offer of Vg3 in school for a wish, the nth.
    pub fn forslag(&self, onskenr: i64, runde: i64) -> String {
        format!("{}/VG3/{runde}", self.onske(onskenr))
    }
}

impl Display for Key {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Key::Soker(id) => write!(f, "soker:{id}"),
            Key::Kontrakt(nr) => write!(f, "kontrakt:{nr}"),
            Key::Skjema { ar, orgnr, grunnkode } => write!(f, "skjema:{ar}/{orgnr}/{grunnkode}"),
            Key::Leder(person) => write!(f, "leder:{person}"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no unit's key")]
pub struct NoKey;

impl FromStr for Key {
    type Err = NoKey;

    /// Reads what `Display` writes, and nothing else.
    fn from_str(text: &str) -> Result<Self, NoKey> {
        let (kind, rest) = text.split_once(':').ok_or(NoKey)?;
        let number = |text: &str| text.parse::<i64>().map_err(|_| NoKey);
        let key = match (kind, rest.split('/').collect::<Vec<_>>().as_slice()) {
            ("soker", [id]) => Key::Soker(number(id)?),
            ("leder", [id]) => Key::Leder(number(id)?),
            ("kontrakt", _) if !rest.is_empty() => Key::Kontrakt(rest.to_owned()),
            ("skjema", [ar, orgnr, grunnkode]) => Key::skjema(number(ar)?, orgnr, grunnkode),
            _ => return Err(NoKey),
        };
        if key.to_string() == text { Ok(key) } else { Err(NoKey) }
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let skjema = Key::skjema(2025, "310000019", "BATMF3");
        for key in [Key::Soker(17), Key::Leder(3), Key::Kontrakt("V46/8:1".into()), skjema] {
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        for wrong in [
            "",
            "soker",
            "soker:",
            "soker:x",
            "soker:017",
            "Soker:1",
            "kontrakt:",
            "skjema:2025/1",
            "bedrift:1",
        ] {
            assert_eq!(wrong.parse::<Key>(), Err(NoKey), "{wrong}");
        }
    }

    #[test]
    fn every_kind_is_named() {
        let skjema = Key::skjema(2025, "310000019", "BATMF3");
        let one_of_each = [Key::Soker(1), Key::Kontrakt("E1".into()), skjema, Key::Leder(1)];
        let kinds = one_of_each.map(|key| match &key {
            Key::Soker(_) | Key::Kontrakt(_) | Key::Skjema { .. } | Key::Leder(_) => {
                key.to_string().split(':').next().unwrap().to_owned()
            }
        });
        assert_eq!(kinds, Key::KINDS);
    }

    #[test]
    fn rows_stand_below_their_unit() {
        assert_eq!(Key::Soker(17).forslag(2, 1), "soker:17/onske:2/VG3/1");
    }
}
