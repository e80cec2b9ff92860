-- 5A116, set-based: type E contracts near their end, then the rows. 2026-08-05.
CREATE TEMP TABLE dom AS
SELECT t.*, CASE
    WHEN avsluttet_dato <= '2026-08-05' THEN 'IKKE_AKTIV'
    WHEN godkjent_dato IS NULL THEN 'IKKE_GODKJENT'
    WHEN avbrudd OR laretid_fra > '2026-08-05' OR laretid_til < '2026-08-05' THEN 'IKKE_AKTIV'
    WHEN laretid_til > '2026-11-05' THEN 'FOR_TIDLIG'
    WHEN avholdte >= 2 AND NOT tillegg_meropplaring THEN 'BRUKT_FORSOK'
    WHEN substr(programomrade, 7, 1) = 'H' THEN 'OPPMELDT'
    WHEN fullfort IS NULL THEN 'UKJENT_SKOLEGANG'
    WHEN NOT fullfort OR fag_stryk_programfag > 0 OR fag_stryk_fellesfag > 2 OR fag_iv > 0 THEN 'IKKE_BESTATT'
    ELSE 'OPPMELDT' END AS grunn,
  CASE WHEN substr(programomrade, 7, 1) = 'H' THEN 'K' ELSE COALESCE(fstype, 'F') END AS brevtype,
  ltrim(CASE WHEN fullfort THEN '' ELSE ' fullfort=N' END
    || CASE WHEN fag_stryk_programfag = 0 THEN '' ELSE ' stryk_programfag=' || fag_stryk_programfag END
    || CASE WHEN fag_stryk_fellesfag = 0 THEN '' ELSE ' stryk_fellesfag=' || fag_stryk_fellesfag END
    || CASE WHEN fag_iv = 0 THEN '' ELSE ' iv=' || fag_iv END) AS figurer
FROM (SELECT x.id, x.kontraktsnr, x.programomrade, x.laretid_fra, x.laretid_til, x.godkjent_dato, x.avsluttet_dato,
    x.tillegg_meropplaring, po.fstype, CASE COALESCE(k.malform, 'nn') WHEN 'nn' THEN po.navn_nn ELSE po.navn_nb END AS fag,
    k.skolenr, k.navn, k.epost, COALESCE(k.malform, 'nn') AS malform,
    e.fullfort, e.fag_stryk_programfag, e.fag_stryk_fellesfag, e.fag_iv,
    EXISTS (SELECT 1 FROM kontrakt_avbrudd b WHERE b.kontrakt_id = x.id AND b.fra <= '2026-08-05'
      AND (b.til IS NULL OR b.til >= '2026-08-05')) AS avbrudd,
    (SELECT count(*) FROM prove t WHERE t.kontrakt_id = x.id AND t.status = 'AVHOLDT') AS avholdte,
    COALESCE((SELECT max(t.forsok_nr) FROM prove t WHERE t.kontrakt_id = x.id), 0) + 1 AS forsok_nr
  FROM kontrakt x JOIN programomrade po ON po.kode = x.programomrade
  LEFT JOIN skole k ON k.skolenr = x.skolenr
  LEFT JOIN elevkurs e ON e.id = (SELECT y.id FROM elevkurs y WHERE y.person_id = x.person_id
    ORDER BY y.skolear DESC, substr(y.programomrade, 6, 1) DESC, y.id DESC LIMIT 1)
  WHERE x.fylkesnr = '46' AND x.kontraktstype = 'E'
    AND NOT EXISTS (SELECT 1 FROM prove t WHERE t.kontrakt_id = x.id AND t.status <> 'AVHOLDT')) t;

INSERT INTO prove (kontrakt_id, forsok_nr, provekategori, brevtype, programomrade, status, attempt_id)
SELECT id, forsok_nr, 'VX', brevtype, programomrade, 'UNDER_ARBEID', {attempt} FROM dom WHERE grunn = 'OPPMELDT' ORDER BY id;

INSERT INTO letters (key, attempt_id, job, fylke, unit, purpose, to_name, to_address, language, subject, body,
  message_id, state, created)
SELECT '5A116/46/forsok:' || forsok_nr || '/kontrakt:' || kontraktsnr || '/oppmelding/skole:' || skolenr, {attempt}, '5A116', '46',
  'kontrakt:' || kontraktsnr, 'oppmelding', navn, epost, malform,
  CASE malform WHEN 'nn' THEN 'Elev meld opp til prøve' ELSE 'Elev meldt opp til prøve' END,
  CASE malform WHEN 'nn' THEN 'Hei

Ein elev hos dykk er meld opp til prøve etter Vg3.

Kontrakt: ' || kontraktsnr || '
Fag: ' || fag || '
Opplæringa sluttar: ' || {dato CAST(laretid_til AS TEXT)} || '

Oppmeldinga har status «under arbeid» i VIGO.

Venleg helsing
Vestland fylkeskommune
Fagopplæring
' ELSE 'Hei

En elev hos dere er meldt opp til prøve etter Vg3.

Kontrakt: ' || kontraktsnr || '
Fag: ' || fag || '
Opplæringen slutter: ' || {dato CAST(laretid_til AS TEXT)} || '

Oppmeldingen har status «under arbeid» i VIGO.

Vennlig hilsen
Vestland fylkeskommune
Fagopplæring
' END, '<' || {hash} || '@rutine.example>', 'pending', '{now}'
FROM dom WHERE grunn = 'OPPMELDT' AND epost LIKE '%_@_%._%' ORDER BY id;

INSERT INTO deposits (document_id, attempt_id, fylke, document_type, source, version, title, state, created)
SELECT {hash}, {attempt}, '46', a.dokumenttype, 'kontrakt:' || d.kontraktsnr || '/forsok:' || d.forsok_nr, 1, a.tittel_nn, 'pending', '{now}'
FROM dom d JOIN arkivhendelse_oppsett a ON a.fylkesnr = '46' AND a.hendelse = 'OPPMELDING' AND a.aktiv
WHERE d.grunn = 'OPPMELDT' ORDER BY d.id;

INSERT INTO journal (attempt_id, job, fylke, unit, verdict, reason, detail, changes)
SELECT {attempt}, '5A116', '46', 'kontrakt:' || kontraktsnr, CASE grunn WHEN 'OPPMELDT' THEN 'acted' ELSE 'left' END, grunn,
  CASE grunn WHEN 'OPPMELDT' THEN CASE WHEN epost IS NULL THEN 'brev=MANGLER_EPOST'
      WHEN epost NOT LIKE '%_@_%._%' THEN 'brev=UGYLDIG_EPOST' ELSE '' END
    WHEN 'BRUKT_FORSOK' THEN 'avholdte=' || avholdte WHEN 'IKKE_BESTATT' THEN figurer ELSE '' END,
  CASE grunn WHEN 'OPPMELDT' THEN '[{"table":"prove","key":"kontrakt:' || kontraktsnr || '/forsok:' || forsok_nr
    || '","action":"create","before":null,"after":{"provekategori":"VX","brevtype":"' || brevtype
    || '","status":"UNDER_ARBEID"}}]' ELSE '[]' END
FROM dom ORDER BY id;
