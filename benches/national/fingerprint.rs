//! What a step left behind, in counts and sums of lengths: equal for ours and for the bare SQL.

use anyhow::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use rutine::store::{self, load};

use super::Step;
use super::server::Server;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Table, what is told of each group, the groups.
const TABLES: [(&str, &str, &str); 11] = [
    ("runs", "state || ' ' || count(*)", "state"),
    (
        "journal",
        "job || ' ' || verdict || ' ' || reason || ' ' || count(*) || ' ' || sum(length(unit)) || ' ' || sum(length(detail))
         || ' ' || sum(length(changes))", "job, verdict, reason",
    ),
    (
        "letters",
        "job || ' ' || language || ' ' || count(*) || ' ' || sum(length(key)) || ' ' || sum(length(to_name) + length(to_address))
         || ' ' || sum(length(subject)) || ' ' || sum({body})", "job, language",
    ),
    ("deposits", "document_type || ' ' || count(*) || ' ' || sum(length(source) + length(title))", "document_type"),
    (
        "forslag",
        "status || ' ' || count(*) || ' ' || count(skolenr) || ' ' || count(overfort) || ' ' || count(oppstart)
         || ' ' || count(DISTINCT programomrade)", "status",
    ),
    ("forslag_svar", "svar || ' ' || count(*) || ' ' || max(svart_tid) || ' ' || min(svart_tid)", "svar"),
    ("websvar", "behandlet || ' ' || count(*) || ' ' || count(grunn)", "behandlet"),
    (
        "onske",
        "status || ' ' || count(*) || ' ' || count(skolenr) || ' ' || max(COALESCE(CAST(status_satt AS TEXT), ''))", "status",
    ),
    (
        "onske_historikk",
        "felt || ' ' || count(*) || ' ' || COALESCE(sum(length(fra)), 0) || ' ' || sum(length(til))", "felt",
    ),
    (
        "kontrakt",
        "kontraktstype || ' ' || count(*) || ' ' || count(DISTINCT kontraktsnr) || ' ' || max(laretid_til)", "kontraktstype",
    ),
    ("prove", "provekategori || ' ' || brevtype || ' ' || count(*) || ' ' || sum(forsok_nr)", "provekategori, brevtype"),
];

pub fn of(server: &Server, database: &str, step: &Step) -> Result<Vec<String>> {
    let mut db = store::open(&server.url(database))?;
    // Where places are given out in another order, schools and so the letters about them differ (sql/5A120.sql).
    let body = if step.code == "5A120" { "1" } else { "length(body)" };
    let mut all = vec![];
    for (table, told, groups) in TABLES {
        let told = told.replace("{body}", body);
        let sql = format!("SELECT {told} AS line FROM {table} GROUP BY {groups} ORDER BY 1");
        all.extend(load::<Line>(&mut db, &sql, &[])?.into_iter().map(|l| format!("{table}: {}", l.line)));
    }
    Ok(all)
}

pub fn difference(ours: &[String], sql: &[String]) -> String {
    let only = |a: &[String], b: &[String], sign| -> Vec<String> {
        a.iter().filter(|l| !b.contains(l)).map(|l| format!("{sign} {l}")).collect()
    };
    [only(ours, sql, "ours"), only(sql, ours, "sql ")].concat().join("\n")
}

/// Journal rows and letters of the step.
pub fn written(server: &Server, database: &str, step: &Step) -> Result<(i64, i64)> {
    #[derive(QueryableByName)]
    struct Counts {
        #[diesel(sql_type = BigInt)]
        journal: i64,
        #[diesel(sql_type = BigInt)]
        letters: i64,
    }
    let mut db = store::open(&server.url(database))?;
    let sql = "SELECT (SELECT count(*) FROM journal WHERE job = $1) AS journal, \
        (SELECT count(*) FROM letters WHERE job = $1) AS letters";
    let found: Option<Counts> = store::first(&mut db, sql, &[step.code.into()])?;
    Ok(found.map_or((0, 0), |c| (c.journal, c.letters)))
}
