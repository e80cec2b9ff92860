-- 5A106: one row an applicant whose open VG3-forslag has a place, with the wish, its school and the contracts there are.
-- $1 applicants, $2 the run's date, $3 first day of the school year.
SELECT s.id AS soker_id, s.person_id, f.id AS forslag_id, f.runde, o.onskenr, f.overfort,
  COALESCE(f.oppstart, st.oppstart) AS oppstart, o.status AS onske_status, o.programomrade,
  po.navn_nb AS fag_nb, po.navn_nn AS fag_nn, {SKOLE}, {SVAR_KOLONNER}, {TILSTAND},
  EXISTS (SELECT 1 FROM kontrakt k WHERE k.forslag_id = f.id) AS har_fra_forslaget,
  (o.programomrade <> f.programomrade OR o.skolenr IS DISTINCT FROM f.skolenr) AS onske_endret,
  EXISTS (SELECT 1 FROM kontrakt k
    WHERE k.forslag_id = f.id AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > $2)) AS lopende_fra_forslaget,
  -- Under behandling or running on the date, in the same fag, and in another.
  EXISTS (SELECT 1 FROM kontrakt k
    WHERE k.person_id = s.person_id AND k.laretid_til >= $2 AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > $2)
    AND substr(k.programomrade, 1, 6) = substr(o.programomrade, 1, 6)) AS har_samme_fag,
  EXISTS (SELECT 1 FROM kontrakt k
    WHERE k.person_id = s.person_id AND k.laretid_til >= $2 AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > $2)
    AND k.kontraktstype = 'E'
    AND substr(k.programomrade, 1, 6) <> substr(o.programomrade, 1, 6)) AS har_e_i_annet_fag
FROM soker s
JOIN forslag f ON f.id = {APENT_FORSLAG}
JOIN onske o ON o.id = f.onske_id
{SVAR}
LEFT JOIN skole sk ON sk.skolenr = o.skolenr
LEFT JOIN skoletilbud st ON st.skolear = s.soknadsar AND st.skolenr = o.skolenr
  AND st.grunnkode = substr(f.programomrade, 1, 6)
JOIN programomrade po ON po.kode = COALESCE(f.onsket_programomrade, o.programomrade)
WHERE s.id = ANY($1) AND f.status = 'TILBSK'
ORDER BY s.id
