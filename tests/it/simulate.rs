//! The year in advance, on a copy.

use crate::house::House;

/// Promise: a year is tried out day by day, by the daemon's own engine, the same on both backends, and nothing is left of it.
#[test]
fn a_year_in_advance() {
    let told = [House::sqlite(), House::postgres()].map(|house| {
        house.take("46");
        house.take("11");
        house.file("rutine.toml", "fylker = [\"11\", \"46\", \"55\"]\n");
        let before = house.effects();
        let days = house.json(0, &["simulate", "--from", "2026-01-01", "--to", "2026-12-31"]);
        assert_eq!(house.effects(), before);
        assert_eq!(house.count("SELECT count(*) FROM runs"), 0);
        days
    });
    assert_eq!(told[0], told[1]);
    let days = told[0]["days"].as_array().unwrap();
    let extract = &days[0];
    assert_eq!((extract["date"].as_str(), extract["job"].as_str()), (Some("2026-01-06"), Some("AR-UTTREKK")));
    let offers = days.iter().find(|d| d["job"] == "5A115").unwrap();
    assert_eq!(offers["date"], "2026-07-28");
    assert_eq!(offers["fylker"].as_array().unwrap().len(), 3);
    assert!(offers["letters"].as_u64().unwrap() > 100);
    // In the rehearsal the letters leave: whoever does not answer is struck the day after the deadline, and told.
    for (date, fylke, letters) in [("2026-08-05", "46", 100), ("2026-09-02", "11", 30)] {
        let struck = days.iter().find(|d| d["date"] == date && d["job"] == "5A114").unwrap();
        assert!(struck["fylker"].as_array().unwrap().contains(&fylke.into()), "{struck}");
        assert!(
            struck["acted"].as_u64().unwrap() > letters && struck["letters"].as_u64().unwrap() > letters,
            "{struck}"
        );
    }
    let last = days.last().unwrap()["date"].as_str().unwrap();
    assert_eq!(last, "2026-11-30", "Troms places applicants the longest");
}
