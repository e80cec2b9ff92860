//! What the counties of the drawn world go by: between them and their two rounds, every choice the rules leave a county.

use super::dag::Parametre;

/// The parameters of a county in the first or second round.
pub fn parametre(fylke: &str, runde: u8) -> Parametre {
    match (fylke, runde) {
        ("46", 1) => Parametre::default(),
        ("46", _) => Parametre {
            krev_folkeregistrert: false,
            uten_rett_ved_plass: true,
            krev_frist: "varsel",
            avviksfag: true,
            ukval_regel: "2fag_varsel",
            fylkets_svar_gar_foran: true,
            ukvalifisert_ut: "08-01",
            uten_rett_ut: "08-01",
            blant_like: "poeng",
            svarfrist_skole_dager: 3,
            mv: runde > 2,
            ..Parametre::default()
        },
        (_, 1) => Parametre {
            krev_rett: vec!["UNGDOMSRETT", "FULLFORINGSRETT", "VOKSENRETT_KAP5"],
            nei_intervju: true,
            larekandidat: false,
            krev_frist: "ja",
            avviksfag_fagprove: true,
            avviksfag_fra: "07-15",
            ukval_regel: "2fellesfag",
            svarfrist: "2026-08-03",
            fylkets_svar_gar_foran: true,
            beregn_ukval2: true,
            annet_fylke_ut: "straks",
            uten_rett_ut: "08-01",
            uten_rett_omfatter: "IKKE_UNGDOMSRETT",
            ubesvart: "ma_sjekkes",
            skolevalg: vec!["AVGIVERSKOLE"],
            svarfrist_skole_dager: 4,
            krev_svar_tilbsk: true,
            ..Parametre::default()
        },
        _ => Parametre {
            krev_folkeregistrert: false,
            krev_rett: vec!["UNGDOMSRETT", "VOKSENRETT_KAP5"],
            nei_utelukker: false,
            avviksfag_fagprove: true,
            ukval_regel: "2fellesfag_varsel",
            svarfrist_dato: "09-01",
            ukvalifisert_ut: "09-01",
            annet_fylke_ut: "08-15",
            rekkefolge: vec!["VOKSENRETT", "UNGDOMSRETT"],
            blant_like: "lodd",
            lodd_fro: "mandag morgen",
            for_frist: true,
            skolevalg: vec!["SAMME_KOMMUNE"],
            ..Parametre::default()
        },
    }
}
