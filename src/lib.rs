//! rutine
pub mod domain;

pub mod clock;
pub mod store;
pub mod generate;
