//! rutine: the batch runner Norwegian counties trust with their year.
//!
//! Decide in pure functions. Write a unit's effects in one transaction. Let only one room touch the world.
//! A calendar says which routine each county owes on which date. Every owed run is a row, settled exactly once.
//! The rooms stand here from the ground up; each may use those above it and no other (`tests/it/tidy.rs`).

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod oslo;
pub mod domain;
pub mod schedule;
pub mod clock;
pub mod tls;
pub mod config;
pub mod store;
pub mod telemetry;
pub mod journal;
pub mod outbox;
pub mod attempt;
pub mod routine;
pub mod manifest;
pub mod calendar;
pub mod intake;
pub mod generate;
pub mod run;
pub mod delivery;
pub mod inspect;
pub mod daemon;
pub mod cli;
