//! What a routine costs beside the bare SQL that makes the same rows, on one large county (`benches/README.md`).
#![allow(clippy::unwrap_used)]

mod fingerprint;
mod options;
mod process;
mod read;
mod server;
mod shell;
mod table;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};

use options::Options;
use process::Rutine;
use server::Server;
use table::Figures;

/// A routine and the instant it runs at (as `rutine demo`).
pub struct Step {
    pub code: &'static str,
    pub asof: &'static str,
    pub now: &'static str,
}

const OFFER: (&str, &str) = ("2026-07-28", "2026-07-28 04:00:00");
const CHAIN: (&str, &str) = ("2026-08-05", "2026-08-05 08:00:00");

const fn step(code: &'static str, (asof, now): (&'static str, &'static str)) -> Step {
    Step { code, asof, now }
}

/// Whose bare SQL is that of the rules before migration 000008.
const LAG_BEHIND: [&str; 4] = ["5A115", "5A119", "5A114", "5A120"];

const STEPS: [Step; 7] = [
    step("5A115", OFFER),
    step("5A119", CHAIN),
    step("5A114", CHAIN),
    step("5A120", CHAIN),
    step("5A122", CHAIN),
    step("5A106", CHAIN),
    step("5A116", CHAIN),
];

fn main() -> Result<()> {
    let options = Options::read(std::env::args().skip(1))?;
    let dir = tempfile::tempdir()?;
    let jobs = manifests(dir.path())?;
    println!("{}", table::head(&options));
    for backend in &options.backends {
        let server = Server::new(*backend, dir.path())?;
        let small = memory(&server, &jobs, dir.path(), &options)?;
        let figures = chain(&server, &jobs, dir.path(), &options, small)?;
        println!("{}", table::routines(*backend, &options, &figures));
        println!("{}", shell::table(&server, &jobs, dir.path())?);
    }
    Ok(())
}

/// The manifests in a folder, 5A116 switched on.
fn manifests(dir: &Path) -> Result<PathBuf> {
    let jobs = dir.join("jobs");
    std::fs::create_dir(&jobs)?;
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("jobs"))? {
        let from = entry?.path();
        let text = std::fs::read_to_string(&from)?.replace("enabled = false", "enabled = true");
        std::fs::write(jobs.join(from.file_name().context("a manifest has a name")?), text)?;
    }
    Ok(jobs)
}

/// Peak memory of every routine's first run on a county of a quarter of the size.
fn memory(server: &Server, jobs: &Path, dir: &Path, options: &Options) -> Result<Vec<f64>> {
    let quarter = options.scale / 4.0;
    county(server, jobs, dir, "quarter", quarter)?;
    let rutine = Rutine { url: server.url("quarter"), jobs };
    let mut peaks = vec![];
    for step in &STEPS {
        answers_after_the_offer(&rutine, dir, "quarter", step)?;
        peaks.push(rutine.run(step)?.peak_mib);
    }
    server.remove("quarter")?;
    Ok(peaks)
}

/// Makes the county as CSV and takes it in.
fn county(server: &Server, jobs: &Path, dir: &Path, name: &str, scale: f64) -> Result<()> {
    server.create(name)?;
    let rutine = Rutine { url: server.url(name), jobs };
    rutine.call(&["migrate"])?;
    rutine.call(&["generate", "--fylker", "46", "--scale", &scale.to_string()])?;
    let csv = dir.join(name);
    let csv = csv.to_str().context("a plain folder name")?;
    rutine.call(&["generate", "--fylker", "46", "--scale", &scale.to_string(), "--out", csv])?;
    server.settle(name)
}

/// The applicants answer on the web between the offer and the rest.
fn answers_after_the_offer(rutine: &Rutine, dir: &Path, county: &str, step: &Step) -> Result<()> {
    if step.code != "5A119" {
        return Ok(());
    }
    let svar = dir.join(county).join("46/svar");
    rutine.call(&["intake", svar.to_str().context("a plain folder name")?])
}

fn chain(
    server: &Server,
    jobs: &Path,
    dir: &Path,
    options: &Options,
    small: Vec<f64>,
) -> Result<Vec<Figures>> {
    county(server, jobs, dir, "chain", options.scale)?;
    let mut all = vec![];
    for (step, small_mib) in STEPS.iter().zip(small) {
        let rutine = Rutine { url: server.url("chain"), jobs };
        answers_after_the_offer(&rutine, dir, "chain", step)?;
        server.settle("chain")?;
        if options.wants(step.code) {
            all.push(measure(server, jobs, step, options.rounds, small_mib)?);
        }
        rutine.run(step)?;
    }
    server.copy("chain", "after")?;
    server.remove("chain")?;
    Ok(all)
}

/// Rounds of ours, ours again and the read, and the bare SQL from the same start, who goes first taking turns.
fn measure(server: &Server, jobs: &Path, step: &Step, rounds: usize, small_mib: f64) -> Result<Figures> {
    let mut f = Figures { code: step.code, small_mib, ..Figures::default() };
    if LAG_BEHIND.contains(&step.code) {
        eprintln!("{}: its bare SQL is that of earlier rules; what it makes is not compared", step.code);
    }
    for round in 0..rounds {
        if round % 2 == 1 {
            f.sql.push(bare_sql(server, step)?);
        }
        let ours = first_run(server, jobs, step, &mut f)?;
        if round % 2 == 0 {
            f.sql.push(bare_sql(server, step)?);
        }
        let sql = fingerprint::of(server, "sql", step)?;
        // Told, not hidden: a letter's wording may have moved on since its bare SQL was written.
        if ours != sql && !LAG_BEHIND.contains(&step.code) {
            eprintln!("{}: the rows differ\n{}", step.code, fingerprint::difference(&ours, &sql));
        }
        again(server, jobs, step, &mut f)?;
    }
    server.remove("ours")?;
    server.remove("sql")?;
    Ok(f)
}

/// Returns what it left behind.
fn first_run(server: &Server, jobs: &Path, step: &Step, f: &mut Figures) -> Result<Vec<String>> {
    server.copy("chain", "ours")?;
    let first = Rutine { url: server.url("ours"), jobs }.run(step)?;
    f.first.push(first.seconds);
    f.peak_mib.push(first.peak_mib);
    f.rows = fingerprint::written(server, "ours", step)?;
    fingerprint::of(server, "ours", step)
}

/// The second run, twice: the first of them may still tell what the first run left behind.
fn again(server: &Server, jobs: &Path, step: &Step, f: &mut Figures) -> Result<()> {
    let binary = Rutine { url: server.url("ours"), jobs };
    binary.run(step)?;
    server.settle("ours")?;
    let began = Instant::now();
    let mut db = rutine::store::open(&server.url("ours"))?;
    read::bare(&mut db, step)?;
    f.read.push(began.elapsed().as_secs_f64());
    drop(db);
    f.again.push(binary.run(step)?.seconds);
    Ok(())
}

fn bare_sql(server: &Server, step: &Step) -> Result<f64> {
    server.copy("chain", "sql")?;
    let work = server.text(step)?;
    let began = Instant::now();
    let mut db = rutine::store::open(&server.url("sql"))?;
    let done = server::batch(&mut db, &work).with_context(|| format!("{}.sql", step.code));
    if LAG_BEHIND.contains(&step.code) && done.is_err() {
        eprintln!("{}: its bare SQL fails by now, so there is nothing beside the first run", step.code);
        return Ok(f64::NAN);
    }
    done?;
    Ok(began.elapsed().as_secs_f64())
}
