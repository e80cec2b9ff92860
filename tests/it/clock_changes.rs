//! Promise: across every clock change in Oslo from 2000 to 2040, each date that is owed comes exactly once.
//! The oracle is the rule itself, written out: summer time begins and ends the last Sunday of March and October, at 01:00 UTC.

use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Weekday};
use chrono_tz::Europe::Oslo;
use rutine::oslo::{self, ClockChange, Gap, clock_change};
use rutine::schedule::{Dates, Day, Holidays, Occurrence, Pattern, Schedule};

fn last_sunday(year: i32, month: u32) -> NaiveDate {
    let mut days = NaiveDate::from_ymd_opt(year, month, 31).unwrap().iter_days().rev();
    days.find(|d| d.weekday() == Weekday::Sun).unwrap()
}

fn one_utc(day: NaiveDate) -> NaiveDateTime {
    day.and_hms_opt(1, 0, 0).unwrap()
}

fn is_summer(utc: NaiveDateTime) -> bool {
    let year = utc.year();
    one_utc(last_sunday(year, 3)) <= utc && utc < one_utc(last_sunday(year, 10))
}

/// The first instant whose clock on the wall shows `local`; in the hour that spring skips, the change itself.
fn instant(local: NaiveDateTime) -> NaiveDateTime {
    let (summer, winter) = (local - TimeDelta::hours(2), local - TimeDelta::hours(1));
    match (is_summer(summer), !is_summer(winter)) {
        (true, _) => summer,
        (false, true) => winter,
        (false, false) => one_utc(local.date()),
    }
}

/// The 82 changes.
fn changes() -> Vec<NaiveDate> {
    (2000..=2040).flat_map(|year| [last_sunday(year, 3), last_sunday(year, 10)]).collect()
}

/// Every quarter of an hour from 00:00 to 04:00.
fn grid() -> Vec<NaiveTime> {
    (0..=16).map(|n| NaiveTime::from_hms_opt(n / 4, n % 4 * 15, 0).unwrap()).collect()
}

fn schedule(pattern: Pattern) -> Schedule {
    Schedule { pattern, season: None, holidays: Holidays::Run }
}

fn cron(days: &str, at: NaiveTime) -> Schedule {
    let text = format!("{} {days}", at.format("%-M %-H"));
    schedule(Pattern::Cron(text.try_into().unwrap()))
}

/// Holds a schedule against the dates it owes, from two days before each change to two days after.
fn check(changes: &[NaiveDate], at: NaiveTime, schedule: &Schedule, is_owed: impl Fn(NaiveDate) -> bool) {
    for change in changes {
        let (first, last) = (*change - Days::new(2), *change + Days::new(2));
        let owed = first.iter_days().take(5).filter(|d| is_owed(*d));
        let owed: Vec<_> = owed.map(|slot| Occurrence { slot, due: instant(slot.and_time(at)) }).collect();
        let begin = instant(first.and_time(NaiveTime::MIN)) - TimeDelta::seconds(1);
        let end = instant((last + Days::new(1)).and_time(NaiveTime::MIN)) - TimeDelta::seconds(1);
        assert_eq!(schedule.between(begin, end), owed, "{schedule:?}");
        let mut pieces = vec![];
        let cuts = cuts(begin, end, *change);
        for (after, until) in cuts.iter().zip(&cuts[1..]) {
            pieces.extend(schedule.between(*after, *until));
        }
        assert_eq!(pieces, owed, "lost or doubled at a seam: {schedule:?}");
        for slot in first.iter_days().take(5) {
            let due = owed.iter().find(|o| o.slot == slot).map(|o| o.due);
            assert_eq!(schedule.due(slot), due, "{slot} {schedule:?}");
        }
        let next = schedule.next(begin).filter(|o| o.due <= end);
        assert_eq!(next, owed.first().copied());
    }
}

/// Every quarter of an hour in the night of the change, on the very instants that are owed; every five hours outside it.
fn cuts(begin: NaiveDateTime, end: NaiveDateTime, change: NaiveDate) -> Vec<NaiveDateTime> {
    let night = one_utc(change) - TimeDelta::hours(3)..one_utc(change) + TimeDelta::hours(3);
    let (mut cuts, mut at) = (vec![begin], begin + TimeDelta::seconds(1));
    while at < end {
        cuts.push(at);
        at += TimeDelta::minutes(if night.contains(&at) { 15 } else { 300 });
    }
    cuts.push(end);
    cuts
}

#[test]
fn every_day() {
    grid().iter().for_each(|at| check(&changes(), *at, &cron("* * *", *at), |_| true));
}

#[test]
fn weekdays() {
    for at in grid() {
        check(&changes(), at, &cron("* * SUN", at), |d| d.weekday() == Weekday::Sun);
        check(&changes(), at, &cron("* * 1-5", at), |d| d.weekday().number_from_monday() <= 5);
    }
}

#[test]
fn days_of_the_month() {
    for at in grid() {
        check(&changes(), at, &cron("*/2 * *", at), |d| d.day() % 2 == 1);
        check(&changes(), at, &cron("25-31 3,10 *", at), |d| d.day() >= 25 && [3, 10].contains(&d.month()));
    }
}

/// The day of the change itself, as a date in a manifest.
#[test]
fn calendar_dates() {
    for change in changes() {
        let day: Day = change.format("%d.%m").to_string().try_into().unwrap();
        for at in grid() {
            let text = at.format("%H:%M").to_string().try_into().unwrap();
            let dates = schedule(Pattern::Dates(Dates::new(vec![day], text)));
            check(&[change], at, &dates, |d| d == change);
        }
    }
}

/// In the hour that spring skips we do as the cron library does in Oslo, though we ask it for dates only.
#[test]
fn the_cron_library_agrees() {
    for at in grid() {
        let (ours, theirs) =
            (cron("* * *", at), croner::Cron::from_str(&at.format("%-M %-H * * *").to_string()).unwrap());
        for change in changes() {
            let midnight = Oslo.from_local_datetime(&change.and_time(NaiveTime::MIN)).unwrap();
            let next = theirs.find_next_occurrence(&midnight, true).unwrap();
            assert_eq!(ours.due(change), Some(next.naive_utc()), "{change} {at}");
        }
    }
}

#[test]
fn the_changes_are_known() {
    let all = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap().iter_days().take_while(|d| d.year() <= 2040);
    let found: Vec<_> = all.filter(|d| clock_change(*d).is_some()).collect();
    assert_eq!(found, changes());
    let kinds: Vec<_> = changes().into_iter().take(2).map(clock_change).collect();
    assert_eq!(kinds, [Some(ClockChange::Forward), Some(ClockChange::Back)]);
}

/// Promise: what the hour that spring skips stands for is said where it is asked, and each answer is one of three.
#[test]
fn each_answer_to_the_gap() {
    for change in changes() {
        for time in grid() {
            let local = change.and_time(time);
            let (refused, first) = (oslo::to_utc(local, Gap::Refuse), oslo::to_utc(local, Gap::FirstAfter));
            let hour_on = oslo::to_utc(local, Gap::AnHourOn);
            assert_eq!(first, Some(instant(local)), "{local}");
            let skipped = oslo::local(instant(local)) != local;
            assert_eq!(refused, (!skipped).then(|| instant(local)), "{local}");
            let lasts = if skipped { instant(local + TimeDelta::hours(1)) } else { instant(local) };
            assert_eq!(hour_on, Some(lasts), "{local}");
        }
        let (day, next) = (oslo::midnight(change), oslo::end_of_day(change));
        assert_eq!((oslo::day_of(day), oslo::day_of(next - TimeDelta::seconds(1))), (change, change));
    }
}
