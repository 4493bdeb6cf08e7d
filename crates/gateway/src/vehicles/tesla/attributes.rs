//! `GET /vehicles/{id}/tesla/attributes`: what the car is beyond make, model and year, and whether it is at home.

use openfob_domain::{Readings, Refusal, Signal};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::extract::needs;
use crate::vehicles::attributes::Attributes;
use crate::vehicles::endpoint::{Asked, Read};

/// The attributes. Whether the car is at home is its own report, by the place that its owner named in the maker's app:
/// it needs no permission for location.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TeslaAttributes {
    #[serde(flatten)]
    known: Attributes,
    #[serde(flatten)]
    details: Details,
    at_home: Option<bool>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    firmware_version: Option<String>,
    trim_badging: Option<Value>,
    efficiency_package: Option<Value>,
    performance_package: Option<Value>,
    nickname: Option<String>,
    driver_assist_version: Option<Value>,
    sentry_mode: Option<SentryMode>,
    style: Option<Style>,
    wheel: Option<Wheel>,
    drive_unit: Option<DriveUnit>,
}

#[derive(Debug, Deserialize, Serialize)]
struct SentryMode {
    available: Option<bool>,
    enabled: Option<bool>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Style {
    exterior_color: Option<String>,
    exterior_trim: Option<String>,
    interior_trim: Option<String>,
}

/// Its diameter is in mm, whatever units are asked for.
#[derive(Debug, Deserialize, Serialize)]
struct Wheel {
    style: Option<String>,
    diameter: Option<f64>,
}

#[derive(Debug, Deserialize, Serialize)]
struct DriveUnit {
    rear: Option<String>,
    front: Option<String>,
}

impl Read for TeslaAttributes {
    type Needs = needs::ReadExtendedVehicleInfo;
    const SIGNALS: &'static [Signal] = &[Signal::Details, Signal::AtHome];

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self {
            known: Attributes::of(asked.connection),
            details: readings.parts(Signal::Details)?.unwrap_or_default(),
            at_home: readings.flag(Signal::AtHome),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::projected;

    #[test]
    fn at_home_is_null_where_the_car_does_not_report_it() {
        let readings = [(
            Signal::Details,
            r#"{"firmwareVersion": "2026.32.1", "nickname": "Ada", "sentryMode": {"available": true, "enabled": false},
                "wheel": {"style": "Aero", "diameter": 457}}"#,
        )];
        insta::assert_snapshot!(projected::<TeslaAttributes>(&readings, Units::Imperial), @r#"{"atHome":null,"driveUnit":null,"driverAssistVersion":null,"efficiencyPackage":null,"firmwareVersion":"2026.32.1","id":"00000000-0000-0000-0000-000000000000","make":"TESLA","model":"Model 3","nickname":"Ada","performancePackage":null,"sentryMode":{"available":true,"enabled":false},"style":null,"trimBadging":null,"wheel":{"diameter":457.0,"style":"Aero"},"year":2021}"#);
    }

    #[test]
    fn at_home_is_the_cars_own_report() {
        let body = projected::<TeslaAttributes>(&[(Signal::AtHome, "true")], Units::Metric);
        assert!(body.contains(r#""atHome":true"#), "{body}");
    }
}
