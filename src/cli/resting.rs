//! The pauses in force, as `rutine check` tells them: what each holds back, until when, and how it is ended.

use super::house::House;
use super::paused::{Skipped, skipped_by};
use super::table::say;
use crate::inspect::{PauseShown, Skips};
use crate::run::{Dates, Pause};

pub struct Resting {
    pause: Pause,
    /// `5A115 for fylke 46 on 2027-07-28`, each.
    dates: Vec<String>,
    skips: Vec<Skips>,
}

/// Of all pauses those whose last date has not passed.
pub fn look(house: &House, settled: &Dates, pauses: Vec<Pause>) -> Vec<Resting> {
    let in_force = pauses.into_iter().filter(|p| p.until >= house.today());
    in_force.map(|pause| Resting::new(house, settled, pause)).collect()
}

impl Resting {
    pub fn new(house: &House, settled: &Dates, pause: Pause) -> Self {
        let all = skipped_by(house, settled, &pause);
        let dates = all.iter().map(|s| s.what()).collect();
        let skips = all.iter().map(Skipped::shown).collect();
        Resting { pause, dates, skips }
    }

    pub fn print(&self) {
        let p = &self.pause;
        say!("paused: {} {}", p.what(), p.why());
        self.dates.iter().for_each(|dates| say!("  it holds back {dates}"));
        if self.dates.is_empty() {
            say!("  no date falls due until then");
        }
        say!("  `{}` ends it", p.resume_typed());
    }

    /// As `rutine pause --json` has it.
    pub fn shown(&self) -> PauseShown<'_> {
        PauseShown { pause: &self.pause, skips: &self.skips }
    }
}
