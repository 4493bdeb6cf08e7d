//! Where the admin socket lies.
//!
//! A socket's path may have about 100 bytes. Where the data directory's is longer, the socket lies in a directory of
//! its own below the runtime directory, and a file in the data directory names it.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::data_dir::DataDir;
use crate::failure::Failure;

const SOCKET: &str = "openfob.sock";
const NAMING_FILE: &str = "openfob.sock.path";
const LONGEST: usize = 100;

/// Where a running server's socket lies, if one may be there.
pub(super) fn find(data: &DataDir) -> Result<Option<PathBuf>, Failure> {
    let near = data.file(SOCKET);
    if fits(&near) {
        return Ok(Some(near));
    }
    Ok(data.read(NAMING_FILE)?.map(|path| PathBuf::from(path.trim_end())))
}

/// A free place for the socket of the server that holds the lock. Whatever an earlier one left there is dead, and
/// goes.
pub(super) fn prepare(data: &DataDir) -> Result<PathBuf, Failure> {
    clear(data)?;
    let near = data.file(SOCKET);
    if fits(&near) {
        return Ok(near);
    }
    // The name is random, and the directory must not be there yet: nobody else can have laid it out.
    let directory = runtime_directory().join(format!("openfob-{}", Uuid::new_v4().simple()));
    let made = DirBuilder::new().mode(0o700).create(&directory);
    made.map_err(|error| Failure::caused(format!("cannot make {}", directory.display()), error))?;
    let far = directory.join("admin.sock");
    data.write_private(NAMING_FILE, &format!("{}\n", far.display()))?;
    Ok(far)
}

/// Removes the socket, and what was made for it.
pub(super) fn clear(data: &DataDir) -> Result<(), Failure> {
    let Some(socket) = find(data)? else { return Ok(()) };
    remove(fs::remove_file(&socket), &socket)?;
    if !fits(&data.file(SOCKET)) {
        if let Some(directory) = socket.parent() {
            remove(fs::remove_dir(directory), directory)?;
        }
        remove(fs::remove_file(data.file(NAMING_FILE)), &data.file(NAMING_FILE))?;
    }
    Ok(())
}

fn remove(result: io::Result<()>, path: &Path) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Failure::caused(format!("cannot remove {}", path.display()), error))
        }
        _ => Ok(()),
    }
}

fn fits(path: &Path) -> bool {
    path.as_os_str().as_bytes().len() <= LONGEST
}

fn runtime_directory() -> PathBuf {
    std::env::var_os("XDG_RUNTIME_DIR")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute() && path.is_dir() && path.as_os_str().len() < LONGEST / 2)
        .unwrap_or_else(|| PathBuf::from("/tmp"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_path_keeps_the_socket_in_the_data_directory() {
        let base = tempfile::tempdir().unwrap();
        let data = DataDir::create(base.path()).unwrap();
        assert_eq!(prepare(&data).unwrap(), data.file(SOCKET));
        assert_eq!(find(&data).unwrap(), Some(data.file(SOCKET)));
    }

    #[test]
    fn a_long_path_is_named_by_a_file_and_leaves_nothing_behind() {
        let base = tempfile::tempdir().unwrap();
        let data = DataDir::create(&base.path().join("d".repeat(120))).unwrap();
        assert_eq!(find(&data).unwrap(), None);

        let socket = prepare(&data).unwrap();
        assert!(fits(&socket), "{}", socket.display());
        assert_eq!(find(&data).unwrap(), Some(socket.clone()));

        fs::write(&socket, "").unwrap();
        let next = prepare(&data).unwrap();
        assert!(!socket.exists() && next != socket, "what a crash left is replaced");
        clear(&data).unwrap();
        assert_eq!(find(&data).unwrap(), None);
        assert!(!next.parent().unwrap().exists());
    }
}
