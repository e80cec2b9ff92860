//! Intake: good lines go in, bad ones are named, the same file again changes nothing.

use std::path::{Path, PathBuf};

use crate::house::{House, both, unfolded};
use crate::mottak::{A, B, counts, options, reasons, refused, take, take_with};
use rutine::intake::{self, Encoding, Options, Profile};
use rutine::routine::rapport::rapport_paminning::PAMINNINGER;
use serde_json::json;

const C: &str = "31810673381";
const D_NUMBER: &str = "46860661152";

fn people(house: &House) {
    let text =
        format!("fodselsnummer;fornavn;etternavn\n{A};Vakker;Blomst\n{B};Stille;Elv\n{C};Rask;Fjord\n");
    assert_eq!(counts(&take(house, "person.csv", text)), (3, 0, 0));
}

fn places(house: &House) {
    take(house, "skole.csv", "skolenr;navn;fylkesnr\n46001;Fjord vgs;46\n");
    let text =
        "orgnr;navn;er_samarbeidsorgan\n310000019;Verk AS;N\n310000027;Kontoret;J\n310000035;Bygg AS;\n";
    take(house, "bedrift.csv", text);
}

fn wishes(house: &House) {
    people(house);
    places(house);
    take(house, "soker.csv", format!("fylkesnr;soknadsar;fodselsnummer\n46;2026;{A}\n46;2026;{B}\n"));
    let text = format!(
        "fylkesnr;soknadsar;fodselsnummer;onskenr;onsketype;programomrade;skolenr\n\
         46;2026;{A};1;LARE;BARLF3----;\n46;2026;{A};2;SKOLE;BARLF3F---;46001\n46;2026;{B};1;LARE;RMKOK3----;\n"
    );
    assert_eq!(counts(&take(house, "onske.csv", text)), (3, 0, 0));
}

fn offers(house: &House) {
    wishes(house);
    house.sql(
        "INSERT INTO forslag (onske_id, forslagstype, runde, programomrade, status, opprettet) \
         SELECT id, 'VG3', 1, 'BARLF3F---', 'TILBSKG', '2026-07-28' FROM onske WHERE programomrade = 'BARLF3----'",
    );
}

/// A folder with every kind; each has lines that are taken.
fn county(house: &House) -> PathBuf {
    let put = |name: &str, text: String| house.file(&format!("46/{name}"), text);
    put("programomrade.csv", "kode;navn_nb;navn_nn;sted;avsluttende_kompetanse;er_avviksfag\nBARLF3----;Rørleggerfaget;Røyrleggjarfaget;bedrift;J;N\nXXNYE1——;Nytt;Nytt;skole;N;N\n".into());
    put("skole.csv", "skolenr;navn;fylkesnr;malform\n46001;Fjord vgs;46;nn\n".into());
    put(
        "46_bedrift.csv",
        "orgnr;navn;er_samarbeidsorgan\n310000019;Verk AS;\n310000027;Kontoret;Ja\n".into(),
    );
    put(
        "person-2026.csv",
        format!(
            "fodselsnummer;fornavn;etternavn;fodselsdato\n{A};Vakker;Blomst;2007-03-14\n{B};Stille;Elv;02.11.2007\n"
        ),
    );
    put("person_rett.csv", format!("fodselsnummer;rett;fom\n{A};UNGDOMSRETT;2023-08-01\n"));
    put(
        "elevkurs.csv",
        format!(
            "fodselsnummer;skolear;skolenr;programomrade;fullfort;bevistype\n{A};2025/2026;46001;BARLF2----;Ja;KB\n"
        ),
    );
    put("soker.csv", format!("fylkesnr;soknadsar;fodselsnummer;kvalifisert\n46;2026;{A};Ja\n"));
    put(
        "onske.csv",
        format!(
            "fylkesnr;soknadsar;fodselsnummer;onskenr;onsketype;programomrade\n46;2026;{A};1;LARE;BARLF3----\n"
        ),
    );
    put("medlemskap.csv", "samarbeidsorgan_orgnr;bedrift_orgnr;fom\n310000027;310000019;2020-01-01\n".into());
    put("bedriftskurs.csv", "fylkesnr;orgnr;grunnkode;godkjent_fom\n46;310000019;BARLF3;2020-01-01\n".into());
    put(
        "ansatt_rolle.csv",
        format!("fodselsnummer;fylkesnr;orgnr;rolle;gyldig_fom\n{B};46;310000019;FAGLIG_LEDER;2020-01-01\n"),
    );
    put(
        "kontrakt.csv",
        format!(
            "fylkesnr;kontraktsnr;fodselsnummer;kontraktstype;programomrade;faglig_leder_fodselsnummer;laretid_fra;laretid_til;netto_laretid_mnd\n46;2026/17;{A};L;BARLF3----;{B};2026-08-17;2028-08-16;24\n"
        ),
    );
    put("kontrakt_avbrudd.csv", "fylkesnr;kontraktsnr;fra;til\n46;2026/17;2027-01-01;\n".into());
    put("prove.csv", "fylkesnr;kontraktsnr;forsok_nr;provekategori;brevtype;programomrade;status\n46;2026/17;1;P_ORD;S;BARLF3----;KLARGJORT\n".into());
    put(
        "bedriftsforslag.csv",
        format!(
            "fylkesnr;soknadsar;fodselsnummer;onskenr;runde;orgnr;status;opprettet\n46;2026;{A};1;1;310000019;SENDT;2026-05-01\n"
        ),
    );
    put(
        "skoletilbud.csv",
        "fylkesnr;skolear;skolenr;grunnkode;kapasitet\n46;20262027;46001;BARLF3;12\n".into(),
    );
    put("fylke_parameter.csv", "fylkesnr;soknadsar;navn;verdi\n46;2026;5A115.svarfrist_dager;7\n".into());
    put(
        "arkivhendelse_oppsett.csv",
        "fylkesnr;hendelse;aktiv;dokumenttype;tittel_nb;tittel_nn\n46;TILBUD;J;TILBUD;Tilbud;Tilbod\n".into(),
    );
    put("notes.txt", "not CSV".into());
    house.dir.path().join("46")
}

both!(
    /// A whole county goes in from a folder whatever the order of names, and once more changes nothing.
    a_county_twice, |house| {
        let folder = county(house);
        let first = take_with(house, std::slice::from_ref(&folder), &options()).unwrap();
        for t in &first {
            assert_eq!(t.rejected, 0, "{}: {:?}", t.kind, reasons(t));
            assert!(t.taken > 0, "{}", t.kind);
            assert!(t.rejects_file.is_none());
        }
        let kinds: Vec<_> = intake::kinds().iter().map(|k| k.name).filter(|k| !k.ends_with("svar") && *k != "varslet" && !k.starts_with("rapport")).collect();
        assert_eq!(first.iter().map(|t| t.kind).collect::<Vec<_>>(), kinds);
        for t in take_with(house, &[folder], &options()).unwrap() {
            assert_eq!((t.taken, t.rejected), (0, 0), "{}", t.kind);
            assert_eq!(t.unchanged, t.lines);
        }
        assert_eq!(house.count("SELECT count(*) FROM intakes"), 36);
        assert_eq!(house.texts("SELECT opphav AS t FROM programomrade WHERE kode = 'XXNYE1----'"), ["VIGO"]);
        assert_eq!(house.texts("SELECT status AS t FROM onske"), ["SFORM"]);
        assert_eq!(house.texts("SELECT programomrade AS t FROM forslag"), ["BARLF3----"]);
        assert_eq!(house.count("SELECT skolear FROM elevkurs"), 2025);
        assert_eq!(house.texts("SELECT kvalifisert AS t FROM soker"), ["J"]);
        let leder = "SELECT fodselsnummer AS t FROM person WHERE id = (SELECT faglig_leder_person_id FROM kontrakt)";
        assert_eq!(house.texts(leder), [B]);
        let dates = "SELECT count(*) FROM person WHERE fodselsdato IN ('2007-03-14', '2007-11-02')";
        assert_eq!(house.count(dates), 2);
    }
);

both!(
    /// The intake is on record: digest, bare file name, counts, who and when.
    each_intake_is_on_record, |house| {
        people(house);
        let about = "SELECT file || ' ' || kind || ' ' || encoding || ' ' || lines || ' ' || taken || ' ' || actor AS t FROM intakes";
        assert_eq!(house.texts(about), ["person.csv person utf-8 3 3 test"]);
        assert_eq!(house.count("SELECT length(sha256) FROM intakes"), 64);
        assert_eq!(house.count("SELECT count(*) FROM intakes WHERE at = '2026-07-01 08:00:00'"), 1);
    }
);

both!(
    /// A bad line is left out with line, column and reason; the good ones go in; no reason repeats what stood there.
    bad_lines_are_named_and_good_ones_taken, |house| {
        let text = format!(
            "fodselsnummer;fornavn;etternavn;fodselsdato;malform\n\
             {A};Vakker;Blomst;2007-03-14;nb\n\
             14830751221;Feil;Siffer;;\n\
             {B};=cmd|' /C calc'!A0;Elv;;\n\
             {B};Stille;Elv;31.02.2007;\n\
             {B};Stille;Elv;;se\n\
             {B};Stille\n\
             {B};;Elv;;\n\
             {B};Sti\0lle;Elv;;\n\
             {B};{};Elv;;\n\
             {C};Rask;Fjord;;nn\n",
            "x".repeat(201)
        );
        let t = take(house, "person.csv", text);
        assert_eq!(counts(&t), (2, 0, 8));
        assert_eq!(reasons(&t), [
            "3 fodselsnummer: has wrong check digits",
            "4 fornavn: looks like a formula",
            "5 fodselsdato: is not a date: `2026-08-04` or `04.08.2026`",
            "6 malform: is not one of `nb`, `nn`",
            "7 : has 2 cells where the header has 5",
            "8 fornavn: is empty",
            "9 fornavn: holds a NUL",
            "10 fornavn: is longer than 200 characters",
        ]);
        let shown = serde_json::to_string(&t).unwrap();
        for secret in [A, B, "14830751221", "Feil", "Siffer", "cmd|"] {
            assert!(!shown.contains(secret), "{secret}");
        }
    }
);

both!(
    /// Rejected lines are kept to be mended; the file goes when all is well, and a folder passes it over.
    rejected_lines_are_kept_in_a_file, |house| {
        let bad = format!("fodselsnummer;fornavn;etternavn\n{A};\"Vakker;\";Blomst\n{B};=1+1;\"E\"\"lv;\"\n{C};\"CR\r\nLF\";x\n");
        let t = take(house, "p/person.csv", bad);
        assert_eq!(counts(&t), (1, 0, 2));
        let path = house.dir.path().join("p/person.rejected.csv");
        assert_eq!(t.rejects_file.as_deref(), Some(path.as_path()));
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            format!(
                "\u{feff}line;column;reason;fodselsnummer;fornavn;etternavn\r\n\
                 3;fornavn;looks like a formula;{B};'=1+1;\"E\"\"lv;\"\r\n\
                 4;fornavn;holds a line break;{C};\"CR\nLF\";x\r\n"
            )
        );
        let folder = house.dir.path().join("p");
        assert_eq!(take_with(house, std::slice::from_ref(&folder), &options()).unwrap().len(), 1);
        let mended = std::fs::read_to_string(&path).unwrap().replace("'=1+1", "Stille").replace("CR\nLF", "Rask");
        let t = take(house, "mended/person.rejected.csv", mended);
        assert_eq!((counts(&t), t.warnings.len()), ((2, 0, 0), 0));
        take(house, "p/person.csv", format!("fodselsnummer;fornavn;etternavn\n{A};Vakker;Blomst\n"));
        assert!(!path.exists());
        let elsewhere = Options { rejects_dir: Some(house.dir.path().join("out")), ..options() };
        let files = ["x/person.csv", "y/person.csv"].map(|n| house.file(n, "fodselsnummer;fornavn;etternavn\n1;2;3\n"));
        let taken = take_with(house, &files, &elsewhere).unwrap();
        let names: Vec<_> = taken.iter().map(|t| t.rejects_file.clone().unwrap()).collect();
        assert_eq!(names, ["person.rejected.csv", "person-2.rejected.csv"].map(|n| house.dir.path().join("out").join(n)));
        assert!(names.iter().all(|n| n.exists()));
        assert_eq!(std::fs::read_dir(house.dir.path().join("out")).unwrap().count(), 2, "nothing half-written");
    }
);

both!(
    /// A header at fault in one file: no row of any file is written.
    a_wrong_header_stops_everything, |house| {
        let good = house.file("46/person.csv", format!("fodselsnummer;fornavn;etternavn\n{A};Vakker;Blomst\n"));
        house.file("46/soker.csv", "fylkesnr;fodselsnummer\n46;1\n");
        house.file("46/skole.csv", "navn,skolenr\n");
        let e = format!("{:#}", take_with(house, &[good.parent().unwrap().to_owned()], &options()).unwrap_err());
        assert!(e.contains("46/soker.csv`, line 1, column `soknadsar` is missing"), "{e}");
        assert!(e.contains("46/skole.csv`, line 1, the header is one column; did you mean `--profile comma`?"), "{e}");
        assert_eq!(house.count("SELECT count(*) FROM person"), 0);
        assert_eq!(house.count("SELECT count(*) FROM intakes"), 0);
    }
);

both!(
    /// What cannot be read at all is refused whole, clearly.
    whole_files_are_refused, |house| {
        let twice = refused(house, "person.csv", "fodselsnummer;fornavn;fornavn;etternavn\n");
        assert!(twice.ends_with("column `fornavn` stands twice in the header"), "{twice}");
        assert!(refused(house, "person.csv", "").contains("is empty"));
        let utf16: Vec<u8> = "\u{feff}fodselsnummer;fornavn".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(refused(house, "person.csv", &utf16).contains("is UTF-16"));
        assert!(refused(house, "person.csv", &utf16[2..]).contains("full of NUL bytes"));
        let unknown = refused(house, "lonn.csv", "a;b\n");
        assert!(unknown.contains("tells no kind; use one of `programomrade`, `skole`"), "{unknown}");
        let path = house.file("person.csv", "a;b\n");
        let outside = Options { kind: Some("../../etc/passwd".into()), ..options() };
        let e = format!("{:#}", take_with(house, &[path], &outside).unwrap_err());
        assert!(e.contains("there is no such kind as the one given") && !e.contains("passwd"), "{e}");
        let data = refused(house, "person.csv", format!("{A};Vakker;Blomst\n"));
        assert!(data.contains("this is no header") && !data.contains(A) && !data.contains("Vakker"), "{data}");
        assert!(take_with(house, &[house.dir.path().join("nowhere.csv")], &options()).is_err());
        assert_eq!(house.count("SELECT count(*) FROM intakes"), 0);
    }
);

both!(
    /// æøå in UTF-8 with and without a mark, and in Windows-1252, all three taken alike; a broken line in UTF-8 is named.
    encodings, |house| {
        let text = format!("fodselsnummer;fornavn;etternavn\r\n{A};Åse Æ;Blåbærøy\r\n");
        assert_eq!(counts(&take(house, "person.csv", &text)), (1, 0, 0));
        assert_eq!(counts(&take(house, "person.csv", format!("\u{feff}{text}"))), (0, 1, 0));
        let narrow: Vec<u8> = text.chars().map(|c| c as u8).collect();
        let t = take(house, "person.csv", &narrow);
        assert_eq!((counts(&t), t.encoding), ((0, 1, 0), Encoding::Windows1252));
        assert_eq!(t.warnings, ["is not UTF-8; read as Windows-1252"]);
        let mut mixed = format!("{text}{B};Åse;Ås\r\n{C};").into_bytes();
        mixed.extend(b"\xc5se;Fjord\r\n");
        let t = take(house, "person.csv", &mixed);
        assert_eq!((counts(&t), reasons(&t)), ((1, 1, 1), vec!["4 : is not UTF-8".to_owned()]));
        let told = Options { encoding: Some(Encoding::Windows1252), ..options() };
        let path = house.file("person.csv", &narrow);
        assert!(take_with(house, &[path], &told).unwrap()[0].warnings.is_empty());
        assert_eq!(house.texts("SELECT etternavn AS t FROM person WHERE fornavn = 'Åse Æ'"), ["Blåbærøy"]);
    }
);

both!(
    /// Comma and tab as declared, Excel's own first line, columns in any order, unknown ones ignored aloud.
    profiles_and_columns, |house| {
        for (profile, c) in [(Profile::Comma, ","), (Profile::Tab, "\t"), (Profile::Semicolon, ";")] {
            let text = format!("sep={c}\r\nEtternavn;Hund;fodselsnummer ;FORNAVN\r\n\"Blomst\";x;{A};Vakker\r\n").replace(";", c);
            let path = house.file("person.csv", text);
            let t = take_with(house, &[path], &Options { profile, ..options() }).unwrap().remove(0);
            assert_eq!(counts(&t), (1, 0, 0), "{profile:?}: {:?}", reasons(&t).into_iter().chain(t.warnings).collect::<Vec<_>>());
            assert_eq!(t.warnings, ["`hund` is no column of a `person`, and is ignored"]);
            house.sql("DELETE FROM person_ident; DELETE FROM person");
        }
        let trailing = format!("fodselsnummer;fornavn;etternavn;;\n{A};Vakker;Blomst\n{B};Stille;Elv;;\n{C};Rask;Fjord;x\n");
        let t = take(house, "person.csv", trailing);
        assert_eq!((counts(&t), t.warnings.len()), ((2, 0, 1), 0));
        assert!("pipe".parse::<Profile>().is_err());
        assert_eq!("tab".parse::<Profile>().unwrap(), Profile::Tab);
        assert_eq!("UTF-8".parse::<Encoding>().unwrap(), Encoding::Utf8);
        assert_eq!(intake::template("soker").unwrap(), "fylkesnr;soknadsar;fodselsnummer;avgiverskole;er_larekandidat;aktiv;kvalifisert;folkereg_fylke_1mars;mottatt_dato;frist_unntak;flytting_dokumentert;poeng_hundredeler");
        assert!(intake::template("../soker").is_none());
    }
);

both!(
    /// A huge line and an unclosed quote cost themselves only.
    huge_lines_and_open_quotes, |house| {
        let huge = "x".repeat(5 << 20);
        let text = format!("fodselsnummer;fornavn;etternavn\n{A};{huge};Blomst\n{B};\"Stille;Elv\n{C};Rask;Fjord\n");
        let t = take(house, "person.csv", text);
        assert_eq!(counts(&t), (1, 0, 2));
        assert_eq!(reasons(&t), ["2 : is longer than 64 KiB", "3 : opens a quote that is not closed"]);
    }
);

both!(
    /// SQL and HTML are text like any other; a header break never gets in.
    hostile_text_is_inert, |house| {
        let name = "Robert'); DROP TABLE person; --<script>alert(1)</script>$1 {rows}";
        let text = format!("fodselsnummer;fornavn;etternavn;epost\n{A};\"{name}\";$2;x@post.example\n{B};\"Stille\r\nBcc: a@b.no\";Elv;\n{C};Rask;Fjord;\"a@b.no\rBcc: c@d.no\"\n");
        let t = take(house, "person.csv", text);
        assert_eq!(counts(&t), (1, 0, 2));
        assert_eq!(reasons(&t), ["3 fornavn: holds a line break", "5 epost: holds a line break"]);
        assert_eq!(house.texts("SELECT fornavn AS t FROM person"), [name]);
    }
);

both!(
    /// The same key twice: an equal line is unchanged, another one is rejected and told which came first.
    the_same_key_twice, |house| {
        let text = format!("fodselsnummer;fornavn;etternavn\n{A};Vakker;Blomst\n{A};Vakker; Blomst \n{A};Vakker;Rose\n");
        let t = take(house, "person.csv", text);
        assert_eq!(counts(&t), (1, 1, 1));
        assert_eq!(reasons(&t), ["4 fodselsnummer: line 2 has the same key and other values"]);
    }
);

both!(
    /// A changed line updates its row; a column that the file lacks is left alone, and so is what an empty cell does not tell.
    updates, |house| {
        take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn;epost;mobil;adressesperre\n{A};V;Blomst;a@b.example;+47 90000000;J\n"));
        let t = take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn\n{A};Vakker;Blomst\n"));
        assert_eq!(counts(&t), (1, 0, 0));
        let all = "SELECT fornavn || ' ' || COALESCE(epost, '-') || ' ' || mobil AS t FROM person WHERE adressesperre";
        assert_eq!(house.texts(all), ["Vakker a@b.example +47 90000000"]);
        take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn;epost\n{A};Vakker;Blomst;\n"));
        assert_eq!(house.texts(all), ["Vakker a@b.example +47 90000000"]);
    }
);

both!(
    /// A D-number becomes a fødselsnummer: the person stays, any of its numbers finds it, again changes nothing.
    a_d_number_becomes_a_fodselsnummer, |house| {
        take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn\n{D_NUMBER};Ny;Borger\n"));
        let next = format!("fodselsnummer;fornavn;etternavn;tidligere_ident\n{A};Ny;Borger;{D_NUMBER}\n{B};Stille;Elv;\n");
        assert_eq!(counts(&take(house, "person.csv", &next)), (2, 0, 0));
        assert_eq!(counts(&take(house, "person.csv", &next)), (0, 2, 0));
        assert_eq!(house.count("SELECT count(*) FROM person"), 2);
        assert_eq!(house.count("SELECT count(*) FROM person_ident"), 3);
        let soker = |n: &str| format!("fylkesnr;soknadsar;fodselsnummer\n46;2026;{n}\n");
        assert_eq!(counts(&take(house, "soker.csv", soker(D_NUMBER))), (1, 0, 0));
        assert_eq!(counts(&take(house, "soker.csv", soker(A))), (0, 1, 0));
        let old = take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn\n{D_NUMBER};Ny;Borger\n"));
        assert_eq!(counts(&old), (0, 1, 0));
        let two = take(house, "person.csv", format!("fodselsnummer;fornavn;etternavn;tidligere_ident\n{A};Ny;Borger;{B}\n"));
        assert_eq!(reasons(&two), ["2 tidligere_ident: and `fodselsnummer` are known as two persons"]);
    }
);

both!(
    /// Both numbers new in one file, in either order, are one person.
    both_numbers_in_one_file, |house| {
        let text = format!("fodselsnummer;fornavn;etternavn;tidligere_ident\n{A};Ny;Borger;{D_NUMBER}\n{D_NUMBER};Ny;Borger;\n{C};Rask;Fjord;{C}\n");
        assert_eq!(counts(&take(house, "person.csv", &text)), (2, 1, 0));
        assert_eq!(house.texts("SELECT fodselsnummer AS t FROM person ORDER BY 1"), [A, C]);
        assert_eq!(counts(&take(house, "person.csv", &text)), (0, 3, 0));
    }
);

both!(
    /// Promise: a person who stands in a file by two numbers, with other values, is what the newer number's line says: whichever
    /// line comes first, near or far, whether a line or only the database knows that the numbers follow one another. The other
    /// line is told, and the file taken in again changes nothing.
    two_numbers_of_one_person_in_a_file, |house| {
        let old = format!("{D_NUMBER};Ny;Gammel;a@post.example;\n");
        let new = format!("{A};Ny;Borger;;{D_NUMBER}\n");
        let far = format!("{B};Stille;Elv;;\n").repeat(1_100);
        let head = "fodselsnummer;fornavn;etternavn;epost;tidligere_ident\n";
        let files = [format!("{old}{new}"), format!("{new}{old}"), format!("{old}{far}{new}"), format!("{new}{far}{old}")];
        let now = "SELECT fodselsnummer || ' ' || etternavn AS t FROM person WHERE fornavn = 'Ny'";
        for file in &files {
            house.sql("DELETE FROM person_ident; DELETE FROM person");
            let first = take(house, "person.csv", format!("{head}{file}"));
            let told = reasons(&first).concat();
            assert!(told.contains(" fodselsnummer: is an earlier number of the person on line ") && !told.contains(A), "{told}");
            assert_eq!((first.rejected, house.texts(now)), (1, vec![format!("{A} Borger")]));
            for _ in 0..2 {
                let again = take(house, "person.csv", format!("{head}{file}"));
                assert_eq!((again.taken, reasons(&again).concat(), house.texts(now)), (0, told.clone(), vec![format!("{A} Borger")]));
            }
            let known = take(house, "person.csv", format!("{head}{}", file.replace(&format!(";{D_NUMBER}\n"), ";\n")));
            assert_eq!((known.taken, known.rejected), (0, 1), "only the database knows by now");
        }
        let alone = take(house, "person.csv", format!("{head}{old}"));
        assert_eq!((counts(&alone), house.texts(now)), ((1, 0, 0), vec![format!("{A} Gammel")]), "the only line of a person counts, by any number");
    }
);

both!(
    /// Promise: and of three numbers that follow one another, or of two persons, none is lost and nothing alternates.
    numbers_that_follow_one_another, |house| {
        let head = "fodselsnummer;fornavn;etternavn;tidligere_ident\n";
        let chain = format!("{head}{D_NUMBER};Ny;En;\n{A};Ny;To;{D_NUMBER}\n{B};Ny;Tre;{A}\n");
        take(house, "person.csv", &chain);
        let all = || house.texts("SELECT p.fodselsnummer || ' ' || p.etternavn || ' ' || i.ident AS t FROM person p JOIN person_ident i ON i.person_id = p.id ORDER BY i.ident");
        let mut expected = [A, B, D_NUMBER].map(|ident| format!("{B} Tre {ident}"));
        expected.sort();
        assert_eq!(all(), expected);
        let again = take(house, "person.csv", &chain);
        assert_eq!((again.taken, again.rejected, all()), (0, 2, expected.to_vec()));
        house.sql("DELETE FROM person_ident; DELETE FROM person");
        take(house, "person.csv", format!("{head}{A};Kari;Fjell;\n{B};Ola;Elv;\n"));
        let two = format!("{head}{A};Kari;Foss;\n{B};Ola;Elv;{A}\n");
        let t = take(house, "person.csv", &two);
        assert_eq!((counts(&t), reasons(&t)), ((1, 0, 1), vec!["3 tidligere_ident: and `fodselsnummer` are known as two persons".to_owned()]));
        let ring = format!("{head}{A};Kari;Foss;{B}\n{B};Kari;Foss;{A}\n");
        let first = take(house, "person.csv", &ring);
        assert_eq!(reasons(&first), reasons(&take(house, "person.csv", &ring)));
    }
);

both!(
    /// Each reference that is not there rejects its line and says what to take in first.
    missing_references, |house| {
        offers(house);
        let whys = |name: &str, text: String| reasons(&take(house, name, text)).join("\n");
        let stranger = "17857912322";
        assert_eq!(whys("person_rett.csv", format!("fodselsnummer;rett;fom\n{stranger};VOKSENRETT;2026-01-01\n")),
            "2 fodselsnummer: no person with this fødselsnummer; take in `person` first");
        assert_eq!(whys("soker.csv", format!("fylkesnr;soknadsar;fodselsnummer;avgiverskole\n99;2026;{A};\n46;2026;{A};11111\n")),
            "2 fylkesnr: no fylke with this number\n3 avgiverskole: no skole with this number; take in `skole` first");
        let onske = "fylkesnr;soknadsar;fodselsnummer;onskenr;onsketype;programomrade;skolenr;status\n";
        assert_eq!(
            whys("onske.csv", format!("{onske}46;2026;{C};1;LARE;BARLF3----;;\n46;2026;{A};9;LARE;ZZZZZ9----;;\n46;2026;{A};9;LARE;BARLF3----;;XX\n")),
            "2 fodselsnummer: the person is no søker in this fylke and year; take in `soker` first\n\
             3 programomrade: no programområde with this code; take in `programomrade` first\n\
             4 status: is not a code of its code table");
        let svar = "websvar_id;fylkesnr;soknadsar;fodselsnummer;onskenr;runde;gjelder;svar;mottatt_tid\n";
        assert_eq!(
            whys("websvar.csv", format!("{svar}w1;46;2026;{A};7;1;TILBSKG;J;2026-08-01T10:00:00Z\nw2;46;2026;{A};1;2;TILBSKG;J;2026-08-01T10:00:00Z\n")),
            "2 onskenr: the søker has no ønske with this number; take in `onske` first\n\
             3 runde: the ønske has no Vg3 forslag in this runde");
        assert_eq!(whys("kontrakt_avbrudd.csv", "fylkesnr;kontraktsnr;fra\n46;1;2026-01-01\n".into()),
            "2 kontraktsnr: no kontrakt with this number; take in `kontrakt` first");
        assert_eq!(whys("medlemskap.csv", "samarbeidsorgan_orgnr;bedrift_orgnr;fom\n310000027;310000094;2020-01-01\n".into()),
            "2 bedrift_orgnr: no bedrift with this organisasjonsnummer; take in `bedrift` first");
    }
);

both!(
    /// Routines own a wish's status, and its programområde once an accepted offer has rewritten it.
    a_wish_keeps_what_routines_have_written, |house| {
        offers(house);
        let line = |omrade: &str, status: &str, laast: &str| format!(
            "fylkesnr;soknadsar;fodselsnummer;onskenr;onsketype;programomrade;status;laast\n46;2026;{A};1;LARE;{omrade};{status};{laast}\n");
        assert_eq!(house.texts("SELECT status AS t FROM onske ORDER BY soker_id, onskenr"), ["SFORM", "SBEHA", "SFORM"]);
        assert_eq!(counts(&take(house, "onske.csv", line("BARLF3----", "STOPP", "N"))), (0, 1, 0));
        assert_eq!(counts(&take(house, "onske.csv", line("BARLF3MF--", "", "N"))), (1, 0, 0));
        house.sql("UPDATE forslag SET overfort = '2026-08-05'; UPDATE onske SET programomrade = 'BARLF3F---', status = 'TILBSK' WHERE onskenr = 1");
        assert_eq!(counts(&take(house, "onske.csv", line("BARLF3----", "SFORM", "N"))), (0, 1, 0));
        assert_eq!(counts(&take(house, "onske.csv", line("BARLF3----", "SFORM", "J"))), (1, 0, 0));
        let first = "SELECT programomrade || ' ' || status AS t FROM onske WHERE laast";
        assert_eq!(house.texts(first), ["BARLF3F--- TILBSK"]);
    }
);

both!(
    /// An answer from the web is taken once and never changed; one the county records waits beside it to be judged, and
    /// one that it corrects is judged again. What is in force is the routine's.
    answers, |house| {
        offers(house);
        let web = |svar: &str| format!("websvar_id;fylkesnr;soknadsar;fodselsnummer;onskenr;runde;gjelder;svar;mottatt_tid\nw1;46;2026;{A};1;1;TILBSKG;{svar};04.08.2026 14:00\n");
        assert_eq!(counts(&take(house, "websvar.csv", web("J"))), (1, 0, 0));
        assert_eq!(counts(&take(house, "websvar.csv", web("N"))), (0, 1, 0));
        assert_eq!(house.count("SELECT count(*) FROM websvar WHERE svar = 'J' AND behandlet = 'NY' AND mottatt_tid = '2026-08-04 12:00:00'"), 1);
        house.sql("INSERT INTO forslag_svar (forslag_id, gjelder, svar, svart_tid, kilde, attempt_id) SELECT id, 'TILBSKG', 'J', '2026-08-04 12:00:00', 'WEB', 7 FROM forslag");
        let fylke = format!("fylkesnr;soknadsar;fodselsnummer;onskenr;runde;gjelder;svar;svart_tid\n46;2026;{A};1;1;TILBSKG;Nei;2026-08-04T14:00:00+02:00\n");
        assert_eq!(counts(&take(house, "fylkesvar.csv", &fylke)), (1, 0, 0));
        assert_eq!(counts(&take(house, "fylkesvar.csv", &fylke)), (0, 1, 0));
        let waiting = || house.texts("SELECT svar || ' ' || behandlet || ' ' || CAST(svart_tid AS TEXT) AS t FROM fylkesvar");
        assert_eq!(waiting(), ["N NY 2026-08-04 12:00:00"]);
        house.sql("UPDATE fylkesvar SET behandlet = 'BRUKT'");
        assert_eq!(counts(&take(house, "fylkesvar.csv", &fylke)), (0, 1, 0));
        assert_eq!(waiting(), ["N BRUKT 2026-08-04 12:00:00"]);
        assert_eq!(counts(&take(house, "fylkesvar.csv", fylke.replace("Nei", "Ja"))), (1, 0, 0));
        assert_eq!(waiting(), ["J NY 2026-08-04 12:00:00"]);
        assert_eq!(house.texts("SELECT svar || ' ' || kilde AS t FROM forslag_svar"), ["J WEB"]);
    }
);

both!(
    /// That the county itself has told an applicant is one day for each offer, and may be corrected.
    told_by_the_county, |house| {
        offers(house);
        let told = |dag: &str, gjelder: &str| format!("fylkesnr;soknadsar;fodselsnummer;onskenr;runde;gjelder;varslet;mate\n46;2026;{A};1;1;{gjelder};{dag};telefon\n");
        assert_eq!(counts(&take(house, "varslet.csv", told("2026-07-29", "TILBSKG"))), (1, 0, 0));
        assert_eq!(counts(&take(house, "varslet.csv", told("2026-07-29", "TILBSKG"))), (0, 1, 0));
        assert_eq!(counts(&take(house, "varslet.csv", told("2026-07-28", "TILBSKG"))), (1, 0, 0));
        assert_eq!(counts(&take(house, "varslet.csv", told("2026-07-28", "TULL"))), (0, 0, 1));
        assert_eq!(house.texts("SELECT gjelder || ' ' || CAST(varslet AS TEXT) || ' ' || mate AS t FROM forslag_varslet"), ["TILBSKG 2026-07-28 telefon"]);
    }
);

both!(
    /// A proposal to a company is one per wish, company and round, beside the Vg3 offers.
    proposals_to_companies, |house| {
        offers(house);
        let line = |status: &str| format!("fylkesnr;soknadsar;fodselsnummer;onskenr;runde;orgnr;status;opprettet\n46;2026;{A};1;1;310000019;{status};2026-05-01\n");
        assert_eq!(counts(&take(house, "bedriftsforslag.csv", line("SENDT"))), (1, 0, 0));
        assert_eq!(counts(&take(house, "bedriftsforslag.csv", line("AKSEPTERT"))), (1, 0, 0));
        assert_eq!(counts(&take(house, "bedriftsforslag.csv", line("AKSEPTERT"))), (0, 1, 0));
        assert_eq!(house.texts("SELECT status AS t FROM forslag ORDER BY id"), ["TILBSKG", "AKSEPTERT"]);
    }
);

both!(
    /// What only the database knows to be wrong rejects its own line and no other.
    the_database_may_refuse_a_line, |house| {
        house.sql("CREATE UNIQUE INDEX bedrift_navn ON bedrift (navn)");
        let t = take(house, "bedrift.csv", "orgnr;navn\n310000019;Verk AS\n310000027;Verk AS\n310000035;Bygg AS\n");
        assert_eq!(counts(&t), (2, 0, 1));
        assert_eq!(reasons(&t), ["3 : the database refused it: it must be unique"]);
        let text = format!("fylkesnr;kontraktsnr;fodselsnummer;kontraktstype;programomrade;laretid_fra;laretid_til;netto_laretid_mnd\n46;1;{A};L;BARLF3----;2026-08-17;2026-08-16;0\n");
        assert_eq!(reasons(&take(house, "kontrakt.csv", text)), ["2 laretid_til: is before `laretid_fra`"]);
    }
);

both!(
    /// More lines than one chunk holds: the count is right and progress is told.
    many_chunks, |house| {
        let mut text = String::from("skolenr;navn;fylkesnr\n");
        for n in 0..2_500 {
            text += &format!("{};Skule {n};46\n", 10_000 + n);
        }
        let path = house.file("skole.csv", &text);
        let mut told = vec![];
        let t = intake::take(&mut house.db(), &[path], &options(), &mut |_: &Path, n| told.push(n)).unwrap();
        assert_eq!((counts(&t[0]), told), ((2_500, 0, 0), vec![1_000, 2_000, 2_500]));
    }
);

fn persons() -> usize {
    std::env::var("RUTINE_SPEED_PERSONS").map_or(25_000, |n| n.parse().unwrap())
}

/// A synthetic number for each `n` below 400,000.
fn number(n: u32) -> Option<String> {
    let (day, month, year, serial) = (n % 28 + 1, n / 28 % 12 + 81, n / 336 % 40, n / 13_440 + 500);
    let nine = format!("{day:02}{month:02}{year:02}{serial:03}");
    let digit = |digits: &str, weights: &[u32]| {
        let sum: u32 = digits.bytes().zip(weights).map(|(d, w)| u32::from(d - b'0') * w).sum();
        Some((11 - sum % 11) % 11).filter(|d| *d < 10)
    };
    let ten = format!("{nine}{}", digit(&nine, &[3, 7, 6, 1, 8, 9, 4, 5, 2])?);
    Some(format!("{ten}{}", digit(&ten, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2])?))
}

both!(
    /// How fast: `cargo test --release --test it speed -- --ignored --nocapture --test-threads 1`.
    #[ignore = "a measurement"]
    speed, |house| {
        let numbers: Vec<_> = (0..).filter_map(number).take(persons()).collect();
        let mut person = String::from("fodselsnummer;fornavn;etternavn;epost\n");
        let mut soker = String::from("fylkesnr;soknadsar;fodselsnummer\n");
        let mut onske = String::from("fylkesnr;soknadsar;fodselsnummer;onskenr;onsketype;programomrade;laast\n");
        for n in &numbers {
            person += &format!("{n};Vakker;Blomst;vakker.blomst@post.example\n");
            soker += &format!("46;2026;{n}\n");
            for nr in 1..=4 {
                onske += &format!("46;2026;{n};{nr};LARE;BARLF3----;N\n");
            }
        }
        let files = [("person.csv", person), ("soker.csv", soker), ("onske.csv", onske)];
        let paths: Vec<_> = files.iter().map(|(name, text)| house.file(name, text)).collect();
        for round in ["new", "again"] {
            for path in &paths {
                let start = std::time::Instant::now();
                let t = take_with(house, std::slice::from_ref(path), &options()).unwrap().remove(0);
                println!("{} {round} {} {:?} in {:.2?}", house.db().backend(), t.kind, counts(&t), start.elapsed());
            }
        }
    }
);

/// A line of a gigabyte costs no memory.
#[test]
#[ignore = "writes a gigabyte"]
fn a_line_of_a_gigabyte() {
    use std::io::{Read, Write};
    let house = House::sqlite();
    let path = house.file("person.csv", "fodselsnummer;fornavn;etternavn\n1;");
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
    std::io::copy(&mut std::io::repeat(b'x').take(1 << 30), &mut file).unwrap();
    writeln!(file, "\n{A};Vakker;Blomst").unwrap();
    let start = std::time::Instant::now();
    let t = take_with(&house, &[path], &options()).unwrap().remove(0);
    assert_eq!(counts(&t), (1, 0, 1));
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find(|l| l.starts_with("VmHWM")).unwrap();
    println!("{peak} in {:.2?}", start.elapsed());
}

both!(
    /// A county's parameter that no job takes is refused with its column and why; the run of before goes on as it did.
    a_countys_wrong_parameter, |house| {
        let text = "fylkesnr;soknadsar;navn;verdi\n46;2026;5A115.svarfrist_dager;9\n46;2026;5A999.svarfrist_dager;9\n\
            46;2026;5A115.svarfrist_uker;2\n46;2026;5A115.svarfrist_dager_;\n46;2026;5A116.maneder_for;snart\n46;2026;5A115.soknadsar;2027\n";
        let t = take(house, "fylke_parameter.csv", text);
        let said = reasons(&t);
        assert_eq!(counts(&t), (1, 1, 4), "{said:#?}");
        for (said, begins) in said.iter().zip([
            "3 navn: names no job: expected JOB.parameter, and the jobs are 5A115, ",
            "4 navn: 5A115 has no such parameter; it has avviksfag, ",
            "6 ",
            "7 navn: the year is the row's own `soknadsar`",
        ]) {
            assert!(said.starts_with(begins) && !said.contains("snart"), "{said}");
        }
        assert_eq!(house.texts("SELECT navn || '=' || verdi AS t FROM fylke_parameter"), ["5A115.svarfrist_dager=9"]);
    }
);

both!(
    /// An empty `verdi` takes that one parameter away, right or wrong, and nothing else; once more changes nothing.
    a_countys_parameter_is_taken_away, |house| {
        house.sql(
            "INSERT INTO fylke_parameter (fylkesnr, soknadsar, navn, verdi) VALUES ('46', 2026, '5A115.svarfrist_uker', '1'),
             ('46', 2026, '5A115.svarfrist_dager', '8'), ('46', 2027, '5A115.svarfrist_uker', '1'), ('11', 2026, '5A115.svarfrist_uker', '1')",
        );
        let text = "fylkesnr;soknadsar;navn;verdi\n46;2026;5A115.svarfrist_uker;\n46;2026;5A115.svarfrist_dager;9\n";
        assert_eq!(counts(&take(house, "fylke_parameter.csv", text)), (2, 0, 0));
        assert_eq!(counts(&take(house, "fylke_parameter.csv", text)), (0, 2, 0));
        let left = "SELECT fylkesnr || ' ' || CAST(soknadsar AS TEXT) || ' ' || navn || '=' || verdi AS t FROM fylke_parameter ORDER BY 1";
        assert_eq!(
            house.texts(left),
            ["11 2026 5A115.svarfrist_uker=1", "46 2026 5A115.svarfrist_dager=9", "46 2027 5A115.svarfrist_uker=1"]
        );
        let both = "fylkesnr;soknadsar;navn;verdi\n46;2026;5A115.svarfrist_dager;9\n46;2026;5A115.svarfrist_dager;\n";
        assert_eq!(reasons(&take(house, "fylke_parameter.csv", both)), ["3 fylkesnr: line 2 has the same key and other values"]);
        let without = refused(house, "fylke_parameter.csv", "fylkesnr;soknadsar;navn\n46;2026;5A115.svarfrist_dager\n");
        assert!(without.contains("column `verdi` is missing"), "{without}");
        assert_eq!(house.count("SELECT count(*) FROM fylke_parameter"), 3);
    }
);

/// How a row is taken away is told where one looks.
#[test]
fn how_a_row_is_taken_away_is_told() {
    let house = House::sqlite();
    assert!(house.out(0, &["intake", "--list"]).replace('\n', " ").contains("an empty `verdi`"));
    assert!(
        house
            .err(0, &["intake", "--template", "fylke_parameter"])
            .contains("an empty `verdi` takes the row away")
    );
    assert_eq!(house.err(0, &["intake", "--template", "person"]), "");
}

both!(
    /// Promise: a county's own mail leads nobody astray. Where to log in, and where a form is found, is https on a host that the
    /// settings allow: else the line is rejected; what stands in the database already is told by `check`, and no letter of
    /// the round is written.
    a_round_leads_where_the_settings_allow, |house| {
        let head = "ar;varsel;referansedato;kjoredato;paminning1;paminning2;svarfrist;innlogging;lenke\n";
        let line = |login: &str, link: &str| {
            format!("{head}2026;2026-10-01;2026-12-01;2027-01-07;2027-02-04;2027-02-18;2027-02-21;{login};{link}\n")
        };
        for (login, link, exit, column) in [
            ("javascript:alert(1)", "", 3, "innlogging"),
            ("VIGO (http://vigo.no)", "", 3, "innlogging"),
            ("VIGO Bedrift", "https://vigo.no.ond.net/{ar}", 3, "lenke"),
            ("VIGO Bedrift (https://bedrift.vigo.no)", "https://vigo.no/{ar}/{orgnr}", 0, ""),
            ("https://bedrift.fylke.example", "", 0, ""),
        ] {
            let path = house.file("rapport_runde.csv", line(login, link));
            let out = house.run(&["intake", path.to_str().unwrap()]);
            assert_eq!(out.status.code(), Some(exit), "{login} {link}");
            let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
            assert!(said.contains(column) && (exit == 0 || said.contains("`mail.link_hosts`")), "{said}");
        }
        house.file("rutine.toml", "[mail]\nlink_hosts = [\"fylke.net\"]\n");
        house.sql("UPDATE rapport_runde SET innlogging = 'https://bedrift.vigo.no' WHERE ar = 2026");
        let faults = house.told(5, &["check"]);
        assert!(faults.contains("`innlogging` of the round of 2026 in `rapport_runde` holds an address"), "{faults}");
        for job in ["AR-FOREL", "AR-OPPSTART", "AR-PAMINN"] {
            let said = house.run(&["--now", "2027-02-18T05:00:00Z", "run", job, "--fylke", "46", "--asof", "2027-02-18"]);
            assert_ne!(said.status.code(), Some(0), "{job}");
        }
        let said = house.err(4, &["--now", "2027-02-18T05:00:00Z", "plan", "AR-PAMINN", "--fylke", "46", "--asof", "2027-02-18"]);
        assert!(said.contains("holds an address that letters may not lead to"), "{said}");
        house.file("rutine.toml", "[mail]\nlink_hosts = [\"vigo.no\"]\n");
        assert_eq!(house.count("SELECT count(*) FROM letters"), 0);
    }
);

both!(
    /// A round's dates come in order, or the line is rejected and says which is out of place; a county's round wins over the
    /// one shipped.
    a_round_has_its_dates_in_order, |house| {
        let head = "ar;varsel;referansedato;kjoredato;paminning1;paminning2;svarfrist;innlogging;lenke\n";
        let good = "2026;2026-10-01;2026-12-01;2027-01-07;2027-02-04;2027-02-18;2027-02-21;VIGO Bedrift;https://bedrift.example/{ar}/{orgnr}/{grunnkode}\n";
        let bad = "2027;2027-10-01;2027-12-01;2028-01-06;2028-02-17;2028-02-03;2028-02-20;VIGO Bedrift;\n";
        let path = house.file("rapport_runde.csv", format!("{head}{good}{bad}"));
        let out = house.run(&["intake", path.to_str().unwrap()]);
        assert_eq!(out.status.code(), Some(3));
        let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
        assert!(said.contains("must come after `paminning1`"), "{said}");
        let kept = "SELECT CAST(kjoredato AS TEXT) || ' ' || opphav AS t FROM rapport_runde WHERE ar >= 2026";
        assert_eq!(house.texts(kept), ["2027-01-07 VIGO"]);
    }
);

both!(
    /// Further reminders are a column that may be left out: their days come after the second, in order, within the deadline, and
    /// no more than there are letters for; else the line is rejected, and says why. An empty cell takes them away; a file
    /// without the column leaves them, and where they fit no longer, `check` says so and no reminder is sent.
    further_reminders_of_a_round, |house| {
        let head = "ar;varsel;referansedato;kjoredato;paminning1;paminning2;svarfrist;innlogging";
        let line = "2026;2026-10-01;2026-12-01;2027-01-07;2027-02-04;2027-02-18;2027-02-22;VIGO Bedrift";
        let round = |flere: &str| take(house, "rapport_runde.csv", format!("{head};flere_paminninger\n{line};{flere}\n"));
        let kept = || house.texts("SELECT COALESCE(flere_paminninger, '-') AS t FROM rapport_runde WHERE ar = 2026").concat();
        let max = PAMINNINGER.len() - 2;
        for (flere, why) in [
            ("2027-02-18", "must come after `paminning2`, each day after the one before it"),
            ("2027-02-20 2027-02-19", "must come after `paminning2`, each day after the one before it"),
            ("2027-02-20, 2027-02-20", "must come after `paminning2`, each day after the one before it"),
            ("23.02.2027", "must not come after `svarfrist`"),
            ("2027-02-19 og 2027-02-20", "is not a list of dates, a space or a comma between them: `2027-02-18, 2027-02-19`"),
            ("19.02.2027 20.02.2027 21.02.2027 22.02.2027", &format!("holds more days than there are letters for; name at most {max}")),
        ] {
            assert_eq!(reasons(&round(flere)), [format!("2 flere_paminninger: {why}")]);
        }
        assert_eq!(kept(), "-");
        assert_eq!((round("22.2.2027").rejected, kept().as_str()), (0, "2027-02-22"));
        let shown = house.json(0, &["rapport", "runder"]);
        assert_eq!(shown["runder"][1]["paminninger"], json!(["2027-02-04", "2027-02-18", "2027-02-22"]));
        assert_eq!(shown["runder"][1]["paminning2"], "2027-02-18");
        let owed = ["--now", "2026-12-01T08:00:00Z", "check"];
        assert!(house.out(0, &owed).contains("the round of 2026 needs AR-PAMINN on 2027-02-22"));

        let moved = format!("{head}\n{}\n", line.replace("2027-02-22", "2027-02-21"));
        assert_eq!((take(house, "rapport_runde.csv", moved).rejected, kept().as_str()), (0, "2027-02-22"));
        let why = "`flere_paminninger` of the round of 2026 in `rapport_runde` must not come after `svarfrist`";
        let told = house.out(5, &owed);
        assert!(unfolded(&told).contains(why), "{told}");
        let told = house.err(4, &["--now", "2027-02-18T05:00:00Z", "plan", "AR-PAMINN", "--fylke", "46", "--asof", "2027-02-18"]);
        assert!(unfolded(&told).contains(why), "{told}");
        assert_eq!((round("").rejected, kept().as_str()), (0, "-"));
    }
);
