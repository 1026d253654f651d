//! A bar on standard error for what takes longer than a second, only where a person looks at a terminal.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget};

/// Before this a command is as good as done.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a command has come.
pub struct Progress {
    bar: ProgressBar,
    began: Instant,
}

impl Progress {
    /// A bar of `total` steps, invisible at first.
    pub fn new(total: u64) -> Self {
        Self { bar: ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden()), began: Instant::now() }
    }

    /// Moves to step `at`.
    pub fn at(&self, at: u64) {
        if self.bar.is_hidden() && self.began.elapsed() > PATIENCE {
            // Stays hidden where standard error is no terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_position(at);
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}
