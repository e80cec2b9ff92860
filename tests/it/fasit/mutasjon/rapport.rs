//! Contracts for the yearly report, drawn at random: every field that decides whether one counts.

use super::grunn::{BEDRIFTER, FAG};
use super::rader::{Rader, flytt_sekvenser, t, tn};
use super::terning::Terning;
use crate::house::House;

const ORGAN: &str = "310000043";
const KONTRAKT: &str = "kontrakt (id, fylkesnr, kontraktsnr, person_id, kontraktstype, programomrade, \
    ansvarlig_part_orgnr, bedrift_orgnr, faglig_leder_person_id, laretid_fra, laretid_til, netto_laretid_mnd, \
    godkjent_dato, avsluttet_dato, avslutningskode)";

/// So many contracts; persons 1 to 6 are faglige ledere, the rest are in training.
pub fn rapportverden(house: &House, terning: &mut Terning, antall: i64) {
    let mut rader = Rader::default();
    bedrifter(&mut rader, terning);
    for id in 7..7 + antall {
        person(&mut rader, id);
        kontrakt(&mut rader, terning, id);
        if terning.sjanse(12) {
            let (fra, til) = terning.en(&[
                ("2026-11-01", Some("2026-12-01")),
                ("2026-12-01", None),
                ("2026-12-02", None),
                ("2026-10-01", Some("2026-11-30")),
            ]);
            rader.legg("kontrakt_avbrudd (kontrakt_id, fra, til)", &[id.to_string(), t(fra), tn(til)]);
        }
    }
    rader.skriv(house);
    flytt_sekvenser(house, &["person", "kontrakt"]);
}

fn person(rader: &mut Rader, id: i64) {
    let verdier = [
        id.to_string(),
        t(&format!("{id:011}")),
        t("Trukket"),
        t(&format!("Nummer {id}")),
        t("en@post.example"),
    ];
    rader.legg("person (id, fodselsnummer, fornavn, etternavn, epost)", &verdier);
}

fn bedrifter(rader: &mut Rader, terning: &mut Terning) {
    for (orgnr, organ) in BEDRIFTER.map(|b| (b, "FALSE")).into_iter().chain([(ORGAN, "TRUE")]) {
        let verdier = [t(orgnr), t(&format!("Bedrift {orgnr}")), organ.into()];
        rader.legg("bedrift (orgnr, navn, er_samarbeidsorgan)", &verdier);
    }
    for leder in 1..=6_i64 {
        person(rader, leder);
        for orgnr in BEDRIFTER.into_iter().chain([ORGAN]) {
            let (fom, tom) = terning.vektet(&[
                (70, ("2020-01-01", None)),
                (15, ("2020-01-01", Some("2026-12-31"))),
                (15, ("2027-02-01", None)),
            ]);
            let rolle = [leder.to_string(), t("46"), t(orgnr), t("FAGLIG_LEDER"), t(fom), tn(tom)];
            rader.legg("ansatt_rolle (person_id, fylkesnr, orgnr, rolle, gyldig_fom, gyldig_tom)", &rolle);
        }
    }
}

fn kontrakt(rader: &mut Rader, terning: &mut Terning, id: i64) {
    let grunn = terning.vektet(&FAG).onske;
    let type_ = terning.vektet(&[(70, "L"), (15, "O"), (10, "E"), (5, "PB")]);
    let bedrift =
        terning.vektet(&[(30, Some(BEDRIFTER[0])), (60, Some(BEDRIFTER[1])), (5, Some(ORGAN)), (5, None)]);
    let ansvarlig = if terning.sjanse(20) { Some(ORGAN) } else { bedrift };
    let leder = terning.sjanse(92).then(|| (1 + terning.under(6)).to_string());
    let (fra, til) = terning.vektet(&[
        (70, ("2025-08-18", "2027-08-17")),
        (5, ("2026-12-01", "2028-11-30")),
        (5, ("2026-12-02", "2028-12-01")),
        (5, ("2024-12-02", "2026-12-01")),
        (5, ("2024-12-01", "2026-11-30")),
        (10, ("2023-08-21", "2025-08-20")),
    ]);
    let (avsluttet, kode) = terning.vektet(&[
        (76, (None, None)),
        (6, (Some("2026-11-30"), Some("FV"))),
        (6, (Some("2026-12-01"), Some("FL"))),
        (6, (Some("2026-12-02"), Some("AR"))),
        (6, (Some("2027-01-05"), Some("PS"))),
    ]);
    let godkjent = terning.vektet(&[(85, Some("2025-08-01")), (8, Some("2026-12-20")), (7, None)]);
    let fylke = if terning.sjanse(90) { "46" } else { "11" };
    let (nr, person) = (t(&format!("R{id}")), id.to_string());
    let leder = leder.unwrap_or_else(|| "NULL".into());
    let til_slutt = [t(fra), t(til), "24".into(), tn(godkjent), tn(avsluttet), tn(kode)];
    let mut verdier =
        vec![person.clone(), t(fylke), nr, person, t(type_), t(grunn), tn(ansvarlig), tn(bedrift), leder];
    verdier.extend(til_slutt);
    rader.legg(KONTRAKT, &verdier);
}
