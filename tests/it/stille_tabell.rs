//! Every command that lists or acts, in four situations: an empty database, a county that is not served, a date to come, a slip
//! of the hand. What each says and exits with; nothing succeeds silently.

use crate::house::{House, both};

const NOW: &str = "2026-07-28T08:00:00Z";

/// Command, exit code, what it says on stdout or stderr.
type Row = (&'static str, i32, &'static str);

const EMPTY: &[Row] = &[
    ("jobs", 0, "5A115"),
    ("calendar", 0, "5A115"),
    ("runs", 0, "no runs"),
    ("outbox", 0, "no letters"),
    ("archive", 0, "no documents"),
    ("rapport", 3, "AR-UTTREKK has made no forms in the round of 2026"),
    ("rapport avvik", 3, "AR-FOREL has not run in the round of 2026"),
    ("rapport runder", 0, "2026-10-01"),
    ("rett", 3, "has no applicants of 2026: nobody has been looked at there"),
    ("pause", 0, "nothing is paused"),
    ("reopen", 0, "0 dates"),
    ("show 1", 2, "there is no run 1"),
    ("logs 1", 2, "there is no run 1"),
    ("why 1", 2, "there is no run 1"),
    ("retry 1", 2, "there is no run 1"),
    ("why 5A115 --fylke 46 --unit soker:1", 2, "there is no `soker:1`"),
    ("why 5A115 --fylke 46 --unit leder:1", 2, "there is no `leder:1`"),
    ("why 5A116 --fylke 46 --unit kontrakt:E1", 2, "there is no `kontrakt:E1`"),
    (
        "why AR-STENG --fylke 46 --unit skjema:2026/310000019/BATMF3",
        2,
        "there is no `skjema:2026/310000019/BATMF3`",
    ),
    ("why 5A116 --fylke 46 --unit bedrift:310000019", 2, "there are soker, kontrakt, skjema, leder"),
    ("plan 5A115 --fylke 46", 0, "it has no applicants of 2026"),
    ("plan AR-OPPSTART --fylke 46", 4, "wait for that day"),
    ("run 5A115 --fylke 46", 4, "take in `soker.csv`"),
    ("run 5A119 --fylke 46", 4, "take in `soker.csv`"),
    ("run 5A115 --fylke 46 --asof yesterday", 4, "take in `soker.csv`"),
    ("run 5A115 --fylke 46 --asof yesterday --nobody", 4, "2026-07-27 is no date of 5A115"),
    ("tick", 0, "0 fell due"),
    ("deliver --out ut", 0, "0 letters written"),
    ("simulate --to 2026-07-29", 1, "5A115 fails in fylke 03"),
    ("restored --done", 4, "`rutine restored` first"),
    ("restored --sent .", 4, "`rutine restored` first"),
    ("archive hand-out", 0, "no county has a sink"),
    ("archive ack X", 2, "there is no document `X`"),
    ("archive show X", 2, "there is no document `X`"),
    ("archive retry X --reason x", 2, "there is no document `X`"),
    ("archive retry --state failed --reason x", 4, "nothing matched"),
    ("outbox show X", 2, "there is no letter `X`"),
    (
        "outbox hold --job 5A115 --reason x",
        4,
        "nothing matched, and nothing was changed: `hold` is for letters that are pending",
    ),
    ("outbox release --state held --reason x", 4, "`release` is for letters that are held"),
    ("outbox retry --state rejected --reason x", 4, "`retry` is for letters that are rejected"),
    ("outbox give-up --state pending --reason x", 4, "`give-up` is for letters that are pending"),
    ("resume 5A115", 2, "5A115 for every fylke is not paused"),
    ("intake .", 1, "holds no `.csv` file"),
];

const NOT_SERVED: &str = "fylke 11 is not served here: `fylker` of the settings names 46";

const OF_ANOTHER_COUNTY: &[Row] = &[
    ("calendar --fylke 11", 0, NOT_SERVED),
    ("jobs show 5A115 --fylke 11", 0, NOT_SERVED),
    ("runs --fylke 11", 4, NOT_SERVED),
    ("outbox --fylke 11", 4, NOT_SERVED),
    ("archive --fylke 11", 4, NOT_SERVED),
    ("rapport --fylke 11", 4, NOT_SERVED),
    ("rapport avvik --fylke 11", 4, NOT_SERVED),
    ("rett --fylke 46,11", 4, NOT_SERVED),
    ("why 5A115 --fylke 11 --unit soker:1", 4, NOT_SERVED),
    ("plan 5A115 --fylke 11", 4, NOT_SERVED),
    ("run 5A119 --fylke 11", 4, NOT_SERVED),
    ("simulate --fylke 46,11 --to 2026-07-29", 4, NOT_SERVED),
    ("pause 5A115 --fylke 11 --until 2026-08-01 --reason x", 4, NOT_SERVED),
    ("resume 5A115 --fylke 11", 2, "5A115 for fylke 11 is not paused"),
    ("archive retry --fylke 11 --reason x", 4, NOT_SERVED),
    ("archive hand-out --fylke 11", 4, "fylke 11 has no sink"),
    ("outbox hold --fylke 11 --reason x", 4, NOT_SERVED),
    ("outbox release --fylke 46,11 --reason x", 4, NOT_SERVED),
];

const TO_COME: &[Row] = &[
    ("calendar --from 2027-07-28 --to 2027-07-29", 0, "2027-07-28"),
    ("runs --since 2027-01-01", 2, "`--since 2027-01-01` is still to come: today is 2026-07-28"),
    ("outbox --since 2027-01-01", 2, "is still to come"),
    ("outbox hold --since 2027-01-01 --reason x", 2, "is still to come"),
    ("run 5A119 --fylke 46 --asof 2027-01-01", 4, "nothing is run for a day still to come"),
    ("plan 5A119 --fylke 46 --asof 2027-01-01", 0, "on 2027-01-01, `rutine run"),
    ("rett --ar 2027 --fylke 46", 3, "has no applicants of 2027"),
    ("rapport --ar 2027", 2, "there is no round of 2027"),
    ("rapport avvik --ar 2027", 2, "there is no round of 2027"),
    ("simulate --from 2027-01-01 --to 2027-01-02", 0, "0 runs"),
    ("tick --after-long 2027-01-01", 2, "the clock says it is 2026-07-28"),
    ("pause 5A119 --until 2026-07-27 --reason x", 2, "has passed"),
];

const SLIPS: &[Row] = &[
    ("jobs show 5A11", 2, "did you mean `5A115`?"),
    ("runs --job 5A11", 2, "did you mean `5A115`?"),
    ("runs --fylke Vestlan", 2, "did you mean `Vestland`?"),
    ("runs --state don", 2, "possible values: due, running, done"),
    ("show 999", 2, "there is no run 999"),
    ("logs 999", 2, "there is no run 999"),
    ("why 999", 2, "there is no run 999"),
    ("retry 999", 2, "there is no run 999"),
    ("show x", 2, "expected a run's number, such as `17`"),
    ("why 5A11 --fylke 46 --unit soker:1", 2, "did you mean `5A115`?"),
    ("outbox --job 5A11", 2, "did you mean `5A115`?"),
    ("outbox hold --job 5A11 --reason x", 2, "did you mean `5A115`?"),
    ("outbox --purpose tilbd", 2, "did you mean `tilbud`?"),
    ("outbox give-up --purpose tilbd --reason x", 2, "did you mean `tilbud`?"),
    ("outbox --key nei", 2, "there is no letter `nei`"),
    ("outbox --fylke 46 list", 2, "options stand behind the word"),
    ("archive --type tilbd", 2, "did you mean `TILBUD`?"),
    ("archive --type AR_SVAR list", 2, "options stand behind the word"),
    ("archive retry --type tilbd --reason x", 2, "did you mean `TILBUD`?"),
    ("archive hand-out --type tilbd", 2, "did you mean `TILBUD`?"),
    ("rapport --unsent avvik", 2, "options stand behind the word"),
    ("rett --reason PASIV", 2, "there is no reason `PASIV`"),
    ("rett --reason IKKE_VURDRT", 2, "did you mean `IKKE_VURDERT`?"),
    ("pause 5A11 --until 2026-08-01 --reason x", 2, "did you mean `5A115`?"),
    ("resume 5A11", 2, "did you mean `5A115`?"),
    ("plan 5A11 --fylke 46", 2, "did you mean `5A115`?"),
    ("run 5A11 --fylke 46", 2, "did you mean `5A115`?"),
    ("logs 1 --search sludder", 0, "no line of run 1 holds `sludder`"),
];

fn holds(house: &House, rows: &[Row]) {
    let mut wrong = vec![];
    for (command, exit, says) in rows {
        let args: Vec<&str> = command.split(' ').chain(["--now", NOW]).collect();
        let o = house.command(&args).env("COLUMNS", "300").output().unwrap();
        let said = String::from_utf8([o.stdout, o.stderr].concat()).unwrap();
        if o.status.code() != Some(*exit) || !said.contains(says) {
            wrong.push(format!("`{command}` exits {:?}, not {exit}, and says\n{said}", o.status.code()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

both!(
    /// Of an empty database each says that there is nothing, and an all-clear is given of nothing that nobody looked at.
    in_an_empty_database, |house| {
        holds(house, EMPTY);
    }
);

both!(
    /// A county that is not served is no empty county.
    of_a_county_not_served, |house| {
        house.file("rutine.toml", "fylker = [\"46\"]\n");
        house.take("46");
        holds(house, OF_ANOTHER_COUNTY);
        assert_eq!(house.count("SELECT count(*) FROM pauses"), 0);
        // Nor is a simulation of one county one of all.
        let one = house.json(0, &["simulate", "--fylke", "46", "--to", "2026-07-29", "--now", NOW]);
        assert!(one["days"].as_array().unwrap().iter().all(|day| day["fylker"] == serde_json::json!(["46"])), "{one}");
    }
);

both!(
    /// A date to come is no quiet date.
    of_a_date_to_come, |house| {
        holds(house, TO_COME);
    }
);

both!(
    /// A slip of the hand is no empty list, and the nearest that there is is named.
    of_a_slip_of_the_hand, |house| {
        house.take("46");
        house.out(0, &["run", "5A115", "--fylke", "46", "--asof", "2026-07-28", "--now", NOW]);
        holds(house, SLIPS);
    }
);

both!(
    /// Several counties, by number or name, in every list and act over letters and documents.
    several_counties_at_once, |house| {
        house.take("46");
        house.take("11");
        house.out(0, &["run", "5A115", "--fylke", "46", "11", "--asof", "2026-07-28", "--now", NOW]);
        let letters = |fylker: &str| house.json(0, &["outbox", "--fylke", fylker])["total"].as_i64().unwrap();
        assert_eq!(letters("46,Rogaland"), letters("46") + letters("11"));
        let documents = |fylker: &str| house.json(0, &["archive", "list", "--fylke", fylker])["total"].as_i64().unwrap();
        assert_eq!(documents("Vestland,11"), documents("46") + documents("11"));
        let offers = house.count("SELECT count(*) FROM letters WHERE purpose = 'tilbud' AND state = 'pending'");
        for act in ["hold", "release"] {
            let done = house.json(0, &["outbox", act, "--fylke", "46,11", "--purpose", "TILBUD", "--reason", "x", "--now", NOW]);
            assert_eq!(done["letters"], offers, "{act}");
        }
        house.sql("UPDATE deposits SET state = 'failed'");
        let again = house.json(0, &["archive", "retry", "--fylke", "46,11", "--type", "tilbud", "--reason", "x"]);
        assert!(again["deposits"].as_i64() > Some(0) && again["deposits"] == documents("46,11"), "{again}");
    }
);
