//! `openfob restore`: a backup's database and encryption key in a data directory.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use openfob_store::{RestoreError, Restoring};

use super::backup::{size, tell};
use crate::args;
use crate::backup::Archive;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::lock::{self, Lock};
use crate::printer::Printer;

/// Checks the whole backup, then exchanges the data directory's database and key file for its own.
pub(super) async fn run(restore: &args::Restore, printer: &mut Printer) -> Result<(), Failure> {
    let passphrase = restore.passphrase.read()?;
    let archive = Archive::at(&restore.file);
    let contents = archive.read(&mut io::sink(), |done, all| {
        printer.progress(format!("checking {} of {}", size(done), size(all)));
    })?;
    contents.manifest.check_version()?;
    let key = contents.key(passphrase.as_ref())?;

    let data = DataDir::create(&restore.source.config()?.data.dir)?;
    let Some(_lock) = Lock::try_take(&data, "restore")? else { return Err(lock::held(&data)?) };
    if !restore.force && !is_empty(&data)? {
        return Err(Failure::user(format!("the data directory {} holds data already", data.given().display()))
            .hint("name an empty one with --data DIR, or replace what is there with --force"));
    }
    let restoring = Restoring::begin(data.path()).map_err(refused)?;
    write_private(&restoring.key_file(), |out| out.write_all(&key))?;
    write_private(&restoring.database(), |out| {
        let extracted = archive.read(out, |done, all| {
            printer.progress(format!("writing {} of {}", size(done), size(all)));
        });
        extracted.map(|_| ()).map_err(|failure| io::Error::other(failure.message().to_owned()))
    })?;
    printer.progress("checking the database…");
    restoring.check().await.map_err(refused)?;
    restoring.finish().map_err(refused)?;
    printer.progress_ends();
    tell(&restore.file, &contents.manifest, printer)?;
    printer.note(format!("Restored to {}.", data.given().display()));
    Ok(())
}

fn is_empty(data: &DataDir) -> Result<bool, Failure> {
    let failed = |error| Failure::caused(format!("cannot read {}", data.given().display()), error);
    for entry in fs::read_dir(data.path()).map_err(failed)? {
        // The lock is our own, and a file system's root has a place for what it finds.
        if !["openfob.lock", "lost+found"].contains(&&*entry.map_err(failed)?.file_name().to_string_lossy()) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn write_private(path: &Path, content: impl FnOnce(&mut BufWriter<fs::File>) -> io::Result<()>) -> Result<(), Failure> {
    let write = || {
        let mut out = BufWriter::new(OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?);
        content(&mut out)?;
        out.flush()
    };
    write().map_err(|error| Failure::caused(format!("cannot write {}", path.display()), error))
}

fn refused(error: RestoreError) -> Failure {
    let is_machine = matches!(error, RestoreError::Io { .. });
    let failure = Failure::caused("the backup is not restored", error);
    if is_machine {
        return failure;
    }
    Failure::user(failure.message()).hint("the data directory is as it was; take another backup")
}
