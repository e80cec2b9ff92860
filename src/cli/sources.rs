//! The sources that a mark names, in words: below a reason, as the legend of a job, and as JSON.

use serde_json::{Value, json};

use super::table::hanging;
use crate::domain::kilder::{Henvisning, Kilde, Paragraf, kilder, nevnt, paragrafer};

/// The mark, and what stands behind each source it names, under the labels of `why`.
pub fn print_mark(mark: &str) {
    println!("{}", hanging("  source:  ", mark));
    let named = nevnt(mark);
    for kilde in named.iter().filter_map(as_kilde) {
        print_lines("           ", &format!("{}: {}", kilde.key, title(kilde)), kilde.address);
    }
    for paragraf in named.iter().filter_map(as_paragraf) {
        print_lines("  law:     ", &format!("{}: {}", paragraf.navn(), paragraf.sagt), paragraf.adresse);
    }
}

/// What the marks of a job name, each once: pages first, in their order.
pub fn print_legend<'a>(marks: impl Iterator<Item = &'a str>) {
    let named = all(marks);
    let entries = entries(&named);
    let widest = entries.iter().map(|(key, ..)| key.chars().count()).max().unwrap_or(0);
    if !entries.is_empty() {
        println!("\nSOURCES");
    }
    for (key, says, address) in entries {
        print_lines(&format!("{key:widest$}  "), &says, address);
    }
}

/// Of each source: its key, its title or what it says, and its address where it has one.
pub fn shown<'a>(marks: impl Iterator<Item = &'a str>) -> Vec<Value> {
    let named = all(marks);
    let kilder = named.iter().filter_map(as_kilde).map(|k| {
        json!({
            "key": k.key, "title": k.title, "publisher": k.publisher, "date": some(k.date),
            "address": some(k.address), "more": k.also,
        })
    });
    let paragrafer = named
        .iter()
        .filter_map(as_paragraf)
        .map(|p| json!({"key": p.nokkel, "about": p.emne, "says": p.sagt, "address": some(p.adresse)}));
    kilder.chain(paragrafer).collect()
}

/// All that the marks name, each once, in the order of the lists.
fn all<'a>(marks: impl Iterator<Item = &'a str>) -> Vec<Henvisning> {
    let named: Vec<_> = marks.flat_map(nevnt).collect();
    let kilder = kilder().iter().map(Henvisning::Kilde);
    let paragrafer = paragrafer().iter().map(Henvisning::Paragraf);
    kilder.chain(paragrafer).filter(|h| named.contains(h)).collect()
}

/// Key, words, address.
fn entries(named: &[Henvisning]) -> Vec<(&'static str, String, &'static str)> {
    let kilder = named.iter().filter_map(as_kilde).map(|k| (k.key, title(k), k.address));
    let paragrafer = named.iter().filter_map(as_paragraf);
    kilder.chain(paragrafer.map(|p| (p.nokkel, p.sagt.to_owned(), p.adresse))).collect()
}

fn title(kilde: &Kilde) -> String {
    let date = if kilde.date.is_empty() { String::new() } else { format!(" ({})", kilde.date) };
    format!("{}, {}{date}", kilde.publisher, kilde.title)
}

/// The address on a line of its own: whole, to be clicked or copied.
fn print_lines(heading: &str, text: &str, address: &str) {
    println!("{}", hanging(heading, text));
    if !address.is_empty() {
        println!("{}{address}", " ".repeat(heading.chars().count()));
    }
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn as_kilde(h: &Henvisning) -> Option<&'static Kilde> {
    if let Henvisning::Kilde(k) = h { Some(k) } else { None }
}

fn as_paragraf(h: &Henvisning) -> Option<&'static Paragraf> {
    if let Henvisning::Paragraf(p) = h { Some(p) } else { None }
}
