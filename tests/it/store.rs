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
