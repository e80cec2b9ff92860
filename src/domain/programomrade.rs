//! Programområdekoder: ten characters, the first six the grunnkode (Udir), the last four the variant (VIGO) (FACT S11).

/// The six first characters: two for utdanningsprogram, three for fag, one for level.
pub fn grunnkode(kode: &str) -> &str {
    kode.get(..6).unwrap_or(kode)
}

/// A name inside a sentence: `tømrerfaget`, but `IT-driftsfaget`.
pub fn i_setning(navn: &str) -> String {
    let mut tegn = navn.chars();
    match (tegn.next(), tegn.clone().next()) {
        (Some(a), Some(b)) if b.is_lowercase() => a.to_lowercase().chain(tegn).collect(),
        _ => navn.to_owned(),
    }
}

/// Modulstrukturert in school or in a company.
pub fn er_modulstrukturert(kode: &str) -> bool {
    matches!(kode.get(6..8), Some("MV" | "MF"))
}

/// Planned for a kompetanseprøve.
pub fn er_kompetanseprove(kode: &str) -> bool {
    kode.get(6..7) == Some("H")
}
