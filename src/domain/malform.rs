//! Bokmål or nynorsk: the person's own if known, else the county's (ASSUMED nynorsk for 15 and 46, FACT S30 for the rule of thumb).

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malform {
    Nb,
    Nn,
}

impl Malform {
    pub fn code(self) -> &'static str {
        match self {
            Malform::Nb => "nb",
            Malform::Nn => "nn",
        }
    }

    /// One of two words.
    pub fn ord<T>(self, nb: T, nn: T) -> T {
        if self == Malform::Nn { nn } else { nb }
    }

    /// The recipient's own, else the county's default.
    pub fn of(own: Option<&str>, county: &str) -> Self {
        if own.unwrap_or(county) == "nn" { Malform::Nn } else { Malform::Nb }
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
