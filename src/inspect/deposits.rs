//! The documents for the archive.

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::oslo::{utc, utc_if_any};
use crate::outbox::Dokument;
use crate::outbox::deposits::DepositState;
use crate::outbox::deposits::read;
use crate::store::schema::{deposits, outbox_changes};
use crate::store::{Db, column, on};

#[derive(Clone, Debug, Queryable, Selectable, Serialize)]
#[diesel(table_name = deposits)]
pub struct DepositView {
    pub document_id: String,
    #[serde(rename = "attempt")]
    pub attempt_id: i64,
    pub fylke: String,
    #[serde(rename = "type")]
    pub document_type: String,
    pub source: String,
    pub title: String,
    pub state: DepositState,
    pub detail: Option<String>,
    #[serde(serialize_with = "utc")]
    pub created: NaiveDateTime,
    #[serde(serialize_with = "utc_if_any")]
    pub settled: Option<NaiveDateTime>,
    #[serde(skip)]
    content: String,
    pub tries: i64,
    #[serde(serialize_with = "utc_if_any")]
    pub not_before: Option<NaiveDateTime>,
    #[serde(serialize_with = "utc_if_any")]
    pub lease_until: Option<NaiveDateTime>,
    pub handed_to: Option<String>,
    pub sha256: Option<String>,
    pub reference: Option<String>,
}

impl DepositView {
    /// # Errors
    /// The row holds something else than a document.
    pub fn dokument(&self) -> Result<Dokument> {
        read(&self.content)
    }
}

/// A document by itself.
#[derive(Serialize)]
pub struct WholeDeposit<'a> {
    #[serde(flatten)]
    pub deposit: &'a DepositView,
    pub content: &'a Dokument,
    pub changes: &'a [OutboxChange],
}

/// Which documents to show; nothing given is no limit.
#[derive(Clone, Debug, Default)]
pub struct DepositFilter {
    /// Any of these; none is no limit.
    pub fylke: Vec<String>,
    pub state: Option<DepositState>,
    pub document_type: Option<String>,
    pub limit: i64,
}

/// The documents of a filter, on a selection of them.
macro_rules! chosen {
    ($filter:expr, $of:expr) => {{
        let mut wanted = $of.into_boxed();
        if !$filter.fylke.is_empty() {
            wanted = wanted.filter(deposits::fylke.eq_any(&$filter.fylke));
        }
        if let Some(state) = $filter.state {
            wanted = wanted.filter(deposits::state.eq(state));
        }
        if let Some(document_type) = &$filter.document_type {
            wanted = wanted.filter(deposits::document_type.eq(document_type));
        }
        wanted
    }};
}

/// In the order they were posted.
///
/// # Errors
/// What the database says.
pub fn deposits(db: &mut Db, filter: &DepositFilter) -> Result<Vec<DepositView>> {
    Ok(on!(db, |c| chosen!(filter, deposits::table.select(DepositView::as_select()))
        .order(deposits::id)
        .limit(filter.limit)
        .load(c))?)
}

/// How many there are, whatever the limit.
///
/// # Errors
/// What the database says.
pub fn count_deposits(db: &mut Db, filter: &DepositFilter) -> Result<i64> {
    Ok(on!(db, |c| chosen!(filter, deposits::table.select(diesel::dsl::count_star())).first(c))?)
}

/// # Errors
/// What the database says.
pub fn deposit(db: &mut Db, document_id: &str) -> Result<Option<DepositView>> {
    let found = on!(db, |c| deposits::table
        .filter(deposits::document_id.eq(document_id))
        .select(DepositView::as_select())
        .first(c)
        .optional());
    Ok(found?)
}

/// The document types that events of any county are set up to make, and those there are documents of.
///
/// # Errors
/// What the database says.
pub fn document_types(db: &mut Db) -> Result<Vec<String>> {
    let sql =
        "SELECT dokumenttype FROM arkivhendelse_oppsett UNION SELECT document_type FROM deposits ORDER BY 1";
    column(db, sql, &[])
}

/// What a person did to a letter or a document.
#[derive(Clone, Debug, Queryable, Selectable, Serialize)]
#[diesel(table_name = outbox_changes)]
pub struct OutboxChange {
    #[serde(serialize_with = "utc")]
    pub at: NaiveDateTime,
    #[diesel(embed)]
    #[serde(flatten)]
    pub change: Change,
}

#[derive(Clone, Debug, Queryable, Selectable, Serialize)]
#[diesel(table_name = outbox_changes)]
pub struct Change {
    pub actor: String,
    #[serde(rename = "from")]
    pub from_state: String,
    #[serde(rename = "to")]
    pub to_state: String,
    pub reason: String,
}

/// Of one item, `letter:KEY` or `deposit:ID`, the oldest first.
///
/// # Errors
/// What the database says.
pub fn outbox_changes(db: &mut Db, item: &str) -> Result<Vec<OutboxChange>> {
    Ok(on!(db, |c| outbox_changes::table
        .filter(outbox_changes::item.eq(item))
        .select(OutboxChange::as_select())
        .order(outbox_changes::id)
        .load(c))?)
}
