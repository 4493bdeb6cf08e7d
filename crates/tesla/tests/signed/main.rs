//! Signed commands, held against a car that checks them.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it must be, in its helpers as well")]

mod road;
mod sessions;
mod troubles;
