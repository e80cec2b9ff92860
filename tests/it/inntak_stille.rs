//! Nothing is lost, taken over or shown without a word when a file has been through a spreadsheet, a half copy or a wrong hand.

use std::path::{Path, PathBuf};

use crate::house::{House, both};
use rutine::intake::{self, Numbers, Options, Profile, Taken};

const A: &str = "14830751220";
const B: &str = "02910764511";

fn options() -> Options {
    Options {
        kind: None,
        encoding: None,
        profile: Profile::Semicolon,
        rejects_dir: None,
        jobs: rutine::manifest::load(None).unwrap(),
        numbers: Numbers::MadeUp,
        fylker: rutine::config::Config::default().fylker,
        actor: "test".into(),
        now: "2026-07-01T08:00:00".parse().unwrap(),
    }
}

fn take_all(house: &House, paths: &[PathBuf]) -> anyhow::Result<Vec<Taken>> {
    intake::take(&mut house.db(), paths, &options(), &mut |_: &Path, _| {})
}

fn take(house: &House, name: &str, content: impl AsRef<[u8]>) -> Taken {
    take_all(house, &[house.file(name, content)]).unwrap().remove(0)
}

fn refused(house: &House, name: &str, content: impl AsRef<[u8]>) -> String {
    format!("{:#}", take_all(house, &[house.file(name, content)]).unwrap_err())
}

fn counts(t: &Taken) -> (u64, u64, u64) {
    assert_eq!(t.lines, t.taken + t.unchanged + t.rejected, "every line is accounted for");
    (t.taken, t.unchanged, t.rejected)
}

fn reasons(t: &Taken) -> Vec<String> {
    t.rejects.iter().map(|r| format!("{} {}: {}", r.line, r.column, r.reason)).collect()
}

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
