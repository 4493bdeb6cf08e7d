//! HTTP: routes, who asks, and the one shape of a "no".

mod bare;
mod client;
pub(crate) mod extract;
pub(crate) mod observe;
pub(crate) mod problem;
pub(crate) mod rate_limit;
mod request_id;
mod response;
mod router;
mod version;

pub use client::Client;
pub(crate) use problem::Problem;
pub(crate) use request_id::RequestId;
pub(crate) use response::{Page, reading_headers, timestamp};
pub(crate) use router::router;
