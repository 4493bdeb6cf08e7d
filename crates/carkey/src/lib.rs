//! CarKey: the proof, kept on an owner's account, that they hold a car's keys.
//!
//! Pure: no input or output, no clock. Three sides meet here. The *car* attests what it senses and signs it
//! ([`CarIdentity`], [`link::CarSide`]). The *phone* asks for it over the car link and relays it ([`link::PhoneSide`],
//! [`Relay`]). The *service* hands out a [`Challenge`], finds out whether it believes the car ([`Anchors::trust`]), reads what
//! it signed ([`TrustedCar::read`]), judges it ([`Challenge::verify`]) and keeps the [`CarKey`].
//!
//! The maker published the calls, the states and the error numbers of its mobile SDK, never the bytes between car and
//! cloud. The bytes here are openfob's own.

mod account;
mod anchors;
mod attestation;
mod car;
mod car_key;
mod challenge;
mod code;
pub mod link;
mod relay;
mod security_code;
mod vehicle;
mod verify;

pub use account::{AccountId, InvalidAccountId};
pub use anchors::{ATTESTATION_USAGE, Anchors, InvalidAnchor, TrustedCar, UntrustedCar, VEHICLE_URI_PREFIX};
pub use attestation::{Attestation, Attested, ContactPosition, MalformedAttestation, PhoneLink, Zone};
pub use car::{CarIdentity, InvalidCarIdentity};
pub use car_key::{CarKey, CvsStatus, LateReactivation, NotAllowed};
pub use challenge::{CHALLENGE_BYTES, Challenge, Nonce};
pub use code::{Code, SubError};
pub use relay::{MalformedRelay, Relay, SignedAttestation};
pub use security_code::SecurityCode;
pub use vehicle::{InvalidName, PhoneId, Uin, VehicleId};
pub use verify::{Rejection, Rules, Verified};
