//! The routes of the vehicle API.

use axum::Router;
use axum::routing::{MethodRouter, delete, get, post, put};

use super::readable::READABLE;
use super::{
    batch, charge, charge_limit, charge_schedule, disconnect, ford, list, navigation, security, service_history, tesla,
};
use crate::Gateway;

/// Everything under `/vehicles`.
pub(crate) fn router() -> Router<Gateway> {
    let router = Router::new().route("/{version}/vehicles", get(list::list));
    let router = READABLE.iter().fold(router, |router, endpoint| {
        let place = if endpoint.makes.is_empty() { "{id}" } else { "{id}/{make}" };
        let path = format!("/{{version}}/vehicles/{place}/{}", endpoint.path);
        router.route(path.trim_end_matches('/'), (endpoint.method)())
    });
    router
        .merge(under(
            "{id}",
            [
                ("batch", post(batch::batch)),
                ("service/{history}", get(service_history::service_history_with_query_in_path)),
                ("application", delete(disconnect::disconnect)),
                ("security", post(security::control_security)),
                ("charge", post(charge::control_charge)),
                ("charge/limit", post(charge_limit::set_charge_limit)),
                ("navigation/destination", post(navigation::set_destination)),
            ],
        ))
        .merge(under(
            "{id}/{make}",
            [
                ("charge/ammeter", post(tesla::set_amperage)),
                (
                    "charge/schedule",
                    post(charge_schedule::set_daily_schedule).put(charge_schedule::set_weekly_schedules),
                ),
                ("charge/schedule_by_location", put(ford::set_charging_location)),
                ("charge/charge_port_door", post(tesla::control_charge_port)),
                ("security/trunk", post(tesla::control_trunk)),
                ("security/frunk", post(tesla::control_frunk)),
                ("climate/cabin", post(tesla::control_cabin)),
                ("climate/defroster", post(tesla::control_defroster)),
                ("climate/steering_wheel", post(tesla::control_steering_wheel)),
                ("cabin/steering_wheel", post(tesla::control_steering_wheel)),
                ("pin", post(tesla::set_pin).delete(tesla::clear_pin)),
            ],
        ))
}

fn under<const N: usize>(place: &str, routes: [(&str, MethodRouter<Gateway>); N]) -> Router<Gateway> {
    routes.into_iter().fold(Router::new(), |router, (path, method)| {
        router.route(&format!("/{{version}}/vehicles/{place}/{path}"), method)
    })
}
