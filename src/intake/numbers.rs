//! Whose numbers may come in: made up ones in a test, people's in production (INFERRED).

use crate::config::{Config, Environment};
use crate::domain::Fodselsnummer;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    MadeUp,
    Peoples,
    Both,
}

impl Numbers {
    pub fn of(config: &Config) -> Self {
        match config.environment {
            Environment::Test => Numbers::MadeUp,
            Environment::Production if config.synthetic_ok => Numbers::Both,
            Environment::Production => Numbers::Peoples,
        }
    }

    /// Why a number stays out, if it does; the number is never in it.
    pub(super) fn refuse(self, text: &str) -> Option<&'static str> {
        let peoples = Fodselsnummer::parse(text).ok()?.may_be_a_persons();
        match self {
            Numbers::MadeUp if peoples => Some(
                "may be a real person's; the configuration says `environment = \"test\"`, which takes made up numbers \
                 only (month + 40 or + 80)",
            ),
            Numbers::Peoples if !peoples => Some(
                "is made up (month + 40 or + 80); `synthetic_ok = true` takes such numbers in, in production too",
            ),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Numbers::*;

    #[test]
    fn provemiljoet_tar_bare_oppdiktede_numre_og_produksjon_bare_ekte() {
        let made_up = "14830751220";
        assert_eq!([MadeUp, Both].map(|n| n.refuse(made_up)), [None, None]);
        assert!(
            Peoples.refuse(made_up).is_some_and(|why| why.contains("synthetic_ok") && !why.contains(made_up))
        );
        // Found here, so that no such number stands in the source.
        let mut numbers = (0..100).map(|n| format!("010100999{n:02}"));
        let peoples = numbers.find(|n| crate::domain::Fodselsnummer::parse(n).is_ok()).unwrap();
        assert!(MadeUp.refuse(&peoples).is_some_and(|why| !why.contains(&peoples)));
        assert_eq!([Peoples, Both].map(|n| n.refuse(&peoples)), [None, None]);
    }
}
