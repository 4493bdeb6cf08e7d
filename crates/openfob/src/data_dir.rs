//! The data directory: everything that outlives the process.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// A data directory that exists. Its paths are absolute, so that two processes name its files alike.
#[derive(Clone, Debug)]
pub(crate) struct DataDir {
    given: PathBuf,
    path: PathBuf,
}

impl DataDir {
    /// Opens the directory, making it (for its owner alone) where there is none.
    pub(crate) fn create(given: &Path) -> Result<Self, Failure> {
        DirBuilder::new().recursive(true).mode(0o700).create(given).map_err(|error| {
            Failure::user(format!("cannot make the data directory {}: {error}", given.display()))
                .hint("name one that you may write to with --data DIR")
        })?;
        Self::open(given)
    }

    /// Opens a directory that is there already.
    pub(crate) fn open(given: &Path) -> Result<Self, Failure> {
        let path = fs::canonicalize(given).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::user(format!("there is no data directory at {}", given.display()))
                .hint("name it with --data DIR; `openfob demo` and `openfob serve` make one"),
            _ => Failure::user(format!("cannot open the data directory {}: {error}", given.display())),
        })?;
        if !path.is_dir() {
            return Err(Failure::user(format!("{} is no directory", given.display()))
                .hint("name the data directory with --data DIR"));
        }
        Ok(Self { given: given.to_owned(), path })
    }

    /// As the user named it.
    pub(crate) fn given(&self) -> &Path {
        &self.given
    }

    /// Its absolute path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The path of a file in it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The text of a file in it, `None` if there is no such file.
    pub(crate) fn read(&self, name: &str) -> Result<Option<String>, Failure> {
        match fs::read_to_string(self.file(name)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::user(format!("cannot read {}: {error}", self.file(name).display()))),
        }
    }

    /// Writes a file that its owner alone may read, whole or not at all.
    pub(crate) fn write_private(&self, name: &str, text: &str) -> Result<(), Failure> {
        let path = self.file(name);
        let draft = self.file(&format!("{name}.new"));
        let write = || {
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &path)
        };
        write().map_err(|error| Failure::caused(format!("cannot write {}", path.display()), error))
    }
}
