//! The fifteen counties of 2024 (FACT S31).

/// County numbers: text, with their leading zero.
pub const FYLKER: [&str; 15] =
    ["03", "11", "15", "18", "31", "32", "33", "34", "39", "40", "42", "46", "50", "55", "56"];

/// `Vestland fylkeskommune`: the Norwegian part of the county's name; Oslo is a kommune.
pub fn avsender(fylkesnr: &str, navn: &str) -> String {
    let name = navn.split(" – ").next().unwrap_or_default();
    let kind = if fylkesnr == "03" { "kommune" } else { "fylkeskommune" };
    format!("{name} {kind}")
}
