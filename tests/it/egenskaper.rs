//! What must hold of every population, whoever is in it: properties of the Vg3 chain over applicants drawn at random.
//! `EGENSKAPER_FRO` is the seed.

use std::collections::BTreeSet;

use crate::fasit::mutasjon::{Terning, endringer, fylker, sokere, svar};
use crate::house::{House, both};
use crate::scene::Day;

const PERSONER: u64 = 250;
const FYLKER: [&str; 2] = ["46", "11"];
/// Both counties' deadlines have passed by then.
const ETTER_FRISTEN: (&str, &str) = ("2026-09-02", "2026-09-02T08:00:00Z");
const TIDER: [&str; 5] = [
    "2026-07-29 08:00:00",
    "2026-07-30 12:00:00",
    "2026-08-03 10:00:00",
    "2026-08-04 21:59:59",
    "2026-08-05 09:00:00",
];

fn terning() -> Terning {
    Terning::ny(std::env::var("EGENSKAPER_FRO").ok().map_or(17, |t| t.parse().unwrap()))
}

fn kjor(house: &House, job: &'static str, (asof, at): (&'static str, &'static str)) -> i64 {
    let run =
        |fylke| Day { job, fylke, asof, at, params: &[] }.run(house)["tally"]["acted"].as_i64().unwrap();
    FYLKER.into_iter().map(run).sum()
}

/// The population before the offers.
fn befolket(house: &House) -> Terning {
    let mut terning = terning();
    fylker(house, &mut terning, PERSONER);
    sokere(house, &mut terning, PERSONER);
    terning
}

/// Offers made, letters gone, answers in the inboxes.
fn tilbudt(house: &House) -> Terning {
    let mut terning = befolket(house);
    kjor(house, "5A115", ("2026-07-28", "2026-07-28T04:00:00Z"));
    house.letters_have_left();
    svar(house, &mut terning, "A", &TIDER, 25);
    svar(house, &mut terning, "B", &TIDER, 50);
    terning
}

const KJEDEN: [&str; 5] = ["5A119", "5A114", "5A120", "5A122", "5A106"];

fn kjeden(house: &House) -> i64 {
    KJEDEN.into_iter().map(|job| kjor(house, job, ETTER_FRISTEN)).sum()
}

fn tilbud(house: &House) -> Vec<String> {
    house.texts(
        "SELECT CAST(o.soker_id AS TEXT) || ' ' || f.programomrade AS t FROM forslag f JOIN onske o ON o.id = f.onske_id
         WHERE f.forslagstype = 'VG3' AND f.attempt_id IS NOT NULL ORDER BY o.soker_id",
    )
}

/// Every applicant gets a course of the new school year, not completed, with failures: of the fag, of another, of Vg1 again.
const BEGYNT_SIDEN: &str = "
    INSERT INTO elevkurs (person_id, skolear, skolenr, programomrade, fullfort, fag_stryk_programfag, fag_stryk_fellesfag, fag_iv)
      SELECT DISTINCT person_id, 2026, '46001', CASE person_id % 4 WHEN 0 THEN 'BATMF3F---' WHEN 1 THEN 'BATMF2----' WHEN 2 THEN 'BABAT1----'
        ELSE 'RMKOS2----' END, FALSE, 2, 3, 4 FROM soker s
      WHERE EXISTS (SELECT 1 FROM elevkurs e WHERE e.person_id = s.person_id)
      ON CONFLICT DO NOTHING;";

#[test]
fn ingen_mister_en_rett_til_det_som_er_begynt_siden() {
    for (uten, med) in [(House::sqlite(), House::sqlite()), (House::postgres(), House::postgres())] {
        for house in [&uten, &med] {
            befolket(house);
        }
        med.sql(BEGYNT_SIDEN);
        for house in [&uten, &med] {
            kjor(house, "5A115", ("2026-07-28", "2026-07-28T04:00:00Z"));
            kjor(house, "5A114", ("2026-07-29", "2026-07-29T04:00:00Z"));
        }
        assert!(tilbud(&uten).len() > 20);
        assert_eq!(tilbud(&uten), tilbud(&med));
        assert_eq!(uten.effects_of("onske"), med.effects_of("onske"));
    }
}

/// The rows the other way round, as another order of files and lines would have given them.
const SNUDD: &str =
    "UPDATE elevkurs SET id = -id; UPDATE person_rett SET id = -id; UPDATE kontrakt SET id = -id;";

#[test]
fn rekkefolgen_av_filer_og_linjer_endrer_ingen_dom() {
    for (rett_vei, snudd) in [(House::sqlite(), House::sqlite()), (House::postgres(), House::postgres())] {
        befolket(&rett_vei);
        befolket(&snudd);
        snudd.sql(SNUDD);
        for house in [&rett_vei, &snudd] {
            let mut terning = terning();
            kjor(house, "5A115", ("2026-07-28", "2026-07-28T04:00:00Z"));
            house.letters_have_left();
            svar(house, &mut terning, "A", &TIDER, 30);
        }
        snudd.sql("UPDATE websvar SET id = -id; UPDATE fylkesvar SET id = -id;");
        for house in [&rett_vei, &snudd] {
            kjeden(house);
        }
        let (en, to) = (rett_vei.effects(), snudd.effects());
        assert_eq!(en.iter().zip(&to).find(|(a, b)| a != b), None);
    }
}

both!(
    /// Answers that come in two files count the same whichever is taken in first. Two that contradict each other at one time
    /// wait for a person.
    svarene_teller_likt_i_hvilken_rekkefolge_de_enn_kommer, |house| {
        tilbudt(house);
        let skjul = |rest: i64| house.sql(&format!(
            "UPDATE websvar SET behandlet = 'AVVIST', grunn = 'SENERE' WHERE id % 2 = {rest} AND behandlet = 'NY';
             UPDATE fylkesvar SET behandlet = 'AVVIST', grunn = 'SENERE' WHERE id % 2 = {rest} AND behandlet = 'NY';"
        ));
        let vis = || house.sql(
            "UPDATE websvar SET behandlet = 'NY', grunn = NULL WHERE grunn = 'SENERE';
             UPDATE fylkesvar SET behandlet = 'NY', grunn = NULL WHERE grunn = 'SENERE';",
        );
        let i_kraft = || {
            house.texts(
                "SELECT CAST(a.forslag_id AS TEXT) || ' ' || a.gjelder || ' ' || a.svar || ' ' || CAST(a.svart_tid AS TEXT) || ' ' || a.kilde AS t
                 FROM forslag_svar a WHERE NOT EXISTS (SELECT 1 FROM websvar w WHERE w.forslag_id = a.forslag_id AND w.behandlet = 'NY')
                 AND NOT EXISTS (SELECT 1 FROM fylkesvar w WHERE w.forslag_id = a.forslag_id AND w.behandlet = 'NY') ORDER BY 1",
            )
        };
        let mut ender = vec![];
        for forst in [0, 1] {
            skjul(forst);
            kjor(house, "5A119", ETTER_FRISTEN);
            vis();
            kjor(house, "5A119", ETTER_FRISTEN);
            ender.push(i_kraft());
            house.sql("DELETE FROM forslag_svar; UPDATE websvar SET behandlet = 'NY', grunn = NULL; UPDATE fylkesvar SET behandlet = 'NY', grunn = NULL;");
        }
        assert!(ender[0].len() > 20);
        assert_eq!(ender[0], ender[1]);
    }
);

#[test]
fn rekkefolgen_av_rutiner_endrer_ingen_dom() {
    for (i_orden, hulter) in [(House::sqlite(), House::sqlite()), (House::postgres(), House::postgres())] {
        for house in [&i_orden, &hulter] {
            tilbudt(house);
        }
        for job in KJEDEN.into_iter().rev() {
            let (asof, at) = ETTER_FRISTEN;
            for fylke in FYLKER {
                // Whatever would have to come first.
                Day { job, fylke, asof, at, params: &[] }.try_run(&hulter, 0, &["--nobody"]);
            }
        }
        for house in [&i_orden, &hulter] {
            kjeden(house);
            kjeden(house);
        }
        for hva in ["onske", "forslag", "svar", "websvar"] {
            assert_eq!(i_orden.effects_of(hva), hulter.effects_of(hva), "{hva}");
        }
    }
}

/// Persons who hold a place, by school and fag.
const OPPTATT: &str = "SELECT person_id, skolenr, grunnkode FROM (
    SELECT s.person_id, f.skolenr, substr(f.programomrade, 1, 6) AS grunnkode FROM forslag f JOIN onske o ON o.id = f.onske_id
      JOIN soker s ON s.id = o.soker_id WHERE f.forslagstype = 'VG3' AND f.status = 'TILBSK' AND f.lukket_arsak IS NULL
      AND f.skolenr IS NOT NULL AND NOT EXISTS (SELECT 1 FROM kontrakt x WHERE x.forslag_id = f.id)
    UNION SELECT person_id, skolenr, substr(programomrade, 1, 6) FROM kontrakt WHERE kontraktstype = 'E' AND avsluttet_dato IS NULL
      AND laretid_fra >= '2026-08-01') p";

/// Schools and fag with more persons than places.
fn for_mange(house: &House) -> BTreeSet<String> {
    let sql = format!(
        "SELECT t.skolenr || ' ' || t.grunnkode || ' ' || CAST(count(*) AS TEXT) AS t FROM skoletilbud t
         JOIN ({OPPTATT}) o ON o.skolenr = t.skolenr AND o.grunnkode = t.grunnkode
         GROUP BY t.skolenr, t.grunnkode, t.kapasitet HAVING count(*) > t.kapasitet ORDER BY 1"
    );
    house.texts(&sql).into_iter().collect()
}

both!(
    /// The places are never exceeded and none is promised twice, through two rounds with changes between.
    plassene_overskrides_aldri_og_ingen_loves_bort_to_ganger, |house| {
        let mut terning = tilbudt(house);
        let for_ = for_mange(house);
        for merke in ["C", "D"] {
            kjeden(house);
            assert!(for_mange(house).is_subset(&for_), "{:?}", for_mange(house));
            let to = house.texts(
                "SELECT CAST(s.person_id AS TEXT) AS t FROM forslag f JOIN onske o ON o.id = f.onske_id JOIN soker s ON s.id = o.soker_id
                 WHERE f.forslagstype = 'VG3' AND f.status = 'TILBSK' AND f.lukket_arsak IS NULL AND f.attempt_id IS NOT NULL
                 GROUP BY s.person_id HAVING count(*) > 1",
            );
            assert_eq!(to, Vec::<String>::new(), "nobody has two places");
            // By hand on contracts and forslag there is no end to what may be done: the answers and the applicants change.
            svar(house, &mut terning, merke, &["2026-08-28 10:00:00", "2026-08-29 10:00:00"], 40);
            house.sql("UPDATE soker SET aktiv = NOT aktiv WHERE id % 11 = 3");
        }
    }
);

both!(
    /// Nobody is struck who was not told at least three days before the deadline.
    ingen_strykes_som_ikke_er_varslet, |house| {
        tilbudt(house);
        house.sql(
            "UPDATE letters SET state = 'held', settled = NULL WHERE id % 3 = 0;
             UPDATE letters SET settled = '2026-08-02 10:00:00' WHERE id % 3 = 1 AND state = 'sent';",
        );
        kjeden(house);
        let stroket = "SELECT count(*) FROM onske o WHERE o.status = 'STRILÆ' AND EXISTS (SELECT 1 FROM onske_historikk h
            WHERE h.onske_id = o.id AND h.til = 'STRILÆ' AND h.attempt_id IS NOT NULL)";
        assert!(house.count(stroket) > 0);
        let uvarslet = format!(
            "{stroket} AND NOT EXISTS (SELECT 1 FROM letters l JOIN forslag f ON f.onske_id = o.id AND f.forslagstype = 'VG3'
               WHERE l.unit = 'soker:' || o.soker_id AND l.purpose = 'tilbud' AND l.state = 'sent'
               AND substr(CAST(l.settled AS TEXT), 1, 10) <= CASE f.svarfrist_generelt WHEN '2026-08-04' THEN '2026-08-01' ELSE '2026-08-29' END)"
        );
        assert_eq!(house.count(&uvarslet), 0);
    }
);

both!(
    /// The chain again on the same day changes nothing, sends nothing, and says nothing new.
    en_kjoring_til_er_tom, |house| {
        let mut terning = tilbudt(house);
        endringer(house, &mut terning, 10, "C", "2026-08-12 13:00:00");
        kjeden(house);
        kjeden(house);
        let (deeds, effects) = (house.deeds(), house.effects());
        assert_eq!(kjeden(house), 0);
        assert!(house.deeds() == deeds && house.effects() == effects);
    }
);

both!(
    /// Nobody of a lesser right is given a place in a fag where one of a better right is left without.
    fylkets_rekkefolge_holdes, |house| {
        tilbudt(house);
        kjeden(house);
        let rang = "(SELECT min(CASE r.rett WHEN 'UNGDOMSRETT' THEN 1 WHEN 'FULLFORINGSRETT' THEN 2 WHEN 'VOKSENRETT' THEN 3 ELSE 9 END)
            FROM person_rett r WHERE r.person_id = s.person_id AND r.fom <= '2026-09-02' AND (r.tom IS NULL OR r.tom >= '2026-09-02'))";
        let med = |reason: &str| format!(
            "SELECT s.fylkesnr, substr(f.programomrade, 1, 6) AS fag, COALESCE({rang}, 9) AS rang FROM journal j JOIN soker s ON j.unit = 'soker:' || s.id
             JOIN onske o ON o.soker_id = s.id JOIN forslag f ON f.onske_id = o.id AND f.forslagstype = 'VG3'
             WHERE j.job = '5A120' AND j.reason = '{reason}' AND s.fylkesnr = '46'"
        );
        let forbigatt = format!(
            "SELECT count(*) FROM ({}) fikk JOIN ({}) uten ON uten.fylkesnr = fikk.fylkesnr AND uten.fag = fikk.fag AND uten.rang < fikk.rang",
            med("TILDELT"), med("INGEN_KAPASITET")
        );
        assert!(house.count(&format!("SELECT count(*) FROM ({}) x", med("INGEN_KAPASITET"))) > 3);
        assert!(house.count(&format!("SELECT count(*) FROM ({}) x", med("TILDELT"))) > 10);
        assert_eq!(house.count(&forbigatt), 0);
    }
);
