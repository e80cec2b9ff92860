//! What no person's run is begun for, whatever the job: a county that is not served here, a day still to come.
//! What the calendar owes needs no such guard: it falls due on its day, for counties that are served.

use anyhow::Result;

use super::{Office, Order, Refused};
use crate::clock::oslo_day;

/// # Errors
/// `Refused`: the county is not served, or the day is still to come.
pub(super) fn admit(office: &Office, order: &Order) -> Result<()> {
    served(&office.config.fylker, order.fylke)?;
    let (asof, today) = (order.asof, oslo_day(office.clock.now()));
    if asof <= today {
        return Ok(());
    }
    let (code, fylke) = (&order.job.code, order.fylke);
    let ahead = match order.job.is_enabled(fylke) {
        true => format!(", or look ahead with `rutine plan {code} --fylke {fylke} --asof {asof}`"),
        // A plan would be refused, too.
        false => String::new(),
    };
    Err(Refused(format!(
        "the run is for {asof}, and today is {today}: nothing is run for a day still to come; wait for it{ahead}"
    ))
    .into())
}

/// # Errors
/// `Refused`: `fylker` of the settings does not name the county.
pub fn served(served: &[String], fylke: &str) -> Result<()> {
    if served.iter().any(|nr| nr == fylke) {
        return Ok(());
    }
    Err(Refused(format!(
        "fylke {fylke} is not served here: `fylker` of the settings names {}; add \"{fylke}\" there, or leave `fylker` \
         out to serve all",
        served.join(", ")
    ))
    .into())
}
