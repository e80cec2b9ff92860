//! Årlig rapportering: the round a date belongs to, and which contracts count in it (S1, S22). Pure.

use chrono::{Datelike, NaiveDate};

use super::{Kontraktsstatus, Kontraktstid};

/// The year reported on: that of a date from July on, else the year before. The round of 2025 runs from 1 October 2025
/// to 20 February 2026 (FACT S1); where one ends and the next begins is ASSUMED.
pub fn ar(dag: NaiveDate) -> i64 {
    i64::from(dag.year()) - i64::from(dag.month() < 7)
}

/// The first day of the year reported on.
pub fn forste_dag(ar: i64) -> NaiveDate {
    i32::try_from(ar).ok().and_then(|ar| NaiveDate::from_ymd_opt(ar, 1, 1)).unwrap_or(NaiveDate::MAX)
}

/// A contract as a round looks at it.
#[derive(Clone, Debug)]
pub struct Kontrakt {
    pub kontraktstype: String,
    /// With the avbrudd of the reference date.
    pub tid: Kontraktstid,
    pub har_avslutningskode: bool,
    pub bedrift: Bedrift,
}

/// Where the training happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bedrift {
    Mangler,
    Samarbeidsorgan,
    Larebedrift,
}

/// Why a contract does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hinder {
    AnnenType,
    IkkeGodkjent,
    IkkeBegynt,
    LaretidUte,
    Avsluttet,
    Avbrudd,
    AvsluttetSiden,
    ManglerBedrift,
    Samarbeidsorgan,
}

/// What a county may have otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Krav {
    /// Count type E too (INFERRED from S1, S22: no).
    pub type_e: bool,
    /// Leave out what has an avslutningskode when the extract is run (FACT S22 for the earlier extraction; S1 names only
    /// the reference date, so ASSUMED: no).
    pub uten_avslutning: bool,
}

/// Why the contract is not in the round, if it is not. The reference date may lie in the future.
pub fn hinder(k: &Kontrakt, referansedato: NaiveDate, krav: Krav) -> Option<Hinder> {
    let found = utenfor(k, referansedato, krav).or_else(|| mangler(k).into_iter().next());
    debug_assert!(found.is_some() || k.tid.status(referansedato) == Kontraktsstatus::Aktiv);
    found
}

/// Why the contract is rightly no part of the round: nobody has anything to mend.
pub fn utenfor(k: &Kontrakt, referansedato: NaiveDate, krav: Krav) -> Option<Hinder> {
    let Kontraktstid { laretid_fra, laretid_til, avsluttet, avbrudd, .. } = k.tid;
    let lare = matches!(k.kontraktstype.as_str(), "L" | "O");
    let checks = [
        (!(lare || krav.type_e && k.kontraktstype == "E"), Hinder::AnnenType),
        (laretid_fra > referansedato, Hinder::IkkeBegynt),
        (laretid_til < referansedato, Hinder::LaretidUte),
        (avsluttet.is_some_and(|d| d <= referansedato), Hinder::Avsluttet),
        (avbrudd, Hinder::Avbrudd),
        (krav.uten_avslutning && k.har_avslutningskode, Hinder::AvsluttetSiden),
    ];
    checks.into_iter().find_map(|(is, hinder)| is.then_some(hinder))
}

/// All that keeps a contract out which would count but for it, and which somebody can mend before the round starts.
pub fn mangler(k: &Kontrakt) -> Vec<Hinder> {
    let checks = [
        (k.tid.godkjent.is_none(), Hinder::IkkeGodkjent),
        (k.bedrift == Bedrift::Mangler, Hinder::ManglerBedrift),
        (k.bedrift == Bedrift::Samarbeidsorgan, Hinder::Samarbeidsorgan),
    ];
    checks.into_iter().filter_map(|(is, hinder)| is.then_some(hinder)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KRAV: Krav = Krav { type_e: false, uten_avslutning: false };

    fn d(s: &str) -> NaiveDate {
        s.parse().unwrap()
    }

    fn check(change: impl FnOnce(&mut Kontrakt, &mut Krav), expected: Option<Hinder>) {
        let (mut k, mut krav) = (kontrakt(), KRAV);
        change(&mut k, &mut krav);
        assert_eq!(hinder(&k, d("2025-12-01"), krav), expected);
    }

    fn kontrakt() -> Kontrakt {
        let tid = Kontraktstid {
            laretid_fra: d("2024-08-19"),
            laretid_til: d("2026-08-18"),
            godkjent: Some(d("2024-07-01")),
            avsluttet: None,
            avbrudd: false,
        };
        let bedrift = Bedrift::Larebedrift;
        Kontrakt { kontraktstype: "L".into(), tid, har_avslutningskode: false, bedrift }
    }

    #[test]
    fn aktiv_pa_referansedatoen_er_med() {
        check(|_, _| {}, None);
        check(|k, _| k.kontraktstype = "O".into(), None);
        check(|k, _| k.tid.laretid_fra = d("2025-12-01"), None);
        check(|k, _| k.tid.laretid_til = d("2025-12-01"), None);
        check(|k, _| k.tid.avsluttet = Some(d("2025-12-02")), None);
        check(|k, _| k.har_avslutningskode = true, None);
    }

    #[test]
    fn hvert_hinder_kjennes() {
        check(|k, _| k.kontraktstype = "E".into(), Some(Hinder::AnnenType));
        check(|k, _| k.kontraktstype = "PB".into(), Some(Hinder::AnnenType));
        check(|k, _| k.tid.godkjent = None, Some(Hinder::IkkeGodkjent));
        check(|k, _| k.tid.laretid_fra = d("2025-12-02"), Some(Hinder::IkkeBegynt));
        check(|k, _| k.tid.laretid_til = d("2025-11-30"), Some(Hinder::LaretidUte));
        check(|k, _| k.tid.avsluttet = Some(d("2025-12-01")), Some(Hinder::Avsluttet));
        check(|k, _| k.tid.avbrudd = true, Some(Hinder::Avbrudd));
        check(|k, _| k.bedrift = Bedrift::Mangler, Some(Hinder::ManglerBedrift));
        check(|k, _| k.bedrift = Bedrift::Samarbeidsorgan, Some(Hinder::Samarbeidsorgan));
    }

    #[test]
    fn alt_som_kan_rettes_sies() {
        assert_eq!(mangler(&kontrakt()), []);
        let (mut k, organ) = (kontrakt(), Bedrift::Samarbeidsorgan);
        (k.tid.godkjent, k.bedrift) = (None, organ);
        assert_eq!(mangler(&k), [Hinder::IkkeGodkjent, Hinder::Samarbeidsorgan]);
    }

    #[test]
    fn det_som_kan_rettes_er_ikke_grunnen_nar_kontrakten_er_utenfor_likevel() {
        check(|k, _| (k.tid.godkjent, k.tid.laretid_fra) = (None, d("2025-12-02")), Some(Hinder::IkkeBegynt));
        check(|k, _| (k.bedrift, k.tid.avbrudd) = (Bedrift::Mangler, true), Some(Hinder::Avbrudd));
    }

    #[test]
    fn fylket_kan_ville_det_annerledes() {
        check(
            |k, krav| {
                k.kontraktstype = "E".into();
                krav.type_e = true;
            },
            None,
        );
        check(
            |k, krav| {
                k.har_avslutningskode = true;
                krav.uten_avslutning = true;
            },
            Some(Hinder::AvsluttetSiden),
        );
    }

    #[test]
    fn runden_gar_fra_host_til_vinter() {
        for (dag, expected) in
            [("2025-10-01", 2025), ("2026-01-06", 2025), ("2026-06-30", 2025), ("2026-07-01", 2026)]
        {
            assert_eq!(ar(d(dag)), expected, "{dag}");
        }
    }
}
