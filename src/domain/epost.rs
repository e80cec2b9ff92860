//! When an e-mail address is good enough to be written to.

/// Is `address` of the plain form `local@domain.tld`, without quotes, literals or control characters?
/// Stricter than RFC 5322 on purpose: what we refuse here a county can mend, what bounces nobody sees.
pub fn is_usable(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else { return false };
    let labels: Vec<_> = domain.split('.').collect();
    !local.is_empty()
        && address.len() <= 254
        && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && labels.len() >= 2
        && labels.iter().all(|l| is_label(l))
        && labels
            .last()
            .is_some_and(|tld| tld.chars().count() >= 2 && !tld.chars().any(|c| c.is_ascii_digit()))
}

/// Domains that belong to nobody (RFC 2606, RFC 6761).
const NOBODYS: [&str; 7] =
    [".example", ".test", ".invalid", ".localhost", "example.com", "example.org", "example.net"];

/// Can nobody have this address? Only such get letters in a test.
pub fn is_nobodys(address: &str) -> bool {
    let domain = address.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    NOBODYS.iter().any(|n| match n.strip_prefix('.') {
        Some(_) => domain.ends_with(n),
        None => domain == *n || domain.ends_with(&format!(".{n}")),
    })
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::{is_nobodys, is_usable};

    #[test]
    fn vanlige_adresser_duger_og_rare_ikke() {
        for good in ["vakker.blomst@post.example", "a+b@skule.example", "a@blåbær.example"] {
            assert!(is_usable(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "a@[127.0.0.1]",
            "\"a b\"@x.no",
            "a@ex_ample.no",
            "a@b.no\r\nBcc: c@d.no",
            "a..b@c.no",
            "a@b.c1",
            "@b.no",
            "a@b@c.no",
            "bjørn@b.no",
            "a@-b.no",
            "a @b.no",
        ] {
            assert!(!is_usable(bad), "{bad:?}");
        }
    }

    #[test]
    fn bare_ingens_domener_duger_i_prove() {
        for address in
            ["a@x.example", "a@EXAMPLE.com", "a@b.example.org", "a@x.test", "a@x.invalid", "a@x.localhost"]
        {
            assert!(is_nobodys(address), "{address}");
        }
        for address in
            ["a@vestland.no", "a@notexample.com", "a@example.com.no", "a@xexample", "example.com@x.no"]
        {
            assert!(!is_nobodys(address), "{address}");
        }
    }
}
