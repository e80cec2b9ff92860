//! Physical lines as records of cells. A quote that is opened and never closed costs its own line, not the file.

use std::io::{BufRead, Result};

use super::lines::{LINE_BYTES_MAX, Line, Lines};

/// An answer typed in a form may have many lines.
const RECORD_LINES_MAX: usize = 200;

/// `fault` is why the cells are not to be trusted.
#[derive(Debug, PartialEq)]
pub struct Record {
    pub line: u64,
    pub cells: Vec<String>,
    pub fault: Option<&'static str>,
}

pub struct Records<R> {
    lines: Lines<R>,
    delimiter: char,
    /// How many cells the header has up to its last name, once it is read.
    width: Option<usize>,
}

#[derive(Debug, PartialEq)]
enum Split {
    Cells(Vec<String>),
    Open,
    TextAfterQuote,
}

impl<R: BufRead> Records<R> {
    pub fn new(lines: Lines<R>, delimiter: char) -> Self {
        Records { lines, delimiter, width: None }
    }

    /// The first record that is not blank and not Excel's `sep=;`.
    pub fn header(&mut self) -> Result<Option<Record>> {
        while let Some(mut record) = self.next()? {
            let is_sep = record.line == 1
                && record.cells.first().is_some_and(|c| c.to_ascii_lowercase().starts_with("sep="));
            if !is_sep {
                record
                    .cells
                    .truncate(record.cells.iter().rposition(|c| !c.trim().is_empty()).map_or(0, |n| n + 1));
                self.width = Some(record.cells.len());
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    /// The next record; blank lines and lines of empty cells are passed over.
    pub fn next(&mut self) -> Result<Option<Record>> {
        loop {
            let Some((line, content)) = self.lines.next()? else { return Ok(None) };
            let mut record = match content {
                Line::Text(text) => self.record(line, text)?,
                Line::TooLong => broken(line, vec![], "is longer than 64 KiB"),
                Line::Undecodable(text) => broken(line, self.rough(&text), "is not UTF-8"),
            };
            let short = self.width.is_some_and(|w| record.cells.len() < w);
            if record.fault.is_none() && short && self.lines.has_no_end(line) {
                record.fault = Some("is cut off: it has fewer cells than the header, and no line end");
            }
            if record.fault.is_some() || record.cells.iter().any(|c| !c.trim().is_empty()) {
                return Ok(Some(record));
            }
        }
    }

    fn record(&mut self, line: u64, text: String) -> Result<Record> {
        match split(&text, self.delimiter) {
            Split::Cells(cells) => Ok(Record { line, cells, fault: None }),
            Split::TextAfterQuote => Ok(broken(line, self.rough(&text), "has text after a closing quote")),
            Split::Open => match self.continued(&text)? {
                Some(cells) => Ok(Record { line, cells, fault: None }),
                None => Ok(broken(line, self.rough(&text), "opens a quote that is not closed")),
            },
        }
    }

    /// The cells of a record over several lines; if it does not become a whole one, the lines are given back.
    fn continued(&mut self, first: &str) -> Result<Option<Vec<String>>> {
        let (mut text, mut read) = (first.to_owned(), vec![]);
        while read.len() < RECORD_LINES_MAX - 1 && text.len() <= LINE_BYTES_MAX {
            let Some((line, content)) = self.lines.next()? else { break };
            read.push((line, content));
            let Some((_, Line::Text(more))) = read.last() else { break };
            text.push('\n');
            text += more;
            if !more.contains('"') {
                continue;
            }
            match split(&text, self.delimiter) {
                Split::Cells(cells) if self.width.is_none_or(|w| w <= cells.len()) => return Ok(Some(cells)),
                Split::Open => {}
                Split::Cells(_) | Split::TextAfterQuote => break,
            }
        }
        self.lines.give_back(read);
        Ok(None)
    }

    fn rough(&self, text: &str) -> Vec<String> {
        text.split(self.delimiter).map(str::to_owned).collect()
    }
}

fn broken(line: u64, cells: Vec<String>, fault: &'static str) -> Record {
    Record { line, cells, fault: Some(fault) }
}

fn split(text: &str, delimiter: char) -> Split {
    if !text.contains('"') {
        return Split::Cells(text.split(delimiter).map(str::to_owned).collect());
    }
    let (mut cells, mut rest) = (vec![], text);
    loop {
        let (cell, after) = match rest.strip_prefix('"') {
            Some(inside) => match quoted(inside) {
                Some(found) => found,
                None => return Split::Open,
            },
            None => {
                let end = rest.find(delimiter).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        cells.push(cell);
        if after.is_empty() {
            return Split::Cells(cells);
        }
        match after.strip_prefix(delimiter) {
            Some(next) => rest = next,
            None => return Split::TextAfterQuote,
        }
    }
}

/// The text up to the closing quote, two quotes being one, and what comes after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let (mut out, mut rest) = (String::new(), text);
    loop {
        let end = rest.find('"')?;
        out += &rest[..end];
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(more) => {
                out.push('"');
                rest = more;
            }
            None => return Some((out, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::encoding::{Encoding, LineEnd};

    fn read(text: &[u8]) -> Vec<(u64, String, Option<&'static str>)> {
        let mut records = Records::new(Lines::new(text, Encoding::Utf8, LineEnd::Lf), ';');
        let mut all = vec![];
        all.extend(records.header().unwrap());
        while let Some(record) = records.next().unwrap() {
            all.push(record);
        }
        all.into_iter().map(|r| (r.line, r.cells.join("|"), r.fault)).collect()
    }

    fn check(text: &str, expected: &[(u64, &str, Option<&'static str>)]) {
        let expected: Vec<_> = expected.iter().map(|(n, c, f)| (*n, (*c).to_owned(), *f)).collect();
        assert_eq!(read(text.as_bytes()), expected);
    }

    #[test]
    fn quotes_blank_lines_and_line_ends() {
        check(
            "a;b\r\n\r\n;\n1;\"x;\"\"y\"\"\"\n2;Karl \"K\" N",
            &[(1, "a|b", None), (4, "1|x;\"y\"", None), (5, "2|Karl \"K\" N", None)],
        );
    }

    #[test]
    fn the_separator_line_and_the_mark_are_passed_over() {
        check("\u{feff}sep=;\r\na;b\r\n1;2\r\n", &[(2, "a|b", None), (3, "1|2", None)]);
        check("\u{feff}\"a\";b\n", &[(1, "a|b", None)]);
    }

    #[test]
    fn a_quote_over_lines_is_one_record() {
        check("a;b\n1;\"x\r\ny\"\n2;z\n", &[(1, "a|b", None), (2, "1|x\ny", None), (4, "2|z", None)]);
        let long = "\n- punkt".repeat(150);
        check(
            &format!("a;b\n1;\"x{long}\"\n2;z\n"),
            &[(1, "a|b", None), (2, &format!("1|x{long}"), None), (153, "2|z", None)],
        );
    }

    #[test]
    fn an_unclosed_quote_costs_one_line() {
        let open = Some("opens a quote that is not closed");
        check(
            "a;b\n1;\"x\n2;y\n3;z\n",
            &[(1, "a|b", None), (2, "1|\"x", open), (3, "2|y", None), (4, "3|z", None)],
        );
        check(
            "a;b\n1;\"x\n2;y\n3;\"z\"\n",
            &[(1, "a|b", None), (2, "1|\"x", open), (3, "2|y", None), (4, "3|z", None)],
        );
        let many = format!("a;b\n1;\"x\n{}", "2;y\n".repeat(500));
        assert_eq!(read(many.as_bytes()).len(), 502);
    }

    #[test]
    fn a_long_line_is_passed_over_and_counted() {
        let text = format!("a;b\n1;{}\n2;y\n{};3", "x".repeat(3 << 20), "z".repeat(LINE_BYTES_MAX));
        let long = Some("is longer than 64 KiB");
        check(&text, &[(1, "a|b", None), (2, "", long), (3, "2|y", None), (4, "", long)]);
        let fits = format!("a;b\n{}\r\n1;2", "x".repeat(LINE_BYTES_MAX));
        assert_eq!(read(fits.as_bytes())[1].2, None);
    }

    #[test]
    fn text_after_a_quote_and_foreign_bytes_cost_one_line() {
        check(
            "a;b\n\"x\"y;1\n2;z",
            &[(1, "a|b", None), (2, "\"x\"y|1", Some("has text after a closing quote")), (3, "2|z", None)],
        );
        assert_eq!(read(b"a;b\n1;\xe5\n2;z")[1].2, Some("is not UTF-8"));
    }
}
