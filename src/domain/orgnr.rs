//! Organisasjonsnummer: nine digits, modulus 11 (FACT S34).

const WEIGHTS: [u32; 8] = [3, 2, 7, 6, 5, 4, 3, 2];

/// # Errors
/// Says what is wrong with it.
pub fn check(text: &str) -> Result<(), &'static str> {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != 9 || text.len() != 9 {
        return Err("is not nine digits");
    }
    let sum: u32 = WEIGHTS.iter().zip(&digits).map(|(w, d)| w * d).sum();
    if (sum + digits[8]).is_multiple_of(11) { Ok(()) } else { Err("has a wrong check digit") }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn kontrollsifferet_avgjor() {
        for n in ["310000019", "310000027", "310000094", "974760673"] {
            assert_eq!(check(n), Ok(()));
        }
        assert!(check("310000018").is_err());
        assert!(check("31000001").is_err());
        assert!(check("3100000I9").is_err());
    }
}
