//! Everything that lists fits a terminal of eighty columns; where nothing says how wide, nothing is cut off.

use rutine::routine;

use crate::house::{House, both};

/// Two counties, from the offers to the start of the yearly report.
fn a_year(house: &House) {
    house.take("46");
    house.take("11");
    let run = |jobs: &[&str], day: &str, at: &str| {
        house.out(0, &[&["run"], jobs, &["--fylke", "46", "11", "--asof", day, "--now", at]].concat());
    };
    run(&["5A115"], "2026-07-28", "2026-07-28T04:00:00Z");
    house.take("46/svar");
    run(&["5A119", "5A114", "5A120", "5A122", "5A106"], "2026-08-05", "2026-08-05T08:00:00Z");
    run(&["AR-FOREL"], "2026-10-01", "2026-10-01T05:00:00Z");
    run(&["AR-UTTREKK", "AR-OPPSTART"], "2027-01-06", "2027-01-06T05:00:00Z");
    house.out(
        0,
        &[
            "outbox",
            "hold",
            "--purpose",
            "tilbud",
            "--reason",
            "the county wants to read them through before they go",
        ],
    );
    house.out(
        0,
        &[
            "pause",
            "AR-PAMINN",
            "--fylke",
            "46,11",
            "--until",
            "2027-02-03",
            "--now",
            NOW,
            "--reason",
            "the companies are to have a week more, as was agreed at the meeting in January",
        ],
    );
}

const NOW: &str = "2027-01-06T08:00:00Z";

/// Every command that lists or shows, as it is typed.
fn listings(house: &House) -> Vec<Vec<String>> {
    let mut all: Vec<String> = [
        "jobs",
        "calendar",
        "calendar --each --fylke 46",
        "runs",
        "runs --limit 0",
        "outbox",
        "outbox list --limit 0",
        "outbox --keys",
        "outbox --state no_address",
        "archive",
        "archive list --limit 0",
        "rapport",
        "rapport --links",
        "rapport avvik --all --fylke 46,11",
        "rapport runder",
        "rett --ar 2026 --fylke 46,11",
        "rett --ar 2026 --limit 0 --fylke 46,11",
        "pause",
        "reopen",
    ]
    .map(str::to_owned)
    .into();
    for job in routine::all().map(|r| r.code) {
        all.extend([format!("jobs show {job}"), format!("jobs show {job} --fylke 46")]);
        all.extend(
            ["2026-07-28", "2026-08-05", "2027-01-06"]
                .map(|day| format!("plan {job} --fylke 46 --asof {day}")),
        );
    }
    for run in 1..=house.count("SELECT max(id) FROM runs") {
        all.extend([format!("show {run}"), format!("logs {run}"), format!("why {run}")]);
    }
    for unit in house.texts("SELECT DISTINCT job || ' --fylke ' || fylke || ' --unit ' || min(unit) AS t FROM journal GROUP BY job, fylke, reason") {
        all.push(format!("why {unit}"));
    }
    all.iter().map(|line| line.split(' ').chain(["--now", NOW]).map(str::to_owned).collect()).collect()
}

/// A path, an address or a key that must be copied whole may run over: one word, or one behind its state.
fn may_run_over(line: &str) -> bool {
    let words: Vec<_> = line.split_whitespace().collect();
    words.len() == 1 || (words.len() == 2 && words[1].contains('/'))
}

both!(
    /// No line of any listing is wider than the terminal.
    listings_fit_eighty_columns, |house| {
        a_year(house);
        let mut wide = vec![];
        for args in listings(house) {
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let o = house.run(&args);
            let out = String::from_utf8(o.stdout).unwrap();
            let over = out.lines().filter(|l| l.chars().count() > 80 && !may_run_over(l));
            wide.extend(over.take(2).map(|l| format!("{args:?}: {} {l}", l.chars().count())));
        }
        assert!(wide.is_empty(), "{}", wide.join("\n"));
    }
);

both!(
    /// In a narrow terminal long words are cut off, and keys never; where standard output is none, a row is a line, whole.
    only_a_terminal_cuts, |house| {
        house.take("46");
        house.out(0, &["run", "5A115", "--fylke", "46", "--asof", "2026-07-28", "--now", "2026-07-28T04:00:00Z"]);
        let said = |columns: Option<&str>, args: &[&str]| {
            let mut c = house.command(args);
            match columns {
                Some(columns) => c.env("COLUMNS", columns),
                None => c.env_remove("COLUMNS"),
            };
            String::from_utf8(c.output().unwrap().stdout).unwrap()
        };
        let all = ["outbox", "list", "--limit", "0"];
        let addresses = house.texts("SELECT to_address AS t FROM letters WHERE to_address <> ''");
        let (narrow, whole) = (said(Some("60"), &all), said(None, &all));
        assert!(narrow.contains('…') && narrow.lines().all(|l| l.chars().count() <= 60), "{narrow}");
        assert!(!whole.contains('…') && addresses.iter().all(|a| whole.contains(a)), "{whole}");
        let letters = house.count("SELECT count(*) FROM letters");
        assert_eq!(whole.lines().count() as i64, letters + 2, "a heading, a line each, the sum");
        let keys = said(Some("40"), &["outbox", "list", "--keys", "--limit", "0"]);
        assert!(house.texts("SELECT key AS t FROM letters").iter().all(|key| keys.contains(key)), "{keys}");
    }
);
