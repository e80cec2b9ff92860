use super::*;
use crate::domain::svar::Svar;
use crate::domain::{Figurer, UkvalRegel};

fn forslag(status: &str) -> Forslag {
    Forslag {
        status: Trinn::named(status).unwrap(),
        frist_generelt: "2026-08-04".parse().ok(),
        frist_skole: None,
        svar: Svarene::default(),
        varslet_generelt: "2026-07-28".parse().ok(),
        varslet_skole: "2026-08-05".parse().ok(),
        ubehandlet_svar: false,
    }
}

fn soker(forslag: Option<Forslag>) -> Soker {
    let onske = Onske {
        id: 1,
        onskenr: 1,
        status: Onskestatus::Sform,
        satt_av_rutine: false,
        laast: false,
        inntatt_hoyere: false,
        er_avviksfag: false,
        skolegang: Skolegang::Fullfort(Figurer::default()),
        forslag,
    };
    let tilstand = Tilstand { aktiv: true, ..Tilstand::default() };
    Soker { id: 1, tilstand, annet_fylke: false, retter: vec!["UNGDOMSRETT".into()], onsker: vec![onske] }
}

fn params() -> Params {
    Params {
        soknadsar: 0,
        beregn_ukval2: false,
        ukval_regel: UkvalRegel::ToFellesfag,
        fellesfag_stryk_max: 2,
        ubesvart: Ubesvart::Strykes,
        ubesvart_kode: "STRILÆ".into(),
        varslet_dager_min: 3,
        ukvalifisert_ut: String::new(),
        annet_fylke_ut: String::new(),
        uten_rett_ut: String::new(),
        uten_rett_omfatter: UtenRett::IngenRett,
        avviksfag_fagprove: false,
        avviksfag_fra: "09-01".into(),
        brev_stroket: true,
    }
}

fn check_med(p: &Params, s: &Soker, dag: &str, expected: &str) {
    let got = match decide(s, p, &p.dager(2026).unwrap(), dag.parse().unwrap()) {
        Verdict::Act(e) => e.nye[0].til.to_string(),
        Verdict::Unchanged => s.onsker[0].status.to_string(),
        Verdict::Leave(g, _) => g.code().to_owned(),
    };
    assert_eq!(got, expected);
}

fn check(s: &Soker, dag: &str, expected: &str) {
    check_med(&params(), s, dag, expected);
}

fn med(f: impl FnOnce(&mut Soker)) -> Soker {
    let mut s = soker(Some(forslag("TILBSKG")));
    f(&mut s);
    s
}

fn svar(text: &str, dag: &str) -> Option<Svar> {
    let tid = dag.parse::<NaiveDate>().unwrap().and_hms_opt(12, 0, 0);
    Svar::new(JaNei::named(text), tid)
}

fn svart(f: Forslag, generelt: &str, skole: &str) -> Soker {
    let svar = Svarene { generelt: svar(generelt, "2026-07-30"), skole: svar(skole, "2026-08-06") };
    soker(Some(Forslag { svar, ..f }))
}

#[test]
fn den_som_ikke_svarer_strykes_dagen_etter_fristen() {
    check(&soker(Some(forslag("TILBSKG"))), "2026-08-04", "TILBSK");
    check(&soker(Some(forslag("TILBSKG"))), "2026-08-05", "STRILÆ");
    let p = Params { ubesvart_kode: "STRNLV".into(), ..params() };
    check_med(&p, &soker(Some(forslag("TILBSKG"))), "2026-08-05", "STRNLV");
    let p = Params { ubesvart: Ubesvart::MaSjekkes, ..params() };
    check_med(&p, &soker(Some(forslag("TILBSKG"))), "2026-08-05", "MA_SJEKKES");
}

#[test]
fn ingen_strykes_uten_a_ha_fatt_vite_om_fristen() {
    let varslet = |dag: Option<&str>| {
        let varslet_generelt = dag.map(|d| d.parse().unwrap());
        soker(Some(Forslag { varslet_generelt, ..forslag("TILBSKG") }))
    };
    check(&varslet(None), "2026-08-05", "IKKE_VARSLET");
    check(&varslet(Some("2026-08-02")), "2026-08-05", "IKKE_VARSLET");
    check(&varslet(Some("2026-08-01")), "2026-08-05", "STRILÆ");
    check(&varslet(Some("2026-08-06")), "2026-08-07", "IKKE_VARSLET");
}

#[test]
fn ingen_strykes_mens_et_svar_venter() {
    let venter = Forslag { ubehandlet_svar: true, ..forslag("TILBSKG") };
    check(&soker(Some(venter)), "2026-08-05", "UBEHANDLET_SVAR");
}

#[test]
fn svaret_avgjor() {
    check(&svart(forslag("TILBSKG"), "J", ""), "2026-08-05", "INNTLI");
    check(&svart(forslag("TILBSKG"), "N", ""), "2026-08-01", "STRNLV");
    check(&svart(forslag("TILBSK"), "J", ""), "2026-08-20", "INNTLI");
    check(&svart(forslag("TILBSK"), "J", "N"), "2026-08-05", "STRNLV");
    check(&svart(forslag("TILBSK"), "N", "J"), "2026-08-07", "INNTLI");
}

#[test]
fn skolens_egen_frist_gjelder_skolens_tilbud() {
    let med_frist = Forslag { frist_skole: "2026-08-12".parse().ok(), ..forslag("TILBSK") };
    check(&svart(med_frist.clone(), "J", ""), "2026-08-12", "TILBSK");
    check(&svart(med_frist.clone(), "J", ""), "2026-08-13", "STRILÆ");
    check(&svart(med_frist.clone(), "J", "J"), "2026-08-13", "INNTLI");
    let uvarslet = Forslag { varslet_skole: None, ..med_frist };
    check(&svart(uvarslet, "J", ""), "2026-08-13", "IKKE_VARSLET");
}

#[test]
fn rekkefolgen_er_stopp_ukval2_strinn_lareplass() {
    check(&med(|s| s.tilstand.aktiv = false), "2026-08-05", "STOPP");
    check(&med(|s| s.tilstand.vurdert = Some(JaNei::Nei)), "2026-08-05", "UKVAL2");
    check(&med(|s| s.onsker[0].inntatt_hoyere = true), "2026-08-05", "STRINN");
    for (rang, expected) in [(3, "INNTLÆ"), (2, "LANNET"), (1, "TILBLÆ")] {
        check(&med(|s| s.tilstand.kontrakt = Some(rang)), "2026-08-05", expected);
    }
    check(&med(|s| s.tilstand.akseptert = true), "2026-08-05", "TILBLÆ");
    let alt = med(|s| {
        s.tilstand.kontrakt = Some(3);
        s.onsker[0].inntatt_hoyere = true;
        s.tilstand.vurdert = Some(JaNei::Nei);
    });
    check(&alt, "2026-08-05", "UKVAL2");
}

#[test]
fn ukval2_regnes_bare_ut_der_fylket_vil_det() {
    let ufullfort = Skolegang::IkkeFullfort { i_faget: true, figurer: Figurer::default() };
    let s = med(|s| s.onsker[0].skolegang = ufullfort);
    check(&s, "2026-08-01", "TILBSK");
    check_med(&Params { beregn_ukval2: true, ..params() }, &s, "2026-08-01", "UKVAL2");
    let ukjent = med(|s| s.onsker[0].skolegang = Skolegang::Ukjent);
    check_med(&Params { beregn_ukval2: true, ..params() }, &ukjent, "2026-08-01", "TILBSK");
}

#[test]
fn pa_fylkets_dag_gar_noen_ut_av_formidlingen() {
    let uten = |f: fn(&mut Soker)| {
        let mut s = soker(None);
        f(&mut s);
        s
    };
    let ut = |dag: &str| Params {
        ukvalifisert_ut: dag.into(),
        annet_fylke_ut: dag.into(),
        uten_rett_ut: dag.into(),
        ..params()
    };
    let ukvalifisert = uten(|s| {
        s.onsker[0].skolegang = Skolegang::Fullfort(Figurer { stryk_programfag: 1, ..Figurer::default() });
    });
    check_med(&ut("08-01"), &ukvalifisert, "2026-07-31", "SFORM");
    check_med(&ut("08-01"), &ukvalifisert, "2026-08-01", "UKVAL2");
    check_med(&ut(""), &ukvalifisert, "2026-08-01", "SFORM");
    check_med(&ut("straks"), &uten(|s| s.annet_fylke = true), "2026-01-01", "STOPP");
    check_med(&ut("frist"), &uten(|s| s.annet_fylke = true), "2026-03-02", "SFORM");
    check_med(&ut("frist"), &uten(|s| s.annet_fylke = true), "2026-03-03", "STOPP");
    check_med(&ut("08-01"), &uten(|s| s.retter.clear()), "2026-08-01", "STOPP");
    let voksen = uten(|s| s.retter = vec!["VOKSENRETT".into()]);
    check_med(&ut("08-01"), &voksen, "2026-08-01", "SFORM");
    let bare_ung = Params { uten_rett_omfatter: UtenRett::IkkeUngdomsrett, ..ut("08-01") };
    check_med(&bare_ung, &voksen, "2026-08-01", "STOPP");
    check_med(&ut("08-01"), &med(|s| s.annet_fylke = true), "2026-08-01", "TILBSK");
}

#[test]
fn avviksfag_far_tilbud_om_fagprove() {
    let mut s = soker(None);
    s.onsker[0].er_avviksfag = true;
    let p = Params { avviksfag_fagprove: true, ..params() };
    check_med(&p, &s, "2026-08-31", "SFORM");
    check_med(&p, &s, "2026-09-01", "TILBPR");
    check(&s, "2026-09-01", "SFORM");
}

#[test]
fn lasen_og_andres_status_rores_ikke() {
    check(&med(|s| s.onsker[0].laast = true), "2026-08-05", "LAAST");
    for status in [Onskestatus::Strinn, Onskestatus::Ukval2, Onskestatus::Inntlae, Onskestatus::Trukk] {
        check(&med(|s| s.onsker[0].status = status.clone()), "2026-08-01", "STATUS_FRA_INNTAK");
        let egen = med(|s| (s.onsker[0].status, s.onsker[0].satt_av_rutine) = (status.clone(), true));
        check(&egen, "2026-08-01", "TILBSK");
    }
    let trukket = med(|s| (s.tilstand.aktiv, s.onsker[0].status) = (false, Onskestatus::Trukk));
    check(&trukket, "2026-08-01", "TRUKK");
    check(&med(|s| s.onsker.clear()), "2026-08-05", "INGEN_LARE_ONSKE");
}

#[test]
fn det_laaste_onsket_nevnes_ogsa_nar_et_annet_endres() {
    let mut s = med(|s| s.tilstand.aktiv = false);
    s.onsker.push(Onske { id: 2, onskenr: 2, laast: true, ..s.onsker[0].clone() });
    let dager = Dager::default();
    let Verdict::Act(endring) = decide(&s, &params(), &dager, "2026-08-05".parse().unwrap()) else {
        panic!()
    };
    assert_eq!(endring.nye.len(), 1);
    assert_eq!(endring.igjen, Some((Grunn::Laast, "onskenr=2 status=SFORM".into())));
}

#[test]
fn et_sent_ja_som_fylket_godtar_tar_onsket_tilbake() {
    let mut s = svart(forslag("TILBSKG"), "J", "");
    (s.onsker[0].status, s.onsker[0].satt_av_rutine) = (Onskestatus::Strilae, true);
    check(&s, "2026-08-20", "INNTLI");
}
