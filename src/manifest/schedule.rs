//! A job's schedule: as written, with what one county has otherwise, key by key; and as resolved for each county.

use serde::{Deserialize, Serialize};

use super::read::{Fields, Lined, Reader};
use crate::schedule::{At, Cron, Dates, Day, Holidays, Opens, Pattern, Schedule, Season};

/// What is made of the dates that passed while nothing ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CatchUp {
    /// Each is run, the oldest first.
    #[default]
    Each,
    /// The latest is run, the others are superseded.
    Latest,
    /// Only a date that is still today's is run.
    None,
}

/// A schedule as it stands in a manifest, or what a county has otherwise.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    pub line: usize,
    cron: Option<Lined<Cron>>,
    dates: Option<Lined<Vec<Day>>>,
    at: Option<Lined<At>>,
    season: Option<WrittenSeason>,
    holidays: Option<Holidays>,
    /// What it rests on.
    pub mark: Option<String>,
    /// Something in it could not be read, and has been told.
    broken: bool,
}

#[derive(Clone, Debug, Default)]
struct WrittenSeason {
    line: usize,
    from_job: Option<Lined<String>>,
    from: Option<Lined<Day>>,
    until: Option<Day>,
}

/// What is the job's alone, whatever the county.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Missed {
    pub catch_up: CatchUp,
    pub window_days: Option<u32>,
}

const KEYS: [&str; 6] = ["cron", "dates", "at", "season", "holidays", "mark"];

impl Written {
    /// The manifest's own `[schedule]`.
    pub fn of_job<'a>(reader: &mut Reader<'a>, from: &mut Fields<'a>) -> Option<(Self, Missed)> {
        let (known, before) = ([KEYS.as_slice(), &["catch_up", "window_days"]].concat(), reader.faults.len());
        let mut fields = reader.table(from, "schedule", &known)?;
        let written = Self::read(reader, &mut fields, before);
        Some((written, missed(reader, &mut fields)))
    }

    /// What a county has otherwise.
    pub fn of_fylke<'a>(reader: &mut Reader<'a>, from: &mut Fields<'a>) -> Option<Self> {
        let before = reader.faults.len();
        let mut fields = reader.table(from, "schedule", &KEYS)?;
        Some(Self::read(reader, &mut fields, before))
    }

    /// `before`: how many faults there were when it began.
    fn read<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>, before: usize) -> Self {
        let dates = reader.each::<Day>(fields, "dates");
        if let Some(none) = dates.as_ref().filter(|d| d.value.is_empty()) {
            reader.fault(none.line, "`dates` names no date".into());
        }
        let season = reader.table(fields, "season", &["from_job", "from", "until"]);
        Written {
            line: fields.line,
            cron: reader.take(fields, "cron"),
            dates: dates
                .map(|d| Lined { line: d.line, value: d.value.iter().map(|day| day.value).collect() }),
            at: reader.take(fields, "at"),
            season: season.map(|mut s| WrittenSeason {
                line: s.line,
                from_job: reader.take(&mut s, "from_job"),
                from: reader.take(&mut s, "from"),
                until: reader.take(&mut s, "until").map(|d| d.value),
            }),
            holidays: reader.take(fields, "holidays").map(|h| h.value),
            mark: reader.take(fields, "mark").map(|m| m.value),
            broken: reader.faults.len() > before,
        }
    }

    /// This with `own` laid over it. One way of saying when takes the other's place.
    pub fn with(&self, own: &Written) -> Written {
        let mut all = self.clone();
        (all.line, all.broken) = (own.line, own.broken || self.broken);
        // What the manifest's dates rest on does not speak for a county's own.
        all.mark = own.mark.clone();
        if own.cron.is_some() {
            (all.cron, all.dates, all.at) = (own.cron.clone(), None, None);
        }
        if own.dates.is_some() {
            (all.cron, all.dates) = (None, own.dates.clone());
        }
        all.at = own.at.clone().or(all.at);
        all.holidays = own.holidays.or(all.holidays);
        all.season = match (all.season, &own.season) {
            (Some(season), Some(own)) => Some(season.with(own)),
            (season, own) => own.clone().or(season),
        };
        all
    }

    /// The job whose date opens the season.
    pub fn opener(&self) -> Option<&Lined<String>> {
        self.season.as_ref()?.from_job.as_ref()
    }

    /// Where the time of day stands.
    pub fn time_line(&self) -> usize {
        let at = self.at.as_ref().map(|at| at.line);
        at.or(self.cron.as_ref().map(|cron| cron.line)).unwrap_or(self.line)
    }

    /// The schedule; `opening` is that of the season's `from_job`, where there is one.
    ///
    /// # Errors
    /// What does not go together, each with its line.
    pub fn resolve(&self, opening: Option<&Schedule>) -> Result<Option<Schedule>, Vec<(usize, String)>> {
        if self.broken {
            return Ok(None);
        }
        let (pattern, season) = (self.pattern(), self.season.as_ref().map(|s| s.resolve(opening)));
        let season = season.transpose();
        match (pattern, season) {
            (Ok(pattern), Ok(season)) => {
                let holidays = self.holidays.unwrap_or_default();
                // A season that opens with a job the county does not have never opens.
                let never = matches!(season, Some(None));
                Ok((!never).then(|| Schedule { pattern, season: season.flatten(), holidays }))
            }
            (pattern, season) => Err([pattern.err(), season.err()].into_iter().flatten().collect()),
        }
    }

    fn pattern(&self) -> Result<Pattern, (usize, String)> {
        match (&self.cron, &self.dates, &self.at) {
            (Some(cron), Some(dates), _) => {
                Err((cron.line.max(dates.line), "both `cron` and `dates`; keep one".into()))
            }
            (None, None, _) => Err((self.line, "neither `cron` nor `dates`; a schedule has one".into())),
            (Some(_), None, Some(at)) => {
                Err((at.line, "`at` belongs to `dates`; `cron` has the time in it".into()))
            }
            (None, Some(dates), None) => {
                Err((dates.line, "`dates` without a time of day; add `at`, such as at = \"06:00\"".into()))
            }
            (Some(cron), None, None) => Ok(Pattern::Cron(cron.value.clone())),
            (None, Some(dates), Some(at)) => Ok(Pattern::Dates(Dates::new(dates.value.clone(), at.value))),
        }
    }
}

impl WrittenSeason {
    fn with(mut self, own: &WrittenSeason) -> Self {
        if own.from.is_some() || own.from_job.is_some() {
            (self.from, self.from_job) = (own.from.clone(), own.from_job.clone());
        }
        self.line = own.line;
        self.until = own.until.or(self.until);
        self
    }

    fn resolve(&self, opening: Option<&Schedule>) -> Result<Option<Season>, (usize, String)> {
        let Some(until) = self.until else {
            return Err((
                self.line,
                "`season` without an end; add `until`, such as until = \"01.11\"".into(),
            ));
        };
        let opens = match (&self.from_job, &self.from) {
            (Some(_), Some(from)) => Err((from.line, "both `from_job` and `from`; keep one".into())),
            (None, None) => Err((self.line, "neither `from_job` nor `from`; a season has one".into())),
            (None, Some(from)) => Ok(Some(Opens::From(from.value))),
            (Some(job), None) => Ok(opening.map(|schedule| Opens::After {
                job: job.value.clone(),
                schedule: Box::new(schedule.clone()),
            })),
        };
        Ok(opens?.map(|opens| Season { opens, until }))
    }
}

fn missed<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>) -> Missed {
    let catch_up = reader.take(fields, "catch_up").map(|c| c.value).unwrap_or_default();
    let window: Option<Lined<u32>> = reader.take(fields, "window_days");
    if let Some(window) = &window {
        if catch_up == CatchUp::None {
            reader.fault(
                window.line,
                "`window_days` means nothing with catch_up = \"none\"; leave it out".into(),
            );
        } else if window.value == 0 {
            let message = "`window_days` of 0 catches up nothing; say catch_up = \"none\"";
            reader.fault(window.line, message.into());
        }
    }
    let window_days = if catch_up == CatchUp::None { Some(0) } else { window.map(|w| w.value) };
    Missed { catch_up, window_days }
}
