-- 5A114: one row a wish for a læreplass, and one for an applicant without any; with the wish's open VG3-forslag.
-- $1 applicants, $2 the run's date, $3 first day of the school year.
SELECT s.id AS soker_id, s.fylkesnr, {PERSON}, {TILSTAND},
  (SELECT string_agg(pr.rett, ' ') FROM person_rett pr
    WHERE pr.person_id = s.person_id AND pr.fom <= $2 AND (pr.tom IS NULL OR pr.tom >= $2)) AS retter,
  o.id AS onske_id, o.onskenr, o.status, o.laast, o.programomrade, po.er_avviksfag,
  COALESCE(po.navn_nb, '') AS fag_nb, COALESCE(po.navn_nn, '') AS fag_nn,
  EXISTS (SELECT 1 FROM onske_historikk h
    WHERE h.attempt_id IS NOT NULL AND h.til = o.status
    AND h.id = (SELECT max(h2.id) FROM onske_historikk h2
      WHERE h2.onske_id = o.id AND h2.felt = 'status')) AS satt_av_rutine,
  f.status AS forslag_status, f.svarfrist_generelt, f.svarfrist_skole, {SVAR_KOLONNER},
  -- When a letter left for the mail server; only asked where there is a forslag.
  CASE WHEN f.id IS NOT NULL THEN (SELECT min(l.settled) FROM letters l
    WHERE l.unit = 'soker:' || s.id AND l.purpose = 'tilbud'
    AND l.fylke = s.fylkesnr AND l.state = 'sent') END AS brev_generelt,
  CASE WHEN f.id IS NOT NULL THEN (SELECT min(l.settled) FROM letters l
    WHERE l.unit = 'soker:' || s.id AND l.purpose = 'skoletilbud'
    AND l.fylke = s.fylkesnr AND l.state = 'sent') END AS brev_skole,
  (SELECT fv.varslet FROM forslag_varslet fv WHERE fv.forslag_id = f.id AND fv.gjelder = 'TILBSKG') AS fylket_generelt,
  (SELECT fv.varslet FROM forslag_varslet fv WHERE fv.forslag_id = f.id AND fv.gjelder = 'TILBSK') AS fylket_skole,
  {UBEHANDLET} AS ubehandlet_svar
FROM soker s
JOIN person p ON p.id = s.person_id
LEFT JOIN onske o ON o.soker_id = s.id AND o.onsketype = 'LARE'
LEFT JOIN programomrade po ON po.kode = o.programomrade
LEFT JOIN forslag f ON f.id = (SELECT f2.id FROM forslag f2
  WHERE f2.onske_id = o.id AND f2.forslagstype = 'VG3' AND f2.lukket_arsak IS NULL
  ORDER BY f2.runde DESC, f2.id DESC LIMIT 1)
{SVAR}
WHERE s.id = ANY($1)
ORDER BY s.id, o.onskenr
