//! Letters a second to a sink on loopback: a raw sender with the same bytes and round trips, our session without the
//! ledger, and the whole delivery with every state durable in SQLite; side by side, on so many connections.

#![allow(clippy::unwrap_used)]

mod raw;
mod session;
mod sink;
mod whole;

use std::time::Instant;

use rutine::config::{Config, Security, Smtp};

const CONNECTIONS: [usize; 3] = [1, 4, 10];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|a| a == "sink") {
        return sink::serve();
    }
    let number = |name: &str, usual: usize| {
        let at = args.iter().position(|a| a == name);
        at.and_then(|at| args.get(at + 1)).map_or(usual, |n| n.parse().expect("a number"))
    };
    let (letters, rounds) = (number("--letters", 10_000), number("--rounds", 3));
    let sink = sink::Sink::start();
    println!("{letters} letters, medians of {rounds} rounds\n");
    println!("| connections | raw letters/s | session | × raw | all states durable | × raw |");
    println!("|--:|--:|--:|--:|--:|--:|");
    for connections in CONNECTIONS {
        let config = config(sink.port, connections);
        let mails = session::mails(&config, letters);
        let mut rates = [vec![], vec![], vec![]];
        for _ in 0..rounds {
            rates[0].push(rate(letters, || raw::send(sink.port, connections, &mails)));
            rates[1].push(rate(letters, || session::send(&config, connections, &mails)));
            let house = whole::House::with(letters);
            rates[2].push(rate(letters, || house.deliver(&config, letters)));
        }
        let [raw, ours, durable] = rates.map(median);
        let (x, y) = (ours / raw, durable / raw);
        println!("| {connections} | {raw:.0} | {ours:.0} | {x:.2} | {durable:.0} | {y:.2} |");
    }
}

fn config(port: u16, connections: usize) -> Config {
    let smtp = Smtp {
        host: "127.0.0.1".into(),
        port: Some(port),
        security: Security::None,
        connections,
        ..Smtp::default()
    };
    let mut config = Config::default();
    config.mail.smtp = Some(smtp);
    config
}

fn rate(letters: usize, work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    letters as f64 / began.elapsed().as_secs_f64()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
