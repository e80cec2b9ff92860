//! Rows on their way into the database: many to a statement, one transaction for all.

use crate::house::House;

#[derive(Default)]
pub struct Rader {
    tabeller: Vec<(&'static str, Vec<String>)>,
    etter: Vec<String>,
}

/// A value as SQL.
pub fn t(tekst: &str) -> String {
    format!("'{tekst}'")
}

/// The same, or NULL.
pub fn tn(tekst: Option<&str>) -> String {
    tekst.map_or_else(|| "NULL".into(), t)
}

pub fn b(ja: bool) -> String {
    if ja { "TRUE".into() } else { "FALSE".into() }
}

impl Rader {
    /// `tabell` is a table with its columns: `skole (skolenr, navn)`.
    pub fn legg(&mut self, tabell: &'static str, verdier: &[String]) {
        let rad = format!("({})", verdier.join(", "));
        match self.tabeller.iter_mut().find(|(t, _)| *t == tabell) {
            Some((_, rader)) => rader.push(rad),
            None => self.tabeller.push((tabell, vec![rad])),
        }
    }

    /// A statement of its own, after the rows.
    pub fn setning(&mut self, sql: String) {
        self.etter.push(sql);
    }

    /// Tables in the order in which they were first named.
    pub fn skriv(self, house: &House) {
        let mut sql = vec!["BEGIN".to_owned()];
        for (tabell, rader) in &self.tabeller {
            sql.extend(rader.chunks(400).map(|r| format!("INSERT INTO {tabell} VALUES {}", r.join(", "))));
        }
        sql.extend(self.etter);
        sql.push("COMMIT".to_owned());
        house.sql(&sql.join(";\n"));
    }
}

/// On PostgreSQL an id given by hand leaves the sequence behind.
pub fn flytt_sekvenser(house: &House, tabeller: &[&str]) {
    for tabell in tabeller.iter().filter(|_| house.is_postgres()) {
        let siste = format!("(SELECT COALESCE(max(id), 1) FROM {tabell})");
        house.count(&format!("SELECT setval(pg_get_serial_sequence('{tabell}', 'id'), {siste})"));
    }
}
