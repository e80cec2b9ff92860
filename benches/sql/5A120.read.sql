-- What 5A120 reads of its candidates, in one statement.
SELECT s.id AS soker_id, p.fornavn, p.etternavn, p.epost, p.malform, p.adressesperre, p.kommunenr, s.avgiverskole, f.id AS forslag_id, o.onskenr, f.runde,
          f.status, f.programomrade, f.svarfrist_generelt, ag.svar, EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = s.person_id
    AND x.kontraktstype IN ('L', 'O') AND x.godkjent_dato IS NOT NULL AND x.laretid_til >= '2026-08-01'
    AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > '2026-08-05')) AS har_larekontrakt, po.navn_nb, po.navn_nn
         FROM soker s JOIN person p ON p.id = s.person_id JOIN forslag f ON f.id = (SELECT g.id FROM forslag g JOIN onske w ON w.id = g.onske_id
    WHERE w.soker_id = s.id AND g.forslagstype = 'VG3' AND g.lukket_arsak IS NULL
    ORDER BY g.runde DESC, g.id DESC LIMIT 1)
  JOIN onske o ON o.id = f.onske_id LEFT JOIN forslag_svar ag ON ag.forslag_id = f.id AND ag.gjelder = 'TILBSKG'
  LEFT JOIN forslag_svar ask ON ask.forslag_id = f.id AND ask.gjelder = 'TILBSK'
         JOIN programomrade po ON po.kode = f.onsket_programomrade
         WHERE s.fylkesnr = '46' AND s.soknadsar = 2026
