//! What people typed is taken in as they typed it: an answer of several lines counts, and what it holds is inert.

use rutine::intake::{self, Type};

use crate::house::{House, both, project};
use crate::runde::{UTTREKK, januar, sendinn};

const ANSWER: &str = "Ja.\nBcc: x@post.example\n\n- <b>logg</b>; plan";

/// Each kind as a file of one line in which `cell` stands in this column alone; what was said of it.
fn said_of(house: &House, kind: &intake::Kind, column: &intake::Column, cell: &str) -> String {
    let names: Vec<_> = kind.columns.iter().map(|c| c.name).collect();
    let quoted = format!("\"{cell}\"");
    let line: Vec<_> = names.iter().map(|n| if *n == column.name { quoted.as_str() } else { "" }).collect();
    let path =
        house.file(&format!("{}.csv", kind.name), format!("{}\n{}\n", names.join(";"), line.join(";")));
    house.err(3, &["intake", path.to_str().unwrap()])
}

both!(
    /// A report whose answers have lines, blank ones among them, and a tab is sent in; its document says what was answered.
    an_answer_of_several_lines_counts, |house| {
        januar(house);
        UTTREKK.run(house);
        let answers = std::fs::read_to_string(project().join("fixtures/rapport_innsending/rapport_svar.csv")).unwrap();
        let answers = answers
            .replace("310000019;BATMF3;1;Ja, alle.", &format!("310000019;BATMF3;1;\"{}\"", ANSWER.replace('\n', "\r\n")))
            .replace("310000019;BATMF3;2;Ja", "310000019;BATMF3;2;\"Ja.\tSe under\"");
        let path = house.file("rapport_svar.csv", answers);
        house.out(0, &["intake", path.to_str().unwrap()]);
        assert!(house.json(0, &["intake", path.to_str().unwrap()])["files"][0]["taken"] == 0, "the same again changes nothing");
        house.take("rapport_innsending/rapport_innsending.csv");
        sendinn("2026-01-23", "2026-01-23T03:00:00Z").run(house);
        assert!(house.units("AR-SENDINN", "skjema:").contains(&"skjema:2025/310000019/BATMF3|acted|INNSENDT|".to_owned()));
        let kept = "SELECT s.svar AS t FROM rapport_svar s JOIN rapport_skjema j ON j.id = s.skjema_id \
            WHERE j.orgnr = '310000019' AND j.grunnkode = 'BATMF3' AND s.sporsmal_nr < 3 ORDER BY s.sporsmal_nr";
        assert_eq!(house.texts(kept), [ANSWER, "Ja. Se under"]);
    }
);

both!(
    /// In every column of every kind it is settled what a line break and a tab do: free text takes them, all else says what is wrong.
    every_column_takes_a_break_or_says_so, |house| {
        for kind in intake::kinds() {
            for column in kind.columns {
                for (cell, fault) in [("a\nb", "holds a line break"), ("a\r\nb", "holds a line break"), ("a\tb", "holds a tab")] {
                    let said = said_of(house, kind, column, cell);
                    let blamed = said.contains(&format!("line 2, column `{}`: {fault}", column.name));
                    let another = !said.contains(&format!("line 2, column `{}`", column.name));
                    let free = matches!(column.of, Type::Text | Type::Prose);
                    assert!(!(free && blamed) && (free || blamed || another), "{} {}: {said}", kind.name, column.name);
                }
                let trailing = said_of(house, kind, column, "x\t\r\n");
                assert!(!trailing.contains("holds a"), "{} {}: {trailing}", kind.name, column.name);
            }
        }
    }
);

both!(
    /// The same for a company's name: one line, in the database and in what is written of it.
    a_companys_name_is_one_line, |house| {
        let path = house.file("bedrift.csv", "orgnr;navn\n310000019;\"Verk AS\r\nAvd.\tBergen\"\n310000027;\"Kontoret\n310000035;Bygg AS\"\n");
        let said = house.err(3, &["intake", path.to_str().unwrap()]);
        assert!(said.contains("line 4, column `navn`: holds a line break"), "a stray quote hides no line: {said}");
        assert_eq!(house.texts("SELECT navn AS t FROM bedrift"), ["Verk AS Avd. Bergen"]);
    }
);
