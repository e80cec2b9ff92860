use super::super::params::Hjemfylke;
use super::*;
use crate::domain::JaNei;
use crate::domain::{Figurer, UkvalRegel};

fn soker() -> Soker {
    let onske = Onske {
        id: 1,
        er_lare: true,
        programomrade: "BATMF3----".into(),
        status: Onskestatus::Sform,
        laast: false,
        avtalt_bedrift: false,
        er_avviksfag: false,
        har_modulplan: false,
        varianter: vec!["F---".into(), "H---".into()],
        skolegang: Skolegang::Fullfort(Figurer::default()),
    };
    Soker {
        id: 1,
        tilstand: Tilstand { aktiv: true, ..Tilstand::default() },
        fylke: "46".into(),
        hjemfylke: "46".into(),
        retter: vec!["UNGDOMSRETT".into()],
        mottatt: None,
        frist_unntak: None,
        onske: Some(onske),
        har_kontrakt: false,
        avslag: Avslag::default(),
        har_forslag: false,
        forslag_annet_fylke: false,
    }
}

pub(in super::super) fn params() -> Params {
    Params {
        soknadsar: 0,
        svarfrist_dager: 7,
        svarfrist_dager_min: 3,
        svarfrist: String::new(),
        svarfrist_dato: String::new(),
        tidligste: String::new(),
        siste_dato: "09-20".into(),
        avviksfag: false,
        avviksfag_fagprove: false,
        avviksfag_fra: "09-01".into(),
        larekandidat: true,
        ukval_regel: UkvalRegel::ToFellesfag,
        fellesfag_stryk_max: 2,
        krev_folkeregistrert: true,
        hjemfylke: Hjemfylke::SoknadSendt,
        krev_frist: KrevFrist::Nei,
        frist_unntak: vec!["IKKE_BESTATT_PROVE".into(), "OT".into()],
        krev_rett: ["UNGDOMSRETT", "FULLFORINGSRETT", "VOKSENRETT"].map(str::to_owned).to_vec(),
        uten_rett_ved_plass: false,
        nei_utelukker: true,
        nei_intervju: false,
        plikt_ma_sjekkes: false,
        brev_ikke_kvalifisert: true,
    }
}

fn check(change: impl FnOnce(&mut Soker, &mut Onske, &mut Params), expected: &str) {
    let (mut s, mut p) = (soker(), params());
    let mut o = s.onske.clone().unwrap();
    change(&mut s, &mut o, &mut p);
    if s.onske.is_some() {
        s.onske = Some(o);
    }
    let got = match decide(&s, &p, "2026-07-28".parse().unwrap(), 2026) {
        Verdict::Act(t) => format!("{} {}", t.programomrade, t.merknad).trim().to_owned(),
        Verdict::Unchanged => "uendret".into(),
        Verdict::Leave(g, d) => format!("{} {d}", g.code()).trim().to_owned(),
    };
    assert_eq!(got, expected);
}

fn retter(all: &[&str]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

#[test]
fn den_vanlige_sokeren_far_tilbud() {
    check(|_, _, _| {}, "BATMF3F---");
}

#[test]
fn larekandidaten_far_tilbud_om_kompetanseprove() {
    check(|s, _, _| s.tilstand.larekandidat = true, "BATMF3H---");
    check(|s, _, p| (s.tilstand.larekandidat, p.larekandidat) = (true, false), "LAREKANDIDAT");
}

#[test]
fn voksne_far_modulkoden_der_faget_har_modulplan() {
    let modul = |s: &mut Soker, o: &mut Onske, all: &[&str]| {
        s.retter = retter(all);
        o.har_modulplan = true;
        o.varianter.push("MV--".into());
    };
    check(|s, o, _| modul(s, o, &["VOKSENRETT"]), "BATMF3MV--");
    check(|s, o, _| modul(s, o, &["VOKSENRETT", "UNGDOMSRETT"]), "BATMF3F---");
    check(|s, o, _| modul(s, o, &["VOKSENRETT_KAP5"]), "BATMF3F---");
    check(|s, _, _| s.retter = retter(&["VOKSENRETT"]), "BATMF3F---");
    check(|s, o, _| (s.retter, o.har_modulplan) = (retter(&["VOKSENRETT"]), true), "MANGLER_KODE");
}

#[test]
fn hvert_hinder_har_sin_grunn() {
    check(|s, _, _| s.har_forslag = true, "uendret");
    check(|s, _, _| s.tilstand.aktiv = false, "PASSIV");
    check(|s, _, _| s.onske = None, "IKKE_LARE_FORST");
    check(|_, o, _| o.er_lare = false, "IKKE_LARE_FORST");
    check(|_, o, _| o.laast = true, "LAAST");
    check(|_, o, _| o.status = Onskestatus::Strinn, "IKKE_SFORM status=STRINN");
    check(|s, _, _| s.hjemfylke = "11".into(), "ANNET_FYLKE hjemfylke=11");
    check(|s, _, p| (s.hjemfylke, p.krev_folkeregistrert) = ("11".into(), false), "BATMF3F---");
    check(|s, _, _| s.forslag_annet_fylke = true, "TILBUD_ANNET_FYLKE");
    check(|s, _, _| s.har_kontrakt = true, "HAR_KONTRAKT");
    check(|s, _, _| s.tilstand.akseptert = true, "HAR_LAREPLASS");
    check(|_, o, _| o.avtalt_bedrift = true, "AVTALT_BEDRIFT");
    check(|_, o, _| o.er_avviksfag = true, "AVVIKSFAG");
    check(|_, o, _| o.skolegang = Skolegang::ByggerIkkePa, "BYGGER_IKKE_PA");
    check(|_, o, _| o.varianter.clear(), "MANGLER_KODE");
}

#[test]
fn retten_er_den_fylket_krever() {
    check(|s, _, _| s.retter.clear(), "MANGLER_RETT");
    check(|s, _, _| s.retter = retter(&["REKVALIFISERING"]), "MANGLER_RETT rett=REKVALIFISERING");
    let nordland = |p: &mut Params| p.krev_rett = retter(&["UNGDOMSRETT", "VOKSENRETT_KAP5"]);
    check(
        |s, _, p| {
            s.retter = retter(&["VOKSENRETT"]);
            nordland(p);
        },
        "MA_VURDERES_RETT rett=VOKSENRETT",
    );
    check(
        |s, _, p| {
            s.retter = retter(&["VOKSENRETT_KAP5"]);
            nordland(p);
        },
        "BATMF3F---",
    );
    check(|s, _, p| (s.retter, p.uten_rett_ved_plass) = (vec![], true), "BATMF3F--- uten_rett");
}

#[test]
fn nei_til_en_laereplass_er_noe_annet_enn_nei_til_et_forslag() {
    let laereplass = Avslag { lareplass: true, intervju: false };
    let intervju = Avslag { lareplass: false, intervju: true };
    check(|s, _, _| s.avslag = laereplass, "TAKKET_NEI");
    check(|s, _, p| (s.avslag, p.nei_utelukker) = (laereplass, false), "BATMF3F---");
    check(|s, _, _| s.avslag = intervju, "BATMF3F---");
    check(|s, _, p| (s.avslag, p.nei_intervju) = (intervju, true), "TAKKET_NEI");
}

#[test]
fn fristen_for_a_soke_teller_bare_der_fylket_sier_det() {
    let sen = "2026-04-01".parse().ok();
    check(|s, _, _| s.mottatt = sen, "BATMF3F---");
    check(|s, _, p| (s.mottatt, p.krev_frist) = (sen, KrevFrist::Ja), "SOKT_FOR_SENT mottatt=2026-04-01");
    check(|_, _, p| p.krev_frist = KrevFrist::Ja, "UKJENT_MOTTATT");
    check(|s, _, p| (s.mottatt, p.krev_frist) = (sen, KrevFrist::Varsel), "BATMF3F--- sokt_for_sent");
    check(
        |s, _, p| {
            (s.mottatt, p.krev_frist) = (sen, KrevFrist::Ja);
            s.frist_unntak = Some("OT".into());
        },
        "BATMF3F---",
    );
    check(|_, _, p| p.plikt_ma_sjekkes = true, "BATMF3F--- ma_sjekkes=oppmote");
}

#[test]
fn avviksfag_far_fagprove_fra_fylkets_dag() {
    check(|_, o, p| (o.er_avviksfag, p.avviksfag) = (true, true), "BATMF3F---");
    check(
        |_, o, p| {
            (o.er_avviksfag, p.avviksfag_fagprove) = (true, true);
            p.avviksfag_fra = "07-28".into();
        },
        "FAGPROVE",
    );
    check(|_, o, p| (o.er_avviksfag, p.avviksfag_fagprove) = (true, true), "AVVIKSFAG");
    check(
        |_, o, p| {
            (o.er_avviksfag, p.avviksfag_fagprove) = (true, true);
            p.avviksfag_fra = "07-28".into();
            o.skolegang = Skolegang::ByggerIkkePa;
        },
        "AVVIKSFAG",
    );
}

#[test]
fn ikke_kvalifisert_sier_hvorfor() {
    let stryk = |p, f, iv| Skolegang::Fullfort(Figurer { stryk_programfag: p, stryk_fellesfag: f, iv });
    check(|_, o, _| o.skolegang = stryk(2, 0, 0), "IKKE_KVALIFISERT stryk_programfag=2");
    check(|_, o, _| o.skolegang = stryk(0, 3, 0), "IKKE_KVALIFISERT stryk_fellesfag=3");
    check(|_, o, _| o.skolegang = stryk(0, 2, 0), "BATMF3F---");
    check(
        |_, o, p| (o.skolegang, p.ukval_regel) = (stryk(0, 2, 0), UkvalRegel::National),
        "MA_VURDERES stryk_fellesfag=2",
    );
    check(|s, _, _| s.tilstand.vurdert = Some(JaNei::Nei), "IKKE_KVALIFISERT vurdert=N");
    check(|_, o, _| o.skolegang = Skolegang::Ukjent, "UKJENT_SKOLEGANG");
}
