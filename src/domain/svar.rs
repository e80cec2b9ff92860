//! The two answers to an offer of Vg3 in school, to the general offer and to the school's, and what they come to. Pure.

use chrono::NaiveDateTime;

use super::codes::codes;

codes! {
    pub enum JaNei {
        Ja = "J",
        Nei = "N",
    }

    /// How far an offer of Vg3 in school has come, and which step an answer is to.
    pub enum Trinn {
        /// The general offer.
        Generelt = "TILBSKG",
        /// A place at a school.
        Skole = "TILBSK",
    }

    pub enum Svarkilde {
        Web = "WEB",
        Fylke = "FYLKE",
    }

    /// How a proposal to a company stands.
    pub enum Bedriftsforslag {
        Sendt = "SENDT",
        Akseptert = "AKSEPTERT",
        AvslattBedrift = "AVSLATT_BEDRIFT",
        AvslattSoker = "AVSLATT_SOKER",
        Trukket = "TRUKKET",
    }

    /// What an applicant declined of a proposal to a company.
    pub enum Avslatt {
        Forslag = "FORSLAG",
        Intervju = "INTERVJU",
        Tilbud = "TILBUD",
    }

    /// What has become of a row of an inbox.
    pub enum Behandlet {
        /// Looked at again the next time.
        Ny = "NY",
        Brukt = "BRUKT",
        ForSent = "FOR_SENT",
        Avvist = "AVVIST",
    }
}

/// An answer in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Svar {
    pub ja: bool,
    /// When it was given, UTC.
    pub tid: NaiveDateTime,
}

impl Svar {
    pub fn new(svar: Option<JaNei>, tid: Option<NaiveDateTime>) -> Option<Self> {
        Some(Svar { ja: svar? == JaNei::Ja, tid: tid? })
    }
}

/// The answers to both steps of one forslag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Svarene {
    pub generelt: Option<Svar>,
    pub skole: Option<Svar>,
}

impl Svarene {
    /// The later of the two; at the same time the one to the school's offer.
    fn siste(self) -> Option<Svar> {
        match (self.generelt, self.skole) {
            (Some(g), Some(s)) => Some(if g.tid > s.tid { g } else { s }),
            (g, s) => g.or(s),
        }
    }

    pub fn ja(self) -> bool {
        self.siste().is_some_and(|s| s.ja)
    }

    pub fn nei(self) -> bool {
        self.siste().is_some_and(|s| !s.ja)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svar(text: &str) -> Option<Svar> {
        let (svar, dag) = text.split_once(' ')?;
        Svar::new(JaNei::named(svar), dag.parse::<chrono::NaiveDate>().ok()?.and_hms_opt(12, 0, 0))
    }

    #[test]
    fn det_siste_svaret_star() {
        for (generelt, skole, ja, nei) in [
            ("", "", false, false),
            ("J 2026-07-30", "", true, false),
            ("J 2026-07-30", "N 2026-08-03", false, true),
            ("N 2026-08-04", "J 2026-08-03", false, true),
            ("J 2026-08-03", "N 2026-08-03", false, true),
            ("", "N 2026-08-03", false, true),
        ] {
            let begge = Svarene { generelt: svar(generelt), skole: svar(skole) };
            assert_eq!((begge.ja(), begge.nei()), (ja, nei), "{generelt} {skole}");
        }
    }
}
