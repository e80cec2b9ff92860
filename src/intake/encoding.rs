//! Which characters a file is written in: UTF-8 if it can be, else Windows-1252. Never guessed further.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, Result, bail};
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Encoding {
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl Encoding {
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Windows1252 => "windows-1252",
        }
    }

    /// `None` where the bytes are not in this encoding.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<String> {
        match self {
            Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
            Encoding::Windows1252 => {
                Some(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned())
            }
        }
    }
}

impl FromStr for Encoding {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Ok(Encoding::Utf8),
            "windows-1252" | "cp1252" | "latin1" | "iso-8859-1" => Ok(Encoding::Windows1252),
            _ => bail!("there is no such encoding; use `utf-8` or `windows-1252`"),
        }
    }
}

/// How a file is written, with a warning for each thing that was not plain.
pub struct Written {
    pub encoding: Encoding,
    pub line_end: LineEnd,
    pub warnings: Vec<String>,
}

/// What a file's lines end in; before an LF a CR may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    Lf,
    /// Excel for Mac, "CSV (Macintosh)": there is no LF in the file at all.
    Cr,
}

impl LineEnd {
    pub fn byte(self) -> u8 {
        match self {
            LineEnd::Lf => b'\n',
            LineEnd::Cr => b'\r',
        }
    }
}

/// How a file is written.
///
/// # Errors
/// The file cannot be read, or is no text in an encoding we take.
pub fn detect(path: &Path, declared: Option<Encoding>) -> Result<Written> {
    let seen = Seen::of(path)?;
    if let Some(fault) = seen.fault() {
        bail!(fault);
    }
    let (encoding, warning) = match (declared, seen.invalid, seen.bom || seen.multibyte > seen.invalid) {
        (Some(encoding), ..) => (encoding, None),
        (None, 0, _) => (Encoding::Utf8, None),
        (None, _, true) => {
            (Encoding::Utf8, Some("is UTF-8, but some of its lines are not: they are rejected"))
        }
        _ => (Encoding::Windows1252, Some("is not UTF-8; read as Windows-1252")),
    };
    let line_end = if seen.lfs == 0 && seen.crs > 0 { LineEnd::Cr } else { LineEnd::Lf };
    let ends = (line_end == LineEnd::Cr).then_some("its lines end in CR alone; read as lines");
    let cut = !matches!(seen.last, b'\n' | b'\r' | 0);
    let cut = cut.then_some("its last line has no line end; was it still being copied?");
    let warnings = warning.into_iter().chain(ends).chain(cut).map(str::to_owned).collect();
    Ok(Written { encoding, line_end, warnings })
}

/// What one reading of a file's bytes tells.
#[derive(Default)]
struct Seen {
    start: Vec<u8>,
    bytes: u64,
    nuls: u64,
    lfs: u64,
    crs: u64,
    last: u8,
    bom: bool,
    multibyte: u64,
    invalid: u64,
}

impl Seen {
    fn of(path: &Path) -> Result<Self> {
        let mut input = BufReader::with_capacity(1 << 16, File::open(path).context("cannot be opened")?);
        let (mut seen, mut carried) = (Seen::default(), vec![]);
        loop {
            let block = input.fill_buf().context("cannot be read")?;
            let n = block.len();
            carried.extend_from_slice(block);
            if seen.start.is_empty() {
                seen.start = carried.iter().copied().take(4).collect();
            }
            seen.bytes += n as u64;
            seen.last = block.last().copied().unwrap_or(seen.last);
            let count = |byte: u8| block.iter().filter(|b| **b == byte).count() as u64;
            seen.nuls += count(0);
            seen.lfs += count(b'\n');
            seen.crs += count(b'\r');
            let kept = seen.count(&carried, n == 0);
            carried.drain(..kept);
            if n == 0 {
                seen.bom = seen.start.starts_with(b"\xef\xbb\xbf");
                return Ok(seen);
            }
            input.consume(n);
        }
    }

    /// Counts what is whole in `bytes`; returns how much that was.
    fn count(&mut self, bytes: &[u8], last: bool) -> usize {
        let mut from = 0;
        loop {
            let rest = &bytes[from..];
            let (valid, bad) = match std::str::from_utf8(rest) {
                Ok(_) => (rest.len(), None),
                Err(e) => (e.valid_up_to(), Some(e.error_len())),
            };
            self.multibyte += rest[..valid].iter().filter(|b| **b >= 0xc0).count() as u64;
            from += valid;
            match bad {
                None => return from,
                Some(None) if !last => return from,
                Some(n) => {
                    self.invalid += 1;
                    from += n.unwrap_or(bytes.len() - from);
                }
            }
        }
    }

    fn fault(&self) -> Option<&'static str> {
        if self.start.starts_with(b"PK\x03\x04") {
            return Some("is a workbook or another packed file; save it as CSV UTF-8");
        }
        if self.start.starts_with(b"\xff\xfe") || self.start.starts_with(b"\xfe\xff") {
            return Some("is UTF-16; save it as CSV UTF-8");
        }
        (self.nuls * 10 > self.bytes)
            .then_some("is full of NUL bytes: UTF-16, or no text; save it as CSV UTF-8")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Result<(Encoding, bool)> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("x.csv");
        std::fs::write(&path, bytes)?;
        detect(&path, None).map(|w| (w.encoding, w.warnings.iter().any(|w| w.contains("UTF-8"))))
    }

    #[test]
    fn utf_8_if_it_can_be_else_windows_1252() {
        assert_eq!(of("blåbær".as_bytes()).unwrap(), (Encoding::Utf8, false));
        assert_eq!(of(b"\xef\xbb\xbfplain").unwrap(), (Encoding::Utf8, false));
        assert_eq!(of(b"bl\xe5b\xe6r").unwrap(), (Encoding::Windows1252, true));
        assert_eq!(of("blåbær og \u{e5}".as_bytes()).unwrap().0, Encoding::Utf8);
        assert_eq!(
            of(b"\xc3\xa5 \xc3\xa5 \xc3\xa5 \xe5 x").unwrap(),
            (Encoding::Utf8, true),
            "one broken line"
        );
        assert_eq!(of(b"ends in \xe5").unwrap().0, Encoding::Windows1252);
    }

    #[test]
    fn a_letter_across_two_blocks_is_one_letter() {
        let text = format!("{}å", "a".repeat((1 << 16) - 1));
        assert_eq!(of(text.as_bytes()).unwrap(), (Encoding::Utf8, false));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in [&b"\xff\xfea\0"[..], b"\xfe\xff\0a", b"a\0b\0c\0", b"PK\x03\x04xx"] {
            assert!(of(bytes).is_err());
        }
        assert!(of(b"one NUL \0 in a long enough line").is_ok());
    }
}
