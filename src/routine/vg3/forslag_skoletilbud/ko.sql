-- 5A120: every applicant of the county and year with an open VG3-forslag, one row each, by what orders the queue.
-- $1 county, $2 the run's date, $3 first day of the school year, $4 year applied in.
SELECT s.id, f.status = 'TILBSK' AS har_plass,
  -- One made from the forslag, ended or not.
  EXISTS (SELECT 1 FROM kontrakt k WHERE k.forslag_id = f.id) AS har_kontrakt,
  s.poeng_hundredeler, {TILSTAND}, {SVAR_KOLONNER}, fs_generelt.svart_tid,
  {RETTER} AS retter
FROM soker s
JOIN forslag f ON f.id = {APENT_FORSLAG}
JOIN onske o ON o.id = f.onske_id
{SVAR}
WHERE s.fylkesnr = $1 AND s.soknadsar = $4
