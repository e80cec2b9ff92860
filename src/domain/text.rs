//! What everybody writes alike: digests, and foreign text on one line.

/// A digest, or the beginning of one, in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Foreign text on one line, with nothing in it that a terminal or a mail header would obey.
pub fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_and_lines() {
        assert_eq!(hex(&[0, 10, 255]), "000aff");
        assert_eq!(one_line("a\r\nb\u{1b}[1m"), "a  b [1m");
    }
}
