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

/// An instant kept in UTC, as the clock on the wall in Norway.
pub fn local(at: chrono::NaiveDateTime) -> String {
    at.and_utc().with_timezone(&chrono_tz::Europe::Oslo).format("%Y-%m-%d %H:%M:%S").to_string()
}
