//! 5A115: the day itself, twice, later, killed midway, out of order.

use crate::house::{House, both};
use crate::scene::{Day, killed_after_every_commit};

const DAY: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };

fn stage(house: House) -> House {
    house.take("46");
    house
}

both!(
    /// A second run is a new attempt that finds nothing to do; a second plan is empty.
    twice, |house| {
        house.take("46");
        let first = DAY.run(house);
        assert_eq!(first["tally"]["acted"], 169);
        let before = house.effects();
        assert_eq!(DAY.plan(house)["changes"].as_array().unwrap().len(), 0);
        let second = DAY.run(house);
        assert_eq!((&second["tally"]["acted"], &second["tally"]["unchanged"], &second["attempt"]), (&0.into(), &169.into(), &2.into()));
        assert_eq!(house.effects(), before);
    }
);

#[test]
fn killed_sqlite() {
    killed_after_every_commit(DAY, 80, || stage(House::sqlite()));
}

#[test]
fn killed_postgres() {
    killed_after_every_commit(DAY, 80, || stage(House::postgres()));
}
