use super::*;

fn svar(id: i64, svar: &str, dag: &str) -> GittSvar {
    let (dag, time) = dag.split_once(' ').map_or((dag, 12), |(d, t)| (d, t.parse().unwrap()));
    let gitt_dag: NaiveDate = dag.parse().unwrap();
    GittSvar {
        id,
        kilde: Svarkilde::Web,
        ny: true,
        websvar_id: id.to_string(),
        forslag_id: 1,
        forslag: "soker:1/onske:1/VG3/1".into(),
        gjelder: Trinn::Generelt,
        svar: JaNei::named(svar).unwrap(),
        gitt: gitt_dag.and_hms_opt(time, 0, 0).unwrap(),
        gitt_dag,
        forslag_status: Trinn::Generelt,
        forslag_lukket: false,
        frist: "2026-08-04".parse().ok(),
        gjeldende: None,
    }
}

fn fylkets(s: GittSvar) -> GittSvar {
    GittSvar { kilde: Svarkilde::Fylke, ..s }
}

/// Treated before, and in force.
fn i_kraft(s: &GittSvar, alle: &[GittSvar]) -> Vec<GittSvar> {
    let gjeldende = Some(Gjeldende { svar: s.svar, gitt: s.gitt, kilde: s.kilde });
    let gammelt = GittSvar { ny: false, gjeldende: gjeldende.clone(), ..s.clone() };
    let nye = alle.iter().map(|n| GittSvar { gjeldende: gjeldende.clone(), ..n.clone() });
    [gammelt].into_iter().chain(nye).collect()
}

fn params() -> Params {
    Params { soknadsar: 0, fylkets_svar_gar_foran: false, brev_for_sent: true }
}

fn check_med(p: &Params, svar: &[GittSvar], verdict: &str, merker: &str) {
    let mut alle = svar.to_vec();
    for _ in 0..2 {
        let dom = decide(&alle, p);
        let got = match dom.verdict {
            Verdict::Act(nye) => {
                nye.iter().map(|n| format!("{}@{}", n.fra.svar, n.fra.gitt_dag.format("%d"))).collect()
            }
            Verdict::Unchanged => "uendret".to_owned(),
            Verdict::Leave(g, _) => g.code().to_owned(),
        };
        let mut marks: Vec<_> = dom.merker.iter().map(|(_, id, m)| (*id, tekst(*m))).collect();
        marks.sort();
        let marks: Vec<_> = marks.into_iter().map(|(_, m)| m).collect();
        assert_eq!((got.as_str(), marks.join(" ").as_str()), (verdict, merker));
        alle.reverse();
    }
}

fn check(svar: &[GittSvar], verdict: &str, merker: &str) {
    check_med(&params(), svar, verdict, merker);
}

fn tekst(merke: Merke) -> &'static str {
    match merke {
        Merke::Brukt => "BRUKT",
        Merke::Avvist(grunn) => grunn.code(),
        Merke::Venter => "VENTER",
    }
}

#[test]
fn siste_svar_for_fristen_gjelder() {
    check(&[svar(1, "J", "2026-08-01")], "J@01", "BRUKT");
    check(&[svar(1, "J", "2026-08-01"), svar(2, "N", "2026-08-02")], "N@02", "BRUKT BRUKT");
    check(&[svar(1, "N", "2026-08-01"), svar(2, "J", "2026-08-04")], "J@04", "BRUKT BRUKT");
}

#[test]
fn et_eldre_svar_i_en_senere_fil_endrer_ingenting() {
    let nei = svar(1, "N", "2026-07-30 12");
    check(&i_kraft(&nei, &[svar(2, "J", "2026-07-30 11")]), "ELDRE_SVAR", "ELDRE_SVAR");
    check(&i_kraft(&nei, &[svar(2, "J", "2026-07-30 13")]), "J@30", "BRUKT");
    let ja = svar(1, "J", "2026-08-03");
    check(&i_kraft(&ja, &[svar(2, "J", "2026-08-01")]), "J@01", "BRUKT");
    check(&i_kraft(&svar(1, "J", "2026-08-01"), &[svar(2, "J", "2026-08-03")]), "uendret", "BRUKT");
}

#[test]
fn samme_svar_to_ganger_er_ett_svar() {
    check(&[svar(1, "J", "2026-08-01"), svar(2, "J", "2026-08-02")], "J@01", "BRUKT BRUKT");
    // A no and a yes again: the place in the queue is that of the new yes.
    let ja = svar(1, "J", "2026-08-01");
    check(&i_kraft(&ja, &[svar(2, "N", "2026-08-02"), svar(3, "J", "2026-08-03")]), "J@03", "BRUKT BRUKT");
}

#[test]
fn fristen_gjelder_hele_dagen_og_ikke_mer() {
    check(&[svar(1, "J", "2026-08-04")], "J@04", "BRUKT");
    check(&[svar(1, "J", "2026-08-05")], "FOR_SENT", "FOR_SENT");
    check(&[svar(1, "J", "2026-08-04"), svar(2, "N", "2026-08-05")], "J@04", "BRUKT FOR_SENT");
    check(&[GittSvar { frist: None, ..svar(1, "J", "2026-12-05") }], "J@05", "BRUKT");
    check(&[fylkets(svar(1, "J", "2026-08-20"))], "J@20", "BRUKT");
}

#[test]
fn et_nei_gitt_i_tide_teller_ogsa_nar_forslaget_er_kommet_videre() {
    let nei = GittSvar { forslag_status: Trinn::Skole, ..svar(2, "N", "2026-08-04") };
    check(&i_kraft(&svar(1, "J", "2026-07-30"), &[nei]), "N@04", "BRUKT");
}

#[test]
fn to_ulike_svar_pa_samme_tid_venter_pa_et_menneske() {
    let begge = [svar(9, "J", "2026-08-01"), svar(10, "N", "2026-08-01")];
    check(&begge, "SAMTIDIGE_SVAR", "VENTER VENTER");
    let [a, b] = begge;
    check(&[a.clone(), b.clone(), svar(11, "N", "2026-08-02")], "N@02", "BRUKT BRUKT BRUKT");
    check(&[a.clone(), b, fylkets(svar(11, "J", "2026-08-05"))], "J@05", "BRUKT BRUKT BRUKT");
    check(&[a.clone(), svar(10, "J", "2026-08-01")], "J@01", "BRUKT BRUKT");
    check(&i_kraft(&a, &[svar(10, "N", "2026-08-01")]), "SAMTIDIGE_SVAR", "VENTER");
    check(&[svar(9, "J", "2026-08-01"), fylkets(svar(10, "N", "2026-08-01"))], "N@01", "BRUKT BRUKT");
    let begge = decide(&[svar(9, "J", "2026-08-01"), fylkets(svar(10, "J", "2026-08-01"))], &params());
    let Verdict::Act(nye) = begge.verdict else { panic!("a new answer") };
    assert_eq!((nye.len(), nye[0].fra.kilde), (1, Svarkilde::Fylke));
}

#[test]
fn det_siste_av_fylkets_og_sokerens_svar_gjelder_om_ikke_fylket_gar_foran() {
    let foran = Params { fylkets_svar_gar_foran: true, ..params() };
    let (ja, nei) = (fylkets(svar(1, "J", "2026-07-29")), svar(2, "N", "2026-07-30"));
    check(&[ja.clone(), nei.clone()], "N@30", "BRUKT BRUKT");
    check_med(&foran, &[ja.clone(), nei.clone()], "J@29", "BRUKT FYLKET_HAR_SVART");
    check_med(&foran, &i_kraft(&ja, std::slice::from_ref(&nei)), "FYLKET_HAR_SVART", "FYLKET_HAR_SVART");
    check_med(&foran, &i_kraft(&nei, std::slice::from_ref(&ja)), "J@29", "BRUKT");
}

#[test]
fn et_svar_som_fylkets_gar_foran_bryter_heller_ikke_raden_i_det_andre_trinnet() {
    let foran = Params { fylkets_svar_gar_foran: true, ..params() };
    let pa_skolen = |s: GittSvar| GittSvar { gjelder: Trinn::Skole, ..s };
    let i_trinn = |s: GittSvar| GittSvar { forslag_status: Trinn::Skole, ..s };
    let (nei, ja) = (svar(1, "N", "2026-07-30"), fylkets(svar(2, "J", "2026-07-30")));
    let generelt = i_kraft(&ja, &[]).into_iter().chain([GittSvar { ny: false, ..nei }]);
    let skolens = i_kraft(&pa_skolen(svar(3, "J", "2026-07-29")), &[pa_skolen(svar(4, "J", "2026-08-03"))]);
    let alle: Vec<_> = generelt.chain(skolens).map(i_trinn).collect();
    check_med(&foran, &alle, "uendret", "BRUKT");
    check(&alle, "J@03", "BRUKT");
}

#[test]
fn den_som_kommer_tilbake_etter_et_nei_til_plassen_svarer_pa_nytt() {
    let ja = GittSvar { forslag_status: Trinn::Skole, ..svar(1, "J", "2026-07-30") };
    let nei = GittSvar {
        gjelder: Trinn::Skole,
        forslag_status: Trinn::Skole,
        ..fylkets(svar(1, "N", "2026-08-02"))
    };
    let igjen = svar(2, "J", "2026-08-03");
    let dom = decide(&[ja, nei, igjen], &params());
    let Verdict::Act(nye) = dom.verdict else { panic!("new answers") };
    let tekst: Vec<String> =
        nye.iter().map(|n| format!("{} {} {}", n.fra.gjelder, n.fra.svar, n.fra.gitt_dag)).collect();
    assert_eq!(tekst, ["TILBSKG J 2026-08-03", "TILBSK N 2026-08-02"]);
}

#[test]
fn den_som_svarer_forgjeves_far_vite_hva_som_gjelder() {
    let check = |svar: &[GittSvar], expected: &[(&str, Option<&str>, bool)]| {
        let dom = decide(svar, &params());
        let got =
            dom.forgjeves.iter().map(|f| (f.fra.svar.code(), f.fra_for.map(JaNei::code), f.som_onsket()));
        assert_eq!(got.collect::<Vec<_>>(), expected);
    };
    let sen = |id, s| svar(id, s, "2026-08-05");
    check(&[svar(1, "J", "2026-08-04")], &[]);
    check(&[sen(1, "J")], &[("J", None, false)]);
    check(&[sen(1, "N")], &[("N", None, true)]);
    check(&[sen(1, "J"), svar(2, "N", "2026-08-06")], &[("N", None, true)]);
    check(&[svar(1, "J", "2026-08-04"), sen(2, "N")], &[("N", Some("J"), false)]);
    check(&i_kraft(&svar(1, "J", "2026-08-01"), &[sen(2, "J")]), &[("J", Some("J"), true)]);
    check(&[GittSvar { forslag_lukket: true, ..sen(1, "J") }], &[]);
    let skole = GittSvar { gjelder: Trinn::Skole, forslag_status: Trinn::Skole, ..sen(1, "N") };
    check(&[skole], &[("N", None, false)]);
}

#[test]
fn lukket_og_feil_trinn_avvises() {
    check(&[GittSvar { forslag_lukket: true, ..svar(1, "J", "2026-08-01") }], "LUKKET", "LUKKET");
    let plass = |s| GittSvar { gjelder: Trinn::Skole, ..s };
    check(&[plass(svar(1, "J", "2026-08-01"))], "FEIL_TRINN", "FEIL_TRINN");
    check(&[plass(fylkets(svar(1, "N", "2026-08-01")))], "N@01", "BRUKT");
}
