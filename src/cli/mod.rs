//! The command line: one file per command. Speaks to people; holds no SQL and decides nothing about the trade.

mod alike;
mod archive;
mod arguments;
mod calendar;
mod check;
mod daemon;
mod deliver;
mod demo;
mod document;
mod exit;
mod exposed;
mod find;
mod generate;
mod house;
mod in_force;
mod intake;
mod jobs;
mod logs;
mod migrate;
mod not_left;
mod noticed;
mod outbox;
mod pause;
mod paused;
mod plan;
mod progress;
mod rapport;
mod reopen;
mod resting;
mod restored;
mod rett;
mod run;
mod runs;
mod settled;
mod simulate;
mod sources;
mod table;
mod waits;
mod why;

pub use exit::Exit;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::telemetry;

/// Runs the numbered routines of Norwegian counties once, on their day, explainably.
#[derive(Parser)]
#[command(name = "rutine", version, max_term_width = 100, after_help = EXITS)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

const EXITS: &str = "Exit codes: 0 done, 1 failed, 2 misuse, 3 done, but not all of it, 4 refused, \
    5 configuration or manifest fault, 10 `plan --exit-code`: there is something to do";

#[derive(Args)]
pub struct Global {
    /// `sqlite:PATH` or `postgres://…` [default: sqlite:rutine.db]
    #[arg(long, global = true, env = "RUTINE_DATABASE", hide_env_values = true, value_name = "URL")]
    pub database: Option<String>,
    /// Settings [default: ./rutine.toml when present]
    #[arg(long, global = true, env = "RUTINE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of manifests [default: the ones built in]
    #[arg(long, global = true, env = "RUTINE_JOBS", value_name = "DIR")]
    pub jobs: Option<PathBuf>,
    /// One JSON document on stdout; of a daemon, each log line on stderr
    #[arg(long, global = true)]
    pub json: bool,
    /// The clock stands at this instant (RFC 3339); refused in production
    #[arg(long, global = true, value_name = "INSTANT", value_parser = arguments::instant)]
    pub now: Option<DateTime<Utc>>,
    /// More on stderr; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Only errors on stderr
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Colours on stderr
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", ignore_case = true)]
    pub color: Colour,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
pub enum Command {
    /// Set up a database in DIR, take in two counties, play a year of both: Vg3 chain and yearly report
    Demo(demo::Demo),
    /// Bring the database's tables up to date
    Migrate(migrate::Migrate),
    /// Report every fault of settings, manifests and database at once, and what waits for a person
    Check,
    /// Take in CSV files, or folders of them
    Intake(intake::Intake),
    /// List the jobs, or show one with its parameters
    Jobs(jobs::Jobs),
    /// What is owed between two dates, as a table or a calendar file
    Calendar(calendar::Calendar),
    /// Do a run and roll it back: rows, letters, reasons, digest
    Plan(plan::Plan),
    /// Settle runs now
    Run(run::Run),
    /// List runs, the newest first
    ///
    /// TRIES counts the attempts that are done, failed or under way: one that was refused, given back or lost is no try.
    Runs(runs::Runs),
    /// Show a run with its attempts
    Show(runs::Show),
    /// Show a run's log
    Logs(logs::Logs),
    /// Try a run again: only what is not done
    Retry(run::Retry),
    /// Why a run stands as it does; why a unit got what it got, or nothing
    Why(why::Why),
    /// Units' keys, from fødselsnummer read on standard input, one on a line
    Find,
    /// Let a job, a county or both rest until a date; without a job, list what is paused
    Pause(pause::Pause),
    /// End a pause
    Resume(pause::Resume),
    /// Open again what a clock that was ahead had settled too early; without a reason, list it
    Reopen(reopen::Reopen),
    /// Look once: settle what is due, take over what was lost, carry letters out
    Tick(daemon::Tick),
    /// Settle what the calendar owes, for ever
    Daemon(daemon::Daemon),
    /// Try out what each day between two dates would do, on a copy of the database
    Simulate(simulate::Simulate),
    /// The yearly report: who has answered what, what must be mended, the rounds
    Rapport(rapport::Rapport),
    /// Who has a right under opplæringslova § 5-6 and no offer or place, and why
    Rett(rett::Rett),
    /// List and show letters; hold, release, retry and give up
    Outbox(outbox::Outbox),
    /// Carry pending letters out, through the mail server or as `.eml` files
    Deliver(deliver::Deliver),
    /// The database came from a back-up: hold what may have left since, and account for it
    Restored(restored::Restored),
    /// List and show documents for the archive, hand them out, take its answers
    Archive(archive::Archive),
    /// Make synthetic counties, in the database or as CSV
    Generate(generate::Generate),
}

/// Tells why a command did not do it, no wider than the terminal.
pub fn tell_error(said: &str) {
    table::tell!("error: {said}");
}

/// Parses the command line; of one that is misuse says why, and gives its exit code.
///
/// # Errors
/// The exit code: the command line cannot be, or asks for help alone.
pub fn parse() -> Result<Cli, u8> {
    Cli::try_parse().map_err(|e| {
        if !e.use_stderr() {
            e.exit(); // Help, and the version, are what was asked for.
        }
        table::tell!("{}", e.render().to_string().trim_end());
        u8::try_from(e.exit_code()).unwrap_or(Exit::Misuse.code())
    })
}

/// Runs a parsed command line.
///
/// # Errors
/// What went wrong; `Exit::of` gives its exit code.
pub fn execute(cli: Cli) -> anyhow::Result<Exit> {
    let global = &cli.global;
    telemetry::start(style(&cli));
    match cli.command {
        Command::Demo(c) => demo::run(global, &c),
        Command::Migrate(c) => migrate::run(global, &c),
        Command::Check => check::run(global),
        Command::Intake(c) => intake::run(global, c),
        Command::Jobs(c) => jobs::run(global, &c),
        Command::Calendar(c) => calendar::run(global, &c),
        Command::Plan(c) => plan::run(global, &c),
        Command::Run(c) => run::run(global, &c),
        Command::Runs(c) => runs::list(global, &c),
        Command::Show(c) => runs::show(global, &c),
        Command::Logs(c) => logs::run(global, &c),
        Command::Retry(c) => run::retry(global, &c),
        Command::Why(c) => why::run(global, &c),
        Command::Find => find::run(global),
        Command::Pause(c) => pause::pause(global, &c),
        Command::Resume(c) => pause::resume(global, &c),
        Command::Tick(c) => daemon::tick(global, &c),
        Command::Daemon(c) => daemon::run(global, &c),
        Command::Reopen(c) => reopen::run(global, &c),
        Command::Simulate(c) => simulate::run(global, &c),
        Command::Rapport(c) => rapport::run(global, &c),
        Command::Rett(c) => rett::run(global, &c),
        Command::Outbox(c) => outbox::run(global, &c),
        Command::Deliver(c) => deliver::run(global, &c),
        Command::Restored(c) => restored::run(global, &c),
        Command::Archive(c) => archive::run(global, &c),
        Command::Generate(c) => generate::run(global, &c),
    }
}

fn style(cli: &Cli) -> telemetry::Style {
    use std::io::IsTerminal;
    let global = &cli.global;
    // A daemon's log is what it has to say; other commands speak on stdout.
    let daemon = matches!(cli.command, Command::Daemon(_));
    let json = matches!(&cli.command, Command::Daemon(d) if global.json || d.log == daemon::Form::Json);
    // What fails in a simulation has no run of the database's to look at: its table tells it.
    let tried_out = matches!(cli.command, Command::Simulate(_));
    let filter = match global.verbose {
        0 if tried_out => "off",
        _ if global.quiet => "error",
        0 if !daemon => "warn",
        0 | 1 => "info",
        _ => "debug",
    };
    let colour = match global.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    telemetry::Style {
        filter,
        how_it_went: daemon,
        json,
        colour,
        is_among_others: !daemon,
        folded: if daemon { str::to_owned } else { table::on_stderr },
    }
}
