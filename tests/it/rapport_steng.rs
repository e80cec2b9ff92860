//! AR-STENG: the forms are closed the day after the deadline, and who has not answered is told.

use serde_json::json;

use crate::house::{House, both};
use crate::runde::{STENG, UTTREKK, januar, sendinn};
use crate::scene::{Day, killed_after_every_commit, reasons};

fn stage(house: &House) {
    januar(house);
    UTTREKK.run(house);
    house.take("rapport_steng");
}

both!(
    /// What was received in time is taken in first: a form with a submission nobody has treated waits for AR-SENDINN.
    the_day_itself, |house| {
        stage(house);
        let run = STENG.run(house);
        assert_eq!((&run["tally"]["acted"], &run["tally"]["left"]), (&json!(5), &json!({"VENTER_PA_INNSENDING": 2})));
        sendinn("2026-02-21", "2026-02-21T03:00:00Z").run(house);
        STENG.run(house);
        assert_eq!(
            house.units("AR-STENG", "skjema:"),
            [
                "skjema:2025/310000019/BATMF3|acted|IKKE_INNSENDT|besvart=0 av=8",
                "skjema:2025/310000027/BARLF3|acted|IKKE_INNSENDT|besvart=2 av=8",
                "skjema:2025/310000027/BAVOA3|acted|IKKE_INNSENDT|besvart=0 av=8",
                "skjema:2025/310000035/HSAMB3|acted|IKKE_INNSENDT|besvart=8 av=8",
                "skjema:2025/310000035/HSHEA3|acted|IKKE_INNSENDT|besvart=0 av=8",
                "skjema:2025/310000051/ELELE3|acted|IKKE_INNSENDT|besvart=0 av=8",
                "skjema:2025/310000051/ELEMO3|acted|INNSENDT|besvart=8 av=8",
            ]
        );
        let (all, shown) = reasons(house, "AR-STENG");
        assert_eq!(shown, all);
        let before = house.effects();
        STENG.run(house);
        assert_eq!(house.effects(), before);
    }
);

both!(
    /// On the last day itself nobody is shut out.
    not_before_the_deadline_is_over, |house| {
        stage(house);
        let early = Day { asof: "2026-02-20", at: "2026-02-20T21:00:00Z", ..STENG };
        let (_, said) = early.try_run(house, 4, &[]);
        let ahead = Day { at: "2026-02-20T21:00:00Z", ..STENG };
        let (_, wait) = ahead.try_run(house, 4, &[]);
        assert!(wait.contains("the run is for 2026-02-21, and today is 2026-02-20: nothing is run for a day still to come; wait for it, or look ahead with `rutine plan AR-STENG --fylke 46 --asof 2026-02-21`"), "{wait}");
        assert_eq!(ahead.plan(house)["tally"]["acted"], 5, "a plan may look ahead");
        assert!(said.contains("the day after the deadline of the round of 2025 is 2026-02-21"), "{said}");
    }
);

both!(
    /// A round's dates and the manifests' may be told apart: `check` says which run is owed too early or not at all.
    a_round_the_manifests_do_not_keep, |house| {
        let now = ["check", "--now", "2026-12-01T08:00:00Z"];
        assert!(!house.out(0, &now).contains("out of step"));
        house.sql("UPDATE rapport_runde SET svarfrist = '2027-02-28' WHERE ar = 2026");
        let said = house.out(0, &now);
        assert!(said.contains("out of step: the round of 2026 needs AR-STENG on 2027-03-01"), "{said}");
        assert_eq!(house.json(0, &now)["rounds"][0]["job"], "AR-STENG");
    }
);

both!(
    /// `rutine rapport` shows how each form stands, and which are not sent in.
    shown_to_people, |house| {
        stage(house);
        sendinn("2026-02-21", "2026-02-21T03:00:00Z").run(house);
        STENG.run(house);
        let now = ["--fylke", "46", "--now", "2026-02-21T08:00:00Z"];
        let table = house.out(0, &[&["rapport"], &now[..]].concat());
        insta::assert_snapshot!("rapport", table);
        let unsent = house.json(0, &[&["rapport", "--unsent"], &now[..]].concat());
        assert_eq!(unsent["skjemaer"].as_array().unwrap().len(), 6);
        let rounds = house.out(0, &["rapport", "runder"]);
        insta::assert_snapshot!("runder", rounds);
    }
);

#[test]
fn killed_sqlite() {
    killed_after_every_commit(STENG, 2, || staged(House::sqlite()));
}

#[test]
fn killed_postgres() {
    killed_after_every_commit(STENG, 2, || staged(House::postgres()));
}

fn staged(house: House) -> House {
    stage(&house);
    house
}
