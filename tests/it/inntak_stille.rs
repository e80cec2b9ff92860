//! Nothing is lost, taken over or shown without a word when a file has been through a spreadsheet, a half copy or a wrong hand.

use crate::house::both;
use crate::mottak::{A, B, counts, reasons, refused, take};
use rutine::intake;

both!(
    /// Lines that end in CR alone are lines, in every kind, with or without an end of the last one.
    cr_alone_ends_a_line, |house| {
        let t = take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn;epost\r{A};Kari;Fjell;kari@post.example\r{B};Ola;Ås;\r"));
        assert_eq!((counts(&t), t.warnings.as_slice()), ((2, 0, 0), &["its lines end in CR alone; read as lines".to_owned()][..]));
        let t = take(house, "person_rett.csv", format!("fodselsnummer;rett;fom;tom\r{A};UNGDOMSRETT;2023-08-01;2031-07-31\r{A};FEIL;2023-08-01;"));
        assert_eq!((counts(&t), reasons(&t).len()), ((1, 0, 1), 1));
        assert_eq!(t.rejects[0].line, 3);
        for kind in intake::kinds() {
            let t = take(house, &format!("{}.csv", kind.name), format!("{}\r{}\r", intake::template(kind.name).unwrap(), "x;".repeat(kind.columns.len() - 1) + "x"));
            assert_eq!(counts(&t), (0, 0, 1), "{}", kind.name);
        }
        assert_eq!(house.texts("SELECT etternavn AS t FROM person ORDER BY 1"), ["Fjell", "Ås"]);
    }
);

both!(
    /// A first line that is data, or lines run together, is no header; nothing of it is shown, in any kind.
    data_is_never_shown_as_a_columns_name, |house| {
        for kind in intake::kinds() {
            let name = format!("{}.csv", kind.name);
            let header = intake::template(kind.name).unwrap();
            for secret in [A, "2910764511", "29107 64511", "Kari 02910764511", "kari@post.example", "2007-03-14", "46"] {
                let said = refused(house, &name, format!("{header};{secret}\n"));
                assert!(said.contains("this is no header") && !said.contains(secret), "{said}");
            }
            let mixed = refused(house, &name, format!("{header}\r{A};Kari;Fjell\rmore\n{B};Ola;Elv\n"));
            assert!(mixed.contains("save the file as CSV UTF-8"), "{mixed}");
            assert!(!mixed.contains(A) && !mixed.contains("Kari") && !mixed.contains("fjell"), "{mixed}");
        }
        assert_eq!(house.count("SELECT count(*) FROM intakes"), 0);
    }
);

both!(
    /// An empty cell of a person is not told; a protection goes by a no only, and that is told by the row's id, not its number.
    an_empty_cell_lifts_and_wipes_nothing, |house| {
        let head = "fodselsnummer;fornavn;etternavn;fodselsdato;epost;mobil;malform;adressesperre;hjemsted_fylkesnr;kommunenr\n";
        take(house, "person.csv", format!("{head}{A};Kari;Fjell;2007-03-14;k@post.example;90000000;nn;J;46;4601\n"));
        let t = take(house, "person.csv", format!("{head}{A};Kari;Fjell;;;;;;;\n{B};Ola;Elv;;;;;;;\n"));
        assert_eq!((counts(&t), t.lifted.len()), ((1, 1, 0), 0));
        let all = "SELECT epost || mobil || malform || hjemsted_fylkesnr || kommunenr || CAST(fodselsdato AS TEXT) AS t FROM person WHERE adressesperre";
        assert_eq!(house.texts(all), ["k@post.example90000000nn4646012007-03-14"]);
        assert_eq!(house.count("SELECT count(*) FROM person WHERE NOT adressesperre AND epost IS NULL"), 1);
        let path = house.file("person.csv", format!("{head}{A};Kari;Fjell;;;;;N;;\n"));
        let said = house.err(0, &["intake", path.to_str().unwrap()]);
        let id = house.count(&format!("SELECT id FROM person WHERE fodselsnummer = '{A}'"));
        assert!(said.contains(&format!("line 2: `adressesperre` of person {id} is lifted")) && !said.contains(A), "{said}");
        assert_eq!(house.count("SELECT count(*) FROM person WHERE adressesperre"), 0);
        assert!(take(house, "person.csv", format!("{head}{A};Kari;Fjell;;;;;N;;\n")).lifted.is_empty());
    }
);

both!(
    /// Of each kind it is known where an empty cell takes away what is known; all other columns keep it.
    where_an_empty_cell_takes_away, |house| {
        let clears: Vec<_> = intake::kinds().iter().map(|k| (k.name, intake::empty_clears(k.name).join(" "))).filter(|(_, c)| !c.is_empty()).collect();
        let clears: Vec<_> = clears.iter().map(|(k, c)| format!("{k}: {c}")).collect();
        assert_eq!(clears, [
            "programomrade: gyldig_fom gyldig_tom",
            "person_rett: tom",
            "soker: frist_unntak",
            "onske: skolenr avtalt_bedrift_orgnr",
            "medlemskap: tom",
            "bedriftskurs: godkjent_tom",
            "ansatt_rolle: gyldig_tom",
            "kontrakt: ansvarlig_part_orgnr skolenr bedrift_orgnr avsluttet_dato avslutningskode hevet_av",
            "kontrakt_avbrudd: til",
            "prove: provedato",
            "bedriftsforslag: avslag",
            "rapport_runde: flere_paminninger",
        ]);
        take(house, "skole.csv", "skolenr;orgnr;navn;fylkesnr;kommunenr;epost;malform\n46001;310000019;Fjord vgs;46;4601;f@post.example;nn\n");
        let t = take(house, "skole.csv", "skolenr;orgnr;navn;fylkesnr;kommunenr;epost;malform\n46001;;Fjord vgs;46;;;\n");
        assert_eq!(counts(&t), (0, 1, 0));
        take(house, "bedrift.csv", "orgnr;navn;er_samarbeidsorgan;epost\n310000019;Kontoret;J;k@post.example\n");
        assert_eq!(counts(&take(house, "bedrift.csv", "orgnr;navn;er_samarbeidsorgan;epost\n310000019;Kontoret;;\n")), (0, 1, 0));
        take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn\n{A};Kari;Fjell\n"));
        let head = "fylkesnr;soknadsar;fodselsnummer;er_larekandidat;aktiv;kvalifisert;frist_unntak;flytting_dokumentert;poeng_hundredeler\n";
        take(house, "soker.csv", format!("{head}46;2026;{A};J;N;J;OT;J;4200\n"));
        assert_eq!(counts(&take(house, "soker.csv", format!("{head}46;2026;{A};;;;OT;;\n"))), (0, 1, 0));
        assert_eq!(counts(&take(house, "soker.csv", format!("{head}46;2026;{A};;;;;;\n"))), (1, 0, 0));
        assert_eq!(house.count("SELECT count(*) FROM soker WHERE er_larekandidat AND NOT aktiv AND frist_unntak IS NULL AND poeng_hundredeler = 4200"), 1);
        let head = "fodselsnummer;rett;fom;tom;valgt_kap5\n";
        take(house, "person_rett.csv", format!("{head}{A};UNGDOMSRETT;2023-08-01;2031-07-31;J\n"));
        assert_eq!(counts(&take(house, "person_rett.csv", format!("{head}{A};UNGDOMSRETT;2023-08-01;;\n"))), (1, 0, 0));
        assert_eq!(house.count("SELECT count(*) FROM person_rett WHERE valgt_kap5 AND tom IS NULL"), 1);
    }
);

both!(
    /// A line may lack the empty cells at its end, of any number; a last line that is cut off is rejected, and says so.
    short_lines_and_a_cut_off_one, |house| {
        let head = "fodselsnummer;fornavn;etternavn;epost;mobil;malform\r\n";
        let t = take(house, "person.csv", format!("{head}{A};Kari;Fjell;k@post.example\r\n{B};Ola;Elv\r\n{B};Ola\r\n31810673381;Rask;Fjo"));
        assert_eq!(counts(&t), (2, 0, 2));
        assert_eq!(reasons(&t), ["4 : has 2 cells where the header has 6", "5 : is cut off: it has fewer cells than the header, and no line end"]);
        let whole = take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn\n{A};Kari;Fjell"));
        assert_eq!(counts(&whole), (0, 1, 0));
    }
);

both!(
    /// Lost letters and a spreadsheet's errors are rejected in every column of every kind, and a good name stays.
    spoilt_text_is_not_taken_over_a_good_name, |house| {
        take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn\n{A};Bjørn;Åsæter\n"));
        for bad in ["BjÃ¸rn", "Bj\u{fffd}rn", "Bj?rn", "?sne", "#N/A", "#REF!", "#NAVN?", "#VERDI!"] {
            let t = take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn\n{A};{bad};Åsæter\n"));
            assert_eq!(counts(&t), (0, 0, 1), "{bad}");
            assert!(!t.rejects[0].reason.contains("BjÃ¸rn"));
        }
        for kind in intake::kinds() {
            for column in kind.columns {
                for (bad, why) in [("#N/A", "is a spreadsheet's error"), ("Bj\u{fffd}rn", "has lost letters"), ("BjÃ¸rn", "is UTF-8 that was read")] {
                    let cell = |name: &str| if name == column.name { bad.to_owned() } else { String::new() };
                    let needed: Vec<_> = kind.columns.iter().filter(|c| c.required && c.name != column.name).map(|c| c.name).collect();
                    let names: Vec<_> = std::iter::once(column.name).chain(needed).collect();
                    let t = take(house, &format!("{}.csv", kind.name), format!("{}\n{}\n", names.join(";"), names.iter().map(|n| cell(n)).collect::<Vec<_>>().join(";")));
                    let said = reasons(&t).join("\n");
                    assert!(t.taken + t.unchanged == 0 && (said.contains(why) || said.ends_with("is empty")), "{} {}: {said}", kind.name, column.name);
                }
            }
        }
        assert_eq!(house.texts("SELECT fornavn AS t FROM person"), ["Bjørn"]);
    }
);
