//! The written forms of letters, reasons and documents. Another one is a line with its code, and a text wherever the
//! compiler asks for one.
//!
//! Bokmål or nynorsk: the person's own if known, else the county's (ASSUMED nynorsk for 15 and 46, FACT S30 for the rule of thumb).

use super::codes::codes;

codes! {
    pub enum Malform {
        Nb = "nb",
        Nn = "nn",
    }
}

impl Malform {
    /// The name that people know it by.
    pub const fn navn(self) -> &'static str {
        match self {
            Malform::Nb => "bokmål",
            Malform::Nn => "nynorsk",
        }
    }

    /// The text of this form.
    pub fn ord<T>(self, nb: T, nn: T) -> T {
        match self {
            Malform::Nb => nb,
            Malform::Nn => nn,
        }
    }

    /// The recipient's own, else the county's default.
    pub fn of(own: Option<&str>, county: &str) -> Self {
        Malform::named(own.unwrap_or(county)).unwrap_or(Malform::Nb)
    }

    /// `5. august 2026`: both forms spell the months alike.
    pub fn date(self, day: chrono::NaiveDate) -> String {
        use chrono::Datelike;
        const MONTHS: [&str; 12] = [
            "januar",
            "februar",
            "mars",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "desember",
        ];
        format!("{}. {} {}", day.day(), MONTHS[day.month0() as usize], day.year())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_code() {
        assert_eq!(Malform::ALL.iter().map(|m| m.code()).collect::<Vec<_>>(), Malform::CODES);
        let named: Vec<_> = Malform::CODES.iter().map(|code| Malform::named(code)).collect();
        assert_eq!(named, Malform::ALL.iter().copied().map(Some).collect::<Vec<_>>());
        assert_eq!((Malform::of(Some("nn"), "nb"), Malform::of(None, "nn")), (Malform::Nn, Malform::Nn));
    }
}
