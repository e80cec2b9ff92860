-- AR-STENG: one row a form, with how far it came.
-- $1 forms.
SELECT j.id, j.orgnr, j.grunnkode, j.innsendt_tid IS NOT NULL AS innsendt, {VENTER} AS venter,
  {OBLIGATORISKE} AS obligatoriske, {BESVART} AS besvart
FROM rapport_skjema j
WHERE j.id = ANY($1)
ORDER BY j.id
