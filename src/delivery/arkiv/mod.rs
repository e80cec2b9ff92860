//! Documents out to a county's archive.

mod face;
mod layout;
mod pdf;

#[cfg(test)]
mod look {
    use super::*;
    #[test]
    fn look() {
        let q = |n: usize| (format!("Spørsmål {n}: Har bedriften en intern plan for opplæringen som følger læreplanen i faget, og er den kjent for alle som er i lære?"),
            Some("Ja, planen ble sist revidert i august og gjennomgås hver måned med lærlingen. ".repeat(1 + n % 5)));
        let text = layout::Text {
            malform: "nb", fylke: "Vestland fylkeskommune".into(), title: "Årlig rapportering".into(),
            date: Some("10. februar 2026".into()),
            fields: vec![("Bedrift".into(), "Blåbær & Čáhppes Áibmu AS".into()), ("Organisasjonsnummer".into(), "310000019".into()),
                ("Programområde".into(), "Helsearbeiderfaget (HSAMB3)".into()), ("Årstall".into(), "2025".into()), ("Sendt inn".into(), "10. februar 2026".into()),
                ("Merknad".into(), "Šaddu đuođalaččat ŋuoska ŧ ž – og et ord_som_er_så_langt_at_det_ikke_kan_stå_på_en_linje_uansett_hvor_mye_man_prøver_å_få_det_til".into())],
            questions: (1..=12).map(q).chain([("Tomt?".into(), None), ("Emoji 😀 og\nlinjeskift?".into(), Some("Første linje\n\nAndre linje 😀 \u{1} ferdig".into()))]).collect(),
            foot: "Dokument 3f2a9c0b5d1e4f6a8b7c9d0e1f2a3b4c".into(),
        };
        let d = chrono::NaiveDate::from_ymd_opt(2026, 2, 10).unwrap();
        let a = pdf::pdf(&text, "3f2a9c0b5d1e4f6a8b7c9d0e1f2a3b4c", d).unwrap();
        assert_eq!(a, pdf::pdf(&text, "3f2a9c0b5d1e4f6a8b7c9d0e1f2a3b4c", d).unwrap());
        std::fs::write("/tmp/ark/a.pdf", a).unwrap();
    }
}
