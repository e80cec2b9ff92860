//! The command that does a thing again, as a person types it.

use super::Order;

impl Order<'_> {
    /// `rutine plan 5A115 --fylke 46 --asof 2026-07-28 --param svarfrist_dager=8`: this order alone.
    pub fn typed(&self, command: &str) -> String {
        let (job, fylke, asof) = (&self.job.code, self.fylke, self.asof);
        let reason = self.reason.map(|r| format!(" --reason {}", quoted(r))).unwrap_or_default();
        format!("rutine {command} {job} --fylke {fylke} --asof {asof}{}{reason}", params_typed(self.params))
    }
}

/// ` --param svarfrist_dager=8`; of a parameter given twice, the last.
pub fn params_typed(params: &[(String, String)]) -> String {
    let is_last = |n: usize, name: &str| params[n + 1..].iter().all(|(later, _)| later != name);
    let each = params.iter().enumerate().filter(|(n, (name, _))| is_last(*n, name));
    each.map(|(_, (name, value))| format!(" --param {}", quoted(&format!("{name}={value}")))).collect()
}

/// As a shell takes it.
fn quoted(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_alphanumeric() || "=-_.,:/".contains(c));
    if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::params_typed;

    #[test]
    fn of_a_parameter_given_twice_the_last_is_typed() {
        let given = [("svarfrist", "2026-08-04"), ("avviksfag", "true"), ("svarfrist", "2026-08-17")];
        let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(params_typed(&given), " --param avviksfag=true --param svarfrist=2026-08-17");
        assert_eq!(params_typed(&[("a".into(), "it's".into())]), " --param 'a=it'\\''s'");
    }
}
