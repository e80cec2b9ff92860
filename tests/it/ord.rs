//! The command line takes what people write, and says so where it cannot: keys, jobs, kinds, dates, and how much of a list is shown.

use crate::house::{House, both};

/// Runs enough to fill a list: one a day.
fn runs(house: &House, days: u32) {
    for day in 1..=days {
        house.sql(&format!(
            "INSERT INTO runs (job, routine, fylke, slot, state, skipped_because, created) VALUES
             ('5A115', '5A115', '46', '2026-{:02}-{:02}', 'skipped', 'paused', '2026-01-01 00:00:00')",
            1 + (day - 1) / 28,
            1 + (day - 1) % 28
        ));
    }
}

both!(
    /// A list that is cut says of how many, last and in JSON; `--limit 0` shows all.
    a_list_that_is_cut_says_so, |house| {
        runs(house, 60);
        let out = house.out(0, &["runs"]);
        assert_eq!(out.lines().last(), Some("showing 50 of 60; `--limit 0` shows all"));
        let all = house.out(0, &["runs", "--limit", "0"]);
        assert!(!all.contains("showing") && all.lines().count() > 60, "{all}");
        let json = house.json(0, &["runs"]);
        assert_eq!((json["shown"].as_i64(), json["total"].as_i64()), (Some(50), Some(60)));
        let json = house.json(0, &["runs", "--limit", "7", "--fylke", "11,vestland", "--since", "01.02.2026"]);
        assert_eq!((json["shown"].as_i64(), json["total"].as_i64()), (Some(7), Some(32)));
        for list in [["outbox", "--limit"], ["archive", "--limit"]] {
            let json = house.json(0, &[list[0], list[1], "1"]);
            assert_eq!((json["shown"].as_i64(), json["total"].as_i64()), (Some(0), Some(0)), "{list:?}");
        }
        assert_eq!(house.json(3, &["rett", "--limit", "1"])["shown"], 0);
    }
);

both!(
    /// A key that cannot be is misuse, not silence; one in other letters is the same key.
    a_units_key_as_typed, |house| {
        house.take("46");
        for key in ["Soker:17", "SØKER:17", "soker:017"] {
            assert!(house.out(0, &["why", "5a115", "--fylke", "Vestland", "--unit", key]).contains("nothing of `soker:17`"), "{key}");
        }
        for (key, says) in [("soker:abc", "no unit's key"), ("sokar:17", "did you mean `soker`?"), ("skjema:2026", "skjema:YEAR/ORGNR/GRUNNKODE")] {
            assert!(house.err(2, &["why", "5A115", "--fylke", "46", "--unit", key]).contains(says), "{key}");
        }
        let said = house.err(2, &["why", "5A115", "--fylke", "46", "--unit", "soker:14830751220"]);
        assert!(said.contains("rutine find") && !said.contains("14830751220"), "{said}");
    }
);

both!(
    /// A job, a kind, a reason or a parameter that is not there is misuse, and the nearest that is there is named.
    what_is_nearly_right_is_named, |house| {
        for (args, says) in [
            (&["runs", "--job", "5A11"][..], "did you mean `5A11"),
            (&["outbox", "--job", "vg3_forlag"], "did you mean `vg3_forslag`?"),
            (&["plan", "vg3forslag", "--fylke", "46"], "did you mean `vg3_forslag`?"),
            (&["intake", "--template", "persom"], "did you mean `person`?"),
            (&["rett", "--reason", "TULL"], "there is no reason `TULL`"),
            (&["plan", "5A115", "--fylke", "46", "--param", "svarfrist_dage=8"], "did you mean `svarfrist_dager`?"),
            (&["run", "5A115", "--fylke", "46", "--dry-run"], "rutine plan JOB --fylke NN"),
            (&["plan", "5A115", "--fylke", "46,11"], "only one county"),
        ] {
            let said = house.err(2, args);
            assert!(said.contains(says), "{args:?}: {said}");
        }
        assert_eq!(house.out(0, &["intake", "--template", "PERSON"]), house.out(0, &["intake", "--template", "person"]));
        assert_eq!(house.out(0, &["jobs", "show", "VG3_Forslag"]), house.out(0, &["jobs", "show", "5a115"]));
        assert_eq!(house.count("SELECT count(*) FROM runs"), 0);
    }
);

both!(
    /// A day counted from today is counted from the clock's.
    today_is_the_clocks, |house| {
        let day = |from: &str| house.out(0, &["calendar", "--from", from, "--to", "2027-12-31", "--now", "2026-07-28T22:30:00Z", "--each"]);
        assert_eq!(day("today"), day("2026-07-29"), "in Oslo");
        assert_eq!(day("yesterday"), day("28.07.2026"));
    }
);

/// The mark that PowerShell writes before a file is no part of the password in it.
#[test]
fn a_mark_is_no_part_of_a_password() {
    use secrecy::ExposeSecret;
    let dir = tempfile::tempdir().unwrap();
    let (password, settings) = (dir.path().join("password"), dir.path().join("rutine.toml"));
    std::fs::write(&password, "\u{feff}hemmelig ord\r\n").unwrap();
    let smtp = "host = \"localhost\"\nsecurity = \"none\"\nusername = \"rutine\"";
    std::fs::write(&settings, format!("[mail.smtp]\n{smtp}\npassword_file = {password:?}\n")).unwrap();
    let config = rutine::config::Config::read(Some(&settings)).unwrap();
    let read = config.mail.smtp.unwrap().password().unwrap().unwrap();
    assert_eq!(read.expose_secret(), "hemmelig ord");
}

both!(
    /// Nor of settings, of a manifest or of an authority's certificate.
    a_mark_is_no_part_of_what_is_read, |house| {
        let mark = |name: &str, text: &str| house.file(name, format!("\u{feff}{text}"));
        house.out(0, &["jobs", "export", "jobs"]);
        for manifest in std::fs::read_dir(house.dir.path().join("jobs")).unwrap().map(|e| e.unwrap().path()) {
            let text = std::fs::read_to_string(&manifest).unwrap();
            std::fs::write(manifest, format!("\u{feff}{text}")).unwrap();
        }
        mark("ca.pem", &crate::postkasse::certificate("localhost").1);
        mark("passord", "hemmelig");
        mark("rutine.toml", "jobs = \"jobs\"\nfylker = [\"46\"]\n[mail]\nfrom = \"a@fylke.example\"\ndomain = \"fylke.example\"\n\
            [mail.smtp]\nhost = \"localhost\"\nca_file = \"ca.pem\"\nusername = \"rutine\"\npassword_file = \"passord\"\n");
        assert!(house.told(0, &["check"]).contains("no faults"));
        house.file("ca.pem", "\u{feff}not a certificate");
        assert!(house.told(5, &["check"]).contains("`mail.smtp.ca_file` holds no certificate as PEM"));
    }
);

both!(
    /// Nor of a number that is read on standard input.
    a_mark_is_no_part_of_a_number, |house| {
        use std::io::Write;
        use std::process::Stdio;
        let mut find = house.command(&["find"]);
        let mut find = find.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        find.stdin.take().unwrap().write_all("\u{feff}14830751220\r\n".as_bytes()).unwrap();
        let said = find.wait_with_output().unwrap();
        assert_eq!(said.status.code(), Some(0), "{said:?}");
        assert!(String::from_utf8_lossy(&said.stdout).starts_with("nobody with that number"), "{said:?}");
    }
);

both!(
    /// What is wrong with a value is told in our words, with what stands there, what is allowed and an example: of each setting and
    /// each key of a manifest that takes a few words, and of each parameter of each job.
    a_wrong_value_is_told_in_our_words, |house| {
        const NOT_OURS: [&str; 5] = ["unknown variant", "invalid type", "invalid value", "premature end", "u64"];
        let ours = |said: &str, of: &str| {
            assert!(NOT_OURS.iter().all(|words| !said.contains(words)), "{of}: {said}");
        };
        for (setting, line) in [
            ("environment", "environment = \"tull\""),
            ("archive.sink", "[archive]\nsink = \"tull\""),
            ("fylke.46.archive.sink", "[fylke.46.archive]\nsink = \"tull\""),
            ("mail.smtp.security", "[mail.smtp]\nsecurity = \"tull\""),
        ] {
            house.file("rutine.toml", line);
            let said = house.told(5, &["check"]);
            let told = format!("rutine.toml:{}: `{setting}` is `tull`, expected `", line.lines().count());
            assert!(said.contains(&told) && said.contains(&format!("such as `{setting} = \"")), "{said}");
            ours(&said, setting);
        }
        std::fs::remove_file(house.dir.path().join("rutine.toml")).unwrap();
        house.out(0, &["jobs", "export", "jobs"]);
        let path = house.dir.path().join("jobs/5A119.toml");
        let shipped = std::fs::read_to_string(&path).unwrap();
        for (key, wrong) in [("catch_up", "catch_up = \"tull\""), ("holidays", "holidays = \"tull\"")] {
            let at = shipped.find("[schedule]").unwrap() + "[schedule]\n".len();
            let without: String = shipped[at..].lines().filter(|l| !l.starts_with(key)).map(|l| format!("{l}\n")).collect();
            std::fs::write(&path, format!("{}{wrong}\n{without}", &shipped[..at])).unwrap();
            let said = house.told(5, &["--jobs", "jobs", "check"]);
            assert!(said.contains(&format!("`{key}` is `tull`, expected `")), "{key}: {said}");
            ours(&said, key);
        }
        let mut met = 0;
        for job in rutine::manifest::load(None).unwrap() {
            for name in job.params.keys() {
                for value in ["tull", "-1", "[1]", "true"] {
                    let param = format!("{name}={value}");
                    let o = house.run(&["plan", &job.code, "--fylke", "46", "--asof", "2026-07-28", "--param", &param]);
                    let said = String::from_utf8(o.stderr).unwrap();
                    if o.status.code() == Some(2) {
                        met += 1;
                        let is_told = said.contains("expected") || said.contains("must be");
                        assert!(said.contains(&format!("`{name}`")) && is_told, "{param}: {said}");
                        ours(&said, &param);
                    }
                }
            }
        }
        assert!(met > 100, "{met}");
    }
);

/// Every command that lists, with the name of its list.
const LISTS: &[(&str, &[&str])] = &[
    ("runs", &["runs"]),
    ("runs", &["runs", "--limit", "1"]),
    ("runs", &["reopen"]),
    ("letters", &["outbox", "list"]),
    ("letters", &["outbox", "--limit", "1"]),
    ("deposits", &["archive", "list"]),
    ("rett", &["rett", "--fylke", "46"]),
    ("rett", &["rett", "--fylke", "46", "--limit", "1"]),
    ("skjemaer", &["rapport", "--ar", "2025"]),
    ("avvik", &["rapport", "avvik", "--ar", "2025"]),
    ("runder", &["rapport", "runder"]),
    ("jobs", &["jobs"]),
    ("files", &["jobs", "export", "out"]),
    ("pauses", &["pause"]),
    ("owed", &["calendar"]),
    ("kinds", &["intake", "--list"]),
];

both!(
    /// A program reads of every list, in the same three keys, how much of it the document holds: none is cut in silence.
    every_list_says_how_much_of_it_is_shown, |house| {
        const NOW: [&str; 2] = ["--now", "2026-07-28T08:00:00Z"];
        let read = |args: &[&str]| -> serde_json::Value {
            let out = house.run(&[args, &NOW, &["--json"]].concat());
            serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}: {out:?}"))
        };
        let says = |name: &str, args: &[&str]| -> (usize, u64) {
            let all = read(args);
            let shown = all[name].as_array().unwrap_or_else(|| panic!("{args:?}: {all}")).len();
            let total = all["total"].as_u64().unwrap_or_else(|| panic!("{args:?}: {all}"));
            assert_eq!((&all["schema"], all["shown"].as_u64()), (&1.into(), Some(shown as u64)), "{args:?}");
            assert_eq!(all["truncated"].as_bool(), Some((shown as u64) < total), "{args:?}");
            (shown, total)
        };
        runs(house, 60);
        house.take("46");
        let run = read(&["run", "5A115", "--fylke", "46"])["runs"][0]["run"].to_string();
        for (name, args) in LISTS {
            says(name, args);
        }
        assert_eq!(says("runs", &["runs"]), (50, 61));
        let letters = says("letters", &["outbox"]);
        assert!(letters.0 > 0 && letters.0 as u64 == letters.1, "{letters:?}");
        assert_eq!(says("letters", &["outbox", "--limit", "1"]), (1, letters.1));
        assert!(says("lines", &["logs", &run]).0 > 0);
        let unit = &house.texts("SELECT unit AS t FROM journal ORDER BY id LIMIT 1")[0];
        assert_eq!(says("verdicts", &["why", "5A115", "--fylke", "46", "--unit", unit]), (1, 1));
    }
);
