//! Rights to upper secondary training, in the order places are given out: ungdomsrett first (FACT S13),
//! then fullføringsrett, then voksenrett (ASSUMED). Rekvalifisering alone gives no offer here (UNKNOWN).

/// Lower comes first; `None` is no right to an offer.
pub fn rang(rett: &str) -> Option<i64> {
    match rett {
        "UNGDOMSRETT" => Some(1),
        "FULLFORINGSRETT" => Some(2),
        "VOKSENRETT" => Some(3),
        _ => None,
    }
}
