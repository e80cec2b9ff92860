//! 5A120: places are given in the order promised, and taken back only from who will not use them; whoever gets none is
//! told why.

use serde_json::Value;

use crate::glimpse::reasons_of;
use crate::house::{House, both};
use crate::scene::{Day, killed_after_every_commit};

const TILBUD: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };
const DAY: Day =
    Day { job: "5A120", fylke: "46", asof: "2026-08-05", at: "2026-08-05T08:00:00Z", params: &[] };
const SVAR: Day = Day { job: "5A119", ..DAY };
const STATUS: Day = Day { job: "5A114", ..DAY };
const LATER: Day = Day { asof: "2026-08-06", at: "2026-08-06T10:00:00Z", ..DAY };

/// Offered, answered, and some of it changed since.
pub fn stage(house: &House) {
    answered(house);
    house.by_hand("Vill", "status = 'TILBSK', skolenr = '46002'");
    house.take("forslag_skoletilbud/senere");
    house.by_hand("Sen", "svarfrist_generelt = '2026-08-12'");
    house.by_hand("Sta", "status = 'TILBSK', skolenr = '46002'");
    house.set_status("Flink", "TRUKK");
    SVAR.run(house);
    STATUS.run(house);
    house.admitted_higher("Snill");
}

fn answered(house: &House) {
    house.take("forslag_skoletilbud");
    TILBUD.run(house);
    house.letters_have_left();
    house.take("forslag_skoletilbud/svar");
    SVAR.run(house);
}

fn staged(house: House) -> House {
    stage(&house);
    house
}

/// `Rask 46002`, by name.
fn given(house: &House) -> Vec<String> {
    house.texts(
        "SELECT p.fornavn || ' ' || COALESCE(f.skolenr, '-') AS t FROM forslag f JOIN onske o ON o.id = f.onske_id
         JOIN soker s ON s.id = o.soker_id JOIN person p ON p.id = s.person_id WHERE f.status = 'TILBSK' ORDER BY 1",
    )
}

fn places(house: &House, skolenr: &str, kapasitet: i64) {
    house.sql(&format!("UPDATE skoletilbud SET kapasitet = {kapasitet} WHERE skolenr = '{skolenr}'"));
}

fn acted(run: &Value) -> i64 {
    run["tally"]["acted"].as_i64().unwrap()
}

both!(
    /// Everyone in the queue gets a place or a reason; own school, own kommune, lowest number; a place set by hand and
    /// a contract made without forslag each hold theirs; the place of who declined it is free the same day.
    the_day_itself, |house| {
        stage(house);
        let run = DAY.run(house);
        assert_eq!(
            house.last_verdicts("5A120"),
            [
                "Blid left HAR_LAREPLASS kontrakt=godkjent",
                "Flink left STATUS_FORAN status=TRUKK",
                "Kvikk left TAKKET_NEI",
                "Lun acted TILDELT",
                "Modig left INGEN_KAPASITET fag=BATMF3",
                "Rask acted TILDELT",
                "Sen left FRIST_IKKE_UTE",
                "Sliten left PASSIV",
                "Snill left INNTATT_HOYERE",
                "Stille acted TILDELT brev=MANGLER_EPOST",
                "Sulten left INGEN_KAPASITET fag=RMKOK3",
                "Sur left IKKE_KVALIFISERT vurdert=N",
                "Treg left UBESVART",
                "Trist left OPPSTART_FOR_SENT fag=BARLF3",
                "Trygg acted TILDELT brev=ADRESSESPERRE",
                "Vill acted FRIGITT takket_nei",
            ]
        );
        assert_eq!(given(house), ["Lun 46001", "Rask 46002", "Sta 46002", "Stille 46001", "Trygg 46001"]);
        let rows = house.texts(
            "SELECT skolenr || ' ' || programomrade || ' ' || COALESCE(CAST(oppstart AS TEXT), '-') || ' '
               || COALESCE(CAST(svarfrist_skole AS TEXT), '-') AS t
             FROM forslag WHERE status = 'TILBSK' AND attempt_id = (SELECT max(id) FROM attempts) ORDER BY 1",
        );
        assert_eq!(
            rows,
            ["46001 BATMF3F--- 2026-08-17 -", "46001 BATMF3F--- 2026-08-17 -", "46001 BATMF3H--- 2026-08-17 -", "46002 BATMF3F--- - -"]
        );
        assert_eq!(
            house.letters("5A120"),
            [
                "Lun nb lun.hare@post.example skoletilbud",
                "Modig nb modig.blomst@post.example uten_plass",
                "Rask nn rask.bever@post.example skoletilbud",
                "Sulten nb sulten.mar@post.example uten_plass",
                "Trist nb trist.torsk@post.example uten_plass",
            ]
        );
        assert_eq!(run["no_letter"], serde_json::json!({"ADRESSESPERRE": 1, "MANGLER_EPOST": 1}));
        assert_eq!(run["deposits"], 4);
        assert_eq!(house.count("SELECT count(*) FROM deposits WHERE source LIKE '%/TILBSK/4600_' AND title IN ('Tilbod om Vg3 i skule', 'Tilbud om Vg3 i skole')"), 4);
        assert_eq!(house.wish("Lun"), "INNTLI BATMF3---- -", "what the wish holds is 5A122's");
        insta::assert_snapshot!("uten_plass_nb", house.letter_about("5A120", "Modig"));
        insta::assert_snapshot!("skoletilbud_nb", house.letter_about("5A120", "Lun"));
        insta::assert_snapshot!("skoletilbud_nn_uten_oppstart", house.letter_about("5A120", "Rask"));
    }
);

#[test]
fn every_reason_is_shown() {
    let house = staged(House::sqlite());
    DAY.run(&house);
    assert_eq!(house.reasons_given("5A120"), reasons_of("5A120"));
}

both!(
    /// A second run is a new attempt that finds nothing to do; a second plan is empty.
    twice, |house| {
        stage(house);
        let first = DAY.run(house);
        let before = house.deeds();
        assert!(DAY.plan(house)["changes"].as_array().unwrap().is_empty());
        let second = DAY.run(house);
        assert_eq!((acted(&first), acted(&second), &second["attempt"]), (5, 0, &2.into()));
        assert_eq!(second["tally"]["unchanged"], 5);
        assert_eq!(house.deeds(), before);
        let before = house.effects();
        assert_eq!(acted(&DAY.run(house)), 0);
        assert_eq!(house.effects(), before, "and who gave a place back is in the queue like others");
    }
);

both!(
    /// Whoever said yes and got no place is told once that the offer stands, and is written to again with the place.
    waiting_for_a_place, |house| {
        stage(house);
        house.sql("UPDATE person SET malform = CASE malform WHEN 'nn' THEN 'nb' ELSE 'nn' END WHERE fornavn IN ('Modig', 'Sulten', 'Trist')");
        let waiting = |h: &House| h.letters("5A120").into_iter().filter(|l| l.ends_with("uten_plass")).count();
        let off = Day { params: &["brev_uten_plass=false"], ..DAY }.plan(house);
        assert!(!off["letters"].to_string().contains("uten_plass"), "a county may do without");
        let plan = DAY.plan(house);
        assert_eq!(plan["letters"].to_string().matches("/uten_plass/").count(), 3, "a plan shows letters to those left, too");
        DAY.try_run(house, 0, &["--plan", plan["digest"].as_str().unwrap()]);
        insta::assert_snapshot!("uten_plass_nn", house.letter_about("5A120", "Modig"));
        let before = house.deeds();
        assert_eq!((waiting(house), DAY.plan(house)["letters"].clone()), (3, serde_json::json!([])));
        assert_eq!((&LATER.run(house)["letters"], house.deeds()), (&0.into(), before));
        house.take("forslag_skoletilbud/flere_plasser");
        assert_eq!(LATER.run(house)["letters"], 2);
        assert_eq!(waiting(house), 3);
        let told = house.letters("5A120").into_iter().filter(|l| l.starts_with("Modig")).count();
        assert_eq!(told, 2);
    }
);

both!(
    /// Ungdomsrett first, then fullføringsrett, then voksenrett; among equals whoever answered first. Each place that
    /// is added goes to the next in the queue, and to nobody who has one.
    one_place_at_a_time, |house| {
        stage(house);
        places(house, "46001", 1);
        places(house, "46002", 1);
        assert_eq!(acted(&DAY.run(house)), 1, "Vill's place goes back, and there was one too many");
        for (kapasitet, next) in [(3, "Rask"), (4, "Trygg"), (5, "Lun"), (6, "Stille"), (7, "Modig")] {
            let before = given(house);
            // 46002 holds Sta's place.
            places(house, "46002", kapasitet - 1);
            let run = DAY.run(house);
            let new: Vec<_> = given(house).into_iter().filter(|g| !before.contains(g)).collect();
            assert_eq!((acted(&run), new), (1, vec![format!("{next} 46002")]));
        }
        assert_eq!(acted(&DAY.run(house)), 0);
    }
);

both!(
    /// New capacity is given to those left; capacity lowered below what is given out takes nothing back, it warns.
    capacity_changes_later, |house| {
        stage(house);
        let run = DAY.run(house);
        assert!(house.warnings(&run).is_empty());
        let before = given(house);
        house.take("forslag_skoletilbud/flere_plasser");
        let run = LATER.run(house);
        assert_eq!(acted(&run), 2);
        let new: Vec<_> = given(house).into_iter().filter(|g| !before.contains(g)).collect();
        assert_eq!(new, ["Modig 46001", "Sulten 46001"]);
        let before = house.deeds();
        house.take("forslag_skoletilbud/faerre_plasser");
        let run = LATER.run(house);
        assert_eq!(acted(&run), 0);
        assert_eq!(house.warnings(&run), ["more places are given out at 46001 in BATMF3 than there are"]);
        assert_eq!(house.deeds(), before);
    }
);

both!(
    /// A no to the school's offer frees the place for the next, and the wish is what it was, STRNLV.
    a_no_frees_the_place, |house| {
        stage(house);
        DAY.run(house);
        Day { job: "5A122", ..DAY }.run(house);
        house.take("forslag_skoletilbud/nei");
        Day { job: "5A119", ..LATER }.run(house);
        Day { job: "5A114", ..LATER }.run(house);
        assert_eq!(house.wish("Rask"), "STRNLV BATMF3F--- 46002");
        LATER.run(house);
        assert!(given(house).contains(&"Modig 46002".into()));
        Day { job: "5A122", ..LATER }.run(house);
        assert_eq!(house.wish("Rask"), "STRNLV BATMF3---- -");
        assert_eq!(house.wish("Modig"), "INNTLI BATMF3F--- 46002");
        assert_eq!(Day { job: "5A114", ..LATER }.run(house)["tally"]["acted"], 0, "5A114 agrees");
    }
);

both!(
    /// Before the offers there is nobody; before the answers are taken in, everyone is left and nothing is written.
    out_of_order, |house| {
        house.take("forslag_skoletilbud");
        assert_eq!(DAY.too_early(house)["tally"]["seen"], 0);
        TILBUD.run(house);
        house.take("forslag_skoletilbud/svar");
        let before = house.deeds();
        assert_eq!(DAY.run(house)["tally"]["left"], serde_json::json!({"UBESVART": 17}));
        assert_eq!(house.deeds(), before);
        SVAR.run(house);
        let early = Day { asof: "2026-08-04", at: "2026-08-04T20:00:00Z", ..DAY };
        let before = house.deeds();
        assert_eq!(acted(&early.run(house)), 0, "the last day of answering counts whole");
        assert_eq!(house.deeds(), before);
    }
);

both!(
    /// `tildel_skole=false`: only the status changes, no school, no letter; the school is set by hand.
    the_school_by_hand, |house| {
        stage(house);
        let run = Day { params: &["tildel_skole=false"], ..DAY }.run(house);
        assert_eq!(acted(&run), 8, "seven places, and one that goes back");
        assert_eq!(run["letters"], 0);
        assert_eq!(
            given(house),
            ["Lun -", "Modig -", "Rask -", "Sta 46002", "Stille -", "Sulten -", "Trist -", "Trygg -"]
        );
        assert_eq!(acted(&DAY.run(house)), 0, "what the county sets by hand is not set again");
    }
);

both!(
    /// `for_frist=true` gives out before the deadline, `svarfrist_skole_dager` asks for an answer to the place itself.
    before_the_deadline_with_a_deadline_of_its_own, |house| {
        answered(house);
        house.sql("UPDATE skoletilbud SET oppstart = '2026-08-24' WHERE skolenr = '46002'");
        let early = Day { asof: "2026-08-04", at: "2026-08-04T20:00:00Z", ..DAY };
        let early = Day { params: &["for_frist=true", "svarfrist_skole_dager=7"], ..early };
        assert_eq!(acted(&early.run(house)), 5);
        assert_eq!(
            house.texts("SELECT DISTINCT CAST(svarfrist_skole AS TEXT) AS t FROM forslag WHERE status = 'TILBSK'"),
            ["2026-08-11"]
        );
        insta::assert_snapshot!("skoletilbud_nb_med_frist", house.letter_about("5A120", "Blid"));
        insta::assert_snapshot!("skoletilbud_nn_med_frist", house.letter_about("5A120", "Rask"));
    }
);

both!(
    /// `rekkefolge` is the county's to set; a right that is none is refused.
    another_order, |house| {
        stage(house);
        places(house, "46001", 2);
        places(house, "46002", 1);
        let first = Day { params: &[r#"rekkefolge=["VOKSENRETT","UNGDOMSRETT"]"#], ..DAY };
        first.run(house);
        assert_eq!(given(house), ["Modig 46001", "Sta 46002"]);
        let wrong = Day { params: &[r#"rekkefolge=["UNGDOMSRET"]"#], ..DAY };
        let (_, err) = wrong.try_run(house, 2, &[]);
        assert!(err.contains("`rekkefolge` holds `UNGDOMSRET`, expected any of"), "{err}");
    }
);

/// No place goes back: who gave one back before the stop is left TAKKET_NEI after it, one line more in the journal.
fn none_goes_back(house: House) -> House {
    let house = staged(house);
    house.by_hand("Vill", "status = 'TILBSKG', skolenr = NULL");
    house
}

#[test]
fn killed_sqlite() {
    killed_after_every_commit(DAY, 3, || none_goes_back(House::sqlite()));
}

#[test]
fn killed_postgres() {
    killed_after_every_commit(DAY, 3, || none_goes_back(House::postgres()));
}
