-- AR-SENDINN: one row a form and question of its round, with the form's answer, if there is one.
-- $1 forms.
SELECT j.id AS skjema_id, q.nr, q.tekst_nb, q.tekst_nn, q.obligatorisk, sv.svar, sv.svart_tid
FROM rapport_skjema j
JOIN rapport_sporsmal q ON q.ar = j.ar
LEFT JOIN rapport_svar sv ON sv.skjema_id = j.id AND sv.sporsmal_nr = q.nr
WHERE j.id = ANY($1) AND {GJELDER}
ORDER BY j.id, q.nr
