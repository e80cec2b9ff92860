//! A letter's text as HTML, for readers who show that: paragraphs, lists and a heading, nothing fetched from elsewhere.

const PAGE: &str = "font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 1.5; color: #111; \
    max-width: 40em; margin: 0 auto; padding: 1em";
const HEADING: &str = "font-size: 22px; line-height: 1.3; margin: 0 0 1em";
const BLOCK: &str = "margin: 0 0 1em";

/// The whole page. `language` is the letter's, `nb` or `nn`; `strong` is set apart wherever it stands: the deadline.
pub fn html(language: &str, subject: &str, body: &str, strong: Option<&str>) -> String {
    let subject = escaped(subject);
    let mut blocks: String = body.split("\n\n").flat_map(pieces).collect();
    if let Some(strong) = strong.map(escaped).filter(|s| !s.is_empty()) {
        blocks = blocks.replace(&strong, &format!("<strong>{strong}</strong>"));
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{subject}</title></head>\n\
         <body style=\"{PAGE}\">\n<h1 style=\"{HEADING}\">{subject}</h1>\n{blocks}</body>\n</html>\n",
        escaped(language)
    )
}

/// A block of lines is a paragraph, a list, or one after the other.
fn pieces(block: &str) -> Vec<String> {
    let lines: Vec<&str> = block.lines().map(str::trim_end).filter(|l| !l.is_empty()).collect();
    let runs = lines.chunk_by(|one, other| item(one).is_some() == item(other).is_some());
    runs.map(|run| if item(run[0]).is_some() { list(run) } else { paragraph(run) }).collect()
}

fn item(line: &str) -> Option<&str> {
    line.strip_prefix("- ")
}

fn list(lines: &[&str]) -> String {
    let items: String =
        lines.iter().filter_map(|l| item(l)).map(|text| format!("<li>{}</li>\n", escaped(text))).collect();
    format!("<ul style=\"{BLOCK}\">\n{items}</ul>\n")
}

fn paragraph(lines: &[&str]) -> String {
    let lines: Vec<_> = lines.iter().map(|l| escaped(l)).collect();
    format!("<p style=\"{BLOCK}\">{}</p>\n", lines.join("<br>\n"))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &str) {
        let page = html("nn", "Emne", body, None);
        let (_, shown) = page.split_once("</h1>\n").unwrap();
        let plain = shown.replace(&format!(" style=\"{BLOCK}\""), "");
        assert_eq!(plain.strip_suffix("</body>\n</html>\n").unwrap(), expected);
    }

    #[test]
    fn paragraphs_and_lists() {
        check("Hei\n\nEn\nto\n", "<p>Hei</p>\n<p>En<br>\nto</p>\n");
        check("Du må:\n- svare\n- vente", "<p>Du må:</p>\n<ul>\n<li>svare</li>\n<li>vente</li>\n</ul>\n");
        check("\n\n\n\n", "");
        check("-ikke en liste\r\n", "<p>-ikke en liste</p>\n");
    }

    /// Promise: whatever a name or a title holds is shown as text.
    #[test]
    fn what_looks_like_markup_is_text() {
        check(
            "<script>a & 'b'\"</script>",
            "<p>&lt;script&gt;a &amp; &#39;b&#39;&quot;&lt;/script&gt;</p>\n",
        );
        check("- <img src=x>", "<ul>\n<li>&lt;img src=x&gt;</li>\n</ul>\n");
        let page = html("nb\"><script>", "</title><script>\u{0}", "", None);
        assert!(!page.contains("<script>") && !page.contains('\0'), "{page}");
    }

    #[test]
    fn the_deadline_stands_out() {
        let page =
            html("nb", "Svar innen 4. august 2026", "Svar senest 4. august 2026.", Some("4. august 2026"));
        assert!(page.contains("Svar senest <strong>4. august 2026</strong>.</p>"), "{page}");
        assert!(page.contains("<title>Svar innen 4. august 2026</title>"), "{page}");
    }

    #[test]
    fn the_page_names_its_language_and_subject() {
        let page = html("nb", "Tilbud på Vg3", "Hei", None);
        assert!(
            page.contains("<html lang=\"nb\">") && page.contains("<title>Tilbud på Vg3</title>"),
            "{page}"
        );
        assert!(!page.contains("http") && !page.contains("<img"), "{page}");
    }
}
