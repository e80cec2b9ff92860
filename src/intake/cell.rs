//! A cell after its type is known, and columns of them as the database takes them.

use chrono::{NaiveDate, NaiveDateTime};

use crate::store::Value;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    Null,
    Int(i64),
    Text(String),
    Bool(bool),
    Date(NaiveDate),
    Time(NaiveDateTime),
}

/// How the database keeps a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Int,
    Text,
    Bool,
    Date,
    Time,
}

impl Cell {
    pub fn text(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// One column of many rows.
pub fn column<'a>(sort: Sort, cells: impl Iterator<Item = &'a Cell>) -> Value {
    macro_rules! pick {
        ($cell:ident => $list:ident) => {
            Value::$list(
                cells
                    .map(|c| match c {
                        Cell::$cell(x) => Some(x.clone()),
                        _ => None,
                    })
                    .collect(),
            )
        };
    }
    match sort {
        Sort::Int => pick!(Int => Ints),
        Sort::Text => pick!(Text => Texts),
        Sort::Bool => pick!(Bool => Bools),
        Sort::Date => pick!(Date => Dates),
        Sort::Time => pick!(Time => Times),
    }
}
