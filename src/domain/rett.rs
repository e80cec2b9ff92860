//! Rights to upper secondary training (opplæringslova §§ 5-1, 18-3, 18-4). An adult who has chosen chapter 5 (lov § 18-3 third ledd) has
//! `VOKSENRETT_KAP5`. Rekvalifisering alone gives no offer here (lov § 18-6).

/// The rights a list may name.
pub const RETTER: [&str; 5] =
    ["UNGDOMSRETT", "FULLFORINGSRETT", "VOKSENRETT", "VOKSENRETT_KAP5", "REKVALIFISERING"];

/// Is the right one of the list's? `VOKSENRETT` in it takes in that of chapter 5 too.
pub fn er_med(rett: &str, liste: &[String]) -> bool {
    plass(rett, liste).is_some()
}

/// Where in the list the right stands.
pub fn plass(rett: &str, liste: &[String]) -> Option<usize> {
    let er = |navn: &String| navn == rett || navn == "VOKSENRETT" && rett == "VOKSENRETT_KAP5";
    liste.iter().position(er)
}

pub fn er_voksenrett(rett: &str) -> bool {
    rett.starts_with("VOKSENRETT")
}

/// A right by the rules for adults alone (opplæringslova chapter 18).
pub fn bare_voksen(rett: &str) -> bool {
    matches!(rett, "VOKSENRETT" | "REKVALIFISERING")
}
