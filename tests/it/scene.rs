//! A routine's day on the stage: the world before it, the run itself, and the same run killed after every commit.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use chrono::{DateTime, Utc};
use rutine::attempt::Event;
use rutine::clock::Clock;
use rutine::config::Config;
use rutine::run::{Office, Order, Trigger, settle};
use rutine::store::{self, Db, Holder};
use rutine::{manifest, run};
use serde_json::Value;

use crate::house::{House, WIDE, project};

/// Works as a daemon would with these settings, on a clock that stands at this instant (RFC 3339).
pub fn unattended(house: &House, config: &Config, at: &str, work: impl FnOnce(&mut Db, &Office)) {
    let mut db = house.db();
    let holder = Holder::new(&mut db, &house.url).unwrap();
    let clock = Clock::Fixed(at.parse().unwrap());
    let (url, actor) = (house.url.as_str(), "test".into());
    work(&mut db, &Office { url, config, clock, actor, holder: &holder, unattended: true, stop: None });
}

/// One run: `at` is the clock's instant (RFC 3339), `params` are `K=V`.
#[derive(Clone, Copy)]
pub struct Day {
    pub job: &'static str,
    pub fylke: &'static str,
    pub asof: &'static str,
    pub at: &'static str,
    pub params: &'static [&'static str],
}

impl Day {
    fn args(&self, command: &'static str) -> Vec<&str> {
        let mut args = vec![command, self.job, "--fylke", self.fylke, "--asof", self.asof, "--now", self.at];
        self.params.iter().for_each(|p| args.extend(["--param", p]));
        args
    }

    /// Runs it with the real binary; returns the run's document.
    pub fn run(&self, house: &House) -> Value {
        house.json(0, &self.args("run"))["runs"][0].clone()
    }

    /// As `run`, before the routine it rests on has made anything: it says so.
    pub fn too_early(&self, house: &House) -> Value {
        house.json(3, &self.args("run"))["runs"][0].clone()
    }

    /// Plans it with the real binary; returns the plan's document.
    pub fn plan(&self, house: &House) -> Value {
        house.json(0, &self.args("plan"))["runs"][0].clone()
    }

    /// The same with more arguments, expecting an exit code; returns stdout and stderr.
    pub fn try_run(&self, house: &House, exit: i32, more: &[&str]) -> (String, String) {
        let mut args = self.args("run");
        args.extend(more);
        let o = house.command(&args).env("COLUMNS", WIDE).output().unwrap();
        let text = |b| String::from_utf8(b).unwrap();
        let (out, err) = (text(o.stdout), text(o.stderr));
        assert_eq!(o.status.code(), Some(exit), "rutine {args:?}\nstdout: {out}\nstderr: {err}");
        (out, err)
    }
}

impl House {
    /// Takes in a file, or the files of a folder, of the project's fixtures, expecting no rejects. Folders in a folder are of
    /// another day, and stay out.
    pub fn take(&self, fixture: &str) {
        let path = project().join("fixtures").join(fixture);
        let in_folder = std::fs::read_dir(&path).into_iter().flatten().flatten().map(|e| e.path());
        let mut files: Vec<_> = in_folder
            .filter(|file| file.is_file() && file.extension().is_some_and(|end| end == "csv"))
            .collect();
        files.extend(path.is_file().then_some(path));
        let files = files.iter().map(|file| file.to_str().unwrap());
        self.out(0, &["intake"].into_iter().chain(files).collect::<Vec<_>>());
    }

    /// How many units a transaction of the real binary holds here.
    pub fn chunk_units(&self, units: usize) {
        let jobs = if self.jobs().exists() { "jobs = \"jobs\"\n" } else { "" };
        self.file("rutine.toml", format!("chunk_units = {units}\n{jobs}"));
    }

    /// Where this house keeps manifests of its own, if it does.
    pub fn jobs(&self) -> PathBuf {
        self.dir.path().join("jobs")
    }

    /// Everything routines write, without the ids runs make: what must be equal however a run went.
    pub fn effects(&self) -> Vec<String> {
        EFFECTS.iter().flat_map(|sql| self.texts(sql)).collect()
    }

    /// The effects whose line begins so: `forslag`, `onske`, `brev`.
    pub fn effects_of(&self, what: &str) -> Vec<String> {
        self.effects().into_iter().filter(|e| e.split(' ').next() == Some(what)).collect()
    }

    /// Each applicant of a county in the order taken in: name, the job's last verdict, reason and detail, and the
    /// language of its last letter, separated by `|`; empty where there is none.
    pub fn verdicts(&self, job: &str, fylke: &str) -> Vec<String> {
        self.texts(&format!(
            "SELECT p.fornavn || ' ' || p.etternavn || '|' || COALESCE(j.verdict, '') || '|' || COALESCE(j.reason, '') || '|'
               || COALESCE(j.detail, '') || '|' || COALESCE(l.language, '') AS t
             FROM soker s JOIN person p ON p.id = s.person_id
             LEFT JOIN journal j ON j.id = (SELECT max(i.id) FROM journal i
               WHERE i.job = '{job}' AND i.fylke = s.fylkesnr AND i.unit = 'soker:' || s.id)
             LEFT JOIN letters l ON l.id = (SELECT max(k.id) FROM letters k
               WHERE k.job = '{job}' AND k.state <> 'no_address' AND k.fylke = s.fylkesnr AND k.unit = 'soker:' || s.id)
             WHERE s.fylkesnr = '{fylke}' ORDER BY s.id"
        ))
    }

    /// One applicant's line of `verdicts`, without the name.
    pub fn verdict(&self, job: &str, fylke: &str, name: &str) -> String {
        let all = self.verdicts(job, fylke);
        let line = all.iter().find_map(|v| v.strip_prefix(name)?.strip_prefix('|'));
        line.unwrap_or_else(|| panic!("no `{name}` in {all:?}")).to_owned()
    }

    /// The statements that change one applicant's rows: `{soker}` and `{person}` stand for the ids.
    pub fn change(&self, name: &str, sql: &str) {
        let person = format!("(SELECT id FROM person WHERE fornavn || ' ' || etternavn = '{name}')");
        let soker = format!("(SELECT min(id) FROM soker WHERE person_id = {person})");
        assert_eq!(self.count(&format!("SELECT count(*) FROM person WHERE id = {person}")), 1, "{name}");
        self.sql(&sql.replace("{soker}", &soker).replace("{person}", &person));
    }

    /// Takes in answers from the web, each `(websvar_id, name, gjelder, svar, mottatt_tid)`.
    pub fn answer(&self, fylke: &str, answers: &[(&str, &str, &str, &str, &str)]) {
        let mut csv =
            "websvar_id;fylkesnr;soknadsar;fodselsnummer;onskenr;runde;gjelder;svar;mottatt_tid\n".to_owned();
        for (id, name, gjelder, svar, tid) in answers {
            let sql =
                format!("SELECT fodselsnummer AS t FROM person WHERE fornavn || ' ' || etternavn = '{name}'");
            let fnr = self.texts(&sql).concat();
            csv += &format!("{id};{fylke};2026;{fnr};1;1;{gjelder};{svar};{tid}\n");
        }
        let path = self.file("later/websvar.csv", csv);
        self.out(0, &["intake", path.to_str().unwrap()]);
    }

    /// Takes in answers that the county has recorded, each `(name, gjelder, svar, svart_tid)`.
    pub fn county_answers(&self, fylke: &str, answers: &[(&str, &str, &str, &str)]) {
        let rows =
            answers.iter().map(|(name, gjelder, svar, tid)| (*name, format!("{gjelder};{svar};{tid}")));
        self.of_forslag("fylkesvar", "gjelder;svar;svart_tid", fylke, rows);
    }

    /// Takes in that the county itself has told applicants of an offer, each `(name, gjelder, day)`.
    pub fn told_by_the_county(&self, fylke: &str, told: &[(&str, &str, &str)]) {
        let rows = told.iter().map(|(name, gjelder, day)| (*name, format!("{gjelder};{day};telefon")));
        self.of_forslag("varslet", "gjelder;varslet;mate", fylke, rows);
    }

    /// Takes in rows about the first VG3-forslag on the first wish of those named.
    fn of_forslag<'a>(
        &self,
        kind: &str,
        columns: &str,
        fylke: &str,
        rows: impl Iterator<Item = (&'a str, String)>,
    ) {
        let mut csv = format!("fylkesnr;soknadsar;fodselsnummer;onskenr;runde;{columns}\n");
        for (name, values) in rows {
            let sql =
                format!("SELECT fodselsnummer AS t FROM person WHERE fornavn || ' ' || etternavn = '{name}'");
            csv += &format!("{fylke};2026;{};1;1;{values}\n", self.texts(&sql).concat());
        }
        let path = self.file(&format!("later/{kind}.csv"), csv);
        self.out(0, &["intake", path.to_str().unwrap()]);
    }

    /// Every letter that waits has left, at the instant it was made: nobody is struck who was not told.
    pub fn letters_have_left(&self) {
        self.sql("UPDATE letters SET state = 'sent', settled = created WHERE state = 'pending'");
    }

    /// An applicant's first wish becomes the second, behind one for a school that has admitted them.
    pub fn admitted_higher(&self, who: &str) {
        let of = format!(
            "(SELECT s.id FROM soker s JOIN person p ON p.id = s.person_id WHERE p.fornavn = '{who}')"
        );
        self.sql(&format!(
            "UPDATE onske SET onskenr = 2 WHERE soker_id = {of} AND onskenr = 1;
             INSERT INTO onske (soker_id, onskenr, onsketype, programomrade, status)
             VALUES ({of}, 1, 'SKOLE', 'BARLF2----', 'INNTO')"
        ));
    }

    /// A job's letters to one applicant: subject and body.
    pub fn letter(&self, job: &str, name: &str) -> String {
        self.texts(&format!(
            "SELECT subject || chr(10) || chr(10) || body AS t FROM letters WHERE state <> 'no_address' AND job = '{job}' AND to_name = '{name}' ORDER BY id"
        ).replace("chr(10)", if self.is_postgres() { "chr(10)" } else { "char(10)" })).join("\n---\n")
    }
}

/// The verdicts a fixture's README foretells, as `House::verdicts` gives them: the rows of its table
/// `| line | søker | verdict | reason | detail | letter | … |`.
pub fn foretold(fixture: &str) -> Vec<String> {
    let path = project().join("fixtures").join(fixture).join("README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter(|l| l.starts_with("| ") && l.as_bytes()[2].is_ascii_digit());
    rows.map(|l| l.split('|').skip(2).take(5).map(str::trim).collect::<Vec<_>>().join("|")).collect()
}

/// Every reason a routine can give, and those its job has given in a house.
pub fn reasons(house: &House, job: &str) -> (Vec<String>, Vec<String>) {
    let routine = rutine::routine::find(job).unwrap();
    let mut all: Vec<_> = routine.reasons.iter().map(|r| r.code.to_owned()).collect();
    all.sort();
    let mut given = house.texts(&format!("SELECT DISTINCT reason AS t FROM journal WHERE job = '{job}'"));
    given.sort();
    (all, given)
}

const EFFECTS: &[&str] = &[
    "SELECT 'forslag ' || o.soker_id || ' ' || o.onskenr || ' ' || f.forslagstype || ' ' || f.runde || ' ' || f.status
       || ' ' || f.programomrade || ' ' || COALESCE(f.skolenr, '-') || ' ' || COALESCE(CAST(f.svarfrist_generelt AS TEXT), '-')
       || ' ' || COALESCE(CAST(f.oppstart AS TEXT), '-') || ' ' || COALESCE(CAST(f.overfort AS TEXT), '-') AS t
     FROM forslag f JOIN onske o ON o.id = f.onske_id ORDER BY 1",
    "SELECT 'svar ' || o.soker_id || ' ' || o.onskenr || ' ' || f.runde || ' ' || a.gjelder || ' ' || a.svar || ' ' || a.kilde
       || ' ' || CAST(a.svart_tid AS TEXT) AS t
     FROM forslag_svar a JOIN forslag f ON f.id = a.forslag_id JOIN onske o ON o.id = f.onske_id ORDER BY 1",
    "SELECT 'websvar ' || websvar_id || ' ' || behandlet || ' ' || COALESCE(grunn, '-') AS t FROM websvar ORDER BY 1",
    "SELECT 'fylkesvar ' || o.soker_id || ' ' || o.onskenr || ' ' || v.gjelder || ' ' || v.svar || ' ' || CAST(v.svart_tid AS TEXT)
       || ' ' || v.behandlet || ' ' || COALESCE(v.grunn, '-') AS t
     FROM fylkesvar v JOIN forslag f ON f.id = v.forslag_id JOIN onske o ON o.id = f.onske_id ORDER BY 1",
    "SELECT 'onske ' || soker_id || ' ' || onskenr || ' ' || status || ' ' || programomrade || ' ' || COALESCE(skolenr, '-')
       || ' ' || COALESCE(CAST(status_satt AS TEXT), '-') AS t FROM onske ORDER BY 1",
    "SELECT 'historikk ' || o.soker_id || ' ' || o.onskenr || ' ' || h.felt || ' ' || COALESCE(h.fra, '-') || ' ' || COALESCE(h.til, '-') AS t
     FROM onske_historikk h JOIN onske o ON o.id = h.onske_id ORDER BY 1",
    "SELECT 'kontrakt ' || fylkesnr || ' ' || kontraktsnr || ' ' || person_id || ' ' || kontraktstype || ' ' || programomrade || ' '
       || COALESCE(skolenr, '-') || ' ' || CAST(laretid_fra AS TEXT) || ' ' || CAST(laretid_til AS TEXT) || ' '
       || COALESCE(CAST(godkjent_dato AS TEXT), '-') AS t FROM kontrakt ORDER BY 1",
    "SELECT 'prove ' || k.kontraktsnr || ' ' || p.forsok_nr || ' ' || p.provekategori || ' ' || p.brevtype || ' ' || p.status AS t
     FROM prove p JOIN kontrakt k ON k.id = p.kontrakt_id ORDER BY 1",
    "SELECT 'brev ' || key || ' ' || to_address || ' ' || language || ' ' || subject || ' ' || message_id || ' ' || state || ' ' || body AS t
     FROM letters ORDER BY 1",
    "SELECT 'dokument ' || fylke || ' ' || document_type || ' ' || source || ' ' || title || ' ' || state AS t
     FROM deposits ORDER BY 1",
    "SELECT 'skjema ' || fylkesnr || ' ' || ar || '/' || orgnr || '/' || grunnkode || ' ' || COALESCE(CAST(innsendt_tid AS TEXT), '-')
       || ' ' || COALESCE(innsendt_av, 0) || ' ' || COALESCE(CAST(stengt AS TEXT), '-') AS t FROM rapport_skjema ORDER BY 1",
    "SELECT 'rapportkontrakt ' || k.kontraktsnr || ' ' || j.ar || '/' || j.orgnr || '/' || j.grunnkode AS t FROM rapport_kontrakt r
     JOIN kontrakt k ON k.id = r.kontrakt_id JOIN rapport_skjema j ON j.id = r.skjema_id ORDER BY 1",
    "SELECT 'innsending ' || innsending_id || ' ' || behandlet || ' ' || COALESCE(grunn, '-') AS t FROM rapport_innsending ORDER BY 1",
    "SELECT 'varsel ' || ar || ' ' || fylkesnr || ' ' || person_id || ' ' || varsel || ' ' || CAST(dato AS TEXT) AS t
     FROM rapport_varsel ORDER BY 1",
    "SELECT 'avvik ' || v.ar || ' ' || k.kontraktsnr || ' ' || v.avvik || ' ' || CAST(v.funnet AS TEXT) || ' '
       || COALESCE(CAST(v.rettet AS TEXT), '-') AS t FROM rapport_avvik v JOIN kontrakt k ON k.id = v.kontrakt_id ORDER BY 1",
    "SELECT 'innhold ' || document_id || ' ' || content AS t FROM deposits ORDER BY 1",
    "SELECT 'journal ' || job || ' ' || fylke || ' ' || unit || ' ' || verdict || ' ' || reason || ' ' || detail || ' ' || changes AS t
     FROM journal ORDER BY 1",
];

/// Promise: stopped dead after each commit in turn, and run again, a run ends in the same state.
/// `stage` sets the world up before the run, the same each time; a chunk holds `units`.
pub fn killed_after_every_commit(day: Day, units: usize, stage: impl Fn() -> House) {
    let whole = stage();
    whole.chunk_units(units);
    let acted = day.run(&whole)["tally"]["acted"].clone();
    let expected = whole.effects();
    for commits in 1.. {
        let house = stage();
        house.chunk_units(units);
        let died = die_after(&house, day, units, commits);
        let last = day.run(&house);
        assert_eq!(house.effects(), expected, "{} killed after commit {commits}", day.job);
        let shown = house.json(0, &["show", &last["run"].to_string()])["runs"][0].clone();
        assert_eq!(
            shown["acted_total"], acted,
            "{}: the attempts' sum, killed after commit {commits}",
            day.job
        );
        if !died {
            assert!(commits > 2, "{} has at least a claim, a chunk and a finish", day.job);
            return;
        }
    }
}

/// Runs the day in a process that stops dead after so many commits; tells whether it came to that.
fn die_after(house: &House, day: Day, units: usize, commits: usize) -> bool {
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "scene::the_process_that_is_killed", "--nocapture"])
        .env("RUTINE_TEST_URL", &house.url)
        .env("RUTINE_TEST_DAY", [day.job, day.fylke, day.asof, day.at, &day.params.join(" ")].join("|"))
        .env("RUTINE_TEST_UNITS", units.to_string())
        .env("RUTINE_TEST_COMMITS", commits.to_string())
        .env("RUTINE_TEST_JOBS", house.jobs())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    !status.success()
}

/// Not a test of its own: what `die_after` starts. Without its order it does nothing.
#[test]
fn the_process_that_is_killed() {
    let Ok(order) = std::env::var("RUTINE_TEST_DAY") else { return };
    let number = |name: &str| std::env::var(name).unwrap().parse::<usize>().unwrap();
    let parts: Vec<&str> = order.split('|').collect();
    let url = std::env::var("RUTINE_TEST_URL").unwrap();
    let config = Config { chunk_units: number("RUTINE_TEST_UNITS"), ..Config::default() };
    let folder = PathBuf::from(std::env::var("RUTINE_TEST_JOBS").unwrap());
    let jobs = manifest::load(folder.exists().then_some(&folder)).unwrap();
    let mut db = store::open(&url).unwrap();
    let holder = Holder::new(&mut db, &url).unwrap();
    let at: DateTime<Utc> = parts[3].parse().unwrap();
    let office = Office {
        url: &url,
        config: &config,
        clock: Clock::Fixed(at),
        actor: "test".into(),
        holder: &holder,
        unattended: false,
        stop: None,
    };
    let pair = |p: &str| p.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned()));
    let params: Vec<_> = parts[4].split(' ').filter_map(pair).collect();
    let day = Order {
        job: manifest::find(&jobs, parts[0]).unwrap(),
        fylke: parts[1],
        asof: parts[2].parse().unwrap(),
        params: &params,
        trigger: Trigger::Operator,
        reason: None,
        plan: None,
        nobody: false,
    };
    let mut left = number("RUTINE_TEST_COMMITS");
    let outcome: run::Outcome = settle(&mut db, &office, &day, &mut |_: Event| {
        left -= 1;
        if left == 0 {
            std::process::abort();
        }
    })
    .unwrap();
    assert!(outcome.error.is_none());
}
