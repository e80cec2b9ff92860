//! Tables for people: plain columns that fit the terminal and read well without colour. No word is ever broken: a code
//! or a key must be found by eye and by grep, so in a terminal too narrow for the words a line runs over.

use comfy_table::{Cell, ColumnConstraint, ContentArrangement, Table, Width};

/// A table with these headings; widths follow the terminal, or `COLUMNS`.
pub fn table(headings: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(width) = std::env::var("COLUMNS").ok().and_then(|c| c.parse::<u16>().ok()) {
        // The padding at both ends is not printed.
        table.set_width(width + 2);
    }
    table.set_header(headings.iter().map(|h| Cell::new(h.to_uppercase())));
    table
}

/// Prints a table flush left, without trailing blanks.
pub fn print(table: Table) {
    lines(table).iter().for_each(|line| println!("{line}"));
}

/// As `print`, to be printed.
pub fn lines(mut table: Table) -> Vec<String> {
    whole_words(&mut table);
    table.lines().map(|line| line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned()).collect()
}

/// A text narrower than this is a ladder.
const TEXT_WIDTH_MIN: usize = 14;

/// No column narrower than its longest word.
fn whole_words(table: &mut Table) {
    let longest = |text: &str| {
        let word = text.split_whitespace().map(|w| w.chars().count()).max().unwrap_or(0);
        word.max(text.chars().count().min(TEXT_WIDTH_MIN))
    };
    let headings = table.header().into_iter().flat_map(|h| h.cell_iter().map(Cell::content));
    let mut widths: Vec<usize> = headings.map(|h| longest(&h)).collect();
    for row in table.row_iter() {
        for (width, cell) in widths.iter_mut().zip(row.cell_iter()) {
            *width = longest(&cell.content()).max(*width);
        }
    }
    for (column, width) in table.column_iter_mut().zip(widths) {
        // The padding on both sides counts.
        let width = u16::try_from(width + 2).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
    }
}

/// How many rows a limit asks for; 0 is all of them.
pub fn rows(limit: u32) -> i64 {
    if limit == 0 { i64::MAX } else { limit.into() }
}

/// Says, last, of a list that was cut how much of it is shown.
pub fn more(shown: usize, total: i64) {
    if i64::try_from(shown).is_ok_and(|n| n < total) {
        println!("showing {shown} of {}; `--limit 0` shows all", thousands(total));
    }
}

/// `3,690`.
fn thousands(n: i64) -> String {
    let digits = n.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

/// `84 ms`, `3.2 s`, `2 min 5 s`.
pub fn duration(ms: u128) -> String {
    match ms {
        0..1000 => format!("{ms} ms"),
        1000..60_000 => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
        _ => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1000),
    }
}

/// `text` under a heading, wrapped at commas to the terminal's width.
pub fn wrapped(heading: &str, text: &str) -> String {
    let width = width().max(40);
    let indent = " ".repeat(heading.len() + 4);
    let mut lines = vec![format!("  {heading}: ")];
    for (n, part) in text.split(", ").enumerate() {
        let last = lines.last_mut().expect("there is a first line");
        if n > 0 {
            last.push(',');
        }
        let fits = last.chars().count() + part.chars().count() + 2 <= width;
        match (n, fits) {
            (0, _) => last.push_str(part),
            (_, true) => *last += &format!(" {part}"),
            (_, false) => lines.push(format!("{indent}{part}")),
        }
    }
    lines.join("\n")
}

/// `text` behind a heading, its further lines under its first; wrapped between words, never within one.
pub fn hanging(heading: &str, text: &str) -> String {
    let width = width();
    let indent = " ".repeat(heading.chars().count());
    let mut lines = vec![heading.to_owned()];
    for (n, word) in text.split_whitespace().enumerate() {
        let last = lines.last_mut().expect("there is a first line");
        let fits = last.chars().count() + 1 + word.chars().count() <= width;
        match (n, fits) {
            (0, _) => last.push_str(word),
            (_, true) => *last += &format!(" {word}"),
            (_, false) => lines.push(format!("{indent}{word}")),
        }
    }
    lines.join("\n")
}

/// As `joined`, but where nothing says how wide, a line is a line: it may be searched for.
pub fn told(text: &str, more: &str, indent: &str) -> String {
    if told_width().is_none() { format!("{text} {more}") } else { joined(text, more, indent) }
}

/// `text` with `more` behind it, or, where that does not fit the terminal, below it, indented and folded between words.
pub fn joined(text: &str, more: &str, indent: &str) -> String {
    let width = width();
    let long = |line: &str, word: &str| line.chars().count() + 1 + word.chars().count() > width;
    if !long(text, more) {
        return format!("{text} {more}");
    }
    let mut lines = vec![text.to_owned()];
    for word in more.split(' ') {
        match lines.last_mut() {
            Some(last) if last != text && !long(last, word) => *last += &format!(" {word}"),
            _ => lines.push(format!("{indent}{word}")),
        }
    }
    lines.join("\n")
}

/// `COLUMNS`, else the terminal's, else 100.
fn width() -> usize {
    told_width().unwrap_or(100)
}

fn told_width() -> Option<usize> {
    let told = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    told.or_else(|| Table::new().width().map(usize::from))
}
