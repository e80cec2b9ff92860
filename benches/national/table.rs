//! The figures as Markdown, no wider than 100 columns.

use super::options::{Backend, Options};

/// Seconds of every round, and peak memory.
#[derive(Default)]
pub struct Figures {
    pub code: &'static str,
    /// Journal rows and letters that the first run wrote.
    pub rows: (i64, i64),
    pub first: Vec<f64>,
    pub sql: Vec<f64>,
    pub again: Vec<f64>,
    pub read: Vec<f64>,
    pub peak_mib: Vec<f64>,
    /// On a county of a quarter of the size.
    pub small_mib: f64,
}

pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

/// The median of the rounds' own ratios: what disturbs a round disturbs both sides of it.
fn ratio(ours: &[f64], theirs: &[f64]) -> f64 {
    median(&ours.iter().zip(theirs).map(|(a, b)| a / b).collect::<Vec<_>>())
}

pub fn head(options: &Options) -> String {
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|l| l.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or("unknown", |(_, m)| m.trim());
    let day = chrono::Utc::now().date_naive();
    let given = if options.given.is_empty() { String::new() } else { format!(" {}", options.given) };
    format!("{day}, {cpus} cores of {model}: `benches/all{given}`, medians of {} rounds\n", options.rounds)
}

pub fn routines(backend: Backend, options: &Options, all: &[Figures]) -> String {
    let name = match backend {
        Backend::Sqlite => "SQLite",
        Backend::Postgres => "PostgreSQL",
    };
    let mut out = format!(
        "| {name}, scale {} | journal | letters | first run s | SQL s | × | again s | read s | × | MiB | at ¼ |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        options.scale
    );
    for f in all {
        out += &format!(
            "| {} | {} | {} | {:.2} | {:.2} | {:.2} | {:.3} | {:.3} | {:.2} | {:.0} | {:.0} |\n",
            f.code,
            f.rows.0,
            f.rows.1,
            median(&f.first),
            median(&f.sql),
            ratio(&f.first, &f.sql),
            median(&f.again),
            median(&f.read),
            ratio(&f.again, &f.read),
            median(&f.peak_mib),
            f.small_mib
        );
    }
    out
}
