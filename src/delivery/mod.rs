//! Carrying the outbox out: the only room that sends. Here: letters as `.eml` files.

mod eml;

pub use eml::{Delivered, deliver};
