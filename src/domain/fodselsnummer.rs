//! Fødselsnummer, D-number, H-number and synthetic numbers, by the rule of today and of 2032 (FACT S32, S33).

use chrono::NaiveDate;

/// A number that passed its check digits. It has no `Display` and its `Debug` shows nothing:
/// it cannot be printed by accident. `reveal` is for the database alone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Fodselsnummer(String);

const WEIGHTS_1: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const WEIGHTS_2: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

impl Fodselsnummer {
    /// Reads eleven digits. The message never repeats the number.
    ///
    /// # Errors
    /// Not eleven digits, wrong check digits, or no such date.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
        if digits.len() != 11 || text.len() != 11 {
            return Err("is not eleven digits");
        }
        let sum = |weights: &[u32]| weights.iter().zip(&digits).map(|(w, d)| w * d).sum::<u32>();
        // From 2032 the first check digit may leave 0, 1, 2 or 3; the second is as before.
        if (sum(&WEIGHTS_1) + digits[9]) % 11 > 3 || !(sum(&WEIGHTS_2) + digits[10]).is_multiple_of(11) {
            return Err("has wrong check digits");
        }
        let (day, month) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]);
        let day = if day > 40 { day - 40 } else { day };
        let month = match month {
            81..=92 => month - 80,
            41..=52 => month - 40,
            m => m,
        };
        // A leap year: which century it is cannot be told for certain, so 29 February is let through.
        NaiveDate::from_ymd_opt(2000, month, day).ok_or("holds no date")?;
        Ok(Fodselsnummer(text.to_owned()))
    }

    /// Month + 80: made for tests, nobody's.
    pub fn is_synthetic(&self) -> bool {
        matches!(self.0.as_bytes()[2], b'8' | b'9')
    }

    /// Nothing added to the month: it may be somebody's. Never in a test, and in production nothing else
    /// (INFERRED; an H-number's month + 40 is its own series, and made up numbers share it).
    pub fn may_be_a_persons(&self) -> bool {
        self.0.as_bytes()[2] < b'4'
    }

    /// First digit + 4: given to those without a fødselsnummer yet.
    pub fn is_d_number(&self) -> bool {
        self.0.as_bytes()[0] >= b'4'
    }

    /// The eleven digits, for binding to a statement. Never for logs, errors or letters.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Fodselsnummer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fodselsnummer(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gyldige_numre_i_alle_serier() {
        for n in ["14830751220", "02910764511", "46860661152", "14830751328", "14830751336", "10915596784"] {
            assert!(Fodselsnummer::parse(n).is_ok_and(|n| n.is_synthetic()));
        }
        assert!(Fodselsnummer::parse("46860661152").is_ok_and(|n| n.is_d_number()));
        let h_number = Fodselsnummer::parse("15430890031").unwrap();
        assert!(!h_number.is_synthetic() && !h_number.may_be_a_persons(), "month + 40");
        assert!(!Fodselsnummer::parse("14830751220").unwrap().may_be_a_persons());
    }

    #[test]
    fn ugyldige_numre_sier_hvorfor_og_aldri_hva() {
        assert_eq!(Fodselsnummer::parse("12345678910").unwrap_err(), "has wrong check digits");
        assert_eq!(Fodselsnummer::parse("12345678911").unwrap_err(), "holds no date");
        assert_eq!(Fodselsnummer::parse("1483075122").unwrap_err(), "is not eleven digits");
        assert_eq!(Fodselsnummer::parse("1483075122O").unwrap_err(), "is not eleven digits");
        assert_eq!(format!("{:?}", Fodselsnummer::parse("14830751220").unwrap()), "Fodselsnummer(…)");
    }
}
