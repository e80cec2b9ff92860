//! Home: the one county that has a person as its own (docs/rules.md section 1).

use super::verden::{Soker, Verden};

/// The active applications of a person in a year, in all counties, and the one asked about.
struct Soknader<'a> {
    alle: Vec<&'a Soker>,
    hjemsted: Option<&'a str>,
}

pub fn hjemfylke<'a>(verden: &'a Verden, soker: &'a Soker) -> &'a str {
    let alle = verden.samme_person(soker).filter(|s| s.aktiv || s.fylke == soker.fylke).collect();
    Soknader { alle, hjemsted: verden.person(soker).hjemsted.as_deref() }.hjem()
}

impl<'a> Soknader<'a> {
    fn hjem(&self) -> &'a str {
        let krever: Vec<&Soker> = self.alle.iter().copied().filter(|s| krever(s)).collect();
        match krever.as_slice() {
            [ett] => &ett.fylke,
            [] => self.ingen_krever(),
            flere => self.hjemstedet_av(flere).unwrap_or_else(|| tidligst(flere)),
        }
    }

    fn hjemstedet_av(&self, blant: &[&'a Soker]) -> Option<&'a str> {
        blant.iter().map(|s| s.fylke.as_str()).find(|f| Some(*f) == self.hjemsted)
    }

    fn ingen_krever(&self) -> &'a str {
        let uten: Vec<&Soker> = self.alle.iter().copied().filter(|s| s.folkereg.is_none()).collect();
        if let Some(hjemsted) = self.hjemstedet_av(&self.alle) {
            hjemsted
        } else if !uten.is_empty() {
            tidligst(&uten)
        } else {
            self.nevnt()
        }
    }

    /// Of the counties that the rows name, the lowest that was applied in; else the lowest: it is none of these.
    fn nevnt(&self) -> &'a str {
        let nevnte = || self.alle.iter().filter_map(|s| s.folkereg.as_deref());
        let sokt = nevnte().filter(|f| self.alle.iter().any(|s| s.fylke == *f)).min();
        sokt.or(nevnte().min()).expect("every row names a county")
    }
}

fn krever(soker: &Soker) -> bool {
    soker.flyttet || soker.folkereg.as_ref() == Some(&soker.fylke)
}

/// Received first, those of unknown day last; then the lowest number.
fn tidligst<'a>(blant: &[&'a Soker]) -> &'a str {
    let forst = blant.iter().min_by_key(|s| (s.mottatt.is_none(), s.mottatt, &s.fylke));
    &forst.expect("at least one").fylke
}
