//! As much of the tar format (POSIX ustar) as a backup needs: a few plain files, one after the other.

use std::io::{self, Read, Write};

const BLOCK: usize = 512;
/// So many empty bytes at least end an archive.
pub(super) const END: usize = 2 * BLOCK;
const NAME: std::ops::Range<usize> = 0..100;
const SIZE: std::ops::Range<usize> = 124..136;
const CHECKSUM: std::ops::Range<usize> = 148..156;
const MAGIC: std::ops::Range<usize> = 257..265;
const USTAR: &[u8] = b"ustar\x0000";
/// The largest size that eleven octal digits can tell; beyond it, bytes tell it.
const OCTAL_LIMIT: u64 = 0o777_7777_7777;

/// The head of a file in an archive.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// Its name.
    pub(super) name: String,
    /// Its length in bytes.
    pub(super) size: u64,
}

impl Member {
    /// Writes the head; so many bytes and [`write_padding`] follow. `modified` is in seconds since 1970.
    pub(super) fn write(&self, out: &mut impl Write, modified: i64) -> io::Result<()> {
        let mut block = [0; BLOCK];
        let name = self.name.as_bytes();
        block[NAME][..name.len()].copy_from_slice(name);
        block[100..108].copy_from_slice(b"0000600\0");
        block[108..116].copy_from_slice(b"0000000\0");
        block[116..124].copy_from_slice(b"0000000\0");
        if self.size > OCTAL_LIMIT {
            block[SIZE][0] = 0x80;
            block[SIZE][4..].copy_from_slice(&self.size.to_be_bytes());
        } else {
            block[SIZE].copy_from_slice(format!("{:011o}\0", self.size).as_bytes());
        }
        block[136..148].copy_from_slice(format!("{:011o}\0", modified.max(0)).as_bytes());
        block[156] = b'0';
        block[MAGIC].copy_from_slice(USTAR);
        let sum = checksum(&block);
        block[CHECKSUM].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.write_all(&block)
    }

    /// Reads the next head; `None` at the archive's end.
    pub(super) fn read(input: &mut impl Read) -> io::Result<Option<Self>> {
        let mut block = [0; BLOCK];
        input.read_exact(&mut block)?;
        if block.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let told = octal(&block[CHECKSUM]);
        if told != Some(u64::from(checksum(&block))) || &block[MAGIC] != USTAR {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a member's head is damaged"));
        }
        let size = match &block[SIZE] {
            [0x80, 0, 0, 0, size @ ..] => size.try_into().ok().map(u64::from_be_bytes),
            digits => octal(digits),
        };
        let name = block[NAME].split(|byte| *byte == 0).next().unwrap_or_default();
        let name = String::from_utf8_lossy(name).into_owned();
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "a member's size cannot be read");
        Ok(Some(Self { name, size: size.ok_or_else(damaged)? }))
    }
}

/// Fills the last block of a file of that size.
pub(super) fn write_padding(out: &mut impl Write, size: u64) -> io::Result<()> {
    out.write_all(&[0; BLOCK][..padding(size)])
}

/// Reads what fills the last block of a file of that size.
pub(super) fn read_padding(input: &mut impl Read, size: u64) -> io::Result<()> {
    let mut rest = [0; BLOCK];
    let rest = &mut rest[..padding(size)];
    input.read_exact(rest)?;
    if rest.iter().any(|byte| *byte != 0) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "what fills a block is not empty"));
    }
    Ok(())
}

/// Ends an archive.
pub(super) fn write_end(out: &mut impl Write) -> io::Result<()> {
    out.write_all(&[0; END])
}

fn padding(size: u64) -> usize {
    let over = usize::try_from(size % BLOCK as u64).unwrap_or_default();
    (BLOCK - over) % BLOCK
}

/// The sum of the bytes, with the checksum's own place taken as spaces.
fn checksum(block: &[u8; BLOCK]) -> u32 {
    let own: u32 = block[CHECKSUM].iter().map(|byte| u32::from(*byte)).sum();
    let all: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    all - own + 8 * u32::from(b' ')
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?;
    u64::from_str_radix(text.trim_matches(['\0', ' ']), 8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_of_any_size_reads_back_and_no_flipped_bit_in_it_does() {
        for size in [0, 1, 511, 512, OCTAL_LIMIT, OCTAL_LIMIT + 1, u64::MAX] {
            let member = Member { name: "openfob.db".to_owned(), size };
            let mut head = vec![];
            member.write(&mut head, 1_800_000_000).unwrap();
            assert_eq!(Member::read(&mut &head[..]).unwrap().unwrap(), member);
            for index in 0..head.len() {
                let mut broken = head.clone();
                broken[index] ^= 1;
                assert!(Member::read(&mut &broken[..]).is_err(), "byte {index}");
            }
        }
    }

    #[test]
    fn the_systems_own_tar_lists_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tar");
        let mut archive = vec![];
        for (name, text) in [("one", "1"), ("two", "")] {
            let member = Member { name: name.to_owned(), size: text.len() as u64 };
            member.write(&mut archive, 1_800_000_000).unwrap();
            archive.extend_from_slice(text.as_bytes());
            write_padding(&mut archive, member.size).unwrap();
        }
        write_end(&mut archive).unwrap();
        std::fs::write(&path, archive).unwrap();
        let listed = std::process::Command::new("tar").arg("-tf").arg(&path).output().unwrap();
        assert_eq!(String::from_utf8(listed.stdout).unwrap(), "one\ntwo\n");
    }
}
