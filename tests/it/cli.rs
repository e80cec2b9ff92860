//! The face: exit codes, documents, errors that name the thing and say what to do.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;

use crate::house::{House, WIDE, both, unfolded};
use crate::scene::Day;
use crate::sink::is_root;

const DAY: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };

/// Promise: stable exit codes, and an error that says what to type.
#[test]
fn misuse_is_told() {
    let house = House::sqlite();
    let said = |exit, args: &[&str]| house.err(exit, args);
    assert!(said(2, &["run", "5A999", "--fylke", "46"]).contains("there is no job `5A999`; there are 5A115"));
    assert!(said(2, &["run", "5A115", "--fylke", "99"]).contains("there is no fylke `99`; there are 03, 11"));
    assert!(said(2, &["run", "5A115"]).contains("--fylke"));
    assert!(said(2, &["show", "7"]).contains("there is no run 7; see `rutine runs`"));
    assert!(said(2, &["why", "5A115"]).contains("`--fylke NN --unit KEY`"));
    assert!(said(2, &["intake", "--template", "katt"]).contains("`rutine intake --list`"));
    assert!(said(2, &["outbox", "hold"]).contains("say which letters"));
    assert!(said(2, &["run", "5A115", "--fylke", "46", "--param", "svarfrist"]).contains("NAME=VALUE"));
    for args in [&["runs"][..], &["outbox"], &["plan", "5A115"], &["why", "5A115", "--unit", "soker:1"]] {
        let said = said(2, &[args, &["--fylke", "99"]].concat());
        assert!(said.contains("there is no fylke `99`; there are 03, 11"), "{args:?} {said}");
    }
    let unit = ["why", "5A115", "--fylke", "46", "--unit", "17"];
    assert!(said(2, &unit).contains("`17` is no unit's key, such as `soker:17`"));
    let several = ["run", "5A115", "5A119", "--fylke", "46", "--plan", "0"];
    assert!(said(2, &several).contains("one job and one county"));
}

both!(
    /// Promise: an unknown or ill-typed parameter is refused before anything is written, and the known ones are named.
    wrong_parameters, |house| {
        let run = |param: &str| {
            house.err(2, &["run", "5A115", "--fylke", "46", "--asof", DAY.asof, "--now", DAY.at, "--param", param])
        };
        assert!(run("svarfrist_uker=1").contains("5A115 has no parameter `svarfrist_uker`; it has avviksfag"));
        assert!(run("svarfrist_dager=snart").contains("parameter `svarfrist_dager` is `snart`, expected integer"));
        assert_eq!(house.count("SELECT count(*) FROM runs"), 0);
    }
);

/// A database that is not there is not made by a typing error.
#[test]
fn a_missing_database_is_told() {
    let house = House::sqlite();
    let args = ["--database", "sqlite:nowhere.db", "runs"];
    assert!(house.err(5, &args).contains("there is no database `nowhere.db`; make it with `rutine migrate`"));
    assert!(!house.dir.path().join("nowhere.db").exists());
    let elsewhere = house.err(1, &["--database", "mysql://x", "migrate"]);
    assert!(elsewhere.contains("must begin with `sqlite:` or `postgres://`"), "{elsewhere}");
    let secret = house.err(1, &["--database", "postgres://u:hemmelig@127.0.0.1:1/x", "migrate"]);
    assert!(
        secret.contains("cannot reach PostgreSQL at `127.0.0.1:1`") && !secret.contains("hemmelig"),
        "{secret}"
    );
}

/// No part of a user's name or password is shown, however badly the URL is written.
#[test]
fn a_password_is_never_shown() {
    let house = House::sqlite();
    for url in [
        "postgres://bruker:hem@melig@127.0.0.1:1/x",
        "postgres://bruker:hem@melig/@127.0.0.1:1/x",
        "postgres://bruker:hem/melig@127.0.0.1:1/x",
        "postgres://bruker:hem?melig@127.0.0.1:1/x",
        "postgres://bruker:hem#melig@127.0.0.1:1/x",
        "postgres://bruker:hem:melig@127.0.0.1:1/x",
        "postgres://bruker:hem%melig@127.0.0.1:1/x",
        "postgres://bruker@hem:melig@127.0.0.1:1/x",
        "postgres://bruker:1?sslmode=hemmelig@127.0.0.1:1/x",
        "postgres://127.0.0.1:1/x?user=bruker&password=hemmelig&ssl=melig",
        "postgres://127.0.0.1:1/x?user=bruker&password=hem@melig",
    ] {
        let said = house.err(1, &["--database", url, "migrate"]);
        let shown = ["bruker", "hem", "melig"].iter().any(|part| said.contains(part));
        assert!(!shown && said.contains("PostgreSQL"), "{url}: {said}");
    }
    let told = house.err(1, &["--database", "postgres://u:p@ss@127.0.0.1:1/x", "migrate"]);
    assert!(told.contains("write `@` as `%40`"), "{told}");
    let right = house.err(1, &["--database", "postgres://u:p%40ss@127.0.0.1:1/x", "migrate"]);
    assert!(right.contains("cannot reach PostgreSQL at `127.0.0.1:1`"), "{right}");
}

both!(
    /// A run that finds nobody because nobody is taken in says so, once for all jobs of a county, on stderr and in its log;
    /// a night without new answers is quiet.
    an_empty_county_is_told, |house| {
        house.take("11");
        let at = ["--now", DAY.at];
        let run = |more: &[&str]| house.err(0, &[&["run", "5A115", "5A119", "--nobody", "--asof", DAY.asof], more, &at].concat());
        let said = run(&["--fylke", "46"]);
        assert_eq!(
            said,
            "warning: 5A115, 5A119 saw no candidates in fylke 46: it has no applicants of 2026\n",
            "settled with `--nobody`: nothing is to be taken in"
        );
        assert!(run(&["--fylke", "11", "--param", "soknadsar=2027"]).contains("fylke 11: it has no applicants of 2027"));
        let plan = house.err(0, &["plan", "5A120", "--fylke", "46", "--asof", DAY.asof, "--now", DAY.at]);
        assert!(plan.contains("warning: 5A120 saw no candidates in fylke 46"), "{plan}");
        assert!(plan.contains("hint: take in `soker.csv` and what belongs to it (`rutine intake FOLDER`)\n"), "{plan}");
        assert_eq!(run(&["--fylke", "11"]), "", "5A119 has no answers to look at yet");
        let log = unfolded(&house.out(0, &["logs", "1"]));
        assert!(log.contains("5A115 saw no candidates in fylke 46 and year 2026"), "{log}");
    }
);

both!(
    /// Made-up persons never come among real ones, nor into production.
    generate_keeps_away_from_people, |house| {
        let args = ["generate", "--fylker", "56", "--scale", "0.001"];
        house.file("rutine.toml", "environment = \"production\"\n");
        let said = house.err(4, &args);
        assert!(said.contains("environment = \"production\"") && said.contains("hint: `--out DIR`"), "{said}");
        house.file("rutine.toml", "");
        house.out(0, &args);
        house.out(0, &args);
        // 29 February of no year: nobody's, and still no number made for tests.
        house.sql("INSERT INTO person (fodselsnummer, fornavn, etternavn) VALUES ('29029900000', 'Ekte', 'Person')");
        assert!(house.err(4, &args).contains("holds 1 fødselsnummer that may be real"));
        house.out(0, &[&args[..], &["--out", "csv"]].concat());
    }
);

/// What holds persons is the owner's alone: the database, letters, rejected lines, and the folders made for them.
#[test]
#[cfg(unix)]
fn files_with_persons_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::sqlite();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let command = |args: &[&str]| {
        let mut c = house.command(args);
        c.env("RUTINE_DATABASE", "sqlite:ny/rutine.db");
        assert!(c.output().unwrap().status.code().is_some_and(|c| c == 0 || c == 3), "{args:?}");
    };
    std::fs::create_dir(house.dir.path().join("ny")).unwrap();
    command(&["migrate"]);
    let fixture = crate::house::project().join("fixtures/11");
    command(&["intake", fixture.to_str().unwrap()]);
    command(&["run", "5A115", "--fylke", "11", "--asof", DAY.asof, "--now", DAY.at]);
    command(&["deliver", "--out", "ut/brev", "--now", DAY.at]);
    house.file("person.csv", "fodselsnummer;fornavn;etternavn\n1;Vakker;Blomst\n");
    command(&["intake", "person.csv", "--rejects", "feil"]);
    for folder in ["ut", "ut/brev", "feil"] {
        assert_eq!(mode(&house.dir.path().join(folder)), 0o700, "{folder}");
    }
    for folder in ["ny", "ut/brev", "feil"] {
        for file in std::fs::read_dir(house.dir.path().join(folder)).unwrap() {
            let path = file.unwrap().path();
            let expected = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode(&path), expected, "{}", path.display());
        }
    }
    // A database of before keeps its mode.
    let old = house.dir.path().join("rutine.db");
    let before = mode(&old);
    house.out(0, &["runs"]);
    assert_eq!(mode(&old), before);
}

/// Promise: `check` reports every fault at once, with file and line.
#[test]
fn check_reports_every_fault() {
    let house = House::sqlite();
    assert!(house.told(0, &["check"]).contains("no faults"));
    let a115 = house.out(0, &["jobs", "show", "5A115", "--toml"]);
    house.file("jobs/5A115.toml", a115.replace("svarfrist_dager", "svarfrist_uker"));
    house.file("jobs/5A119.toml", "routine = \"5A119\"\nabout = \"x\"\nafter = [\"5A118\"]\nenabld = true\n");
    house.file("jobs/A.toml", "routine = \"5A1\"\nabout = \"x\"\n");
    let circle = |other: &str| {
        format!(
            "routine = \"5A122\"\nabout = \"x\"\nafter = [\"{other}\"]\n\
        [params.soknadsar]\nvalue = 0\nabout = \"\"\nmark = \"\"\n[params.krev_svar_tilbsk]\nvalue = false\nabout = \"\"\nmark = \"\"\n"
        )
    };
    house.file("jobs/B.toml", circle("C"));
    house.file("jobs/C.toml", circle("B"));
    let out = house.told(5, &["--jobs", "jobs", "check"]);
    for part in [
        "jobs/5A115.toml:14: unknown field `svarfrist_uker`",
        "jobs/5A119.toml:3: `after` names `5A118`, and there is no such job",
        "jobs/5A119.toml:4: unknown field `enabld`, expected one of `routine`, `about`",
        "jobs/A.toml:1: unknown routine `5A1`; there are 5A115",
        "jobs/B.toml:3: `B` comes, by `after`, after itself",
        "jobs/C.toml:3: `C` comes, by `after`, after itself",
        "jobs/C.toml:1: routine `5A122` is run for every county by `jobs/B.toml` as well",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    assert!(house.err(5, &["--jobs", "jobs", "run", "5A115", "--fylke", "46"]).contains("unknown field"));
    let doc = house.json(5, &["--jobs", "jobs", "check"]);
    assert_eq!(doc["faults"].as_array().unwrap().len(), 7);
}

/// A setting that is unknown or out of range is told with its file and line; a production clock cannot be moved.
#[test]
fn settings_are_checked() {
    let house = House::sqlite();
    house.file("rutine.toml", "environment = \"production\"\n");
    assert!(house.err(2, &["runs", "--now", DAY.at]).contains("`--now` is refused"));
    house.file("rutine.toml", "\nchunk_unit = 5\n");
    let said = house.err(5, &["runs"]);
    assert!(said.contains("rutine.toml:2: unknown field `chunk_unit`"), "{said}");
    house.file("rutine.toml", "chunk_units = 0\n");
    assert!(house.err(5, &["runs"]).contains("`chunk_units` must be 1 to 10000"));
}

both!(
    /// Promise: a real person's number never comes into a test, nor a made up one into production unasked; and no
    /// rejection repeats the number.
    numbers_keep_to_their_environment, |house| {
        let number = (0..100).map(|n| format!("010100999{n:02}"));
        let peoples = number.filter(|n| rutine::domain::Fodselsnummer::parse(n).is_ok()).collect::<Vec<_>>().remove(0);
        let header = "fodselsnummer;fornavn;etternavn\n";
        house.file("ekte/person.csv", format!("{header}{peoples};A;B\n"));
        house.file("laget/person.csv", format!("{header}14830751220;A;B\n"));
        for (settings, real, made_up) in [
            ("", 3, 0),
            ("environment = \"production\"\n", 0, 3),
            ("environment = \"production\"\nsynthetic_ok = true\n", 0, 0),
        ] {
            house.file("rutine.toml", settings);
            for (folder, exit, why) in [("ekte", real, "real person"), ("laget", made_up, "synthetic_ok")] {
                let out = house.json(exit, &["intake", folder]).to_string();
                assert_eq!(out.contains(why), exit == 3, "{out}");
                assert!(!out.contains(&peoples) && !out.contains("14830751220"), "{out}");
            }
        }
    }
);

/// Promise: the settings' faults are all told, each with its line, and hide none of the manifests' or the database's.
#[test]
fn every_fault_of_the_settings() {
    let house = House::sqlite();
    house.file(
        "rutine.toml",
        "environment = \"prod\"\njobs = \"jobs\"\nchunk_units = 0\nlease_seconds = \"lang\"\nfarge = 1\n\n[mail]\n\
         domain = \"fylke\"\nfrom = \"fylket\"\ncc = \"a@b.no\"\n\n[fylke.99]\nfrom = \"a@b.no\"\n\n[fylke.46]\nreply_to = 5\n\n[farger]\n",
    );
    house.file("jobs/A.toml", "routine = \"5A1\"\nabout = \"x\"\n");
    let out = house.told(5, &["--database", "sqlite:nowhere.db", "check"]);
    for part in [
        "rutine.toml:1: `environment` is `prod`, expected `test` or `production`, such as `environment = \"test\"`",
        "rutine.toml:3: `chunk_units` must be 1 to 10000",
        "rutine.toml:4: `lease_seconds` is `",
        "rutine.toml:5: unknown field `farge`",
        "rutine.toml:8: `mail.domain` must be a domain",
        "rutine.toml:9: `fylket` is no e-mail address",
        "rutine.toml:10: unknown field `cc`",
        "rutine.toml:13: there is no fylke `99`; there are 03, 11",
        "rutine.toml:16: `fylke.46.reply_to` is `5`, expected text",
        "rutine.toml:18: unknown field `farger`",
        "jobs/A.toml:1: unknown routine `5A1`",
        "database: there is no database `nowhere.db`",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    assert_eq!(
        house.json(5, &["--database", "sqlite:nowhere.db", "check"])["faults"].as_array().unwrap().len(),
        12
    );
    let run = house.err(5, &["runs"]);
    assert!(run.contains("rutine.toml:5") && run.contains("rutine.toml:18"), "{run}");
    house.file("rutine.toml", "chunk_units = 5\nmail = { from = 'a@b.no' }\nchunk_units = 6\n[\n");
    assert!(house.told(5, &["check"]).contains("rutine.toml:3: duplicate key"));
    assert!(house.told(5, &["--config", "nowhere.toml", "check"]).contains("nowhere.toml: cannot be read"));
}

both!(
    /// Promise: a database knows whether it is a test's or production's. Every command whose settings say otherwise is refused
    /// before it has done anything, `migrate` too; making it another's takes saying it twice.
    a_database_knows_what_it_is_for, |house| {
        let settings = |environment: &str| house.file("rutine.toml", format!("environment = \"{environment}\"\n"));
        assert!(house.out(0, &["migrate"]).contains("the database is for test now, as the settings say"));
        assert!(!house.out(0, &["migrate"]).contains("the database"), "nobody asked, and nothing has changed");
        settings("production");
        let commands: [&[&str]; 10] = [
            &["migrate"], &["check"], &["runs"], &["deliver"], &["run", "5A115", "--fylke", "46"], &["tick"], &["daemon"],
            &["intake", "."], &["simulate"], &["outbox"],
        ];
        for command in commands {
            let o = house.command(command).env("COLUMNS", WIDE).output().unwrap();
            let said = String::from_utf8([o.stdout, o.stderr].concat()).unwrap();
            assert_eq!(o.status.code(), Some(5), "{command:?} {said}");
            assert!(said.contains("the database is for test, the settings are for production"), "{command:?} {said}");
        }
        house.err(2, &["migrate", "--environment", "test"]);
        let said = house.out(0, &["migrate", "--environment", "production"]);
        assert!(said.contains("the tables are up to date") && said.contains("is for production now; it was for test"), "{said}");
        assert!(house.out(0, &["migrate", "--environment", "production"]).contains("is for production, as it was"));
        let doc = house.json(0, &["migrate"]);
        assert_eq!(doc["environment"], serde_json::json!({"is": "production", "was": "production"}));
        house.out(0, &["runs"]);
        settings("test");
        let said = house.err(5, &["deliver"]);
        assert!(said.contains("`rutine migrate --environment test`"), "{said}");
    }
);

/// Promise: settings and manifests that somebody else can write are refused by every command that would go by them, and the
/// word that mends it is told; so are those that belong to somebody else.
#[test]
fn settings_that_others_can_write() {
    let house = House::sqlite();
    let may = |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    let folder = house.dir.path();
    let settings = house.file("rutine.toml", "jobs = \"jobs\"\n");
    house.out(0, &["jobs", "export", "jobs"]);
    let manifest = folder.join("jobs/5A115.toml");
    let commands: [&[&str]; 5] =
        [&["runs"], &["deliver"], &["plan", "5A115", "--fylke", "46"], &["check"], &["simulate"]];
    let told = |part: &str| {
        for command in commands {
            let o = house.command(command).env("COLUMNS", WIDE).output().unwrap();
            let said = String::from_utf8([o.stdout, o.stderr].concat()).unwrap();
            let goes_by_no_manifest = part.contains("jobs") && said.contains("the manifests have faults");
            assert!(said.contains(part) || goes_by_no_manifest, "{said}");
            assert!(o.status.code() == Some(5) || goes_by_no_manifest, "{command:?} {said}");
        }
    };
    for (path, wrong, right, part) in [
        (settings.as_path(), 0o666, 0o600, "others can write `rutine.toml`"),
        (
            folder,
            0o777,
            0o700,
            "others can write `.`, and so decide where letters and passwords go; take that from them: `chmod go-w .`",
        ),
        (&manifest, 0o602, 0o644, "others can write `jobs/5A115.toml`"),
        (&folder.join("jobs"), 0o702, 0o755, "others can write `jobs`"),
    ] {
        may(path, wrong);
        told(part);
        may(path, right);
        house.told(0, &["check"]);
    }
    may(folder, 0o1777);
    house.told(0, &["check"]);
    if is_root() {
        std::os::unix::fs::chown(&settings, Some(65534), None).unwrap();
        told("`rutine.toml` belongs to user 65534");
    }
}

both!(
    /// A county's parameter that no job takes is found where it lies: which row, what is expected, how to mend it.
    check_finds_a_countys_wrong_parameter, |house| {
        house.sql(
            "INSERT INTO fylke_parameter (fylkesnr, soknadsar, navn, verdi) VALUES ('46', 2026, '5A115.svarfrist_dager', 'snart'),
             ('46', 2026, '5A115.larekandidat', 'false'), ('11', 2027, '5A999.x', '1')",
        );
        let out = house.told(5, &["check"]);
        for part in [
            "database: fylke_parameter of fylke 46 and year 2026, `5A115.svarfrist_dager`: `verdi` is no value of 5A115.svarfrist_dager: expected integer such as `7`",
            "database: fylke_parameter of fylke 11 and year 2027, `5A999.x`: `navn` names no job",
            "hint: take in a `fylke_parameter.csv` with the right `verdi`, or an empty one to take the row away",
        ] {
            assert!(out.contains(part), "{part}\n{out}");
        }
        assert_eq!(house.json(5, &["check"])["faults"].as_array().unwrap().len(), 2);
        let csv = house.file("fylke_parameter.csv", "fylkesnr;soknadsar;navn;verdi\n46;2026;5A115.svarfrist_dager;\n11;2027;5A999.x;\n");
        house.out(0, &["intake", csv.to_str().unwrap()]);
        house.told(0, &["check"]);
    }
);

both!(
    /// The document of a run says what an operator's script reads.
    the_document_of_a_run, |house| {
        house.take("11");
        let doc = house.json(0, &["run", "vg3_forslag", "--fylke", "11", "--asof", DAY.asof, "--now", DAY.at]);
        let run = &doc["runs"][0];
        assert_eq!(doc["schema"], 1);
        for (key, value) in [("job", "5A115"), ("name", "vg3_forslag"), ("fylke", "11"), ("asof", "2026-07-28"), ("state", "done"), ("trigger", "operator")] {
            assert_eq!(run[key], value, "{key}");
        }
        assert_eq!((&run["run"], &run["attempt"], &run["letters"]), (&1.into(), &1.into(), &65.into()));
        let tally = &run["tally"];
        let left: u64 = tally["left"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
        let sum = tally["acted"].as_u64().unwrap() + tally["unchanged"].as_u64().unwrap() + left;
        assert_eq!(tally["seen"].as_u64().unwrap(), sum + tally["rejected"].as_u64().unwrap());
        assert!(run["duration_ms"].is_u64());
        let listed = house.json(0, &["runs", "--job", "vg3_forslag", "--state", "done", "--since", "2026-07-01"]);
        assert_eq!(listed["runs"][0]["tally"], run["tally"]);
    }
);

both!(
    /// Promise: who, why and with what is kept for every attempt.
    the_history_of_a_run, |house| {
        house.take("11");
        let args = ["run", "5A115", "--fylke", "11", "--asof", DAY.asof, "--now", DAY.at, "--reason", "meldt av inntak", "--param", "svarfrist_dager=8"];
        let first = house.command(&args).env("RUTINE_ACTOR", "kari").output().unwrap();
        assert!(first.status.success());
        house.out(0, &["retry", "1", "--now", DAY.at]);
        let shown = house.json(0, &["show", "1"]);
        let attempts = shown["runs"][0]["attempts"].as_array().unwrap();
        assert_eq!((&attempts[0]["actor"], &attempts[0]["reason"]), (&"kari".into(), &"meldt av inntak".into()));
        assert_eq!((&attempts[0]["trigger"], &attempts[1]["trigger"]), (&"operator".into(), &"retry".into()));
        assert_eq!(attempts[1]["params"]["svarfrist_dager"], 8, "a retry does what was begun");
        assert_eq!(shown["runs"][0]["acted_total"], 59);
        let lines = house.json(0, &["logs", "1", "--search", "BEGINS"]);
        assert_eq!(lines["lines"].as_array().unwrap().len(), 2);
        assert!(house.out(0, &["logs", "1"]).contains("run 1, attempt 2 begins"));
    }
);

both!(
    /// A retry that is refused hides nothing of how the run stands; the hint works as typed, and keeps what was given before.
    a_refused_retry, |house| {
        house.take("11");
        let first = ["run", "5A115", "--fylke", "11", "--asof", DAY.asof, "--now", DAY.at, "--param", "avviksfag=true"];
        house.out(0, &first);
        let stood = house.json(0, &["runs"])["runs"][0].clone();
        let late = "2026-09-02T08:00:00Z";
        let said = house.err(4, &["retry", "1", "--now", late]);
        let hint = said.split("hint: `rutine ").nth(1).and_then(|h| h.split('`').next()).unwrap_or_else(|| panic!("{said}"));
        assert_eq!(hint, "retry 1 --param svarfrist=2026-09-09");
        let now = house.json(0, &["runs"])["runs"][0].clone();
        assert_eq!((&now["tally"], &now["tally_of_attempt"], &now["attempt"]), (&stood["tally"], &1.into(), &2.into()));
        let left: u64 = now["tally"]["left"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
        let listed = house.out(0, &["runs"]);
        let row: Vec<_> = listed.lines().nth(1).unwrap().split_whitespace().collect();
        assert!(left > 0 && row[5..] == ["59", &left.to_string(), "0", "1"], "{listed}");
        let why = house.out(0, &["why", "1"]);
        for part in ["done: attempt 1, begun", "seen 113  acted 59", "since then attempt 2, begun", "the deadline for answering, 2026-09-01, has passed"] {
            assert!(why.contains(part), "{part}\n{why}");
        }
        let mut typed: Vec<_> = hint.split(' ').collect();
        typed.extend(["--now", late]);
        let again = house.json(0, &typed)["runs"][0].clone();
        assert_eq!((&again["tally"]["unchanged"], &again["tally"]["left"]), (&59.into(), &stood["tally"]["left"]));
        let params = house.json(0, &["show", "1"])["runs"][0]["attempts"][2]["params"].clone();
        assert_eq!((&params["svarfrist"], &params["avviksfag"]), (&"2026-09-09".into(), &true.into()));
        let wrong = house.err(2, &["retry", "1", "--param", "svarfrist_uker=1", "--now", late]);
        assert!(wrong.contains("has no parameter `svarfrist_uker`"), "{wrong}");
        let plan = house.err(4, &["plan", "5A115", "--fylke", "11", "--asof", DAY.asof, "--now", late, "--param", "svarfrist_dager=8"]);
        assert!(plan.contains("hint: `rutine plan 5A115 --fylke 11 --asof 2026-07-28 --param svarfrist_dager=8 --param svarfrist=2026-09-10`"), "{plan}");
    }
);

both!(
    /// Promise: `why` names the rule, its source and the figures, for somebody who got nothing.
    why_nothing, |house| {
        house.take("46");
        DAY.run(house);
        let unit = house.texts("SELECT unit AS t FROM journal WHERE detail = 'stryk_programfag=1'").remove(0);
        let said = house.out(0, &["why", "5A115", "--fylke", "46", "--unit", &unit]);
        for part in ["MA_VURDERES", "Noen fag er ikke bestått", "Nokre fag er ikkje", "FACT forskrift § 4-13", "stryk_programfag=1", "run 1, attempt 1"] {
            assert!(said.contains(part), "{part}\n{said}");
        }
        let doc = house.json(0, &["why", "5A115", "--fylke", "46", "--unit", &unit]);
        assert_eq!(doc["verdicts"][0]["text"]["source"], "FACT forskrift § 4-13, parameter ukval_regel");
        assert!(house.out(0, &["why", "5A119", "--fylke", "46", "--unit", &unit]).contains("was no candidate"));
    }
);

both!(
    /// Promise: of every kind of unit, one of which nothing was said is told from one of another county and from one that
    /// there is not.
    a_unit_that_is_not_there, |house| {
        house.take("46");
        house.out(0, &["run", "AR-UTTREKK", "--fylke", "46", "--asof", "2027-01-06", "--now", "2027-01-06T05:00:00Z"]);
        let of = |sql: &str| house.texts(&format!("{sql} LIMIT 1")).remove(0);
        for key in [
            of("SELECT 'soker:' || id AS t FROM soker WHERE fylkesnr = '46'"),
            of("SELECT 'kontrakt:' || kontraktsnr AS t FROM kontrakt WHERE fylkesnr = '46'"),
            of("SELECT 'leder:' || faglig_leder_person_id AS t FROM kontrakt WHERE fylkesnr = '46' AND faglig_leder_person_id IS NOT NULL"),
            of("SELECT 'skjema:' || ar || '/' || orgnr || '/' || grunnkode AS t FROM rapport_skjema WHERE fylkesnr = '46'"),
        ] {
            let there = house.out(0, &["why", "5A116", "--fylke", "46", "--unit", &key]);
            assert!(there.contains("5A116 has said nothing of"), "{key}: {there}");
            let elsewhere = house.err(2, &["why", "5A116", "--fylke", "11", "--unit", &key]);
            assert!(elsewhere.contains(&format!("there is no `{key}` in fylke 11; it is of fylke 46")), "{elsewhere}");
        }
        for key in ["soker:99999", "kontrakt:NEI", "leder:99999", "skjema:1999/310000019/BATMF3"] {
            let said = house.err(2, &["why", "5A116", "--fylke", "46", "--unit", key]);
            assert!(said.contains(&format!("there is no `{key}`; `rutine find`")), "{said}");
        }
    }
);

both!(
    /// Promise: a birth number goes in on standard input and never comes out, here or in any error.
    find_reads_standard_input, |house| {
        house.take("46");
        let number = house.texts("SELECT fodselsnummer AS t FROM person p JOIN soker s ON s.person_id = p.id ORDER BY s.id").remove(0);
        let find = |line: &str| {
            let mut child = house.command(&["find"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            writeln!(child.stdin.take().unwrap(), "{line}").unwrap();
            let o = child.wait_with_output().unwrap();
            (o.status.code(), String::from_utf8(o.stdout).unwrap() + &String::from_utf8(o.stderr).unwrap())
        };
        let (exit, said) = find(&number);
        assert!(exit == Some(0) && said.contains("soker:1") && !said.contains(&number), "{said}");
        let leder = house.texts("SELECT fodselsnummer AS t FROM person WHERE id = (SELECT min(faglig_leder_person_id) FROM kontrakt)");
        let (_, said) = find(&leder.concat());
        assert!(said.contains("46     leder:"), "{said}");
        let (exit, said) = find("12345678910");
        assert!(exit == Some(2) && said.contains("wrong check digits") && !said.contains("12345678910"), "{said}");
    }
);

both!(
    /// Promise: delivered twice, or after a stop between file and mark, a letter is one file; held ones stay.
    letters_leave_once, |house| {
        house.take("11");
        let (fylke, asof) = ("11", DAY.asof);
        house.out(0, &["run", "5A115", "--fylke", fylke, "--asof", asof, "--now", DAY.at]);
        let key = house.texts("SELECT key AS t FROM letters WHERE purpose = 'tilbud' ORDER BY id").remove(0);
        house.out(0, &["outbox", "hold", "--key", &key, "--reason", "x"]);
        assert_eq!(house.json(0, &["deliver", "--out", "ut", "--now", DAY.at])["sent"], 64);
        house.out(0, &["outbox", "release", "--key", &key, "--reason", "x", "--now", DAY.at]);
        assert_eq!(house.json(0, &["deliver", "--out", "ut", "--now", DAY.at])["sent"], 1);
        let files = || std::fs::read_dir(house.dir.path().join("ut")).unwrap().count();
        assert_eq!(files(), 65);
        house.sql("UPDATE letters SET state = 'pending', settled = NULL WHERE state = 'sent'");
        house.out(0, &["deliver", "--out", "ut", "--now", DAY.at]);
        assert_eq!(files(), 65);
        assert_eq!(house.count("SELECT count(DISTINCT message_id) FROM letters WHERE state = 'sent'"), 65);
        let listed = house.json(0, &["outbox", "list", "--fylke", fylke, "--state", "sent"]);
        let letter = &listed["letters"][0];
        for field in ["key", "state", "job", "fylke", "to", "subject", "language", "message_id"] {
            assert!(letter[field].is_string(), "{field}");
        }
        let shown = house.out(0, &["outbox", "show", &key]);
        assert!(shown.contains("Emne") || shown.contains("Subject: Tilb"), "{shown}");
    }
);

both!(
    /// Promise: two deliveries at once would write each letter twice; the second is refused.
    one_delivery_at_a_time, |house| {
        use rutine::store::{Only, Right};
        crate::post::post(house, 1);
        let mut db = house.db();
        let Right::Ours(alone) = Only::try_to(&mut db, &house.url, "deliver", 30).unwrap() else { panic!("nobody has it") };
        let said = house.err(4, &["deliver"]);
        let own = format!("another process is delivering, and nothing was sent here: process {} on `", std::process::id());
        assert!(said.contains(&own) && said.contains(", since 20"), "{said}");
        alone.let_go(&mut db).unwrap();
        house.out(0, &["deliver"]);
    }
);

both!(
    /// Promise: hostile values are inert in a letter: no header is added, no file lands elsewhere.
    hostile_values_in_a_letter, |house| {
        house.take("11");
        let crlf = if house.is_postgres() { "chr(13) || chr(10)" } else { "char(13) || char(10)" };
        let sql = |text: &str| house.sql(&text.replace("{CRLF}", crlf));
        sql(
            "UPDATE person SET fornavn = 'Vakker' || {CRLF} || 'Bcc: alle@post.example' || {CRLF},
             etternavn = '../../etc/passwd <b>\"; DROP TABLE letters; --'",
        );
        house.out(0, &["run", "5A115", "--fylke", "11", "--asof", DAY.asof, "--now", DAY.at]);
        sql("UPDATE letters SET subject = 'Hei' || {CRLF} || 'Bcc: alle@post.example'");
        house.out(0, &["deliver", "--out", "ut", "--now", DAY.at]);
        for file in std::fs::read_dir(house.dir.path().join("ut")).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(name.len() == 36 && name.ends_with(".eml"), "{name}");
            let text = std::fs::read_to_string(&path).unwrap();
            let head = text.split("\r\n\r\n").next().unwrap();
            assert!(head.lines().all(|l| !l.to_lowercase().starts_with("bcc")), "{head}");
        }
        assert_eq!(house.count("SELECT count(*) FROM letters WHERE state = 'sent'"), 65);
    }
);

/// Tables fit a terminal of 80 columns.
#[test]
fn tables_fit_eighty_columns() {
    let house = House::sqlite();
    house.take("46");
    DAY.run(&house);
    let commands: [&[&str]; 7] = [
        &["calendar"],
        &["jobs"],
        &["runs"],
        &["show", "1"],
        &["outbox"],
        &["intake", "--list"],
        &["jobs", "show", "5A115"],
    ];
    for args in commands {
        // An address stands alone and whole.
        let whole = |l: &str| ["parameters:", "https://"].iter().any(|w| l.contains(w));
        let long = |l: &&str| l.chars().count() > 80 && !whole(l) && !l.starts_with("5A115 ");
        let out = house.out(0, args);
        assert_eq!(out.lines().find(long), None, "{args:?}");
    }
}

/// However narrow the terminal, no code, key, date or address is broken: every word of a wide table is one of a narrow.
#[test]
fn no_word_is_broken() {
    let house = House::sqlite();
    house.take("46");
    DAY.run(&house);
    let plan = [
        "plan",
        "5A115",
        "--fylke",
        "46",
        "--asof",
        "2026-07-29",
        "--now",
        DAY.at,
        "--param",
        "avviksfag=true",
    ];
    let commands: [&[&str]; 8] = [
        &["jobs"],
        &["runs"],
        &["show", "1"],
        &["outbox"],
        &["intake", "--list"],
        &["jobs", "show", "5A115"],
        &["jobs", "show", "5A120"],
        &plan,
    ];
    for args in commands {
        let words = |columns: &str| -> std::collections::BTreeSet<String> {
            let o = house.command(args).env("COLUMNS", columns).output().unwrap();
            String::from_utf8(o.stdout).unwrap().split_whitespace().map(str::to_owned).collect()
        };
        let (wide, narrow) = (words("400"), words("40"));
        // Only addresses and values are cut off, never a code.
        let broken: Vec<_> =
            wide.difference(&narrow).filter(|w| !w.contains('@') && !w.contains('=')).collect();
        assert_eq!(broken, [""; 0], "{args:?}");
    }
}

/// Promise: the README's first command, in an empty folder.
#[test]
fn the_demo_runs_in_an_empty_folder() {
    let house = House::sqlite();
    let mut command = house.command(&["demo"]);
    let o = command.env_remove("RUTINE_DATABASE").output().unwrap();
    let out = String::from_utf8(o.stdout).unwrap();
    assert_eq!(o.status.code(), Some(0), "{out}{}", String::from_utf8_lossy(&o.stderr));
    assert!(out.contains("seen 332  acted 169"), "{out}");
    let letters = std::fs::read_dir(house.dir.path().join("demo/letters")).unwrap().count();
    assert!(out.contains(&format!("{letters} letters in `demo/letters`")), "{out}");
    let packages = std::fs::read_dir(house.dir.path().join("demo/archive/46")).unwrap().count();
    assert!(out.contains(&format!("{packages} documents handed out")), "{out}");
    let again = house.command(&["demo"]).env_remove("RUTINE_DATABASE").output().unwrap();
    assert_eq!(again.status.code(), Some(2), "a demo is not run on top of another");
}

/// The command line holds together: no two arguments of one name.
#[test]
fn the_command_line_is_sound() {
    <rutine::cli::Cli as clap::CommandFactory>::command().debug_assert();
}

/// Promise: a key that stands below the wrong heading is told which one was meant, and where it belongs, in settings and
/// manifests alike.
#[test]
fn a_key_below_the_wrong_heading() {
    let house = House::sqlite();
    let said = |exit| unfolded(&house.told(exit, &["check"]));
    house.file("rutine.toml", "[daemon]\nworkers = 1\nenviroment = \"test\"\n");
    let at_the_top =
        |key: &str| format!("did you mean `{key}`? it belongs at the top, above the first `[section]`");
    let told = said(5);
    assert!(told.contains("rutine.toml:3:") && told.contains(&at_the_top("environment")), "{told}");
    house.file("rutine.toml", "enviroment = \"test\"\n[daemon]\nwokers = 1\n");
    let told = said(5);
    assert!(
        told.contains("did you mean `environment`?") && told.contains("did you mean `workers`?"),
        "{told}"
    );
    assert!(!told.contains("belongs at the top"), "{told}");
    house.file("rutine.toml", "jobs = \"jobs\"\n");
    house.out(0, &["jobs", "export", "jobs"]);
    let path = house.dir.path().join("jobs/5A115.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    for (section, key) in
        [("[schedule]\n", "attempts_max = 3\n"), ("[params.avviksfag]\n", "attemps_max = 3\n")]
    {
        std::fs::write(&path, text.replacen(section, &format!("{section}{key}"), 1)).unwrap();
        let told = said(5);
        assert!(told.contains("5A115.toml:") && told.contains(&at_the_top("attempts_max")), "{told}");
    }
}
