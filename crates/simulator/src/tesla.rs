//! Tesla's clouds before the simulated cars: sign-in and tokens, the partner endpoints, the Fleet API, and the levers that
//! make them fail.

mod air;
mod answer;
mod application;
mod authority;
mod authorize;
mod ble;
mod business;
mod caller;
mod calls;
mod car_facts;
mod charging_history;
mod cloud;
mod commands;
mod consent;
mod discovery;
mod energy;
mod error;
mod fleet_status;
mod jwt;
mod lever;
mod limits;
pub(crate) mod pairing;
mod partner;
mod proxy;
pub(crate) mod public_key;
mod reach;
pub(crate) mod region;
mod revocation;
pub(crate) mod scope;
mod script;
mod session;
mod sharing;
mod signed;
mod signed_command;
mod telemetry_config;
mod token;
mod users;
mod vehicle;
mod vehicle_data;
mod vehicles;

use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};
use axum::{Extension, Router};

pub(crate) use cloud::{Behind, Cloud};
pub(crate) use consent::Consents;

use self::error::FleetError;
use crate::simulator::Simulator;
pub use authority::AuthorityError;
pub(crate) use authority::certificate_file;
pub(crate) use ble::serve as serve_ble;
pub(crate) use lever::all_facts as facts;
pub(crate) use partner::fetch_key;
pub use proxy::Proxy;
pub(crate) use region::{AtRegion, is_tesla};
pub use region::{Region, UnknownRegion};
pub(crate) use script::PairingRefused;

/// What machines ask: tokens and the Fleet API.
pub(crate) fn router(simulator: &Simulator) -> Router<Simulator> {
    let api = || fleet_api().layer(from_fn_with_state(simulator.clone(), answer::pass));
    let regional = |region| api().layer(Extension(AtRegion(region)));
    Router::new()
        .merge(tokens())
        .merge(api())
        .nest("/regions/na", regional(Region::Na))
        .nest("/regions/eu", regional(Region::Eu))
        .nest("/regions/cn", regional(Region::Cn))
        .layer(from_fn_with_state(simulator.clone(), calls::note))
}

/// What browsers see, and the levers.
pub(crate) fn pages() -> Router<Simulator> {
    Router::new()
        .route("/oauth2/v3/authorize", get(authorize::show).post(authorize::submit))
        .route("/user/revoke/consent", get(revocation::show).post(revocation::submit))
        .route("/api/tesla", get(lever::facts))
        .route("/api/tesla/calls", get(calls::show))
        .route("/api/tesla/token", post(lever::token))
        .route("/api/tesla/applications", get(lever::applications).post(lever::add_application))
        .route("/api/tesla/key-domains", post(lever::key_domain))
        .route("/api/tesla/scripts", get(lever::scripts))
        .route("/api/tesla/scripts/{script}", post(lever::script))
        .route("/api/tesla/cars/{car}/{lever}", post(lever::car))
}

fn tokens() -> Router<Simulator> {
    Router::new()
        .route("/oauth2/v3/token", post(token::token))
        .route("/oauth2/v3/userinfo", get(discovery::user_info))
        .route("/oauth2/v3/discovery/thirdparty/keys", get(discovery::keys))
        .route("/oauth2/v3/thirdparty/.well-known/openid-configuration", get(discovery::configuration))
        .route("/oauth2/v3/.well-known/openid-configuration", get(discovery::configuration))
}

fn fleet_api() -> Router<Simulator> {
    Router::new()
        .route("/status", get(async || "ok"))
        .route("/api/1/partner_accounts", post(partner::register))
        .route("/api/1/partner_accounts/public_key", get(partner::public_key))
        .route("/api/1/partner_accounts/fleet_telemetry_errors", get(partner::telemetry_errors))
        .route("/api/1/partner_accounts/fleet_telemetry_error_vins", get(partner::telemetry_error_vins))
        .route("/api/1/users/me", get(users::me))
        .route("/api/1/users/region", get(users::region))
        .route("/api/1/users/feature_config", get(users::feature_config))
        .route("/api/1/users/orders", get(users::orders))
        .route("/api/1/users/keys", post(business::user_key))
        .route("/api/1/subscriptions", get(business::subscriptions).post(business::subscriptions))
        .route(
            "/api/1/vehicle_subscriptions",
            get(business::vehicle_subscriptions).post(business::vehicle_subscriptions),
        )
        .route("/api/1/dx/vehicles/pricing", post(business::pricing))
        .route("/api/1/dx/enterprise/v1/{vin}/roles", get(business::roles))
        .route("/api/1/dx/enterprise/v1/{vin}/payer", post(business::payer))
        .route("/api/1/vehicles", get(vehicles::list))
        .route("/api/1/vehicles/fleet_telemetry_config", post(telemetry_config::unsigned))
        .route("/api/1/vehicles/fleet_telemetry_config_jws", post(telemetry_config::unsigned))
        .route("/api/1/vehicles/fleet_status", post(fleet_status::ask))
        .route("/api/1/vehicles/{tag}", get(vehicles::one))
        .route("/api/1/vehicles/{tag}/vehicle_data", get(vehicle_data::ask))
        .route("/api/1/vehicles/{tag}/wake_up", post(vehicles::wake_up))
        .route("/api/1/vehicles/{tag}/command/{name}", post(commands::run))
        .route("/api/1/vehicles/{tag}/signed_command", post(signed_command::send))
        .route("/api/1/vehicles/{tag}/mobile_enabled", get(car_facts::mobile_enabled))
        .route("/api/1/vehicles/{tag}/nearby_charging_sites", get(car_facts::nearby_charging_sites))
        .route("/api/1/vehicles/{tag}/recent_alerts", get(car_facts::recent_alerts))
        .route("/api/1/vehicles/{tag}/release_notes", get(car_facts::release_notes))
        .route("/api/1/vehicles/{tag}/service_data", get(car_facts::service_data))
        .route("/api/1/vehicles/{tag}/specs", get(car_facts::specs))
        .route("/api/1/vehicles/{tag}/drivers", get(sharing::drivers).delete(sharing::remove_driver))
        .route("/api/1/vehicles/{tag}/invitations", get(sharing::invitations).post(sharing::invite))
        .route("/api/1/vehicles/{tag}/invitations/{id}/revoke", post(sharing::revoke))
        .route("/api/1/invitations/redeem", post(sharing::redeem))
        .route(
            "/api/1/vehicles/{tag}/fleet_telemetry_config",
            get(telemetry_config::show).delete(telemetry_config::delete),
        )
        .route("/api/1/vehicles/{tag}/fleet_telemetry_errors", get(telemetry_config::errors))
        .route("/api/1/dx/vehicles/options", get(car_facts::options))
        .route("/api/1/dx/warranty/details", get(car_facts::warranty))
        .route("/api/1/dx/vehicles/subscriptions/eligibility", get(car_facts::subscriptions))
        .route("/api/1/dx/vehicles/upgrades/eligibility", get(car_facts::upgrades))
        .route("/api/1/dx/charging/history", get(charging_history::history))
        .route("/api/1/dx/charging/sessions", get(charging_history::history))
        .route("/api/1/dx/charging/invoice/{id}", get(charging_history::invoice))
        .route("/api/1/products", get(energy::products))
        .route("/api/1/energy_sites/{id}/live_status", get(energy::live_status))
        .route("/api/1/energy_sites/{id}/site_info", get(energy::site_info))
        .route("/api/1/energy_sites/{id}/calendar_history", get(energy::history))
        .route("/api/1/energy_sites/{id}/telemetry_history", get(energy::history))
        .route("/api/1/energy_sites/{id}/{what}", post(energy::set))
        .route("/api/1/{*nothing}", any(async || FleetError::not_found()))
}
