//! What takes an applicant out of the chain, the same in every routine.

use crate::domain::{JaNei, Onskestatus, Stilling};
use crate::store::row;

/// The columns of `Tilstand`, where `s` is the applicant and `o` the wish; `$2` the date, `$3` the school year's first day.
/// The læreplass: 3 an approved contract here, 2 in another county, 1 one under behandling.
pub const TILSTAND: &str = "s.aktiv, s.er_larekandidat, s.kvalifisert,
  (SELECT CAST(max(CASE WHEN k.godkjent_dato IS NULL THEN 1 WHEN k.fylkesnr <> s.fylkesnr THEN 2 ELSE 3 END) AS BIGINT)
    FROM kontrakt k
    WHERE k.person_id = s.person_id AND k.kontraktstype IN ('L', 'O') AND k.laretid_til >= $2 AND k.laretid_til >= $3
    AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > $2)) AS kontrakt,
  EXISTS (SELECT 1 FROM onske o2 CROSS JOIN forslag f2
    WHERE o2.soker_id = s.id AND f2.onske_id = o2.id AND f2.forslagstype = 'BEDRIFT' AND f2.status = 'AKSEPTERT') AS akseptert,
  EXISTS (SELECT 1 FROM onske o2
    WHERE o2.soker_id = s.id AND o2.onsketype = 'SKOLE' AND o2.status IN ('INNTO', 'INNTS', 'INNTF')
    AND o2.onskenr < o.onskenr) AS inntatt_hoyere";

row! {
    #[derive(Clone, Debug, Default)]
    pub struct Tilstand {
        pub aktiv: bool,
        #[diesel(column_name = er_larekandidat)]
        pub larekandidat: bool,
        /// The county's own word on whether they are qualified.
        #[diesel(column_name = kvalifisert)]
        pub vurdert: Option<JaNei>,
        pub kontrakt: Option<i64>,
        pub akseptert: bool,
        /// Admitted on a school wish of higher priority.
        pub inntatt_hoyere: bool,
    }
}

/// A læreplass that the person has or is getting. A contract binds from the start of training, approved or not
/// (opplæringslova § 7-2); one past its end is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lareplass {
    Kontrakt,
    KontraktAnnetFylke,
    UnderBehandling,
    Akseptert,
}

impl Lareplass {
    pub fn detalj(self) -> &'static str {
        match self {
            Lareplass::Kontrakt => "kontrakt=godkjent",
            Lareplass::KontraktAnnetFylke => "kontrakt=annet_fylke",
            Lareplass::UnderBehandling => "kontrakt=under_behandling",
            Lareplass::Akseptert => "forslag=AKSEPTERT",
        }
    }
}

/// Why an applicant is out of every later step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Borte {
    Passiv,
    IkkeKvalifisert,
    StatusForan,
    InntattHoyere,
    HarLareplass,
}

impl Tilstand {
    pub fn lareplass(&self) -> Option<Lareplass> {
        match self.kontrakt {
            Some(3) => Some(Lareplass::Kontrakt),
            Some(2) => Some(Lareplass::KontraktAnnetFylke),
            Some(_) => Some(Lareplass::UnderBehandling),
            None => self.akseptert.then_some(Lareplass::Akseptert),
        }
    }

    /// Out of every later step, and the figures behind it; `status` is the wish's.
    pub fn borte(&self, status: &Onskestatus) -> Option<(Borte, String)> {
        let none = String::new;
        match self.lareplass() {
            _ if !self.aktiv => Some((Borte::Passiv, none())),
            _ if self.vurdert == Some(JaNei::Nei) => Some((Borte::IkkeKvalifisert, "vurdert=N".into())),
            _ if status.stilling() == Stilling::Ute => Some((Borte::StatusForan, format!("status={status}"))),
            _ if self.inntatt_hoyere => Some((Borte::InntattHoyere, none())),
            Some(l) => Some((Borte::HarLareplass, l.detalj().into())),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(change: impl FnOnce(&mut Tilstand), status: &str, expected: Option<Borte>) {
        let mut t = Tilstand { aktiv: true, ..Tilstand::default() };
        change(&mut t);
        assert_eq!(t.borte(&Onskestatus::named(status).unwrap()).map(|(b, _)| b), expected);
    }

    #[test]
    fn hvert_forhold_tar_sokeren_ut() {
        check(|_| {}, "SFORM", None);
        check(|t| t.aktiv = false, "SFORM", Some(Borte::Passiv));
        check(|t| t.vurdert = Some(JaNei::Nei), "SFORM", Some(Borte::IkkeKvalifisert));
        check(|t| t.vurdert = Some(JaNei::Ja), "SFORM", None);
        check(|t| t.inntatt_hoyere = true, "SFORM", Some(Borte::InntattHoyere));
        check(|t| t.akseptert = true, "INNTLI", Some(Borte::HarLareplass));
        for status in ["UKVAL2", "STOPP", "STRINN", "TRUKK", "UAKTU", "STRTLB", "NEDL"] {
            check(|_| {}, status, Some(Borte::StatusForan));
        }
    }

    #[test]
    fn kontrakten_teller_ogsa_under_behandling() {
        for (rang, expected) in
            [(3, Lareplass::Kontrakt), (2, Lareplass::KontraktAnnetFylke), (1, Lareplass::UnderBehandling)]
        {
            let t = Tilstand { kontrakt: Some(rang), akseptert: true, ..Tilstand::default() };
            assert_eq!(t.lareplass(), Some(expected));
        }
    }
}
