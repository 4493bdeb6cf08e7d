//! What surrounds every page of a run: whose run it is, how far it is, and where its forms go.

use super::Accent;

/// The application that asks.
#[derive(Clone, Debug)]
pub(crate) struct Application {
    /// Its name, as its developer wrote it.
    pub(crate) name: String,
    /// What it does, in its own words: one sentence.
    pub(crate) description: Option<String>,
    /// The address of its logo; without one, a tile with its initial stands there.
    pub(crate) logo: Option<String>,
    /// Its colour; without one, ours is used.
    pub(crate) accent: Option<Accent>,
}

impl Application {
    /// The letter on the tile that stands for the logo.
    pub(crate) fn initial(&self) -> String {
        self.name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect()).unwrap_or_default()
    }
}

/// How far the owner is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// Which one this is, from 1 on.
    pub(crate) number: u8,
    /// How many there are.
    pub(crate) of: u8,
}

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// Who asks.
    pub(crate) application: Application,
    /// How far the owner is; none on pages outside the count.
    pub(crate) step: Option<Step>,
    /// The run's address, without a slash at its end: `/connect/{run}`.
    pub(crate) base: String,
    /// Sent back by every form as `csrf`.
    pub(crate) csrf: String,
    /// Whether the cars are simulated.
    pub(crate) simulated: bool,
    /// Who runs this server, as the footer names it.
    pub(crate) operator: String,
}
