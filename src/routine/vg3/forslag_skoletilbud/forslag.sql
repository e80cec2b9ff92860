-- 5A120: one row an applicant with an open VG3-forslag, with the forslag, its wish and what the rule asks of them.
-- $1 applicants, $2 the run's date, $3 first day of the school year.
SELECT s.id AS soker_id, {PERSON}, {TILSTAND}, p.kommunenr, s.avgiverskole,
  f.id AS forslag_id, o.onskenr, f.runde, f.status, f.programomrade, f.svarfrist_generelt, {SVAR_KOLONNER},
  EXISTS (SELECT 1 FROM kontrakt k WHERE k.forslag_id = f.id) AS har_kontrakt,
  o.status AS onske_status, po.navn_nb AS fag_nb, po.navn_nn AS fag_nn
FROM soker s
JOIN person p ON p.id = s.person_id
JOIN forslag f ON f.id = {APENT_FORSLAG}
JOIN onske o ON o.id = f.onske_id
{SVAR}
JOIN programomrade po ON po.kode = f.onsket_programomrade
WHERE s.id = ANY($1)
