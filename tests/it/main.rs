//! One test binary. Each test says what promise it guards; every test of rows runs on both backends.
#![allow(clippy::unwrap_used)]

mod calendar;
mod cli;
mod daemon;
mod clock_changes;
mod forslag_skoletilbud;
mod forslag_svar;
mod generate;
mod glimpse;
mod house;
mod intake;
mod kjede;
mod ledger;
mod kontrakt_opprettelse;
mod onske_fra_forslag;
mod onske_status;
mod pooler;
mod post;
mod postkasse;
mod process;
mod prove_oppmelding;
mod run;
mod scene;
mod schedule;
mod schema;
mod shifted;
mod simulate;
mod store;
mod tidy;
mod vg3_forslag;
mod wire;
