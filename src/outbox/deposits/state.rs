//! Where a document for an archive stands.

use crate::store::codes;

codes! {
    pub enum DepositState {
        /// May have been handed out before the database was restored: a person is to say.
        Held = "held",
        /// To be handed out.
        Pending = "pending",
        /// The archive has it in hand, until it answers or its lease is over.
        HandedOut = "handed_out",
        Archived = "archived",
        /// The archive will not have it.
        Declined = "declined",
        /// The archive could not take it; it is handed out again.
        Failed = "failed",
        /// It has failed as often as it may: a person decides.
        GivenUp = "given_up",
    }
}
