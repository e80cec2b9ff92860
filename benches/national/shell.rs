//! What a start from the shell costs: nothing to do, beside the same two statements through the database's own shell;
//! and no work at all, beside a bare Rust process.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use super::options::Backend;
use super::process::{Rutine, milliseconds};
use super::server::Server;
use super::table::median;

const STARTS: usize = 21;

const CANDIDATES: &str = "SELECT DISTINCT s.id FROM websvar v JOIN forslag f ON f.id = v.forslag_id \
    JOIN onske o ON o.id = f.onske_id JOIN soker s ON s.id = o.soker_id \
    WHERE v.behandlet = 'NY' AND v.mottatt_tid < '2026-08-05 08:00:00' AND s.fylkesnr = '46' \
    AND s.soknadsar = 2026 ORDER BY s.id;";
const LEDGER: &str = "INSERT INTO runs (job, routine, fylke, slot, state, created, settled) VALUES ('SHELL', 'SHELL', '46', \
    '2026-08-05', 'done', '2026-08-05 08:00:00', '2026-08-05 08:00:00') \
    ON CONFLICT (job, fylke, slot) DO UPDATE SET settled = excluded.settled;";

/// Uses what the last chain left in `after`.
pub fn table(server: &Server, jobs: &Path, dir: &Path) -> Result<String> {
    let rutine = Rutine { url: server.url("after"), jobs };
    let hello = hello(dir)?;
    let [mut empty, mut shell, mut version, mut bare] = [(); 4].map(|()| vec![]);
    for _ in 0..STARTS {
        empty.push(milliseconds(&mut rutine.command(&[
            "run",
            "5A119",
            "--fylke",
            "46",
            "--asof",
            "2026-08-05",
            "--now",
            "2026-08-05T08:00:00Z",
        ]))?);
        shell.push(milliseconds(&mut statements(server))?);
        version.push(milliseconds(&mut rutine.command(&["--version"]))?);
        bare.push(milliseconds(&mut Command::new(&hello))?);
    }
    server.remove("after")?;
    let name = if server.backend == Backend::Sqlite { "sqlite3" } else { "psql" };
    let line = |what: &str, ours: &[f64], beside: &str, theirs: &[f64]| {
        let (a, b) = (median(ours), median(theirs));
        format!("| {what} | {a:.1} | {beside} | {b:.1} | {:.1} |\n", a / b)
    };
    Ok("| from the shell, medians of 21 | ms | beside | ms | × |\n|---|--:|---|--:|--:|\n".to_owned()
        + &line("`rutine run 5A119`, nothing to do", &empty, &format!("two statements in `{name}`"), &shell)
        + &line("`rutine --version`", &version, "a bare Rust process", &bare))
}

fn statements(server: &Server) -> Command {
    match server.backend {
        Backend::Sqlite => {
            let mut c = Command::new("sqlite3");
            c.arg("-bail").arg(server.file("after"));
            c.arg(format!("PRAGMA synchronous = FULL; {LEDGER} {CANDIDATES}"));
            c
        }
        Backend::Postgres => {
            let mut c = Command::new("psql");
            c.args(["-qXAt", "-v", "ON_ERROR_STOP=1", "-c", LEDGER, "-c", CANDIDATES])
                .arg(server.url("after"));
            c
        }
    }
}

fn hello(dir: &Path) -> Result<std::path::PathBuf> {
    let (source, program) = (dir.join("hello.rs"), dir.join("hello"));
    std::fs::write(&source, "fn main() {\n    println!(\"rutine\");\n}\n")?;
    let status = Command::new("rustc").arg("-O").arg("-o").arg(&program).arg(&source).status()?;
    ensure!(status.success(), "rustc: {status}");
    Ok(program)
}
