//! What happens to applicants between the steps of the chain.

use super::grunn::{SKOLER_46, et_fag};
use super::rader::Rader;
use super::terning::Terning;
use crate::house::House;

/// So many in a hundred of the applicants change in one way, at an instant.
pub fn endringer(house: &House, terning: &mut Terning, prosent: u64, merke: &str, tid: &str) {
    let sql = "SELECT CAST(id AS TEXT) || ' ' || CAST(person_id AS TEXT) || ' ' || fylkesnr AS t FROM soker ORDER BY id";
    let mut rader = Rader::default();
    for rad in house.texts(sql) {
        if terning.sjanse(prosent) {
            let felt: Vec<&str> = rad.split(' ').collect();
            for sql in en_endring(terning, merke) {
                let sql = sql.replace("{soker}", felt[0]).replace("{person}", felt[1]);
                let sql = sql.replace("{fylke}", felt[2]).replace("{tid}", tid);
                rader.setning(sql);
            }
        }
    }
    rader.skriv(house);
}

fn en_endring(terning: &mut Terning, merke: &str) -> Vec<String> {
    match terning.under(5) {
        0 => sokeren(terning),
        1 => onsket(terning),
        2 => skolegangen(terning, merke),
        3 => kontrakten(terning, merke),
        _ => forslaget(terning),
    }
}

fn sokeren(terning: &mut Terning) -> Vec<String> {
    let sett = terning.en(&[
        "aktiv = FALSE",
        "aktiv = FALSE",
        "aktiv = TRUE",
        "kvalifisert = 'N'",
        "kvalifisert = 'N'",
        "kvalifisert = 'N'",
        "kvalifisert = 'J'",
        "kvalifisert = NULL",
        "folkereg_fylke_1mars = '11'",
        "folkereg_fylke_1mars = NULL",
        "flytting_dokumentert = TRUE",
        "mottatt_dato = '2026-02-25'",
    ]);
    vec![format!("UPDATE soker SET {sett} WHERE id = {{soker}}")]
}

/// By hand: a status with its history, a lock, another fag.
fn onsket(terning: &mut Terning) -> Vec<String> {
    let valgt = "soker_id = {soker} AND onskenr = 1";
    match terning.under(6) {
        4 | 5 => hoyere_skoleonske(),
        0 => vec![format!("UPDATE onske SET laast = TRUE WHERE {valgt}")],
        1 => vec![format!("UPDATE onske SET laast = FALSE WHERE {valgt}")],
        2 => {
            let fag = et_fag(terning).onske;
            vec![format!("UPDATE onske SET programomrade = '{fag}' WHERE {valgt} AND onsketype = 'LARE'")]
        }
        _ => {
            let til = terning
                .en(&["TRUKK", "UKVAL2", "STRINN", "STOPP", "SFORM", "SFORM", "UAKTU", "FANNET", "INNTLI"]);
            let lare = format!("{valgt} AND onsketype = 'LARE'");
            let mut sql = vec![
                format!(
                    "INSERT INTO onske_historikk (onske_id, felt, fra, til, tid)
                     SELECT id, 'status', status, '{til}', '{{tid}}' FROM onske WHERE {lare}"
                ),
                format!("UPDATE onske SET status = '{til}' WHERE {lare}"),
            ];
            // Sometimes nobody has noted it.
            sql.drain(..usize::from(terning.sjanse(20)));
            sql
        }
    }
}

/// A place at a school on a wish that now stands before the first.
fn hoyere_skoleonske() -> Vec<String> {
    let uten =
        |nr| format!("NOT EXISTS (SELECT 1 FROM onske x WHERE x.soker_id = {{soker}} AND x.onskenr = {nr})");
    vec![
        format!("UPDATE onske SET onskenr = 9 WHERE soker_id = {{soker}} AND onskenr = 1 AND {}", uten(9)),
        format!(
            "INSERT INTO onske (soker_id, onskenr, onsketype, programomrade, status, laast)
             SELECT {{soker}}, 1, 'SKOLE', 'BABAT1----', 'INNTO', FALSE WHERE {}",
            uten(1)
        ),
    ]
}

/// The new school year's course, a change of course, or a mark mended.
fn skolegangen(terning: &mut Terning, merke: &str) -> Vec<String> {
    let fag = et_fag(terning);
    let skole = terning.en(&SKOLER_46);
    let ny = |ar: &str, kode: &str, fullfort: &str, tall: &str| {
        format!(
            "INSERT INTO elevkurs (person_id, skolear, skolenr, programomrade, fullfort, fag_stryk_programfag, \
             fag_stryk_fellesfag, fag_iv) SELECT {{person}}, {ar}, '{skole}', {kode}, {fullfort}, {tall} \
             WHERE NOT EXISTS (SELECT 1 FROM elevkurs WHERE person_id = {{person}} AND skolear = {ar} \
             AND skolenr = '{skole}' AND programomrade = {kode})"
        )
    };
    let annet = format!("'{}'", fag.grunnlag[0]);
    vec![match (terning.under(5), merke) {
        (0, _) => ny("2026", "'BATMF3F---'", "FALSE", "0, 0, 0"),
        (1, _) => ny("2026", &annet, "FALSE", "0, 0, 3"),
        (2, _) => ny("2025", &annet, "TRUE", "0, 1, 0"),
        (3, _) => {
            "UPDATE elevkurs SET fag_iv = 0, fag_stryk_programfag = 0 WHERE person_id = {person}".into()
        }
        _ => "UPDATE elevkurs SET fullfort = FALSE WHERE person_id = {person} AND skolear = 2025".into(),
    }]
}

fn kontrakten(terning: &mut Terning, merke: &str) -> Vec<String> {
    let fag = et_fag(terning).onske;
    let skole = terning.en(&SKOLER_46);
    let ny = |type_: &str, omrade: &str, skolenr: &str, godkjent: &str| {
        format!(
            "INSERT INTO kontrakt (fylkesnr, kontraktsnr, person_id, kontraktstype, programomrade, skolenr, \
             laretid_fra, laretid_til, netto_laretid_mnd, godkjent_dato) VALUES ('{{fylke}}', '{merke}-{{soker}}', \
             {{person}}, '{type_}', '{omrade}', {skolenr}, '2026-08-17', '2028-08-16', 24, {godkjent})"
        )
    };
    vec![match terning.under(5) {
        0 => ny("L", fag, "NULL", "'2026-08-01'"),
        1 => ny("L", fag, "NULL", "NULL"),
        2 => ny("E", "BATMF3F---", &format!("'{skole}'"), "NULL"),
        3 => "UPDATE kontrakt SET godkjent_dato = '2026-08-03' WHERE person_id = {person}".into(),
        _ => "UPDATE kontrakt SET avsluttet_dato = '2026-08-04' WHERE person_id = {person}".into(),
    }]
}

/// By hand on the VG3-forslag, or a company that takes the applicant.
fn forslaget(terning: &mut Terning) -> Vec<String> {
    let egne = "onske_id IN (SELECT id FROM onske WHERE soker_id = {soker})";
    let vg3 = format!("{egne} AND forslagstype = 'VG3'");
    let hos_skole = format!("{vg3} AND status = 'TILBSK'");
    vec![match terning.under(9) {
        0 => format!("UPDATE forslag SET status = 'AKSEPTERT' WHERE {egne} AND forslagstype = 'BEDRIFT'"),
        1 => format!("UPDATE forslag SET lukket_arsak = 'for hånd' WHERE {vg3}"),
        2 => format!("UPDATE forslag SET svarfrist_generelt = '2026-08-12' WHERE {vg3}"),
        3 => format!("UPDATE forslag SET svarfrist_generelt = '2026-08-20' WHERE {vg3}"),
        4 => format!(
            "UPDATE forslag SET status = 'TILBSK', skolenr = '46002' WHERE {vg3} AND status = 'TILBSKG'"
        ),
        5 => format!("UPDATE forslag SET status = 'TILBSK' WHERE {vg3} AND status = 'TILBSKG'"),
        6 => format!("UPDATE forslag SET oppstart = NULL WHERE {hos_skole}"),
        7 => format!("UPDATE forslag SET svarfrist_skole = '2026-08-11' WHERE {hos_skole}"),
        _ => format!(
            "UPDATE onske SET skolenr = '46004' WHERE id IN (SELECT onske_id FROM forslag WHERE {hos_skole})"
        ),
    }]
}

/// Places come and go.
pub fn plasser(house: &House, terning: &mut Terning) {
    let mut rader = Rader::default();
    for id in house.texts("SELECT CAST(id AS TEXT) AS t FROM skoletilbud ORDER BY id") {
        let sett = terning.vektet(&[
            (50, ""),
            (20, "kapasitet = kapasitet + 2"),
            (15, "kapasitet = kapasitet / 2"),
            (10, "oppstart = '2026-10-02'"),
            (5, "oppstart = '2026-09-01'"),
        ]);
        if !sett.is_empty() {
            rader.setning(format!("UPDATE skoletilbud SET {sett} WHERE id = {id}"));
        }
    }
    rader.skriv(house);
}

/// Most letters have left; some wait, some came back, some left too late. Of some the county has recorded that it told.
pub fn brev_sendt(house: &House, tidlig: &str, sent: &str, fortalt: &str) {
    // By applicant: ids of letters follow the order in which a run comes to them.
    let rest = "CAST(substr(unit, 7) AS BIGINT) % 12";
    let sett = |state: &str, tid: &str, hvilke: &str| {
        format!(
            "UPDATE letters SET state = '{state}', settled = '{tid}'
             WHERE state = 'pending' AND unit LIKE 'soker:%' AND {rest} {hvilke};"
        )
    };
    let brev =
        [sett("rejected", tidlig, "= 1"), sett("sent", sent, "= 2"), sett("sent", tidlig, "> 2")].concat();
    house.sql(&format!(
        "{brev}
         INSERT INTO forslag_varslet (forslag_id, gjelder, varslet)
         SELECT f.id, f.status, '{fortalt}' FROM forslag f JOIN onske o ON o.id = f.onske_id
         WHERE f.forslagstype = 'VG3' AND o.soker_id % 9 = 0 AND NOT EXISTS
           (SELECT 1 FROM forslag_varslet v WHERE v.forslag_id = f.id AND v.gjelder = f.status)"
    ));
}
