//! The messages of the wire, compiled from the definitions in `proto/`.
//!
//! Field numbers and names are those of the protocol definitions that Tesla publishes in its `vehicle-command`
//! repository.

#![allow(missing_docs, reason = "the definitions are Tesla's; its repository describes each")]
#![allow(clippy::all, clippy::pedantic, reason = "generated")]

include!(concat!(env!("OUT_DIR"), "/messages.rs"));
