//! Which jobs are tied by `after`: those a job rests on, and the whole chain it belongs to.

use std::collections::BTreeSet;

use super::Job;

/// The jobs that a job comes after, and those that these come after.
pub fn forerunners<'a>(jobs: &'a [Job], code: &str) -> BTreeSet<&'a str> {
    let before = |code: &str| jobs.iter().filter(|j| j.code == code).flat_map(|j| &j.after).collect();
    reach(code, before)
}

/// The chain a job belongs to, itself among it: what its dates must not overtake.
pub fn tied<'a>(jobs: &'a [Job], code: &str) -> BTreeSet<&'a str> {
    let beside = |code: &str| {
        let before = jobs.iter().filter(|j| j.code == code).flat_map(|j| &j.after);
        before.chain(jobs.iter().filter(|j| j.after.iter().any(|a| a == code)).map(|j| &j.code)).collect()
    };
    let own = jobs.iter().filter(|j| j.code == code).map(|j| j.code.as_str());
    own.chain(reach(code, beside)).collect()
}

fn reach<'a>(from: &str, next: impl Fn(&str) -> Vec<&'a String>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut todo = next(from);
    while let Some(code) = todo.pop() {
        if found.insert(code.as_str()) {
            todo.extend(next(code));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_followed_both_ways() {
        let jobs = super::super::load(None).expect("what is built in has no faults");
        let before: Vec<_> = forerunners(&jobs, "5A106").into_iter().collect();
        assert_eq!(before, ["5A114", "5A115", "5A119", "5A120", "5A122"]);
        let chain: Vec<_> = tied(&jobs, "5A120").into_iter().collect();
        assert_eq!(chain, ["5A106", "5A114", "5A115", "5A119", "5A120", "5A122"]);
        assert!(forerunners(&jobs, "5A115").is_empty());
    }
}
