//! Where a letter stands.

use crate::store::codes;

codes! {
    #[derive(Default)]
    pub enum LetterState {
        /// A person is to say whether it goes.
        Held = "held",
        /// Nobody can be sent it, until there is an address.
        NoAddress = "no_address",
        /// To be sent.
        #[default]
        Pending = "pending",
        /// The server may have it any moment.
        Sending = "sending",
        Sent = "sent",
        /// By the server, for good.
        Rejected = "rejected",
        /// The server may have it, or not: nobody knows.
        Unknown = "unknown",
        /// After the last try, or by a person.
        GivenUp = "given_up",
        /// No longer due when it was about to be sent.
        Dropped = "dropped",
    }
}
