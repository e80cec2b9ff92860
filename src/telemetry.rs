//! Log lines: to stderr for people or as JSON, and into the buffer of the attempt that runs on this thread,
//! which the run hands to the database. Lines carry ids, never names, addresses or birth numbers.

use std::cell::RefCell;
use std::fmt::Write;
use std::time::Instant;

use chrono::{NaiveDateTime, SubsecRound, TimeDelta};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::{Writer, debug_fn};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt};

use crate::clock::{Clock, stopwatch};

/// One line of an attempt's log.
#[derive(Clone, Debug)]
pub struct Line {
    pub at: NaiveDateTime,
    pub level: &'static str,
    pub message: String,
    /// The line's values, as JSON.
    pub fields: String,
}

/// An attempt's lines, and the clock they are told by.
struct Gathered {
    clock: Clock,
    since: Instant,
    lines: Vec<Line>,
}

impl Gathered {
    /// By the attempt's clock: one that stands is moved on by the time that has passed, as the attempt's end is.
    fn now(&self) -> NaiveDateTime {
        let passed = match self.clock {
            Clock::System => TimeDelta::zero(),
            Clock::Fixed(_) => TimeDelta::from_std(self.since.elapsed()).unwrap_or_default(),
        };
        (self.clock.now() + passed).naive_utc().trunc_subsecs(6)
    }
}

thread_local! {
    static GATHERED: RefCell<Option<Gathered>> = const { RefCell::new(None) };
}

/// Starts gathering this thread's lines, by this clock; they replace what was gathered before.
pub fn gather(clock: Clock) {
    GATHERED.set(Some(Gathered { clock, since: stopwatch(), lines: vec![] }));
}

/// Takes what has been gathered on this thread since last time.
pub fn drain() -> Vec<Line> {
    GATHERED.with_borrow_mut(|all| all.as_mut().map(|all| std::mem::take(&mut all.lines)).unwrap_or_default())
}

/// Keeps a line for the attempt that runs on this thread without saying it yet: what is true only once it is committed.
pub fn keep(message: String, fields: serde_json::Value) {
    GATHERED.with_borrow_mut(|all| {
        if let Some(all) = all {
            all.lines.push(Line { at: all.now(), level: "info", message, fields: fields.to_string() });
        }
    });
}

/// Lines of this target say how a run went: in its log, and in a daemon's. Other commands tell it themselves, once.
pub const HOW_IT_WENT: &str = "rutine::how_it_went";

/// How much goes to stderr, and in what form.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub filter: &'static str,
    /// Are lines of `HOW_IT_WENT` among it?
    pub how_it_went: bool,
    pub json: bool,
    pub colour: bool,
    /// Lines stand among what a command says, in its words; else they are a log.
    pub is_among_others: bool,
    /// To the terminal's width.
    pub folded: fn(&str) -> String,
}

/// Installs the process's subscriber. Libraries may warn and no more: at debug the driver logs what is bound to
/// statements, and `lettre` whole messages, which are personal data.
pub fn start(style: Style) {
    let but = if style.how_it_went { String::new() } else { format!(",{HOW_IT_WENT}=off") };
    let filter = EnvFilter::new(format!("warn,rutine={}{but}", style.filter));
    let folded = move || Folding(style.folded);
    let stderr = fmt::layer().with_writer(std::io::stderr).with_target(false).with_ansi(style.colour);
    let registry = tracing_subscriber::registry().with(Gather.with_filter(LevelFilter::INFO));
    if style.json {
        let _ = registry.with(stderr.json().with_filter(filter)).try_init();
    } else {
        let human = stderr.with_writer(folded).fmt_fields(debug_fn(field));
        if style.is_among_others {
            let _ = registry.with(human.event_format(Said).with_filter(filter)).try_init();
        } else {
            let _ = registry.with(human.compact().without_time().with_filter(filter)).try_init();
        }
    }
}

/// `warning: …`, as the commands themselves say it. The message reads alone; its values are for programs.
struct Said;

impl<S, N> FormatEvent<S, N> for Said
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut to: Writer<'_>,
        event: &Event<'_>,
    ) -> std::fmt::Result {
        let level = match *event.metadata().level() {
            Level::ERROR => "error",
            Level::WARN => "warning",
            Level::INFO => "info",
            _ => "debug",
        };
        let mut seen = Fields::default();
        event.record(&mut seen);
        writeln!(to, "{level}: {}", seen.message)
    }
}

/// Standard error, each line folded.
struct Folding(fn(&str) -> String);

impl std::io::Write for Folding {
    /// The layer writes each event at once.
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let folded = (self.0)(&String::from_utf8_lossy(line));
        writeln!(std::io::stderr().lock(), "{}", folded.trim_end())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().flush()
    }
}

/// For people. What an error says stands in the message already.
fn field(to: &mut Writer<'_>, field: &Field, value: &dyn std::fmt::Debug) -> std::fmt::Result {
    match field.name() {
        "error" => Ok(()),
        "message" => write!(to, "{value:?}"),
        name => write!(to, " {name}={value:?}"),
    }
}

struct Gather;

impl<S: Subscriber> Layer<S> for Gather {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if !event.metadata().target().starts_with("rutine") {
            return;
        }
        GATHERED.with_borrow_mut(|all| {
            if let Some(all) = all {
                all.lines.push(line(event, all.now()));
            }
        });
    }
}

fn line(event: &Event<'_>, at: NaiveDateTime) -> Line {
    let mut seen = Fields::default();
    event.record(&mut seen);
    let level = match *event.metadata().level() {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        _ => "debug",
    };
    let fields = serde_json::Value::Object(seen.rest).to_string();
    Line { at, level, message: seen.message, fields }
}

#[derive(Default)]
struct Fields {
    message: String,
    rest: serde_json::Map<String, serde_json::Value>,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            let _ = write!(self.message, "{value:?}");
        } else {
            self.rest.insert(field.name().into(), format!("{value:?}").into());
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.rest.insert(field.name().into(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.rest.insert(field.name().into(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.rest.insert(field.name().into(), value.into());
    }
}
