//! A county's own words in its letters: where to ask, when, and how to complain of a decision. In both målformer.

use serde::Deserialize;

use crate::domain::Malform;

/// Longest text of its kind, in characters.
const TEXT_MAX: usize = 1000;

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Brev {
    pub kontakt_nb: Option<String>,
    pub kontakt_nn: Option<String>,
    pub apningstid_nb: Option<String>,
    pub apningstid_nn: Option<String>,
    pub klage_nb: Option<String>,
    pub klage_nn: Option<String>,
}

impl Brev {
    /// This, and of what it lacks, `felles`'s.
    pub(super) fn over(&self, felles: &Brev) -> Brev {
        let either = |own: &Option<String>, all: &Option<String>| own.clone().or_else(|| all.clone());
        Brev {
            kontakt_nb: either(&self.kontakt_nb, &felles.kontakt_nb),
            kontakt_nn: either(&self.kontakt_nn, &felles.kontakt_nn),
            apningstid_nb: either(&self.apningstid_nb, &felles.apningstid_nb),
            apningstid_nn: either(&self.apningstid_nn, &felles.apningstid_nn),
            klage_nb: either(&self.klage_nb, &felles.klage_nb),
            klage_nn: either(&self.klage_nn, &felles.klage_nn),
        }
    }

    /// Where no contact is set: this address.
    pub(super) fn or_ask_at(mut self, address: &str) -> Brev {
        if self.kontakt_nb.is_none() && self.kontakt_nn.is_none() {
            self.kontakt_nb = Some(format!("Spørsmål? Skriv til {address}"));
            self.kontakt_nn = Some(format!("Spørsmål? Skriv til {address}"));
        }
        self
    }

    /// How to complain of a decision, if the county says.
    pub fn klage(&self, malform: Malform) -> Option<&str> {
        valgt(malform, &self.klage_nb, &self.klage_nn)
    }

    /// What stands below every letter, a line each.
    pub fn under(&self, malform: Malform) -> Vec<&str> {
        let kontakt = valgt(malform, &self.kontakt_nb, &self.kontakt_nn);
        kontakt.into_iter().chain(valgt(malform, &self.apningstid_nb, &self.apningstid_nn)).collect()
    }

    /// What cannot stand in a letter.
    pub(super) fn check(&self) -> impl Iterator<Item = String> {
        let all = [
            ("kontakt_nb", &self.kontakt_nb),
            ("kontakt_nn", &self.kontakt_nn),
            ("apningstid_nb", &self.apningstid_nb),
            ("apningstid_nn", &self.apningstid_nn),
            ("klage_nb", &self.klage_nb),
            ("klage_nn", &self.klage_nn),
        ];
        let wrong = all.into_iter().filter(|(_, text)| text.as_deref().is_some_and(|t| !fits(t)));
        let said: Vec<String> = wrong
            .map(|(name, _)| {
                format!(
                    "`brev.{name}` must be a text of 1 to {TEXT_MAX} characters, without control characters"
                )
            })
            .collect();
        said.into_iter()
    }
}

fn fits(text: &str) -> bool {
    let plain = text.chars().all(|c| c == '\n' || !c.is_control());
    plain && !text.trim().is_empty() && text.chars().count() <= TEXT_MAX
}

/// The målform's own text; one that is written in the other only is better than none.
fn valgt<'a>(malform: Malform, nb: &'a Option<String>, nn: &'a Option<String>) -> Option<&'a str> {
    let own = malform.ord(nb, nn);
    own.as_deref().or(nb.as_deref()).or(nn.as_deref()).map(str::trim)
}
