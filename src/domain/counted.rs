//! A number and its word, as people read it. Pure.

/// `1 letter`, `2 letters`, `0 letters`: the word is one that takes an s.
pub fn counted(n: impl std::fmt::Display, word: &str) -> String {
    let n = n.to_string();
    let s = if n == "1" { "" } else { "s" };
    format!("{n} {word}{s}")
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_one_and_all_else_are_several() {
        let told = [0_i64, 1, 2, 11, 21].map(|n| counted(n, "letter"));
        assert_eq!(told, ["0 letters", "1 letter", "2 letters", "11 letters", "21 letters"]);
    }
}
