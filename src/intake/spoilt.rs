//! Text that was spoilt before the file came: it is never taken over a good name.

use super::types::Type;

/// What spreadsheets write where a formula failed, in English and Norwegian.
const ERRORS: [&str; 16] = [
    "#N/A",
    "#I/T",
    "#REF!",
    "#NAME?",
    "#NAVN?",
    "#VALUE!",
    "#VERDI!",
    "#DIV/0!",
    "#NUM!",
    "#TALL!",
    "#NULL!",
    "#SPILL!",
    "#OVERFLYT!",
    "#CALC!",
    "#FIELD!",
    "#FELT!",
];

/// Why a cell cannot be trusted, if it cannot.
pub fn spoilt(of: &Type, text: &str) -> Option<&'static str> {
    if text.starts_with('#')
        && (ERRORS.iter().any(|e| e.eq_ignore_ascii_case(text))
            || text.len() > 1 && text.bytes().all(|b| b == b'#'))
    {
        return Some("is a spreadsheet's error, no value; mend the sheet");
    }
    if text.contains('\u{fffd}') {
        return Some("has lost letters (U+FFFD) before this file was made; export it anew as CSV UTF-8");
    }
    if was_read_wrong(text) {
        return Some("is UTF-8 that was read as Windows-1252; export it anew as CSV UTF-8");
    }
    (matches!(of, Type::Text | Type::Navn) && !text.contains("://") && asks_for_a_letter(text))
        .then_some("has `?` for a letter; export it anew as CSV UTF-8")
}

/// `BjÃ¸rn`: its characters, as bytes of Windows-1252, are UTF-8; or one of the two that stand before æ, ø and å is left.
fn was_read_wrong(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let (bytes, _, lost) = encoding_rs::WINDOWS_1252.encode(text);
    let whole = !lost && std::str::from_utf8(&bytes).is_ok();
    let after =
        |pair: &[char]| matches!(pair[0], 'Ã' | 'Â') && !pair[1].is_alphanumeric() && !pair[1].is_ascii();
    whole || text.chars().collect::<Vec<_>>().windows(2).any(after)
}

/// `Bj?rn` or `?sæter`: a question ends a word, it never begins one.
fn asks_for_a_letter(text: &str) -> bool {
    let chars: Vec<_> = text.chars().collect();
    chars.windows(2).any(|pair| pair[0] == '?' && pair[1].is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_names_stay_and_spoilt_ones_do_not() {
        for good in ["Bjørn Åsæter", "JOÃO", "Zoë", "«BLÅ»", "Áile Ŋuorgam", "Hva?", "Šime", "D’Arc", "#1"]
        {
            assert_eq!(spoilt(&Type::Navn, good), None, "{good}");
        }
        for bad in [
            "BjÃ¸rn",
            "Ã…sÃ¦ter",
            "BlÃ¥",
            "Bj\u{fffd}rn",
            "Bj?rn",
            "?sæter",
            "#N/A",
            "#navn?",
            "#####",
            "aâ€“b",
        ] {
            assert!(spoilt(&Type::Text, bad).is_some(), "{bad}");
        }
        assert_eq!(spoilt(&Type::Text, "https://a.example/?x"), None);
        assert_eq!(spoilt(&Type::Prose, "Ja?nei"), None);
    }
}
