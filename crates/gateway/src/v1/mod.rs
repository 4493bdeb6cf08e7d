//! What is left of version 1.0: the reads of version 2.0, with the older shape of errors.

mod error;

pub(crate) use error::{asked_for, body};
