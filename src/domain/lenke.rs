//! Where a letter may lead its reader: what a county's own mail carries is believed, so an address in it is https, on a
//! host that the settings name. A mail reader makes a link also of what only looks like one.

/// The first address in the text that no letter may carry, as what to do about it; none where all may be.
/// A host allows those below it. The text itself is not repeated.
pub fn unfit(text: &str, hosts: &[String]) -> Option<String> {
    let mut addresses = text.split_whitespace().map(bare).filter(|word| looks_like_an_address(word));
    addresses.any(|address| !is_allowed(address, hosts)).then(|| {
        format!(
            "holds an address that letters may not lead to; it must begin with `https://` and be on one of {}, \
             or on a host that `mail.link_hosts` of the settings names",
            hosts.join(", ")
        )
    })
}

/// Without what a sentence puts around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| ".,;:!?()«»\"'<>[]".contains(c))
}

fn looks_like_an_address(word: &str) -> bool {
    let between_letters = |mark: char| {
        let mut halves = word.split(mark);
        halves.next().is_some_and(|first| first.ends_with(char::is_alphanumeric))
            && halves.any(|next| next.starts_with(|c: char| c.is_alphanumeric() || c == '/'))
    };
    word.contains("//") || word.contains('@') || between_letters('.') || between_letters(':')
}

fn is_allowed(address: &str, hosts: &[String]) -> bool {
    let Some(rest) = address.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let below = |known: &String| host == known || host.ends_with(&format!(".{known}"));
    host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b))
        && hosts.iter().any(below)
}

#[cfg(test)]
mod tests {
    use super::unfit;

    #[test]
    fn a_letter_leads_to_https_on_known_hosts_only() {
        let hosts = ["vigo.no".to_owned(), "udir.no".to_owned()];
        for good in [
            "VIGO Bedrift",
            "VIGO Bedrift (https://bedrift.vigo.no).",
            "https://vigo.no/rapport?ar={ar}&orgnr={orgnr}",
            "kl. 9 til 15: ring oss",
            "https://www.udir.no/",
            "og/eller",
        ] {
            assert_eq!(unfit(good, &hosts), None, "{good}");
        }
        for bad in [
            "http://vigo.no",
            "https://vigo.no.example/",
            "https://vigo.no@example.net/",
            "https://vigo.no:444/",
            "https://evilvigo.no",
            "https://{fylke}.vigo.no",
            "HTTPS://VIGO.NO",
            "javascript:alert(1)",
            "data:text/html,x",
            "//vigo.no",
            "vigo.no",
            "VIGO Bedrift på www.example.net",
            "skriv til noen@vigo.no",
            "https://vigo.no og ftp://vigo.no",
        ] {
            assert!(unfit(bad, &hosts).is_some(), "{bad}");
        }
    }
}
