-- At the last moment: one row an applicant whom a letter is about, as they stand now. Where they have no open offer, their
-- first wish says where.
-- $1 applicants, $2 the day, $3 first day of the school year.
-- CROSS JOIN holds SQLite to the order written: statistics from before the first contract would have it read every contract
-- for each applicant.
SELECT s.id, COALESCE(o.status, o_forste.status) AS onske_status, f.status AS forslag, f.skolenr, {TILSTAND}, {SVAR_KOLONNER},
  {VENTER_GENERELT} AS venter_generelt, {VENTER_SKOLE} AS venter_skole,
  EXISTS (SELECT 1 FROM kontrakt k CROSS JOIN forslag f2 CROSS JOIN onske o2
    WHERE k.person_id = s.person_id AND f2.id = k.forslag_id AND o2.id = f2.onske_id AND o2.soker_id = s.id
    AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > $2)) AS har_kontrakt
FROM soker s
LEFT JOIN forslag f ON f.id = {APENT_FORSLAG}
LEFT JOIN onske o ON o.id = f.onske_id
LEFT JOIN onske o_forste ON o_forste.soker_id = s.id AND o_forste.onskenr = 1
{SVAR}
WHERE s.id = ANY($1)
