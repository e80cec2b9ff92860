//! What a mail server answers, as far as it is believed: its codes. Its text may name somebody, in whatever bytes.

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub code: u16,
    /// What follows the code on each line.
    pub lines: Vec<String>,
    /// Was it read to its end? If not, nothing more can be said on this line.
    pub is_whole: bool,
}

/// One line of an answer.
pub struct Line {
    pub code: u16,
    pub is_last: bool,
    pub text: String,
}

/// `250-text`, `250 text`, `250`; none where it is neither.
pub fn parse(line: &[u8]) -> Option<Line> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let (code, rest) = line.split_at_checked(3)?;
    if !code.iter().all(u8::is_ascii_digit) || !(b'2'..=b'5').contains(&code[0]) {
        return None;
    }
    let code = code.iter().fold(0, |n, digit| n * 10 + u16::from(digit - b'0'));
    let is_last = match rest.first() {
        None | Some(b' ') => true,
        Some(b'-') => false,
        Some(_) => return None,
    };
    let text = String::from_utf8_lossy(rest.get(1..).unwrap_or_default()).into_owned();
    Some(Line { code, is_last, text })
}

impl Reply {
    /// `550 5.1.1` of a refusal.
    pub fn codes(&self) -> String {
        codes(self.code, self.lines.first().map_or("", String::as_str))
    }

    /// What an answer to EHLO offers: `STARTTLS`, `SIZE`, `AUTH`, with what follows the word.
    pub fn offers(&self, what: &str) -> Option<&str> {
        self.lines.iter().skip(1).find_map(|line| {
            let (word, rest) = line.split_once([' ', '=']).unwrap_or((line, ""));
            word.eq_ignore_ascii_case(what).then_some(rest)
        })
    }
}

fn codes(code: u16, text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    if is_enhanced(first) { format!("{code} {first}") } else { code.to_string() }
}

/// `5.1.1` (RFC 3463).
fn is_enhanced(word: &str) -> bool {
    let parts: Vec<_> = word.split('.').collect();
    let short = |p: &&str| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && ["2", "4", "5"].contains(&parts[0]) && parts.iter().all(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_are_kept_of_what_a_server_says() {
        assert_eq!(codes(550, "5.1.1 <kari@skole.example>: no such user"), "550 5.1.1");
        assert_eq!(codes(250, "2.0.0 Ok: queued as 4F2"), "250 2.0.0");
        for text in
            ["<kari@skole.example> 5.1.1", "5.1.x", "5.1", "9.1.1", "5.1.1234", "", "1.2.3.4 is listed"]
        {
            assert_eq!(codes(554, text), "554", "{text}");
        }
    }

    #[test]
    fn a_line_is_a_code_and_maybe_more() {
        let check = |line: &[u8], expected: Option<(u16, bool, &str)>| {
            let found = parse(line).map(|l| (l.code, l.is_last, l.text));
            assert_eq!(found, expected.map(|(c, l, t)| (c, l, t.to_owned())), "{line:?}");
        };
        check(b"250 2.0.0 ok\r\n", Some((250, true, "2.0.0 ok")));
        check(b"250-STARTTLS\r\n", Some((250, false, "STARTTLS")));
        check(b"250\r\n", Some((250, true, "")));
        check(b"250\n", Some((250, true, "")));
        check(b"250 \r\n", Some((250, true, "")));
        check(b"250 k\xf8 full\r\n", Some((250, true, "k\u{fffd} full")));
        for nonsense in [&b"2nonsense\r\n"[..], b"25\r\n", b"\r\n", b"250x\r\n", b"650 no\r\n", b"150 no\r\n"]
        {
            check(nonsense, None);
        }
    }

    #[test]
    fn offers_are_words_on_lines_of_their_own() {
        let lines = ["relay.example STARTTLS", "size 1000", "AUTH=PLAIN LOGIN"].map(str::to_owned).to_vec();
        let reply = Reply { code: 250, lines, is_whole: true };
        assert_eq!(reply.offers("STARTTLS"), None, "the first line is its name");
        assert_eq!((reply.offers("SIZE"), reply.offers("AUTH")), (Some("1000"), Some("PLAIN LOGIN")));
    }
}
