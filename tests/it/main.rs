//! One test binary. Each test says what promise it guards; every test of rows runs on both backends.
#![allow(clippy::unwrap_used)]

mod forslag_skoletilbud;
mod generate;
mod glimpse;
mod house;
mod intake;
mod kjede;
mod kontrakt_opprettelse;
mod onske_fra_forslag;
mod prove_oppmelding;
mod scene;
mod store;
mod vg3_forslag;
