//! The link between a phone and a car, without the wire below it: bytes in, bytes and events out.
//!
//! A frame is a length (four bytes, big-endian, at most [`LONGEST_FRAME`]) and a JSON message. The phone greets, the car
//! answers; then the phone asks for attestations, one at a time. Refusals carry the car link's own numbers.

mod car;
mod frame;
mod message;
mod phone;

pub use car::{CarSide, Senses};
pub use frame::{FrameReader, LONGEST_FRAME, MalformedFrame, frame};
pub use message::{LinkError, Message};
pub use phone::{Event, PhoneSide};
