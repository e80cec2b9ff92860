//! Failures that are one and the same in several counties: told once, with the counties and the runs.

/// A failed run of a job and date.
pub struct Failure<'a> {
    pub run: i64,
    pub job: &'a str,
    pub fylke: &'a str,
    pub asof: chrono::NaiveDate,
    /// The first line of its error, which may name its own county.
    pub cause: String,
}

/// What stands for the county in a cause.
const COUNTY: &str = "fylke \u{1}";

impl Failure<'_> {
    /// The cause without the county: the same for all that failed alike.
    fn common(&self) -> String {
        self.cause.replace(&format!("fylke {}", self.fylke), COUNTY)
    }

    fn is_like(&self, other: &Failure) -> bool {
        self.job == other.job && self.asof == other.asof && self.common() == other.common()
    }
}

/// Failures of one job and date with one cause, at the place of their first.
pub struct Alike<'a>(Vec<Failure<'a>>);

impl<'a> Alike<'a> {
    pub fn gathered(all: impl Iterator<Item = Failure<'a>>) -> Vec<Self> {
        let mut groups: Vec<Self> = vec![];
        for failure in all {
            match groups.iter_mut().find(|g| g.0[0].is_like(&failure)) {
                Some(group) => group.0.push(failure),
                None => groups.push(Alike(vec![failure])),
            }
        }
        groups
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn first(&self) -> &Failure<'a> {
        &self.0[0]
    }

    pub fn holds(&self, run: i64) -> bool {
        self.0.iter().any(|f| f.run == run)
    }

    /// `1, 2, 3`: the runs' numbers.
    pub fn runs(&self) -> String {
        self.0.iter().map(|f| f.run.to_string()).collect::<Vec<_>>().join(", ")
    }

    /// `03,11,46`, as a command takes it.
    pub fn fylker(&self) -> String {
        self.0.iter().map(|f| f.fylke).collect::<Vec<_>>().join(",")
    }

    /// The cause, of all the counties: a command in it serves them all.
    pub fn cause(&self) -> String {
        self.first().common().replace(COUNTY, &format!("fylke {}", self.fylker()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cause_is_told_once_of_all_its_counties() {
        let asof = "2027-01-06".parse().expect("a date");
        let failure =
            |run, fylke, cause: &str| Failure { run, job: "AR-UTTREKK", fylke, asof, cause: cause.into() };
        let all = [
            failure(1, "03", "fylke 03 has none: `rutine run X --fylke 03` makes them"),
            failure(2, "11", "the disk is full"),
            failure(3, "46", "fylke 46 has none: `rutine run X --fylke 46` makes them"),
        ];
        let groups = Alike::gathered(all.into_iter());
        let told: Vec<_> = groups.iter().map(|g| (g.runs(), g.fylker(), g.cause())).collect();
        let both = "fylke 03,46 has none: `rutine run X --fylke 03,46` makes them";
        assert_eq!(told[0], ("1, 3".into(), "03,46".into(), both.into()));
        assert_eq!(told[1], ("2".into(), "11".into(), "the disk is full".into()));
        assert!(groups[0].holds(3) && !groups[0].holds(2) && groups[0].len() == 2);
    }
}
