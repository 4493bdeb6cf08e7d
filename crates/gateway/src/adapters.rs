//! Which adapters serve which cars. The gateway holds them behind their trait alone.

use std::sync::Arc;

use openfob_automaker::{Adapter, Brand};
use openfob_domain::{Make, Mode, Vin};

use crate::Portal;

/// The adapters, by the mode that they serve.
#[derive(Clone, Default)]
pub struct Adapters {
    /// For real cars.
    pub live: Vec<Arc<dyn Adapter>>,
    /// For the simulator's cars.
    pub simulated: Vec<Arc<dyn Adapter>>,
    /// Where partners of simulated cars are entered by themselves.
    pub simulated_portal: Option<Arc<dyn Portal>>,
}

impl Adapters {
    /// The adapters of a mode.
    #[must_use]
    pub fn of(&self, mode: Mode) -> &[Arc<dyn Adapter>] {
        match mode {
            Mode::Live => &self.live,
            Mode::Simulated => &self.simulated,
        }
    }

    /// The adapter that serves a make.
    #[must_use]
    pub fn for_make(&self, mode: Mode, make: &Make) -> Option<&Arc<dyn Adapter>> {
        self.of(mode).iter().find(|adapter| adapter.brands().iter().any(|brand| brand.make == *make))
    }

    /// The adapter of that name.
    #[must_use]
    pub fn named(&self, mode: Mode, name: &str) -> Option<&Arc<dyn Adapter>> {
        self.of(mode).iter().find(|adapter| adapter.name() == name)
    }

    /// The brands of a mode, in the adapters' order.
    pub fn brands(&self, mode: Mode) -> impl Iterator<Item = &Brand> {
        self.of(mode).iter().flat_map(|adapter| adapter.brands())
    }

    /// The make that a VIN's beginning tells.
    #[must_use]
    pub fn make_of(&self, mode: Mode, vin: &Vin) -> Option<&Make> {
        let begins = |brand: &&Brand| brand.vin_prefixes.iter().any(|prefix| vin.as_str().starts_with(prefix));
        self.brands(mode).find(begins).map(|brand| &brand.make)
    }

    /// Whether any adapter, in either mode, knows the make.
    #[must_use]
    pub fn knows(&self, make: &Make) -> bool {
        [Mode::Live, Mode::Simulated].into_iter().any(|mode| self.for_make(mode, make).is_some())
    }
}
