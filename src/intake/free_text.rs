//! What people typed, made fit to be kept: an answer keeps its lines, a title or a company's name becomes one line. Nobody loses
//! an answer to a line break, a tab or what a word processor left unseen.

use std::borrow::Cow;

use super::types::Type;

/// A cell as its column keeps it, trimmed. A break in a name, an id or an address stays, and is a fault.
pub fn tidied<'a>(of: &Type, cell: &'a str, delimiter: char) -> Cow<'a, str> {
    let cell = cell.trim();
    if cell.bytes().all(|b| (b' '..0x7f).contains(&b)) {
        return cell.into();
    }
    match of {
        Type::Prose => lines_kept(cell).into(),
        // A break and a delimiter: a stray quote may have swallowed the next line of the file.
        Type::Text if !(cell.contains(is_break) && cell.contains(delimiter)) => one_line(cell),
        _ => cell.into(),
    }
}

/// Why a tidied cell is unfit to be stored, if it is.
pub fn unfit(of: &Type, text: &str) -> Option<&'static str> {
    if text.bytes().all(|b| (b' '..0x7f).contains(&b)) {
        return None;
    }
    let may_stay = |c: &char| *of == Type::Prose && (*c == '\n' || joins(*c));
    text.chars().filter(|c| !may_stay(c)).find_map(fault)
}

fn fault(c: char) -> Option<&'static str> {
    match c {
        '\r' | '\n' => Some("holds a line break"),
        '\t' => Some("holds a tab"),
        '\0' => Some("holds a NUL"),
        c if c.is_control() => Some("holds a control character"),
        c if is_unseen(c) || is_break(c) => Some("holds an invisible character"),
        _ => None,
    }
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Makes one sign of several, and is part of it.
fn joins(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Word's own break within a paragraph is a vertical tab.
fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn lines_kept(text: &str) -> String {
    let as_kept = |c: char| match c {
        '\t' => Some(' '),
        c if is_break(c) => Some('\n'),
        c if is_unseen(c) && !joins(c) => None,
        c => Some(c),
    };
    text.replace("\r\n", "\n").chars().filter_map(as_kept).collect::<String>().trim().to_owned()
}

fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c == '\t' || is_break(c)) {
        return text.into();
    }
    let parts = text.split(|c| c == '\t' || is_break(c)).map(str::trim).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_keeps_its_lines_and_a_name_of_a_company_is_one() {
        let text = "Ja.\r\nVi følger\u{b}planen.\r\n\r\n- logg\tog\u{200b} mer\u{feff}\u{2028}Slutt\r\n";
        let kept = "Ja.\nVi følger\nplanen.\n\n- logg og mer\nSlutt";
        assert_eq!(tidied(&Type::Prose, text, ';'), kept);
        assert_eq!(unfit(&Type::Prose, kept), None);
        assert_eq!(tidied(&Type::Prose, "👩\u{200d}🔧", ';'), "👩\u{200d}🔧");
        assert_eq!(unfit(&Type::Prose, "👩\u{200d}🔧"), None);
        assert_eq!(tidied(&Type::Text, "Verk AS\r\n\tAvd. Bergen \n", ';'), "Verk AS Avd. Bergen");
        assert_eq!(tidied(&Type::Text, "A  B ", ';'), "A  B", "blanks are the sender's own");
    }

    #[test]
    fn what_may_be_two_lines_of_the_file_stays_a_fault() {
        assert!(unfit(&Type::Text, &tidied(&Type::Text, "Fjell\nB;Ola;Elv", ';')).is_some());
        assert_eq!(tidied(&Type::Text, "Fjell\nAvd; Elv", ','), "Fjell Avd; Elv");
    }

    #[test]
    fn unseen_characters_are_named() {
        assert_eq!(unfit(&Type::Text, "Ærlig O'Brien-Ås"), None);
        for of in [Type::Navn, Type::Epost, Type::Ident] {
            for (bad, why) in [
                ("a\0", "holds a NUL"),
                ("a\r\nBcc: x", "holds a line break"),
                ("a\tb", "holds a tab"),
                ("a\u{1b}[31m", "holds a control character"),
                ("a\u{85}b", "holds a control character"),
                ("a\u{202e}b", "holds an invisible character"),
                ("a\u{2028}b", "holds an invisible character"),
            ] {
                assert_eq!(unfit(&of, &tidied(&of, bad, ';')), Some(why), "{bad:?}");
            }
        }
        for (bad, why) in [("a\0", "holds a NUL"), ("a\u{1b}[31m", "holds a control character")] {
            assert_eq!(unfit(&Type::Prose, &tidied(&Type::Prose, bad, ';')), Some(why), "{bad:?}");
        }
    }
}
