//! The Vg3 chain: from SFORM to a contract under behandling, or to STRILÆ, told row by row; every tally adds up, the whole
//! chain again does nothing, and both backends end in the same world.

use serde_json::Value;

use crate::house::{House, both};
use crate::scene::Day;

const CHAIN: [&str; 6] = ["5A119", "5A114", "5A120", "5A122", "5A106", "5A114"];

fn offer(fylke: &'static str) -> Day {
    Day { job: "5A115", fylke, asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] }
}

/// The day after the last day to answer: a week after the offers in 46, 1 September in 11.
fn rest(fylke: &'static str) -> [Day; 6] {
    let (asof, at) = match fylke {
        "11" => ("2026-09-02", "2026-09-02T08:00:00Z"),
        _ => ("2026-08-05", "2026-08-05T08:00:00Z"),
    };
    CHAIN.map(|job| Day { job, fylke, asof, at, params: &[] })
}

/// The chain of a county, `after` being told of each step's run; the letters leave and the answers come in behind the first.
fn play(house: &House, fylke: &'static str, mut after: impl FnMut(Day, Value)) {
    house.take(fylke);
    let offer = offer(fylke);
    after(offer, offer.run(house));
    house.letters_have_left();
    house.take(&format!("{fylke}/svar"));
    for day in rest(fylke) {
        after(day, day.run(house));
    }
}

/// `5A115 46: seen 332 acted 169 unchanged 0 left 163 rejected 0 letters 164`, having checked that it adds up.
fn tally(day: Day, run: &Value) -> String {
    let t = &run["tally"];
    let n = |name: &str| t[name].as_i64().unwrap();
    let left: i64 = t["left"].as_object().unwrap().values().filter_map(Value::as_i64).sum();
    assert_eq!(n("seen"), n("acted") + n("unchanged") + left + n("rejected"), "{} {}", day.job, day.fylke);
    let (seen, acted, unchanged, rejected) = (n("seen"), n("acted"), n("unchanged"), n("rejected"));
    format!(
        "{} {}: seen {seen} acted {acted} unchanged {unchanged} left {left} rejected {rejected} letters {}",
        day.job, day.fylke, run["letters"]
    )
}

/// Every row about an applicant, a line each.
fn rows(house: &House, soker: i64) -> Vec<String> {
    let of = "JOIN onske o ON o.id = x.onske_id WHERE o.soker_id = {soker}";
    let by_forslag =
        "JOIN forslag f ON f.id = x.forslag_id JOIN onske o ON o.id = f.onske_id WHERE o.soker_id = {soker}";
    [
        format!(
            "SELECT 'forslag ' || x.forslagstype || ' ' || x.status || ' ' || x.programomrade || ' skole ' || COALESCE(x.skolenr, '-')
               || ' svarfrist ' || CAST(x.svarfrist_generelt AS TEXT) || ' oppstart ' || COALESCE(CAST(x.oppstart AS TEXT), '-')
               || ' overført ' || COALESCE(CAST(x.overfort AS TEXT), '-') AS t FROM forslag x {of} ORDER BY x.id"
        ),
        format!("SELECT 'websvar ' || x.websvar_id || ' ' || x.behandlet AS t FROM websvar x {by_forslag} ORDER BY x.id"),
        format!(
            "SELECT 'svar ' || x.gjelder || ' ' || x.svar || ' ' || CAST(x.svart_tid AS TEXT) || ' ' || x.kilde AS t
             FROM forslag_svar x {by_forslag} ORDER BY x.id"
        ),
        "SELECT 'ønske ' || CAST(onskenr AS TEXT) || ' ' || status || ' ' || programomrade || ' skole ' || COALESCE(skolenr, '-')
           || ' satt ' || COALESCE(CAST(status_satt AS TEXT), '-') AS t FROM onske WHERE soker_id = {soker} ORDER BY onskenr"
            .into(),
        format!(
            "SELECT 'historikk ' || CAST(o.onskenr AS TEXT) || ' ' || x.felt || ' ' || COALESCE(x.fra, '-') || ' -> ' || COALESCE(x.til, '-')
               || ' ' || CAST(x.tid AS TEXT) AS t FROM onske_historikk x {of} ORDER BY x.id"
        ),
        format!(
            "SELECT 'kontrakt ' || x.kontraktsnr || ' ' || x.kontraktstype || ' ' || x.programomrade || ' skole ' || x.skolenr || ' '
               || CAST(x.laretid_fra AS TEXT) || ' til ' || CAST(x.laretid_til AS TEXT) || ' godkjent '
               || COALESCE(CAST(x.godkjent_dato AS TEXT), '-') AS t FROM kontrakt x {by_forslag} ORDER BY x.id"
        ),
        "SELECT 'brev ' || job || ' ' || purpose || ' ' || language || ' ' || to_address || ' ' || state AS t
         FROM letters WHERE unit = 'soker:{soker}' ORDER BY id"
            .into(),
        "SELECT 'dokument ' || document_type || ' ' || source || ' ' || state AS t
         FROM deposits WHERE source LIKE 'soker:{soker}/%' ORDER BY id"
            .into(),
        "SELECT 'journal ' || job || ' ' || verdict || ' ' || reason || ' ' || detail || ' ' || changes AS t
         FROM journal WHERE unit = 'soker:{soker}' ORDER BY id"
            .into(),
    ]
    .iter()
    .flat_map(|sql| house.texts(&sql.replace("{soker}", &soker.to_string())))
    .collect()
}

/// What each step leaves behind of an applicant: the rows that are new or changed since the step before.
struct Story {
    soker: i64,
    known: Vec<String>,
    told: String,
}

impl Story {
    fn of(soker: i64) -> Self {
        Story { soker, known: vec![], told: String::new() }
    }

    fn tell(&mut self, house: &House, day: Day) {
        let now = rows(house, self.soker);
        self.told += &format!("{} {}\n", day.job, day.asof);
        for row in now.iter().filter(|r| !self.known.contains(r)) {
            self.told += &format!("  {row}\n");
        }
        self.known = now;
    }
}

both!(
    /// Said yes: from SFORM to a type E contract under behandling. Never answered: STRILÆ. And everyone is counted.
    from_sform_to_a_contract_or_struck, |house| {
        let (mut said_yes, mut silent, mut tallies) = (Story::of(1), Story::of(46), vec![]);
        play(house, "46", |day, run| {
            said_yes.tell(house, day);
            silent.tell(house, day);
            tallies.push(tally(day, &run));
        });
        insta::assert_snapshot!("kjede_takker_ja", said_yes.told);
        insta::assert_snapshot!("kjede_svarer_aldri", silent.told);
        play(house, "11", |day, run| tallies.push(tally(day, &run)));
        assert_eq!(
            tallies,
            [
                "5A115 46: seen 332 acted 169 unchanged 0 left 163 rejected 0 letters 172",
                "5A119 46: seen 160 acted 158 unchanged 0 left 2 rejected 0 letters 154",
                "5A114 46: seen 332 acted 263 unchanged 67 left 2 rejected 0 letters 11",
                "5A120 46: seen 169 acted 143 unchanged 0 left 26 rejected 0 letters 144",
                "5A122 46: seen 143 acted 143 unchanged 0 left 0 rejected 0 letters 0",
                "5A106 46: seen 143 acted 137 unchanged 0 left 6 rejected 0 letters 137",
                "5A114 46: seen 332 acted 0 unchanged 322 left 10 rejected 0 letters 0",
                "5A115 11: seen 113 acted 59 unchanged 0 left 54 rejected 0 letters 65",
                "5A119 11: seen 56 acted 55 unchanged 0 left 1 rejected 0 letters 52",
                "5A114 11: seen 113 acted 90 unchanged 22 left 1 rejected 0 letters 4",
                "5A120 11: seen 59 acted 48 unchanged 0 left 11 rejected 0 letters 49",
                "5A122 11: seen 48 acted 48 unchanged 0 left 0 rejected 0 letters 0",
                "5A106 11: seen 48 acted 46 unchanged 0 left 2 rejected 0 letters 46",
                "5A114 11: seen 113 acted 0 unchanged 109 left 4 rejected 0 letters 0",
            ]
        );
        let answered = house.count("SELECT count(*) FROM websvar WHERE behandlet = 'NY'");
        assert_eq!(answered, 0, "every answer of the fixtures was in by then");
    }
);

/// The same files and the same clock give the same world on both backends; the whole chain again changes nothing in it.
#[test]
fn both_backends_end_in_the_same_world_and_stay_there() {
    let worlds = [House::sqlite(), House::postgres()].map(|house| {
        for fylke in ["46", "11"] {
            play(&house, fylke, |_, _| {});
        }
        let (world, deeds) = (house.effects(), house.deeds());
        for day in ["46", "11"].into_iter().flat_map(|f| [offer(f)].into_iter().chain(rest(f))) {
            assert_eq!(day.run(&house)["tally"]["acted"], 0, "{} {} again", day.job, day.fylke);
        }
        assert!(house.deeds() == deeds, "the chain again does nothing");
        world
    });
    assert!(worlds[0].len() > 3000, "{}", worlds[0].len());
    let differ = worlds[0].iter().zip(&worlds[1]).find(|(a, b)| a != b);
    assert_eq!(differ, None);
    assert_eq!(worlds[0].len(), worlds[1].len());
}
