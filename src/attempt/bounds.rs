//! How far a routine's parameter may go, beyond its type: declared once, beside the routine's `Params`, and held against
//! manifests, counties' rows and operators alike. Pure.

use anyhow::{Result, bail};
use chrono::NaiveDate;
use toml::Value;

use crate::domain::frist::{arsdag, soknadsar_dager};

/// One parameter's bound. `because` says what it rests on, where that is not plain.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    pub name: &'static str,
    pub allowed: Allowed,
    pub because: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub enum Allowed {
    /// From, to.
    Number(i64, i64),
    /// A year, or 0 for that of the run's date.
    Year,
    /// `YYYY-MM-DD` before the next year's deadline to apply; empty for none.
    Date,
    /// `MM-DD` from the first to the last, or one of these words, of which the empty one is none.
    Day {
        first: &'static str,
        last: &'static str,
        or: &'static [&'static str],
    },
    OneOf(&'static [&'static str]),
    /// A list of these, each once; so many at least.
    Among {
        known: &'static [&'static str],
        least: usize,
    },
    /// So many characters at most.
    Text(usize),
}

/// Years that a run may speak for.
const YEARS: (i64, i64) = (2000, 2100);

/// The year a routine speaks for.
pub const fn year(name: &'static str) -> Bound {
    Bound { name, allowed: Allowed::Year, because: "" }
}

impl Bound {
    /// Is the value within? One of another type is for whoever reads the types to tell. `year` is the one applied in, where it
    /// is known.
    ///
    /// # Errors
    /// Names the parameter, its value, what is allowed and why.
    pub fn check(&self, value: &Value, year: Option<i64>) -> Result<()> {
        let Some(told) = self.allowed.objection(self.name, value, year) else { return Ok(()) };
        bail!("`{}` {told}, expected {}", self.name, self.words())
    }

    /// What is allowed, and why: `1 to 60 (ASSUMED: …)`.
    pub fn words(&self) -> String {
        let because = if self.because.is_empty() { String::new() } else { format!(" ({})", self.because) };
        format!("{}{because}", self.allowed)
    }
}

impl Allowed {
    /// What is wrong with a value, if anything is: `is `900``.
    fn objection(&self, name: &str, value: &Value, year: Option<i64>) -> Option<String> {
        let is_within = match (self, value) {
            (Allowed::Number(from, to), Value::Integer(n)) => (*from..=*to).contains(n),
            (Allowed::Year, Value::Integer(n)) => *n == 0 || (YEARS.0..=YEARS.1).contains(n),
            (Allowed::Date, Value::String(text)) => text.is_empty() || is_date(text, year),
            (Allowed::Day { first, last, or }, Value::String(text)) => {
                or.contains(&text.as_str())
                    || arsdag(name, text, 2000).is_ok() && (*first..=*last).contains(&text.as_str())
            }
            (Allowed::OneOf(known), Value::String(text)) => known.contains(&text.as_str()),
            (Allowed::Text(max), Value::String(text)) => text.chars().count() <= *max,
            (Allowed::Among { known, least }, Value::Array(all)) => return of_list(known, *least, all),
            _ => true,
        };
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let shown = if shown.chars().count() > 40 { "too long".into() } else { format!("`{shown}`") };
        (!is_within).then(|| format!("is {shown}"))
    }
}

fn is_date(text: &str, year: Option<i64>) -> bool {
    let day: Option<NaiveDate> = text.parse().ok().filter(|_| text.len() == 10);
    day.is_some_and(|day| year.is_none_or(|year| soknadsar_dager(year).contains(&day)))
}

fn of_list(known: &[&str], least: usize, all: &[Value]) -> Option<String> {
    let all: Vec<&str> = all.iter().map(Value::as_str).collect::<Option<_>>()?;
    let unknown = all.iter().find(|one| !known.contains(one));
    let twice = all.iter().enumerate().find(|(n, one)| all[..*n].contains(one));
    match (unknown, twice) {
        (Some(one), _) => Some(format!("holds `{one}`")),
        (_, Some((_, one))) => Some(format!("holds `{one}` twice")),
        _ if all.len() < least => Some("is empty".into()),
        _ => None,
    }
}

impl std::fmt::Display for Allowed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Allowed::Number(from, to) => write!(f, "{from} to {to}"),
            Allowed::Year => write!(f, "0 or a year, {} to {}", YEARS.0, YEARS.1),
            Allowed::Date => write!(
                f,
                "YYYY-MM-DD such as `2026-08-10`, from 1 March of the year applied in to the end of February after it, or nothing"
            ),
            Allowed::Day { first, last, or } => {
                let or = or.iter().map(|word| if word.is_empty() { "nothing" } else { word });
                let or: String = or.map(|word| format!(", or {word}")).collect();
                write!(f, "MM-DD such as `09-01`, {first} to {last}{or}")
            }
            Allowed::OneOf(known) => write!(f, "{}", known.join(" or ")),
            Allowed::Among { known, least: 0 } => write!(f, "any of {}, each once", known.join(", ")),
            Allowed::Among { known, .. } => write!(f, "one or more of {}, each once", known.join(", ")),
            Allowed::Text(max) => write!(f, "text of length {max} at most"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(allowed: Allowed, good: &[&str], bad: &[&str]) {
        let bound = Bound { name: "p", allowed, because: "" };
        let value = |text: &str| toml::from_str::<toml::Table>(&format!("v = {text}")).unwrap()["v"].clone();
        for text in good {
            assert!(bound.check(&value(text), Some(2026)).is_ok(), "{text}");
        }
        for text in bad {
            let said = bound.check(&value(text), Some(2026)).unwrap_err().to_string();
            assert!(said.starts_with("`p` ") && said.contains(&bound.words()), "{said}");
        }
    }

    #[test]
    fn a_value_is_held_to_its_bound() {
        check(Allowed::Number(1, 60), &["1", "60"], &["0", "61", "-1"]);
        check(Allowed::Year, &["0", "2026"], &["1999", "20266", "-1"]);
        let year = ["\"2026-02-28\"", "\"2027-03-01\"", "\"2029-08-10\"", "\"2026-8-1\"", "\"soon\""];
        check(Allowed::Date, &["\"\"", "\"2026-03-01\"", "\"2027-02-28\""], &year);
        let day = Allowed::Day { first: "03-01", last: "12-31", or: &["", "straks"] };
        check(day, &["\"\"", "\"straks\"", "\"03-01\"", "\"12-31\""], &["\"02-28\"", "\"1.9\"", "\"frist\""]);
        check(Allowed::OneOf(&["F", "S"]), &["\"F\""], &["\"\"", "\"f\""]);
        let among = Allowed::Among { known: &["A", "B"], least: 1 };
        check(among, &["[\"A\"]", "[\"B\", \"A\"]"], &["[]", "[\"C\"]", "[\"A\", \"A\"]"]);
        check(Allowed::Text(3), &["\"\"", "\"æøå\""], &["\"fire\""]);
    }
}
