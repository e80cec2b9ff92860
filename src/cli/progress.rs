//! How far long work has come, on stderr and only where that is a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::attempt::Event;

pub struct Progress(ProgressBar);

impl Progress {
    /// Shows nothing for work of less than half a second.
    pub fn new(what: &str, quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(4) };
        let bar = ProgressBar::with_draw_target(None, target).with_message(what.to_owned());
        let style = ProgressStyle::with_template("{msg} {pos}/{len} {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Progress(bar)
    }

    pub fn event(&self, event: Event) {
        if let Event::Chunk { seen, total } = event {
            self.0.set_length(total);
            self.at(seen);
        }
    }

    pub fn at(&self, done: u64) {
        if self.0.elapsed() > Duration::from_millis(500) {
            self.0.set_position(done);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
