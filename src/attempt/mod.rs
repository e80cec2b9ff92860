//! The engine of an attempt: what a routine's body is given (its scope, its chunks, a fence around each transaction), what
//! it says of its units (acted, unchanged, left for a reason), and what the engine asks of it. Knows no routine, and of
//! the trade's tables the county's own and those that candidates come out of (`grunnlag.rs`).

mod bounds;
mod candidates;
mod chunk;
mod cx;
mod fence;
mod forarbeid;
mod grunnlag;
mod halt;
mod inntak;
mod outgoing;
mod reason;
mod routine;
mod scope;
mod sort;
mod state;
mod tally;
mod verdict;

pub use bounds::{Allowed, Bound, year};
pub use candidates::{ids, ugjorte};
pub use chunk::{Chunk, Draft, with_letter};
pub use cx::{Cx, Event, Named, Seen, panic_text, write_log};
pub use fence::{Fence, LostLease};
pub use forarbeid::{Forarbeid, lacking};
pub use grunnlag::{Grunnlag, NOTHING_TAKEN_IN, Nowhere, makes_forms};
pub use halt::{GivenBack, Halt};
pub use inntak::{Inntak, not_taken_in};
pub use outgoing::{Dropped, Outgoing, StillDue};
pub use reason::Reason;
pub(crate) use reason::reasons;
pub use routine::{Reads, Routine, params};
pub use scope::Scope;
pub use sort::{Unit, Why};
pub use state::{AttemptState, RunState};
pub use tally::{Tally, Totals};
pub use verdict::{Refusal, Verdict};
