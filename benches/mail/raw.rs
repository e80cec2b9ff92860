//! A sender with nothing in it: blocking, the same commands, the same bytes.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};

use rutine::delivery::message::Mail;

pub fn send(port: u16, connections: usize, mails: &[Mail]) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..connections {
            scope.spawn(|| one(port, mails, &next));
        }
    });
}

fn one(port: u16, mails: &[Mail], next: &AtomicUsize) {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut reader, mut writer) = (BufReader::new(&stream), &stream);
    let mut answer = |expected: &str| {
        let mut line = String::new();
        while !line.starts_with(expected) {
            line.clear();
            reader.read_line(&mut line).unwrap();
        }
    };
    answer("220 ");
    writer.write_all(b"EHLO rutine.example\r\n").unwrap();
    answer("250 ");
    while let Some(mail) = mails.get(next.fetch_add(1, Ordering::Relaxed)) {
        for (command, expected) in [
            (format!("MAIL FROM:<{}>\r\n", mail.bounce), "250 "),
            (format!("RCPT TO:<{}>\r\n", mail.to), "250 "),
            ("DATA\r\n".to_owned(), "354 "),
        ] {
            writer.write_all(command.as_bytes()).unwrap();
            answer(expected);
        }
        writer.write_all(&mail.bytes).unwrap();
        writer.write_all(b"\r\n.\r\n").unwrap();
        answer("250 ");
    }
    writer.write_all(b"QUIT\r\n").unwrap();
    answer("221 ");
}
