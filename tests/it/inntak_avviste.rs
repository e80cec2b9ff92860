//! What somebody has mended is never lost: files of rejected lines through being taken in again and again, in any order.

use std::path::{Path, PathBuf};

use crate::house::{House, both};
use crate::mottak::{A, B, counts, options, reasons, take, take_with};
use rutine::intake::{Options, Taken};

const HEAD: &str = "fodselsnummer;fornavn;etternavn\n";

fn two(a: &str, b: &str) -> String {
    format!("{HEAD}{A};Kari;{a}\n{B};Ola;{b}\n")
}

/// Taken in where it lies.
fn again(house: &House, files: &[&str]) -> Vec<Taken> {
    let paths: Vec<PathBuf> = files.iter().map(|name| house.dir.path().join(name)).collect();
    take_with(house, &paths, &options()).unwrap()
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap()
}

both!(
    /// Promise: a file of rejected lines that somebody has changed stays as it is, whatever its source says when it is taken in
    /// again; what is rejected then is kept beside it, once, and both are told. Ours, unchanged, is replaced.
    mended_lines_are_never_written_over, |house| {
        let first = take(house, "in/person.csv", two("=1", "=2")).rejects_file.unwrap();
        let ours = read(&first);
        take(house, "in/person.csv", two("=1", "=3"));
        assert_ne!(read(&first), ours, "nobody has touched it");
        let mended = read(&first).replacen("'=1", "Fjell", 1);
        std::fs::write(&first, &mended).unwrap();
        for source in [two("=1", "=3"), two("=4", "=3"), two("=4", "=3")] {
            let t = take(house, "in/person.csv", source);
            let second = t.rejects_file.clone().unwrap();
            assert_eq!(second, house.dir.path().join("in/person.rejected-2.rejected.csv"));
            assert!(t.warnings[0].contains(&format!("`{}` is not as this database wrote it, and is kept", first.display())));
            assert_eq!((read(&first), counts(&t)), (mended.clone(), (0, 0, 2)));
        }
        let well = take(house, "in/person.csv", two("Foss", "Elv"));
        assert_eq!((counts(&well), well.warnings.len(), read(&first)), ((2, 0, 0), 1, mended));
        assert_eq!(std::fs::read_dir(house.dir.path().join("in")).unwrap().count(), 2, "ours is gone");
    }
);

both!(
    /// Promise: a file of rejected lines that is taken in whole says that it may be deleted. Left lying it is read once: it never
    /// takes the place of what its source says later, also not where all the files of the folder are named, and ours replaces it.
    what_is_taken_in_whole_is_done_with, |house| {
        let first = take(house, "in/person.csv", two("Fjell", "=2")).rejects_file.unwrap();
        std::fs::write(&first, read(&first).replace("'=2", "Elv")).unwrap();
        let both = ["in/person.csv", "in/person.rejected.csv"];
        let t = again(house, &both);
        assert_eq!((t[0].notes.as_slice(), counts(&t[0])), (&["every line of it is taken in; it may be deleted".to_owned()][..], (1, 0, 0)));
        assert_eq!((counts(&t[1]), read(&first).contains("Elv")), ((0, 1, 1), true), "it is being read");
        house.file("in/person.csv", two("Fjell", "Foss"));
        for _ in 0..2 {
            let t = again(house, &both);
            assert!(t[0].notes[0].contains("was taken in whole before, and is not read again"), "{:?}", t[0]);
            assert_eq!(house.texts("SELECT etternavn AS t FROM person ORDER BY 1"), ["Fjell", "Foss"]);
        }
        let t = take(house, "in/person.csv", two("Fjell", "=5"));
        assert_eq!((t.rejects_file.as_deref(), read(&first).contains("'=5")), (Some(first.as_path()), true));
        take(house, "in/person.csv", two("Fjell", "Foss"));
        assert!(!first.exists());
    }
);

both!(
    /// Promise: what is still wrong in a mended file is kept in a file that can be mended in its turn; nothing grows when
    /// everything in the folder is taken in again and again, and an unmended file keeps its own lines.
    a_file_half_mended_is_mended_on, |house| {
        let t = take(house, "in/person.csv", two("=1", "=2"));
        let first = t.rejects_file.unwrap();
        let unmended = read(&first);
        let t = &again(house, &["in/person.rejected.csv"])[0];
        assert_eq!((t.rejects_file.as_deref(), read(&first), reasons(t).len()), (Some(first.as_path()), unmended.clone(), 2));
        std::fs::write(&first, unmended.replace("'=1", "Fjell").replace("'=2", "'=7")).unwrap();
        let second = again(house, &["in/person.rejected.csv"])[0].rejects_file.clone().unwrap();
        assert_eq!(read(&second), format!("\u{feff}line;column;reason;fodselsnummer;fornavn;etternavn\r\n3;etternavn;looks like a formula;{B};Ola;'=7\r\n"));
        let names = || {
            let mut names: Vec<_> = std::fs::read_dir(house.dir.path().join("in")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        for _ in 0..4 {
            let all: Vec<String> = names().iter().map(|name| format!("in/{name}")).collect();
            again(house, &all.iter().map(String::as_str).collect::<Vec<_>>());
        }
        assert_eq!(names(), ["person.csv", "person.rejected-2.rejected.csv", "person.rejected-3.rejected.csv", "person.rejected.csv"]);
        assert!(read(&first).contains("Fjell"));
        let third = house.dir.path().join("in/person.rejected-3.rejected.csv");
        let both = [read(&second), read(&third)].map(|text| text.contains("'=7"));
        assert_eq!(both.into_iter().filter(|has| *has).count(), 1, "the line that is left stands in one of ours");
        let left = if both[0] { second } else { third };
        std::fs::write(&left, read(&left).replace("'=7", "Elv")).unwrap();
        let t = take_with(house, &[left], &options()).unwrap().remove(0);
        assert_eq!((counts(&t), house.count("SELECT count(*) FROM person")), ((1, 0, 0), 2));
    }
);

both!(
    /// Promise: a file of another's under the name of ours is kept, too; each source has its own files, also in one folder.
    what_we_did_not_write_is_not_ours, |house| {
        let out = house.file("out/person.rejected.csv", "mine").parent().unwrap().to_owned();
        let sources = ["x/person.csv", "y/person.csv"].map(|name| house.file(name, two("=1", "Elv")));
        for _ in 0..2 {
            let t = take_with(house, &sources, &Options { rejects_dir: Some(out.clone()), ..options() }).unwrap();
            let names: Vec<_> = t.iter().map(|t| t.rejects_file.clone().unwrap()).collect();
            assert_eq!(names, ["person.rejected-2.rejected.csv", "person-2.rejected.csv"].map(|name| out.join(name)));
        }
        assert_eq!((read(&out.join("person.rejected.csv")), std::fs::read_dir(&out).unwrap().count()), ("mine".into(), 3));
    }
);

both!(
    /// Promise: a folder that takes no file is named, with what to do, and no file that was only tried.
    a_folder_that_takes_no_file, |house| {
        let file = house.file("person.csv", two("Fjell", "Elv"));
        let said = house.err(1, &["intake", file.to_str().unwrap(), "--rejects", "/proc"]);
        assert!(said.contains("`/proc`; name another folder with `--rejects DIR`") && !said.contains("/proc/"), "{said}");
        assert_eq!(house.count("SELECT count(*) FROM person"), 0);
    }
);
