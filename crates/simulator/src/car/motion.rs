//! Where the car is and how far it has come: it drives a round that begins and ends at home.

use serde::{Deserialize, Serialize};

/// How fast it drives, km/h.
pub(crate) const SPEED_KMH: f64 = 48.0;
/// The length of its round, km.
const ROUND_KM: f64 = 24.0;
/// Within this way of home it counts as at home, km.
const AT_HOME_KM: f64 = 0.2;
const KM_PER_DEGREE: f64 = 111.32;

/// A place, degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
}

/// Motion at the car's anchor time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Motion {
    pub(crate) home: Place,
    pub(crate) odometer_km: f64,
    /// How far along its round it is, km.
    pub(crate) round_km: f64,
    pub(crate) driving: bool,
    /// What was last sent to its navigation.
    pub(crate) destination: Option<Place>,
}

impl Motion {
    pub(crate) fn parked_at(home: Place, odometer_km: f64) -> Self {
        Self { home, odometer_km, round_km: 0.0, driving: false, destination: None }
    }

    /// After driving some way from the anchor.
    pub(crate) fn after(&self, km: f64) -> Self {
        Self { odometer_km: self.odometer_km + km, round_km: (self.round_km + km) % ROUND_KM, ..self.clone() }
    }

    /// Its place now: on a circle that touches home.
    pub(crate) fn place(&self) -> Place {
        let radius_km = ROUND_KM / std::f64::consts::TAU;
        let (sine, cosine) = (self.round_km / ROUND_KM * std::f64::consts::TAU).sin_cos();
        let north_km = radius_km * sine;
        let east_km = radius_km * (1.0 - cosine);
        let degree_of_longitude = KM_PER_DEGREE * self.home.latitude.to_radians().cos();
        Place {
            latitude: rounded(self.home.latitude + north_km / KM_PER_DEGREE),
            longitude: rounded(self.home.longitude + east_km / degree_of_longitude),
        }
    }

    /// How far it is from home as the crow flies, km.
    pub(crate) fn km_from_home(&self) -> f64 {
        let radius_km = ROUND_KM / std::f64::consts::TAU;
        2.0 * radius_km * (self.round_km / ROUND_KM * std::f64::consts::PI).sin().abs()
    }

    pub(crate) fn at_home(&self) -> bool {
        self.km_from_home() < AT_HOME_KM
    }
}

/// To about 10 cm.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}
