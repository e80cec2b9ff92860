//! The code lists as shipped: every public ønskestatus, the module plans, and which test ends a fag.

use crate::house::both;

both!(
    /// Promise: the 55 public codes are there with number and whom they are for; what was invented before has neither.
    every_onskestatus, |house| {
        let count = |rest: &str| house.count(&format!("SELECT count(*) FROM onskestatus WHERE {rest}"));
        assert_eq!(count("opphav = 'VIGO' AND nr IS NOT NULL AND type IS NOT NULL"), 55);
        assert_eq!(house.count("SELECT count(DISTINCT nr) FROM onskestatus"), 55);
        for (who, n) in [("FAGOPPLAERING", 13), ("SKOLE", 35), ("BEGGE", 7)] {
            assert_eq!(count(&format!("type = '{who}'")), n, "{who}");
        }
        assert_eq!(count("nr IS NULL AND (type IS NOT NULL OR opphav = 'VIGO')"), 0);
        let known = "SELECT kode || ' ' || nr || ' ' || type AS t FROM onskestatus
            WHERE kode IN ('SFORM', 'TILBSK', 'INNTLI', 'STRILÆ', 'STRNLV', 'UKVAL2', 'INNTO') ORDER BY nr";
        assert_eq!(
            house.texts(known),
            [
                "SFORM 4 FAGOPPLAERING", "TILBSK 11 FAGOPPLAERING", "INNTO 18 SKOLE", "INNTLI 22 FAGOPPLAERING",
                "STRILÆ 67 FAGOPPLAERING", "STRNLV 74 FAGOPPLAERING", "UKVAL2 82 BEGGE",
            ]
        );
    }
);

both!(
    /// Promise: 17 plans with 77 modules, numbered from one without a gap, and every plan's fag is in the list.
    every_module_plan, |house| {
        assert_eq!(house.count("SELECT count(DISTINCT grunnkode) FROM modulplan"), 17);
        assert_eq!(house.count("SELECT count(*) FROM modulplan"), 77);
        assert_eq!(house.count("SELECT count(*) FROM modulplan WHERE kobling = 'KM'"), 7);
        assert_eq!(house.count("SELECT count(*) FROM modulplan WHERE valgfri"), 3);
        let gaps = "SELECT grunnkode AS t FROM modulplan GROUP BY grunnkode HAVING max(nr) <> count(*) OR min(nr) <> 1";
        assert!(house.texts(gaps).is_empty());
        let unknown = "SELECT DISTINCT m.grunnkode AS t FROM modulplan m
            WHERE NOT EXISTS (SELECT 1 FROM programomrade p WHERE p.kode = m.grunnkode || '----')";
        assert!(house.texts(unknown).is_empty());
    }
);

both!(
    /// Promise: each fag with a plan has all its variants, and each says whether a fagprøve or a svenneprøve ends it.
    every_variant_knows_its_test, |house| {
        let whole = "SELECT p.grunnkode || ' ' || min(p.fstype) AS t FROM programomrade p
            WHERE p.grunnkode IN (SELECT grunnkode FROM modulplan) AND p.kategori IN ('----', 'F---', 'H---', 'MV--', 'MF--')
            GROUP BY p.grunnkode HAVING count(*) = 5 AND count(p.fstype) = 5 AND min(p.fstype) = max(p.fstype)";
        let whole = house.texts(whole);
        assert_eq!(whole.len(), 17);
        let svenne: Vec<_> = whole.iter().filter_map(|t| t.strip_suffix(" S")).collect();
        let mut svenne: Vec<_> = svenne.iter().map(|g| &g[2..5]).collect();
        svenne.sort_unstable();
        assert_eq!(svenne, ["BUN", "FRI", "HVF", "MOT", "RLF", "SNE"]);
        assert_eq!(house.count("SELECT count(*) FROM programomrade WHERE fstype IS NOT NULL"), 85);
    }
);

both!(
    /// Promise: a county's list without the column leaves fagprøve or svenneprøve as it was; one that has it wins.
    a_list_without_the_column, |house| {
        let fstype = || house.texts("SELECT fstype || opphav AS t FROM programomrade WHERE kode = 'BARLF3----'");
        let head = "kode;navn_nb;navn_nn;sted;avsluttende_kompetanse;er_avviksfag";
        let line = "BARLF3----;Rørleggerfaget;Røyrleggjarfaget;bedrift;J;N";
        let without = house.file("a/programomrade.csv", format!("{head}\n{line}\n"));
        house.out(0, &["intake", without.to_str().unwrap()]);
        assert_eq!(fstype(), ["SVIGO"]);
        let with = house.file("b/programomrade.csv", format!("{head};fstype\n{line};F\n"));
        house.out(0, &["intake", with.to_str().unwrap()]);
        assert_eq!(fstype(), ["FVIGO"]);
    }
);
