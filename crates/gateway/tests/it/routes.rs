//! Every route of the vehicle API, with everybody who must not get through.

use std::collections::BTreeSet;

use crate::world::{NORA, SAM, World};

/// Method, path below `/v2.0` (with `{id}` and, for what some makes have, `{make}`), and the permission that it needs.
pub(crate) const ROUTES: &[(&str, &str, Option<&str>)] = &[
    ("GET", "user", None),
    ("GET", "vehicles", None),
    ("GET", "vehicles/{id}", Some("read_vehicle_info")),
    ("GET", "vehicles/{id}/vin", Some("read_vin")),
    ("GET", "vehicles/{id}/permissions", None),
    ("GET", "vehicles/{id}/key", Some("read_vehicle_info")),
    ("GET", "vehicles/{id}/odometer", Some("read_odometer")),
    ("GET", "vehicles/{id}/location", Some("read_location")),
    ("GET", "vehicles/{id}/battery", Some("read_battery")),
    ("GET", "vehicles/{id}/battery/capacity", Some("read_battery")),
    ("GET", "vehicles/{id}/battery/nominal_capacity", Some("read_battery")),
    ("GET", "vehicles/{id}/charge", Some("read_charge")),
    ("GET", "vehicles/{id}/charge/limit", Some("read_charge")),
    ("GET", "vehicles/{id}/fuel", Some("read_fuel")),
    ("GET", "vehicles/{id}/tires/pressure", Some("read_tires")),
    ("GET", "vehicles/{id}/engine/oil", Some("read_engine_oil")),
    ("GET", "vehicles/{id}/security", Some("read_security")),
    ("GET", "vehicles/{id}/diagnostics/system_status", Some("read_diagnostics")),
    ("GET", "vehicles/{id}/diagnostics/dtcs", Some("read_diagnostics")),
    ("GET", "vehicles/{id}/service/history", Some("read_service_history")),
    ("GET", "vehicles/{id}/service/{history}", Some("read_service_history")),
    ("GET", "vehicles/{id}/{make}/virtual_key", Some("read_vehicle_info")),
    ("GET", "vehicles/{id}/{make}/migration", Some("read_vehicle_info")),
    ("GET", "vehicles/{id}/{make}/user/access", None),
    ("GET", "vehicles/{id}/{make}/user/info", Some("read_user_profile")),
    ("GET", "vehicles/{id}/{make}/status", Some("read_extended_vehicle_info")),
    ("GET", "vehicles/{id}/{make}/attributes", Some("read_extended_vehicle_info")),
    ("GET", "vehicles/{id}/{make}/battery", Some("read_battery")),
    ("GET", "vehicles/{id}/{make}/charge", Some("read_charge")),
    ("GET", "vehicles/{id}/{make}/charge/ammeter", Some("read_charge")),
    ("GET", "vehicles/{id}/{make}/charge/voltmeter", Some("read_charge")),
    ("GET", "vehicles/{id}/{make}/charge/wattmeter", Some("read_charge")),
    ("GET", "vehicles/{id}/{make}/charge/completion", Some("read_charge")),
    ("GET", "vehicles/{id}/{make}/charge/schedule", Some("read_charge")),
    ("GET", "vehicles/{id}/{make}/charge/records", Some("read_charge_records")),
    ("GET", "vehicles/{id}/{make}/charge/records/billing", Some("read_charge_records")),
    ("GET", "vehicles/{id}/{make}/charge/schedule_by_location", Some("read_charge_locations")),
    ("GET", "vehicles/{id}/{make}/compass", Some("read_compass")),
    ("GET", "vehicles/{id}/{make}/speedometer", Some("read_speedometer")),
    ("GET", "vehicles/{id}/{make}/thermometer/interior", Some("read_thermometer")),
    ("GET", "vehicles/{id}/{make}/thermometer/exterior", Some("read_thermometer")),
    ("GET", "vehicles/{id}/{make}/climate/cabin", Some("read_climate")),
    ("GET", "vehicles/{id}/{make}/climate/defroster", Some("read_climate")),
    ("GET", "vehicles/{id}/{make}/climate/steering_wheel", Some("read_climate")),
    ("GET", "vehicles/{id}/{make}/cabin/steering_wheel", Some("read_climate")),
    ("GET", "vehicles/{id}/{make}/alerts", Some("read_alerts")),
    ("GET", "vehicles/{id}/{make}/car_key", Some("read_vehicle_info")),
    ("POST", "vehicles/{id}/batch", None),
    ("POST", "vehicles/{id}/security", Some("control_security")),
    ("POST", "vehicles/{id}/charge", Some("control_charge")),
    ("POST", "vehicles/{id}/charge/limit", Some("control_charge")),
    ("POST", "vehicles/{id}/navigation/destination", Some("control_navigation")),
    ("POST", "vehicles/{id}/{make}/charge/ammeter", Some("control_charge")),
    ("POST", "vehicles/{id}/{make}/charge/schedule", Some("control_charge")),
    ("PUT", "vehicles/{id}/{make}/charge/schedule", Some("control_charge")),
    ("PUT", "vehicles/{id}/{make}/charge/schedule_by_location", Some("control_charge")),
    ("POST", "vehicles/{id}/{make}/charge/charge_port_door", Some("control_charge")),
    ("POST", "vehicles/{id}/{make}/security/trunk", Some("control_trunk")),
    ("POST", "vehicles/{id}/{make}/security/frunk", Some("control_trunk")),
    ("POST", "vehicles/{id}/{make}/climate/cabin", Some("control_climate")),
    ("POST", "vehicles/{id}/{make}/climate/defroster", Some("control_climate")),
    ("POST", "vehicles/{id}/{make}/climate/steering_wheel", Some("control_climate")),
    ("POST", "vehicles/{id}/{make}/cabin/steering_wheel", Some("control_climate")),
    ("POST", "vehicles/{id}/{make}/pin", Some("control_pin")),
    ("DELETE", "vehicles/{id}/{make}/pin", Some("control_pin")),
    // Last, as it ends what the others need.
    ("DELETE", "vehicles/{id}/application", None),
];

/// The routes as they are written; each has to be in the list above.
const ROUTER: &str = include_str!("../../src/http/router.rs");
const VEHICLES: &str = include_str!("../../src/vehicles/routes.rs");
const READABLE: &str = include_str!("../../src/vehicles/readable.rs");

#[test]
fn the_list_names_every_route_of_the_vehicle_api() {
    let mut routed = BTreeSet::new();
    for rest in ROUTER.split(".route(").chain(VEHICLES.split(".route(")).skip(1) {
        let Some((path, rest)) = rest.split_once('"').and_then(|(_, rest)| rest.split_once('"')) else { continue };
        let method = rest.trim_start_matches(',').trim_start().split('(').next().unwrap_or_default();
        if let Some(path) = path.strip_prefix("/{version}/") {
            routed.insert((method.to_uppercase(), path.to_owned()));
        }
    }
    for rest in READABLE.split("Endpoint::").skip(1) {
        let Some((path, _)) = rest.split_once("(\"").and_then(|(_, rest)| rest.split_once('"')) else { continue };
        let place = if rest.starts_with("make_") { "{id}/{make}" } else { "{id}" };
        routed.insert(("GET".to_owned(), format!("vehicles/{place}/{path}").trim_end_matches('/').to_owned()));
    }
    let vehicles: String = VEHICLES.split_whitespace().collect();
    for block in vehicles.split("under(\"").skip(1) {
        let (place, block) = block.split_once('"').unwrap();
        for rest in block.split("(\"").skip(1) {
            let Some((path, handler)) = rest.split_once("\",") else { continue };
            for method in ["get", "post", "put", "delete"] {
                let call = format!("{method}(");
                if handler.starts_with(&call) || handler.contains(&format!(".{call}")) {
                    routed.insert((method.to_uppercase(), format!("vehicles/{place}/{path}")));
                }
            }
        }
    }
    let listed: BTreeSet<(String, String)> =
        ROUTES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(routed, listed, "a route without its cases, or a case without its route");
}

#[tokio::test]
async fn no_route_lets_anybody_through_who_may_not() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let nora = world.connect(&application, NORA, "TESLA").await;
    let revoked = world.connect(&application, SAM, "TESLA").await;
    assert_eq!(application.post_form("/oauth/revoke", &[("token", &revoked.tokens.refresh)]).await.status, 200);
    for (method, route, permission) in ROUTES {
        let own = path(route, sam.car("Model S"));
        let name = format!("{method} {route}");

        let anonymous = application.send(application.request(method, &own)).await;
        assert_eq!((anonymous.status, anonymous.problem().as_str()), (401, "AUTHENTICATION"), "{name}");
        let basic = application.request(method, &own).basic_auth(&application.id, Some(&application.secret));
        assert_eq!(application.send(basic).await.problem(), "AUTHENTICATION", "{name}");
        let refresh = application.call(method, &sam.tokens.refresh, &own).await;
        assert_eq!(refresh.problem(), "AUTHENTICATION", "{name} with a refresh token");
        let dead = application.call(method, &revoked.tokens.access, &path(route, revoked.car("Model S"))).await;
        assert_eq!(dead.problem(), "AUTHENTICATION", "{name} with a revoked grant");

        if route.contains("{id}") {
            let foreign = application.call(method, &sam.tokens.access, &path(route, nora.car("Model Y"))).await;
            assert_eq!((foreign.status, foreign.problem().as_str()), (403, "PERMISSION"), "{name} of a stranger");
            let malformed = application.call(method, &sam.tokens.access, &path(route, "bad_id")).await;
            assert_eq!((malformed.status, malformed.problem().as_str()), (400, "VALIDATION"), "{name}");
        }
        if permission.is_none() {
            let answer = application.call(method, &sam.tokens.access, &own).await;
            assert!(![401, 403].contains(&answer.status), "{name}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn every_route_asks_for_its_permission_and_for_no_other() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let needed: BTreeSet<&str> = ROUTES.iter().filter_map(|(_, _, permission)| *permission).collect();
    for permission in &needed {
        let others: Vec<&str> = needed.iter().copied().filter(|other| other != permission).collect();
        let mut tokens = Vec::new();
        for scope in [others.join("%20"), (*permission).to_owned()] {
            let back = world.owner(SAM).connect(&application.link(&format!("scope={scope}")), "TESLA").await;
            tokens.push(application.exchange(&back["code"]).await.access);
        }
        for (method, route, _) in ROUTES.iter().filter(|(_, _, needs)| *needs == Some(permission)) {
            let (name, own) = (format!("{method} {route}"), path(route, sam.car("Model S")));
            let lacking = application.call(method, &tokens[0], &own).await;
            assert_eq!((lacking.status, lacking.problem().as_str()), (403, "PERMISSION"), "{name} without it");
            let only = application.call(method, &tokens[1], &own).await;
            assert!(![401, 403].contains(&only.status), "{permission} alone is enough for {name}: {}", only.body);
        }
    }
}

fn path(route: &str, id: &str) -> String {
    let route = route.replace("{id}", id).replace("{make}", "tesla");
    format!("/v2.0/{}", route.replace("{history}", "history%3Fstart_date=2025-01-01"))
}
