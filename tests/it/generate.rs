//! The synthetic counties: the same order gives the same bytes, no number is anybody's, and the committed fixtures
//! are what the code makes. `RUTINE_WRITE_FIXTURES=1 cargo test --test it generate` writes them anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rutine::domain::{Fodselsnummer, epost, orgnr};
use rutine::generate::{Order, profil, write};

use crate::house::project;

/// The committed counties and their scales: 330 and 111 applicants, and two who apply in both.
const FIXTURES: [(&str, f64); 2] = [("46", 0.011), ("11", 0.0037)];

fn order(fylke: &str, scale: f64) -> Order {
    Order { fylker: vec![fylke.into()], scale, seed: 1, soknadsar: 2026 }
}

fn fixtures() -> PathBuf {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    let dir = || {
        let out = project().join("fixtures");
        if std::env::var_os("RUTINE_WRITE_FIXTURES").is_some_and(|v| v == "1") {
            make(&out);
        }
        out
    };
    DIR.get_or_init(dir).clone()
}

fn make(out: &Path) -> Vec<PathBuf> {
    FIXTURES.iter().flat_map(|(fylke, scale)| write(&order(fylke, *scale), out).unwrap()).collect()
}

/// The rows of a kind, by column name.
fn rows(dir: &Path, fylke: &str, kind: &str) -> Vec<BTreeMap<String, String>> {
    let path = dir.join(fylke).join(format!("{kind}.csv"));
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn column(dir: &Path, fylke: &str, kind: &str, name: &str) -> Vec<String> {
    rows(dir, fylke, kind).iter().map(|r| r[name].clone()).collect()
}

fn both(kind: &str, name: &str) -> Vec<String> {
    FIXTURES.iter().flat_map(|(fylke, _)| column(&fixtures(), fylke, kind, name)).collect()
}

#[test]
fn the_committed_fixtures_are_what_the_code_makes() {
    let (fixtures, fresh) = (fixtures(), tempfile::tempdir().unwrap());
    let made = make(fresh.path());
    assert!(made.len() >= 30, "{made:?}");
    for path in made {
        let name = path.strip_prefix(fresh.path()).unwrap();
        let same = std::fs::read(&path).unwrap() == std::fs::read(fixtures.join(name)).unwrap_or_default();
        assert!(same, "`{}` is not what `generate` makes; see fixtures/README.md", name.display());
    }
}

#[test]
fn a_county_does_not_depend_on_its_company_and_another_seed_is_another_county() {
    let (alone, together) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(&order("11", 0.004), alone.path()).unwrap();
    let both = Order { fylker: vec!["46".into(), "11".into()], ..order("46", 0.004) };
    write(&both, together.path()).unwrap();
    let person = |dir: &Path| std::fs::read(dir.join("11/person.csv")).unwrap();
    assert!(person(alone.path()) == person(together.path()));
    write(&Order { seed: 2, ..both }, alone.path()).unwrap();
    assert!(person(alone.path()) != person(together.path()));
}

#[test]
fn an_order_that_cannot_be_met_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let fault = |o: Order| write(&o, dir.path()).unwrap_err().to_string();
    assert!(fault(order("99", 1.0)).starts_with("`99` is no fylke: give one of 03, 11"));
    assert!(fault(order("46", 0.0)).starts_with("scale `0` is not between 0 and 4"));
    assert!(fault(Order { soknadsar: 26, ..order("46", 1.0) }).starts_with("søknadsår `26`"));
}

#[test]
fn every_number_is_synthetic_and_valid() {
    for n in both("person", "fodselsnummer") {
        assert!(Fodselsnummer::parse(&n).is_ok_and(|n| n.is_synthetic()), "{n}");
    }
    for n in both("bedrift", "orgnr").into_iter().chain(both("skole", "orgnr")) {
        assert!(orgnr::check(&n).is_ok() && n.starts_with('3'), "{n}");
    }
    for address in both("person", "epost").into_iter().chain(both("bedrift", "epost")) {
        let plain = address.replace("(at)", "@");
        assert!(address.is_empty() || epost::is_usable(&plain) && plain.ends_with(".example"), "{address}");
    }
}

#[test]
fn enough_applicants_of_every_sort() {
    for (fylke, least) in [("46", 330), ("11", 110)] {
        let sokere: BTreeSet<_> = column(&fixtures(), fylke, "soker", "fodselsnummer").into_iter().collect();
        assert!(sokere.len() >= least, "{fylke}: {}", sokere.len());
        assert!(sokere.iter().any(|n| Fodselsnummer::parse(n).unwrap().is_d_number()));
        assert!(sokere.iter().any(|n| serie_2032(n)), "{fylke}: no number by the rule from 2032");
        let malform: BTreeSet<_> = column(&fixtures(), fylke, "person", "malform").into_iter().collect();
        assert_eq!(malform.into_iter().collect::<Vec<_>>(), ["", "nb", "nn"]);
    }
}

/// Is the first check digit valid only from 2032?
fn serie_2032(n: &str) -> bool {
    let digits = n.bytes().map(|b| u32::from(b - b'0'));
    let sum: u32 = digits.zip([3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).map(|(d, w)| d * w).sum();
    !sum.is_multiple_of(11)
}

#[test]
fn hver_profil_er_med() {
    let sokere = rows(&fixtures(), "11", "soker").len();
    assert!(profil::antall(sokere).iter().all(|(_, n)| *n >= 1));
}

#[test]
fn two_persons_apply_in_both_counties_with_equal_rows() {
    let of = |fylke: &str, kind: &str| -> BTreeMap<String, Vec<BTreeMap<String, String>>> {
        let mut by = BTreeMap::<_, Vec<_>>::new();
        for row in rows(&fixtures(), fylke, kind) {
            by.entry(row["fodselsnummer"].clone()).or_default().push(row);
        }
        by
    };
    let (west, south) = (of("46", "soker"), of("11", "soker"));
    let shared: Vec<_> = west.keys().filter(|n| south.contains_key(*n)).collect();
    assert_eq!(shared.len(), 2);
    for kind in ["person", "person_rett", "elevkurs"] {
        let (west, south) = (of("46", kind), of("11", kind));
        assert!(shared.iter().all(|n| west[*n] == south[*n]), "{kind}");
        let common = west.keys().filter(|n| south.contains_key(*n)).count();
        assert_eq!(common, 2, "{kind}: only the shared persons stand in both");
    }
}

/// Each county's folder is taken in alone: whatever a row names stands in the same folder.
#[test]
fn every_reference_is_met_within_the_folder() {
    for (fylke, _) in FIXTURES {
        let known = |kind: &str, name: &str| -> BTreeSet<String> {
            let mut all: BTreeSet<_> = column(&fixtures(), fylke, kind, name).into_iter().collect();
            all.insert(String::new());
            all
        };
        let (person, skole) = (known("person", "fodselsnummer"), known("skole", "skolenr"));
        let (bedrift, kontrakt) = (known("bedrift", "orgnr"), known("kontrakt", "kontraktsnr"));
        let soker = known("soker", "fodselsnummer");
        for (kind, name, met) in [
            ("person_rett", "fodselsnummer", &person),
            ("elevkurs", "fodselsnummer", &person),
            ("elevkurs", "skolenr", &skole),
            ("soker", "fodselsnummer", &person),
            ("soker", "avgiverskole", &skole),
            ("onske", "fodselsnummer", &soker),
            ("onske", "skolenr", &skole),
            ("onske", "avtalt_bedrift_orgnr", &bedrift),
            ("bedriftsforslag", "fodselsnummer", &soker),
            ("bedriftsforslag", "orgnr", &bedrift),
            ("svar/websvar", "fodselsnummer", &soker),
            ("medlemskap", "samarbeidsorgan_orgnr", &bedrift),
            ("medlemskap", "bedrift_orgnr", &bedrift),
            ("bedriftskurs", "orgnr", &bedrift),
            ("ansatt_rolle", "fodselsnummer", &person),
            ("ansatt_rolle", "orgnr", &bedrift),
            ("kontrakt", "fodselsnummer", &person),
            ("kontrakt", "skolenr", &skole),
            ("kontrakt", "bedrift_orgnr", &bedrift),
            ("kontrakt", "ansvarlig_part_orgnr", &bedrift),
            ("kontrakt", "faglig_leder_fodselsnummer", &person),
            ("kontrakt_avbrudd", "kontraktsnr", &kontrakt),
            ("prove", "kontraktsnr", &kontrakt),
            ("skoletilbud", "skolenr", &skole),
        ] {
            for value in column(&fixtures(), fylke, kind, name) {
                assert!(met.contains(&value), "{fylke}/{kind}.csv: {name} `{value}` is nowhere");
            }
        }
    }
}

/// Every code named is in the code lists that the migrations lay down.
#[test]
fn every_code_is_known() {
    let house = crate::house::House::sqlite();
    let codes = |sql: &str| house.texts(sql).into_iter().collect::<BTreeSet<_>>();
    let kode = codes("SELECT kode AS t FROM programomrade");
    let status = codes("SELECT kode AS t FROM onskestatus");
    let slutt = codes("SELECT kode AS t FROM avslutningskode");
    for (kind, name, known) in [
        ("elevkurs", "programomrade", &kode),
        ("onske", "programomrade", &kode),
        ("kontrakt", "programomrade", &kode),
        ("prove", "programomrade", &kode),
        ("onske", "status", &status),
        ("kontrakt", "avslutningskode", &slutt),
    ] {
        for value in both(kind, name).into_iter().filter(|v| !v.is_empty()) {
            assert!(known.contains(&value), "{kind}: {name} `{value}`");
        }
    }
}
