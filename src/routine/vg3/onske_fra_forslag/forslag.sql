-- 5A122: one row an applicant whose open VG3-forslag has a place, or was carried over, with the forslag and its wish.
-- $1 applicants, $2 the run's date, $3 first day of the school year.
SELECT s.id AS soker_id, {TILSTAND},
  f.id AS forslag_id, f.runde, f.status, f.programomrade, f.onsket_programomrade, f.skolenr, f.svarfrist_skole, f.overfort,
  {SVAR_KOLONNER},
  o.id AS onske_id, o.onskenr, o.programomrade AS onske_programomrade, o.skolenr AS onske_skolenr,
  o.status AS onske_status, o.laast,
  EXISTS (SELECT 1 FROM kontrakt k
    WHERE k.forslag_id = f.id AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > $2)) AS har_kontrakt
FROM soker s
JOIN forslag f ON f.id = {APENT_FORSLAG}
JOIN onske o ON o.id = f.onske_id
{SVAR}
WHERE s.id = ANY($1) AND (f.status = 'TILBSK' OR f.overfort IS NOT NULL)
ORDER BY s.id
