//! Bounds that several routines of the chain have alike.

use crate::attempt::Allowed;
use crate::domain::rett::RETTER;

/// Days to answer, or to have been told.
pub const DAGER_MAX: i64 = 60;
pub const DAGER_FORDI: &str = "ASSUMED: school has begun by then";

/// A day of the year applied in, after the deadline to apply.
pub const DAG: Allowed = Allowed::Day { first: "03-01", last: "12-31", or: &[] };
pub const DAG_ELLER_INGEN: Allowed = Allowed::Day { first: "03-01", last: "12-31", or: &[""] };
pub const DAG_FORDI: &str = "ASSUMED: after the deadline to apply, in the same year";

pub const RETTER_ELLER_INGEN: Allowed = Allowed::Among { known: &RETTER, least: 0 };

pub const STRYK_MAX: Allowed = Allowed::Number(0, 10);
pub const STRYK_FORDI: &str = "ASSUMED: nobody has as many subjects to fail in";
