//! Equal times, equal names but for their case: what is decided, written and digested is the same on every database, whatever
//! locale it was made in.

use crate::house::{House, both};
use crate::scene::Day;

const UTTREKK: Day =
    Day { job: "AR-UTTREKK", fylke: "46", asof: "2027-01-06", at: "2027-01-06T04:00:00Z", params: &[] };
const OPPSTART: Day = Day { job: "AR-OPPSTART", at: "2027-01-06T05:00:00Z", ..UTTREKK };
const FORSLAG: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };
const SVAR: Day = Day { job: "5A119", asof: "2026-08-05", at: "2026-08-05T04:00:00Z", ..FORSLAG };

fn houses() -> Vec<(&'static str, House)> {
    vec![
        ("SQLite", House::sqlite()),
        ("C", House::postgres()),
        ("nb-NO", House::postgres_in("nb-NO")),
        ("en-US", House::postgres_in("en-US")),
    ]
}

fn all_say_the_same(tell: impl Fn(&House) -> Vec<String>) -> Vec<String> {
    let mut told: Vec<_> = houses().into_iter().map(|(name, house)| (name, tell(&house))).collect();
    let (first, said) = told.remove(0);
    for (name, other) in &told {
        assert_eq!(*other, said, "{name} and {first}");
    }
    said
}

/// Promise: a company's name in letters and plans stands in one order everywhere.
#[test]
fn letters_and_digests_do_not_hang_on_the_locale() {
    let names = [
        "Ås Bygg AS",
        "Ørland Data AS",
        "de Vries Elektro",
        "Zeta Bil AS",
        "Bygg og Anlegg",
        "Bygg-Aasen AS",
    ];
    let said = all_say_the_same(|house| {
        house.take("46");
        let numbers = house.texts("SELECT DISTINCT bedrift_orgnr AS t FROM kontrakt WHERE fylkesnr = '46' AND kontraktstype = 'L' AND bedrift_orgnr IS NOT NULL ORDER BY 1");
        for (n, orgnr) in numbers.iter().enumerate() {
            house.sql(&format!(
                "UPDATE bedrift SET navn = '{} {}' WHERE orgnr = '{orgnr}'",
                names[n % names.len()],
                n / names.len()
            ));
        }
        UTTREKK.run(house);
        let plan = OPPSTART.plan(house);
        OPPSTART.run(house);
        let mut said = vec![plan["digest"].as_str().unwrap().to_owned()];
        said.extend(house.texts("SELECT key || body AS t FROM letters ORDER BY id"));
        said
    });
    assert!(said.len() > 5, "{said:?}");
}

/// Promise: two answers at one time, with ids of unequal length and case, in any order of lines: neither is guessed anywhere.
#[test]
fn a_tie_of_answers_is_left_everywhere() {
    let lines = [
        "9;46;2026;18860885197;1;1;TILBSKG;J;30.07.2026 14:05",
        "10;46;2026;18860885197;1;1;TILBSKG;N;30.07.2026 14:05",
        "web-B;46;2026;19870890292;1;1;TILBSKG;J;2026-07-30T09:00:00Z",
        "web-a;46;2026;19870890292;1;1;TILBSKG;N;2026-07-30T09:00:00Z",
        "w-100;46;2026;20880885317;1;1;TILBSKG;J;2026-07-30T10:00:00Z",
        "w1-00;46;2026;20880885317;1;1;TILBSKG;N;2026-07-30T10:00:00Z",
    ];
    let tell = |house: &House, lines: &[&str]| {
        house.take("forslag_svar");
        FORSLAG.run(house);
        let head = "websvar_id;fylkesnr;soknadsar;fodselsnummer;onskenr;runde;gjelder;svar;mottatt_tid";
        let path = house.file("websvar.csv", format!("{head}\n{}\n", lines.join("\n")));
        house.out(0, &["intake", path.to_str().unwrap()]);
        let plan = SVAR.plan(house);
        SVAR.run(house);
        let mut said = vec![plan["digest"].as_str().unwrap().to_owned()];
        said.extend(house.texts(
            "SELECT unit || verdict || reason AS t FROM journal WHERE job = '5A119' ORDER BY unit, id",
        ));
        said.extend(house.texts("SELECT websvar_id || behandlet AS t FROM websvar ORDER BY websvar_id"));
        said
    };
    let said = all_say_the_same(|house| tell(house, &lines));
    let backwards: Vec<_> = lines.iter().rev().copied().collect();
    assert_eq!(all_say_the_same(|house| tell(house, &backwards)), said, "the order of lines");
    assert!(said.iter().filter(|s| s.contains("SAMTIDIGE_SVAR")).count() >= 3, "{said:?}");
}

both!(
    /// Every column of text is ordered by its bytes, those of tables made later too: so every ORDER BY, MIN, MAX and < on one is.
    every_column_of_text_has_one_order, |house| {
        let by_locale = if house.is_postgres() {
            "SELECT table_name || '.' || column_name AS t FROM information_schema.columns WHERE table_schema = 'public'
             AND data_type IN ('text', 'character varying', 'character') AND table_name NOT LIKE '\\_\\_%' AND collation_name IS DISTINCT FROM 'C'"
        } else {
            "SELECT name AS t FROM sqlite_master WHERE type = 'table' AND upper(sql) LIKE '%COLLATE%'"
        };
        assert_eq!(house.texts(by_locale), Vec::<String>::new());
        house.sql("INSERT INTO bedrift (orgnr, navn) VALUES ('310000019', 'b'), ('310000027', 'B'), ('310000035', 'Å'), ('310000043', 'a-c'), ('310000051', 'ab')");
        assert_eq!(house.texts("SELECT navn AS t FROM bedrift ORDER BY navn"), ["B", "a-c", "ab", "b", "Å"]);
        assert_eq!(house.texts("SELECT max(navn) AS t FROM bedrift WHERE navn < 'a'"), ["B"]);
    }
);
