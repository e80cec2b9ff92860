//! `rutine rett`: whoever has a right under opplæringslova § 5-6 and neither offer nor place is listed, with why; nobody else is.

use serde_json::Value;

use crate::house::{House, both};
use crate::scene::Day;

const OFFERS: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };
const REST: Day =
    Day { job: "5A119", fylke: "46", asof: "2026-08-05", at: "2026-08-05T08:00:00Z", params: &[] };
const NOW: &str = "2026-08-06T08:00:00Z";

fn listed(house: &House, more: &[&str]) -> Value {
    let mut args = vec!["rett", "--fylke", "46", "--now", NOW];
    args.extend(more);
    house.json(0, &args)
}

/// How many with each reason.
fn reasons(list: &Value) -> Vec<String> {
    let mut all: Vec<&str> =
        list["rett"].as_array().unwrap().iter().map(|r| r["reason"].as_str().unwrap()).collect();
    all.sort_unstable();
    all.chunk_by(|a, b| a == b).map(|same| format!("{} {}", same[0], same.len())).collect()
}

both!(
    /// Before anybody is looked at, after the offers, after the letters, and after the places.
    what_the_county_owes_follows_the_chain, |house| {
        house.take("46");
        let for_ = reasons(&listed(house, &["--limit", "0"]));
        assert!(for_.len() == 1 && for_[0].starts_with("IKKE_VURDERT "), "{for_:?}");
        OFFERS.run(house);
        let uvarslet = reasons(&listed(house, &["--limit", "0"]));
        let har = |all: &[String], reason: &str| all.iter().any(|r| r.starts_with(&format!("{reason} ")));
        assert!(har(&uvarslet, "IKKE_VARSLET") && har(&uvarslet, "MA_VURDERES") && !har(&uvarslet, "IKKE_VURDERT"));
        assert!(!har(&uvarslet, "MANGLER_RETT") && !har(&uvarslet, "PASSIV") && !har(&uvarslet, "ANNET_FYLKE"));
        house.letters_have_left();
        // The one who never answers: their letter came back.
        house.sql("UPDATE letters SET state = 'rejected', settled = NULL WHERE unit = 'soker:46'");
        house.take("46/svar");
        for job in ["5A119", "5A114", "5A120"] {
            Day { job, ..REST }.run(house);
        }
        let etter = listed(house, &["--limit", "0"]);
        assert!(har(&reasons(&etter), "INGEN_KAPASITET"));
        let han = etter["rett"].as_array().unwrap().iter().find(|r| r["unit"] == "soker:46");
        assert_eq!(han.unwrap()["reason"], "IKKE_VARSLET", "an offer that nobody has told of");
        let plass = "SELECT count(*) FROM forslag WHERE forslagstype = 'VG3' AND status = 'TILBSK'";
        assert!(house.count(plass) > 100, "and those who have a place are not listed");
        assert!(etter["total"].as_u64().unwrap() < 80);
    }
);

both!(
    /// A list that is cut says so, in the table and in JSON; a county without anybody says so too.
    a_cut_list_says_so, |house| {
        house.take("46");
        let kort = listed(house, &["--limit", "3"]);
        assert_eq!((kort["rett"].as_array().unwrap().len(), kort["truncated"].as_bool()), (3, Some(true)));
        let tabell = house.out(0, &["rett", "--fylke", "46", "--now", NOW, "--limit", "3"]);
        assert!(tabell.contains("showing 3 of ") && tabell.lines().all(|l| l.chars().count() <= 80), "{tabell}");
        let ingen = house.out(3, &["rett", "--fylke", "03", "--now", NOW]);
        assert_eq!(ingen, "nobody with a right is without an offer where somebody applies\n");
    }
);
