//! Tesla's JSON, as sent. Members that we do not read are left out; of a car's readings each is looked up by its name, so
//! that one that looks otherwise on some car does not hide the others.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

/// What every answer of the Fleet API is wrapped in.
#[derive(Debug, Deserialize)]
pub(crate) struct Envelope<T> {
    pub(crate) response: T,
}

/// An error of the Fleet API or of the token endpoint.
#[derive(Debug, Deserialize)]
pub(crate) struct ErrorAnswer {
    pub(crate) error: Option<String>,
    pub(crate) error_description: Option<String>,
}

/// `POST /oauth2/v3/token`.
#[derive(Debug, Deserialize)]
pub(crate) struct TokenAnswer {
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
    pub(crate) expires_in: u32,
}

/// `GET /api/1/users/region`.
#[derive(Debug, Deserialize)]
pub(crate) struct UserRegion {
    pub(crate) region: String,
}

/// `GET /api/1/users/me`.
#[derive(Debug, Deserialize)]
pub(crate) struct User {
    pub(crate) email: Option<String>,
}

/// `GET /api/1/vehicles`.
#[derive(Debug, Deserialize)]
pub(crate) struct VehicleList {
    pub(crate) response: Vec<Vehicle>,
    pub(crate) pagination: Option<Pagination>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Pagination {
    pub(crate) next: Option<u32>,
}

/// A vehicle of the list.
#[derive(Debug, Deserialize)]
pub(crate) struct Vehicle {
    pub(crate) vin: String,
    pub(crate) access_type: Option<String>,
    pub(crate) state: Option<String>,
}

/// `POST /api/1/vehicles/fleet_status`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FleetStatus {
    pub(crate) key_paired_vins: Vec<String>,
    pub(crate) unpaired_vins: Vec<String>,
    pub(crate) vehicle_info: BTreeMap<String, FleetVehicle>,
}

/// What fleet status tells of a vehicle.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FleetVehicle {
    pub(crate) firmware_version: Option<String>,
    pub(crate) vehicle_command_protocol_required: Option<bool>,
    pub(crate) total_number_of_keys: Option<u32>,
    pub(crate) safety_screen_streaming_toggle_enabled: Option<bool>,
}

/// `GET /api/1/vehicles/{vin}/vehicle_data`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct VehicleData {
    pub(crate) in_service: Option<bool>,
    pub(crate) granular_access: Option<GranularAccess>,
    pub(crate) charge_state: Group,
    pub(crate) climate_state: Group,
    pub(crate) drive_state: Group,
    pub(crate) vehicle_config: Group,
    pub(crate) vehicle_state: Group,
}

/// What a share of a car leaves out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct GranularAccess {
    pub(crate) hide_private: bool,
}

/// One group of readings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Option<Map<String, Value>>")]
pub(crate) struct Group(Map<String, Value>);

impl From<Option<Map<String, Value>>> for Group {
    fn from(members: Option<Map<String, Value>>) -> Self {
        Self(members.unwrap_or_default())
    }
}

impl Group {
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.0.get(name)?.as_f64()
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    /// A text; `<invalid>` is none.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().filter(|text| !text.is_empty() && *text != "<invalid>")
    }

    /// When the car recorded the group.
    pub(crate) fn recorded_at(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.0.get("timestamp")?.as_i64()?).ok()
    }
}

/// `GET /api/1/vehicles/{vin}/recent_alerts`.
#[derive(Debug, Deserialize)]
pub(crate) struct Alerts {
    #[serde(alias = "alerts")]
    pub(crate) recent_alerts: Vec<Alert>,
}

/// A warning; both of the shapes that were seen.
#[derive(Debug, Deserialize)]
pub(crate) struct Alert {
    pub(crate) name: String,
    #[serde(alias = "startedAt")]
    pub(crate) time: Option<String>,
    #[serde(default, alias = "audiences")]
    pub(crate) audience: Vec<String>,
    #[serde(alias = "userText")]
    pub(crate) user_text: Option<String>,
}

/// `GET /api/1/dx/charging/history`.
#[derive(Debug, Deserialize)]
pub(crate) struct ChargingHistory {
    #[serde(default)]
    pub(crate) data: Vec<ChargingSession>,
}

/// One session at Tesla's chargers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChargingSession {
    pub(crate) session_id: Option<Value>,
    pub(crate) site_location_name: Option<String>,
    pub(crate) charge_start_date_time: Option<String>,
    pub(crate) charge_stop_date_time: Option<String>,
    #[serde(default)]
    pub(crate) fees: Vec<Fee>,
}

/// What a session cost.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Fee {
    #[serde(rename = "feeType")]
    pub(crate) kind: Option<String>,
    pub(crate) currency_code: Option<String>,
    pub(crate) usage_base: Option<f64>,
    pub(crate) total_due: Option<f64>,
    pub(crate) uom: Option<String>,
}

/// `POST /api/1/vehicles/{vin}/command/…`.
#[derive(Debug, Deserialize)]
pub(crate) struct CommandResult {
    pub(crate) result: bool,
    #[serde(default)]
    pub(crate) reason: Option<String>,
}

/// `POST /api/1/partner_accounts`.
#[derive(Debug, Deserialize)]
pub(crate) struct PartnerAccount {
    pub(crate) public_key: Option<String>,
}
