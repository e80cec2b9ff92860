//! A county's own parameters: what a manifest may say of them, which of several values is in force, and how that is shown.

use std::path::PathBuf;

use rutine::manifest;

use crate::house::House;

/// A manifest of 5A115 whose parameters are the routine's, with defaults and marks of the test's own, and what counties have otherwise.
fn manifest(house: &House, own: &str) -> PathBuf {
    let jobs = manifest::load(None).unwrap();
    let shipped = &manifest::find(&jobs, "5A115").unwrap().params;
    let param = |(name, p): (&String, &manifest::Param)| {
        let value = if name == "svarfrist_dager" { "7".into() } else { p.value.to_string() };
        format!("[params.{name}]\nvalue = {value}\nabout = \"of {name}\"\nmark = \"FACT S1\"\n")
    };
    let params: String = shipped.iter().map(param).collect();
    house.file("jobs/5A115.toml", format!("routine = \"5A115\"\nabout = \"x\"\n{own}\n{params}"))
}

/// What `load` says, without the names of all the fields there are.
fn faults(house: &House) -> Vec<String> {
    let found = manifest::load(Some(&house.jobs())).err().map(|f| f.0).unwrap_or_default();
    let message = |m: &str| m.split(", expected one of `avviksfag`").next().unwrap().to_owned();
    found.iter().map(|f| format!("{}: {}", f.line, message(&f.message))).collect()
}

/// Promise 18: each of a county's values is told by itself, with its line and what was expected.
#[test]
fn faults_of_a_countys_own() {
    let house = House::sqlite();
    manifest(
        &house,
        "[fylke.11.params]\nsvarfrist_dager = \"snart\"\nsvarfrist_uker = 2\n\
         siste_dato = { value = \"1.9\", mark = \"11 § 29\" }\navviksfag = { verdi = true, mark = \"11 § 3\" }\n\
         larekandidat = { value = 1, mark = 2 }\n[fylke.46.params]\nsvarfrist_dager = -3\n\
         fellesfag_stryk_max = { value = -1 }\nsvarfrist = {}\n[fylke.18]\nparams = 5\n",
    );
    insta::assert_snapshot!(faults(&house).join("\n"));
}

/// A plain value and one with its mark; of any kind of TOML's ways to write a table.
#[test]
fn a_countys_value_carries_its_mark() {
    let house = House::sqlite();
    manifest(
        &house,
        "[fylke.11.params]\nsvarfrist_dager = 8\nsiste_dato = { value = \"08-15\", mark = \"11 § 29\" }\n\
         avviksfag.value = true\navviksfag.mark = \"11 § 3\"\n[fylke.11.params.larekandidat]\nvalue = false\n",
    );
    let jobs = manifest::load(Some(&house.jobs())).unwrap_or_else(|f| panic!("{:?}", f.0));
    let told = |fylke: &str, name: &str| {
        let all = jobs[0].in_force(fylke, &[], &[]).unwrap();
        let one = all.into_iter().find(|p| p.name == name).unwrap();
        format!("{} {:?} {}", one.value, one.from, one.mark.unwrap_or_default())
    };
    assert_eq!(told("11", "svarfrist_dager"), "8 Manifest ");
    assert_eq!(told("11", "siste_dato"), "\"08-15\" Manifest 11 § 29");
    assert_eq!(told("11", "avviksfag"), "true Manifest 11 § 3");
    assert_eq!(told("11", "larekandidat"), "false Manifest ");
    assert_eq!(told("46", "svarfrist_dager"), "7 Default FACT S1");
}

/// The order of precedence: default, the county's in the manifest, its row, what is given; of one layer the last.
#[test]
fn each_layer_wins_over_the_one_before() {
    let house = House::sqlite();
    manifest(&house, "[fylke.11.params]\nsvarfrist_dager = { value = 8, mark = \"11 § 29\" }\n");
    let jobs = manifest::load(Some(&house.jobs())).unwrap_or_else(|f| panic!("{:?}", f.0));
    let layer = |values: &[&str]| -> Vec<(String, String)> {
        values.iter().map(|v| ("svarfrist_dager".to_owned(), (*v).to_owned())).collect()
    };
    let check = |fylke: &str, rows: &[&str], given: &[&str], expected: &str| {
        let all = jobs[0].in_force(fylke, &layer(rows), &layer(given)).unwrap();
        let one = all.iter().find(|p| p.name == "svarfrist_dager").unwrap();
        let told = format!("{} {:?} {}", one.value, one.from, one.mark.as_deref().unwrap_or("-"));
        assert_eq!(told, expected, "{fylke} {rows:?} {given:?}");
        assert_eq!(manifest::table(&all)["svarfrist_dager"], one.value);
    };
    check("46", &[], &[], "7 Default FACT S1");
    check("11", &[], &[], "8 Manifest 11 § 29");
    check("11", &["9"], &[], "9 Database -");
    check("46", &["9"], &[], "9 Database -");
    check("11", &["9"], &["10"], "10 Given -");
    check("11", &[], &["10", "12"], "12 Given -");
    assert!(jobs[0].in_force("11", &layer(&["snart"]), &[]).is_err());
}
