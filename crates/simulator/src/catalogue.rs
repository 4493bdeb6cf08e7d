//! The makes that the simulator plays, what they build, and what their cars ask for.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A brand with simulated cars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Make {
    Tesla,
    Peugeot,
    Citroen,
    Ds,
    Opel,
    Vauxhall,
    Chevrolet,
    Ford,
    Bmw,
    Kia,
    Nissan,
    Audi,
}

/// The makes as rules speak of them.
pub(crate) const EVERY: &[Make] = &Make::IN_GARAGE;
pub(crate) const NOT_PSA: &[Make] = &[Make::Chevrolet, Make::Ford, Make::Bmw, Make::Kia, Make::Nissan, Make::Audi];

/// What moves a car.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Powertrain {
    Electric,
    PlugInHybrid,
    Fuel,
}

/// A car of a make's range, and what its battery holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offer {
    pub(crate) model: &'static str,
    pub(crate) first_year: i32,
    pub(crate) powertrain: Powertrain,
    pub(crate) capacity_kwh: f64,
}

/// What a car asks of a partner before it serves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Access {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<KeyKind>,
    /// Whether its owner can switch streaming.
    #[serde(skip)]
    pub(crate) streaming_toggle: bool,
}

/// The kinds of digital key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyKind {
    VirtualKey,
    CarKey,
}

impl Make {
    /// Those that the garage protocol is spoken for; Teslas have a side of their own.
    pub(crate) const IN_GARAGE: [Self; 11] = [
        Self::Peugeot,
        Self::Citroen,
        Self::Ds,
        Self::Opel,
        Self::Vauxhall,
        Self::Chevrolet,
        Self::Ford,
        Self::Bmw,
        Self::Kia,
        Self::Nissan,
        Self::Audi,
    ];

    /// As the protocol spells it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Tesla => "TESLA",
            Self::Peugeot => "PEUGEOT",
            Self::Citroen => "CITROEN",
            Self::Ds => "DS",
            Self::Opel => "OPEL",
            Self::Vauxhall => "VAUXHALL",
            Self::Chevrolet => "CHEVROLET",
            Self::Ford => "FORD",
            Self::Bmw => "BMW",
            Self::Kia => "KIA",
            Self::Nissan => "NISSAN",
            Self::Audi => "AUDI",
        }
    }

    /// As people write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tesla => "Tesla",
            Self::Peugeot => "Peugeot",
            Self::Citroen => "Citroën",
            Self::Ds => "DS",
            Self::Opel => "Opel",
            Self::Vauxhall => "Vauxhall",
            Self::Chevrolet => "Chevrolet",
            Self::Ford => "Ford",
            Self::Bmw => "BMW",
            Self::Kia => "Kia",
            Self::Nissan => "Nissan",
            Self::Audi => "Audi",
        }
    }

    /// The first three characters of its VINs.
    pub(crate) fn vin_prefix(self) -> &'static str {
        match self {
            Self::Tesla => "5YJ",
            Self::Peugeot => "VR3",
            Self::Citroen => "VR7",
            Self::Ds => "VR1",
            Self::Opel | Self::Vauxhall => "VXK",
            Self::Chevrolet => "1G1",
            Self::Ford => "3FM",
            Self::Bmw => "WBY",
            Self::Kia => "KNA",
            Self::Nissan => "1N4",
            Self::Audi => "WAU",
        }
    }

    /// Whether its cars have a screen on which keys and streaming are managed.
    pub(crate) fn has_screen(self) -> bool {
        self == Self::Tesla
    }

    /// What it builds; the first is what an account gets that asks for nothing else.
    pub(crate) fn range(self) -> &'static [Offer] {
        use Powertrain::{Electric, Fuel, PlugInHybrid};
        const fn offer(model: &'static str, first_year: i32, powertrain: Powertrain, capacity_kwh: f64) -> Offer {
            Offer { model, first_year, powertrain, capacity_kwh }
        }
        match self {
            Self::Tesla => const { &[offer("Model 3", 2021, Electric, 75.0), offer("Model Y", 2021, Electric, 75.0)] },
            Self::Peugeot => {
                const {
                    &[
                        offer("e-208", 2021, Electric, 50.0),
                        offer("308", 2022, PlugInHybrid, 12.4),
                        offer("2008", 2020, Fuel, 0.0),
                    ]
                }
            }
            Self::Citroen => const { &[offer("ë-C4", 2021, Electric, 50.0), offer("C3", 2020, Fuel, 0.0)] },
            Self::Ds => const { &[offer("3 E-Tense", 2022, Electric, 54.0), offer("7", 2021, PlugInHybrid, 14.2)] },
            Self::Opel => const { &[offer("Corsa-e", 2021, Electric, 50.0), offer("Astra", 2022, PlugInHybrid, 12.4)] },
            Self::Vauxhall => {
                const { &[offer("Mokka-e", 2021, Electric, 50.0), offer("Astra", 2022, PlugInHybrid, 12.4)] }
            }
            Self::Chevrolet => {
                const {
                    &[
                        offer("Volt", 2017, PlugInHybrid, 18.4),
                        offer("Bolt", 2019, Electric, 66.0),
                        offer("Malibu", 2018, Fuel, 0.0),
                    ]
                }
            }
            Self::Ford => {
                const {
                    &[
                        offer("Mustang Mach-E", 2021, Electric, 88.0),
                        offer("Escape", 2021, PlugInHybrid, 14.4),
                        offer("F-150", 2020, Fuel, 0.0),
                    ]
                }
            }
            Self::Bmw => {
                const {
                    &[
                        offer("i4", 2022, Electric, 80.7),
                        offer("330e", 2020, PlugInHybrid, 12.0),
                        offer("X3", 2019, Fuel, 0.0),
                    ]
                }
            }
            Self::Kia => {
                const {
                    &[
                        offer("EV6", 2022, Electric, 77.4),
                        offer("Niro", 2020, PlugInHybrid, 8.9),
                        offer("Sportage", 2019, Fuel, 0.0),
                    ]
                }
            }
            Self::Nissan => const { &[offer("Leaf", 2019, Electric, 40.0), offer("Altima", 2019, Fuel, 0.0)] },
            Self::Audi => {
                const {
                    &[
                        offer("e-tron", 2021, Electric, 83.6),
                        offer("A3", 2021, PlugInHybrid, 13.0),
                        offer("A4", 2019, Fuel, 0.0),
                    ]
                }
            }
        }
    }

    /// The car of its range that is moved so; a make without one builds it for the occasion.
    pub(crate) fn offer_moved_by(self, powertrain: Powertrain) -> Option<Offer> {
        let range = self.range();
        range.iter().find(|offer| offer.powertrain == powertrain).or(range.first()).map(|offer| Offer {
            powertrain,
            capacity_kwh: if offer.capacity_kwh > 0.0 { offer.capacity_kwh } else { 50.0 },
            ..*offer
        })
    }

    /// The capacities that a model was sold with, kWh, where the maker does not tell which one a car has.
    pub(crate) fn capacities(self, model: &str) -> &'static [(f64, &'static str)] {
        match (self, model) {
            (Self::Nissan, "Leaf") => &[(40.0, "Leaf 40 kWh"), (62.0, "Leaf e+ 62 kWh")],
            _ => &[],
        }
    }

    fn belongs_to_psa(self) -> bool {
        matches!(self, Self::Peugeot | Self::Citroen | Self::Ds | Self::Opel | Self::Vauxhall)
    }
}

/// Why a text is no make that is played here.
#[derive(Debug, thiserror::Error)]
#[error("No simulated cars of the make \u{201c}{0}\u{201d}. Known makes: {known}.", known = Make::IN_GARAGE.map(Make::code).join(", "))]
pub(crate) struct UnknownMake(String);

impl FromStr for Make {
    type Err = UnknownMake;

    fn from_str(text: &str) -> Result<Self, UnknownMake> {
        Self::IN_GARAGE
            .into_iter()
            .find(|make| make.code().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownMake(text.chars().take(40).collect()))
    }
}

impl Access {
    /// Tesla's rules since 2023, and CarKey at the PSA brands.
    pub(crate) fn of(make: Make, model: &str, year: i32) -> Self {
        let is_old = make == Make::Tesla && matches!(model, "Model S" | "Model X") && year <= 2020;
        let key = if make == Make::Tesla && !is_old {
            Some(KeyKind::VirtualKey)
        } else {
            make.belongs_to_psa().then_some(KeyKind::CarKey)
        };
        Self { key, streaming_toggle: is_old }
    }

    pub(crate) fn virtual_key(self) -> bool {
        self.key == Some(KeyKind::VirtualKey)
    }

    pub(crate) fn car_key(self) -> bool {
        self.key == Some(KeyKind::CarKey)
    }
}
