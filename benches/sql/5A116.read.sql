-- What 5A116 reads of its candidates, in one statement.
SELECT x.id, x.kontraktsnr, x.programomrade, x.laretid_fra, x.laretid_til, x.godkjent_dato, x.avsluttet_dato,
          x.tillegg_meropplaring, po.fstype, po.navn_nb, po.navn_nn, k.skolenr, k.navn AS skole_navn, k.epost AS skole_epost, k.malform AS skole_malform,
          e.fullfort, e.fag_stryk_programfag, e.fag_stryk_fellesfag, e.fag_iv,
          EXISTS (SELECT 1 FROM kontrakt_avbrudd b WHERE b.kontrakt_id = x.id AND b.fra <= '2026-08-05'
            AND (b.til IS NULL OR b.til >= '2026-08-05')) AS avbrudd,
          EXISTS (SELECT 1 FROM prove t WHERE t.kontrakt_id = x.id AND t.status <> 'AVHOLDT') AS har_apen_prove,
          (SELECT count(*) FROM prove t WHERE t.kontrakt_id = x.id AND t.status = 'AVHOLDT') AS avholdte,
          COALESCE((SELECT max(t.forsok_nr) FROM prove t WHERE t.kontrakt_id = x.id), 0) AS siste_forsok
         FROM kontrakt x JOIN programomrade po ON po.kode = x.programomrade
         LEFT JOIN skole k ON k.skolenr = x.skolenr
         LEFT JOIN elevkurs e ON e.id = (SELECT y.id FROM elevkurs y WHERE y.person_id = x.person_id
           ORDER BY y.skolear DESC, substr(y.programomrade, 6, 1) DESC, y.id DESC LIMIT 1)
         WHERE x.fylkesnr = '46' AND x.kontraktstype = 'E' ORDER BY x.id
