-- 5A119, set-based: what becomes of each new answer, the last turn of each forslag, then the rows. 2026-08-05.
CREATE TEMP TABLE dom AS
SELECT v.id, v.websvar_id, v.forslag_id, v.gjelder, v.svar, v.mottatt_tid, s.id AS soker_id, s.person_id, o.onskenr, f.runde,
  a.svar AS gjeldende,
  CASE v.gjelder WHEN 'TILBSK' THEN f.svarfrist_skole ELSE f.svarfrist_generelt END AS frist,
  CASE WHEN f.lukket_arsak IS NOT NULL THEN 'LUKKET'
    WHEN f.status <> v.gjelder THEN 'FEIL_TRINN'
    WHEN date(v.mottatt_tid {+2h}) > CASE v.gjelder WHEN 'TILBSK' THEN f.svarfrist_skole ELSE f.svarfrist_generelt END
      THEN 'FOR_SENT'
    WHEN a.kilde = 'FYLKE' THEN 'FYLKET_HAR_SVART' END AS hinder
FROM websvar v
JOIN forslag f ON f.id = v.forslag_id
JOIN onske o ON o.id = f.onske_id
JOIN soker s ON s.id = o.soker_id
LEFT JOIN forslag_svar a ON a.forslag_id = f.id AND a.gjelder = v.gjelder
WHERE v.behandlet = 'NY' AND v.mottatt_tid < '{now}' AND s.fylkesnr = '46' AND s.soknadsar = 2026;

CREATE TEMP TABLE nytt AS
SELECT * FROM (
  SELECT t.*, ROW_NUMBER() OVER (PARTITION BY forslag_id, gjelder ORDER BY mottatt_tid DESC, websvar_id DESC) AS bakfra
  FROM (SELECT d.*, COALESCE(LAG(svar) OVER (PARTITION BY forslag_id, gjelder ORDER BY mottatt_tid, websvar_id), gjeldende)
      AS forrige FROM dom d WHERE hinder IS NULL) t
  WHERE forrige IS NULL OR forrige <> svar) u
WHERE bakfra = 1 AND (gjeldende IS NULL OR gjeldende <> svar);

CREATE TEMP TABLE brev AS
SELECT n.*, p.fornavn || ' ' || p.etternavn AS navn, p.epost, COALESCE(p.malform, 'nn') AS malform,
  CASE WHEN p.adressesperre THEN 'ADRESSESPERRE' WHEN p.epost IS NULL THEN 'MANGLER_EPOST'
    WHEN p.epost NOT LIKE '%_@_%._%' THEN 'UGYLDIG_EPOST' END AS hindring,
  CAST(date(n.mottatt_tid {+2h}) AS TEXT) AS dag
FROM nytt n JOIN person p ON p.id = n.person_id;

UPDATE websvar SET behandlet = CASE WHEN d.hinder IS NULL THEN 'BRUKT' WHEN d.hinder = 'FOR_SENT' THEN 'FOR_SENT' ELSE 'AVVIST' END,
  grunn = d.hinder, attempt_id = {attempt}
FROM dom d WHERE websvar.id = d.id;

INSERT INTO forslag_svar (forslag_id, gjelder, svar, svart_tid, kilde, attempt_id)
SELECT forslag_id, gjelder, svar, mottatt_tid, 'WEB', {attempt} FROM nytt WHERE TRUE
ON CONFLICT (forslag_id, gjelder) DO UPDATE SET svar = excluded.svar, svart_tid = excluded.svart_tid,
  kilde = excluded.kilde, attempt_id = excluded.attempt_id;

INSERT INTO letters (key, attempt_id, job, fylke, unit, purpose, to_name, to_address, language, subject, body,
  message_id, state, created)
SELECT '5A119/46/' || websvar_id || '/soker:' || soker_id || '/kvittering/soker:' || soker_id, {attempt}, '5A119', '46',
  'soker:' || soker_id, 'kvittering', navn, epost, malform, 'Vi har fått svaret ditt',
  'Hei, ' || navn || '

' || CASE malform WHEN 'nn' THEN
    CASE svar WHEN 'J' THEN 'Vi har registrert at du takka ja til Vg3 i skule ' || {dato dag} || '.
Du høyrer frå oss når plassane er fordelte.
' ELSE 'Vi har registrert at du takka nei til Vg3 i skule ' || {dato dag} || '.
' END || CASE WHEN frist >= '2026-08-05' THEN '
Du kan endre svaret på vigo.no til og med ' || {dato CAST(frist AS TEXT)} || '.
' ELSE '' END || '
Venleg helsing
Vestland fylkeskommune
Fagopplæring
' ELSE
    CASE svar WHEN 'J' THEN 'Vi har registrert at du takket ja til Vg3 i skole ' || {dato dag} || '.
Du hører fra oss når plassene er fordelt.
' ELSE 'Vi har registrert at du takket nei til Vg3 i skole ' || {dato dag} || '.
' END || CASE WHEN frist >= '2026-08-05' THEN '
Du kan endre svaret på vigo.no til og med ' || {dato CAST(frist AS TEXT)} || '.
' ELSE '' END || '
Vennlig hilsen
Vestland fylkeskommune
Fagopplæring
' END, '<' || {hash} || '@rutine.example>', 'pending', '{now}'
FROM brev WHERE hindring IS NULL ORDER BY soker_id;

INSERT INTO deposits (document_id, attempt_id, fylke, document_type, source, version, title, state, created)
SELECT {hash}, {attempt}, '46', a.dokumenttype,
  'soker:' || n.soker_id || '/onske:' || n.onskenr || '/VG3/' || n.runde || '/' || n.gjelder || '/' || n.websvar_id,
  1, a.tittel_nn, 'pending', '{now}'
FROM nytt n JOIN arkivhendelse_oppsett a ON a.fylkesnr = '46' AND a.hendelse = 'SVAR' AND a.aktiv ORDER BY n.soker_id;

INSERT INTO journal (attempt_id, job, fylke, unit, verdict, reason, detail, changes)
SELECT {attempt}, '5A119', '46', 'soker:' || soker_id, 'acted', CASE min(svar) WHEN 'J' THEN 'SVAR_JA' ELSE 'SVAR_NEI' END,
  COALESCE('brev=' || min(hindring), ''),
  '[' || string_agg('{"table":"forslag_svar","key":"soker:' || soker_id || '/onske:' || onskenr || '/VG3/' || runde || '/' || gjelder
    || '","action":"' || CASE WHEN gjeldende IS NULL THEN 'create","before":null' ELSE 'update","before":{"svar":"' || gjeldende || '"}' END
    || ',"after":{"svar":"' || svar || '","svart_tid":"' || replace(CAST(mottatt_tid AS TEXT), ' ', 'T') || '"}}', ',') || ']'
FROM brev GROUP BY soker_id ORDER BY soker_id;

INSERT INTO journal (attempt_id, job, fylke, unit, verdict, reason, detail, changes)
SELECT {attempt}, '5A119', '46', 'soker:' || soker_id, 'left', hinder, 'antall=' || antall, '[]'
FROM (SELECT soker_id, hinder, COUNT(*) OVER (PARTITION BY soker_id) AS antall,
    COUNT(hinder) OVER (PARTITION BY soker_id) AS avvist,
    ROW_NUMBER() OVER (PARTITION BY soker_id ORDER BY mottatt_tid DESC, websvar_id DESC) AS bakfra FROM dom) t
WHERE bakfra = 1 AND antall = avvist AND NOT EXISTS (SELECT 1 FROM nytt n WHERE n.soker_id = t.soker_id)
ORDER BY soker_id;
