use super::super::params::BlantLike;
use super::*;
use crate::domain::Stilling;
use crate::domain::svar::Svar;

pub(in super::super) fn params() -> Params {
    Params {
        soknadsar: 0,
        for_frist: false,
        rekkefolge: ["UNGDOMSRETT", "FULLFORINGSRETT", "VOKSENRETT"].map(str::to_owned).to_vec(),
        blant_like: BlantLike::Svartid,
        lodd_fro: String::new(),
        tildel_skole: true,
        skolevalg: vec![Skolevalg::Avgiverskole, Skolevalg::SammeKommune, Skolevalg::LavesteSkolenr],
        oppstart_senest: "10-01".into(),
        svarfrist_skole_dager: 0,
        brev_uten_plass: true,
    }
}

fn svar(svar: &str, dag: &str) -> Option<Svar> {
    Svar::new(JaNei::named(svar), dag.parse::<NaiveDate>().unwrap().and_hms_opt(12, 0, 0))
}

fn forslag() -> Forslag {
    Forslag {
        id: 1,
        key: String::new(),
        status: Trinn::Generelt,
        programomrade: "BATMF3F---".into(),
        frist: "2026-08-04".parse().ok(),
        svar: Svarene { generelt: svar("J", "2026-07-30"), skole: None },
        tilstand: Tilstand { aktiv: true, ..Tilstand::default() },
        har_kontrakt: false,
        onske_status: Onskestatus::Inntli,
        avgiverskole: Some("46003".into()),
        kommunenr: Some("4602".into()),
    }
}

fn plass(skolenr: &str, kommunenr: &str, ledig: i64) -> Plass {
    Plass {
        skolenr: skolenr.into(),
        skole: skolenr.into(),
        kommunenr: Some(kommunenr.into()),
        grunnkode: "BATMF3".into(),
        oppstart: None,
        ledig,
    }
}

fn check(f: &Forslag, plasser: &mut [Plass], p: &Params, dag: &str, expected: &str) {
    let got = match decide(f, plasser, p, dag.parse().unwrap(), p.oppstart_senest(2026).unwrap()) {
        Verdict::Act(Skritt::Tildelt(t)) => t.skolenr.unwrap_or_else(|| "for hånd".into()),
        Verdict::Act(Skritt::Frigitt(hvorfor)) => format!("frigitt {hvorfor}"),
        Verdict::Unchanged => "uendret".into(),
        Verdict::Leave(g, _) => g.code().to_owned(),
    };
    assert_eq!(got, expected);
}

#[test]
fn egen_skole_sa_egen_kommune_sa_laveste_nummer() {
    let mut alle = [plass("46001", "4601", 1), plass("46002", "4602", 1), plass("46003", "4609", 1)];
    for skole in ["46003", "46002", "46001", "INGEN_KAPASITET"] {
        check(&forslag(), &mut alle, &params(), "2026-08-05", skole);
    }
    let bare_egen = Params { skolevalg: vec![Skolevalg::Avgiverskole], ..params() };
    check(&forslag(), &mut [plass("46001", "4601", 1)], &bare_egen, "2026-08-05", "INGEN_KAPASITET");
}

#[test]
fn opplaeringen_begynner_senest_1_oktober() {
    let sen = |dag: &str| Plass { oppstart: dag.parse().ok(), ..plass("46003", "4601", 1) };
    check(&forslag(), &mut [sen("2026-10-01")], &params(), "2026-08-05", "46003");
    check(&forslag(), &mut [sen("2026-10-02")], &params(), "2026-08-05", "OPPSTART_FOR_SENT");
    let mut begge = [sen("2026-10-02"), plass("46001", "4601", 1)];
    check(&forslag(), &mut begge, &params(), "2026-08-05", "46001");
    let uten = Params { oppstart_senest: String::new(), ..params() };
    check(&forslag(), &mut [sen("2026-10-02")], &uten, "2026-08-05", "46003");
}

#[test]
fn fullt_fag_og_andre_fag_gir_ingen_plass() {
    check(&forslag(), &mut [plass("46001", "4601", -2)], &params(), "2026-08-05", "INGEN_KAPASITET");
    let annet = Plass { grunnkode: "ELELE3".into(), ..plass("46001", "4601", 9) };
    check(&forslag(), &mut [annet], &params(), "2026-08-05", "INGEN_KAPASITET");
}

#[test]
fn plassene_fordeles_etter_fristen() {
    let mut en = [plass("46001", "4601", 9)];
    check(&forslag(), &mut en, &params(), "2026-08-04", "FRIST_IKKE_UTE");
    check(&forslag(), &mut en, &Params { for_frist: true, ..params() }, "2026-08-04", "46001");
    check(&forslag(), &mut en, &Params { tildel_skole: false, ..params() }, "2026-08-05", "for hånd");
}

#[test]
fn bare_et_ja_teller() {
    let mut en = [plass("46001", "4601", 9)];
    let svart = |generelt, skole| Forslag { svar: Svarene { generelt, skole }, ..forslag() };
    check(&svart(None, None), &mut en, &params(), "2026-08-05", "UBESVART");
    check(&svart(svar("N", "2026-07-30"), None), &mut en, &params(), "2026-08-05", "TAKKET_NEI");
    let forut = svart(svar("J", "2026-07-30"), svar("N", "2026-08-03"));
    check(&forut, &mut en, &params(), "2026-08-05", "TAKKET_NEI");
}

#[test]
fn den_som_er_ute_far_ingen_plass() {
    let mut en = [plass("46001", "4601", 9)];
    for status in Onskestatus::KJENTE.iter().filter(|s| s.stilling() == Stilling::Ute) {
        let f = Forslag { onske_status: status.clone(), ..forslag() };
        check(&f, &mut en, &params(), "2026-08-05", "STATUS_FORAN");
    }
    let ute = |f: fn(&mut Tilstand), expected: &str| {
        let mut forslag = forslag();
        f(&mut forslag.tilstand);
        check(&forslag, &mut [plass("46001", "4601", 9)], &params(), "2026-08-05", expected);
    };
    ute(|t| t.aktiv = false, "PASSIV");
    ute(|t| t.vurdert = Some(JaNei::Nei), "IKKE_KVALIFISERT");
    ute(|t| t.inntatt_hoyere = true, "INNTATT_HOYERE");
    for rang in 1..=3 {
        let f = Forslag {
            tilstand: Tilstand { aktiv: true, kontrakt: Some(rang), ..Tilstand::default() },
            ..forslag()
        };
        check(&f, &mut en, &params(), "2026-08-05", "HAR_LAREPLASS");
    }
    ute(|t| t.akseptert = true, "HAR_LAREPLASS");
}

#[test]
fn plassen_til_den_som_ikke_skal_ha_den_blir_ledig() {
    let plassert = || Forslag { status: Trinn::Skole, ..forslag() };
    check(&plassert(), &mut [], &params(), "2026-08-05", "uendret");
    let nei = Svarene { generelt: svar("N", "2026-08-04"), skole: None };
    check(&Forslag { svar: nei, ..plassert() }, &mut [], &params(), "2026-08-05", "frigitt takket_nei");
    check(
        &Forslag { svar: nei, har_kontrakt: true, ..plassert() },
        &mut [],
        &params(),
        "2026-08-05",
        "uendret",
    );
    let med = |kontrakt| Forslag {
        tilstand: Tilstand { aktiv: true, kontrakt, ..Tilstand::default() },
        ..plassert()
    };
    check(&med(Some(3)), &mut [], &params(), "2026-08-05", "frigitt kontrakt=godkjent");
    check(&med(Some(1)), &mut [], &params(), "2026-08-05", "uendret");
    let passiv = Forslag { tilstand: Tilstand::default(), ..plassert() };
    check(&passiv, &mut [], &params(), "2026-08-05", "frigitt passiv");
}
