-- 5A106, set-based: a contract per place on a wish, numbered in the order of applicants. 2026-08-05.
CREATE TEMP TABLE dom AS
SELECT u.*,
  CASE
    WHEN har_fra_forslaget THEN CASE WHEN svar = 'N' AND lopende THEN 'KONTRAKT_STAR' ELSE 'UENDRET' END
    WHEN svar = 'N' THEN 'TAKKET_NEI'
    WHEN overfort IS NULL OR onske_status <> 'INNTLI' THEN 'IKKE_OVERFORT'
    WHEN programomrade <> forslagets OR skolenr IS DISTINCT FROM forslagets_skole THEN 'ONSKE_ENDRET'
    WHEN NOT aktiv THEN 'PASSIV'
    WHEN kvalifisert = 'N' THEN 'IKKE_KVALIFISERT'
    WHEN inntatt_hoyere THEN 'INNTATT_HOYERE'
    WHEN lareplass IS NOT NULL OR akseptert THEN 'HAR_LAREPLASS'
    WHEN substr(programomrade, 7, 2) IN ('MV', 'MF') THEN 'MODULSTRUKTURERT'
    WHEN EXISTS (SELECT 1 FROM kontrakt k WHERE k.person_id = u.person_id AND k.laretid_til >= '2026-08-05'
      AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > '2026-08-05')
      AND substr(k.programomrade, 1, 6) = substr(u.programomrade, 1, 6)) THEN 'HAR_KONTRAKT'
    WHEN EXISTS (SELECT 1 FROM kontrakt k WHERE k.person_id = u.person_id AND k.laretid_til >= '2026-08-05'
      AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > '2026-08-05') AND k.kontraktstype = 'E'
      AND substr(k.programomrade, 1, 6) <> substr(u.programomrade, 1, 6)) THEN 'HAR_E_KONTRAKT'
    WHEN oppstart IS NULL THEN 'MANGLER_OPPSTART'
    ELSE 'OPPRETTET' END AS grunn
FROM (SELECT s.id AS soker_id, s.person_id, s.aktiv, s.kvalifisert, f.id AS forslag_id, f.overfort,
    f.programomrade AS forslagets, f.skolenr AS forslagets_skole, COALESCE(f.oppstart, st.oppstart) AS oppstart,
    o.status AS onske_status, o.programomrade, CASE WHEN fs_skole.svar IS NULL OR fs_generelt.svart_tid > fs_skole.svart_tid
      THEN fs_generelt.svar ELSE fs_skole.svar END AS svar,
    CASE COALESCE(sk.malform, 'nn') WHEN 'nn' THEN po.navn_nn ELSE po.navn_nb END AS fag,
    sk.skolenr, sk.navn, sk.epost, COALESCE(sk.malform, 'nn') AS malform,
    'soker:' || s.id || '/onske:' || o.onskenr || '/VG3/' || f.runde AS nokkel,
    EXISTS (SELECT 1 FROM kontrakt k WHERE k.forslag_id = f.id) AS har_fra_forslaget,
    EXISTS (SELECT 1 FROM kontrakt k
      WHERE k.forslag_id = f.id AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > '2026-08-05')) AS lopende,
    (SELECT max(CASE WHEN k.godkjent_dato IS NULL THEN 1 WHEN k.fylkesnr <> s.fylkesnr THEN 2 ELSE 3 END) FROM kontrakt k
      WHERE k.person_id = s.person_id AND k.kontraktstype IN ('L', 'O') AND k.laretid_til >= '2026-08-05'
      AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > '2026-08-05')) AS lareplass,
    EXISTS (SELECT 1 FROM onske o2 CROSS JOIN forslag f2
      WHERE o2.soker_id = s.id AND f2.onske_id = o2.id AND f2.forslagstype = 'BEDRIFT' AND f2.status = 'AKSEPTERT') AS akseptert,
    EXISTS (SELECT 1 FROM onske o2
      WHERE o2.soker_id = s.id AND o2.onsketype = 'SKOLE' AND o2.status IN ('INNTO', 'INNTS', 'INNTF')
      AND o2.onskenr < o.onskenr) AS inntatt_hoyere
  FROM soker s
  JOIN forslag f ON f.id = (SELECT f2.id FROM onske o2 CROSS JOIN forslag f2
    WHERE o2.soker_id = s.id AND f2.onske_id = o2.id AND f2.forslagstype = 'VG3' AND f2.lukket_arsak IS NULL
    ORDER BY f2.runde DESC, f2.id DESC LIMIT 1)
  JOIN onske o ON o.id = f.onske_id
  LEFT JOIN forslag_svar fs_generelt ON fs_generelt.forslag_id = f.id AND fs_generelt.gjelder = 'TILBSKG'
  LEFT JOIN forslag_svar fs_skole ON fs_skole.forslag_id = f.id AND fs_skole.gjelder = 'TILBSK'
  LEFT JOIN skole sk ON sk.skolenr = o.skolenr
  LEFT JOIN skoletilbud st ON st.skolear = s.soknadsar AND st.skolenr = o.skolenr AND st.grunnkode = substr(f.programomrade, 1, 6)
  JOIN programomrade po ON po.kode = COALESCE(f.onsket_programomrade, o.programomrade)
  WHERE s.fylkesnr = '46' AND s.soknadsar = 2026 AND f.status = 'TILBSK') u;

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
  'soker:' || soker_id, 'kontrakt', navn, CASE WHEN hindring IS NULL THEN epost ELSE '' END, malform,
  CASE malform WHEN 'nn' THEN 'Ny kontrakt om fagopplæring i skule' ELSE 'Ny kontrakt om fagopplæring i skole' END,
  CASE malform WHEN 'nn' THEN 'Hei

Det er oppretta ein kontrakt om fagopplæring i skule hos dykk.

Kontrakt: ' || kontraktsnr || '
Fag: ' || fag || '
Opplæringa byrjar: ' || {dato fra_tekst} || '
Opplæringa sluttar: ' || {dato til_tekst} || '

Kontrakten er under behandling, og gjeld først når Vestland fylkeskommune har godkjent han.
De finn han i VIGO Skole, under Fagopplæring i skole.

Venleg helsing
Vestland fylkeskommune
Fagopplæring

Spørsmål? Skriv til fagopplaring@rutine.example
Referanse: ' || substr({hash}, 1, 11) || '
' ELSE 'Hei

Det er opprettet en kontrakt om fagopplæring i skole hos dere.

Kontrakt: ' || kontraktsnr || '
Fag: ' || fag || '
Opplæringen begynner: ' || {dato fra_tekst} || '
Opplæringen slutter: ' || {dato til_tekst} || '

Kontrakten er under behandling, og gjelder først når Vestland fylkeskommune har godkjent den.
Dere finner den i VIGO Skole, under Fagopplæring i skole.

Vennlig hilsen
Vestland fylkeskommune
Fagopplæring

Spørsmål? Skriv til fagopplaring@rutine.example
Referanse: ' || substr({hash}, 1, 11) || '
' END, '<' || {hash} || '@rutine.example>', CASE WHEN hindring IS NULL THEN 'pending' ELSE 'no_address' END, '{now}'
FROM ny ORDER BY soker_id;

INSERT INTO journal (attempt_id, job, fylke, unit, verdict, reason, detail, changes)
SELECT {attempt}, '5A106', '46', 'soker:' || soker_id, 'acted', 'OPPRETTET', 'kontrakt:' || kontraktsnr || COALESCE(' brev=' || hindring, ''),
  '[{"table":"kontrakt","key":"' || nokkel || '","action":"create","before":null,"after":{"kontraktstype":"E","programomrade":"'
  || programomrade || '","skolenr":' || COALESCE('"' || skolenr || '"', 'null') || ',"laretid_fra":"' || fra_tekst
  || '","laretid_til":"' || til_tekst || '","godkjent_dato":null}}]'
FROM ny
UNION ALL
SELECT {attempt}, '5A106', '46', 'soker:' || soker_id, 'left', grunn,
  CASE grunn WHEN 'IKKE_KVALIFISERT' THEN 'vurdert=N' WHEN 'HAR_LAREPLASS' THEN CASE lareplass WHEN 3 THEN 'kontrakt=godkjent'
    WHEN 2 THEN 'kontrakt=annet_fylke' WHEN 1 THEN 'kontrakt=under_behandling' ELSE 'forslag=AKSEPTERT' END ELSE '' END, '[]'
FROM dom WHERE grunn NOT IN ('OPPRETTET', 'UENDRET');
