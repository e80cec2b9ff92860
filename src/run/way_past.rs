//! What to type to get past what stopped a run: told to whoever ran it, kept with a run that waits for a person.

use anyhow::Error;

use super::Nobody;
use crate::attempt::Refusal;

/// Where something is known to help. `again` types the command that settles the run with these parameters.
pub fn way_past(
    e: &Error,
    again: impl Fn(&[(String, String)]) -> String,
    given: &[(String, String)],
) -> Option<String> {
    if let Some(refusal) = e.downcast_ref::<Refusal>().filter(|r| !r.with.is_empty()) {
        return Some(format!("`{}` would run", again(&refusal.given_with(given))));
    }
    let is_open = e.downcast_ref::<Nobody>().is_some_and(|nobody| nobody.open);
    is_open.then(|| format!("where there is rightly nobody, `{} --nobody` settles it", again(given)))
}

/// Does what was kept of a failure say so?
pub fn says_what_to_type(error: &str) -> bool {
    error.contains("\nhint: ")
}
