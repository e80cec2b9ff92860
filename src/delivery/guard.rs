//! What must never leave: an identity number, and in a test anything for an address that may be somebody's.

use crate::config::Environment;
use crate::domain::{Fodselsnummer, epost};
use crate::outbox::Pending;

/// Why a letter must not leave, if it must not; nothing of the letter is in it.
pub fn stops(environment: Environment, is_redirected: bool, letter: &Pending) -> Option<&'static str> {
    let texts = [&letter.subject, &letter.body, &letter.to_name];
    if texts.iter().any(|text| holds_fodselsnummer(text)) {
        return Some("the letter holds a fødselsnummer or D-number, which must not be sent by e-mail");
    }
    if !epost::is_usable(&letter.to_address) {
        return Some("the address cannot be used");
    }
    if environment == Environment::Test && !is_redirected && !epost::is_nobodys(&letter.to_address) {
        return Some(
            "looks real: in a test letters go to nobody's domains only, such as `.example`; set `mail.redirect_to`",
        );
    }
    None
}

/// Eleven digits that pass their control, on their own or as six and five.
fn holds_fodselsnummer(text: &str) -> bool {
    let runs = digit_runs(text);
    let whole = runs.iter().any(|(_, run)| Fodselsnummer::parse(run).is_ok());
    let halves = runs.windows(2).any(|pair| match pair {
        [(at, date), (then, rest)] if date.len() == 6 && rest.len() == 5 => {
            let between = &text[at + 6..*then];
            between.chars().count() == 1
                && !between.contains(char::is_alphanumeric)
                && Fodselsnummer::parse(&format!("{date}{rest}")).is_ok()
        }
        _ => false,
    });
    whole || halves
}

/// Every unbroken run of digits, and where it begins.
fn digit_runs(text: &str) -> Vec<(usize, &str)> {
    let (mut runs, mut rest) = (vec![], text);
    while let Some(begin) = rest.find(|c: char| c.is_ascii_digit()) {
        let at = text.len() - rest.len() + begin;
        let run = &text[at..];
        let end = run.find(|c: char| !c.is_ascii_digit()).unwrap_or(run.len());
        runs.push((at, &run[..end]));
        rest = &run[end..];
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn et_fodselsnummer_finnes_hvordan_det_enn_star() {
        for text in ["14830751220", "Nr: 14830751220.", "148307 51220", "148307-51220", "(148307\u{a0}51220)"]
        {
            assert!(holds_fodselsnummer(text), "{text}");
        }
        let other =
            ["14830751221", "148307512201", "tlf. 22 22 22 22 22 2", "148307  51220", "148307x51220", "æ1ø"];
        for text in other {
            assert!(!holds_fodselsnummer(text), "{text}");
        }
    }
}
