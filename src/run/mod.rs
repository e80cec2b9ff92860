//! The ledger: claim a run, execute it in fenced transactions, finish it; or plan it and roll it back.
//! Knows no routine by name. Every owed run is settled exactly once.

mod admit;
mod again;
mod announce;
mod claim;
mod difference;
mod execute;
mod finish;
mod forerunner;
mod heartbeat;
mod held;
mod mistimed;
mod next;
mod nobody;
mod pause;
mod plan;
mod rescue;
mod retry;
mod skip;
mod tick;
mod unattended;
mod way_past;

pub use admit::served;
pub use again::params_typed;
pub use announce::{Known, known};
pub use execute::{Office, Order, Outcome, Trigger, settle};
pub use held::{Held, held};
pub use mistimed::{AWAY_DAYS_MAX, Early, Mistimed, early, look, mistimed, reopen};
pub use next::given;
pub use nobody::{Nobody, can_be_used_up};
pub use pause::{ALL, Dates, Pause, covering, pause, pauses, resume, settled, typed};
pub use plan::{Plan, plan};
pub use rescue::{Life, lost, under_way};
pub use tick::{Horizon, Ticked, tick};
pub use unattended::{Settled, settle_next};
pub use way_past::{says_what_to_type, way_past};

/// Will not do it, and says what to do instead. Nothing has been written that counts.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// A parameter the operator gave is unknown or ill-typed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WrongParameter(pub String);

/// A county's own parameter in the database is unknown or ill-typed.
#[derive(Debug, thiserror::Error)]
#[error("in fylke_parameter: {0}\nhint: `rutine check` names the row, and how to mend it")]
pub struct WrongCountyParameter(pub String);
