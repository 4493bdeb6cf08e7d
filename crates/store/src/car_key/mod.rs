//! CarKey: sessions of its apps, trusted phones, PINs, steps and challenges. The proof itself is key evidence.

mod audit;
mod challenges;
mod pages;
mod phones;
mod profile;
mod sessions;
mod sign_ins;
mod sms;
mod steps;

pub use audit::CarKeyAudit;
pub use challenges::HeldChallenge;
pub use profile::CarKeyProfile;
pub use sessions::{CarKeySession, NewCarKeySession};
pub use sign_ins::CarKeySignIn;
pub use sms::{SmsCode, SmsPurpose};
pub use steps::{CarKeySteps, Step};
