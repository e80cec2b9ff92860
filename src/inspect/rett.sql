-- One row an active applicant with a first wish for a læreplass and a right on the day, with their open VG3-forslag and what
-- the jobs that offer and place said of them last.
-- $1 county, $2 the day, $3 first day of the school year, $4 year applied in, $5 the job that offers, $6 the one that places.
SELECT s.id, {TILSTAND}, o.status AS onske_status, f.status AS forslag, {SVAR_KOLONNER},
  (EXISTS (SELECT 1 FROM letters l
    WHERE l.unit = 'soker:' || s.id AND l.purpose = 'tilbud' AND l.fylke = s.fylkesnr AND l.state = 'sent')
    OR EXISTS (SELECT 1 FROM forslag_varslet fv WHERE fv.forslag_id = f.id)) AS varslet,
  jo_tilbud.reason AS tilbud, jo_tilbud.detail AS tilbud_detail, r_tilbud.slot AS tilbud_dag,
  jo_plass.reason AS plass, jo_plass.detail AS plass_detail, r_plass.slot AS plass_dag
FROM soker s
JOIN onske o ON o.soker_id = s.id AND o.onskenr = 1 AND o.onsketype = 'LARE'
LEFT JOIN forslag f ON f.id = {APENT_FORSLAG}
{SVAR}
LEFT JOIN journal jo_tilbud ON jo_tilbud.id = (SELECT max(jo.id) FROM journal jo
  WHERE jo.job = $5 AND jo.fylke = s.fylkesnr AND jo.unit = 'soker:' || s.id)
LEFT JOIN attempts a_tilbud ON a_tilbud.id = jo_tilbud.attempt_id
LEFT JOIN runs r_tilbud ON r_tilbud.id = a_tilbud.run_id
LEFT JOIN journal jo_plass ON jo_plass.id = (SELECT max(jo.id) FROM journal jo
  WHERE jo.job = $6 AND jo.fylke = s.fylkesnr AND jo.unit = 'soker:' || s.id)
LEFT JOIN attempts a_plass ON a_plass.id = jo_plass.attempt_id
LEFT JOIN runs r_plass ON r_plass.id = a_plass.run_id
WHERE s.fylkesnr = $1 AND s.soknadsar = $4 AND s.aktiv
AND EXISTS (SELECT 1 FROM person_rett pr
  WHERE pr.person_id = s.person_id AND pr.rett <> 'REKVALIFISERING'
  AND pr.fom <= $2 AND (pr.tom IS NULL OR pr.tom >= $2))
ORDER BY s.id
