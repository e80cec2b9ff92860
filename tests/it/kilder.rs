//! What the project says it rests on can be looked up: in SOURCES.md, and in the rows that the program shows.

use std::fs;
use std::path::Path;

use crate::house::project;
use rutine::domain::kilder::{Dom, Henvisning, kilder, nevnt, paragrafer};
use rutine::manifest;
use rutine::routine;

/// Every mark: of a reason, of a parameter as shipped. With where it stands.
fn marks() -> Vec<(String, String)> {
    let reasons = routine::all()
        .flat_map(|r| r.reasons.iter().map(|x| (format!("{} {}", r.code, x.code), x.source.to_owned())));
    let jobs = manifest::load(None)
        .unwrap_or_else(|_| panic!("the built in manifests are right; a test reads them"));
    let params = jobs
        .iter()
        .flat_map(|j| j.params.iter().map(|(name, p)| (format!("{} {name}", j.code), p.mark.clone())));
    reasons.chain(params).collect()
}

/// Files of a folder and all below it.
fn files(of: &Path) -> Vec<std::path::PathBuf> {
    let (mut found, mut todo) = (vec![], vec![of.to_owned()]);
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
        } else {
            found.push(path);
        }
    }
    found
}

/// Texts in which sources are named: manifests whole, of code the comments, of documents what they say themselves.
fn texts() -> Vec<(String, String)> {
    let comment = |line: &str, sign: &str| line.split_once(sign).map(|(_, said)| format!("{said}\n"));
    // The product names a paragraph in what it prints, too; the law of access on each document is the archive's.
    let printed = |line: &str| (line.contains('§') && !line.contains("Offl.")).then(|| format!("{line}\n"));
    let mut all = vec![];
    for (folder, ending, sign) in [
        ("src", "rs", "//"),
        ("tests", "rs", "//"),
        ("migrations", "sql", "--"),
        ("benches", "sql", "--"),
        ("jobs", "toml", ""),
    ] {
        for path in files(&project().join(folder)) {
            // The test of the reader itself names what there is not.
            if path.extension().is_some_and(|e| e == ending) && !path.ends_with("henvisning.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let said = match sign {
                    "" => text,
                    _ if folder == "src" => {
                        text.lines().filter_map(|l| comment(l, sign).or_else(|| printed(l))).collect()
                    }
                    _ => text.lines().filter_map(|l| comment(l, sign)).collect(),
                };
                all.push((path.display().to_string(), said));
            }
        }
    }
    all.extend(documents());
    all
}

/// Every document but SOURCES.md, which says itself what is missing there; without the examples.
fn documents() -> Vec<(String, String)> {
    let folders = ["docs", "fixtures", "benches"].iter().flat_map(|folder| files(&project().join(folder)));
    let named = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"].iter().map(|name| project().join(name));
    let all = folders.chain(named).filter(|path| path.extension().is_some_and(|e| e == "md"));
    let prose = |text: String| {
        let outside = text.split("```").step_by(2).collect::<String>();
        outside.lines().filter(|l| !l.starts_with("    ")).map(|l| format!("{l}\n")).collect()
    };
    all.map(|path| (path.display().to_string(), prose(fs::read_to_string(&path).unwrap()))).collect()
}

/// Promise: every source and paragraph that a reason, a parameter, a document or a comment names is one we can show.
#[test]
fn whatever_is_named_can_be_looked_up() {
    let (mut wrong, mut named) = (vec![], 0);
    for (place, said) in marks().into_iter().chain(texts()) {
        for h in nevnt(&said) {
            named += 1;
            if let Henvisning::Ukjent(what) = h {
                wrong.push(format!("{place}: `{what}` is in no row of kilder/, or does not say whose it is"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(named > 150, "{named} sources found, so most were not");
}

/// Promise: nothing is called a FACT that the text was not seen to say.
#[test]
fn no_fact_without_a_paragraph_that_says_so() {
    let mut wrong = vec![];
    for (place, mark) in marks() {
        // Each mark reaches to the next one.
        for said in
            mark.split("INFERRED").flat_map(|s| s.split("ASSUMED")).filter_map(|s| s.split_once("FACT"))
        {
            for h in nevnt(said.1) {
                if let Henvisning::Paragraf(p) = h
                    && p.dom != Dom::Verified
                {
                    wrong.push(format!("{place}: {} is {:?}, so `{mark}` may not say FACT", p.nokkel, p.dom));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Promise: SOURCES.md shows each row of both files, as it stands there.
#[test]
fn sources_md_shows_every_row() {
    let text = fs::read_to_string(project().join("SOURCES.md")).unwrap();
    let cell = |c: &str| if c.is_empty() { " |".to_owned() } else { format!(" {c} |") };
    let address = |a: &str| a.split_whitespace().map(|a| format!("<{a}>")).collect::<Vec<_>>().join(" ");
    for (file, addresses) in [("kilder.csv", 4), ("paragrafer.csv", 3)] {
        let rows = fs::read_to_string(project().join("kilder").join(file)).unwrap();
        for row in rows.lines().skip(1) {
            let cells = row.split(';').enumerate();
            let cells = cells.map(|(n, c)| if n == addresses { cell(&address(c)) } else { cell(c) });
            let line = format!("|{}", cells.collect::<String>());
            assert!(text.lines().any(|l| l == line), "SOURCES.md lacks\n{line}");
        }
    }
}

/// Promise: every row is whole, and none is named twice.
#[test]
fn every_row_is_whole() {
    let mut keys: Vec<_> =
        kilder().iter().map(|k| k.key).chain(paragrafer().iter().map(|p| p.nokkel)).collect();
    assert_eq!((kilder().len(), paragrafer().len()), (64, 132));
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 64 + 132);
    for k in kilder() {
        assert!(!k.title.is_empty() && !k.publisher.is_empty(), "{}", k.key);
        assert_eq!(k.address.is_empty(), k.key == "S1", "{}", k.key);
    }
    for p in paragrafer() {
        assert!(!p.emne.is_empty() && !p.sagt.is_empty(), "{}", p.nokkel);
        assert_eq!(p.adresse.is_empty(), p.dom == Dom::NotFound, "{}", p.nokkel);
    }
    let read = |dom| paragrafer().iter().filter(|p| p.dom == dom).count();
    assert_eq!((read(Dom::Verified), read(Dom::Different), read(Dom::NotFound)), (118, 10, 4));
}
