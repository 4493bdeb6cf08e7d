//! Signed commands: sessions with cars, kept and healed, and messages that are sent once.

mod carrier;
mod cars;
mod fleet;
mod keys;
mod sender;
mod session_file;
mod storage;

pub use carrier::{Carrier, CarrierFault};
pub use fleet::{FleetFault, body_of_answer, body_of_message, message_of_answer};
pub use keys::SigningKeys;
pub use sender::{Delivered, SendError, SignedCommands, Undelivered};
pub use session_file::SessionFile;
pub use storage::{Claim, NotKept, SessionStorage, StorageError, settle};
