//! The year wheel as an iCalendar file (RFC 5545), to import or to subscribe to.
//!
//! A date by itself is an event at its instant in UTC, which every program shows in its reader's own time.
//! A nightly series is one all-day event from its first to its last date: it needs no time zone, and no program shows
//! ninety-six events five times over. An event's UID is made of job, first date and time of day, of which there is one each;
//! series are cut at New Year and made from whole years, so that the UID is the same whichever day the file is made, and
//! whichever counties it is made for.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use icalendar::{Calendar, Component, Event, EventLike, Property};

use super::{Line, Rhythm, counties, lines, owed};
use crate::manifest::Job;

/// How long an event looks in a calendar. A run takes what it takes.
const EVENT_MINUTES: i64 = 15;

/// How often a program that subscribes should ask again.
const REFRESH: &str = "PT12H";

/// The file's text: what is owed from one date to another, both with.
/// `domain` ends the UIDs; `now` says when the file was made.
pub fn ics(
    jobs: &[Job],
    fylker: &[&'static str],
    (from, to): (NaiveDate, NaiveDate),
    domain: &str,
    now: DateTime<Utc>,
) -> String {
    let mut calendar = Calendar::empty();
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//rutine//calendar//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ] {
        calendar.append_property(Property::new(name, value));
    }
    // Outlook reads the one, other programs the other.
    calendar.name("rutine").append_property(Property::new("X-PUBLISHED-TTL", REFRESH));
    calendar.append_property(
        Property::new("REFRESH-INTERVAL", REFRESH).add_parameter("VALUE", "DURATION").done(),
    );
    for year in from.year()..=to.year() {
        let (first, last) = (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31));
        let owed = first.zip(last).map(|(first, last)| owed(jobs, fylker, first, last)).unwrap_or_default();
        for line in lines(&owed).iter().filter(|line| line.first() <= to && line.last() >= from) {
            calendar.extend(events(line, (from, to), domain, now));
        }
    }
    calendar.to_string()
}

/// One event for a nightly series, else one for each date.
fn events(line: &Line, (from, to): (NaiveDate, NaiveDate), domain: &str, now: DateTime<Utc>) -> Vec<Event> {
    if matches!(line.rhythm, Some(Rhythm::Days | Rhythm::MondayToFriday | Rhythm::WorkingDays)) {
        let mut event = event(line, line.first(), domain, now);
        // The end of an all-day event is the day after its last.
        return vec![event.starts(line.first()).ends(line.last() + Days::new(1)).done()];
    }
    let within = line.days.iter().filter(|(slot, _)| (from..=to).contains(slot));
    let timed = within.map(|(slot, due)| {
        let due = due.and_utc();
        let mut event = event(line, *slot, domain, now);
        event.starts(due).ends(due + TimeDelta::minutes(EVENT_MINUTES)).done()
    });
    timed.collect()
}

fn event(line: &Line, first: NaiveDate, domain: &str, now: DateTime<Utc>) -> Event {
    let (job, fylker) = (line.job, counties(&line.fylker));
    let at = line.at.format("%H:%M");
    let uid = format!("{}-{first}-{}@{domain}", job.code, line.at.format("%H%M"));
    let rhythm = line.rhythm.map(|r| format!(" {}", r.words())).unwrap_or_default();
    let fylke = if line.fylker.len() == 1 { format!("fylke {fylker}") } else { format!("fylker: {fylker}") };
    let mut event = Event::with_uid(&uid);
    event
        .timestamp(now)
        .summary(&format!("{} {}{rhythm} {at} ({fylke})", job.code, job.name()))
        .description(&format!("{}\n{at} in Oslo{rhythm}; {fylke}", job.about))
        .add_property("CATEGORIES", "rutine")
        // It takes nobody's time.
        .add_property("TRANSP", "TRANSPARENT");
    event
}
