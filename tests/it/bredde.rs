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
        "rapport --keys",
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

/// Every kind of error, warning and hint, as it is typed, with this house's letters and documents.
fn troubles(house: &House) -> Vec<Vec<String>> {
    let mut all: Vec<String> = [
        "run 5A11 --fylke 46",
        "run 5A115 --fylke 55",
        "run 5A115 5A119 --fylke 55,46 --asof 2027-07-01",
        "run 5A115 --fylke 46 --param svarfrist_dager=900",
        "run 5A115 --fylke 46 --param tull=1",
        "run 5A115 --fylke 46 --asof 2026-12-01",
        "run AR-PAMINN --fylke 46 --asof 2027-01-05",
        "plan 5A120 --fylke 55",
        "plan 5A115 --fylke 46 --asof 2026-12-01",
        "runs --state hund",
        "runs --since soon",
        "why 5A115 --fylke 46 --unit bedrift:310000019",
        "why 5A115 --fylke 46 --unit soker:99999",
        "outbox hold --job 5A116 --reason x",
        "outbox hold",
        "archive retry --state failed --reason x",
        "intake .",
        "intake later",
        "rapport --fylke 55",
        "rapport avvik --fylke 55",
        "rett --ar 2027 --fylke 46,11",
        "check",
        "check --config wrong.toml",
        "deliver --config wrong.toml",
        "deliver --out .",
        "tick",
        "simulate --to 2027-01-08",
        "restored --done",
        "jobs show 5A11",
    ]
    .map(str::to_owned)
    .into();
    all.extend(house.texts("SELECT DISTINCT 'outbox show ' || min(key) AS t FROM letters GROUP BY purpose"));
    all.extend(house.texts(
        "SELECT DISTINCT 'archive show ' || min(document_id) AS t FROM deposits GROUP BY document_type",
    ));
    all.iter().map(|line| line.split(' ').chain(["--now", NOW]).map(str::to_owned).collect()).collect()
}

/// A path, an address or a key that must be copied whole may run over: one word, or one behind its state; and a command, alone
/// on its line.
fn may_run_over(line: &str) -> bool {
    let words: Vec<_> = line.split_whitespace().collect();
    let is_quoted = line.trim().starts_with('`') && line.matches('`').count() == 2;
    is_quoted || words.len() == 1 || (words.len() == 2 && words[1].contains('/'))
}

/// Lines of either stream that are wider than the terminal.
fn wide(house: &House, all: Vec<Vec<String>>) -> Vec<String> {
    let mut wide = vec![];
    for args in all {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let o = house.run(&args);
        let said = String::from_utf8([o.stdout, o.stderr].concat()).unwrap();
        let over = said.lines().filter(|l| l.chars().count() > 80 && !may_run_over(l));
        wide.extend(over.take(2).map(|l| format!("{args:?}: {} {l}", l.chars().count())));
    }
    wide
}

both!(
    /// No line of any listing is wider than the terminal.
    listings_fit_eighty_columns, |house| {
        a_year(house);
        let wide = wide(house, listings(house));
        assert!(wide.is_empty(), "{}", wide.join("\n"));
    }
);

both!(
    /// Nor is one of any error, warning or hint; where nothing says how wide, each is a line, to be searched for.
    errors_and_warnings_fit_eighty_columns, |house| {
        a_year(house);
        house.file("wrong.toml", "fylker = []\n[daemon]\nenviroment = \"test\"\nletters = \"/proc/nei\"\n");
        house.file("later/sub/x.csv", "a;b\n");
        let wide = wide(house, troubles(house));
        assert!(wide.is_empty(), "{}", wide.join("\n"));
        let mut piped = house.command(&["run", "5A115", "--fylke", "55", "--asof", "2026-07-28", "--now", NOW]);
        let said = String::from_utf8(piped.env_remove("COLUMNS").output().unwrap().stderr).unwrap();
        assert_eq!(said.lines().count(), 2, "an error and a hint, whole: {said}");
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
