//! Lines of the log on their way to standard error, a few at a time: one write for each would cost a busy server more
//! than the line.

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// How many bytes wait at most.
const MOST: usize = 32 * 1024;
/// How long a line waits at most.
const LONGEST: Duration = Duration::from_millis(100);

static WAITING: Mutex<Vec<u8>> = Mutex::new(Vec::new());
/// A line waits where none did before.
static CAME: Condvar = Condvar::new();

/// Where lines are written. Warnings and errors leave at once, with all that waited before them.
pub(super) struct Lines;

/// A place for one line.
pub(super) struct Line {
    leaves_at_once: bool,
}

impl Lines {
    /// Begins to see to it that no line waits too long.
    pub(super) fn start() -> Self {
        static SENDING: Once = Once::new();
        SENDING.call_once(|| {
            let sending = thread::Builder::new().name("log".to_owned()).spawn(|| {
                loop {
                    drop(CAME.wait_while(waiting(), |waiting| waiting.is_empty()));
                    thread::sleep(LONGEST);
                    send(&mut waiting());
                }
            });
            if let Err(error) = sending {
                tracing::warn!(%error, "lines of the log may come late");
            }
        });
        Self
    }
}

/// Has everything leave that waits.
pub(crate) fn flush() {
    send(&mut waiting());
}

impl MakeWriter<'_> for Lines {
    type Writer = Line;

    fn make_writer(&self) -> Line {
        Line { leaves_at_once: true }
    }

    fn make_writer_for(&self, about: &Metadata<'_>) -> Line {
        Line { leaves_at_once: *about.level() <= Level::WARN }
    }
}

impl Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut waiting = waiting();
        waiting.extend_from_slice(line);
        if self.leaves_at_once || waiting.len() >= MOST {
            send(&mut waiting);
        } else if waiting.len() == line.len() {
            CAME.notify_one();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        flush();
        Ok(())
    }
}

fn waiting() -> MutexGuard<'static, Vec<u8>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Nobody can be told where standard error takes nothing.
fn send(waiting: &mut Vec<u8>) {
    if !waiting.is_empty() {
        let _ = io::stderr().write_all(waiting);
        waiting.clear();
    }
}
