//! A routine that looks at what another makes says, run by hand, which one has to come first; the calendar's own nights are quiet.

use crate::house::{House, both, unfolded};
use crate::nobody::only;

const AT: [&str; 4] = ["--asof", "2026-08-05", "--now", "2026-08-05T08:00:00Z"];

fn run(house: &House, exit: i32, jobs: &[&str]) -> String {
    house.err(exit, &[&["run"], jobs, &["--fylke", "46"], &AT].concat())
}

fn offers(house: &House) {
    house.out(0, &["run", "5A115", "--fylke", "46", "--asof", "2026-07-28", "--now", "2026-07-28T04:00:00Z"]);
}

both!(
    /// Promise: the chain behind an offer that nobody has made is no success, whatever has been run of it; the routine that has
    /// to come first is named once, and in the document of each run. Once it has been run, an empty night is one.
    nothing_to_look_at_is_told, |house| {
        house.take("46");
        let chain = ["5A119", "5A120", "5A122", "5A106"];
        let said = run(house, 3, &chain);
        let warning = "warning: 5A119, 5A120, 5A122, 5A106 found nothing to look at in fylke 46: 5A115 comes first, and has made nothing";
        assert!(unfolded(&said).contains(warning) && said.contains("`rutine run 5A115 --fylke 46`"), "{said}");
        let runs = house.json(3, &[&["run"][..], &chain, &["--fylke", "46"], &AT].concat());
        assert!(runs["runs"].as_array().unwrap().iter().all(|r| r["lacks"] == "5A115" && r["state"] == "done"), "{runs}");
        let plan = house.err(0, &[&["plan", "5A120", "--fylke", "46"], &AT[..]].concat());
        assert!(unfolded(&plan).contains("5A115 comes first"), "{plan}");
        assert_eq!(run(house, 3, &["5A119", "-q"]), "");
        offers(house);
        assert_eq!(run(house, 0, &chain), "", "there are offers, and no answers yet");
    }
);

both!(
    /// Promise: what was made, and what was run and found nothing to make, both count; each routine is held to its own.
    each_routine_is_held_to_its_own, |house| {
        house.take("46");
        offers(house);
        assert!(unfolded(&run(house, 3, &["5A122", "5A106"])).contains("5A122, 5A106 found nothing to look at in fylke 46: 5A120 comes first"));
        run(house, 0, &["5A119", "5A120"]);
        assert_eq!(run(house, 0, &["5A122", "5A106"]), "", "nobody has said yes");
        house.sql("UPDATE runs SET routine = 'an older one'");
        assert_eq!(run(house, 0, &["5A119"]), "", "the offers are there, whoever made them");
    }
);

both!(
    /// Promise: the calendar's own nights say nothing of it, all year.
    the_calendars_nights_are_quiet, |house| {
        house.take("46");
        only(house, "5A119", "cron = \"0 6 * * *\"");
        house.file("rutine.toml", "jobs = \"jobs\"\nfylker = [\"46\"]\n");
        let tick = |day: &str| house.err(0, &["tick", "--now", &format!("{day}T08:00:00Z")]);
        tick("2026-08-01");
        let said = tick("2026-08-02");
        assert!(!said.contains("comes first"), "{said}");
        assert_eq!(house.count("SELECT count(*) FROM runs WHERE state = 'done' AND routine = '5A119'"), 1);
    }
);
