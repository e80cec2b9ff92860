//! Which of a job's parameters are in force for a county, in words: shared by `jobs show --fylke`, `plan` and `show`.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::house::House;
use super::table;
use super::table::say;
use crate::domain::fylke;
use crate::inspect::{self, RunView};
use crate::manifest::{InForce, Job, Origin};
use crate::store::Db;

/// What is in force for one county.
pub struct County {
    pub fylke: String,
    read: Read,
    params: Vec<InForce>,
}

/// Where the county's rows were looked for.
enum Read {
    RowsOf(i64),
    NoDatabase { there_is_no: String },
}

impl County {
    /// With the rows of `year`, else of the year that a run of today looks at, where there is a database.
    pub fn look(house: &House, job: &Job, fylke: &str, year: Option<i64>) -> Result<Self> {
        let fylke = fylke.to_owned();
        if let Some(path) = house.missing_file() {
            let (there_is_no, params) = (path.display().to_string(), job.in_force(&fylke, &[], &[])?);
            return Ok(County { fylke, read: Read::NoDatabase { there_is_no }, params });
        }
        let today = (house.today(), house.clock.now().naive_utc());
        let (year, params) = inspect::in_force(&mut house.db()?, job, &fylke, today, year)?;
        Ok(County { fylke, read: Read::RowsOf(year), params })
    }

    /// `46 (Vestland)`.
    pub fn named(&self) -> String {
        format!("{} ({})", self.fylke, fylke::navn(&self.fylke).unwrap_or_default())
    }

    pub fn print(&self, job: &Job) {
        match &self.read {
            Read::RowsOf(year) => say!("in force for {}, with its rows of {year}:", self.named()),
            Read::NoDatabase { there_is_no } => {
                say!("in force for {} by the manifest alone:", self.named());
                say!("no database was read: there is no `{there_is_no}`");
            }
        }
        let mut t = table::table(&["parameter", "value", "from", "rests on"]);
        for p in &self.params {
            let mark = p.mark.clone().unwrap_or_else(|| "-".into());
            t.add_row([p.name.clone(), p.value.to_string(), self.layer(p.from), mark]);
        }
        table::print(t);
        say!("hint: `rutine jobs show {}` says what each means", job.code);
    }

    pub fn marks(&self) -> impl Iterator<Item = &str> {
        self.params.iter().filter_map(|p| p.mark.as_deref())
    }

    fn layer(&self, from: Origin) -> String {
        match (from, &self.read) {
            (Origin::Default, _) => "default".into(),
            (Origin::Manifest, _) => "manifest".into(),
            (Origin::Database, Read::RowsOf(year)) => format!("row of {year}"),
            (Origin::Database, _) => "row".into(),
            (Origin::Given, _) => "given".into(),
        }
    }

    pub fn shown(&self) -> Value {
        let year = match self.read {
            Read::RowsOf(year) => Some(year),
            Read::NoDatabase { .. } => None,
        };
        json!({"fylke": self.fylke, "year": year, "database_read": year.is_some(), "in_force": self.params})
    }
}

/// The parameters an attempt had, one a line, each with the layer that has this value today. One that none has was given, or
/// has been set otherwise since.
pub fn kept(house: &House, db: &mut Db, run: &RunView, params: &str) -> Vec<String> {
    let values: Map<String, Value> = serde_json::from_str(params).unwrap_or_default();
    let year = values.get("soknadsar").or(values.get("ar")).and_then(Value::as_i64).filter(|year| *year != 0);
    let day = (run.slot, house.clock.now().naive_utc());
    let today = house.job(&run.job).ok().and_then(|job| {
        let (year, all) = inspect::in_force(db, job, &run.fylke, day, year).ok()?;
        Some((job, year, all))
    });
    let line = |(name, value): (&String, &Value)| {
        let is = |other: &toml::Value| serde_json::to_value(other).is_ok_and(|other| other == *value);
        let whence = today.as_ref().map(|(job, year, all)| match all.iter().find(|p| p.name == *name) {
            Some(p) if is(&p.value) => whence(p.from, "", *year),
            _ if job.params.get(name).is_some_and(|default| is(&default.value)) => "default".into(),
            _ => "given with `--param`, or in force then".into(),
        });
        let whence = whence.map(|whence| format!("({whence})")).unwrap_or_default();
        table::joined(&format!("    {name} = {value}"), &whence, "      ").trim_end().to_owned()
    };
    values.iter().map(line).collect()
}

fn whence(from: Origin, mark: &str, year: i64) -> String {
    match from {
        Origin::Default => format!("default{mark}"),
        Origin::Manifest => format!("the county's in the manifest{mark}"),
        Origin::Database => format!("the county's row of {year}"),
        Origin::Given => "given with `--param`".into(),
    }
}

/// `svarfrist_dager = 8 (the county's row of 2026)`.
pub fn told(p: &InForce, year: i64) -> String {
    let mark = p.mark.iter().map(|mark| format!(", {mark}")).collect::<String>();
    let whence = whence(p.from, &mark, year);
    table::joined(&format!("  {} = {}", p.name, p.value), &format!("({whence})"), "    ")
}
