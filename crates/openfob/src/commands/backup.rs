//! `openfob backup`: the database and the encryption key in one file.

use std::io;
use std::path::Path;

use openfob_gateway::Clock;
use serde::Deserialize;
use serde_json::json;
use tempfile::NamedTempFile;

use super::app;
use crate::args::{self, BackupAction};
use crate::backup::{self, Archive, Manifest, Passphrase};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::printer::Printer;

/// Writes a backup, or looks at one.
pub(super) async fn run(backup: args::Backup, printer: &mut Printer) -> Result<(), Failure> {
    match (&backup.action, &backup.file) {
        (Some(BackupAction::Verify { file, passphrase }), _) => verify(file, passphrase.read()?.as_ref(), printer),
        (None, Some(file)) => write(file, &backup, printer).await,
        (None, None) => Err(Failure::user("a backup needs a file to go to").hint("openfob backup FILE")),
    }
}

/// A directory with a copy of the database and the key file, as the admin router answers.
#[derive(Deserialize)]
struct Snapshot {
    directory: String,
}

async fn write(file: &Path, backup: &args::Backup, printer: &mut Printer) -> Result<(), Failure> {
    let passphrase = backup.passphrase.read()?;
    let draft = draft(file, backup.force)?;
    let data = DataDir::open(&backup.source.config()?.data.dir)?;
    let admin = app::admin(&backup.source, "backup").await?;
    printer.progress("copying the database…");
    let Snapshot { directory } = admin.post_and_wait("/snapshots").await?;
    let snapshot = Removed(data.file(&directory));

    let mut out = io::BufWriter::new(draft.as_file());
    let manifest = backup::write(&mut out, &snapshot.0, passphrase.as_ref(), Clock::system().now(), |done, all| {
        printer.progress(format!("writing {} of {}", size(done), size(all)));
    })?;
    let failed = |error| Failure::caused(format!("cannot write {}", file.display()), error);
    io::Write::flush(&mut out).and_then(|()| draft.as_file().sync_all()).map_err(failed)?;
    drop(out);
    let kept = if backup.force { draft.persist(file) } else { draft.persist_noclobber(file) };
    kept.map_err(|error| failed(error.error))?;
    std::fs::File::open(directory_of(file)).and_then(|directory| directory.sync_all()).map_err(failed)?;
    printer.progress_ends();
    tell(file, &manifest, printer)?;
    if passphrase.is_none() {
        printer.note("The file holds the encryption key: whoever has it can read everything. Keep it as a secret.");
    }
    Ok(())
}

fn verify(file: &Path, passphrase: Option<&Passphrase>, printer: &mut Printer) -> Result<(), Failure> {
    let contents = Archive::at(file).read(&mut io::sink(), |done, all| {
        printer.progress(format!("reading {} of {}", size(done), size(all)));
    })?;
    printer.progress_ends();
    contents.manifest.check_version()?;
    if passphrase.is_some() {
        contents.key(passphrase)?;
    }
    tell(file, &contents.manifest, printer)
}

/// What a backup is, for people or as JSON.
pub(super) fn tell(file: &Path, manifest: &Manifest, printer: &mut Printer) -> Result<(), Failure> {
    if printer.wants_json() {
        return printer.json(&json!({"file": file, "manifest": manifest}));
    }
    let bytes = manifest.files.values().map(|file| file.bytes).sum();
    printer.facts(&[
        ("backup", file.display().to_string()),
        ("written", manifest.created_at.to_string()),
        ("by", format!("openfob {}, database form {}", manifest.openfob, manifest.schema)),
        ("size", size(bytes)),
        ("encryption key", manifest.encryption_key.words().to_owned()),
    ])
}

/// A file that takes the backup's name when it is whole, in the same directory.
fn draft(file: &Path, force: bool) -> Result<NamedTempFile, Failure> {
    if file.is_dir() {
        return Err(Failure::user(format!("{} is a directory", file.display()))
            .hint("name a file in it, such as openfob.backup"));
    }
    if file.exists() && !force {
        return Err(Failure::user(format!("{} is there already", file.display()))
            .hint("name another file, or replace it with --force"));
    }
    let directory = directory_of(file);
    tempfile::Builder::new().prefix(".openfob-backup-").tempfile_in(directory).map_err(|error| {
        Failure::user(format!("cannot write to {}: {error}", directory.display())).hint("name a file elsewhere")
    })
}

fn directory_of(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A directory that is gone when this is.
struct Removed(std::path::PathBuf);

impl Drop for Removed {
    fn drop(&mut self) {
        // What stays is removed when the server starts the next time.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A number of bytes, for people.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

impl args::Passphrase {
    /// The passphrase that was named, if one was.
    pub(super) fn read(&self) -> Result<Option<Passphrase>, Failure> {
        self.passphrase_file.as_deref().map(Passphrase::read).transpose()
    }
}
