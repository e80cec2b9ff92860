//! A process of its own that takes every letter and forgets it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

pub struct Sink {
    child: Child,
    pub port: u16,
}

impl Sink {
    pub fn start() -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let mut child = command.arg("sink").stdout(Stdio::piped()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
        Sink { child, port: port.trim().parse().unwrap() }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{}", listener.local_addr().unwrap().port());
    for stream in listener.incoming().map_while(Result::ok) {
        std::thread::spawn(move || attend(&stream));
    }
}

fn attend(stream: &TcpStream) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let (mut reader, mut answer) = (BufReader::new(stream), stream);
    let mut say = |text: &str| answer.write_all(text.as_bytes()).ok();
    say("220 sink.example\r\n")?;
    let mut line = vec![];
    loop {
        read(&mut reader, &mut line)?;
        match &line[..4.min(line.len())] {
            b"EHLO" => say("250-sink.example\r\n250 8BITMIME\r\n")?,
            b"DATA" => {
                say("354 go\r\n")?;
                while line != b".\r\n" {
                    read(&mut reader, &mut line)?;
                }
                say("250 2.0.0 ok\r\n")?;
            }
            b"QUIT" => return say("221 bye\r\n"),
            _ => say("250 2.1.0 ok\r\n")?,
        }
    }
}

fn read(reader: &mut impl BufRead, line: &mut Vec<u8>) -> Option<()> {
    line.clear();
    (reader.read_until(b'\n', line).ok()? > 0).then_some(())
}
