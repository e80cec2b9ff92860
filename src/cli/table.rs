//! Tables for people: plain columns that fit the terminal and read well without colour.

use comfy_table::{Cell, ContentArrangement, Table};

/// A table with these headings; widths follow the terminal, or `COLUMNS`.
pub fn table(headings: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(width) = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()) {
        table.set_width(width);
    }
    table.set_header(headings.iter().map(|h| Cell::new(h.to_uppercase())));
    table
}

/// Prints a table flush left, without trailing blanks.
pub fn print(table: &Table) {
    for line in table.lines() {
        println!("{}", line.strip_prefix(' ').unwrap_or(&line).trim_end());
    }
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

/// `COLUMNS`, else the terminal's, else 100.
fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    told.or_else(|| Table::new().width().map(usize::from)).unwrap_or(100)
}
