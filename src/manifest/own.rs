//! What one county has otherwise: whether the job is switched on, and parameters, each with what it rests on.

use std::collections::BTreeMap;

use super::Param;
use super::read::{Fields, Reader};

#[derive(Clone, Debug, Default)]
pub(super) struct Override {
    pub enabled: Option<bool>,
    pub params: BTreeMap<String, Own>,
}

/// A county's value of a parameter: `name = 8`, or `name = { value = 8, mark = "46 § 6-2" }`.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub value: toml::Value,
    pub mark: Option<String>,
    pub line: usize,
}

/// What stands in the manifest's `[params]`.
pub(super) struct Known {
    pub names: Vec<String>,
    /// Those of them that could be read.
    pub params: BTreeMap<String, Param>,
}

impl Override {
    pub fn read<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>, known: &Known) -> Self {
        let enabled = reader.take(fields, "enabled").map(|e| e.value);
        Override { enabled, params: params(reader, fields, known) }
    }
}

fn params<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>, known: &Known) -> BTreeMap<String, Own> {
    let names: Vec<&str> = known.names.iter().map(String::as_str).collect();
    let Some(mut all) = reader.table(fields, "params", &names) else { return BTreeMap::new() };
    let written = all.names();
    let own = |name: String| {
        let own = Own::read(reader, &mut all, &name)?;
        let fits = own.fits(reader, &name, known.params.get(&name));
        fits.then_some((name, own))
    };
    written.into_iter().filter_map(own).collect()
}

impl Own {
    fn read<'a>(reader: &mut Reader<'a>, all: &mut Fields<'a>, name: &str) -> Option<Self> {
        if !all.is_table(name) {
            let plain = reader.take(all, name)?;
            return Some(Own { value: plain.value, mark: None, line: plain.line });
        }
        let mut fields = reader.table(all, name, &["value", "mark"])?;
        let mark = reader.take(&mut fields, "mark").map(|mark| mark.value);
        let value = reader.need(&mut fields, "value")?;
        Some(Own { value: value.value, mark, line: value.line })
    }

    fn fits(&self, reader: &mut Reader, name: &str, default: Option<&Param>) -> bool {
        let Some(default) = default.map(|p| &p.value).filter(|d| !d.same_type(&self.value)) else {
            return true;
        };
        let (given, expected) = (&self.value, default.type_str());
        reader.fault(self.line, format!("`{name}` is `{given}`, expected {expected} such as `{default}`"));
        false
    }
}
