//! The release binary as its users start it, timed from outside.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::Step;

pub struct Rutine<'a> {
    pub url: String,
    pub jobs: &'a Path,
}

pub struct Timed {
    pub seconds: f64,
    pub peak_mib: f64,
}

impl Rutine<'_> {
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rutine"));
        command.env("RUTINE_DATABASE", &self.url).env("RUTINE_JOBS", self.jobs).env_remove("RUTINE_CONFIG");
        command.args(["--quiet"]).args(args).stdout(Stdio::null());
        command
    }

    pub fn call(&self, args: &[&str]) -> Result<()> {
        let status = self.command(args).status()?;
        // Exit 3: some lines were rejected; the generator makes a few on purpose.
        ensure!(matches!(status.code(), Some(0 | 3)), "`rutine {}`: {status}", args.join(" "));
        Ok(())
    }

    pub fn run(&self, step: &Step) -> Result<Timed> {
        let now = format!("{}Z", step.now.replace(' ', "T"));
        let mut command =
            self.command(&["run", step.code, "--fylke", "46", "--asof", step.asof, "--now", &now]);
        let began = Instant::now();
        let child = command.spawn()?;
        watch(child).map(|peak_mib| Timed { seconds: began.elapsed().as_secs_f64(), peak_mib })
    }
}

/// Waits for the process to end, reading its peak memory while it lives.
fn watch(mut child: Child) -> Result<f64> {
    let status_file = format!("/proc/{}/status", child.id());
    let reader = std::thread::spawn(move || {
        let mut peak = 0.0_f64;
        while let Some(mib) = std::fs::read_to_string(&status_file).ok().as_deref().and_then(high_water) {
            peak = mib;
            std::thread::sleep(Duration::from_millis(4));
        }
        peak
    });
    let status = child.wait()?;
    ensure!(status.success(), "`rutine run` ended with {status}");
    reader.join().ok().context("the reader of peak memory panicked")
}

fn high_water(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1024.0)
}

/// Wall milliseconds of a command that must succeed.
pub fn milliseconds(command: &mut Command) -> Result<f64> {
    let began = Instant::now();
    let status = command.stdout(Stdio::null()).status()?;
    let took = began.elapsed().as_secs_f64() * 1000.0;
    ensure!(status.success(), "{:?}: {status}", command.get_program());
    Ok(took)
}
