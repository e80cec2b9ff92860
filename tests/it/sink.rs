//! A mail server that is somebody else's, and what it wrote down of each letter.

use std::process::{Command, Stdio};

use crate::house::House;

/// A header of a letter as it was written down, unfolded.
pub fn header(text: &str, name: &str) -> String {
    let headers = text.split_once("\n\n").unwrap().0.replace("\n ", " ");
    let found = headers.lines().find_map(|l| l.strip_prefix(&format!("{name}: ")));
    found.unwrap_or_else(|| panic!("no {name}")).to_owned()
}

/// Postfix's smtp-sink, which writes down each letter it takes.
pub struct Sink {
    child: std::process::Child,
    pub port: u16,
}

impl Sink {
    pub fn start(house: &House) -> Self {
        let program = std::env::var("RUTINE_TEST_SMTP_SINK")
            .expect("no smtp-sink: run the tests with `tests/all`, or set RUTINE_TEST_SMTP_SINK to its path");
        let dump = house.dir.path().join("dump");
        std::fs::create_dir(&dump).unwrap();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let mut command = Command::new(program);
        if is_root() {
            command.args(["-u", "root"]);
        }
        let template = dump.join("%M.");
        command.arg("-d").arg(template).arg(format!("127.0.0.1:{port}")).arg("100");
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::yield_now();
        }
        Sink { child, port }
    }

    /// What it has written down.
    pub fn stop(mut self, house: &House) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let files = std::fs::read_dir(house.dir.path().join("dump")).unwrap();
        files.map(|f| std::fs::read_to_string(f.unwrap().path()).unwrap()).filter(|t| !t.is_empty()).collect()
    }
}

pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n")
}
