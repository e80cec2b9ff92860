-- 5A106, set-based: a contract per place on a wish, numbered in the order of applicants. 2026-08-05.
CREATE TEMP TABLE dom AS
SELECT t.*, CASE
    WHEN overfort IS NULL OR onske_status <> 'TILBSK' THEN 'IKKE_OVERFORT'
    WHEN substr(programomrade, 7, 2) IN ('MV', 'MF') THEN 'MODULSTRUKTURERT'
    WHEN EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = t.person_id AND x.laretid_til >= '2026-08-05'
      AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > '2026-08-05')
      AND substr(x.programomrade, 1, 6) = substr(t.programomrade, 1, 6)) THEN 'HAR_KONTRAKT'
    WHEN EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = t.person_id AND x.laretid_til >= '2026-08-05'
      AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > '2026-08-05') AND x.kontraktstype = 'E'
      AND substr(x.programomrade, 1, 6) <> substr(t.programomrade, 1, 6)) THEN 'HAR_E_KONTRAKT'
    WHEN oppstart IS NULL THEN 'MANGLER_OPPSTART'
    ELSE 'OPPRETTET' END AS grunn
FROM (SELECT s.id AS soker_id, s.person_id, f.id AS forslag_id, f.overfort, f.oppstart, o.status AS onske_status, o.programomrade,
    CASE COALESCE(k.malform, 'nn') WHEN 'nn' THEN po.navn_nn ELSE po.navn_nb END AS fag,
    k.skolenr, k.navn, k.epost, COALESCE(k.malform, 'nn') AS malform,
    'soker:' || s.id || '/onske:' || o.onskenr || '/VG3/' || f.runde AS nokkel
  FROM soker s JOIN forslag f ON f.id = (SELECT g.id FROM forslag g JOIN onske w ON w.id = g.onske_id
    WHERE w.soker_id = s.id AND g.forslagstype = 'VG3' AND g.lukket_arsak IS NULL ORDER BY g.runde DESC, g.id DESC LIMIT 1)
  JOIN onske o ON o.id = f.onske_id
  LEFT JOIN skole k ON k.skolenr = o.skolenr
  JOIN programomrade po ON po.kode = COALESCE(f.onsket_programomrade, o.programomrade)
  WHERE s.fylkesnr = '46' AND s.soknadsar = 2026 AND f.status = 'TILBSK'
    AND NOT EXISTS (SELECT 1 FROM kontrakt x WHERE x.forslag_id = f.id)) t;

CREATE TEMP TABLE ny AS
SELECT d.*, CAST(oppstart AS TEXT) AS fra_tekst, date(oppstart {+1y}) AS til, CAST(date(oppstart {+1y}) AS TEXT) AS til_tekst,
  CASE WHEN epost IS NULL THEN 'MANGLER_EPOST' WHEN epost NOT LIKE '%_@_%._%' THEN 'UGYLDIG_EPOST' END AS hindring,
  'E2026-' || {seks COALESCE((SELECT siste FROM nummerserie WHERE fylkesnr = '46' AND ar = 2026
    AND serie = 'KONTRAKT_E'), 0) + ROW_NUMBER() OVER (ORDER BY soker_id)} AS kontraktsnr
FROM dom d WHERE grunn = 'OPPRETTET';

INSERT INTO nummerserie (fylkesnr, ar, serie, siste) SELECT '46', 2026, 'KONTRAKT_E', count(*) FROM ny WHERE TRUE
ON CONFLICT (fylkesnr, ar, serie) DO UPDATE SET siste = nummerserie.siste + excluded.siste;

INSERT INTO kontrakt (fylkesnr, kontraktsnr, person_id, kontraktstype, programomrade, skolenr, laretid_fra, laretid_til,
  netto_laretid_mnd, forslag_id, attempt_id)
SELECT '46', kontraktsnr, person_id, 'E', programomrade, skolenr, oppstart, til, 12, forslag_id, {attempt}
FROM ny ORDER BY soker_id;

INSERT INTO letters (key, attempt_id, job, fylke, unit, purpose, to_name, to_address, language, subject, body,
  message_id, state, created)
SELECT '5A106/46/' || nokkel || '/soker:' || soker_id || '/kontrakt/skole:' || skolenr, {attempt}, '5A106', '46',
  'soker:' || soker_id, 'kontrakt', navn, epost, malform,
  CASE malform WHEN 'nn' THEN 'Ny kontrakt om fagopplæring i skule' ELSE 'Ny kontrakt om fagopplæring i skole' END,
  CASE malform WHEN 'nn' THEN 'Hei

Det er oppretta ein kontrakt om fagopplæring i skule hos dykk.

Fag: ' || fag || '
Opplæringa byrjar: ' || {dato fra_tekst} || '
Opplæringa sluttar: ' || {dato til_tekst} || '

Kontrakten er under behandling, og gjeld først når Vestland fylkeskommune har godkjent han.
De finn han i VIGO Skole, under Fagopplæring i skole.

Venleg helsing
Vestland fylkeskommune
Fagopplæring
' ELSE 'Hei

Det er opprettet en kontrakt om fagopplæring i skole hos dere.

Fag: ' || fag || '
Opplæringen begynner: ' || {dato fra_tekst} || '
Opplæringen slutter: ' || {dato til_tekst} || '

Kontrakten er under behandling, og gjelder først når Vestland fylkeskommune har godkjent den.
Dere finner den i VIGO Skole, under Fagopplæring i skole.

Vennlig hilsen
Vestland fylkeskommune
Fagopplæring
' END, '<' || {hash} || '@rutine.example>', 'pending', '{now}'
FROM ny WHERE hindring IS NULL ORDER BY soker_id;

INSERT INTO journal (attempt_id, job, fylke, unit, verdict, reason, detail, changes)
SELECT {attempt}, '5A106', '46', 'soker:' || soker_id, 'acted', 'OPPRETTET', 'kontrakt:' || kontraktsnr || COALESCE(' brev=' || hindring, ''),
  '[{"table":"kontrakt","key":"' || nokkel || '","action":"create","before":null,"after":{"kontraktstype":"E","programomrade":"'
  || programomrade || '","skolenr":' || COALESCE('"' || skolenr || '"', 'null') || ',"laretid_fra":"' || fra_tekst
  || '","laretid_til":"' || til_tekst || '","godkjent_dato":null}}]'
FROM ny
UNION ALL
SELECT {attempt}, '5A106', '46', 'soker:' || soker_id, 'left', grunn, '', '[]' FROM dom WHERE grunn <> 'OPPRETTET';
