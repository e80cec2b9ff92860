//! What a test sees after a run, told by the first names of the fixture's persons: verdicts, letters, log.

use std::collections::BTreeSet;

use rutine::routine;
use serde_json::Value;

use crate::house::House;

/// The last attempt of a job.
const LAST: &str = "(SELECT max(a.id) FROM attempts a JOIN runs r ON r.id = a.run_id WHERE r.job = '{job}')";

/// Joins a unit of `x` to the person it is about.
const WHO: &str = "LEFT JOIN soker s ON x.unit = 'soker:' || CAST(s.id AS TEXT)
  LEFT JOIN kontrakt k ON x.unit = 'kontrakt:' || k.kontraktsnr
  LEFT JOIN person p ON p.id = COALESCE(s.person_id, k.person_id)";

impl House {
    /// What the job's last attempt wrote in the journal: `Modig left UBESVART`, by name.
    pub fn last_verdicts(&self, job: &str) -> Vec<String> {
        self.texts(&format!(
            "SELECT COALESCE(p.fornavn, x.unit) || ' ' || x.verdict || ' ' || x.reason
               || CASE x.detail WHEN '' THEN '' ELSE ' ' || x.detail END AS t
             FROM journal x {WHO} WHERE x.attempt_id = {} ORDER BY 1",
            LAST.replace("{job}", job)
        ))
    }

    /// Every reason the job has given so far.
    pub fn reasons_given(&self, job: &str) -> BTreeSet<String> {
        let sql = format!("SELECT DISTINCT reason AS t FROM journal WHERE job = '{job}'");
        self.texts(&sql).into_iter().collect()
    }

    /// The job's letters: `Modig nb modig.blomst@post.example tilbud`, by name.
    pub fn letters(&self, job: &str) -> Vec<String> {
        self.texts(&format!(
            "SELECT p.fornavn || ' ' || x.language || ' ' || x.to_address || ' ' || x.purpose AS t
             FROM letters x {WHO} WHERE x.state <> 'no_address' AND x.job = '{job}' ORDER BY 1"
        ))
    }

    /// The job's letter about a person, as its reader sees it.
    pub fn letter_about(&self, job: &str, who: &str) -> String {
        let sql = format!(
            "SELECT 'Til: ' || x.to_name || ' <' || x.to_address || '>\nEmne: ' || x.subject || '\n\n' || x.body AS t
             FROM letters x {WHO} WHERE x.state <> 'no_address' AND x.job = '{job}' AND p.fornavn = '{who}'"
        );
        let found = self.texts(&sql);
        assert_eq!(found.len(), 1, "one letter of {job} about {who}");
        found[0].clone()
    }

    /// A run's warnings.
    pub fn warnings(&self, run: &Value) -> Vec<String> {
        self.texts(&format!(
            "SELECT l.message AS t FROM log_lines l JOIN attempts a ON a.id = l.attempt_id
             WHERE a.run_id = {} AND a.number = {} AND upper(l.level) = 'WARN' ORDER BY l.id",
            run["run"], run["attempt"]
        ))
    }

    /// Everything routines write but what they say of it.
    pub fn deeds(&self) -> Vec<String> {
        self.effects().into_iter().filter(|e| !e.starts_with("journal ")).collect()
    }

    /// Sets columns of a person's VG3-forslag, as a formidler would in PS006.
    pub fn by_hand(&self, who: &str, set: &str) {
        self.sql(&format!(
            "UPDATE forslag SET {set} WHERE forslagstype = 'VG3' AND onske_id IN
             (SELECT o.id FROM onske o JOIN soker s ON s.id = o.soker_id JOIN person p ON p.id = s.person_id
              WHERE p.fornavn = '{who}')"
        ));
    }

    /// Sets the status of a person's first wish, as the county may.
    pub fn set_status(&self, who: &str, status: &str) {
        self.sql(&format!(
            "UPDATE onske SET status = '{status}' WHERE onskenr = 1 AND soker_id IN
             (SELECT s.id FROM soker s JOIN person p ON p.id = s.person_id WHERE p.fornavn = '{who}')"
        ));
    }

    /// A person's first wish: `TILBSK BATMF3F--- 46001`.
    pub fn wish(&self, who: &str) -> String {
        let sql = format!(
            "SELECT o.status || ' ' || o.programomrade || ' ' || COALESCE(o.skolenr, '-') AS t
             FROM onske o JOIN soker s ON s.id = o.soker_id JOIN person p ON p.id = s.person_id
             WHERE p.fornavn = '{who}' AND o.onskenr = 1"
        );
        self.texts(&sql).remove(0)
    }
}

/// The codes of a routine's reasons.
pub fn reasons_of(routine: &str) -> BTreeSet<String> {
    routine::find(routine).unwrap().reasons.iter().map(|r| r.code.to_owned()).collect()
}
