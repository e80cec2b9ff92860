//! Forms with how far they came.

use anyhow::Result;

use super::rules::Sak;
use crate::attempt::{Chunk, Reads, Unit};
use crate::domain::Key;
use crate::routine::rapport::{VENTER, besvart, obligatoriske};
use crate::store::load as query;
use crate::store::row;

pub struct Rad {
    pub id: i64,
    unit: Key,
    pub sak: Sak,
}

impl Unit for Rad {
    fn unit(&self) -> Key {
        self.unit.clone()
    }
}

row! {
    struct Row {
        id: i64,
        orgnr: String,
        grunnkode: String,
        innsendt: bool,
        venter: bool,
        obligatoriske: i64,
        besvart: i64,
    }
}

pub const READS: Reads = &[("skjemaer", sql)];

fn sql() -> String {
    format!(
        include_str!("skjemaer.sql"),
        VENTER = VENTER,
        OBLIGATORISKE = obligatoriske(),
        BESVART = besvart()
    )
}

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Rad>> {
    let rows: Vec<Row> = query(chunk.db, &sql(), &[ids.into()])?;
    let ar = chunk.scope.soknadsar;
    let rad = |r: Row| Rad {
        id: r.id,
        unit: Key::skjema(ar, &r.orgnr, &r.grunnkode),
        sak: Sak {
            innsendt: r.innsendt,
            venter: r.venter,
            obligatoriske: r.obligatoriske,
            besvart: r.besvart,
        },
    };
    Ok(rows.into_iter().map(rad).collect())
}
