//! The endpoints of the Fleet API, by Tesla's names. None of them wakes a car but `wake_up` and commands.

use openfob_automaker::{AdapterError, Method, PriceClass, RawAnswer};
use openfob_domain::{KeyDomain, Vin};
use serde_json::{Value, json};

use crate::refusal::Fault;
use crate::region::Region;
use crate::transport::{Caller, Endpoint, Transport, read};
use crate::wire::{
    Alerts, ChargingHistory, CommandResult, Envelope, FleetStatus, PartnerAccount, TokenAnswer, User, UserRegion,
    Vehicle, VehicleData, VehicleList,
};

/// How many vehicles a page of the list has.
const PER_PAGE: u32 = 100;
/// How many pages are read of an account.
const MOST_PAGES: u32 = 50;
/// How many charging sessions are read.
const SESSIONS: u32 = 100;

fn free(operation: &'static str) -> Endpoint<'static> {
    Endpoint { operation, class: PriceClass::Free, vin: None, repeatable: true }
}

fn data<'a>(operation: &'static str, vin: &'a Vin) -> Endpoint<'a> {
    Endpoint { operation, class: PriceClass::Data, vin: Some(vin), repeatable: true }
}

impl Transport {
    pub(crate) async fn users_region(&self, caller: Caller<'_>) -> Result<UserRegion, AdapterError> {
        self.fleet(caller, free("users_region"), Method::GET, "/api/1/users/region", None).await
    }

    pub(crate) async fn users_me(&self, caller: Caller<'_>) -> Result<User, AdapterError> {
        self.fleet(caller, free("users_me"), Method::GET, "/api/1/users/me", None).await
    }

    /// All vehicles of the account, page by page.
    pub(crate) async fn vehicles(&self, caller: Caller<'_>) -> Result<Vec<Vehicle>, AdapterError> {
        let mut vehicles = Vec::new();
        let mut page = 1;
        while page <= MOST_PAGES {
            let path = format!("/api/1/vehicles?page={page}&per_page={PER_PAGE}");
            let answer = self.fleet_raw(caller, free("vehicles"), Method::GET, &path, None).await?;
            let list: VehicleList = read(&answer)?;
            vehicles.extend(list.response);
            match list.pagination.and_then(|pagination| pagination.next) {
                Some(next) if next > page => page = next,
                _ => break,
            }
        }
        Ok(vehicles)
    }

    /// Whether a vehicle is awake, without asking it.
    pub(crate) async fn vehicle(&self, caller: Caller<'_>, vin: &Vin) -> Result<Vehicle, AdapterError> {
        let endpoint = Endpoint { class: PriceClass::Free, ..data("vehicle", vin) };
        self.fleet(caller, endpoint, Method::GET, &format!("/api/1/vehicles/{vin}"), None).await
    }

    /// Readings, of these groups alone. A vehicle that sleeps is not woken.
    pub(crate) async fn vehicle_data(
        &self,
        caller: Caller<'_>,
        vin: &Vin,
        groups: &[&str],
    ) -> Result<VehicleData, AdapterError> {
        let path = format!("/api/1/vehicles/{vin}/vehicle_data?endpoints={}", groups.join("%3B"));
        self.fleet(caller, data("vehicle_data", vin), Method::GET, &path, None).await
    }

    pub(crate) async fn recent_alerts(&self, caller: Caller<'_>, vin: &Vin) -> Result<Alerts, AdapterError> {
        let path = format!("/api/1/vehicles/{vin}/recent_alerts");
        self.fleet(caller, data("recent_alerts", vin), Method::GET, &path, None).await
    }

    pub(crate) async fn charging_history(
        &self,
        caller: Caller<'_>,
        vin: &Vin,
    ) -> Result<ChargingHistory, AdapterError> {
        let path = format!(
            "/api/1/dx/charging/history?vin={vin}&pageNo=1&pageSize={SESSIONS}&sortBy=chargeStartDateTime&sortOrder=DESC"
        );
        self.fleet(caller, data("charging_history", vin), Method::GET, &path, None).await
    }

    /// What Tesla knows of the keys and rules of vehicles. Costs as data, and asks nothing of a vehicle.
    pub(crate) async fn fleet_status(&self, caller: Caller<'_>, vins: &[&Vin]) -> Result<FleetStatus, AdapterError> {
        let vin = if let [vin] = vins { Some(*vin) } else { None };
        let endpoint = Endpoint { class: PriceClass::Data, vin, ..free("fleet_status") };
        let body = json!({"vins": vins.iter().map(|vin| vin.as_str()).collect::<Vec<_>>()});
        self.fleet(caller, endpoint, Method::POST, "/api/1/vehicles/fleet_status", Some(&body)).await
    }

    /// Begins to wake a vehicle; it takes 10 to 60 seconds.
    pub(crate) async fn wake_up(&self, caller: Caller<'_>, vin: &Vin) -> Result<Vehicle, AdapterError> {
        let endpoint = Endpoint { operation: "wake_up", class: PriceClass::Wake, vin: Some(vin), repeatable: false };
        self.fleet(caller, endpoint, Method::POST, &format!("/api/1/vehicles/{vin}/wake_up"), Some(&json!({}))).await
    }

    /// A plain command, sent once.
    pub(crate) async fn command(
        &self,
        caller: Caller<'_>,
        vin: &Vin,
        name: &'static str,
        body: &Value,
    ) -> Result<CommandResult, AdapterError> {
        let endpoint = Endpoint { operation: name, class: PriceClass::Command, vin: Some(vin), repeatable: false };
        self.fleet(caller, endpoint, Method::POST, &format!("/api/1/vehicles/{vin}/command/{name}"), Some(body)).await
    }

    /// A message for a vehicle, in base64, sent once.
    pub(crate) async fn signed_command(
        &self,
        caller: Caller<'_>,
        vin: &Vin,
        message: &str,
    ) -> Result<RawAnswer, Fault> {
        let endpoint =
            Endpoint { operation: "signed_command", class: PriceClass::Command, vin: Some(vin), repeatable: false };
        let (path, body) = (format!("/api/1/vehicles/{vin}/signed_command"), json!({"routable_message": message}));
        self.fleet_raw(caller, endpoint, Method::POST, &path, Some(&body)).await
    }

    /// The partner's own token, for a region.
    pub(crate) async fn partner_token(
        &self,
        partner: &KeyDomain,
        region: Region,
        client_id: &str,
        client_secret: &str,
    ) -> Result<TokenAnswer, AdapterError> {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", client_id),
            ("client_secret", client_secret),
            ("audience", region.audience()),
            ("scope", "openid vehicle_device_data"),
        ];
        self.token(partner, region, &form).await
    }

    pub(crate) async fn register(&self, caller: Caller<'_>) -> Result<PartnerAccount, Fault> {
        let (endpoint, body) = (free("partner_accounts"), json!({"domain": caller.partner}));
        let answer = self.fleet_raw(caller, endpoint, Method::POST, "/api/1/partner_accounts", Some(&body)).await?;
        Ok(read::<Envelope<PartnerAccount>>(&answer)?.response)
    }

    pub(crate) async fn registered_key(&self, caller: Caller<'_>) -> Result<PartnerAccount, AdapterError> {
        let path = format!("/api/1/partner_accounts/public_key?domain={}", caller.partner);
        self.fleet(caller, free("partner_accounts_public_key"), Method::GET, &path, None).await
    }
}
