//! When a run must end between two chunks: its process is asked to stop, or its time is up.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::clock::stopwatch;
use crate::domain::counted;

#[derive(Clone, Copy, Default)]
pub struct Halt<'a> {
    /// Raised when the process must let go of what it runs.
    pub stop: Option<&'a AtomicBool>,
    limit: Option<(Instant, u32)>,
}

/// The process was asked to stop; what is committed stands, the rest is for whoever takes the run next.
#[derive(Debug, thiserror::Error)]
#[error("given back: the process was asked to stop")]
pub struct GivenBack;

impl<'a> Halt<'a> {
    /// From now on, for at most `minutes`.
    pub fn new(stop: Option<&'a AtomicBool>, minutes: u32) -> Self {
        Halt { stop, limit: Some((stopwatch(), minutes)) }
    }

    /// # Errors
    /// `GivenBack`, or the time limit has passed.
    pub fn check(&self) -> Result<()> {
        if self.stop.is_some_and(|s| s.load(Ordering::Relaxed)) {
            return Err(GivenBack.into());
        }
        match self.limit {
            Some((began, minutes)) if began.elapsed() > Duration::from_secs(60 * u64::from(minutes)) => {
                bail!(
                    "the time limit of {} has passed (`time_limit_minutes` in the manifest)",
                    counted(minutes, "minute")
                )
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_when_its_time_is_up_or_its_process_must_go() {
        assert!(Halt::default().check().is_ok());
        assert!(Halt::new(None, 1).check().is_ok());
        assert!(Halt::new(None, 0).check().unwrap_err().to_string().contains("time limit of 0 minutes"));
        let stop = AtomicBool::new(false);
        let halt = Halt::new(Some(&stop), 1);
        assert!(halt.check().is_ok());
        stop.store(true, Ordering::Relaxed);
        assert!(halt.check().unwrap_err().is::<GivenBack>());
    }
}
