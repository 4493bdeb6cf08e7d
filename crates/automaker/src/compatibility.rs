//! What can be told of a car before anybody connects it.

use std::collections::{BTreeMap, BTreeSet};

use openfob_domain::{Capability, Make, Permission};

/// What moves a car.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Powertrain {
    /// Fuel alone.
    Ice,
    /// A battery alone.
    Bev,
    /// Both, with a plug.
    Phev,
    /// Both, without a plug.
    Hev,
}

impl Powertrain {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Ice, Self::Bev, Self::Phev, Self::Hev];

    /// As Smartcar spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ice => "ICE",
            Self::Bev => "BEV",
            Self::Phev => "PHEV",
            Self::Hev => "HEV",
        }
    }
}

/// One model of a make's range, over the years in which it can be connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelRange {
    /// The brand.
    pub make: Make,
    /// The model's name as its maker writes it.
    pub model: &'static str,
    /// The first model year.
    pub start_year: i32,
    /// The last model year; `None`: still built.
    pub end_year: Option<i32>,
    /// What moves it.
    pub powertrain: Powertrain,
    /// What it can serve.
    pub permissions: BTreeSet<Permission>,
}

/// What a VIN alone tells of its car.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VinCompatibility {
    /// A car of one of the adapter's makes that cannot be connected.
    Incompatible,
    /// A car that can be connected, with what it cannot serve and why.
    Compatible {
        /// Everything else it serves.
        lacking: BTreeMap<Permission, Capability>,
    },
}
