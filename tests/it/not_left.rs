//! Letters that lie in the outbox though they should have left: whoever looks is told, and a delivery that keeps some back says so.

use crate::house::{House, both};
use crate::post::{lead_to, post};
use crate::postkasse::Postkasse;

/// Letters are made on 28 July.
const NEXT_DAY: &str = "2026-07-29T06:00:00Z";
const SAME_DAY: &str = "2026-07-28T06:00:00Z";

/// What `check` and `tick` say of letters, each whole.
fn told(house: &House, at: &str) -> [String; 2] {
    let line = |said: String| {
        said.lines().find(|l| l.contains("letters that have not left:")).unwrap_or_default().to_owned()
    };
    [["check"], ["tick"]].map(|command| line(house.told(0, &[&command[..], &["--now", at]].concat())))
}

both!(
    /// Promise: letters that have lain for more than a day, or whose deadline is past or within a day, are told by `check` and
    /// `tick` with what sends them or why nothing does, by the clock of the house; and then nothing says that nothing waits.
    letters_that_lie_are_told, |house| {
        post(house, 3);
        house.file("rutine.toml", "fylker = [\"46\"]\n");
        assert_eq!(told(house, SAME_DAY), ["", ""], "they may leave yet");
        let nowhere = "letters that have not left: 3, the oldest since 2026-07-28; no mail server is set: `[mail.smtp]`";
        assert_eq!(told(house, NEXT_DAY).map(|l| l.trim().to_owned()), [nowhere, nowhere]);
        let check = house.told(0, &["check", "--now", NEXT_DAY]);
        assert!(check.contains("waiting for a person: 3 letters that have not left\n"), "{check}");
        assert!(check.ends_with("no faults; what waits for a person stands above\n"), "{check}");
        for command in ["check", "tick"] {
            let not_left = house.json(0, &[command, "--now", NEXT_DAY])["not_left"].clone();
            let expected = serde_json::json!({"letters": 3, "since": "2026-07-28", "past_deadline": 0, "way_out": "none"});
            assert_eq!(not_left, expected, "{command}");
            assert!(house.json(0, &[command, "--now", SAME_DAY])["not_left"].is_null(), "{command}");
        }
        house.file("rutine.toml", "fylker = [\"46\"]\n[mail]\nhold = true\n");
        assert!(told(house, NEXT_DAY)[1].ends_with("; `mail.hold` is on"), "{:?}", told(house, NEXT_DAY));
        house.file("rutine.toml", "fylker = [\"46\"]\n[mail.smtp]\nhost = \"localhost\"\nsecurity = \"none\"\n");
        assert!(told_by_check(house, NEXT_DAY).ends_with("; `rutine deliver` sends them"));
        house.file("rutine.toml", "fylker = [\"46\"]\n[daemon]\nletters = \"ut\"\n");
        assert!(told_by_check(house, NEXT_DAY).contains("`rutine tick` writes them"));
        house.file("rutine.toml", "fylker = [\"46\"]\n");
        // A deadline that is near, or past, does not wait a day; a letter that waits for its next try is on its way.
        house.sql("UPDATE letters SET deadline = '2026-07-29', created = '2026-07-28 05:59:00' WHERE unit = 'soker:1'");
        assert!(told_by_check(house, SAME_DAY).starts_with("letters that have not left: 1,"));
        house.sql("UPDATE letters SET deadline = '2026-07-30', created = '2026-07-28 04:00:00' WHERE unit = 'soker:1'");
        house.sql("UPDATE letters SET not_before = '2026-07-29 07:00:00' WHERE unit = 'soker:2'");
        assert!(told_by_check(house, NEXT_DAY).starts_with("letters that have not left: 2,"));
        let late = told_by_check(house, "2026-07-31T06:00:00Z");
        assert!(late.contains("3, the oldest since 2026-07-28, 1 past the deadline; "), "{late}");
        house.sql("UPDATE letters SET state = 'sent'");
        assert_eq!(told(house, NEXT_DAY), ["", ""]);
    }
);

fn told_by_check(house: &House, at: &str) -> String {
    let said = house.told(0, &["check", "--now", at]);
    said.lines().find(|l| l.contains("letters that have not left:")).unwrap_or_default().trim().to_owned()
}

both!(
    /// Promise: a delivery that held letters back for a person was not all of it, and its exit code says so; one that had nothing
    /// of that kind to hold was.
    a_delivery_that_held_some_back, |house| {
        post(house, 3);
        let kasse = Postkasse::open(&[]);
        lead_to(house, kasse.port, "");
        house.sql("UPDATE letters SET deadline = '2026-07-27' WHERE unit <> 'soker:3'");
        let done = house.json(3, &["deliver", "--now", SAME_DAY]);
        assert_eq!((&done["sent"], &done["held"]), (&1.into(), &2.into()), "{done}");
        house.out(0, &["deliver", "--now", SAME_DAY]);
    }
);
