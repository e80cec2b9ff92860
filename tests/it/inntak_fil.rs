//! What a file has been through costs nobody a right: repeats, dropped zeros, folders that may only be read, columns one letter off.

use crate::house::{both, project};
use crate::mottak::{A, B, counts, reasons, refused, take};
use crate::runde::{UTTREKK, januar, sendinn};
use rutine::intake::{self, Type};

both!(
    /// A key that stands again with other values is rejected, near or far, and the file taken again changes nothing.
    a_repeat_is_told_wherever_it_stands, |house| {
        let mut text = "fodselsnummer;fornavn;etternavn\n".to_owned();
        text += &format!("{A};Kari;Fjell\n{B};Ola;Elv\n{A};Karin;Fjell\n");
        text += &format!("{A};Kari;Fjell\n").repeat(2_500);
        text += &format!("{B};Olav;Elv\n{B};Ola;Elv\n");
        let told = ["4 fodselsnummer: line 2 has the same key and other values", "2505 fodselsnummer: line 3 has the same key and other values"];
        let t = take(house, "person.csv", &text);
        assert_eq!((counts(&t), reasons(&t)), ((2, 2_501, 2), told.map(str::to_owned).to_vec()));
        let t = take(house, "person.csv", &text);
        assert_eq!((counts(&t), reasons(&t)), ((0, 2_503, 2), told.map(str::to_owned).to_vec()));
        assert_eq!(house.texts("SELECT fornavn AS t FROM person ORDER BY id"), ["Kari", "Ola"]);
        let line = format!("{B};Ola;Elv;x\n{B};Olga;Elv\n");
        let t = take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn\n{line}"));
        assert_eq!(counts(&t), (1, 0, 1), "a line that is rejected stands in no other's way");
    }
);

/// Cells to put in place of what stands there.
fn others(of: &Type) -> &'static [&'static str] {
    match of {
        Type::Text | Type::Navn | Type::Prose => &["Annet"],
        Type::Date => &["2031-01-01", "2020-02-02"],
        Type::Time => &["2031-01-01T10:00:00Z"],
        Type::Bool | Type::JaNei => &["J", "N"],
        Type::Number(..) => &["1", "2"],
        Type::Epost => &["annen@post.example"],
        Type::OneOf(list) => list,
        _ => &[],
    }
}

both!(
    /// In every kind of a county's folder: a line repeated a thousand lines on with another cell is told, whichever column it is,
    /// and the file taken again takes nothing.
    a_repeat_is_told_in_every_kind, |house| {
        house.take("46");
        for kind in intake::kinds() {
            let Ok(text) = std::fs::read_to_string(project().join(format!("fixtures/46/{}.csv", kind.name))) else { continue };
            let lines: Vec<&str> = text.lines().collect();
            let names: Vec<&str> = lines[0].split(';').collect();
            let mut told = 0;
            for (at, name) in names.iter().enumerate() {
                let of = kind.columns.iter().find(|c| c.name == *name).unwrap().of;
                let mut cells: Vec<&str> = lines[1].split(';').collect();
                cells.resize(names.len(), "");
                if let Some(other) = others(&of).iter().find(|other| **other != cells[at]) {
                    cells[at] = other;
                    let filler = format!("{}\n", lines[1]).repeat(1_001);
                    let file = format!("{}\n{filler}{}\n", lines[0], cells.join(";"));
                    let name = format!("{}.csv", kind.name);
                    let first = take(house, &name, &file);
                    let again = take(house, &name, &file);
                    assert_eq!((again.taken, reasons(&again)), (0, reasons(&first)), "{} {name}", kind.name);
                    told += u32::from(reasons(&first).iter().any(|r| r.ends_with("line 2 has the same key and other values")));
                }
            }
            assert!(told > 0 || kind.name == "fylke_parameter", "{}", kind.name);
        }
    }
);

both!(
    /// Of an answer and a later one in one file the later counts, near or far, in either order, and after it is sent in too.
    of_two_answers_in_a_file_the_later_counts, |house| {
        januar(house);
        UTTREKK.run(house);
        let answers = std::fs::read_to_string(project().join("fixtures/rapport_innsending/rapport_svar.csv")).unwrap();
        let later = "2025;46;310000019;BATMF3;1;Nei, ikke alle.;2026-01-20 11:00\n";
        let orders = [format!("{answers}{later}"), answers.replacen('\n', &format!("\n{later}"), 1)];
        let far = "2025;46;310000019;BATMF3;2;Ja;2026-01-20 10:00\n".repeat(1_001);
        let now = "SELECT s.svar AS t FROM rapport_svar s JOIN rapport_skjema j ON j.id = s.skjema_id WHERE j.orgnr = '310000019' AND j.grunnkode = 'BATMF3' AND s.sporsmal_nr = 1";
        for file in [orders[0].clone(), orders[1].clone(), format!("{answers}{far}{later}")] {
            house.sql("DELETE FROM rapport_svar");
            assert_eq!(take(house, "rapport_svar.csv", &file).rejected, 0);
            assert_eq!(house.texts(now), ["Nei, ikke alle."]);
            let again = take(house, "rapport_svar.csv", &file);
            assert_eq!((again.taken, again.rejected), (0, 0));
        }
        house.take("rapport_innsending/rapport_innsending.csv");
        sendinn("2026-01-23", "2026-01-23T03:00:00Z").run(house);
        let after = take(house, "rapport_svar.csv", &orders[0]);
        assert_eq!((after.taken, reasons(&after)), (0, vec![]));
        let same_time = take(house, "rapport_svar.csv", format!("{}\n{later}{}", answers.lines().next().unwrap(), later.replace("Nei", "Vet")));
        assert_eq!(same_time.rejected, 1, "two answers at one time are not guessed between");
    }
);

both!(
    /// Where rejected lines cannot be kept nothing is taken in, and another folder can be named.
    rejects_that_cannot_be_kept_are_known_before_a_row_is_written, |house| {
        let text = format!("fodselsnummer;fornavn;etternavn\n{A};Kari;Fjell\n{B};=1+1;Elv\n");
        let file = house.file("in/person.csv", &text);
        let in_the_way = house.file("wall", "");
        let said = house.err(1, &["intake", file.to_str().unwrap(), "--rejects", in_the_way.join("x").to_str().unwrap()]);
        assert!(said.contains("cannot be kept in") && said.contains("--rejects DIR"), "{said}");
        std::fs::create_dir(house.dir.path().join("in/person.rejected.csv")).unwrap();
        let said = house.err(1, &["intake", file.to_str().unwrap()]);
        assert!(said.contains("is a folder, and rejected lines"), "{said}");
        assert_eq!(house.count("SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM intakes)"), 0);
        house.out(3, &["intake", file.to_str().unwrap(), "--rejects", house.dir.path().join("out").to_str().unwrap()]);
        assert_eq!(house.count("SELECT count(*) FROM person"), 1);
        assert!(house.dir.path().join("out/person.rejected.csv").is_file());
    }
);

both!(
    /// A file of rejected lines begins with a mark, so that a spreadsheet shows its letters; mended and saved it goes in as it is,
    /// without a warning, an answer that begins with a hyphen as it was typed.
    rejected_lines_are_mended_in_a_spreadsheet, |house| {
        let t = take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn;epost\n{A};Bjørn;=1+1;b@post.example\n"));
        let kept = std::fs::read(t.rejects_file.unwrap()).unwrap();
        assert!(kept.starts_with(b"\xef\xbb\xbfline;column;reason;fodselsnummer;"));
        let mended = String::from_utf8(kept).unwrap().replace("'=1+1", "Åsæter");
        let t = take(house, "person.rejected.csv", &mended);
        assert_eq!((counts(&t), t.warnings.len()), ((1, 0, 0), 0));
        assert_eq!(house.texts("SELECT fornavn || etternavn AS t FROM person"), ["BjørnÅsæter"]);
        januar(house);
        UTTREKK.run(house);
        let head = "ar;fylkesnr;orgnr;grunnkode;sporsmal_nr;svar;svart_tid";
        let t = take(house, "rapport_svar.csv", format!("{head}\n2025;46;310000019;BATMF3;99;\"- logg\n- plan\";2026-01-20 10:00\n"));
        let mended = std::fs::read_to_string(t.rejects_file.unwrap()).unwrap().replace(";99;", ";1;");
        assert_eq!(counts(&take(house, "rapport_svar.rejected.csv", mended)), (1, 0, 0));
        assert_eq!(house.texts("SELECT svar AS t FROM rapport_svar WHERE sporsmal_nr = 1"), ["- logg\n- plan"]);
    }
);

both!(
    /// Oslo's zero, dropped by a spreadsheet, is put back and told in every column of a county's or a kommune's number; of other
    /// numbers of a fixed length it is said what may have happened.
    a_dropped_zero_is_put_back_or_told, |house| {
        let t = take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn;hjemsted_fylkesnr;kommunenr\n{A};Kari;Fjell;3;301\n"));
        assert_eq!((counts(&t), t.zeros, t.warnings.len()), ((1, 0, 0), 1, 1));
        let t = take(house, "soker.csv", format!("fylkesnr;soknadsar;fodselsnummer\n3;2026;{A}\n"));
        assert_eq!((counts(&t), t.zeros), ((1, 0, 0), 1));
        assert_eq!(house.texts("SELECT p.hjemsted_fylkesnr || ' ' || p.kommunenr || ' ' || s.fylkesnr AS t FROM person p JOIN soker s ON s.person_id = p.id"), ["03 0301 03"]);
        for kind in intake::kinds() {
            for column in kind.columns {
                let dropped = match column.of {
                    Type::Digits(n) => "1".repeat(n - 1),
                    Type::Fylkesnr => "9".into(),
                    Type::Kommunenr => "901".into(),
                    Type::Fodselsnummer => "2910764511".into(),
                    _ => continue,
                };
                let names: Vec<_> = kind.columns.iter().map(|c| c.name).collect();
                let first = names.iter().position(|n| *n == column.name).unwrap();
                let line: Vec<_> = kind.columns.iter().enumerate().map(|(n, c)| if n == first { dropped.clone() } else { fill(&c.of) }).collect();
                let t = take(house, &format!("{}.csv", kind.name), format!("{}\n{}\n", names.join(";"), line.join(";")));
                assert!(reasons(&t)[0].contains("may have dropped a leading zero"), "{} {}: {:?}", kind.name, column.name, reasons(&t));
            }
        }
    }
);

/// A cell that can be read.
fn fill(of: &Type) -> String {
    match of {
        Type::Digits(n) => "1".repeat(*n),
        Type::Fylkesnr => "46".into(),
        Type::Kommunenr => "4601".into(),
        Type::Fodselsnummer => A.into(),
        Type::Orgnr => "310000019".into(),
        Type::Programomrade => "BARLF3----".into(),
        Type::Grunnkode => "BARLF3".into(),
        Type::Number(from, _) => from.to_string(),
        Type::Skolear => "2026".into(),
        Type::Bool | Type::JaNei => "J".into(),
        Type::Date | Type::Dates => "2026-08-04".into(),
        Type::Time => "2026-08-04T12:00:00Z".into(),
        Type::OneOf(list) => list[0].into(),
        Type::Epost => "a@post.example".into(),
        Type::Mobil => "+47 90000000".into(),
        Type::Navn | Type::Text | Type::Prose | Type::Linked | Type::Ident | Type::Code => "X1".into(),
    }
}

both!(
    /// A column whose name is nearly right, in any kind, refuses the file and names both; one that is nothing like one is ignored
    /// aloud, and the exit code tells.
    a_column_nearly_right_refuses_the_file, |house| {
        for kind in intake::kinds() {
            let names: Vec<_> = kind.columns.iter().map(|c| c.name).collect();
            for column in kind.columns {
                let slips = [format!("{}t", column.name), column.name.replace('_', " "), column.name.replacen('o', "ø", 1)];
                for slip in slips.iter().filter(|s| *s != column.name && column.name.len() > 2 && !names.contains(&s.as_str())) {
                    let header: Vec<&str> = names.iter().map(|n| if *n == column.name { slip.as_str() } else { n }).collect();
                    let said = refused(house, &format!("{}.csv", kind.name), format!("{}\n", header.join(";")));
                    assert!(said.contains(&format!("`{slip}` is no column of a `{}`; did you mean `{}`?", kind.name, column.name)), "{said}");
                }
            }
        }
        let text = format!("fodselsnummer;fornavn;etternavn;hund\n{A};Kari;Fjell;Bingo\n");
        let file = house.file("person.csv", text);
        assert!(house.err(3, &["intake", file.to_str().unwrap()]).contains("`hund` is no column of a `person`, and is ignored"));
        assert_eq!(house.json(3, &["intake", file.to_str().unwrap()])["files"][0]["ignored"], serde_json::json!(["hund"]));
        assert_eq!(house.count("SELECT count(*) FROM person"), 1);
    }
);

both!(
    /// An address that was cut off is told in every column of addresses, and the person's own line is mended, not lost.
    an_address_cut_off_is_told, |house| {
        let t = take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn;epost\n{A};Kari;Fjell;kari.fjell2@"));
        assert_eq!(t.warnings, ["its last line has no line end; was it still being copied?"]);
        assert_eq!(reasons(&t), ["2 epost: is no whole e-mail address (`name@domain.no`); mend it, or leave the cell empty"]);
        assert_eq!(counts(&take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn;epost\n{A};Kari;Fjell;\n"))), (1, 0, 0));
    }
);
