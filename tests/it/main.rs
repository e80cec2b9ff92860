//! One test binary. Each test says what promise it guards; every test of rows runs on both backends.
#![allow(clippy::unwrap_used)]

mod cli;
mod forslag_svar;
mod generate;
mod house;
mod intake;
mod onske_status;
mod run;
mod scene;
mod schema;
mod store;
mod tidy;
mod vg3_forslag;
