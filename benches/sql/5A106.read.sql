-- What 5A106 reads of its candidates, in one statement.
SELECT s.id AS soker_id, s.person_id, f.id AS forslag_id, f.runde, o.onskenr, f.overfort, f.oppstart,
          o.status AS onske_status, o.programomrade, po.navn_nb, po.navn_nn, k.skolenr, k.navn AS skole_navn, k.epost AS skole_epost, k.malform AS skole_malform,
          EXISTS (SELECT 1 FROM kontrakt x WHERE x.forslag_id = f.id) AS har_fra_forslaget,
          EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = s.person_id AND x.laretid_til >= '2026-08-05'
          AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > '2026-08-05')
            AND substr(x.programomrade, 1, 6) = substr(o.programomrade, 1, 6)) AS har_samme_fag,
          EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = s.person_id AND x.laretid_til >= '2026-08-05'
          AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > '2026-08-05') AND x.kontraktstype = 'E'
            AND substr(x.programomrade, 1, 6) <> substr(o.programomrade, 1, 6)) AS har_e_i_annet_fag
         FROM soker s JOIN forslag f ON f.id = (SELECT g.id FROM forslag g JOIN onske w ON w.id = g.onske_id
    WHERE w.soker_id = s.id AND g.forslagstype = 'VG3' AND g.lukket_arsak IS NULL
    ORDER BY g.runde DESC, g.id DESC LIMIT 1)
  JOIN onske o ON o.id = f.onske_id LEFT JOIN skole k ON k.skolenr = o.skolenr
         JOIN programomrade po ON po.kode = COALESCE(f.onsket_programomrade, o.programomrade)
         WHERE s.fylkesnr = '46' AND s.soknadsar = 2026 AND f.status = 'TILBSK' ORDER BY s.id
