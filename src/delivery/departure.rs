//! Whether a letter leaves, asked moments before: the one place where that is decided. Pure.

use chrono::{NaiveDate, NaiveDateTime};

use crate::outbox::{Grunn, Pending};

/// What is true of all letters of a batch.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// In Oslo.
    pub today: NaiveDate,
    /// This is a test: only addresses that can be nobody's.
    pub only_nobodys: bool,
    /// When the database was restored from a back-up, where not all letters are accounted for yet; UTC.
    pub restored: Option<NaiveDateTime>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Departure {
    Go,
    /// To another address than it had.
    Anew(String),
    /// Nobody can be sent it.
    NoAddress(Grunn),
    /// A person is to say whether it goes.
    Held(Grunn),
    /// What it says is no longer so, for a reason of its routine.
    Dropped(&'static str),
    /// It had left before the database was restored.
    Witnessed,
}

/// `undue`: why its routine says that it is no longer due, if it does.
pub fn decide(letter: &Pending, undue: Option<&'static str>, c: Circumstances) -> Departure {
    let is_late = letter.deadline.is_some_and(|day| day < c.today) && !letter.late_ok;
    let is_doubtful = c.restored.is_some_and(|at| letter.released.is_none_or(|released| released < at));
    let address = letter.register.address(&letter.to_address, c.only_nobodys);
    match (undue, address) {
        _ if letter.is_witnessed => Departure::Witnessed,
        (Some(reason), _) => Departure::Dropped(reason),
        _ if is_doubtful => Departure::Held(Grunn::Gjenopprettet),
        (None, Err(grunn)) => Departure::NoAddress(grunn),
        _ if is_late => Departure::Held(Grunn::FristenErUte),
        (None, Ok(address)) if address != letter.to_address => Departure::Anew(address.to_owned()),
        (None, Ok(_)) => Departure::Go,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::Register;

    fn check(
        change: impl FnOnce(&mut Pending, &mut Option<&'static str>, &mut Circumstances),
        expected: Departure,
    ) {
        let d = |s: &str| s.parse().unwrap();
        let mut letter = Pending::eksempel();
        letter.deadline = Some(d("2026-08-04"));
        letter.register = Register {
            is_known: true,
            is_there: true,
            epost: Some(letter.to_address.clone()),
            adressesperre: false,
        };
        let mut c = Circumstances { today: d("2026-08-04"), only_nobodys: true, restored: None };
        let mut undue = None;
        change(&mut letter, &mut undue, &mut c);
        assert_eq!(decide(&letter, undue, c), expected);
    }

    fn at(text: &str) -> Option<NaiveDateTime> {
        text.parse().ok()
    }

    #[test]
    fn brevet_gar_til_den_adressen_registeret_har() {
        check(|_, _, _| {}, Departure::Go);
        check(
            |l, _, _| l.register.epost = Some("ny@x.example".into()),
            Departure::Anew("ny@x.example".into()),
        );
        check(|l, _, _| l.register.epost = None, Departure::NoAddress(Grunn::ManglerEpost));
        check(|l, _, _| l.register.adressesperre = true, Departure::NoAddress(Grunn::Adressesperre));
        check(|l, _, _| l.register = Register::default(), Departure::Go);
    }

    #[test]
    fn etter_fristen_spors_det_forst() {
        check(|_, _, c| c.today = "2026-08-05".parse().unwrap(), Departure::Held(Grunn::FristenErUte));
        let late = |l: &mut Pending, _: &mut _, c: &mut Circumstances| {
            (l.late_ok, c.today) = (true, "2026-08-05".parse().unwrap());
        };
        check(late, Departure::Go);
        check(|l, _, c| (l.deadline, c.today) = (None, "2036-01-01".parse().unwrap()), Departure::Go);
    }

    #[test]
    fn det_som_har_falt_bort_gar_foran_adressen() {
        check(|l, u, _| (l.register.epost, *u) = (None, Some("HAR_SVART")), Departure::Dropped("HAR_SVART"));
    }

    #[test]
    fn etter_en_gjenoppretting_gar_bare_det_noen_har_sluppet_siden() {
        let restored = at("2026-07-29T08:00:00");
        check(|_, _, c| c.restored = restored, Departure::Held(Grunn::Gjenopprettet));
        let before = |l: &mut Pending, _: &mut _, c: &mut Circumstances| {
            (l.released, c.restored) = (at("2026-07-29T07:59:59"), restored);
        };
        check(before, Departure::Held(Grunn::Gjenopprettet));
        check(|l, _, c| (l.released, c.restored) = (at("2026-07-29T08:00:00"), restored), Departure::Go);
        check(|l, _, _| l.is_witnessed = true, Departure::Witnessed);
    }
}
