//! Finds the sources that a mark or a text names: `FACT S13, S14`, `46 § 6-2`, `forskrift §§ 4-13, 6-2`.

use super::{Kilde, Paragraf, kilde, paragraf};
use crate::domain::fylke::FYLKER;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Henvisning {
    Kilde(&'static Kilde),
    Paragraf(&'static Paragraf),
    /// As written: a key without a row, or a paragraph that does not say of which lov or forskrift.
    Ukjent(String),
}

/// Each once, in the order they are named.
pub fn nevnt(tekst: &str) -> Vec<Henvisning> {
    let skilt = tekst.replace('§', " § ");
    let ord: Vec<&str> = skilt.split([' ', '\n', '\t', '–', '/', '\'', '’']).map(bare).collect();
    let ord: Vec<&str> = ord.into_iter().filter(|o| !o.is_empty()).collect();
    let mut funnet = vec![];
    // Whose numbers are being listed, and whether more than one may come.
    let mut liste: Option<(String, bool)> = None;
    for (her, &o) in ord.iter().enumerate() {
        let neste = ord.get(her + 1).copied().unwrap_or_default();
        liste = match liste {
            Some((navn, _)) if o == "§" => Some((navn, true)),
            _ if o == "§" => Some((navn(&ord[..her]), false)),
            Some((navn, flere)) if er_nummer(o) && neste != "§" => {
                funnet.push(av_nummer(&navn, o));
                flere.then_some((navn, true))
            }
            Some((navn, true)) if ["and", "to", "og", "til"].contains(&o) => Some((navn, true)),
            _ => {
                funnet.extend(er_kilde(o).then(|| av_kilde(o)));
                None
            }
        };
    }
    let mut sett: Vec<Henvisning> = vec![];
    for h in funnet {
        if !sett.contains(&h) {
            sett.push(h);
        }
    }
    sett
}

/// A word without the punctuation around it.
fn bare(ord: &str) -> &str {
    ord.trim_matches(|c: char| !c.is_alphanumeric() && c != '§')
}

fn er_kilde(ord: &str) -> bool {
    ord.strip_prefix('S').is_some_and(|n| matches!(n.len(), 1 | 2) && n.bytes().all(|b| b.is_ascii_digit()))
}

/// `5-6`, `28`, `6A-9`.
fn er_nummer(ord: &str) -> bool {
    ord.starts_with(|c: char| c.is_ascii_digit())
        && ord.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase() || c == '-')
}

/// Whose the paragraphs are, by the words before the sign; empty if they do not say.
fn navn(for_tegnet: &[&str]) -> String {
    let (sist, gammel) = match for_tegnet {
        [.., nest_sist, sist] => (*sist, ["gammel", "gamle", "old"].contains(nest_sist)),
        [sist] => (*sist, false),
        [] => return String::new(),
    };
    let navn = match sist.to_lowercase().as_str() {
        "lov" | "lova" | "loven" | "law" | "opplæringslova" | "opplæringsloven" => "lov",
        "n" | "forskrift" | "forskrifta" | "forskriften" | "opplæringsforskrifta" => "forskrift",
        _ => FYLKER.iter().find(|f| **f == sist).copied().unwrap_or_default(),
    };
    if gammel && !navn.is_empty() { format!("gammel {navn}") } else { navn.to_owned() }
}

fn av_kilde(key: &str) -> Henvisning {
    kilde(key).map_or_else(|| Henvisning::Ukjent(key.to_owned()), Henvisning::Kilde)
}

fn av_nummer(navn: &str, nummer: &str) -> Henvisning {
    let nokkel = format!("{navn} § {nummer}");
    paragraf(&nokkel).map_or_else(|| Henvisning::Ukjent(nokkel.trim().to_owned()), Henvisning::Paragraf)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tekst: &str, ventet: &[&str]) {
        let funnet: Vec<String> = nevnt(tekst)
            .into_iter()
            .map(|h| match h {
                Henvisning::Kilde(k) => k.key.to_owned(),
                Henvisning::Paragraf(p) => p.nokkel.to_owned(),
                Henvisning::Ukjent(u) => format!("? {u}"),
            })
            .collect();
        assert_eq!(funnet, ventet, "{tekst}");
    }

    #[test]
    fn det_en_tekst_nevner() {
        check("FACT S13, S14", &["S13", "S14"]);
        check("FACT S2 (4 SFORM), S13; S2's", &["S2", "S13"]);
        check("INFERRED from opplæringslova § 5-6 (S18)", &["lov § 5-6", "S18"]);
        check("46 § 6-2, n § 7-5 fourth ledd", &["46 § 6-2", "forskrift § 7-5"]);
        check("forskrift § 4-13, lov §5-6", &["forskrift § 4-13", "lov § 5-6"]);
        check(
            "opplæringslova §§ 5-6, 18-3 to 18-6; 42 § 24",
            &["lov § 5-6", "lov § 18-3", "lov § 18-6", "42 § 24"],
        );
        check("forskrift § 7-5, 1 February", &["forskrift § 7-5"]);
        check("gammel lov § 6A-9", &["gammel lov § 6A-9"]);
        check("ASSUMED, 5S083, TILBSK, Vg3", &[]);
        check("S57 and (§ 18-6), lov § 99-1", &["? S57", "? § 18-6", "? lov § 99-1"]);
    }
}
