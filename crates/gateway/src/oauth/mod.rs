//! OAuth for applications: codes become tokens, tokens are renewed and revoked (RFC 6749, 7009, 7636).

mod client;
mod error;
mod revoke;
mod token;

pub(crate) use client::basic;
pub(crate) use error::{answers, refused};
pub(crate) use revoke::revoke;
pub(crate) use token::token;
