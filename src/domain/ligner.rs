//! Which of the known words somebody may have meant. Pure.

/// The known word that `text` is nearly, but for case, blanks, æøå or a slip of the hand.
pub fn nearest<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let typed = plain(text);
    let slips_max = match typed.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    let slips = |word: &str| strsim::osa_distance(&typed, &plain(word));
    let near = known.into_iter().map(|word| (slips(word), word)).filter(|(n, _)| *n <= slips_max);
    near.min_by_key(|(n, _)| *n).map(|(_, word)| word)
}

/// `; did you mean …?`, where a known word is near.
pub fn did_you_mean<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    nearest(text, known).map_or_else(String::new, |word| format!("; did you mean `{word}`?"))
}

fn plain(text: &str) -> String {
    let small = text.trim().to_lowercase();
    let ascii = small.replace('æ', "ae").replace('ø', "o").replace('å', "a");
    ascii.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn det_som_er_nesten_rett_kjennes_igjen_og_annet_ikke() {
        let known = ["aktiv", "fodselsnummer", "epost", "er_larekandidat", "ar", "svar"];
        for (typed, meant) in [
            ("aktivt", Some("aktiv")),
            ("Fødselsnummer", Some("fodselsnummer")),
            ("fodsels nummer", Some("fodselsnummer")),
            ("e-post", Some("epost")),
            ("er lærekandidat", Some("er_larekandidat")),
            ("fodselsnumer", Some("fodselsnummer")),
            ("fodesslnummer", Some("fodselsnummer")),
            ("hund", None),
            ("at", None),
            ("merknad", None),
        ] {
            assert_eq!(nearest(typed, known), meant, "{typed}");
        }
    }
}
