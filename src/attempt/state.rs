//! How a run stands, and how an attempt ended.

use crate::store::codes;

codes! {
    #[derive(Default)]
    pub enum RunState {
        /// Owed, and nobody is at it.
        #[default]
        Due = "due",
        Running = "running",
        Done = "done",
        /// Settled without being run, for a reason.
        Skipped = "skipped",
        /// Waits for a person.
        Failed = "failed",
    }

    pub enum AttemptState {
        Running = "running",
        Done = "done",
        Failed = "failed",
        /// To the machine: its process gone, its database away.
        Lost = "lost",
        /// Given back: the run stands as it stood, or is due again.
        Returned = "returned",
    }
}
