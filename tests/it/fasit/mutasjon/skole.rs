//! What an applicant has behind: school courses, rights and contracts.

use std::collections::BTreeSet;

use super::grunn::{BEDRIFTER, Fag, SKOLER_46, et_fag};
use super::rader::{Rader, b, t, tn};
use super::terning::Terning;

const KURS: &str = "elevkurs (person_id, skolear, skolenr, programomrade, fullfort, fag_stryk_programfag, \
                    fag_stryk_fellesfag, fag_iv)";
const RETT: &str = "person_rett (person_id, rett, fom, tom, valgt_kap5)";
const KONTRAKT: &str = "kontrakt (fylkesnr, kontraktsnr, person_id, kontraktstype, programomrade, skolenr, \
                            bedrift_orgnr, laretid_fra, laretid_til, netto_laretid_mnd, godkjent_dato, avsluttet_dato)";

/// What most have: the basis last year and what it builds on the years before, all completed.
pub fn kurs(rader: &mut Rader, terning: &mut Terning, person: i64, fag: &Fag) {
    let mut rekke: Vec<(u64, &str)> = vec![];
    let form = terning.under(100);
    if form < 88 {
        rekke.push((2025, terning.en(fag.grunnlag)));
        rekke.extend(
            fag.under
                .iter()
                .zip([2024, 2023, 2022])
                .map(|(kode, ar)| (ar, *kode))
                .take(usize::try_from(form % 4).unwrap()),
        );
    }
    let flere = terning.vektet(&[(55, 0), (25, 1), (12, 2), (8, 3)]);
    for _ in 0..if form < 96 { flere } else { 0 } {
        rekke.push((2022 + terning.under(5), tilfeldig_kode(terning, fag)));
    }
    let mut sett = BTreeSet::new();
    for (ar, kode) in rekke {
        let skole = terning.en(&SKOLER_46);
        if sett.insert((ar, skole, kode)) {
            ett_kurs(rader, terning, person, (ar, skole, kode));
        }
    }
}

fn tilfeldig_kode(terning: &mut Terning, fag: &Fag) -> &'static str {
    let annet = et_fag(terning);
    match terning.under(4) {
        0 => terning.en(fag.grunnlag),
        1 if !fag.under.is_empty() => terning.en(fag.under),
        2 => "BATMF3F---",
        _ => terning.en(annet.grunnlag),
    }
}

fn ett_kurs(rader: &mut Rader, terning: &mut Terning, person: i64, (ar, skole, kode): (u64, &str, &str)) {
    let mut antall = |prosent| if terning.sjanse(prosent) { 1 + terning.under(3) } else { 0 };
    let (programfag, fellesfag, iv) = (antall(6), antall(14), antall(5));
    let fullfort = b(terning.sjanse(if ar == 2026 { 5 } else { 85 }));
    let tall = [programfag, fellesfag, iv].map(|n| n.to_string());
    let mut verdier = vec![person.to_string(), ar.to_string(), t(skole), t(kode), fullfort];
    verdier.extend(tall);
    rader.legg(KURS, &verdier);
}

const RETTER: [(u64, &str); 4] =
    [(62, "UNGDOMSRETT"), (14, "FULLFORINGSRETT"), (18, "VOKSENRETT"), (6, "REKVALIFISERING")];

/// Often several, some of them over or not yet begun.
pub fn retter(rader: &mut Rader, terning: &mut Terning, person: i64) {
    let antall = terning.vektet(&[(4, 0), (70, 1), (20, 2), (6, 3)]);
    let mut sett = BTreeSet::new();
    for _ in 0..antall {
        let rett = terning.vektet(&RETTER);
        let (fom, tom) = terning.vektet(&[
            (70, ("2023-08-01", None)),
            (12, ("2023-08-01", Some("2027-07-31"))),
            (4, ("2023-08-01", Some("2026-07-28"))),
            (4, ("2023-08-01", Some("2026-07-27"))),
            (5, ("2020-08-01", Some("2024-07-31"))),
            (5, ("2026-08-01", None)),
        ]);
        if sett.insert((rett, fom)) {
            let kap5 = b(rett == "VOKSENRETT" && terning.sjanse(35));
            rader.legg(RETT, &[person.to_string(), t(rett), t(fom), tn(tom), kap5]);
        }
    }
}

const TIDER: [(u64, (&str, &str)); 6] = [
    (40, ("2026-08-17", "2028-08-16")),
    (15, ("2024-08-16", "2026-08-15")),
    (10, ("2024-08-01", "2026-07-31")),
    (10, ("2023-08-01", "2025-07-31")),
    (15, ("2025-08-18", "2027-08-17")),
    (10, ("2027-08-02", "2029-08-01")),
];

/// A contract of any type, in either county, over or to come, approved or not, ended or not.
pub fn kontrakt(rader: &mut Rader, terning: &mut Terning, person: i64, nr: &str, fag: &Fag) {
    let annet = et_fag(terning).onske;
    let type_ = terning.vektet(&[(60, "L"), (15, "O"), (20, "E"), (5, "PB")]);
    let grunn = if terning.sjanse(60) { fag.onske } else { annet };
    let omrade = if type_ == "E" { "BATMF3F---" } else { grunn };
    let skole = (type_ == "E").then(|| terning.en(&SKOLER_46));
    let bedrift = (type_ != "E").then(|| terning.en(&BEDRIFTER));
    let (fra, til) = terning.vektet(&TIDER);
    let godkjent = terning.sjanse(60).then_some("2026-06-01");
    let avsluttet = terning.vektet(&[
        (75, None),
        (9, Some("2026-05-01")),
        (5, Some("2026-07-28")),
        (5, Some("2026-08-10")),
        (6, Some("2026-12-31")),
    ]);
    let fylke = terning.vektet(&[(65, "46"), (35, "11")]);
    rader.legg(
        KONTRAKT,
        &[
            t(fylke),
            t(nr),
            person.to_string(),
            t(type_),
            t(omrade),
            tn(skole),
            tn(bedrift),
            t(fra),
            t(til),
            "24".into(),
            tn(godkjent),
            tn(avsluttet),
        ],
    );
}
