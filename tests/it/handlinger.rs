//! What a person does by hand: which acts need a reason, what a pause leaves open, whose clock a log is told by.

use clap::{Command, CommandFactory};

use crate::house::{House, WIDE, both};

/// Acts that are refused without a reason, with all else they need.
const WITH_A_REASON: [&str; 9] = [
    "outbox hold --job 5A115",
    "outbox release --job 5A115",
    "outbox retry --job 5A115",
    "outbox give-up --job 5A115",
    "archive retry --state failed",
    "archive ack X --declined",
    "archive ack X --failed",
    "pause 5A115 --until 2030-01-01",
    "reopen",
];

/// What changes something and needs none: it does what is owed, takes in what others say, or ends what had a reason.
const WITHOUT: [&str; 14] = [
    "demo",
    "migrate",
    "intake",
    "run",
    "retry",
    "resume",
    "tick",
    "daemon",
    "deliver",
    "restored",
    "archive hand-out",
    "archive ack",
    "generate",
    "jobs export",
];

/// What changes nothing.
const READS: [&str; 20] = [
    "check",
    "jobs",
    "jobs show",
    "calendar",
    "plan",
    "runs",
    "show",
    "logs",
    "why",
    "find",
    "simulate",
    "rapport",
    "rapport skjemaer",
    "rapport avvik",
    "rapport runder",
    "rett",
    "outbox",
    "outbox list",
    "outbox show",
    "archive",
];

fn leaves(command: &Command, path: &str) -> Vec<String> {
    let inner: Vec<_> = command.get_subcommands().filter(|c| c.get_name() != "help").collect();
    let below = inner.iter().flat_map(|c| leaves(c, format!("{path} {}", c.get_name()).trim()));
    let here = (!command.is_subcommand_required_set() && !path.is_empty()).then(|| path.to_owned());
    here.into_iter().chain(below).collect()
}

both!(
    /// Every act by hand is known to need a reason, or not to; those that do are refused without, and with an empty one.
    every_act_has_its_reason, |house| {
        for command in leaves(&rutine::cli::Cli::command(), "") {
            let acts = WITH_A_REASON.iter().any(|act| act.starts_with(&command));
            let known = acts || WITHOUT.contains(&command.as_str()) || READS.contains(&command.as_str());
            assert!(known || ["archive list", "archive show"].contains(&command.as_str()), "does `{command}` need a reason?");
        }
        for act in WITH_A_REASON {
            let args: Vec<&str> = act.split(' ').collect();
            let named = act.ends_with("--declined") || act.ends_with("--failed");
            let empty = if named { vec![" "] } else { vec!["--reason", " \t"] };
            let said = house.err(2, &[&args[..], &empty].concat());
            assert!(said.contains("say why"), "{act}: {said}");
            // Without one, `reopen` lists.
            if act != "reopen" {
                let said = house.err(2, &args);
                assert!(said.contains("--reason") || named, "{act}: {said}");
            }
        }
    }
);

both!(
    /// A pause that is over is in nobody's way: the date it dropped is run by hand, as it said; or it is moved, as it said.
    what_a_pause_says_works, |house| {
        house.take("46");
        let at = |day: &str| format!("{day}T08:00:00Z");
        let pause = ["pause", "5A115", "--fylke", "46", "--until", "2026-07-30", "--reason", "ferie", "--now", &at("2026-07-20")];
        let said = said(house, &pause);
        let run = "rutine run 5A115 --fylke 46 --asof 2026-07-28";
        assert!(said.contains(&format!("once the pause has ended, `{run}` runs it by hand")), "{said}");
        let words: Vec<&str> = run.split(' ').skip(1).collect();
        assert!(house.err(4, &[&words[..], &["--now", &at("2026-07-30")]].concat()).contains("is paused by"));
        house.out(0, &[&words[..], &["--now", &at("2026-07-31")]].concat());
        // Or moved, with what stands in backticks.
        house.out(0, &["jobs", "export", "jobs"]);
        let moved = "to give it a day after 2026-07-30 instead, `rutine jobs export jobs`, then write it as `dates = [\"DD.MM\"]`";
        assert!(said.contains(moved), "{said}");
        assert!(said.contains("under `[fylke.46.schedule]` in `jobs/5A115.toml`"), "{said}");
        let path = house.dir.path().join("jobs/5A115.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, format!("{text}\n[fylke.46.schedule]\ndates = [\"31.07\"]\n")).unwrap();
        let owed = |from: &str| house.json(0, &["--jobs", "jobs", "calendar", "--fylke", "46", "--from", from, "--to", from]);
        let is_owed = |from: &str| owed(from)["owed"].as_array().unwrap().iter().any(|o| o["job"] == "5A115");
        assert!(is_owed("2026-07-31") && !is_owed("2026-07-28"));
        assert!(said.contains("hint: `rutine resume 5A115 --fylke 46` ends the pause sooner"), "{said}");
    }
);

/// What a command says, unfolded.
fn said(house: &House, args: &[&str]) -> String {
    let out = house.command(args).env("COLUMNS", "4000").output().unwrap();
    assert!(out.status.success(), "{args:?} {out:?}");
    String::from_utf8(out.stdout).unwrap()
}

/// The command lines of a text that begin so.
fn typed<'a>(said: &'a str, begin: &str) -> Vec<Vec<&'a str>> {
    let quoted = said.split('`').skip(1).step_by(2);
    quoted.filter(|c| c.starts_with(begin)).map(|c| c.split(' ').skip(1).collect()).collect()
}

both!(
    /// However wide a pause is, what it tells one to type is taken: its end, and each date it dropped, of each county.
    what_any_pause_says_to_type_is_taken, |house| {
        house.file("rutine.toml", "fylker = [\"11\", \"46\"]\n");
        house.take("46");
        house.take("11");
        let now = ["--now", "2026-01-02T08:00:00Z"];
        let later = ["--now", "2026-08-20T08:00:00Z"];
        for what in [&["all"][..], &["5A115"], &["5A119"], &["AR-PAMINN"], &["all", "--fylke", "46"], &["5A115", "--fylke", "46,11"]] {
            let pause = [&["pause"], what, &["--until", "2026-08-19", "--reason", "ferie"], &now].concat();
            let said = said(house, &pause);
            let runs = typed(&said, "rutine run");
            let of_series = *what == ["5A119"];
            assert_eq!(runs.is_empty(), of_series, "{said}");
            assert_eq!(of_series, said.contains("dropped, not moved; the next one is 2026-08-20, and stands for those dropped")
                && !said.contains("hint: dropped"), "{said}");
            for run in runs {
                let tried = house.command(&[&run[..], &now, &["--nobody"]].concat()).output().unwrap();
                assert_eq!(tried.status.code(), Some(4), "{run:?} while it is paused, or before its day");
                // Of one county, since a plan is.
                let planned: Vec<_> = run[1..].iter().map(|word| word.trim_start_matches("11,")).collect();
                let tried = house.command(&[&["plan"], &planned[..], &later].concat()).output().unwrap();
                // A deadline that has passed meanwhile is refused, with what would run.
                let way_out = String::from_utf8_lossy(&tried.stderr).contains("would run");
                assert!(tried.status.success() || tried.status.code() == Some(4) && way_out, "{run:?} {tried:?}");
            }
            let ends = typed(&said, "rutine resume");
            assert!(!ends.is_empty(), "{said}");
            for end in ends {
                house.out(0, &[&end[..], &now].concat());
            }
            assert_eq!(house.count("SELECT count(*) FROM pauses"), 0, "{what:?}");
        }
    }
);

both!(
    /// A pause drops no date that is settled, and says where no later night of the season stands for those it drops.
    what_a_pause_drops_is_what_is_still_owed, |house| {
        house.file("rutine.toml", "fylker = [\"46\"]\n");
        house.take("46");
        let now = ["--now", "2026-07-28T08:00:00Z"];
        house.out(0, &[&["run", "5A115", "--fylke", "46", "--asof", "2026-07-28"][..], &now].concat());
        let said = said(house, &[&["pause", "5A115", "--until", "2026-07-28", "--reason", "x"][..], &now].concat());
        assert!(said.contains("no date falls due until then") && !said.contains("it skips"), "{said}");
        assert!(!house.told(0, &[&["check"][..], &now].concat()).contains("holds back"));
        let pause = |until: &str| self::said(house, &[&["pause", "5A119", "--until", until, "--reason", "x"][..], &now].concat());
        let said = pause("2026-08-10");
        assert!(said.contains("the next one is 2026-08-11, and stands for those dropped"), "{said}");
        for until in ["2026-12-31", "2027-08-09"] {
            let said = pause(until);
            assert!(!said.contains("stands for those dropped"), "{said}");
            assert_eq!(typed(&said, "rutine run"), [["run", "5A119", "--fylke", "46", "--asof", "2026-11-01"]], "{said}");
        }
    }
);

both!(
    /// Who ends a pause is told of one that still stands over it, and who cannot end it so is told what can; nothing is half ended.
    what_still_pauses_is_told, |house| {
        let now = ["--now", "2026-07-01T08:00:00Z"];
        let pause = |what: &[&str]| {
            house.out(0, &[&["pause"], what, &["--until", "2026-08-01", "--reason", "ferie"], &now].concat());
        };
        pause(&["all", "--fylke", "46"]);
        pause(&["5A115", "--fylke", "46"]);
        let said = house.out(3, &[&["resume", "5A115", "--fylke", "46"][..], &now].concat());
        assert!(said.contains("every job for fylke 46 is paused by") && said.contains("`rutine resume all --fylke 46`"), "{said}");
        let said = house.err(2, &[&["resume", "5A115", "--fylke", "46"][..], &now].concat());
        assert!(said.contains("there is no pause of 5A115 for fylke 46, but every job for fylke 46 is paused"), "{said}");
        pause(&["5A115", "--fylke", "11"]);
        let said = house.err(2, &[&["resume", "5A115", "--fylke", "11,15"][..], &now].concat());
        assert!(said.contains("5A115 for fylke 15 is not paused; `rutine pause` lists what is"), "{said}");
        assert_eq!(house.count("SELECT count(*) FROM pauses WHERE fylke = '11'"), 1, "all or none");
        house.out(0, &[&["resume", "all", "--fylke", "46"][..], &now].concat());
    }
);

both!(
    /// A log is told by the clock of its attempt, one that stands still too.
    a_log_is_told_by_its_clock, |house| {
        house.take("46");
        house.out(0, &["run", "5A115", "--fylke", "46", "--asof", "2026-07-28", "--now", "2026-07-28T04:00:00Z"]);
        let lines = house.json(0, &["logs", "1"])["lines"].as_array().unwrap().clone();
        assert!(lines.len() >= 2, "{lines:?}");
        assert!(lines.iter().all(|l| l["at"].as_str().unwrap().starts_with("2026-07-28T04:0")), "{lines:?}");
    }
);

both!(
    /// Who finds a run under way is told who is at it, at once, though a transaction of that process stands still; `why` too.
    who_is_at_a_run_is_told_at_once, |house| {
        house.take("46");
        house.sql(
            "INSERT INTO runs (job, routine, fylke, slot, state, holder, lease_until, fence, created)
               VALUES ('5A115', '5A115', '46', '2026-07-28', 'running', 'x', '2999-01-01 00:00:00', 1, '2026-07-28 03:00:00');
             INSERT INTO attempts (run_id, number, state, trigger, actor, holder, version, params, tally, started)
               VALUES (1, 1, 'running', 'operator', 'kari', 'x', '0', '{}', '{}', '2026-07-28 04:00:00')",
        );
        let mut frozen = house.db();
        let holder = rutine::store::Holder::new(&mut frozen, &house.url).unwrap();
        rutine::store::execute(&mut frozen, "UPDATE runs SET holder = $1", &[holder.id.as_str().into()]).unwrap();
        frozen.begin().unwrap();
        rutine::store::execute(&mut frozen, "UPDATE runs SET fence = fence", &[]).unwrap();
        let now = ["--now", "2026-07-28T05:00:00Z"];
        for args in [&["run", "5A115", "--fylke", "46"][..], &["retry", "1"], &["plan", "5A115", "--fylke", "46"]] {
            let said = house.err(4, &[args, &now].concat());
            assert!(said.contains("run 1, begun 2026-07-28 06:00:00 by kari; wait for it, or end that process"), "{said}");
            assert!(!said.contains("WARN"), "it was told without waiting: {said}");
        }
        assert!(house.out(0, &["why", "1"]).contains("its process lives"));
        frozen.rollback();
        house.sql("UPDATE runs SET lease_until = '2020-01-01 00:00:00'");
        let why = house.out(0, &["why", "1"]);
        assert!(why.contains("no sign of life") && why.contains("`rutine retry 1`"), "{why}");
        drop(holder);
    }
);

/// Whoever waits for the writer of an SQLite file says so while it waits.
#[test]
fn a_wait_for_the_file_is_told() {
    let house = House::sqlite();
    let mut other = house.db();
    other.begin().unwrap();
    let mut child = house.command(&["outbox", "hold", "--job", "5A115", "--reason", "x"]);
    let mut child = child
        .env("COLUMNS", WIDE)
        .stderr(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let lines = std::io::BufRead::lines(std::io::BufReader::new(child.stderr.take().unwrap()));
    let mut lines = lines.map_while(Result::ok);
    assert!(lines.any(|l| l.contains("has been writing to the database for 3 seconds: waiting")));
    other.rollback();
    assert_eq!(child.wait().unwrap().code(), Some(4), "there is no letter to hold");
}
