//! What Connect looks like: view models in, HTML out. Nothing here knows the store, the run's state or a maker.

mod accent;
mod assets;
mod brands;
mod capacity;
mod car_key;
mod car_key_missing;
mod car_line;
mod consent;
mod done;
mod error;
mod frame;
mod icon;
mod key_done;
mod key_page;
mod key_step;
mod owner;
mod permission_words;
mod preamble;
mod privacy;
mod qr;
mod refusal;
mod render;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub(crate) use accent::Accent;
pub(crate) use assets::{assets_router, favicon, stylesheet};
pub(crate) use brands::{Brand, Brands};
pub(crate) use capacity::{Capacity, CapacityChoice};
pub(crate) use car_key::CarKeyPage;
pub(super) use car_key_missing::missing;
pub(crate) use car_line::{CarLine, CarState};
pub(crate) use consent::{CarChoice, CarSelection, Consent, PermissionChoice};
pub(crate) use done::Done;
pub(crate) use error::{ErrorPage, Fault};
pub(crate) use frame::{Application, Frame, Step};
pub(crate) use key_done::KeyDone;
pub(crate) use key_page::KeyPage;
pub(crate) use key_step::{CarKeyAsk, KeyObstacle, KeyStep, MailOutcome, StepsByMail, View, VirtualKeyAsk};
pub(crate) use owner::{
    MakerPage, OwnerDelete, OwnerDeleted, OwnerFrame, OwnerKey, OwnerOverview, OwnerSignIn, OwnerTakeBack,
    OwnerUnknown, OwnersApplication, OwnersCar, RemovedKind,
};
pub(crate) use preamble::Preamble;
pub(crate) use privacy::Privacy;
pub(crate) use refusal::{RefusalPage, RefusalReason};
pub(crate) use render::RenderError;
