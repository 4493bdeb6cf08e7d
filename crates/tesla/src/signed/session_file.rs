//! Sessions in a file, in the form of Tesla's own command line tools.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use openfob_tesla_command::{CachedSession, CounterBlock, Domain, SessionState, Vin, read_cache, write_cache};
use tokio::sync::oneshot;

use super::storage::{Claim, SessionStorage, StorageError, settle};
use crate::adapter::Clock;

/// A file of sessions, which several processes may share. A lock file beside it makes them take turns; each change is
/// written to a new file, which takes the place of the old one.
pub struct SessionFile {
    path: PathBuf,
    clock: Clock,
    /// Claims that the next turn settles, all in one reading and writing of the file.
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

type Reserved = Result<Option<(SessionState, CounterBlock)>, StorageError>;
type Sessions = BTreeMap<(String, Domain), SessionState>;

struct Waiting {
    vin: Vin,
    domain: Domain,
    claim: Claim,
    count: u32,
    answer: oneshot::Sender<Reserved>,
}

impl SessionFile {
    /// Sessions in the file at `path`, which need not be there yet.
    ///
    /// # Errors
    /// When the file is there and is no session cache.
    pub fn open(path: PathBuf, clock: Clock) -> Result<Arc<Self>, StorageError> {
        let file = Self { path, clock, waiting: Mutex::default(), turn: tokio::sync::Mutex::default() };
        read(&file.path)?;
        Ok(Arc::new(file))
    }
}

#[async_trait]
impl SessionStorage for SessionFile {
    async fn reserve(&self, vin: &Vin, domain: Domain, claim: Claim, count: u32) -> Reserved {
        let (answer, mut settled) = oneshot::channel();
        let waiting = Waiting { vin: vin.clone(), domain, claim, count, answer };
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(waiting);
        let turn = self.turn.lock().await;
        // Whoever had the turn before may have settled this claim as well.
        if let Ok(reserved) = settled.try_recv() {
            return reserved;
        }
        let batch = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let (path, now) = (self.path.clone(), (self.clock)());
        let done = tokio::task::spawn_blocking(move || settle_all(&path, batch, now)).await;
        drop(turn);
        done.map_err(|error| StorageError(error.to_string()))?;
        settled.try_recv().map_err(|error| StorageError(error.to_string()))?
    }
}

/// Settles claims in one turn at the file.
fn settle_all(path: &Path, batch: Vec<Waiting>, now: Timestamp) {
    let reserved = in_turn(path, &batch, now);
    for (at, waiting) in batch.into_iter().enumerate() {
        let reserved = match &reserved {
            Ok(reserved) => Ok(reserved.get(at).cloned().flatten()),
            Err(error) => Err(error.clone()),
        };
        // Whoever asked may have gone; its counters are a gap, which is legal.
        let _ = waiting.answer.send(reserved);
    }
}

fn in_turn(
    path: &Path,
    batch: &[Waiting],
    now: Timestamp,
) -> Result<Vec<Option<(SessionState, CounterBlock)>>, StorageError> {
    let lock = options().create(true).append(true).open(beside(path, "lock")).map_err(|e| unkept(path, &e))?;
    lock.lock().map_err(|error| unkept(path, &error))?;
    let mut sessions = read(path)?;
    let mut changed = false;
    let mut reserved = Vec::with_capacity(batch.len());
    for Waiting { vin, domain, claim, count, .. } in batch {
        let place = (vin.as_str().to_owned(), *domain);
        let settled = settle(sessions.get(&place), claim, *count);
        if let Some((state, _)) = &settled {
            sessions.insert(place, state.clone());
            changed = true;
        }
        reserved.push(settled);
    }
    if changed {
        write(path, sessions, now).map_err(|error| unkept(path, &error))?;
    }
    Ok(reserved)
}

fn read(path: &Path) -> Result<Sessions, StorageError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Sessions::new()),
        Err(error) => return Err(unkept(path, &error)),
    };
    if bytes.is_empty() {
        return Ok(Sessions::new());
    }
    let sessions = read_cache(&bytes).map_err(|error| StorageError(format!("{}: {error}", path.display())))?;
    Ok(sessions.into_iter().map(|session| ((session.vin, session.state.domain), session.state)).collect())
}

fn write(path: &Path, sessions: Sessions, now: Timestamp) -> io::Result<()> {
    let sessions: Vec<_> = sessions.into_iter().map(|((vin, _), state)| CachedSession { vin, state }).collect();
    let new = beside(path, "new");
    let mut file = options().create(true).truncate(true).write(true).open(&new)?;
    file.write_all(write_cache(&sessions, now).as_bytes())?;
    // Counters that are given out must be kept before they are used, a power cut notwithstanding.
    file.sync_data()?;
    std::fs::rename(new, path)
}

fn options() -> OpenOptions {
    let mut options = File::options();
    options.mode(0o600);
    options
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

fn unkept(path: &Path, error: &io::Error) -> StorageError {
    StorageError(format!("{}: {error}", path.display()))
}
