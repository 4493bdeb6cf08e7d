//! One writer: the process that holds the data directory's lock file owns the database.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;

use tokio::time::Instant;

use crate::data_dir::DataDir;
use crate::failure::Failure;

const FILE: &str = "openfob.lock";
const EVERY: Duration = Duration::from_millis(50);

/// The right to write to a data directory, given back when dropped or when the process ends in whatever way.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock if it is free; `None` if another process holds it. `command` tells others who holds it.
    pub(crate) fn try_take(data: &DataDir, command: &str) -> Result<Option<Self>, Failure> {
        let failed = |error| Failure::caused(format!("cannot lock {}", data.file(FILE).display()), error);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(data.file(FILE))
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        sign(&mut file, command).map_err(failed)?;
        Ok(Some(Self { _file: file }))
    }

    /// Takes the lock, waiting up to `patience` for whoever holds it.
    pub(crate) async fn take(data: &DataDir, command: &str, patience: Duration) -> Result<Self, Failure> {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(lock) = Self::try_take(data, command)? {
                return Ok(lock);
            }
            if Instant::now() >= deadline {
                return Err(held(data)?);
            }
            tokio::time::sleep(EVERY).await;
        }
    }
}

/// Who holds the lock, such as "`openfob serve` (process 7)"; `None` if nobody does. Nothing is written.
pub(crate) fn holder(data: &DataDir) -> Result<Option<String>, Failure> {
    let path = data.file(FILE);
    let failed = |error| Failure::caused(format!("cannot look at {}", path.display()), error);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(named(data.read(FILE)?.unwrap_or_default().trim()))),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// The refusal to a second writer.
pub(crate) fn held(data: &DataDir) -> Result<Failure, Failure> {
    let holder = named(data.read(FILE)?.unwrap_or_default().trim());
    Ok(Failure::user(format!("{holder} is using the data directory {}", data.given().display()))
        .hint("stop it first, or name another directory with --data DIR: a data directory has one writer at a time"))
}

fn named(signature: &str) -> String {
    match signature.split_once(' ') {
        Some((process, command)) => format!("`{command}` (process {process})"),
        None => "another process".to_owned(),
    }
}

fn sign(file: &mut File, command: &str) -> io::Result<()> {
    let text = format!("{} openfob {command}\n", std::process::id());
    let mut there = String::new();
    file.read_to_string(&mut there)?;
    if there != text {
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(text.as_bytes())?;
    }
    Ok(())
}
