//! The data layer means the same on both backends.

use crate::house::both;
use rutine::store::{self, Rows, Value};

both!(
    /// Migrating twice applies nothing the second time.
    migrating_twice, |house| {
        assert!(store::migrate(&mut house.db()).unwrap().is_empty());
        assert!(store::pending(&mut house.db()).unwrap().is_empty());
        assert_eq!(house.count("SELECT count(*) FROM programomrade WHERE opphav = 'GREP'"), 154);
        assert_eq!(house.count("SELECT count(*) FROM fylke"), 15);
    }
);

/// Takes the tables back to before VIGO's own statuses.
const BEFORE_RETTSREGLER: &str = "
    DELETE FROM __diesel_schema_migrations WHERE version LIKE '%rettsregler';
    DROP INDEX letters_unit; DROP TABLE kodebytte; DROP TABLE fylkesvar; DROP TABLE forslag_varslet;
    ALTER TABLE forslag DROP COLUMN avslag; ALTER TABLE person_rett DROP COLUMN valgt_kap5;
    ALTER TABLE soker DROP COLUMN mottatt_dato; ALTER TABLE soker DROP COLUMN frist_unntak;
    ALTER TABLE soker DROP COLUMN flytting_dokumentert; ALTER TABLE soker DROP COLUMN poeng_hundredeler;
    INSERT INTO onskestatus (kode, tekst, opphav) VALUES ('P_SOKT', 'x', 'PROSJEKT'), ('P_NEISK', 'x', 'PROSJEKT'),
      ('P_INNTATT', 'x', 'PROSJEKT'), ('P_LAREPL', 'x', 'PROSJEKT'), ('TILBSKG', 'x', 'DEKK');
    UPDATE onske SET status = 'TILBSKG' WHERE onskenr = 1 AND soker_id IN (1, 2);
    UPDATE onske SET status = 'P_NEISK' WHERE onskenr = 1 AND soker_id = 3;";

both!(
    /// `migrate` tells which codes changed and on how many wishes, once; a database made now has none to tell of.
    codes_that_changed, |house| {
        house.take("vg3_forslag");
        house.sql(BEFORE_RETTSREGLER);
        let doc = house.json(0, &["migrate"]);
        assert_eq!(doc["applied"], serde_json::json!(["2026-11-28-000008_rettsregler"]));
        let codes = serde_json::json!([
            {"from": "P_NEISK", "to": "STRNLV", "wishes": 1},
            {"from": "TILBSKG", "to": "TILBSK", "wishes": 2},
        ]);
        assert_eq!(doc["codes"], codes);
        assert_eq!(house.json(0, &["migrate"])["codes"], serde_json::json!([]));
        house.sql(BEFORE_RETTSREGLER);
        let said = house.out(0, &["migrate"]);
        assert!(said.starts_with("1 migration applied"), "{said}");
        assert!(said.ends_with("P_NEISK is now STRNLV on 1 wish\nTILBSKG is now TILBSK on 2 wishes\n"), "{said}");
        assert_eq!(house.texts("SELECT status AS t FROM onske WHERE onskenr = 1 AND soker_id < 4 ORDER BY soker_id"), ["TILBSK", "TILBSK", "STRNLV"]);
        let new = format!("sqlite:{}", house.dir.path().join("ny.db").display());
        let said = house.out(0, &["--database", &new, "migrate"]);
        assert!(!said.contains("is now"), "{said}");
    }
);

both!(
    /// A failed transaction leaves nothing, an inner one only itself; lists, columns and nulls arrive as sent.
    transactions_and_rows, |house| {
        let mut db = house.db();
        let rows = |n: i64| {
            Rows::new()
                .text("fylkesnr", ["46".to_owned(), "11".to_owned()])
                .int("soknadsar", [n, n])
                .text("navn", ["a".to_owned(), "b'; DROP TABLE runs; --".to_owned()])
                .text("verdi", ["1".to_owned(), "å€č".to_owned()])
        };
        db.write(|db| {
            rows(2026).insert(db, "fylke_parameter", "")?;
            let inner: anyhow::Result<()> = db.write(|db| {
                rows(2027).insert(db, "fylke_parameter", "")?;
                anyhow::bail!("no")
            });
            assert!(inner.is_err());
            Ok(())
        })
        .unwrap();
        let again = rows(2026).insert(&mut db, "fylke_parameter", "ON CONFLICT (fylkesnr, soknadsar, navn) DO NOTHING");
        assert_eq!(again.unwrap(), 0);
        assert_eq!(house.count("SELECT count(*) FROM fylke_parameter"), 2);
        let two = store::execute(
            &mut db,
            "UPDATE fylke_parameter SET verdi = $2 WHERE soknadsar = ANY($1) AND navn = ANY($3)",
            &[Value::from(&[2026_i64, 7][..]), "x".into(), Value::Texts(vec![Some("a".into())])],
        );
        assert_eq!(two.unwrap(), 1);
    }
);
