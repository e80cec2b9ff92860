//! Reads a manifest's tables key by key, so that one fault does not hide the next.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::Fault;
use crate::config::{belongs_at_the_top, unknown_key, wrong_value};
use crate::domain::ligner::did_you_mean;

pub(super) struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    /// The keys above the first section.
    top: &'static [&'static str],
    pub faults: Vec<Fault>,
}

/// A table not yet read.
pub(super) struct Fields<'a> {
    pub line: usize,
    table: DeTable<'a>,
}

impl Fields<'_> {
    pub fn names(&self) -> Vec<String> {
        self.table.keys().map(|name| name.get_ref().to_string()).collect()
    }

    /// The names in the table under `key`.
    pub fn names_in(&self, key: &str) -> Vec<String> {
        let found = self.table.get(key).and_then(|value| value.get_ref().as_table());
        found.map(|t| t.keys().map(|name| name.get_ref().to_string()).collect()).unwrap_or_default()
    }

    pub fn is_table(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(|value| value.get_ref().is_table())
    }
}

/// A value and the line it stands on.
#[derive(Clone, Debug)]
pub(super) struct Lined<T> {
    pub line: usize,
    pub value: T,
}

impl<'a> Reader<'a> {
    /// The whole document; `None` where it is no TOML.
    pub fn open(file: &'a str, text: &'a str, known: &'static [&'static str]) -> (Self, Option<Fields<'a>>) {
        let mut reader = Reader { file, text, top: known, faults: vec![] };
        let (document, errors) = DeTable::parse_recoverable(text);
        for e in &errors {
            reader.fault(e.span().map_or(0, |span| reader.line(span.start)), e.message().to_owned());
        }
        let fields = errors.is_empty().then(|| reader.known(1, document.into_inner(), known));
        (reader, fields)
    }

    pub fn fault(&mut self, line: usize, message: String) {
        self.faults.push(Fault::new(self.file, line, message));
    }

    pub fn take<T: DeserializeOwned>(&mut self, from: &mut Fields<'a>, key: &str) -> Option<Lined<T>> {
        let value = from.table.remove(key)?;
        self.value(key, value)
    }

    /// As `take`, and a fault where the key is not there.
    pub fn need<T: DeserializeOwned>(&mut self, from: &mut Fields<'a>, key: &str) -> Option<Lined<T>> {
        if !from.table.contains_key(key) {
            self.fault(from.line, format!("missing field `{key}`"));
        }
        self.take(from, key)
    }

    /// A list, each of its values by itself.
    pub fn each<T: DeserializeOwned>(
        &mut self,
        from: &mut Fields<'a>,
        key: &str,
    ) -> Option<Lined<Vec<Lined<T>>>> {
        let value = from.table.remove(key)?;
        let line = self.line(value.span().start);
        let DeValue::Array(all) = value.into_inner() else {
            self.fault(line, format!("`{key}` must be a list, in [ ]"));
            return None;
        };
        let value = all.into_iter().filter_map(|one| self.value(key, one)).collect();
        Some(Lined { line, value })
    }

    pub fn table(&mut self, from: &mut Fields<'a>, key: &str, known: &[&str]) -> Option<Fields<'a>> {
        let (name, value) = from.table.remove_entry(key)?;
        let line = self.line(name.span().start);
        match value.into_inner() {
            DeValue::Table(table) => Some(self.known(line, table, known)),
            _ => {
                self.fault(line, format!("`{key}` must be a table, with keys of its own"));
                None
            }
        }
    }

    /// What stands under names of the writer's own, such as `[fylke.46]`.
    pub fn named(&mut self, from: &mut Fields<'a>, key: &str) -> Vec<(String, Fields<'a>)> {
        let Some(Fields { table, .. }) = self.table(from, key, &[]) else { return vec![] };
        let mut all = Fields { line: 0, table };
        all.names()
            .into_iter()
            .filter_map(|name| Some((name.clone(), self.table(&mut all, &name, &[])?)))
            .collect()
    }

    /// A table as one value.
    pub fn whole<T: DeserializeOwned>(&mut self, fields: Fields<'a>) -> Option<T> {
        let line = fields.line;
        match T::deserialize(ValueDeserializer::from(Spanned::new(0..0, DeValue::Table(fields.table)))) {
            Ok(value) => Some(value),
            Err(e) => {
                // Of a table as a whole, and not of a key in it, there is no span.
                let at = e.span().filter(|span| span.end > 0);
                let line = at.map_or(line, |span| self.line(span.start));
                let key = e.message().strip_prefix("unknown field `").and_then(|m| m.split('`').next());
                let told =
                    key.map_or_else(|| e.message().to_owned(), |key| unknown_key(key, e.message(), self.top));
                self.fault(line, told);
                None
            }
        }
    }

    /// Strikes the keys that nobody knows. An empty list knows all.
    pub fn only(&mut self, mut fields: Fields<'a>, known: &[&str]) -> Fields<'a> {
        fields.table = self.known(fields.line, fields.table, known).table;
        fields
    }

    fn known(&mut self, line: usize, mut table: DeTable<'a>, known: &[&str]) -> Fields<'a> {
        let names: Vec<_> =
            table.keys().map(|name| (name.get_ref().to_string(), name.span().start)).collect();
        for (name, at) in
            names.iter().filter(|(name, _)| !known.is_empty() && !known.contains(&name.as_str()))
        {
            let mut near = did_you_mean(name, known.iter().copied());
            if near.is_empty() && known != self.top {
                near = belongs_at_the_top(name, self.top);
            }
            let known: Vec<_> = known.iter().map(|k| format!("`{k}`")).collect();
            self.fault(
                self.line(*at),
                format!("unknown field `{name}`, expected one of {}{near}", known.join(", ")),
            );
            table.remove(name.as_str());
        }
        Fields { line, table }
    }

    fn value<T: DeserializeOwned>(&mut self, key: &str, value: Spanned<DeValue<'a>>) -> Option<Lined<T>> {
        let line = self.line(value.span().start);
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(value) => Some(Lined { line, value }),
            Err(e) => {
                let line = e.span().map_or(line, |span| self.line(span.start));
                self.fault(line, wrong_value(key, e.message()));
                None
            }
        }
    }

    fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }
}
