//! Daemons as real processes: started, listened to, signalled. Their log lines are the events that tests wait for.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::house::{House, WIDE};

/// So long is waited for an event that must come: a failed test then says what it waited for.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Daemon {
    child: Child,
    lines: Receiver<String>,
    /// Said before it was ready, and not waited for yet: its threads begin as they get there.
    early: Vec<String>,
    /// Everything heard so far.
    pub heard: Vec<String>,
}

impl Daemon {
    /// Started and ready.
    pub fn start(house: &House, args: &[&str]) -> Self {
        Self::ready(house.command(&[args, &["daemon"]].concat()))
    }

    /// From a command of the caller's, once it is ready.
    pub fn ready(command: Command) -> Self {
        let mut daemon = Self::begun(command);
        let ready = daemon.wait_for("the daemon is ready");
        daemon.early = std::mem::take(&mut daemon.heard);
        daemon.early.retain(|line| *line != ready);
        daemon.heard.push(ready);
        daemon
    }

    /// Any command, listened to as a daemon is.
    pub fn begun(mut command: Command) -> Self {
        let command = command.env("COLUMNS", WIDE);
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let (tell, lines) = channel();
        let stderr = child.stderr.take().unwrap();
        std::thread::spawn(move || pass_on(stderr, &tell));
        Daemon { child, lines, early: vec![], heard: vec![] }
    }

    /// Waits for a log line that holds `text`, and returns it.
    pub fn wait_for(&mut self, text: &str) -> String {
        self.wait_for_all(text, 1).remove(0)
    }

    /// Waits for so many log lines that hold `text`; several texts, separated by `|`, will do.
    pub fn wait_for_all(&mut self, text: &str, count: usize) -> Vec<String> {
        let (mut found, began) = (vec![], Instant::now());
        while found.len() < count {
            match self.next_line(PATIENCE.saturating_sub(began.elapsed())) {
                Ok(line) => {
                    self.heard.push(line.clone());
                    if text.split('|').any(|t| line.contains(t)) {
                        found.push(line);
                    }
                }
                Err(e) => panic!("no `{text}`: {e}\n{}", self.heard.join("\n")),
            }
        }
        found
    }

    /// `TERM`, `KILL`, `STOP`, `CONT`.
    pub fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    /// Waits for its end; everything it said is in `heard`.
    pub fn end(&mut self) -> ExitStatus {
        while let Ok(line) = self.next_line(PATIENCE) {
            self.heard.push(line);
        }
        self.child.wait().unwrap()
    }

    /// SIGTERM, and the exit code.
    pub fn stop(&mut self) -> Option<i32> {
        self.signal("TERM");
        self.end().code()
    }

    /// Its process's number.
    pub fn number(&self) -> u32 {
        self.child.id()
    }

    fn next_line(&mut self, patience: Duration) -> Result<String, RecvTimeoutError> {
        if self.early.is_empty() { self.lines.recv_timeout(patience) } else { Ok(self.early.remove(0)) }
    }

    /// Hands what nobody has waited for yet to `tell`, and what it says from now on, with others' lines.
    pub fn tell(&mut self, tell: &Sender<String>) {
        self.early.drain(..).for_each(|line| tell.send(line).unwrap());
        let (_, nothing) = channel();
        let (lines, tell) = (std::mem::replace(&mut self.lines, nothing), tell.clone());
        std::thread::spawn(move || lines.into_iter().all(|line| tell.send(line).is_ok()));
    }
}

/// Sends `TERM`, `KILL`, `STOP`, `CONT`. A bare system has no program of that name; its shell has the word.
pub fn signal(child: &Child, name: &str) {
    let said = format!("kill -{name} {}", child.id());
    assert!(Command::new("sh").args(["-c", &said]).status().unwrap().success(), "{said}");
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until `count` lines that hold `text` have been heard from several daemons together.
pub fn wait_for_all(lines: &Receiver<String>, text: &str, count: usize) {
    let mut heard = 0;
    while heard < count {
        let line =
            lines.recv_timeout(PATIENCE).unwrap_or_else(|e| panic!("{heard} of {count} `{text}`: {e}"));
        heard += usize::from(line.contains(text));
    }
}

fn pass_on(stderr: ChildStderr, tell: &Sender<String>) {
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        if tell.send(line).is_err() {
            return;
        }
    }
}
