-- 5A115, set-based: one decision per applicant, then the rows. First run, county 46, 2026-07-28.
CREATE TEMP TABLE dom AS
SELECT s.id, o.id AS onske_id, o.programomrade, o.status, s.er_larekandidat, p.fornavn || ' ' || p.etternavn AS navn, p.epost,
  COALESCE(p.malform, 'nn') AS malform, CASE COALESCE(p.malform, 'nn') WHEN 'nn' THEN po.navn_nn ELSE po.navn_nb END AS fag,
  po.grunnkode || CASE WHEN s.er_larekandidat THEN 'H---' ELSE 'F---' END AS ny_kode,
  CASE WHEN p.adressesperre THEN 'ADRESSESPERRE' WHEN p.epost IS NULL THEN 'MANGLER_EPOST'
    WHEN p.epost NOT LIKE '%_@_%._%' THEN 'UGYLDIG_EPOST' END AS hindring,
  CASE
    WHEN NOT s.aktiv THEN 'PASSIV'
    WHEN o.id IS NULL OR o.onsketype <> 'LARE' THEN 'IKKE_LARE_FORST'
    WHEN o.laast THEN 'LAAST'
    WHEN o.status <> 'SFORM' THEN 'IKKE_SFORM'
    WHEN s.folkereg_fylke_1mars <> s.fylkesnr THEN 'ANNET_FYLKE'
    WHEN NOT EXISTS (SELECT 1 FROM person_rett r WHERE r.person_id = s.person_id AND r.fom <= '2026-07-28'
      AND (r.tom IS NULL OR r.tom >= '2026-07-28') AND r.rett <> 'REKVALIFISERING') THEN 'MANGLER_RETT'
    WHEN EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = s.person_id AND x.kontraktstype IN ('L', 'O', 'E')
      AND x.laretid_fra <= '2027-07-31' AND x.laretid_til >= '2026-08-01'
      AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > '2026-07-28')) THEN 'HAR_KONTRAKT'
    WHEN EXISTS (SELECT 1 FROM onske w JOIN forslag f ON f.onske_id = w.id
      WHERE w.soker_id = s.id AND f.forslagstype = 'BEDRIFT' AND f.status = 'AKSEPTERT') THEN 'HAR_LAREPLASS'
    WHEN o.avtalt_bedrift_orgnr IS NOT NULL THEN 'AVTALT_BEDRIFT'
    WHEN EXISTS (SELECT 1 FROM onske w JOIN forslag f ON f.onske_id = w.id
      WHERE w.soker_id = s.id AND f.forslagstype = 'BEDRIFT' AND f.status = 'AVSLATT_SOKER') THEN 'TAKKET_NEI'
    WHEN s.kvalifisert IS NULL AND k.id IS NULL THEN 'UKJENT_SKOLEGANG'
    WHEN s.kvalifisert = 'N' OR s.kvalifisert IS NULL AND NOT (k.fullfort AND (s.er_larekandidat
      OR k.fag_stryk_programfag = 0 AND k.fag_stryk_fellesfag <= 2 AND k.fag_iv = 0)) THEN 'IKKE_KVALIFISERT'
    WHEN po.er_avviksfag THEN 'AVVIKSFAG'
    WHEN NOT EXISTS (SELECT 1 FROM programomrade_bygger_pa b WHERE b.kode = po.grunnkode || '----'
      AND substr(b.bygger_pa, 1, 6) = substr(k.programomrade, 1, 6)) THEN 'BYGGER_IKKE_PA'
    WHEN NOT EXISTS (SELECT 1 FROM programomrade f
      WHERE f.kode = po.grunnkode || CASE WHEN s.er_larekandidat THEN 'H---' ELSE 'F---' END
      AND (f.gyldig_fom IS NULL OR f.gyldig_fom <= '2026-07-28')
      AND (f.gyldig_tom IS NULL OR f.gyldig_tom >= '2026-07-28')) THEN 'MANGLER_KODE'
    ELSE 'TILBUD' END AS grunn,
  CASE WHEN s.kvalifisert = 'N' THEN 'vurdert=N' ELSE ltrim(
    CASE WHEN k.fullfort THEN '' ELSE ' fullfort=N' END
    || CASE WHEN s.er_larekandidat OR k.fag_stryk_programfag = 0 THEN '' ELSE ' stryk_programfag=' || k.fag_stryk_programfag END
    || CASE WHEN s.er_larekandidat OR k.fag_stryk_fellesfag = 0 THEN '' ELSE ' stryk_fellesfag=' || k.fag_stryk_fellesfag END
    || CASE WHEN s.er_larekandidat OR k.fag_iv = 0 THEN '' ELSE ' iv=' || k.fag_iv END) END AS figurer
FROM soker s
JOIN person p ON p.id = s.person_id
LEFT JOIN onske o ON o.soker_id = s.id AND o.onskenr = 1
LEFT JOIN programomrade po ON po.kode = o.programomrade
LEFT JOIN elevkurs k ON k.id = (SELECT e.id FROM elevkurs e WHERE e.person_id = s.person_id
  ORDER BY e.skolear DESC, substr(e.programomrade, 6, 1) DESC, e.id DESC LIMIT 1)
WHERE s.fylkesnr = '46' AND s.soknadsar = 2026
  AND NOT EXISTS (SELECT 1 FROM onske w JOIN forslag f ON f.onske_id = w.id
    WHERE w.soker_id = s.id AND f.forslagstype = 'VG3');

INSERT INTO forslag (onske_id, forslagstype, runde, programomrade, onsket_programomrade, status, svarfrist_generelt,
  opprettet, attempt_id)
SELECT onske_id, 'VG3', 1, ny_kode, programomrade, 'TILBSKG', '2026-08-04', '2026-07-28', {attempt}
FROM dom WHERE grunn = 'TILBUD' ORDER BY id;

INSERT INTO letters (key, attempt_id, job, fylke, unit, purpose, to_name, to_address, language, subject, body,
  message_id, state, created)
SELECT '5A115/46/2026/1/1/soker:' || id || '/tilbud/soker:' || id, {attempt}, '5A115', '46', 'soker:' || id, 'tilbud',
  navn, epost, malform,
  CASE malform WHEN 'nn' THEN 'Tilbod om opplæring på Vg3' ELSE 'Tilbud om opplæring på Vg3' END,
  CASE malform WHEN 'nn' THEN 'Hei, ' || navn || '

Du har søkt læreplass i ' || fag || ', men har førebels ikkje fått ein.
Difor tilbyr vi deg fagopplæring på Vg3 i skule.' || CASE WHEN er_larekandidat THEN '
Opplæringa fører fram til ei kompetanseprøve.' ELSE '' END || '

Tilbodet er generelt: vi veit enno ikkje kva skule det blir, eller når du kan byrje.
Du må svare ja eller nei seinast 4. august 2026. Svarer du ikkje, fell tilbodet bort.

Slik svarer du: Logg inn på vigo.no og opne søknaden din.

Seier du ja, fordeler vi plassane etter svarfristen. Får du læreplass seinare, kan du framleis takke ja til læreplassen.

Venleg helsing
Vestland fylkeskommune
Fagopplæring
' ELSE 'Hei, ' || navn || '

Du har søkt læreplass i ' || fag || ', men har foreløpig ikke fått en.
Derfor tilbyr vi deg fagopplæring på Vg3 i skole.' || CASE WHEN er_larekandidat THEN '
Opplæringen fører fram til en kompetanseprøve.' ELSE '' END || '

Tilbudet er generelt: vi vet ennå ikke hvilken skole det blir, eller når du kan begynne.
Du må svare ja eller nei senest 4. august 2026. Svarer du ikke, faller tilbudet bort.

Slik svarer du: Logg inn på vigo.no og åpne søknaden din.

Sier du ja, fordeler vi plassene etter svarfristen. Får du læreplass senere, kan du fortsatt takke ja til læreplassen.

Vennlig hilsen
Vestland fylkeskommune
Fagopplæring
' END, '<' || {hash} || '@rutine.example>', 'pending', '{now}'
FROM dom WHERE grunn = 'TILBUD' AND hindring IS NULL ORDER BY id;

INSERT INTO deposits (document_id, attempt_id, fylke, document_type, source, version, title, state, created)
SELECT {hash}, {attempt}, '46', a.dokumenttype, 'soker:' || d.id || '/onske:1/VG3/1/TILBSKG', 1, a.tittel_nn, 'pending', '{now}'
FROM dom d JOIN arkivhendelse_oppsett a ON a.fylkesnr = '46' AND a.hendelse = 'TILBUD' AND a.aktiv
WHERE d.grunn = 'TILBUD' ORDER BY d.id;

INSERT INTO journal (attempt_id, job, fylke, unit, verdict, reason, detail, changes)
SELECT {attempt}, '5A115', '46', 'soker:' || id, CASE grunn WHEN 'TILBUD' THEN 'acted' ELSE 'left' END, grunn,
  CASE grunn WHEN 'TILBUD' THEN COALESCE('brev=' || hindring, '') WHEN 'IKKE_KVALIFISERT' THEN figurer
    WHEN 'IKKE_SFORM' THEN 'status=' || status ELSE '' END,
  CASE grunn WHEN 'TILBUD' THEN '[{"table":"forslag","key":"soker:' || id
    || '/onske:1/VG3/1","action":"create","before":null,"after":{"status":"TILBSKG","programomrade":"' || ny_kode
    || '","svarfrist":"2026-08-04"}}]' ELSE '[]' END
FROM dom ORDER BY id;
