//! A file as physical lines, numbered, none held that is longer than a limit: a line of a gigabyte costs no memory.

use std::collections::VecDeque;
use std::io::{BufRead, Read, Result};

use super::encoding::{Encoding, LineEnd};

pub const LINE_BYTES_MAX: usize = 64 * 1024;

#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    Text(String),
    TooLong,
    /// Not in the file's encoding; as much of it as can be read.
    Undecodable(String),
}

pub struct Lines<R> {
    input: R,
    encoding: Encoding,
    line_end: LineEnd,
    number: u64,
    given_back: VecDeque<(u64, Line)>,
    without_end: Option<u64>,
}

impl<R: BufRead> Lines<R> {
    pub fn new(input: R, encoding: Encoding, line_end: LineEnd) -> Self {
        Lines { input, encoding, line_end, number: 0, given_back: VecDeque::new(), without_end: None }
    }

    /// The next line and its number, from 1.
    pub fn next(&mut self) -> Result<Option<(u64, Line)>> {
        if let Some(line) = self.given_back.pop_front() {
            return Ok(Some(line));
        }
        let (mut bytes, end) = (vec![], self.line_end.byte());
        self.input.by_ref().take(LINE_BYTES_MAX as u64 + 2).read_until(end, &mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        if bytes.last() == Some(&end) {
            bytes.pop();
            bytes.pop_if(|b| *b == b'\r');
        } else if bytes.len() > LINE_BYTES_MAX {
            self.input.skip_until(end)?;
        } else {
            self.without_end = Some(self.number);
        }
        Ok(Some((self.number, self.line(&bytes))))
    }

    /// Is this the file's last line, and has it no end?
    pub fn has_no_end(&self, number: u64) -> bool {
        self.without_end == Some(number)
    }

    /// Gives lines back, to be read again in the same order.
    pub fn give_back(&mut self, lines: Vec<(u64, Line)>) {
        for line in lines.into_iter().rev() {
            self.given_back.push_front(line);
        }
    }

    fn line(&self, bytes: &[u8]) -> Line {
        if bytes.len() > LINE_BYTES_MAX {
            return Line::TooLong;
        }
        let bom = self.number == 1 && bytes.starts_with(b"\xef\xbb\xbf");
        let bytes = if bom { &bytes[3..] } else { bytes };
        match self.encoding.decode(bytes) {
            Some(text) => Line::Text(text),
            None => Line::Undecodable(String::from_utf8_lossy(bytes).into_owned()),
        }
    }
}
