//! `why` and `jobs show` say in words what a mark rests on, and where to read it.

use rutine::attempt::Reason;
use rutine::domain::kilder::{Henvisning, nevnt};
use rutine::manifest;
use rutine::routine;
use serde_json::Value;

use crate::house::{House, both};
use crate::scene::Day;

const DAY: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };

/// Key and address of each source that the marks name.
fn named<'a>(marks: impl IntoIterator<Item = &'a str>) -> Vec<(&'static str, &'static str)> {
    let mut all: Vec<_> = marks
        .into_iter()
        .flat_map(nevnt)
        .map(|h| match h {
            Henvisning::Kilde(k) => (k.key, k.address),
            Henvisning::Paragraf(p) => (p.nokkel, p.adresse),
            Henvisning::Ukjent(what) => panic!("{what}"),
        })
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn keys(of: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = of.as_array().unwrap().iter().map(|s| s["key"].as_str().unwrap()).collect();
    keys.sort_unstable();
    keys
}

/// Fits 80 columns, or is an address, alone and whole.
fn fits(out: &str) {
    for line in out.lines() {
        let alone = line.trim_start().starts_with("http") && !line.trim().contains(' ');
        assert!(line.chars().count() <= 80 || alone, "{line}\n{out}");
    }
}

fn at_80(house: &House, args: &[&str]) -> String {
    let o = house.command(args).env("COLUMNS", "80").output().unwrap();
    assert!(o.status.success(), "{args:?}");
    String::from_utf8(o.stdout).unwrap()
}

both!(
    /// Promise: whatever reason a unit has, `why` names each source behind it, what it is and where, in text and in JSON.
    behind_a_reason, |house| {
        house.take("46");
        DAY.run(house);
        let reasons = routine::all().find(|r| r.code == "5A115").unwrap().reasons;
        let mut law = false;
        for row in house.texts("SELECT reason || ' ' || min(unit) AS t FROM journal GROUP BY reason ORDER BY reason") {
            let (code, unit) = row.split_once(' ').unwrap();
            let reason: &Reason = reasons.iter().find(|r| r.code == code).unwrap();
            let args = ["why", "5A115", "--fylke", "46", "--unit", unit];
            let out = at_80(house, &args);
            fits(&out);
            let sources = named([reason.source]);
            for (key, address) in &sources {
                let paragraph = key.contains('§');
                law |= paragraph;
                let said = if paragraph { "  law:     ".to_owned() } else { format!("           {key}: ") };
                assert!(out.contains(&said) && out.contains(&format!("\n           {address}")), "{key}\n{out}");
            }
            let doc = house.json(0, &args);
            let verdict = &doc["verdicts"][0];
            assert_eq!(verdict["text"]["source"], reason.source, "what was there stays");
            assert_eq!(keys(&verdict["sources"]), sources.iter().map(|s| s.0).collect::<Vec<_>>());
        }
        assert!(law, "some reason rests on a paragraph");
    }
);

/// Promise: `jobs show` ends with what its parameters and reasons name, each once, in 80 columns.
#[test]
fn the_legend_of_a_job() {
    let house = House::sqlite();
    let jobs = manifest::load(None)
        .unwrap_or_else(|_| panic!("the built in manifests are right; a test reads them"));
    for job in &jobs {
        let params = job.params.values().map(|p| p.mark.as_str());
        let sources = named(params.chain(job.routine.reasons.iter().map(|r| r.source)));
        let out = at_80(&house, &["jobs", "show", &job.code]);
        let legend = out.split_once("\nSOURCES\n").map_or("", |(_, legend)| legend);
        fits(legend);
        let entry = |l: &&str| !l.starts_with(' ');
        assert_eq!(legend.lines().filter(entry).count(), sources.len(), "{out}");
        for (key, address) in &sources {
            assert!(legend.lines().any(|l| l.starts_with(&format!("{key} "))), "{key}\n{out}");
            assert!(legend.lines().any(|l| l.trim() == *address) || address.is_empty(), "{address}\n{out}");
        }
        let doc = house.json(0, &["jobs", "show", &job.code]);
        assert_eq!(keys(&doc["job"]["sources"]), sources.iter().map(|s| s.0).collect::<Vec<_>>());
    }
}
