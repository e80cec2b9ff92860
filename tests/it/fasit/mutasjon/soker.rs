//! The applicants themselves, their wishes and the proposals to companies.

use super::grunn::{BEDRIFTER, FAG, Fag, KOMMUNER, SKOLER_11, SKOLER_46, et_fag};
use super::rader::{Rader, b, flytt_sekvenser, t, tn};
use super::skole::{kontrakt, kurs, retter};
use super::terning::Terning;
use crate::house::House;

const PERSON: &str = "person (id, fodselsnummer, fornavn, etternavn, epost, malform, adressesperre, \
                      hjemsted_fylkesnr, kommunenr)";
const SOKER: &str = "soker (id, person_id, fylkesnr, soknadsar, avgiverskole, er_larekandidat, aktiv, kvalifisert, \
                     folkereg_fylke_1mars, mottatt_dato, frist_unntak, flytting_dokumentert, poeng_hundredeler)";
const ONSKE: &str =
    "onske (id, soker_id, onskenr, onsketype, programomrade, avtalt_bedrift_orgnr, status, laast)";
const FORSLAG: &str =
    "forslag (onske_id, forslagstype, runde, orgnr, programomrade, status, opprettet, avslag)";
const HISTORIKK: &str = "onske_historikk (onske_id, felt, fra, til, attempt_id, tid)";

/// So many persons, each applying in one county or both.
pub fn sokere(house: &House, terning: &mut Terning, antall: u64) {
    let mut rader = Rader::default();
    let mut neste = Neste { soker: 0, onske: 0 };
    for id in 1..=i64::try_from(antall).unwrap() {
        let fag = &terning.vektet(&FAG);
        en_person(&mut rader, terning, id);
        kurs(&mut rader, terning, id, fag);
        retter(&mut rader, terning, id);
        for nr in 0..terning.vektet(&[(78, 0), (16, 1), (6, 2)]) {
            kontrakt(&mut rader, terning, id, &format!("M{id}-{nr}"), fag);
        }
        let fylker = terning.vektet(&[(70, &["46"][..]), (15, &["11"]), (15, &["46", "11"])]);
        for fylke in fylker {
            en_soker(&mut rader, terning, &mut neste, (id, fylke, fag));
        }
    }
    rader.skriv(house);
    flytt_sekvenser(house, &["person", "soker", "onske"]);
}

struct Neste {
    soker: i64,
    onske: i64,
}

fn en_person(rader: &mut Rader, terning: &mut Terning, id: i64) {
    let epost = terning.vektet(&[(90, Some("en@post.example")), (6, None), (4, Some("feilskrevet"))]);
    let sperre = b(terning.sjanse(4));
    let hjemsted = terning.vektet(&[(60, Some("46")), (18, Some("11")), (10, Some("03")), (12, None)]);
    let kommune = Some(terning.en(&KOMMUNER)).filter(|_| terning.sjanse(85));
    rader.legg(
        PERSON,
        &[
            id.to_string(),
            t(&format!("{id:011}")),
            t("Trukket"),
            t(&format!("Nummer {id}")),
            tn(epost),
            t(terning.en(&["nb", "nn"])),
            sperre,
            tn(hjemsted),
            tn(kommune),
        ],
    );
}

const MOTTATT: [(u64, Option<&str>); 6] = [
    (40, Some("2026-01-20")),
    (15, Some("2026-02-02")),
    (15, Some("2026-03-02")),
    (10, Some("2026-02-03")),
    (10, Some("2026-03-03")),
    (10, None),
];

fn en_soker(
    rader: &mut Rader,
    terning: &mut Terning,
    neste: &mut Neste,
    (person, fylke, fag): (i64, &str, &Fag),
) {
    neste.soker += 1;
    let skoler: &[&str] = if fylke == "46" { &SKOLER_46 } else { &SKOLER_11 };
    let avgiver = Some(terning.en(skoler)).filter(|_| terning.sjanse(85));
    let annet = if fylke == "46" { "11" } else { "46" };
    let folkereg = terning.vektet(&[(62, Some(fylke)), (14, Some(annet)), (6, Some("03")), (18, None)]);
    let poeng = terning.sjanse(80).then(|| (3000 + terning.under(30) * 50).to_string());
    let kvalifisert = terning.vektet(&[(84, None), (10, Some("J")), (6, Some("N"))]);
    let unntak = terning.vektet(&[(90, None), (5, Some("IKKE_BESTATT_PROVE")), (5, Some("OT"))]);
    rader.legg(
        SOKER,
        &[
            neste.soker.to_string(),
            person.to_string(),
            t(fylke),
            "2026".into(),
            tn(avgiver),
            b(terning.sjanse(8)),
            b(!terning.sjanse(4)),
            tn(kvalifisert),
            tn(folkereg),
            tn(terning.vektet(&MOTTATT)),
            tn(unntak),
            b(terning.sjanse(8)),
            poeng.unwrap_or_else(|| "NULL".into()),
        ],
    );
    for nr in 1..=terning.vektet(&[(3, 0), (52, 1), (27, 2), (18, 3)]) {
        neste.onske += 1;
        et_onske(rader, terning, (neste.onske, neste.soker, nr), fag);
    }
}

const LARE_STATUS: [(u64, &str); 17] = [
    (85, "SFORM"),
    (2, "STOPP"),
    (3, "UKVAL2"),
    (2, "STRINN"),
    (1, "TRUKK"),
    (1, "UAKTU"),
    (1, "STRTLB"),
    (1, "NEDL"),
    (1, "FANNET"),
    (1, "TILBLÆ"),
    (1, "INNTLÆ"),
    (1, "LANNET"),
    (1, "STRNLÆ"),
    (1, "TILBPR"),
    (1, "STRILÆ"),
    (1, "TILBSK"),
    (1, "PRØVE"),
];
const SKOLE_STATUS: [(u64, &str); 8] = [
    (60, "SBEHA"),
    (14, "INNTO"),
    (5, "INNTS"),
    (4, "INNTF"),
    (6, "INNTOI"),
    (5, "UKVAL"),
    (3, "TILBO"),
    (3, "TRUKK"),
];

fn et_onske(rader: &mut Rader, terning: &mut Terning, (id, soker, nr): (i64, i64, i64), fag: &Fag) {
    let annet = et_fag(terning);
    let lare = terning.sjanse(if nr == 1 { 93 } else { 55 });
    let samme = nr == 1 || terning.sjanse(40);
    let omrade = match (lare, samme) {
        (true, true) => fag.onske,
        (true, false) => annet.onske,
        (false, _) => terning.en(annet.grunnlag),
    };
    let status = if lare { terning.vektet(&LARE_STATUS) } else { terning.vektet(&SKOLE_STATUS) };
    let avtalt = terning.sjanse(4).then(|| terning.en(&BEDRIFTER));
    let laast = b(terning.sjanse(4));
    let type_ = if lare { "LARE" } else { "SKOLE" };
    let verdier = [id, soker, nr].map(|n| n.to_string()).into_iter();
    let verdier: Vec<_> = verdier.chain([t(type_), t(omrade), tn(avtalt), t(status), laast]).collect();
    rader.legg(ONSKE, &verdier);
    if status != "SFORM" && terning.sjanse(70) {
        historikk(rader, terning, id, status);
    }
    for runde in 1..=terning.vektet(&[(82, 0), (13, 1), (5, 2)]) {
        bedriftsforslag(rader, terning, (id, runde), omrade);
    }
}

/// Who set the status: nobody knows, a person, a routine, or a person after a routine.
fn historikk(rader: &mut Rader, terning: &mut Terning, onske: i64, status: &str) {
    let hvem = terning.en(&[&[None][..], &[Some(1)], &[Some(1), None], &[None, Some(1)]]);
    for (dag, attempt) in (1..).zip(hvem) {
        let attempt = attempt.map_or_else(|| "NULL".into(), |a| a.to_string());
        let tid = format!("2026-06-0{dag} 08:00:00");
        let verdier = [onske.to_string(), t("status"), t("SFORM"), t(status), attempt, t(&tid)];
        rader.legg(HISTORIKK, &verdier);
    }
}

const BEDRIFT_STATUS: [(u64, &str); 5] =
    [(35, "SENDT"), (10, "AKSEPTERT"), (15, "AVSLATT_BEDRIFT"), (30, "AVSLATT_SOKER"), (10, "TRUKKET")];
const AVSLAG: [(u64, Option<&str>); 4] =
    [(25, Some("FORSLAG")), (25, Some("INTERVJU")), (30, Some("TILBUD")), (20, None)];

fn bedriftsforslag(rader: &mut Rader, terning: &mut Terning, (onske, runde): (i64, i64), omrade: &str) {
    let status = terning.vektet(&BEDRIFT_STATUS);
    let avslag = if status == "AVSLATT_SOKER" { terning.vektet(&AVSLAG) } else { None };
    let orgnr = terning.en(&BEDRIFTER);
    rader.legg(
        FORSLAG,
        &[
            onske.to_string(),
            t("BEDRIFT"),
            runde.to_string(),
            t(orgnr),
            t(omrade),
            t(status),
            t("2026-05-01"),
            tn(avslag),
        ],
    );
}
