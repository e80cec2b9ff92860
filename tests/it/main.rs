//! One test binary. Each test says what promise it guards; every test of rows runs on both backends.
#![allow(clippy::unwrap_used)]

mod calendar;
mod cli;
mod clock_changes;
mod forslag_skoletilbud;
mod forslag_svar;
mod generate;
mod glimpse;
mod house;
mod intake;
mod kjede;
mod kontrakt_opprettelse;
mod onske_fra_forslag;
mod onske_status;
mod prove_oppmelding;
mod run;
mod scene;
mod schedule;
mod schema;
mod store;
mod tidy;
mod vg3_forslag;
