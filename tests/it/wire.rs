//! What can happen to a database from the outside: a wire to it that is cut and joined again, and a server of the
//! test's own that is restarted.

use std::io::{BufRead, BufReader, Lines, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

pub struct Wire {
    /// The port that rutine connects to.
    pub port: u16,
    joined: Arc<AtomicBool>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl Wire {
    /// To `address`, joined.
    pub fn to(address: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let joined = Arc::new(AtomicBool::new(true));
        let streams = Arc::new(Mutex::new(vec![]));
        let (address, open, kept) = (address.to_owned(), joined.clone(), streams.clone());
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let far = open.load(Ordering::SeqCst).then(|| TcpStream::connect(&address).ok()).flatten();
                match far {
                    Some(far) => join(near, far, &kept),
                    None => drop(near.shutdown(Shutdown::Both)),
                }
            }
        });
        Wire { port, joined, streams }
    }

    /// Ends every connection, and refuses new ones.
    pub fn cut(&self) {
        self.joined.store(false, Ordering::SeqCst);
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub fn join(&self) {
        self.joined.store(true, Ordering::SeqCst);
    }
}

fn join(near: TcpStream, far: TcpStream, kept: &Mutex<Vec<TcpStream>>) {
    let pairs = [(near.try_clone(), far.try_clone()), (far.try_clone(), near.try_clone())];
    kept.lock().unwrap().extend([near, far]);
    for (from, to) in pairs {
        let (mut from, mut to) = (from.unwrap(), to.unwrap());
        thread::spawn(move || {
            let _ = std::io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
}

/// A PostgreSQL that this test may crash.
pub struct Server {
    shell: Child,
    said: Lines<BufReader<ChildStdout>>,
    pub url: String,
}

const SCRIPT: &str = ". tests/postgres; start_postgres; trap stop_postgres EXIT; echo $RUTINE_TEST_POSTGRES
    while read -r order; do (cd / && pg pg_ctl -D \"$PG_DIR/data\" -w -s -m immediate restart) >&2; echo back; done";

impl Server {
    pub fn start() -> Self {
        let mut command = Command::new("bash");
        command.args(["-c", SCRIPT]).current_dir(crate::house::project()).env_remove("RUTINE_TEST_POSTGRES");
        let mut shell = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(shell.stdout.take().unwrap()).lines();
        let url = said.next().unwrap().unwrap();
        Server { shell, said, url }
    }

    /// Crashes it, and waits until it is back.
    pub fn crash(&mut self) {
        writeln!(self.shell.stdin.as_mut().unwrap()).unwrap();
        self.said.next().unwrap().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}
