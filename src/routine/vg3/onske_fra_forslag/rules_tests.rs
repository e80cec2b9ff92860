use super::*;
use crate::domain::svar::Svar;
use crate::domain::{JaNei, Stilling};

fn svar(svar: &str, dag: &str) -> Option<Svar> {
    Svar::new(JaNei::named(svar), dag.parse::<NaiveDate>().unwrap().and_hms_opt(12, 0, 0))
}

fn sak() -> Sak {
    Sak {
        soker: 1,
        tilstand: Tilstand { aktiv: true, ..Tilstand::default() },
        forslag: 1,
        runde: 1,
        status: Trinn::Skole,
        programomrade: "BATMF3F---".into(),
        onsket_programomrade: Some("BATMF3----".into()),
        skolenr: Some("46001".into()),
        frist_skole: None,
        overfort: false,
        svar: Svarene { generelt: svar("J", "2026-07-30"), skole: None },
        har_kontrakt: false,
        onske: 1,
        onskenr: 1,
        onske_programomrade: "BATMF3----".into(),
        onske_skolenr: None,
        onske_status: Onskestatus::Inntli,
        laast: false,
    }
}

fn overfort(s: &mut Sak) {
    (s.overfort, s.onske_programomrade, s.onske_skolenr) = (true, "BATMF3F---".into(), Some("46001".into()));
}

fn check(change: impl FnOnce(&mut Sak, &mut Params), expected: &str) {
    let (mut s, mut p) = (sak(), Params { soknadsar: 0, krev_svar_tilbsk: false });
    change(&mut s, &mut p);
    let got = match decide(&s, &p) {
        Verdict::Act(nytt) => format!("{nytt:?}"),
        Verdict::Unchanged => "uendret".into(),
        Verdict::Leave(g, _) => g.code().into(),
    };
    assert_eq!(got, expected);
}

#[test]
fn det_generelle_ja_star_nar_fylket_ikke_ber_om_svar_pa_skoleplassen() {
    check(|_, _| {}, "Plass");
    check(|_, p| p.krev_svar_tilbsk = true, "UBESVART");
    check(|s, p| (s.svar.skole, p.krev_svar_tilbsk) = (svar("J", "2026-08-05"), true), "Plass");
    check(|s, _| s.svar.generelt = None, "MANGLER_JA");
    let med_frist = |s: &mut Sak| s.frist_skole = "2026-08-12".parse().ok();
    check(|s, _| med_frist(s), "UBESVART");
    check(
        |s, _| {
            med_frist(s);
            s.svar.skole = svar("J", "2026-08-05");
        },
        "Plass",
    );
}

#[test]
fn et_nei_venter_pa_at_plassen_gis_tilbake() {
    check(|s, _| s.svar.skole = svar("N", "2026-08-05"), "TAKKET_NEI");
    check(|s, _| s.svar.generelt = svar("N", "2026-08-04"), "TAKKET_NEI");
    check(|s, _| (s.svar.skole, s.har_kontrakt) = (svar("N", "2026-08-05"), true), "KONTRAKT_STAR");
}

#[test]
fn plassen_som_er_gitt_tilbake_tas_av_onsket() {
    let tilbake = |s: &mut Sak| {
        overfort(s);
        (s.status, s.skolenr) = (Trinn::Generelt, None);
    };
    check(|s, _| tilbake(s), "Tilbake");
    check(
        |s, _| {
            tilbake(s);
            s.laast = true;
        },
        "LAAST",
    );
}

#[test]
fn det_som_er_overfort_gjores_ikke_om_igjen() {
    check(|s, _| overfort(s), "uendret");
    check(
        |s, _| {
            overfort(s);
            s.onske_programomrade = "BATRT3----".into();
        },
        "ONSKE_ENDRET",
    );
    check(
        |s, _| {
            overfort(s);
            s.onske_skolenr = Some("46002".into());
        },
        "ONSKE_ENDRET",
    );
}

#[test]
fn den_som_er_ute_far_ikke_plassen_overfort() {
    for status in Onskestatus::KJENTE.iter().filter(|s| s.stilling() == Stilling::Ute) {
        check(|s, _| s.onske_status = status.clone(), "STATUS_FORAN");
    }
    check(|s, _| s.tilstand.aktiv = false, "PASSIV");
    check(|s, _| s.tilstand.inntatt_hoyere = true, "INNTATT_HOYERE");
    check(|s, _| s.tilstand.kontrakt = Some(1), "HAR_LAREPLASS");
}

#[test]
fn hvert_hinder_har_sin_grunn() {
    check(|s, _| s.laast = true, "LAAST");
    check(|s, _| s.skolenr = None, "MANGLER_SKOLE");
    check(|s, _| s.onske_programomrade = "BATRT3----".into(), "ONSKE_ENDRET");
}
