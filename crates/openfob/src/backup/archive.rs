//! Writing a backup and reading one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256};
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::Passphrase;
use super::manifest::{FORMAT, FileSum, Manifest, Protection};
use super::tar::{self, Member};
use crate::failure::Failure;

/// The database's name, in a data directory and in a backup.
pub(crate) const DATABASE: &str = "openfob.db";
/// The key file's name, in a data directory and in a backup that does not protect it.
pub(crate) const KEY: &str = "encryption.key";
const SEALED_KEY: &str = "encryption.key.sealed";
const MANIFEST: &str = "manifest.json";
const MANIFEST_SUM: &str = "manifest.json.sha256";
/// No file but the database is larger.
const SMALL: u64 = 1024 * 1024;
const CHUNK: usize = 256 * 1024;

/// A backup that is there.
pub(crate) struct Archive<'a> {
    path: &'a Path,
}

/// What was read of a backup beside the database.
pub(crate) struct Contents {
    /// What it says of itself.
    pub(crate) manifest: Manifest,
    key: Zeroizing<Vec<u8>>,
}

/// Writes the database and key file of a directory to `out`. `progress` is told how many bytes are written, and of how
/// many.
pub(crate) fn write(
    out: &mut impl Write,
    directory: &Path,
    passphrase: Option<&Passphrase>,
    now: Timestamp,
    mut progress: impl FnMut(u64, u64),
) -> Result<Manifest, Failure> {
    let failed = |error| Failure::caused("cannot write the backup", error);
    let database = directory.join(DATABASE);
    let mut database = File::open(&database).map_err(failed)?;
    let bytes = database.metadata().map_err(failed)?.len();
    let key = Zeroizing::new(fs::read(directory.join(KEY)).map_err(failed)?);
    let (protection, name, key) = match passphrase {
        None => (Protection::None, KEY, key),
        Some(passphrase) => {
            let (derivation, sealed) = passphrase.seal(&key)?;
            (Protection::Passphrase(derivation), SEALED_KEY, Zeroizing::new(sealed))
        }
    };
    let mut writing = || {
        let mut files = BTreeMap::new();
        files.insert(DATABASE.to_owned(), write_member(out, DATABASE, &mut database, bytes, now, &mut progress)?);
        files.insert(name.to_owned(), write_small(out, name, &key, now)?);
        let manifest = Manifest {
            format: FORMAT,
            openfob: env!("CARGO_PKG_VERSION").to_owned(),
            schema: openfob_store::schema_version(),
            created_at: now,
            encryption_key: protection.clone(),
            files,
        };
        let text = serde_json::to_vec_pretty(&manifest)?;
        let FileSum { sha256, .. } = write_small(out, MANIFEST, &text, now)?;
        write_small(out, MANIFEST_SUM, format!("{sha256}  {MANIFEST}\n").as_bytes(), now)?;
        tar::write_end(out)?;
        Ok(manifest)
    };
    writing().map_err(failed)
}

impl<'a> Archive<'a> {
    /// The backup at a path.
    pub(crate) fn at(path: &'a Path) -> Self {
        Self { path }
    }

    /// Reads all of it and checks every byte against its sums; the database goes to `database`. `progress` is told how
    /// many bytes of it are read, and of how many.
    pub(crate) fn read(&self, database: &mut impl Write, progress: impl FnMut(u64, u64)) -> Result<Contents, Failure> {
        let input = File::open(self.path)
            .map_err(|error| Failure::user(format!("cannot read the backup {}: {error}", self.path.display())))?;
        read(&mut BufReader::with_capacity(CHUNK, input), database, progress).map_err(|error| match error {
            Unreadable::Input(why) => {
                Failure::user(format!("{} is no whole backup of openfob: {why}", self.path.display()))
                    .hint("nothing was changed; take another backup")
            }
            Unreadable::Output(error) => Failure::caused("cannot write the database", error),
            Unreadable::Later(manifest) => match manifest.check_version() {
                Err(failure) => failure,
                Ok(()) => Failure::user(format!("{} is not understood", self.path.display())),
            },
        })
    }
}

impl Contents {
    /// The key file's text.
    pub(crate) fn key(&self, passphrase: Option<&Passphrase>) -> Result<Zeroizing<Vec<u8>>, Failure> {
        match (&self.manifest.encryption_key, passphrase) {
            (Protection::None, _) => Ok(self.key.clone()),
            (Protection::Passphrase(derivation), Some(passphrase)) => passphrase.open(derivation, &self.key),
            (Protection::Passphrase(_), None) => {
                Err(Failure::user("the encryption key of this backup is protected by a passphrase")
                    .hint("name the file that holds it with --passphrase-file FILE"))
            }
        }
    }
}

/// Why a backup was not read.
enum Unreadable {
    Input(String),
    Output(io::Error),
    Later(Box<Manifest>),
}

impl Unreadable {
    fn input(error: impl std::fmt::Display) -> Self {
        Self::Input(error.to_string())
    }

    fn damaged(name: &str) -> Self {
        Self::Input(format!("{name} is damaged"))
    }
}

fn read(
    input: &mut impl Read,
    database: &mut impl Write,
    mut progress: impl FnMut(u64, u64),
) -> Result<Contents, Unreadable> {
    let head = next(input, &[DATABASE])?;
    let database_sum = copy_member(input, &head, database, &mut progress)?;
    let (key_name, key, key_sum) = next_small(input, &[KEY, SEALED_KEY])?;
    let (_, text, sum) = next_small(input, &[MANIFEST])?;
    let (_, told, _) = next_small(input, &[MANIFEST_SUM])?;
    if told.as_slice() != format!("{}  {MANIFEST}\n", sum.sha256).as_bytes() {
        return Err(Unreadable::damaged(MANIFEST));
    }
    let manifest: Manifest = serde_json::from_slice(&text).map_err(Unreadable::input)?;
    if manifest.format > FORMAT {
        return Err(Unreadable::Later(Box::new(manifest)));
    }
    for (name, sum) in [(DATABASE, &database_sum), (&key_name, &key_sum)] {
        if manifest.files.get(name) != Some(sum) {
            return Err(Unreadable::damaged(name));
        }
    }
    let mut rest = vec![];
    input.take(SMALL).read_to_end(&mut rest).map_err(Unreadable::input)?;
    if rest.len() < tar::END || rest.iter().any(|byte| *byte != 0) {
        return Err(Unreadable::Input("its end is damaged".to_owned()));
    }
    Ok(Contents { manifest, key })
}

fn next(input: &mut impl Read, names: &[&str]) -> Result<Member, Unreadable> {
    match Member::read(input) {
        Ok(Some(member)) if names.contains(&member.name.as_str()) => Ok(member),
        Ok(_) => Err(Unreadable::Input(format!("it has no {} where one must be", names.join(" or ")))),
        Err(error) => Err(Unreadable::input(error)),
    }
}

fn next_small(input: &mut impl Read, names: &[&str]) -> Result<(String, Zeroizing<Vec<u8>>, FileSum), Unreadable> {
    let head = next(input, names)?;
    if head.size > SMALL {
        return Err(Unreadable::damaged(&head.name));
    }
    let mut text = Zeroizing::new(vec![]);
    let sum = copy_member(input, &head, &mut *text, &mut |_, _| {})?;
    Ok((head.name, text, sum))
}

fn copy_member(
    input: &mut impl Read,
    head: &Member,
    out: &mut impl Write,
    progress: &mut impl FnMut(u64, u64),
) -> Result<FileSum, Unreadable> {
    let mut copied = 0;
    let sum = copy(input, out, head.size, &mut |bytes| {
        copied += bytes;
        progress(copied, head.size);
    })?;
    tar::read_padding(input, head.size).map_err(Unreadable::input)?;
    Ok(sum)
}

fn write_small(out: &mut impl Write, name: &str, text: &[u8], now: Timestamp) -> io::Result<FileSum> {
    write_member(out, name, &mut &*text, text.len() as u64, now, &mut |_, _| {})
}

fn write_member(
    out: &mut impl Write,
    name: &str,
    input: &mut impl Read,
    size: u64,
    now: Timestamp,
    progress: &mut impl FnMut(u64, u64),
) -> io::Result<FileSum> {
    Member { name: name.to_owned(), size }.write(out, now.as_second())?;
    let mut copied = 0;
    let sum = copy(input, out, size, &mut |bytes| {
        copied += bytes;
        progress(copied, size);
    })
    .map_err(|error| match error {
        Unreadable::Output(error) => error,
        _ => io::Error::other(format!("{name} changed while it was read")),
    })?;
    tar::write_padding(out, size)?;
    Ok(sum)
}

fn copy(
    input: &mut impl Read,
    out: &mut impl Write,
    size: u64,
    copied: &mut impl FnMut(u64),
) -> Result<FileSum, Unreadable> {
    let mut sum = Context::new(&SHA256);
    let mut chunk = Zeroizing::new(vec![0; CHUNK]);
    let mut left = size;
    while left > 0 {
        let wanted = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
        let read = input.read(&mut chunk[..wanted]).map_err(Unreadable::input)?;
        if read == 0 {
            return Err(Unreadable::Input("it ends too early".to_owned()));
        }
        sum.update(&chunk[..read]);
        out.write_all(&chunk[..read]).map_err(Unreadable::Output)?;
        left -= read as u64;
        copied(read as u64);
    }
    Ok(FileSum { bytes: size, sha256: hex::encode(sum.finish()) })
}
