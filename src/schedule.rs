use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    pub slot: NaiveDate,
    pub due: NaiveDateTime,
}
impl Schedule {
    pub fn between(&self, _: NaiveDateTime, _: NaiveDateTime) -> Vec<Occurrence> {
        vec![]
    }
    pub fn due(&self, _: NaiveDate) -> Option<NaiveDateTime> {
        None
    }
    pub fn next(&self, _: NaiveDateTime) -> Option<Occurrence> {
        None
    }
}
