//! A pooler in front of PostgreSQL: the real one, in transaction mode, is found out and refused.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::house::House;

struct Pooler {
    child: Child,
    port: u16,
}

impl Pooler {
    /// In front of the house's server; `passed_on` are the startup parameters it lets through unread.
    fn start(house: &House, passed_on: &str) -> Self {
        let program = std::env::var("RUTINE_TEST_PGBOUNCER")
            .expect("no pgbouncer: run the tests with `tests/all`, or set RUTINE_TEST_PGBOUNCER to its path");
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (server, _) = house.url.rsplit_once('/').unwrap();
        let (host, server_port) = server.rsplit_once('@').unwrap().1.split_once(':').unwrap();
        let settings = house.file(
            "pgbouncer.ini",
            format!(
                "[databases]\n* = host={host} port={server_port} user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
                 listen_port = {port}\nauth_type = any\npool_mode = transaction\n\
                 ignore_startup_parameters = extra_float_digits{passed_on}\nunix_socket_dir =\n"
            ),
        );
        std::fs::set_permissions(house.dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let libraries = Path::new(&program).ancestors().nth(2).unwrap().join("lib/x86_64-linux-gnu");
        let mut command = Command::new(&program);
        command.arg(settings).env("LD_LIBRARY_PATH", libraries).stderr(Stdio::piped());
        if std::fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0) {
            command.args(["-u", "postgres"]);
        }
        let mut child = command.spawn().unwrap();
        let up = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let heard: Vec<String> = up.take_while(|line| !line.contains("process up")).collect();
        assert!(child.try_wait().unwrap().is_none(), "pgbouncer ended: {}", heard.join("\n"));
        Pooler { child, port }
    }

    fn refuses(&self, house: &House) {
        let (_, database) = house.url.rsplit_once('/').unwrap();
        let mut command = house.command(&["daemon"]);
        command.env("RUTINE_DATABASE", format!("postgres://postgres@127.0.0.1:{}/{database}", self.port));
        let refused = command.output().unwrap();
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(5), "{said}");
        assert!(said.contains("a pooler stands between rutine and PostgreSQL"), "{said}");
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Promise: a transaction pooler is refused with a message that says what to do, also one that passes everything on.
#[test]
fn a_transaction_pooler_is_refused() {
    let house = House::postgres();
    Pooler::start(&house, "").refuses(&house);
    Pooler::start(&house, ", options").refuses(&house);
}
