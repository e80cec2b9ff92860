//! Nothing is passed over in silence: exit codes and summaries of many runs, days still to come, counties that are not
//! served, several numbers asked for, manifests that are not there.

use std::io::Write;
use std::process::Stdio;

use rutine::manifest;

use crate::house::{House, WIDE, both, project, unfolded};

const NOW: &str = "2026-07-28T04:00:00Z";
const TODAY: &str = "2026-07-28";
const TOMORROW: &str = "2026-07-29";

/// Every job there is.
fn codes() -> Vec<String> {
    manifest::load(None).unwrap().into_iter().map(|job| job.code).collect()
}

/// What is said on stdout and on stderr, with an exit code.
fn said(house: &House, exit: i32, args: &[&str]) -> (String, String) {
    let o = house.command(args).env("COLUMNS", WIDE).output().unwrap();
    let (out, err) = (String::from_utf8(o.stdout).unwrap(), String::from_utf8(o.stderr).unwrap());
    assert_eq!(o.status.code(), Some(exit), "rutine {args:?}\nstdout: {out}\nstderr: {err}");
    (out, err)
}

both!(
    /// A parameter that no job takes, over all jobs and two counties: misuse, and each of them counted.
    many_runs_refused_for_misuse, |house| {
        let codes = codes();
        let mut args = vec!["run"];
        args.extend(codes.iter().map(String::as_str));
        args.extend(["--fylke", "46", "11", "--asof", TODAY, "--now", NOW, "--param", "tull=1"]);
        let (out, err) = said(house, 2, &args);
        let all = 2 * codes.len();
        assert!(err.contains(&format!("error: {all} of {all} refused or not begun: ")), "{err}");
        for one in ["46", "11"].iter().flat_map(|nr| codes.iter().map(move |code| format!("{code} {nr}"))) {
            assert!(err.contains(&one), "{one}: {err}");
        }
        assert!(!err.contains("failed") && out.contains("has no parameter `tull`"), "{err}\n{out}");
        args.push("--json");
        let doc: serde_json::Value = serde_json::from_str(&said(house, 2, &args).0).unwrap();
        let runs = doc["runs"].as_array().unwrap();
        assert!(runs.len() == all && runs.iter().all(|r| r["refused"].is_string()), "{doc}");
        assert_eq!(house.count("SELECT count(*) FROM runs"), 0);
    }
);

both!(
    /// A county's wrong parameter is told by the exit code for each job, whatever the other county's run came to.
    a_countys_wrong_parameter_among_many, |house| {
        for code in codes() {
            for year in 2024..=2027 {
                house.sql(&format!(
                    "INSERT INTO fylke_parameter (fylkesnr, soknadsar, navn, verdi) VALUES ('46', {year}, '{code}.tull', '1')"
                ));
            }
        }
        for code in codes() {
            for fylker in [["46", "11"], ["11", "46"]] {
                let args = ["run", &code, "--fylke", fylker[0], fylker[1], "--asof", TODAY, "--now", NOW];
                let (_, err) = said(house, 5, &args);
                assert!(err.contains("of 2 refused or not begun: ") && err.contains(&format!("{code} 46")), "{err}");
            }
        }
        // Two jobs of one county are two; the other county's went well.
        let args = ["run", "5A119", "5A114", "--fylke", "46", "11", "--asof", TODAY, "--now", NOW, "--nobody"];
        let (_, err) = said(house, 5, &args);
        assert!(err.contains("error: 2 of 4 refused or not begun: 5A119 46, 5A114 46\n"), "{err}");
        assert_eq!(house.count("SELECT count(*) FROM runs WHERE fylke = '46'"), 0);
    }
);

both!(
    /// A day still to come is run by nobody: no job, neither by `run` nor by `retry`. A plan may look ahead.
    a_day_still_to_come, |house| {
        for (n, code) in codes().iter().enumerate() {
            let on = ["--fylke", "46", "--asof", TOMORROW, "--now", NOW];
            let (_, err) = said(house, 4, &[&["run", code], &on[..]].concat());
            let ahead = format!("`rutine plan {code} --fylke 46 --asof {TOMORROW}`");
            let why = format!("the run is for {TOMORROW}, and today is {TODAY}");
            // A plan of a job that is switched off would be refused, too.
            let is_on = *code != "5A116";
            assert!(err.contains(&why) && err.contains(&ahead) == is_on, "{code}: {err}");
            assert_eq!(house.count(&format!("SELECT count(*) FROM runs WHERE job = '{code}'")), 0);
            let plan = house.run(&[&["plan", code], &on[..]].concat());
            assert!(!String::from_utf8(plan.stderr).unwrap().contains("still to come"), "{code}");
            house.sql(&format!(
                "INSERT INTO runs (job, routine, fylke, slot, state, error, created)
                   VALUES ('{code}', '{code}', '46', '{TOMORROW}', 'failed', 'disk full', '2026-07-28 03:00:00')"
            ));
            let run = house.count("SELECT max(id) FROM runs").to_string();
            let (_, err) = said(house, 4, &["retry", &run, "--now", NOW]);
            assert!(err.contains(&why) && err.contains(&ahead) == is_on, "{code}: {err}");
            assert_eq!(house.count("SELECT count(*) FROM runs WHERE state = 'failed'"), n as i64 + 1);
        }
        assert_eq!(house.count("SELECT count(*) FROM attempts"), 0);
        // The day is Oslo's.
        let midnight = ["--fylke", "11", "--asof", TOMORROW, "--now", "2026-07-28T22:00:00Z", "--nobody"];
        said(house, 0, &[&["run", "5A119"], &midnight[..]].concat());
    }
);

both!(
    /// A plan of a day still to come says when it can be done.
    a_plan_says_from_when, |house| {
        let plan = |asof: &str| unfolded(&said(house, 0, &["plan", "5A119", "--fylke", "46", "--asof", asof, "--now", NOW]).0);
        assert!(plan(TOMORROW).contains(&format!("on {TOMORROW}, `rutine run 5A119")), "{}", plan(TOMORROW));
        assert!(plan(TODAY).contains("where there is rightly nobody, `rutine run 5A119"), "{}", plan(TODAY));
    }
);

both!(
    /// A county that the settings do not name is run by nobody, and no job.
    a_county_not_served, |house| {
        house.file("rutine.toml", "fylker = [\"46\", \"55\"]\n");
        for code in codes() {
            for command in ["run", "plan"] {
                let args = [command, &code, "--fylke", "11", "--asof", TODAY, "--now", NOW];
                let (_, err) = said(house, 4, &args);
                let why = "fylke 11 is not served here: `fylker` of the settings names 46, 55; add \"11\" there";
                assert!(err.contains(why), "{code}: {err}");
            }
        }
        let args = ["run", "5A119", "5A114", "--fylke", "46", "11", "--asof", TODAY, "--now", NOW, "--nobody"];
        let (_, err) = said(house, 4, &args);
        assert!(err.contains("error: 2 of 4 refused or not begun: 5A119 11, 5A114 11\n"), "{err}");
        assert_eq!(house.count("SELECT count(*) FROM runs WHERE fylke = '11'"), 0);
        let all = ["run", "5A119", "--all-fylker", "--asof", TODAY, "--now", NOW, "--nobody", "--json"];
        let doc: serde_json::Value = serde_json::from_str(&said(house, 0, &all).0).unwrap();
        assert_eq!(doc["runs"].as_array().unwrap().len(), 2);
    }
);

both!(
    /// Lines of a county that is not served are taken in, and told: of each kind that says whose a line is.
    intake_of_a_county_not_served, |house| {
        let folder = |nr: &str| project().join("fixtures").join(nr).to_str().unwrap().to_owned();
        house.file("rutine.toml", "fylker = [\"46\", \"55\"]\n");
        house.take("46");
        let (out, err) = said(house, 3, &["intake", &folder("11"), "--json"]);
        let doc: serde_json::Value = serde_json::from_str(&out).unwrap();
        let mut told = 0;
        for file in doc["files"].as_array().unwrap() {
            let kind = file["kind"].as_str().unwrap();
            let header = rutine::intake::template(kind).unwrap();
            // A school may lie in another county.
            let of_a_county = kind != "skole" && header.split(';').any(|column| column == "fylkesnr");
            let expected = if of_a_county { file["lines"].clone() } else { serde_json::Value::Null };
            assert_eq!(file["unserved"]["11"], expected, "{kind}");
            assert_eq!(file["rejected"], 0, "{kind}");
            told += usize::from(of_a_county);
        }
        assert!(told >= 5, "{doc}");
        assert!(err.is_empty() || !err.contains("error"), "{err}");
        assert!(house.count("SELECT count(*) FROM soker WHERE fylkesnr = '11'") > 0);
        let (_, err) = said(house, 3, &["intake", &folder("11")]);
        let err = unfolded(&err);
        assert_eq!(err.matches("of fylke 11, which is not served here (`fylker` of the settings names 46, 55)").count(), told);
        house.file("rutine.toml", "fylker = [\"46\", \"11\"]\n");
        house.take("11");
    }
);

/// `jobs` shows the next date of the counties served, and no other's.
#[test]
fn next_dates_of_counties_served() {
    let house = House::sqlite();
    let shipped = std::fs::read_to_string(project().join("jobs/5A116.toml")).unwrap();
    let params = &shipped[shipped.find("[params").unwrap()..];
    house.file(
        "jobs/5A116.toml",
        format!(
            "routine = \"5A116\"\nabout = \"x\"\n[schedule]\ndates = [\"20.08\"]\nat = \"06:00\"\n\
             [fylke.11.schedule]\ndates = [\"10.08\"]\n{params}"
        ),
    );
    let next = |fylker: &str| {
        house.file("rutine.toml", format!("jobs = \"jobs\"\n{fylker}\n"));
        let now = ["--now", "2026-08-01T10:00:00Z"];
        let list = house.out(0, &[&["jobs"], &now[..]].concat());
        let show = house.out(0, &[&["jobs", "show", "5A116"], &now[..]].concat());
        let of_11 = house.out(0, &[&["jobs", "show", "5A116", "--fylke", "11"], &now[..]].concat());
        assert!(of_11.contains("2026-08-10"), "a county that is asked for is shown: {of_11}");
        (list.contains("2026-08-10"), list.contains("2026-08-20"), show.contains("2026-08-10"))
    };
    assert_eq!(next(""), (true, false, true));
    assert_eq!(next("fylker = [\"46\"]"), (false, true, false));
    assert_eq!(next("fylker = [\"46\", \"11\"]"), (true, false, true));
    // As shipped: every job.
    house.file("rutine.toml", "fylker = [\"46\"]\n");
    for job in house.json(0, &["jobs"])["jobs"].as_array().unwrap() {
        for schedule in job["schedules"].as_array().unwrap() {
            assert_eq!(schedule["fylker"], serde_json::json!(["46"]), "{}", job["job"]);
        }
    }
}

both!(
    /// Several numbers on standard input are each answered, by their place; no number comes out.
    find_answers_each_number, |house| {
        house.take("46");
        let number = |nth: usize| house.texts(&format!(
            "SELECT fodselsnummer AS t FROM person p JOIN soker s ON s.person_id = p.id ORDER BY s.id LIMIT 1 OFFSET {}", nth - 1
        )).concat();
        let find = |input: &str, more: &[&str]| {
            let mut child = house.command(&[&["find"], more].concat())
                .stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
            let o = child.wait_with_output().unwrap();
            let (out, err) = (String::from_utf8(o.stdout).unwrap(), String::from_utf8(o.stderr).unwrap());
            for digits in input.split_whitespace() {
                assert!(!out.contains(digits) && !err.contains(digits), "{out}{err}");
            }
            (o.status.code().unwrap(), out, err)
        };
        let (one, two, nobody) = (number(1), number(2), "46860661152");
        let (exit, out, _) = find(&format!("{one}\n\n{two}\r\n{nobody}\n"), &[]);
        assert_eq!(exit, 0);
        assert!(out.contains("1     46     soker:1\n") && out.contains("3     46     soker:2\n"), "{out}");
        assert!(out.contains("line 4: nobody with that number"), "{out}");
        let (exit, out, err) = find(&format!("{one}\n12345678910\n{two}"), &[]);
        assert!(exit == 2 && out.contains("soker:1") && out.contains("soker:2"), "{out}");
        assert!(err.contains("error: line 2 has wrong check digits\nhint: give one fødselsnummer on a line"), "{err}");
        let (exit, out, _) = find(&format!("{one}\n{two}\nkatt\n{nobody}"), &["--json"]);
        let doc: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(exit, 2);
        assert_eq!(doc["units"][0], serde_json::json!({"line": 1, "fylke": "46", "unit": "soker:1"}));
        assert_eq!(doc["nobody"], serde_json::json!([4]));
        assert_eq!(doc["wrong"], serde_json::json!([{"line": 3, "reason": "is not eleven digits"}]));
        let (exit, _, err) = find("\n\n", &[]);
        assert!(exit == 2 && err.contains("nothing was read on standard input"), "{err}");
        let (exit, _, err) = find(&format!("{one} {two}"), &[]);
        assert!(exit == 2 && unfolded(&err).contains("give one fødselsnummer on a line"), "{err}");
        let (exit, _, err) = find(&"katt\n".repeat(1_001), &[]);
        assert!(exit == 2 && err.contains("more than 1000 numbers"), "{err}");
    }
);

both!(
    /// The manifests that are built in are written into an empty or new folder, whole, and over nothing.
    jobs_are_exported, |house| {
        let said_new = house.out(0, &["jobs", "export", "ny/jobs"]);
        assert!(said_new.starts_with(&format!("{} manifests written to `ny/jobs`", codes().len())), "{said_new}");
        let exported = |file: &str| std::fs::read_to_string(house.dir.path().join("ny/jobs").join(file));
        for code in codes() {
            let shipped = std::fs::read_to_string(project().join(format!("jobs/{code}.toml"))).unwrap();
            assert_eq!(exported(&format!("{code}.toml")).unwrap(), shipped);
        }
        let now = ["--jobs", "ny/jobs", "check", "--now", NOW];
        assert_eq!(said(house, 0, &now), ("settings and jobs: no faults; nothing waits for a person\n".into(), String::new()));
        house.file("ny/jobs/5A115.toml", "# the county's own");
        let refused = house.err(4, &["jobs", "export", "ny/jobs"]);
        assert!(refused.contains("`ny/jobs` holds something already") && refused.contains("an empty or a new folder"), "{refused}");
        assert_eq!(exported("5A115.toml").unwrap(), "# the county's own");
        // What is wrong with the manifests in use is no hindrance.
        std::fs::create_dir(house.dir.path().join("tom")).unwrap();
        house.out(0, &["--jobs", "ny/jobs", "jobs", "export", "tom"]);
        house.file("fil", "");
        house.err(4, &["jobs", "export", "fil"]);
    }
);

both!(
    /// A folder that lacks a job which is built in is told of by `check`, whichever it is.
    a_folder_lacks_a_job, |house| {
        house.out(0, &["jobs", "export", "jobs"]);
        let path = |code: &str| house.dir.path().join(format!("jobs/{code}.toml"));
        for code in codes() {
            let text = std::fs::read_to_string(path(&code)).unwrap();
            std::fs::remove_file(path(&code)).unwrap();
            let o = house.run(&["--jobs", "jobs", "check", "--now", NOW]);
            let (out, err) = (String::from_utf8(o.stdout).unwrap(), String::from_utf8(o.stderr).unwrap());
            if o.status.code() == Some(5) {
                // Another job names it.
                assert!(out.contains(&format!("`{code}`, and there is no such job")), "{code}: {out}");
            } else {
                assert!(err.contains(&format!("warning: the folder of jobs lacks {code}: ")), "{code}: {err}");
                assert!(err.contains("`rutine jobs export DIR`"), "{err}");
            }
            std::fs::write(path(&code), text).unwrap();
        }
        for code in ["5A106", "5A116"] {
            std::fs::remove_file(path(code)).unwrap();
        }
        let doc = house.json(0, &["--jobs", "jobs", "check", "--now", NOW]);
        assert_eq!(doc["missing"], serde_json::json!(["5A106", "5A116"]));
        assert_eq!(house.json(0, &["check", "--now", NOW])["missing"], serde_json::json!([]));
    }
);

/// A manifest that was copied is a fault that names both files, whichever it is; jobs that part the counties are none.
#[test]
fn two_jobs_of_one_routine() {
    let house = House::sqlite();
    house.out(0, &["jobs", "export", "jobs"]);
    let check = |exit| said(&house, exit, &["--jobs", "jobs", "check", "--now", NOW]).0;
    for code in codes() {
        let shipped = std::fs::read_to_string(project().join(format!("jobs/{code}.toml"))).unwrap();
        let copy = house.file(&format!("jobs/{code} - Kopi.toml"), &shipped);
        let faults = check(5);
        let line = faults
            .lines()
            .find(|l| l.contains("is run for every county by"))
            .unwrap_or_else(|| panic!("{faults}"));
        assert!(
            line.contains(&format!("jobs/{code}.toml")) && line.contains(&format!("jobs/{code} - Kopi.toml")),
            "{line}"
        );
        assert!(line.contains("take one of the two files away"), "{line}");
        // No command goes on with it.
        let run = ["--jobs", "jobs", "run", "5A119", "--fylke", "46", "--asof", TODAY, "--now", NOW];
        assert!(house.err(5, &run).contains(" - Kopi.toml"));
        std::fs::remove_file(copy).unwrap();
    }
    let shipped = std::fs::read_to_string(project().join("jobs/5A116.toml")).unwrap();
    let of = |name: &str, fylker: &str| {
        house.file(&format!("jobs/{name}.toml"), format!("fylker = [{fylker}]\n{shipped}"))
    };
    of("5A116", "\"46\", \"11\"");
    let other = of("AGDER", "\"42\"");
    assert_eq!(check(0), "settings and jobs: no faults; nothing waits for a person\n");
    std::fs::remove_file(other).unwrap();
    of("5A116-11", "\"11\", \"42\"");
    assert!(check(5).contains("routine `5A116` is run for fylke 11 by "));
}

both!(
    /// Promise: no all-clear that is not true. What nobody has looked at is not "nothing to mend", what is on hold is not "0 letters",
    /// a witness that knows nothing has seen nothing, and in production nothing is sent in nobody's name or to nowhere.
    an_all_clear_is_true, |house| {
        let now = ["--now", "2026-07-28T06:00:00Z"];
        let run = |exit: i32, args: &[&str]| {
            let o = house.run(&[&now, args].concat());
            let said = String::from_utf8([o.stdout, o.stderr].concat()).unwrap();
            assert_eq!(o.status.code(), Some(exit), "{args:?}\n{said}");
            said
        };
        assert!(run(3, &["rapport", "avvik", "--fylke", "46"]).contains("AR-FOREL has not run"));
        assert_eq!(house.json(3, &[&now[..], &["rapport", "avvik", "--fylke", "46"]].concat())["not_looked_at"][0], "46");
        assert!(run(3, &["rett", "--fylke", "46"]).contains("fylke 46 has no applicants of 2026"));
        assert!(run(4, &["restored", "--done"]).contains("`rutine restored` first"));
        house.take("46");
        run(0, &["run", "5A115", "--fylke", "46"]);
        run(0, &["outbox", "hold", "--job", "5A115", "--reason", "x"]);
        assert!(run(0, &["deliver", "--out", "out"]).contains("172 on hold, and not sent"));
        assert_eq!(house.json(0, &[&now[..], &["deliver", "--out", "out"]].concat())["on_hold"], 172);
        let check = run(0, &["check"]);
        assert!(check.contains("letters held: 172") && check.contains("letters no_address: 5"), "{check}");
        run(0, &["restored"]);
        std::fs::create_dir(house.dir.path().join("logg")).unwrap();
        assert!(run(3, &["restored", "--sent", "logg"]).contains("no Message-ID was found"));
        house.file("rutine.toml", "environment = \"production\"\n");
        assert!(house.err(5, &["deliver", "--out", "out"]).contains("`mail.from`"));
        assert!(house.err(5, &["tick", "--out", "out"]).contains("`mail.from`"));
        house.file("rutine.toml", "environment = \"production\"\n[mail]\nfrom = \"a@fylke.example\"\n");
        assert!(house.err(5, &["deliver"]).contains("`[mail.smtp]`"));
        assert_eq!(house.count("SELECT count(*) FROM letters WHERE state = 'sent'"), 0);
    }
);
