//! Tables and sentences for people: plain columns that fit the terminal and read well without colour. No word is ever broken
//! in two: a code must be found by eye and by grep. Where standard output is no terminal nothing is cut off.

use comfy_table::{Cell, ColumnConstraint, ContentArrangement, Table, Width};

/// A table with these headings; widths follow the terminal, or `COLUMNS`. Where nothing says how wide, a row is a line.
pub fn table(headings: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(width) = told_width().and_then(|width| u16::try_from(width).ok()) {
        // The padding at both ends is not printed.
        table.set_width(width.saturating_add(2));
    }
    table.set_header(headings.iter().map(|h| Cell::new(h.to_uppercase())));
    table
}

/// Prints a table flush left, without trailing blanks.
pub fn print(table: Table) {
    lines(table).iter().for_each(|line| println!("{line}"));
}

/// As `print`, to be printed.
pub fn lines(table: Table) -> Vec<String> {
    let mut table = shortened(table);
    whole_words(&mut table);
    table.lines().map(|line| line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned()).collect()
}

/// A text narrower than this is a ladder.
const TEXT_WIDTH_MIN: usize = 14;

/// Only addresses and values are cut off; codes and keys are there to be found and copied.
const MAY_BE_CUT: [&str; 4] = ["FROM", "TO", "LETTER TO", "FIGURES"];

/// Of each column, how narrow it may be: its longest word.
fn least_widths(table: &Table) -> Vec<usize> {
    let longest = |text: &str| {
        let word = text.split_whitespace().map(|w| w.chars().count()).max().unwrap_or(0);
        word.max(text.chars().count().min(TEXT_WIDTH_MIN))
    };
    let mut widths: Vec<usize> = headings(table).iter().map(|h| longest(h)).collect();
    for row in table.row_iter() {
        for (width, cell) in widths.iter_mut().zip(row.cell_iter()) {
            *width = longest(&cell.content()).max(*width);
        }
    }
    widths
}

fn headings(table: &Table) -> Vec<String> {
    table.header().into_iter().flat_map(|h| h.cell_iter().map(Cell::content)).collect()
}

/// In a terminal too narrow for the longest words, those that may be are cut off, the widest column's first.
fn shortened(table: Table) -> Table {
    let (headings, mut widths) = (headings(&table), least_widths(&table));
    let needed = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
    let mut excess = told_width().map_or(0, |width| needed.saturating_sub(width));
    if excess == 0 {
        return table;
    }
    let may_shrink = |n: &usize, widths: &[usize]| {
        MAY_BE_CUT.contains(&headings[*n].as_str()) && widths[*n] > TEXT_WIDTH_MIN
    };
    while let Some(widest) =
        (0..widths.len()).filter(|n| excess > 0 && may_shrink(n, &widths)).max_by_key(|n| widths[*n])
    {
        widths[widest] -= 1;
        excess -= 1;
    }
    let mut anew = self::table(&headings.iter().map(String::as_str).collect::<Vec<_>>());
    for row in table.row_iter() {
        anew.add_row(row.cell_iter().zip(&widths).map(|(cell, width)| cut(&cell.content(), *width)));
    }
    anew
}

/// `sealgadeaddji.bol…`: words that are longer than the width.
fn cut(text: &str, width: usize) -> String {
    let word = |word: &str| match word.char_indices().nth(width) {
        None => word.to_owned(),
        Some(_) => word.chars().take(width.saturating_sub(1)).chain(['…']).collect(),
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// No column narrower than its longest word.
fn whole_words(table: &mut Table) {
    let widths = least_widths(table);
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
    folded(width(), heading, &" ".repeat(heading.chars().count()), text)
}

/// As `hanging`, but where nothing says how wide, a line is a line: it may be searched for.
pub fn row(heading: &str, text: &str) -> String {
    if told_width().is_none() { format!("{heading}{text}") } else { hanging(heading, text) }
}

/// As `println!`, of sentences for people: no wider than the terminal, further lines indented.
macro_rules! say {
    ($($told:tt)*) => { println!("{}", $crate::cli::table::on_stdout(&format!($($told)*))) };
}
pub(crate) use say;

/// As `say!`, on standard error: warnings, errors, hints.
macro_rules! tell {
    ($($told:tt)*) => { eprintln!("{}", $crate::cli::table::on_stderr(&format!($($told)*))) };
}
pub(crate) use tell;

pub fn on_stdout(text: &str) -> String {
    within(width(), text)
}

/// Standard error may be a terminal where standard output is none.
pub fn on_stderr(text: &str) -> String {
    let told = told_columns().or_else(|| Table::new().use_stderr().width().map(usize::from));
    within(told.unwrap_or(usize::MAX), text)
}

/// Each line of `text` on as many as it needs, the further ones indented more than it is.
fn within(width: usize, text: &str) -> String {
    let line = |line: &str| {
        if shown(line) <= width {
            return line.to_owned();
        }
        let blanks = &line[..line.len() - line.trim_start().len()];
        folded(width, blanks, &format!("{blanks}  "), line)
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Lines of `text`, each no wider than the terminal as far as its words allow.
fn folded(width: usize, first: &str, indent: &str, text: &str) -> String {
    let mut lines: Vec<String> = vec![];
    for paragraph in text.lines() {
        let start = if lines.is_empty() { first } else { indent };
        lines.push(start.to_owned());
        for (n, word) in words(paragraph).iter().enumerate() {
            let last = lines.last_mut().expect("a line has been begun");
            let fits = shown(last) + 1 + shown(word) <= width;
            match (n, fits) {
                (0, _) => last.push_str(word),
                (_, true) => *last += &format!(" {word}"),
                (_, false) => lines.push(format!("{indent}{word}")),
            }
        }
    }
    lines.join("\n")
}

/// How many columns a text takes: what sets its colour takes none.
fn shown(text: &str) -> usize {
    let mut is_colour = false;
    let takes = |c: char| {
        let takes = !is_colour && c != '\u{1b}';
        is_colour = (is_colour || c == '\u{1b}') && c != 'm';
        takes
    };
    text.chars().map(takes).filter(|takes| *takes).count()
}

/// As `joined`, but where nothing says how wide, a line is a line: it may be searched for.
pub fn told(text: &str, more: &str, indent: &str) -> String {
    if told_width().is_none() { format!("{text} {more}") } else { joined(text, more, indent) }
}

/// Short figures beside one another, `held 2  sent 118`, on as many lines as they need.
pub fn listed(figures: &[String]) -> String {
    let mut lines = vec![String::new()];
    for figure in figures {
        let last = lines.last_mut().expect("there is a first line");
        match last.chars().count() + 2 + figure.chars().count() <= width() {
            _ if last.is_empty() => last.push_str(figure),
            true => *last += &format!("  {figure}"),
            false => lines.push(figure.clone()),
        }
    }
    lines.join("\n")
}

/// The words of a line; a command in backticks is one, since it is there to be copied.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut is_quoted) = (Vec::<String>::new(), false);
    // One backtick alone quotes nothing.
    let quotes = line.matches('`').count().is_multiple_of(2);
    for word in line.split_whitespace() {
        match words.last_mut() {
            Some(last) if is_quoted => *last += &format!(" {word}"),
            _ => words.push(word.to_owned()),
        }
        is_quoted ^= quotes && word.matches('`').count() % 2 == 1;
    }
    words
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

/// `COLUMNS`, else the terminal's; where nothing says how wide, a line is a line.
fn width() -> usize {
    told_width().unwrap_or(usize::MAX)
}

fn told_width() -> Option<usize> {
    told_columns().or_else(|| Table::new().width().map(usize::from))
}

fn told_columns() -> Option<usize> {
    std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn a_sentence_is_folded_between_words_and_a_command_never() {
        let check = |text: &str, folded: &[&str]| assert_eq!(within(30, text), folded.join("\n"));
        check("short", &["short"]);
        check("  the county's own file is not there", &["  the county's own file is not", "    there"]);
        check(
            "hint: `rutine run 5A115 --fylke 46 --asof 2026-07-28` would run\nand so",
            &["hint:", "  `rutine run 5A115 --fylke 46 --asof 2026-07-28`", "  would run", "and so"],
        );
        check("one ` alone quotes nothing of what", &["one ` alone quotes nothing of", "  what"]);
        check(
            "\u{1b}[33mWARN\u{1b}[0m a line of thirty, all",
            &["\u{1b}[33mWARN\u{1b}[0m a line of thirty, all"],
        );
        assert_eq!(within(usize::MAX, "as  it\n  is"), "as  it\n  is");
    }
}
