//! What is not read, what is empty, and why lines are rejected: told, briefly, and in eighty columns.

use std::path::Path;

use crate::house::{House, both, unfolded};
use crate::mottak::{A, B, options, refused, take, take_with};
use rutine::intake;

const HEAD: &str = "fodselsnummer;fornavn;etternavn\n";

fn person(house: &House, name: &str) {
    house.file(name, format!("{HEAD}{A};Kari;Fjell\n"));
}

both!(
    /// Promise: of a folder each thing that is not read is named, and why. What somebody would expect to be read changes the
    /// exit code: a folder with CSV files in it, however deep, a workbook, a link that leads nowhere. What is harmless does not.
    what_a_folder_holds_and_is_not_read, |house| {
        person(house, "in/person.csv");
        house.file("in/notes.txt", "x");
        house.file("in/.skjult.csv", "x");
        house.file("in/onske.rejected.csv", "x");
        house.file("in/tom/ny/les.txt", "x");
        let said = unfolded(&house.err(0, &["intake", "in"]));
        for told in [
            "note: in: not read: `tom` (a folder)",
            "note: in: not read: `onske.rejected.csv` (rejected lines; taken in by the file's name only)",
            "note: in: not read: `.skjult.csv` (its name begins with a dot)",
            "note: in: not read: `notes.txt` (no `.csv` file)",
        ] {
            assert!(said.contains(told), "{said}");
        }
        for (name, told) in [
            ("in/a/b/c/Soker.CSV", "warning: in: not read: `a` (a folder with CSV files in it; name it, too)"),
            ("in/46_onske.xlsx", "warning: in: not read: `46_onske.xlsx` (a workbook; save it as CSV UTF-8)"),
        ] {
            let file = house.file(name, "x");
            assert!(unfolded(&house.err(3, &["intake", "in"])).contains(told), "{told}");
            std::fs::remove_file(file).unwrap();
        }
        std::os::unix::fs::symlink("nowhere", house.dir.path().join("in/soker.csv")).unwrap();
        std::os::unix::fs::symlink("..", house.dir.path().join("in/rundt")).unwrap();
        assert!(unfolded(&house.err(3, &["intake", "in"])).contains("not read: `soker.csv` (no file that can be read)"));
        let left = house.json(3, &["intake", "in"])["left_out"].clone();
        assert!(left.as_array().unwrap().iter().any(|l| l["why"] == "no_file" && l["names"][0] == "soker.csv" && l["folder"] == "in"), "{left}");
        assert!(house.json(0, &["intake", "in/person.csv"])["left_out"].as_array().unwrap().is_empty());
    }
);

both!(
    /// Promise: a file with a header and no lines is told, in every kind; where there must be some the exit code tells, too. A
    /// file of nothing at all is refused, and nothing of the others is taken in.
    a_file_without_lines_is_told, |house| {
        let may_be_none: Vec<_> = intake::kinds().iter().map(|k| k.name).filter(|kind| {
            let t = take(house, &format!("{kind}.csv"), intake::template(kind).unwrap() + "\n\n");
            assert_eq!(t.lacks_lines, t.notes.is_empty(), "{kind}");
            assert!(t.warnings.iter().chain(&t.notes).any(|told| told.starts_with("has a header and no lines")), "{kind}");
            let file = format!("{kind}.csv");
            house.out(if t.lacks_lines { 3 } else { 0 }, &["intake", &file]);
            !t.lacks_lines
        }).collect();
        assert_eq!(may_be_none, [
            "medlemskap", "kontrakt_avbrudd", "prove", "bedriftsforslag", "fylke_parameter", "arkivhendelse_oppsett",
            "websvar", "fylkesvar", "varslet", "rapport_svar", "rapport_innsending",
        ]);
        person(house, "in/person.csv");
        for empty in ["", "\n\n", "\u{feff}", "sep=;\n"] {
            house.file("in/websvar.csv", empty);
            let said = house.err(1, &["intake", "in"]);
            assert!(said.starts_with("error: nothing is taken in: `in/websvar.csv` is empty; its first line must be the header"), "{said}");
        }
        assert_eq!(house.count("SELECT count(*) FROM person"), 0);
    }
);

both!(
    /// Promise: whatever a file is refused for names its path as it was given, the line and the column where there are any, and that
    /// nothing is taken in.
    a_refusal_names_the_file_as_given, |house| {
        let told = |name: &str, text: &[u8], expected: &str| {
            house.file(name, text);
            person(house, "in/dypt/person.csv");
            let said = house.err(1, &["intake", "in/dypt"]);
            assert!(said.starts_with(&format!("error: nothing is taken in: `{name}`{expected}")), "{said}");
            std::fs::remove_file(house.dir.path().join(name)).unwrap();
        };
        told("in/dypt/person-2.csv", b"fodselsnummer;fornavn;etternavnn\n", ", line 1, column `etternavn` is missing; `etternavnn` is no column of a `person`; did you mean `etternavn`? (`rutine intake --template person` prints them)");
        told("in/dypt/person-2.csv", b"\nfodselsnummer;fornavn;etternavn;epostt\n", ", line 2, `epostt` is no column of a `person`; did you mean `epost`?");
        told("in/dypt/person-2.csv", b"fodselsnummer;fornavn;14830751220\n", ", line 1, cell 3: this is no header: a cell holds a number");
        told("in/dypt/person-2.csv", b"fodselsnummer,fornavn,etternavn\n", ", line 1, the header is one column; did you mean `--profile comma`?");
        told("in/dypt/person-2.csv", b"fodselsnummer;fornavn;fornavn;etternavn\n", ", line 1, column `fornavn` stands twice");
        told("in/dypt/person-2.csv", b"\xff\xfea\0", ": is UTF-16; save it as CSV UTF-8");
        told("in/dypt/person-2.csv", b"", " is empty");
        told("in/dypt/lonn.csv", b"a;b\n", ": the file's name tells no kind");
        for (given, expected) in [("in/nix.csv", "`in/nix.csv` cannot be read"), ("/dev/null", "`/dev/null` is neither a file nor a folder")] {
            let said = house.err(1, &["intake", "in/dypt", given]);
            assert!(said.starts_with(&format!("error: nothing is taken in: {expected}")), "{said}");
        }
        assert_eq!(house.count("SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM intakes)"), 0);
        assert!(refused(house, "x/person.csv", "a;b\n").contains("x/person.csv`"));
    }
);

both!(
    /// Promise: lines rejected for one reason are told in one line, with the first of them and how many more; what is printed stays
    /// short however many there are, and all of them are in the file of rejected lines.
    lines_of_one_reason_are_told_together, |house| {
        let mut text = format!("{HEAD}{A};Kari;Fjell\n{B};;Elv\n");
        text += &"1;Kari;Fjell\n".repeat(700);
        let two = format!("{HEAD}{A};Kari;Fjell\n1;x;y\n1;x;y\n{B};=1;Elv\n");
        let file = house.file("person.csv", &text);
        let said = house.err(3, &["intake", "person.csv"]);
        let told = unfolded(&said);
        assert!(told.contains("rejected: person.csv: line 3, column `fornavn`: is empty"), "{said}");
        assert!(told.contains("rejected: person.csv: lines 4, 5, 6, 7, 8 and 695 more, column `fodselsnummer`: "), "{said}");
        assert_eq!(said.matches("rejected:").count(), 2);
        let kept = std::fs::read_to_string(house.dir.path().join("person.rejected.csv")).unwrap();
        assert_eq!(kept.lines().count(), 702);
        std::fs::write(&file, two).unwrap();
        let t = take_with(house, std::slice::from_ref(&file), &options()).unwrap().remove(0);
        let counts: Vec<_> = t.reasons.iter().map(|r| (r.column.as_str(), r.count, r.lines.clone())).collect();
        assert_eq!(counts, [("fodselsnummer", 2, vec![3, 4]), ("fornavn", 1, vec![5])]);
        assert!(unfolded(&house.err(3, &["intake", "person.csv"])).contains("person.csv: lines 3 and 4, column"));
        let many: String = (0..60).map(|n| format!("{A};Kari;Fjell\n{A};Kari;x{n}\n")).collect();
        let t = take(house, "person.csv", format!("{HEAD}{many}"));
        assert_eq!((t.reasons.len(), t.rejected), (1, 60), "{:?}", t.reasons);
        let wide: String = (1..60).map(|n| format!("{A};{}\n", "x;".repeat(n + 3))).collect();
        let t = take(house, "person.csv", format!("{HEAD}{wide}"));
        assert_eq!((t.reasons.len(), t.rejected), (20, 59));
        let said = unfolded(&house.err(3, &["intake", "person.csv"]));
        assert!(said.contains("rejected: person.csv: 49 lines more, for other reasons"), "{said}");
    }
);

both!(
    /// Promise: whatever `intake` tells fits in eighty columns, but for a path or a command, which stands alone on its line.
    all_of_it_fits_in_eighty_columns, |house| {
        let long = "en/mappe/med/et/langt/navn/som/ingen/har/bedt/om/2026-11-28";
        for kind in intake::kinds() {
            let (name, header) = (format!("{long}/{}.csv", kind.name), intake::template(kind.name).unwrap());
            house.file(&name, format!("{header};hund\n{}\n1\n", "x;".repeat(kind.columns.len())));
        }
        let person_4 = format!("{HEAD}{A};Kari;Fjell\n");
        house.file(&format!("{long}/person-2026-for-september-og-oktober.csv"), person_4);
        house.file(&format!("{long}/ny/person.csv"), "x");
        house.file(&format!("{long}/.skjult.csv"), "x");
        let fixtures = crate::house::project().join("fixtures/46");
        for args in [vec!["intake", long], vec!["intake", fixtures.to_str().unwrap()], vec!["intake", "--list"], vec!["intake", "--help"]] {
            let out = house.run(&args);
            let said = [out.stdout, out.stderr].map(|s| String::from_utf8(s).unwrap()).concat();
            for line in said.lines().filter(|line| line.chars().count() > 80) {
                let is_path = |word: &str| Path::new(word.trim_matches(['`', ':'])).components().count() > 2;
                let rest = line.split(' ').filter(|word| !is_path(word)).map(|word| word.chars().count() + 1).sum::<usize>();
                assert!(rest < 40, "{args:?}: {line}");
            }
        }
    }
);

both!(
    /// Promise: a folder that holds folders alone names them, and a command that takes one of them in.
    a_folder_of_folders, |house| {
        person(house, "in/46/person.csv");
        house.file("in/00/les.txt", "x");
        let said = house.err(1, &["intake", "in"]);
        assert!(said.contains("only folders: `00`, `46`") && said.contains("`rutine intake in/46`"), "{said}");
        house.out(0, &["intake", "in/46"]);
        house.file("tom/les.txt", "x");
        assert!(!house.err(1, &["intake", "tom"]).contains("folders"));
    }
);
