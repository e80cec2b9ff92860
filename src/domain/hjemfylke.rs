//! Which county an applicant belongs to (forskrift § 7-4; docs/rules.md section 1). Nobody who applied at home falls between two
//! counties, and nobody is two counties' own.

use chrono::NaiveDate;

/// One active application of the person in the year.
#[derive(Clone, Debug, PartialEq)]
pub struct Soknad {
    pub fylke: String,
    /// The county of registration by the county's own rule; none: not known.
    pub folkeregistrert: Option<String>,
    pub flytting_dokumentert: bool,
    pub mottatt: Option<NaiveDate>,
}

impl Soknad {
    fn krever(&self) -> bool {
        self.flytting_dokumentert || self.folkeregistrert.as_ref() == Some(&self.fylke)
    }

    /// Earliest received first, the lowest county among equals.
    fn rang(&self) -> (bool, Option<NaiveDate>, &str) {
        (self.mottatt.is_none(), self.mottatt, &self.fylke)
    }
}

/// The home county; `hjemsted` is the person's own, as far as it is known.
pub fn hjemfylke<'a>(soknader: &'a [Soknad], hjemsted: Option<&'a str>) -> Option<&'a str> {
    let ved_hjemsted = |blant: &[&'a Soknad]| hjemsted.filter(|h| blant.iter().any(|s| s.fylke == *h));
    let forst = |blant: &[&'a Soknad]| blant.iter().min_by_key(|s| s.rang()).map(|s| s.fylke.as_str());
    let alle: Vec<&Soknad> = soknader.iter().collect();
    let krever: Vec<&Soknad> = soknader.iter().filter(|s| s.krever()).collect();
    if !krever.is_empty() {
        return if krever.len() == 1 {
            forst(&krever)
        } else {
            ved_hjemsted(&krever).or_else(|| forst(&krever))
        };
    }
    let ukjent: Vec<&Soknad> = soknader.iter().filter(|s| s.folkeregistrert.is_none()).collect();
    let nevnt = || soknader.iter().filter_map(|s| s.folkeregistrert.as_deref());
    let nevnt_her = || nevnt().filter(|n| soknader.iter().any(|s| s.fylke == *n)).min();
    ved_hjemsted(&alle).or_else(|| forst(&ukjent)).or_else(nevnt_her).or_else(|| nevnt().min())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `46=46`, `46=?`, `46=11*` (moved, documented), `46=?@2026-02-01` (received).
    fn soknad(text: &str) -> Soknad {
        let (text, mottatt) = text.split_once('@').map_or((text, None), |(t, d)| (t, d.parse().ok()));
        let (fylke, folkeregistrert) = text.trim_end_matches('*').split_once('=').unwrap();
        Soknad {
            fylke: fylke.into(),
            folkeregistrert: (folkeregistrert != "?").then(|| folkeregistrert.into()),
            flytting_dokumentert: text.ends_with('*'),
            mottatt,
        }
    }

    fn check(soknader: &str, hjemsted: Option<&str>, expected: &str) {
        let mut alle: Vec<Soknad> = soknader.split(' ').map(soknad).collect();
        for _ in 0..2 {
            assert_eq!(hjemfylke(&alle, hjemsted), Some(expected), "{soknader} {hjemsted:?}");
            alle.reverse();
        }
    }

    #[test]
    fn den_som_er_registrert_i_fylket_horer_til_der() {
        check("46=46", None, "46");
        check("46=11", None, "11");
        check("46=46 11=46", Some("11"), "46");
        check("46=46 11=?", None, "46");
    }

    #[test]
    fn dokumentert_flytting_gjelder() {
        check("46=11*", None, "46");
        check("46=11* 11=11", Some("46"), "46");
        check("46=11* 11=11", None, "11");
        check("46=11*@2026-01-02 11=11@2026-02-01", None, "46");
    }

    #[test]
    fn ukjent_i_to_fylker_er_hjemme_i_ett() {
        check("46=?", None, "46");
        check("46=? 11=?", Some("46"), "46");
        check("46=? 11=?", Some("03"), "11");
        check("46=?@2026-02-01 11=?@2026-02-02", None, "46");
        check("46=?@2026-02-01 11=?", None, "46");
    }

    #[test]
    fn den_fylkene_sender_til_hverandre_faller_ikke_mellom() {
        check("46=11 11=46", Some("46"), "46");
        check("46=11 11=46", None, "11");
        check("46=11 11=?", None, "11");
        check("46=03 11=03", None, "03");
    }
}
