//! The client's side: asking a car for a session, authorising commands in it, and reading answers.

mod answer;
mod cache;
mod error;
mod request;
mod session;

pub use answer::Answer;
pub use cache::{CachedSession, InvalidCache, read_cache, write_cache};
pub use error::{CommandError, SessionInfoProblem, SignError};
pub use request::{Ignored, Received, Request};
pub use session::{CounterBlock, Session, SessionState, Signature};

pub(crate) use session::{FLAG_ENCRYPT_RESPONSE, LAST_SECOND};
