//! The ledger: claim a run, execute it in fenced transactions, finish it; or plan it and roll it back.
//! Knows no routine by name. Every owed run is settled exactly once.

mod claim;
mod execute;
mod finish;
mod plan;

pub use execute::{Office, Order, Outcome, Trigger, settle};
pub use plan::{Plan, plan};

/// Will not do it, and says what to do instead. Nothing has been written that counts.
#[derive(Debug)]
pub struct Refused(pub String);

/// A parameter the operator gave is unknown or ill-typed.
#[derive(Debug)]
pub struct WrongParameter(pub String);

macro_rules! message {
    ($($name:ident),*) => { $(
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::error::Error for $name {}
    )* };
}
message!(Refused, WrongParameter);
