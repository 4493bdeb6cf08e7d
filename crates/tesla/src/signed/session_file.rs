//! Sessions in a file, in the form of Tesla's own command line tools.

use std::collections::BTreeMap;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    known: Arc<Known>,
}

/// What is known to be in the file. Held while the file is exchanged, so that nobody reads again what this process wrote.
type Known = Mutex<Arc<Content>>;

/// What the file had in it when it was read last, or written by this process.
#[derive(Default)]
struct Content {
    stamp: Option<Stamp>,
    sessions: Sessions,
}

/// Tells one content of the file from the next.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    length: u64,
    modified: (i64, i64),
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
        let known = Arc::new(Mutex::new(read(&path)?.into()));
        Ok(Arc::new(Self { path, clock, waiting: Mutex::default(), turn: tokio::sync::Mutex::default(), known }))
    }

    /// What is known, and whether the file is still the same. A look at its date takes less than handing it to another
    /// thread.
    fn known(&self) -> (Arc<Content>, bool) {
        let known = lock(&self.known);
        let is_same = stamp_of(&self.path).ok() == Some(known.stamp);
        (known.clone(), is_same)
    }

    /// What is in the file, which has changed.
    async fn read_again(&self) -> Result<Arc<Content>, StorageError> {
        let _turn = self.turn.lock().await;
        // Whoever had the turn before may have read it.
        let (content, is_same) = self.known();
        if is_same {
            return Ok(content);
        }
        let path = self.path.clone();
        let read = tokio::task::spawn_blocking(move || read(&path)).await;
        // Tesla's tools write in place, so a read may meet half a file. Whoever reserves counters next is told.
        let Ok(read) = read.map_err(|error| StorageError(error.to_string()))? else { return Ok(content) };
        let read = Arc::new(read);
        *lock(&self.known) = read.clone();
        Ok(read)
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
        let (path, now, known) = (self.path.clone(), (self.clock)(), self.known.clone());
        let done = tokio::task::spawn_blocking(move || settle_all(&path, &known, batch, now)).await;
        drop(turn);
        done.map_err(|error| StorageError(error.to_string()))?;
        settled.try_recv().map_err(|error| StorageError(error.to_string()))?
    }

    async fn kept(&self, vin: &Vin, domain: Domain) -> Result<Option<SessionState>, StorageError> {
        let content = match self.known() {
            (content, true) => content,
            (_, false) => self.read_again().await?,
        };
        Ok(content.sessions.get(&(vin.as_str().to_owned(), domain)).cloned())
    }
}

/// Settles claims in one turn at the file.
fn settle_all(path: &Path, known: &Known, batch: Vec<Waiting>, now: Timestamp) {
    let reserved = in_turn(path, known, &batch, now);
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
    known: &Known,
    batch: &[Waiting],
    now: Timestamp,
) -> Result<Vec<Option<(SessionState, CounterBlock)>>, StorageError> {
    let turn = options().create(true).append(true).open(beside(path, "lock")).map_err(|e| unkept(path, &e))?;
    turn.lock().map_err(|error| unkept(path, &error))?;
    let content = lock(known).clone();
    let is_known = stamp_of(path).map_err(|error| unkept(path, &error))? == content.stamp;
    let mut sessions = if is_known { content.sessions.clone() } else { read(path)?.sessions };
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
        write(path, known, sessions, now).map_err(|error| unkept(path, &error))?;
    }
    Ok(reserved)
}

fn read(path: &Path) -> Result<Content, StorageError> {
    let mut bytes = Vec::new();
    let stamp = match File::open(path) {
        Ok(mut file) => {
            // Before it is read: what changes meanwhile is read again.
            let stamp = file.metadata().map(|metadata| Stamp::of(&metadata)).map_err(|error| unkept(path, &error))?;
            file.read_to_end(&mut bytes).map_err(|error| unkept(path, &error))?;
            Some(stamp)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(unkept(path, &error)),
    };
    if bytes.is_empty() {
        return Ok(Content { stamp, sessions: Sessions::new() });
    }
    let sessions = read_cache(&bytes).map_err(|error| StorageError(format!("{}: {error}", path.display())))?;
    let sessions = sessions.into_iter().map(|session| ((session.vin, session.state.domain), session.state));
    Ok(Content { stamp, sessions: sessions.collect() })
}

fn write(path: &Path, known: &Known, sessions: Sessions, now: Timestamp) -> io::Result<()> {
    let cached: Vec<_> =
        sessions.iter().map(|((vin, _), state)| CachedSession { vin: vin.clone(), state: state.clone() }).collect();
    let new = beside(path, "new");
    let mut file = options().create(true).truncate(true).write(true).open(&new)?;
    file.write_all(write_cache(&cached, now).as_bytes())?;
    // Counters that are given out must be kept before they are used, a power cut notwithstanding.
    file.sync_data()?;
    let stamp = Stamp::of(&file.metadata()?);
    let mut known = lock(known);
    std::fs::rename(new, path)?;
    *known = Arc::new(Content { stamp: Some(stamp), sessions });
    Ok(())
}

fn lock(known: &Known) -> MutexGuard<'_, Arc<Content>> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self { inode: metadata.ino(), length: metadata.len(), modified: (metadata.mtime(), metadata.mtime_nsec()) }
    }
}

/// `None` where there is no file.
fn stamp_of(path: &Path) -> io::Result<Option<Stamp>> {
    match std::fs::metadata(path) {
        Ok(metadata) => Ok(Some(Stamp::of(&metadata))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
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
