//! What a car is beyond make, model and year.

use jiff::{SignedDuration, Timestamp};

use super::Car;

/// How often the car gets new software.
const UPDATED_EVERY: SignedDuration = SignedDuration::from_hours(42 * 24);

const COLOURS: &[&str] = &["PearlWhite", "MidnightSilver", "DeepBlue", "RedMulticoat", "SolidBlack"];

/// What a car was built with.
pub(crate) struct Build {
    pub(crate) trim: &'static str,
    pub(crate) rear: &'static str,
    pub(crate) efficiency_package: &'static str,
    pub(crate) driver_assist: &'static str,
    pub(crate) colour: Option<&'static str>,
    pub(crate) interior: Option<&'static str>,
    pub(crate) wheel: &'static str,
    pub(crate) wheel_inches: f64,
}

impl Build {
    pub(crate) fn of(car: &Car) -> Self {
        let dice = car.dice();
        let (trim, rear) = match car.model.as_str() {
            "Model S" | "Model X" => ("100d", "Large"),
            "Cybertruck" => ("awd", "PermanentMagnet"),
            _ => ("74d", "PM216MOSFET"),
        };
        let cybertruck = car.model == "Cybertruck";
        Self {
            trim,
            rear,
            efficiency_package: if car.year >= 2021 { "MY2021" } else { "Default" },
            driver_assist: if car.year >= 2023 { "TeslaAP4" } else { "TeslaAP3" },
            colour: if cybertruck { Some("StainlessSteel") } else { dice.pick("colour", COLOURS).copied() },
            interior: dice.pick("trim", &["Black2", "White2"]).copied(),
            wheel: dice.pick("wheel/style", &["Pinwheel", "Induction", "Aero"]).copied().unwrap_or("Aero"),
            wheel_inches: if cybertruck { 20.0 } else { 18.0 + f64::from(dice.below("wheel", 3)) },
        }
    }
}

impl Car {
    /// The version that the car had got by then: year, week and build.
    pub(crate) fn firmware(&self, at: Timestamp) -> String {
        if let Some(pinned) = &self.pinned_firmware {
            return pinned.clone();
        }
        let dice = self.dice();
        let every = UPDATED_EVERY.as_secs();
        let lag = i64::from(dice.below("firmware", 10 * 24)) * 3600;
        let updated = Timestamp::from_second((at.as_second() - lag) / every * every).unwrap_or(at);
        let date = updated.to_zoned(jiff::tz::TimeZone::UTC).date();
        format!("{}.{}.{}", date.year(), date.iso_week_date().week(), dice.below("firmware/build", 8) + 1)
    }

    /// What follows the version where Tesla tells it: the build's hash.
    pub(crate) fn build_hash(&self, at: Timestamp) -> String {
        let version = self.firmware(at);
        let half = |label: &str| self.dice().below(&format!("{version}/{label}"), u32::MAX);
        format!("{:08x}{:04x}", half("high"), half("low") & 0xffff)
    }

    /// The version of its telemetry client; `None`: it has none.
    pub(crate) fn telemetry_client(&self, at: Timestamp) -> Option<&'static str> {
        let firmware = self.firmware(at);
        let mut parts = firmware.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
        let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
        let client = match version {
            version if version >= (2025, 44) => "1.2.0",
            version if version >= (2025, 20) => "1.1.0",
            version if version >= (2024, 26) => "1.0.0",
            _ => return None,
        };
        Some(client)
    }

    /// Whether it obeys signed commands alone.
    pub(crate) fn requires_signed_commands(&self) -> bool {
        self.access().virtual_key() && !self.business
    }
}
