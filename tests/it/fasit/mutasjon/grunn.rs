//! The small world that the applicants are put in: two counties, their schools, companies and places.

use super::rader::{Rader, t, tn};
use super::terning::Terning;
use crate::house::House;

/// A lærefag, what completes it in school, and what that builds on.
#[derive(Clone, Copy)]
pub struct Fag {
    pub onske: &'static str,
    pub grunnlag: &'static [&'static str],
    pub under: &'static [&'static str],
}

type Koder = &'static [&'static str];

const fn fag(vekt: u64, onske: &'static str, grunnlag: Koder, under: Koder) -> (u64, Fag) {
    (vekt, Fag { onske, grunnlag, under })
}

/// Ordinary ones, særløp, avviksfag of both kinds, fag with a module plan, one with no code in school, a scarce one; each with how often it is
/// applied for.
pub const FAG: [(u64, Fag); 12] = [
    fag(26, "BATMF3----", &["BATMF2----"], &["BABAT1----"]),
    fag(16, "RMKOK3----", &["RMKOS2----"], &["RMRMF1----"]),
    fag(14, "HSHEA3----", &["HSHEA2----", "HSAMB2----"], &["HSHSF1----"]),
    fag(6, "BAMOT3----", &["BAOFT2----"], &["BABAT1----"]),
    fag(5, "FDMPM3----", &["FDFBI1----"], &[]),
    fag(5, "BABDR3----", &["BABAT1----", "NANAB1----"], &[]),
    fag(8, "ELAUT3----", &["ELAUT3----"], &["ELAUT2----", "ELELE1----", "TPTIP1----"]),
    fag(3, "ELDAT3----", &["ELDAT3----"], &["ELDEL2----", "ELELE1----"]),
    fag(3, "ELFMO4----", &["ELFLY3----"], &["ELFLY2----", "ELELE1----"]),
    fag(5, "TPRSD3----", &["TPBLK2----", "TPKJT2----"], &["TPTIP1----"]),
    fag(3, "HSHSE3----", &["HSHES2----"], &["HSHSF1----"]),
    fag(4, "FDBLD3----", &["FDBLD2----"], &["FDFBI1----"]),
];

pub const SKOLER_46: [&str; 5] = ["46001", "46002", "46003", "46004", "46005"];
pub const SKOLER_11: [&str; 3] = ["11001", "11002", "11003"];
pub const KOMMUNER: [&str; 6] = ["4601", "4602", "4603", "1103", "1106", "0301"];
pub const BEDRIFTER: [&str; 3] = ["310000019", "310000027", "310000035"];

const SKOLE: &str = "skole (skolenr, navn, fylkesnr, kommunenr, epost, malform)";
const TILBUD: &str = "skoletilbud (fylkesnr, skolear, skolenr, grunnkode, kapasitet, oppstart)";
const BEDRIFT: &str = "bedrift (orgnr, navn, er_samarbeidsorgan)";

/// Schools, companies and places for so many applicants.
pub fn fylker(house: &House, terning: &mut Terning, antall: u64) {
    let mut rader = Rader::default();
    let alle = SKOLER_46.iter().chain(&SKOLER_11);
    // 46001 and 46003 share a kommune, and so do 11001 and 11003; one school has none.
    let kommuner = ["4601", "4602", "4601", "4603", "", "1103", "1106", "1103"];
    for (nr, kommune) in alle.zip(kommuner) {
        let kommune = Some(kommune).filter(|k| !k.is_empty());
        let (navn, epost) = (format!("Skole {nr}"), format!("post@skole{nr}.example"));
        rader.legg(SKOLE, &[t(nr), t(&navn), t(&nr[..2]), tn(kommune), t(&epost), t("nb")]);
        for (_, f) in &FAG {
            if terning.sjanse(60) {
                let kapasitet = terning.under(2 + antall / 150);
                let oppstart = terning.vektet(&OPPSTART);
                let grunn = t(&f.onske[..6]);
                rader.legg(
                    TILBUD,
                    &[t(&nr[..2]), "2026".into(), t(nr), grunn, kapasitet.to_string(), tn(oppstart)],
                );
            }
        }
    }
    for orgnr in BEDRIFTER {
        rader.legg(BEDRIFT, &[t(orgnr), t(&format!("Bedrift {orgnr}")), "FALSE".into()]);
    }
    rader.skriv(house);
}

/// Any of them, each as often.
pub fn et_fag(terning: &mut Terning) -> Fag {
    terning.en(&FAG).1
}

const OPPSTART: [(u64, Option<&str>); 5] = [
    (60, Some("2026-08-17")),
    (10, Some("2026-08-31")),
    (5, Some("2026-10-01")),
    (15, Some("2026-10-05")),
    (10, None),
];
