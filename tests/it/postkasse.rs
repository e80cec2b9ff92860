//! A mail server that does as it is told: it records what it takes, and refuses, hangs, drips and hangs up on order.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What it does otherwise than take a letter.
#[derive(Clone, Debug)]
pub enum Quirk {
    /// Answers so, where the command begins so: `("RCPT TO:<a@b>", "550 5.1.1 no")`. `.` is the end of a letter.
    Answer(String, String),
    /// As `Answer`, the first so many times.
    Times(AtomicTimes, String, String),
    /// Hangs up when the command comes, without an answer; `.` records the letter first.
    HangUp(String),
    /// Hangs up after so many bytes of a letter.
    CutAfter(usize),
    /// Never answers the command.
    Silence(String),
    /// Answers byte by byte.
    Drip,
    /// Hangs up after each letter it has taken.
    OneEach,
    /// As `Answer`, while more connections than this are open.
    AtMost(usize, String, String),
    /// As `Answer`, once it has so many letters.
    Full(usize, String, String),
    /// As `Answer`, once it has so many letters by this connection.
    Each(usize, String, String),
    /// Says these bytes, as they are.
    Raw(String, Vec<u8>),
    /// Answers no letter before it has so many at once.
    Together(usize),
    /// Answers no letter before the gate is opened.
    Gate(Gate),
}

#[derive(Clone, Debug, Default)]
pub struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    pub fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    fn pass(&self) {
        drop(self.0.1.wait_while(self.0.0.lock().unwrap(), |open| !*open).unwrap());
    }
}

#[derive(Clone, Debug)]
pub struct AtomicTimes(Arc<AtomicU32>);

impl AtomicTimes {
    pub fn new(times: u32) -> Self {
        AtomicTimes(Arc::new(AtomicU32::new(times)))
    }

    fn once_more(&self) -> bool {
        self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok()
    }
}

/// One letter it has whole.
#[derive(Clone, Debug)]
pub struct Letter {
    pub from: String,
    pub to: String,
    pub text: String,
}

impl Letter {
    pub fn header(&self, name: &str) -> String {
        let (headers, _) = self.text.split_once("\r\n\r\n").unwrap();
        let headers = headers.replace("\r\n ", " ");
        let found = headers.lines().find_map(|l| l.strip_prefix(&format!("{name}: ")));
        found.unwrap_or_default().to_owned()
    }
}

#[derive(Clone)]
pub struct Postkasse {
    pub port: u16,
    letters: Arc<(Mutex<Vec<Letter>>, Condvar)>,
    quirks: Arc<Mutex<Vec<Quirk>>>,
    /// Every command it was given.
    said: Arc<Mutex<Vec<String>>>,
    open: Arc<AtomicUsize>,
}

/// How it secures its lines.
#[derive(Clone)]
pub enum Secure {
    No,
    Starttls(Arc<ServerConfig>),
    Tls(Arc<ServerConfig>),
}

impl Postkasse {
    pub fn open(quirks: &[Quirk]) -> Self {
        Self::secured(quirks, Secure::No)
    }

    pub fn secured(quirks: &[Quirk], secure: Secure) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let kasse = Postkasse {
            port,
            letters: Arc::default(),
            quirks: Arc::new(Mutex::new(quirks.to_vec())),
            said: Arc::default(),
            open: Arc::default(),
        };
        let own = kasse.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (kasse, secure) = (own.clone(), secure.clone());
                kasse.open.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    kasse.attend(stream, &secure);
                    kasse.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        kasse
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.letters.0.lock().unwrap().clone()
    }

    /// Waits until it has so many letters.
    pub fn wait_for(&self, count: usize) {
        let (letters, came) = &*self.letters;
        drop(came.wait_while(letters.lock().unwrap(), |l| l.len() < count).unwrap());
    }

    /// The Message-IDs of what it has, sorted.
    pub fn ids(&self) -> Vec<String> {
        let mut ids: Vec<_> = self.letters().iter().map(|l| l.header("Message-ID")).collect();
        ids.sort();
        ids
    }

    pub fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }

    /// From now on it does this.
    pub fn behave(&self, quirks: &[Quirk]) {
        *self.quirks.lock().unwrap() = quirks.to_vec();
    }

    fn attend(&self, stream: TcpStream, secure: &Secure) {
        let _ = stream.set_nodelay(true);
        match secure {
            Secure::Tls(config) => {
                let tls = ServerConnection::new(config.clone()).unwrap();
                self.talk(Box::new(StreamOwned::new(tls, stream)), None, true);
            }
            Secure::Starttls(config) => {
                let plain = stream.try_clone().unwrap();
                if self.talk(Box::new(plain), Some(config), true) {
                    let tls = ServerConnection::new(config.clone()).unwrap();
                    self.talk(Box::new(StreamOwned::new(tls, stream)), None, false);
                }
            }
            Secure::No => {
                self.talk(Box::new(stream), None, true);
            }
        }
    }

    /// Until the other hangs up, or TLS is to begin: then true.
    fn talk(&self, stream: Box<dyn Wire>, tls: Option<&Arc<ServerConfig>>, greet: bool) -> bool {
        let mut line = BufReader::with_capacity(1, stream);
        if greet && self.answer(&mut line, "CONNECT", "220 postkasse.example").is_none() {
            return false;
        }
        let (mut from, mut to, mut taken) = (String::new(), String::new(), 0);
        loop {
            let mut text = String::new();
            if line.read_line(&mut text).unwrap_or(0) == 0 {
                return false;
            }
            let command = text.trim_end().to_owned();
            self.said.lock().unwrap().push(command.clone());
            let address = || command.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            let usual = match command.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" if tls.is_some() => "250-postkasse.example\r\n250-STARTTLS\r\n250 SIZE 35882577",
                "EHLO" => "250-postkasse.example\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 35882577",
                "STARTTLS" => "220 go",
                "AUTH" => "235 2.7.0 welcome",
                "MAIL" => {
                    from = address();
                    "250 2.1.0 ok"
                }
                "RCPT" => {
                    to = address();
                    "250 2.1.5 ok"
                }
                "DATA" => "354 go",
                "QUIT" => "221 bye",
                _ => "250 2.0.0 ok",
            };
            let full = self.full(taken, &command);
            let usual = full.as_deref().unwrap_or(usual);
            if command == "QUIT" {
                // Whoever hears the answer may count on the place.
                self.open.fetch_sub(1, Ordering::SeqCst);
            }
            let said = self.answer(&mut line, &command, usual);
            if command == "QUIT" {
                self.open.fetch_add(1, Ordering::SeqCst);
            }
            let Some(said) = said.filter(|_| command != "QUIT") else { return false };
            if command == "STARTTLS" {
                return true;
            }
            if command == "DATA" && said.starts_with(b"3") {
                if !self.take(&mut line, &from, &to) {
                    return false;
                }
                taken += 1;
            }
        }
    }

    /// What it says instead to a connection that has had so many letters.
    fn full(&self, taken: usize, command: &str) -> Option<String> {
        let quirks = self.quirks.lock().unwrap().clone();
        quirks.into_iter().find_map(|q| match q {
            Quirk::Each(most, to, said) if taken >= most && command.starts_with(&to) => Some(said),
            _ => None,
        })
    }

    /// The letter itself.
    fn take(&self, line: &mut BufReader<Box<dyn Wire>>, from: &str, to: &str) -> bool {
        let quirks = self.quirks.lock().unwrap().clone();
        let cut = quirks.iter().find_map(|q| if let Quirk::CutAfter(n) = q { Some(*n) } else { None });
        let mut text = vec![];
        while !text.ends_with(b"\r\n.\r\n") {
            let mut byte = [0];
            if cut.is_some_and(|n| text.len() >= n) || line.read(&mut byte).unwrap_or(0) == 0 {
                return false;
            }
            text.push(byte[0]);
        }
        let usual = b"250 2.0.0 Ok: queued for a@b.example".to_vec();
        let said = self.said_to(".", &usual);
        if said.as_ref().is_none_or(|said| said.starts_with(b"2")) {
            let text = String::from_utf8(text[..text.len() - 3].to_vec()).unwrap();
            let letter = Letter { from: from.into(), to: to.into(), text };
            self.letters.0.lock().unwrap().push(letter);
            self.letters.1.notify_all();
        }
        for quirk in &quirks {
            match quirk {
                Quirk::Together(count) => self.wait_for(*count),
                Quirk::Gate(gate) => gate.pass(),
                _ => {}
            }
        }
        self.say(line, ".", said).is_some() && !quirks.iter().any(|q| matches!(q, Quirk::OneEach))
    }

    /// Answers; none where the line is no more, else what was said.
    fn answer(&self, line: &mut BufReader<Box<dyn Wire>>, command: &str, usual: &str) -> Option<Vec<u8>> {
        self.say(line, command, self.said_to(command, usual.as_bytes()))
    }

    /// What it answers; none where it hangs up or says nothing.
    fn said_to(&self, command: &str, usual: &[u8]) -> Option<Vec<u8>> {
        let quirks = self.quirks.lock().unwrap().clone();
        let (open, has) = (self.open.load(Ordering::SeqCst), self.letters().len());
        let mut said = [usual, b"\r\n"].concat();
        for quirk in &quirks {
            let (to, answer) = match quirk {
                Quirk::Answer(to, answer) => (to, answer),
                Quirk::AtMost(most, to, answer) if open > *most => (to, answer),
                Quirk::Full(most, to, answer) if has >= *most => (to, answer),
                Quirk::Times(times, to, answer) if command.starts_with(to) && times.once_more() => {
                    (to, answer)
                }
                Quirk::Raw(to, bytes) if command.starts_with(to) => {
                    said.clone_from(bytes);
                    continue;
                }
                Quirk::HangUp(at) | Quirk::Silence(at) if command.starts_with(at) => return None,
                _ => continue,
            };
            if command.starts_with(to) {
                said = format!("{answer}\r\n").into_bytes();
            }
        }
        Some(said)
    }

    fn say(
        &self,
        line: &mut BufReader<Box<dyn Wire>>,
        command: &str,
        said: Option<Vec<u8>>,
    ) -> Option<Vec<u8>> {
        let quirks = self.quirks.lock().unwrap().clone();
        let Some(said) = said else {
            if quirks.iter().any(|q| matches!(q, Quirk::Silence(at) if command.starts_with(at))) {
                let _ = line.read(&mut [0]); // until the other hangs up
            }
            return None;
        };
        let step = if quirks.iter().any(|q| matches!(q, Quirk::Drip)) { 1 } else { said.len() };
        let stream = line.get_mut();
        let is_said =
            said.chunks(step).all(|part| stream.write_all(part).and_then(|()| stream.flush()).is_ok());
        (is_said && !said.starts_with(b"421")).then_some(said)
    }
}

trait Wire: Read + Write + Send {}
impl<T: Read + Write + Send> Wire for T {}

/// A server's side of TLS for `host`, and the certificate that shows it is right, as PEM.
pub fn certificate(host: &str) -> (Arc<ServerConfig>, String) {
    let made = rcgen::generate_simple_self_signed(vec![host.to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (Arc::new(config), made.cert.pem())
}
