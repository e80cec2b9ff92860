//! Days in one text, as a column or a cell keeps them: `2027-02-18 2027-02-19`.

use std::fmt;

use chrono::NaiveDate;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dager(pub Vec<NaiveDate>);

impl Dager {
    /// The days of such a text, if it is one.
    pub fn named(text: &str) -> Option<Self> {
        text.split(' ').map(|day| day.parse().ok()).collect::<Option<_>>().map(Dager)
    }
}

impl fmt::Display for Dager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days: Vec<_> = self.0.iter().map(NaiveDate::to_string).collect();
        f.write_str(&days.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_written_so_read() {
        for text in ["2027-02-18", "2027-02-18 2027-02-19"] {
            assert_eq!(Dager::named(text).unwrap().to_string(), text);
        }
        for bad in ["", " ", "2027-02-18,2027-02-19", "2027-02-18  2027-02-19", "18.02.2027"] {
            assert_eq!(Dager::named(bad), None, "{bad}");
        }
    }
}
