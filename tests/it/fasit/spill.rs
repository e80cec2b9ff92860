//! The oracle in the product's place: writes what it foresees, so that the generator and the reading of the world can be
//! tried, and every reason counted, without the product.

use super::dag::Dag;
use super::dom::{Dom, Virkning};
use super::f5a119::FRITT;
use super::verden::Trinn;
use crate::house::House;

fn trinn(trinn: Trinn) -> &'static str {
    if trinn == Trinn::Generelt { "TILBSKG" } else { "TILBSK" }
}

fn dato(dag: Option<chrono::NaiveDate>) -> String {
    dag.map_or_else(|| "NULL".into(), |d| format!("'{d}'"))
}

/// Writes a run's effects: `(applicant, verdict)`.
pub fn skriv<'a>(house: &House, dag: &Dag, dommer: impl Iterator<Item = (i64, &'a Dom)>) {
    let mut sql = vec!["BEGIN".to_owned()];
    for (soker, dom) in dommer {
        sql.extend(dom.virkninger.iter().flat_map(|v| setninger(soker, v, dag)));
    }
    sql.push("COMMIT".into());
    house.sql(&sql.join(";\n"));
}

/// What letters hang on.
pub fn forsok(house: &House) {
    house.sql(
        "INSERT INTO runs (id, job, routine, fylke, slot, state, created)
         VALUES (1, 'FASIT', 'FASIT', '46', '2026-07-28', 'done', '2026-07-28 04:00:00');
         INSERT INTO attempts (id, run_id, number, state, trigger, actor, holder, version, params, tally, started)
         VALUES (1, 1, 1, 'done', 'operator', 'fasit', 'fasit', '0', '{}', '{}', '2026-07-28 04:00:00')",
    );
}

fn brev(soker: i64, hva: &str, dag: &Dag) -> String {
    format!(
        "INSERT INTO letters (key, attempt_id, job, fylke, unit, purpose, to_name, to_address, language, subject, body, \
         message_id, state, created) VALUES ('{soker}/{hva}', 1, 'FASIT', '{}', 'soker:{soker}', '{hva}', 'En', \
         'en@post.example', 'nb', '-', '-', '{soker}/{hva}', 'pending', '{}')",
        dag.fylke, dag.at
    )
}

fn status(onske: i64, kode: &str, dag: &Dag) -> [String; 2] {
    [
        format!(
            "INSERT INTO onske_historikk (onske_id, felt, fra, til, attempt_id, tid)
             SELECT id, 'status', status, '{kode}', 1, '{}' FROM onske WHERE id = {onske}",
            dag.at
        ),
        format!("UPDATE onske SET status = '{kode}' WHERE id = {onske}"),
    ]
}

fn setninger(soker: i64, virkning: &Virkning, dag: &Dag) -> Vec<String> {
    match virkning {
        Virkning::NyttForslag { onske, omrade, frist } => vec![
            format!(
                "INSERT INTO forslag (onske_id, forslagstype, runde, programomrade, onsket_programomrade, status, \
                 svarfrist_generelt, opprettet) SELECT id, 'VG3', 1, '{omrade}', programomrade, 'TILBSKG', '{frist}', \
                 '{}' FROM onske WHERE id = {onske}",
                dag.asof
            ),
            brev(soker, "tilbud", dag),
        ],
        Virkning::Svar { forslag, trinn: hvilket, ja, tid, av_fylket } => {
            let (hvilket, svar) = (trinn(*hvilket), if *ja { "J" } else { "N" });
            let kilde = if *av_fylket { "FYLKE" } else { "WEB" };
            vec![
                format!("DELETE FROM forslag_svar WHERE forslag_id = {forslag} AND gjelder = '{hvilket}'"),
                format!(
                    "INSERT INTO forslag_svar (forslag_id, gjelder, svar, svart_tid, kilde) \
                     VALUES ({forslag}, '{hvilket}', '{svar}', '{tid}', '{kilde}')"
                ),
            ]
        }
        Virkning::Behandlet { av_fylket, id, som, .. } => {
            let tabell = if *av_fylket { "fylkesvar" } else { "websvar" };
            let (hva, grunn) = som.unwrap_or(("BRUKT", None));
            if hva == FRITT {
                return vec![];
            }
            let grunn = grunn.map_or_else(|| "NULL".into(), |g| format!("'{g}'"));
            vec![format!("UPDATE {tabell} SET behandlet = '{hva}', grunn = {grunn} WHERE id = {id}")]
        }
        Virkning::Status { onske, kode } => status(*onske, kode, dag).into(),
        Virkning::Plass { forslag, skole, oppstart, frist } => vec![
            format!(
                "UPDATE forslag SET status = 'TILBSK', skolenr = '{skole}', oppstart = {}, svarfrist_skole = {} \
                 WHERE id = {forslag}",
                dato(*oppstart),
                dato(*frist)
            ),
            brev(soker, "skoletilbud", dag),
        ],
        Virkning::Frigitt { forslag } => vec![format!(
            "UPDATE forslag SET status = 'TILBSKG', skolenr = NULL, oppstart = NULL, svarfrist_skole = NULL \
             WHERE id = {forslag}"
        )],
        Virkning::Tilbakefort { onske, forslag } => vec![
            format!(
                "UPDATE onske SET skolenr = NULL, programomrade = (SELECT COALESCE(onsket_programomrade, \
                 onske.programomrade) FROM forslag WHERE id = {forslag}) WHERE id = {onske}"
            ),
            format!("UPDATE forslag SET overfort = NULL WHERE id = {forslag}"),
        ],
        Virkning::Overfort { onske, forslag } => {
            let av = |felt: &str| format!("(SELECT {felt} FROM forslag WHERE id = {forslag})");
            let mut sql = status(*onske, "INNTLI", dag).to_vec();
            sql.push(format!(
                "UPDATE onske SET programomrade = {}, skolenr = {} WHERE id = {onske}",
                av("programomrade"),
                av("skolenr")
            ));
            sql.push(format!("UPDATE forslag SET overfort = '{}' WHERE id = {forslag}", dag.asof));
            sql
        }
        Virkning::Kontrakt { forslag, fra, til } => vec![format!(
            "INSERT INTO kontrakt (fylkesnr, kontraktsnr, person_id, kontraktstype, programomrade, skolenr, laretid_fra, \
             laretid_til, netto_laretid_mnd, forslag_id) SELECT '{}', 'E-{forslag}', s.person_id, 'E', f.programomrade, \
             f.skolenr, '{fra}', '{til}', 12, f.id FROM forslag f JOIN onske o ON o.id = f.onske_id \
             JOIN soker s ON s.id = o.soker_id WHERE f.id = {forslag}",
            dag.fylke
        )],
    }
}
