//! The places of Vg3 in school, person by person (docs/rules.md sections 5 to 8): who has a place, who is next when it goes
//! back, and what the wish then holds.

use crate::house::{House, both};
use crate::prove_oppmelding::switch_on;
use crate::scene::Day;

const FNR: [&str; 5] = ["14830751220", "02910764511", "31810673381", "09870890130", "17857912322"];
const NAVN: [&str; 5] = ["Modig", "Rask", "Lun", "Stille", "Blid"];
const HELE: [&str; 5] = ["5A119", "5A114", "5A120", "5A122", "5A106"];
const TIL_ONSKET: [&str; 4] = ["5A119", "5A114", "5A120", "5A122"];

const fn on(job: &'static str, august: u8) -> Day {
    let (asof, at) = match august {
        5 => ("2026-08-05", "2026-08-05T08:00:00Z"),
        6 => ("2026-08-06", "2026-08-06T08:00:00Z"),
        7 => ("2026-08-07", "2026-08-07T08:00:00Z"),
        8 => ("2026-08-08", "2026-08-08T08:00:00Z"),
        _ => ("2026-08-20", "2026-08-20T08:00:00Z"),
    };
    Day { job, fylke: "46", asof, at, params: &[] }
}

fn run(house: &House, jobs: &[&'static str], august: u8) {
    jobs.iter().for_each(|job| drop(on(job, august).run(house)));
}

/// Takes in rows of one kind, expecting no rejects.
fn take(house: &House, kind: &str, rows: &[String]) {
    let head = match kind {
        "skole" => "skolenr;orgnr;navn;fylkesnr;kommunenr;epost;malform",
        "person" => "fodselsnummer;fornavn;etternavn;epost;malform;adressesperre;hjemsted_fylkesnr;kommunenr",
        "person_rett" => "fodselsnummer;rett;fom",
        "elevkurs" => {
            "fodselsnummer;skolear;skolenr;programomrade;fullfort;fag_stryk_programfag;fag_stryk_fellesfag;fag_iv"
        }
        "soker" => "fylkesnr;soknadsar;fodselsnummer;avgiverskole;er_larekandidat;aktiv;folkereg_fylke_1mars",
        "onske" => "fylkesnr;soknadsar;fodselsnummer;onskenr;onsketype;programomrade;status;laast",
        "skoletilbud" => "fylkesnr;skolear;skolenr;grunnkode;kapasitet;oppstart",
        "kontrakt" => {
            "fylkesnr;kontraktsnr;fodselsnummer;kontraktstype;programomrade;skolenr;laretid_fra;laretid_til;netto_laretid_mnd;godkjent_dato"
        }
        "fylkesvar" => "fylkesnr;soknadsar;fodselsnummer;onskenr;runde;gjelder;svar;svart_tid",
        "bedrift" => "orgnr;navn",
        "bedriftsforslag" => "fylkesnr;soknadsar;fodselsnummer;onskenr;runde;orgnr;status;opprettet",
        _ => panic!("{kind}"),
    };
    let path = house.file(&format!("inn/{kind}.csv"), format!("{head}\n{}\n", rows.join("\n")));
    house.out(0, &["intake", path.to_str().unwrap()]);
}

fn tilbud(house: &House, kapasitet: usize, oppstart: &str) {
    take(house, "skoletilbud", &[format!("46;2026;46001;BATMF3;{kapasitet};{oppstart}")]);
}

/// So many applicants to tømrer from tømrer, all alike, who have said yes one day after the other; so many places.
fn world(house: &House, sokere: usize, kapasitet: usize) {
    let alle = |row: &dyn Fn(usize) -> String| (0..sokere).map(row).collect::<Vec<_>>();
    take(house, "skole", &["46001;;Nordlia;46;4601;post@skole46001.example;nb".into()]);
    take(
        house,
        "person",
        &alle(&|n| format!("{};{};Blomst;{}@post.example;nb;N;46;4601", FNR[n], NAVN[n], NAVN[n])),
    );
    take(house, "person_rett", &alle(&|n| format!("{};UNGDOMSRETT;2023-08-01", FNR[n])));
    take(house, "elevkurs", &alle(&|n| format!("{};2025;46001;BATMF2----;J;0;0;0", FNR[n])));
    take(house, "soker", &alle(&|n| format!("46;2026;{};46001;N;J;46", FNR[n])));
    take(house, "onske", &alle(&|n| format!("46;2026;{};1;LARE;BATMF3----;;N", FNR[n])));
    tilbud(house, kapasitet, "2026-08-17");
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] }.run(house);
    house.letters_have_left();
    for n in 0..sokere {
        web(house, n, "TILBSKG", "J", &format!("2026-07-{}T08:00:00Z", 29 + n.min(2)));
    }
}

/// An answer from the web, each under a number of its own.
fn web(house: &House, n: usize, gjelder: &str, svar: &str, tid: &str) {
    let id = format!("W{}", house.count("SELECT count(*) FROM websvar") + 1);
    house.answer("46", &[(&id, &format!("{} Blomst", NAVN[n]), gjelder, svar, tid)]);
}

/// An answer that the county has recorded.
fn fylket(house: &House, n: usize, gjelder: &str, svar: &str, tid: &str) {
    take(house, "fylkesvar", &[format!("46;2026;{};1;1;{gjelder};{svar};{tid}", FNR[n])]);
}

fn larekontrakt(house: &House, n: usize, godkjent: &str) {
    take(
        house,
        "kontrakt",
        &[format!("46;V46-{n};{};L;BATMF3----;;2026-08-17;2028-08-16;24;{godkjent}", FNR[n])],
    );
}

/// Who has a place, by name.
fn plass(house: &House) -> Vec<String> {
    house.texts(
        "SELECT p.fornavn || ' ' || f.skolenr AS t FROM forslag f JOIN onske o ON o.id = f.onske_id JOIN soker s ON s.id = o.soker_id
         JOIN person p ON p.id = s.person_id WHERE f.status = 'TILBSK' ORDER BY 1",
    )
}

/// Whose place a contract has been made of.
fn kontrakt(house: &House) -> Vec<String> {
    house.texts(
        "SELECT p.fornavn AS t FROM kontrakt k JOIN person p ON p.id = k.person_id WHERE k.forslag_id IS NOT NULL ORDER BY 1",
    )
}

both!(
    /// A lærekontrakt that waits to be approved is a læreplass: the last place goes to the next, and no contract is made.
    under_behandling, |house| {
        world(house, 2, 1);
        larekontrakt(house, 0, "");
        run(house, &HELE, 5);
        assert_eq!(plass(house), ["Rask 46001"]);
        assert_eq!(
            house.last_verdicts("5A120"),
            ["Modig left HAR_LAREPLASS kontrakt=under_behandling", "Rask acted TILDELT"]
        );
        assert_eq!(house.wish("Modig"), "TILBLÆ BATMF3---- -");
        assert_eq!(kontrakt(house), ["Rask"]);
    }
);

both!(
    /// Who has a place keeps it while a lærekontrakt waits; approved, the place goes to the next the same day.
    under_behandling_etter_plassen, |house| {
        world(house, 2, 1);
        run(house, &TIL_ONSKET, 5);
        larekontrakt(house, 0, "");
        run(house, &TIL_ONSKET, 6);
        assert_eq!(plass(house), ["Modig 46001"]);
        larekontrakt(house, 0, "2026-08-06");
        run(house, &TIL_ONSKET, 7);
        assert_eq!(house.last_verdicts("5A120"), ["Modig acted FRIGITT kontrakt=godkjent", "Rask acted TILDELT"]);
        assert_eq!(house.wish("Modig"), "INNTLÆ BATMF3---- -");
        assert_eq!(house.wish("Rask"), "INNTLI BATMF3F--- 46001");
    }
);

both!(
    /// A person holds one place of a school and fag, by the forslag and by a contract made by hand together.
    to_plasser, |house| {
        world(house, 2, 1);
        run(house, &["5A119", "5A114", "5A120"], 5);
        assert_eq!(plass(house), ["Modig 46001"]);
        take(house, "kontrakt", &[format!("46;H46-1;{};E;BATMF3F---;46001;2026-08-17;2027-08-16;12;", FNR[0])]);
        tilbud(house, 2, "2026-08-17");
        on("5A120", 6).run(house);
        assert_eq!(plass(house), ["Modig 46001", "Rask 46001"]);
    }
);

both!(
    /// Withdrawn on a wish that is locked: 5A114 cannot write it, and 5A120 gives no place all the same.
    passiv_last, |house| {
        world(house, 1, 5);
        run(house, &["5A119"], 5);
        take(house, "soker", &[format!("46;2026;{};46001;N;N;46", FNR[0])]);
        take(house, "onske", &[format!("46;2026;{};1;LARE;BATMF3----;;J", FNR[0])]);
        run(house, &["5A114", "5A120"], 5);
        assert_eq!(house.last_verdicts("5A114"), ["Modig left LAAST onskenr=1 status=SFORM"]);
        assert_eq!(house.last_verdicts("5A120"), ["Modig left PASSIV"]);
        assert!(plass(house).is_empty() && house.letters("5A120").is_empty());
    }
);

both!(
    /// A læreplass accepted since the offer counts whether or not 5A114 has been run.
    akseptert_uten_5a114, |house| {
        world(house, 1, 5);
        run(house, &["5A119"], 5);
        take(house, "bedrift", &["310000019;Bedrift AS".into()]);
        take(house, "bedriftsforslag", &[format!("46;2026;{};1;1;310000019;AKSEPTERT;2026-08-01", FNR[0])]);
        run(house, &["5A120"], 5);
        assert_eq!(house.last_verdicts("5A120"), ["Modig left HAR_LAREPLASS forslag=AKSEPTERT"]);
    }
);

both!(
    /// A no to a place at a school, recorded before there is one: nobody is promised a place that the next gets too.
    nei_til_skole_forut, |house| {
        world(house, 2, 1);
        fylket(house, 0, "TILBSK", "N", "2026-08-03T08:00:00Z");
        run(house, &["5A119", "5A114", "5A120"], 5);
        assert_eq!(house.last_verdicts("5A120"), ["Modig left TAKKET_NEI", "Rask acted TILDELT"]);
        on("5A120", 6).run(house);
        assert_eq!(plass(house), ["Rask 46001"]);
        assert_eq!(house.letters("5A120"), ["Rask nb Rask@post.example skoletilbud"]);
        assert_eq!(house.wish("Modig"), "STRNLV BATMF3---- -");
    }
);

both!(
    /// A wish changed by the county after the place was written on it is told of, and not overwritten.
    onsket_endret_etter_overforing, |house| {
        world(house, 1, 1);
        run(house, &TIL_ONSKET, 5);
        assert_eq!(house.wish("Modig"), "INNTLI BATMF3F--- 46001");
        house.sql("UPDATE onske SET programomrade = 'BARLF3----'");
        run(house, &["5A122"], 6);
        assert_eq!(house.last_verdicts("5A122"), ["Modig left ONSKE_ENDRET"]);
        assert_eq!(house.wish("Modig"), "INNTLI BARLF3---- 46001");
    }
);

both!(
    /// A no that came after the place, but was given in time to the general offer, counts: the place goes to the next.
    nei_etter_plass, |house| {
        world(house, 2, 1);
        run(house, &["5A119", "5A114", "5A120"], 5);
        web(house, 0, "TILBSKG", "N", "2026-08-04T20:00:00Z");
        run(house, &HELE, 6);
        assert_eq!(house.last_verdicts("5A120"), ["Modig acted FRIGITT takket_nei", "Rask acted TILDELT"]);
        assert_eq!((house.wish("Modig").as_str(), house.wish("Rask").as_str()), ("STRNLV BATMF3---- -", "INNTLI BATMF3F--- 46001"));
        assert_eq!(kontrakt(house), ["Rask"]);
    }
);

both!(
    /// A no after the place was carried over: the wish is what it was, with its history, the next gets the place; who said
    /// no and comes back stands in the queue again, and is told of a place at the same school anew.
    nei_og_tilbake_i_koen, |house| {
        world(house, 2, 1);
        run(house, &TIL_ONSKET, 5);
        assert_eq!(house.wish("Modig"), "INNTLI BATMF3F--- 46001");
        web(house, 0, "TILBSK", "N", "2026-08-05T10:00:00Z");
        run(house, &TIL_ONSKET, 6);
        assert_eq!(plass(house), ["Rask 46001"]);
        assert_eq!(house.wish("Modig"), "STRNLV BATMF3---- -");
        let historikk = "SELECT h.felt || ' ' || COALESCE(h.fra, '-') || ' ' || COALESCE(h.til, '-') AS t FROM onske_historikk h
             JOIN onske o ON o.id = h.onske_id WHERE o.soker_id = 1 ORDER BY h.id DESC LIMIT 2";
        let mut last = house.texts(historikk);
        last.sort();
        assert_eq!(last, ["programomrade BATMF3F--- BATMF3----", "skolenr 46001 -"]);
        fylket(house, 0, "TILBSK", "J", "2026-08-06T12:00:00Z");
        run(house, &TIL_ONSKET, 7);
        assert_eq!(house.last_verdicts("5A120"), ["Modig left INGEN_KAPASITET fag=BATMF3"]);
        tilbud(house, 2, "2026-08-17");
        run(house, &HELE, 8);
        assert_eq!(plass(house), ["Modig 46001", "Rask 46001"]);
        assert_eq!(house.wish("Modig"), "INNTLI BATMF3F--- 46001");
        assert_eq!(kontrakt(house), ["Modig", "Rask"]);
        let told: Vec<_> = house.letters("5A120").into_iter().filter(|l| l.starts_with("Modig") && l.ends_with("skoletilbud")).collect();
        assert_eq!(told.len(), 2, "told of each place");
    }
);

both!(
    /// A contract made of the place: a no takes back neither place nor contract; a person ends it.
    nei_med_kontrakt, |house| {
        world(house, 2, 1);
        run(house, &HELE, 5);
        web(house, 0, "TILBSK", "N", "2026-08-05T10:00:00Z");
        run(house, &HELE, 6);
        assert_eq!(house.last_verdicts("5A122"), ["Modig left KONTRAKT_STAR"]);
        assert_eq!(house.last_verdicts("5A106"), ["Modig left KONTRAKT_STAR"]);
        assert_eq!((plass(house), kontrakt(house)), (vec!["Modig 46001".into()], vec!["Modig".into()]));
        assert!(house.verdict("5A120", "46", "Rask Blomst").starts_with("left|INGEN_KAPASITET|fag=BATMF3"));
    }
);

both!(
    /// However often places are declined, never are more given out than there are, and each goes to the next in the queue.
    aldri_flere_enn_plassene, |house| {
        world(house, 5, 2);
        run(house, &TIL_ONSKET, 5);
        assert_eq!(plass(house), ["Modig 46001", "Rask 46001"]);
        let later = [(6, 0, ["Lun 46001", "Rask 46001"]), (7, 1, ["Lun 46001", "Stille 46001"]), (8, 3, ["Blid 46001", "Lun 46001"])];
        for (august, n, har) in later {
            web(house, n, "TILBSK", "N", &format!("2026-08-{:02}T10:00:00Z", august - 1));
            run(house, &TIL_ONSKET, august);
            assert_eq!(plass(house), har);
            let holdt = "SELECT count(*) FROM onske WHERE skolenr = '46001'";
            assert_eq!(house.count(holdt), 2, "and no wish holds a place that is another's");
        }
        run(house, &["5A106"], 20);
        tilbud(house, 1, "2026-08-17");
        let last = on("5A120", 20).run(house);
        assert_eq!(last["tally"]["acted"], 0);
        assert_eq!(house.warnings(&last), ["more places are given out at 46001 in BATMF3 than there are"]);
    }
);

/// The queue: who gets a place as one after the other is added.
fn ko(house: &House, params: &'static [&'static str]) -> Vec<String> {
    let mut ko: Vec<String> = vec![];
    for kapasitet in 1..=NAVN.len() {
        tilbud(house, kapasitet, "2026-08-17");
        Day { params, ..on("5A120", 5) }.run(house);
        let ny = plass(house).into_iter().map(|p| p.replace(" 46001", "")).find(|p| !ko.contains(p));
        ko.push(ny.unwrap());
    }
    house.sql("UPDATE forslag SET status = 'TILBSKG', skolenr = NULL, oppstart = NULL");
    ko
}

both!(
    /// Among equals: who answered first; or the most points, none last, then who answered first; or a lot that can be drawn
    /// again by whoever has the seed.
    blant_like, |house| {
        world(house, 5, 0);
        run(house, &["5A119"], 5);
        house.sql("UPDATE forslag_svar SET svart_tid = '2026-07-29 06:00:00' WHERE forslag_id = (SELECT max(id) FROM forslag)");
        house.sql("UPDATE soker SET poeng_hundredeler = 4150 WHERE id IN (2, 4)");
        house.sql("UPDATE soker SET poeng_hundredeler = 5000 WHERE id = 3");
        assert_eq!(ko(house, &[]), ["Blid", "Modig", "Rask", "Lun", "Stille"]);
        assert_eq!(ko(house, &["blant_like=poeng"]), ["Lun", "Rask", "Stille", "Blid", "Modig"]);
        let (_, err) = Day { params: &["blant_like=lodd"], ..on("5A120", 5) }.try_run(house, 2, &[]);
        assert!(err.contains("`lodd_fro` is empty"), "{err}");
        let trukket = |fro: &str| {
            let mut alle: Vec<usize> = (0..5).collect();
            alle.sort_by_key(|n| rutine::domain::lodd::lodd(fro, 2026, &format!("soker:{}", n + 1)));
            alle.into_iter().map(|n| NAVN[n]).collect::<Vec<_>>()
        };
        let (a, b) = (ko(house, &["blant_like=lodd", "lodd_fro=a"]), ko(house, &["blant_like=lodd", "lodd_fro=tombola"]));
        assert_eq!((a.clone(), b.clone()), (trukket("a").iter().map(|n| (*n).to_owned()).collect(), trukket("tombola").iter().map(|n| (*n).to_owned()).collect()));
        assert_ne!(a, b, "the seed decides");
        assert_eq!(ko(house, &["blant_like=lodd", "lodd_fro=a"]), a, "drawn again");
        house.sql("UPDATE person_rett SET rett = 'FULLFORINGSRETT' WHERE person_id <> (SELECT person_id FROM soker WHERE id = 4)");
        assert_eq!(ko(house, &["blant_like=poeng"])[0], "Stille", "right goes before all of it");
    }
);

both!(
    /// Training starts by 1 October: a place that begins later is not given, unless the county says so.
    oppstart_senest, |house| {
        world(house, 1, 1);
        run(house, &["5A119"], 5);
        tilbud(house, 1, "2026-10-02");
        run(house, &["5A120"], 5);
        assert_eq!(house.last_verdicts("5A120"), ["Modig left OPPSTART_FOR_SENT fag=BATMF3"]);
        let later = Day { params: &["oppstart_senest=10-15"], ..on("5A120", 5) }.plan(house);
        assert_eq!(later["tally"]["acted"], 1);
        tilbud(house, 1, "2026-10-01");
        run(house, &["5A120"], 5);
        assert_eq!(plass(house), ["Modig 46001"]);
    }
);

both!(
    /// Registered in Vg3, which is not completed of course: the wish and the contract stand, and the pupil is put up for the
    /// test three months before the end; with IV in Vg3 not.
    elev_i_vg3, |house| {
        world(house, 1, 1);
        run(house, &HELE, 5);
        take(house, "elevkurs", &[format!("{};2026;46001;BATMF3F---;N;0;0;0", FNR[0])]);
        run(house, &HELE, 20);
        assert_eq!(house.wish("Modig"), "INNTLI BATMF3F--- 46001");
        assert_eq!(kontrakt(house), ["Modig"]);
        house.sql("UPDATE kontrakt SET godkjent_dato = '2026-09-01'");
        switch_on(house);
        let prove = Day { job: "5A116", fylke: "46", asof: "2027-05-20", at: "2027-05-20T08:00:00Z", params: &[] };
        house.sql("UPDATE elevkurs SET fag_iv = 1 WHERE skolear = 2026");
        prove.run(house);
        assert_eq!(house.last_verdicts("5A116"), ["Modig left IKKE_BESTATT iv=1"]);
        house.sql("UPDATE elevkurs SET fag_iv = 0 WHERE skolear = 2026");
        prove.run(house);
        assert_eq!(house.last_verdicts("5A116").len(), 1);
        assert!(house.last_verdicts("5A116")[0].starts_with("Modig acted OPPMELDT"), "{:?}", house.last_verdicts("5A116"));
    }
);
