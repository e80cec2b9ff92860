-- What 5A122 reads of its candidates, in one statement.
SELECT s.id AS soker_id, f.id AS forslag_id, f.runde, f.programomrade, f.onsket_programomrade, f.skolenr,
          f.overfort, ag.svar AS svar_generelt, ask.svar AS svar_skole, EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = s.person_id
    AND x.kontraktstype IN ('L', 'O') AND x.godkjent_dato IS NOT NULL AND x.laretid_til >= '2026-08-01'
    AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > '2026-08-05')) AS har_larekontrakt,
          o.id AS onske_id, o.onskenr, o.programomrade AS onske_programomrade, o.skolenr AS onske_skolenr,
          o.status AS onske_status, o.laast
         FROM soker s JOIN forslag f ON f.id = (SELECT g.id FROM forslag g JOIN onske w ON w.id = g.onske_id
    WHERE w.soker_id = s.id AND g.forslagstype = 'VG3' AND g.lukket_arsak IS NULL
    ORDER BY g.runde DESC, g.id DESC LIMIT 1)
  JOIN onske o ON o.id = f.onske_id LEFT JOIN forslag_svar ag ON ag.forslag_id = f.id AND ag.gjelder = 'TILBSKG'
  LEFT JOIN forslag_svar ask ON ask.forslag_id = f.id AND ask.gjelder = 'TILBSK' WHERE s.fylkesnr = '46' AND s.soknadsar = 2026 AND f.status = 'TILBSK' ORDER BY s.id
