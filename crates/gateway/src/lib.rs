//! What owners and applications see.
#![allow(dead_code, unused_imports)]

mod connect;
mod text;
