//! Names of nobody: adjective and noun, as in the national test population ("Vakker Blomst").

use super::tall::Tall;

const FORNAVN: [&str; 44] = [
    "Vakker",
    "Rask",
    "Stille",
    "Blå",
    "Rød",
    "Grønn",
    "Glad",
    "Modig",
    "Snill",
    "Klok",
    "Lys",
    "Mørk",
    "Varm",
    "Kald",
    "Høy",
    "Lav",
    "Lang",
    "Kvikk",
    "Frisk",
    "Myk",
    "Tørr",
    "Våt",
    "Søt",
    "Gyllen",
    "Sølvgrå",
    "Ærlig",
    "Åpen",
    "Øm",
    "Sprø",
    "Tålmodig",
    "Trøtt",
    "Munter",
    "Ivrig",
    "Nøysom",
    "Čáppa",
    "Ruoná",
    "Čáhppes",
    "Fiskes",
    "Šealgadeaddji",
    "Ođđa",
    "Stuorra",
    "Buorre",
    "Ránes",
    "Čielga",
];

const ETTERNAVN: [&str; 46] = [
    "Blomst",
    "Nordlys",
    "Fjære",
    "Bjørk",
    "Elv",
    "Bre",
    "Øy",
    "Ås",
    "Måke",
    "Lomvi",
    "Ørn",
    "Røyskatt",
    "Gaupe",
    "Multe",
    "Tyttebær",
    "Lyng",
    "Mose",
    "Stein",
    "Foss",
    "Vind",
    "Snø",
    "Regn",
    "Bølge",
    "Tåre",
    "Brygge",
    "Nøkkel",
    "Lanterne",
    "Bjelle",
    "Sløyfe",
    "Trapp",
    "Kvist",
    "Kløver",
    "Rogn",
    "Hegg",
    "Guovssahas",
    "Ŋirggo",
    "Beaivváš",
    "Násti",
    "Čuoika",
    "Eatnu",
    "Jávri",
    "Boazu",
    "Muohta",
    "Váđđa",
    "Bierdna",
    "Giŧa",
];

/// A first name and a surname.
pub fn person(tall: &mut Tall) -> (&'static str, &'static str) {
    (tall.velg(&FORNAVN), tall.velg(&ETTERNAVN))
}

/// A company's name within a branch.
pub fn bedrift(tall: &mut Tall, bransje: &str) -> String {
    format!("{} {} {bransje} AS", tall.velg(&FORNAVN), tall.velg(&ETTERNAVN))
}

/// As an e-mail address would spell it.
pub fn ascii(navn: &str) -> String {
    navn.chars()
        .map(|c| match c {
            'æ' | 'Æ' => "ae".into(),
            'ø' | 'Ø' => "o".into(),
            'å' | 'Å' | 'á' | 'Á' => "a".into(),
            'č' | 'Č' => "c".into(),
            'đ' | 'Đ' => "d".into(),
            'ŋ' | 'Ŋ' => "n".into(),
            'š' | 'Š' => "s".into(),
            'ŧ' | 'Ŧ' => "t".into(),
            'ž' | 'Ž' => "z".into(),
            ' ' => ".".into(),
            c => c.to_ascii_lowercase().to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_can_be_written_in_an_address() {
        for n in FORNAVN.iter().chain(&ETTERNAVN) {
            let address = format!("{}1@post.example", ascii(n));
            assert!(address.is_ascii() && crate::domain::epost::is_usable(&address), "{address}");
        }
    }
}
