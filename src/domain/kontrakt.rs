//! Contract status on a date, by the menu words of VIGO Bedrift (FACT S40; how it is derived is INFERRED).

use chrono::{Days, Months, NaiveDate};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kontraktsstatus {
    UnderBehandling,
    Aktiv,
    Avsluttet,
}

/// The dates that decide a contract's status.
#[derive(Clone, Copy, Debug)]
pub struct Kontraktstid {
    pub laretid_fra: NaiveDate,
    pub laretid_til: NaiveDate,
    pub godkjent: Option<NaiveDate>,
    pub avsluttet: Option<NaiveDate>,
    /// An avbrudd covers the date asked about.
    pub avbrudd: bool,
}

impl Kontraktstid {
    /// `dag` may lie in the future.
    pub fn status(&self, dag: NaiveDate) -> Kontraktsstatus {
        let ended = self.avsluttet.is_some_and(|d| d <= dag);
        match self.godkjent {
            None if !ended => Kontraktsstatus::UnderBehandling,
            Some(_) if !ended && !self.avbrudd && self.laretid_fra <= dag && dag <= self.laretid_til => {
                Kontraktsstatus::Aktiv
            }
            _ => Kontraktsstatus::Avsluttet,
        }
    }
}

/// The last day of a training time of whole months: the day before the same day so many months later.
pub fn laretid_til(fra: NaiveDate, maneder: u32) -> Option<NaiveDate> {
    fra.checked_add_months(Months::new(maneder))?.checked_sub_days(Days::new(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> NaiveDate {
        s.parse().unwrap()
    }

    #[test]
    fn laretiden_slutter_dagen_for() {
        assert_eq!(laretid_til(d("2026-08-17"), 12), Some(d("2027-08-16")));
        assert_eq!(laretid_til(d("2026-08-31"), 12), Some(d("2027-08-30")));
        assert_eq!(laretid_til(d("2026-08-31"), 18), Some(d("2028-02-28")), "February has no 31st");
    }

    #[test]
    fn status_folger_datoene() {
        let k = Kontraktstid {
            laretid_fra: d("2026-08-17"),
            laretid_til: d("2027-08-16"),
            godkjent: None,
            avsluttet: None,
            avbrudd: false,
        };
        let on = d("2026-12-01");
        assert_eq!(k.status(on), Kontraktsstatus::UnderBehandling);
        let k = Kontraktstid { godkjent: Some(d("2026-09-01")), ..k };
        assert_eq!(k.status(on), Kontraktsstatus::Aktiv);
        assert_eq!(k.status(d("2027-08-17")), Kontraktsstatus::Avsluttet);
        assert_eq!(Kontraktstid { avbrudd: true, ..k }.status(on), Kontraktsstatus::Avsluttet);
        assert_eq!(Kontraktstid { avsluttet: Some(on), ..k }.status(on), Kontraktsstatus::Avsluttet);
    }
}
