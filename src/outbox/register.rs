//! Whom a letter is for, and where the register says they are now.

use crate::store::row;

use super::Grunn;
use crate::domain::epost;

/// Whom a letter is for: a faglig leder is a person, and no letter goes to a company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Til {
    /// person.id
    Person(i64),
    /// skole.skolenr
    Skole(String),
}

impl Til {
    pub(super) fn person(&self) -> Option<i64> {
        match self {
            Til::Person(id) => Some(*id),
            Til::Skole(_) => None,
        }
    }

    pub(super) fn skole(&self) -> Option<String> {
        match self {
            Til::Person(_) => None,
            Til::Skole(nr) => Some(nr.clone()),
        }
    }
}

/// The columns of `Register`, of `letters` joined by `JOIN`.
pub const COLUMNS: &str = "letters.to_person IS NOT NULL OR letters.to_skole IS NOT NULL AS is_known, \
    p.id IS NOT NULL OR sk.skolenr IS NOT NULL AS is_there, COALESCE(p.epost, sk.epost) AS epost, \
    COALESCE(p.adressesperre, FALSE) AS adressesperre";

pub const JOIN: &str =
    "LEFT JOIN person p ON p.id = letters.to_person LEFT JOIN skole sk ON sk.skolenr = letters.to_skole";

row! {
    /// What the register says of a letter's recipient.
    #[derive(Clone, Debug, Default)]
    pub struct Register {
        /// Does the letter say for whom it is? One posted by an earlier program may not.
        pub is_known: bool,
        pub is_there: bool,
        pub epost: Option<String>,
        pub adressesperre: bool,
    }
}

impl Register {
    /// The address to write to, or why there is none; `kept` is the one the letter has. `only_nobodys`: this is a test.
    pub fn address<'a>(&'a self, kept: &'a str, only_nobodys: bool) -> Result<&'a str, Grunn> {
        if !self.is_known {
            return Ok(kept);
        }
        let address = usable(self.epost.as_deref(), self.adressesperre);
        match address {
            _ if !self.is_there => Err(Grunn::IkkeIRegisteret),
            Ok(address) if only_nobodys && !epost::is_nobodys(address) => Err(Grunn::FremmedDomene),
            other => other,
        }
    }
}

/// An address that a letter may be sent to, or why there is none.
pub fn usable(address: Option<&str>, adressesperre: bool) -> Result<&str, Grunn> {
    match address {
        _ if adressesperre => Err(Grunn::Adressesperre),
        None => Err(Grunn::ManglerEpost),
        Some(a) if !epost::is_usable(a) => Err(Grunn::UgyldigEpost),
        Some(a) => Ok(a),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registerets_adresse_gjelder() {
        let there = |epost: Option<&str>, adressesperre| Register {
            is_known: true,
            is_there: true,
            epost: epost.map(str::to_owned),
            adressesperre,
        };
        let check = |register: &Register, only_nobodys, expected| {
            assert_eq!(register.address("gammel@x.example", only_nobodys), expected, "{register:?}");
        };
        check(&Register::default(), true, Ok("gammel@x.example"));
        check(&there(Some("ny@x.example"), false), true, Ok("ny@x.example"));
        check(&there(Some("ny@fylket.no"), false), false, Ok("ny@fylket.no"));
        check(&there(Some("ny@fylket.no"), false), true, Err(Grunn::FremmedDomene));
        check(&there(Some("ny@x.example"), true), true, Err(Grunn::Adressesperre));
        check(&there(Some("ny"), false), true, Err(Grunn::UgyldigEpost));
        check(&there(None, false), true, Err(Grunn::ManglerEpost));
        check(&Register { is_there: false, ..there(None, false) }, true, Err(Grunn::IkkeIRegisteret));
    }
}
