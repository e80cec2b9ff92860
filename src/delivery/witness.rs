//! Who knows which letters have left: a mail server's log, or the `.eml` files.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};

/// The digits before the `@` of a Message-ID of ours.
const DIGITS: usize = 32;

/// A log may have lines without end.
const LINE_BYTES_MAX: u64 = 1 << 20;

/// The Message-IDs of our form in these files, and in the `.eml` files of these folders.
///
/// # Errors
/// A file or folder cannot be read.
pub fn message_ids(paths: &[impl AsRef<Path>]) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for path in paths.iter().map(AsRef::as_ref) {
        let named = || format!("cannot read `{}`", path.display());
        if !path.is_dir() {
            in_file(path, &mut found).with_context(named)?;
            continue;
        }
        for entry in std::fs::read_dir(path).with_context(named)? {
            let file = entry.with_context(named)?.path();
            if file.extension().is_some_and(|e| e == "eml") {
                in_file(&file, &mut found).with_context(|| format!("cannot read `{}`", file.display()))?;
            }
        }
    }
    Ok(found)
}

fn in_file(path: &Path, found: &mut BTreeSet<String>) -> Result<()> {
    let mut from = BufReader::new(File::open(path)?);
    loop {
        let mut line = vec![];
        if std::io::Read::take(&mut from, LINE_BYTES_MAX).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        found.extend(in_line(&String::from_utf8_lossy(&line)));
    }
}

/// `… message-id=<0123…@fylke.example> …`, with or without its brackets.
fn in_line(line: &str) -> Vec<String> {
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let one = |(at, _): (usize, &str)| {
        let before = &line[..at];
        let begins = before.len().checked_sub(DIGITS)?;
        let digits = before.get(begins..).filter(|d| d.chars().all(is_digit))?;
        let apart = !before[..begins].ends_with(|c: char| c.is_ascii_alphanumeric());
        let domain: String =
            line[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(*c)).collect();
        (apart && !domain.is_empty()).then(|| format!("<{digits}@{}>", domain.trim_end_matches('.')))
    };
    line.match_indices('@').filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_message_ids_are_found_wherever_they_stand() {
        let id = "<0123456789abcdef0123456789abcdef@fylke.example>";
        for line in [
            format!("Jul 28 08:00:01 mx postfix/cleanup[17]: 4F2: message-id={id}"),
            format!("Message-ID: {id}\r\n"),
            format!("to=<æøå@b.example> id={} ok", id.trim_matches(['<', '>'])),
        ] {
            assert_eq!(in_line(&line), [id], "{line}");
        }
        for line in ["", "@", "to=<a@b.example>", "id=<x0123456789abcdef0123456789abcdef@fylke.example>"] {
            assert!(in_line(line).is_empty(), "{line}");
        }
    }
}
