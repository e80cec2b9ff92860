//! The fifteen counties of 2024 (FACT S31).

/// County numbers: text, with their leading zero.
pub const FYLKER: [&str; 15] =
    ["03", "11", "15", "18", "31", "32", "33", "34", "39", "40", "42", "46", "50", "55", "56"];

/// Their names, in the order of their numbers: the Norwegian part.
pub const NAVN: [&str; 15] = [
    "Oslo",
    "Rogaland",
    "Møre og Romsdal",
    "Nordland",
    "Østfold",
    "Akershus",
    "Buskerud",
    "Innlandet",
    "Vestfold",
    "Telemark",
    "Agder",
    "Vestland",
    "Trøndelag",
    "Troms",
    "Finnmark",
];

/// The number of a county that is named by number or by name, in letters of either case.
pub fn nummer(text: &str) -> Option<&'static str> {
    let small = text.trim().to_lowercase();
    let mut all = FYLKER.into_iter().zip(NAVN);
    all.find(|(nr, navn)| *nr == small || navn.to_lowercase() == small).map(|(nr, _)| nr)
}

/// What a county of that number is called.
pub fn navn(fylkesnr: &str) -> Option<&'static str> {
    FYLKER.iter().position(|nr| *nr == fylkesnr).map(|n| NAVN[n])
}

/// `Vestland fylkeskommune`: the Norwegian part of the county's name; Oslo is a kommune.
pub fn avsender(fylkesnr: &str, navn: &str) -> String {
    let name = navn.split(" – ").next().unwrap_or_default();
    let kind = if fylkesnr == "03" { "kommune" } else { "fylkeskommune" };
    format!("{name} {kind}")
}
