-- 5A120, set-based: the queue numbered per fag, the places numbered per fag, joined by number. 2026-08-05.
-- The rule lets each in turn choose the nearest school with room; here the n-th in the queue gets the n-th place.
-- Who gets a place and who does not is the same; which school may differ, and so the letters' lengths.
CREATE TEMP TABLE dom AS
SELECT t.*, CASE WHEN har_larekontrakt THEN 'HAR_KONTRAKT' WHEN svar IS NULL THEN 'UBESVART' WHEN svar <> 'J' THEN 'TAKKET_NEI'
    WHEN frist >= '2026-08-05' THEN 'FRIST_IKKE_UTE' ELSE 'PLASS' END AS dom,
  ROW_NUMBER() OVER (PARTITION BY fag_kode,
    CASE WHEN har_larekontrakt OR svar IS NULL OR svar <> 'J' OR frist >= '2026-08-05' THEN 0 ELSE 1 END
    ORDER BY rett, svart_tid, person_id) AS nr
FROM (SELECT s.id AS soker_id, s.person_id, f.id AS forslag_id, o.onskenr, f.runde, substr(f.programomrade, 1, 6) AS fag_kode,
    f.svarfrist_generelt AS frist, ag.svar, ag.svart_tid, po.navn_nb, po.navn_nn,
    (SELECT min(CASE r.rett WHEN 'UNGDOMSRETT' THEN 1 WHEN 'FULLFORINGSRETT' THEN 2 WHEN 'VOKSENRETT' THEN 3 ELSE 9 END)
      FROM person_rett r WHERE r.person_id = s.person_id AND r.fom <= '2026-08-05'
      AND (r.tom IS NULL OR r.tom >= '2026-08-05')) AS rett,
    EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = s.person_id
      AND x.kontraktstype IN ('L', 'O') AND x.godkjent_dato IS NOT NULL AND x.laretid_til >= '2026-08-01'
      AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > '2026-08-05')) AS har_larekontrakt
  FROM soker s JOIN forslag f ON f.id = (SELECT g.id FROM forslag g JOIN onske w ON w.id = g.onske_id
    WHERE w.soker_id = s.id AND g.forslagstype = 'VG3' AND g.lukket_arsak IS NULL ORDER BY g.runde DESC, g.id DESC LIMIT 1)
  JOIN onske o ON o.id = f.onske_id
  JOIN programomrade po ON po.kode = f.onsket_programomrade
  LEFT JOIN forslag_svar ag ON ag.forslag_id = f.id AND ag.gjelder = 'TILBSKG'
  WHERE s.fylkesnr = '46' AND s.soknadsar = 2026 AND f.status = 'TILBSKG') t;

CREATE TEMP TABLE ledig AS
SELECT u.*, SUM(antall) OVER (PARTITION BY fag_kode ORDER BY skolenr) AS til_nr
FROM (SELECT t.skolenr, k.navn, t.grunnkode AS fag_kode, t.oppstart,
    t.kapasitet - COALESCE(g.antall, 0) - COALESCE(e.antall, 0) AS antall
  FROM skoletilbud t JOIN skole k ON k.skolenr = t.skolenr
  LEFT JOIN (SELECT f.skolenr, substr(f.programomrade, 1, 6) AS grunnkode, count(*) AS antall
      FROM forslag f JOIN onske o ON o.id = f.onske_id JOIN soker s ON s.id = o.soker_id
      LEFT JOIN forslag_svar a ON a.forslag_id = f.id AND a.gjelder = 'TILBSK'
      WHERE f.forslagstype = 'VG3' AND f.status = 'TILBSK' AND f.skolenr IS NOT NULL AND f.lukket_arsak IS NULL
        AND s.fylkesnr = '46' AND s.soknadsar = 2026 AND (a.svar IS NULL OR a.svar = 'J')
      GROUP BY f.skolenr, substr(f.programomrade, 1, 6)) g ON g.skolenr = t.skolenr AND g.grunnkode = t.grunnkode
  LEFT JOIN (SELECT x.skolenr, substr(x.programomrade, 1, 6) AS grunnkode, count(*) AS antall
      FROM kontrakt x WHERE x.kontraktstype = 'E' AND x.forslag_id IS NULL AND x.avsluttet_dato IS NULL
        AND x.laretid_fra BETWEEN '2026-08-01' AND '2027-07-31'
      GROUP BY x.skolenr, substr(x.programomrade, 1, 6)) e ON e.skolenr = t.skolenr AND e.grunnkode = t.grunnkode
  WHERE t.fylkesnr = '46' AND t.skolear = 2026) u WHERE antall > 0;

CREATE TEMP TABLE tildelt AS
SELECT d.*, l.skolenr, l.navn AS skole, l.oppstart, CAST(l.oppstart AS TEXT) AS oppstart_tekst,
  p.fornavn || ' ' || p.etternavn AS navn, p.epost, COALESCE(p.malform, 'nn') AS malform,
  CASE COALESCE(p.malform, 'nn') WHEN 'nn' THEN d.navn_nn ELSE d.navn_nb END AS fag,
  CASE WHEN p.adressesperre THEN 'ADRESSESPERRE' WHEN p.epost IS NULL THEN 'MANGLER_EPOST'
    WHEN p.epost NOT LIKE '%_@_%._%' THEN 'UGYLDIG_EPOST' END AS hindring,
  'soker:' || d.soker_id || '/onske:' || d.onskenr || '/VG3/' || d.runde AS nokkel
FROM dom d JOIN ledig l ON l.fag_kode = d.fag_kode AND d.nr <= l.til_nr AND d.nr > l.til_nr - l.antall
JOIN person p ON p.id = d.person_id
WHERE d.dom = 'PLASS';

UPDATE forslag SET status = 'TILBSK', skolenr = t.skolenr, oppstart = t.oppstart, attempt_id = {attempt}
FROM tildelt t WHERE forslag.id = t.forslag_id;

INSERT INTO letters (key, attempt_id, job, fylke, unit, purpose, to_name, to_address, language, subject, body,
  message_id, state, created)
SELECT '5A120/46/' || nokkel || '/soker:' || soker_id || '/skoletilbud/soker:' || soker_id, {attempt}, '5A120', '46',
  'soker:' || soker_id, 'skoletilbud', navn, epost, malform, 'Du har fått plass på Vg3',
  CASE malform WHEN 'nn' THEN 'Hei, ' || navn || '

Du har takka ja til Vg3 i skule, og no har du fått plass.

Fag: ' || fag || '
Skule: ' || skole || '
' || COALESCE('Opplæringa byrjar: ' || {dato oppstart_tekst}, 'Skulen gir deg beskjed om når opplæringa byrjar.') || '

Får du læreplass, kan du skrive lærekontrakt også etter at du har byrja.

Venleg helsing
Vestland fylkeskommune
Fagopplæring
' ELSE 'Hei, ' || navn || '

Du har takket ja til Vg3 i skole, og nå har du fått plass.

Fag: ' || fag || '
Skole: ' || skole || '
' || COALESCE('Opplæringen begynner: ' || {dato oppstart_tekst}, 'Skolen gir deg beskjed om når opplæringen begynner.') || '

Får du læreplass, kan du skrive lærekontrakt også etter at du har begynt.

Vennlig hilsen
Vestland fylkeskommune
Fagopplæring
' END, '<' || {hash} || '@rutine.example>', 'pending', '{now}'
FROM tildelt WHERE hindring IS NULL ORDER BY rett, svart_tid, person_id;

INSERT INTO deposits (document_id, attempt_id, fylke, document_type, source, version, title, state, created)
SELECT {hash}, {attempt}, '46', a.dokumenttype, t.nokkel || '/TILBSK', 1, a.tittel_nn, 'pending', '{now}'
FROM tildelt t JOIN arkivhendelse_oppsett a ON a.fylkesnr = '46' AND a.hendelse = 'TILBUD' AND a.aktiv;

INSERT INTO journal (attempt_id, job, fylke, unit, verdict, reason, detail, changes)
SELECT {attempt}, '5A120', '46', 'soker:' || soker_id, 'acted', 'TILDELT', COALESCE('brev=' || hindring, ''),
  '[{"table":"forslag","key":"' || nokkel || '","action":"update","before":{"status":"TILBSKG"},"after":{"status":"TILBSK","skolenr":"'
  || skolenr || '","oppstart":' || COALESCE('"' || oppstart_tekst || '"', 'null') || '}}]'
FROM tildelt
UNION ALL
SELECT {attempt}, '5A120', '46', 'soker:' || soker_id, 'left', CASE dom WHEN 'PLASS' THEN 'INGEN_KAPASITET' ELSE dom END,
  CASE dom WHEN 'PLASS' THEN 'fag=' || fag_kode ELSE '' END, '[]'
FROM dom WHERE dom <> 'PLASS' OR soker_id NOT IN (SELECT soker_id FROM tildelt);
