//! Where the car is and how far it has come: it drives a round that begins and ends at home.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::signals::{Asked, tenths};

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

impl Place {
    /// To about 10 cm, as cars report places.
    pub(crate) fn rounded(self) -> Self {
        let rounded = |degrees: f64| (degrees * 1e6).round() / 1e6;
        Self { latitude: rounded(self.latitude), longitude: rounded(self.longitude) }
    }

    /// How far another place is, near enough for short ways, km.
    pub(crate) fn km_to(self, other: Self) -> f64 {
        let north = (other.latitude - self.latitude) * KM_PER_DEGREE;
        let east = (other.longitude - self.longitude) * KM_PER_DEGREE * self.latitude.to_radians().cos();
        north.hypot(east)
    }

    pub(crate) fn is_american(self) -> bool {
        self.longitude < -30.0
    }

    pub(crate) fn is_chinese(self) -> bool {
        (73.0..135.0).contains(&self.longitude) && (18.0..54.0).contains(&self.latitude)
    }

    pub(crate) fn currency(self) -> &'static str {
        if self.is_american() { "USD" } else { "EUR" }
    }
}

/// What the car says of being at home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AtHome {
    /// By where it stands.
    #[default]
    Measured,
    Yes,
    No,
    /// Its owner never told it where home is.
    Unset,
}

impl AtHome {
    pub(crate) const ALL: [Self; 4] = [Self::Measured, Self::Yes, Self::No, Self::Unset];

    /// As switches name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unset => "unset",
        }
    }
}

/// Motion at the car's anchor time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Motion {
    pub(crate) home: Place,
    pub(crate) odometer_km: f64,
    /// How far along its round it is, km.
    pub(crate) round_km: f64,
    pub(crate) driving: bool,
    pub(crate) at_home: AtHome,
    /// What was last sent to its navigation.
    pub(crate) destination: Option<Place>,
}

impl Motion {
    pub(crate) fn parked_at(home: Place, odometer_km: f64) -> Self {
        Self { home, odometer_km, round_km: 0.0, driving: false, at_home: AtHome::Measured, destination: None }
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
        let latitude = self.home.latitude + north_km / KM_PER_DEGREE;
        Place { latitude, longitude: self.home.longitude + east_km / degree_of_longitude }.rounded()
    }

    /// Where its nose points, degrees clockwise from north.
    pub(crate) fn heading(&self) -> f64 {
        self.round_km / ROUND_KM * 360.0
    }

    /// How far it is from home as the crow flies, km.
    pub(crate) fn km_from_home(&self) -> f64 {
        let radius_km = ROUND_KM / std::f64::consts::TAU;
        2.0 * radius_km * (self.round_km / ROUND_KM * std::f64::consts::PI).sin().abs()
    }

    pub(crate) fn at_home(&self) -> bool {
        self.km_from_home() < AT_HOME_KM
    }

    /// What it says of being at home; `None` where it knows no home.
    pub(crate) fn reported_at_home(&self) -> Option<bool> {
        match self.at_home {
            AtHome::Measured => Some(self.at_home()),
            AtHome::Yes => Some(true),
            AtHome::No => Some(false),
            AtHome::Unset => None,
        }
    }
}

pub(super) fn odometer(asked: &Asked<'_>) -> Value {
    json!(tenths(asked.car.motion_at(asked.at).odometer_km))
}

pub(super) fn location(asked: &Asked<'_>) -> Value {
    json!(asked.car.motion_at(asked.at).place())
}
