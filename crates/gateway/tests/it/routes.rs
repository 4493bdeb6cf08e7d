//! Every route of the vehicle API, with everybody who must not get through.

use std::collections::BTreeSet;

use crate::world::{NORA, SAM, World};

/// Method, path below `/v2.0` (with `{id}`), and the permission that it needs.
const ROUTES: &[(&str, &str, Option<&str>)] = &[
    ("GET", "user", None),
    ("GET", "vehicles", None),
    ("GET", "vehicles/{id}", Some("read_vehicle_info")),
    ("GET", "vehicles/{id}/vin", Some("read_vin")),
    ("GET", "vehicles/{id}/permissions", None),
    ("GET", "vehicles/{id}/odometer", Some("read_odometer")),
    ("GET", "vehicles/{id}/battery", Some("read_battery")),
    ("GET", "vehicles/{id}/charge", Some("read_charge")),
    ("GET", "vehicles/{id}/location", Some("read_location")),
    ("GET", "vehicles/{id}/key", Some("read_vehicle_info")),
    ("GET", "vehicles/{id}/tesla/virtual_key", Some("read_vehicle_info")),
    // Last, as it ends what the others need.
    ("DELETE", "vehicles/{id}/application", None),
];

/// The router as it is written; what it routes for the vehicle API has to be in the list above.
const ROUTER: &str = include_str!("../../src/http/router.rs");

#[test]
fn the_list_names_every_route_of_the_vehicle_api() {
    let routed: BTreeSet<(String, String)> = ROUTER
        .split(".route(")
        .skip(1)
        .filter_map(|rest| {
            let (path, rest) = rest.split_once('"')?.1.split_once('"')?;
            let method = rest.trim_start_matches(',').trim_start().split_once('(')?.0;
            let path = path.strip_prefix("/{version}/")?.replace("{make}", "tesla");
            Some((method.to_uppercase(), path))
        })
        .collect();
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
    let all = "read_vehicle_info read_vin read_odometer read_battery read_charge read_location";

    for (method, route, permission) in ROUTES {
        let path = |id: &str| format!("/v2.0/{}", route.replace("{id}", id));
        let own = path(sam.car("Model S"));
        let name = format!("{method} {route}");

        let anonymous = application.send(application.request(method, &own)).await;
        assert_eq!((anonymous.status, anonymous.problem().as_str()), (401, "AUTHENTICATION"), "{name}");
        let basic = application.request(method, &own).basic_auth(&application.id, Some(&application.secret));
        assert_eq!(application.send(basic).await.problem(), "AUTHENTICATION", "{name}");
        let refresh = application.call(method, &sam.tokens.refresh, &own).await;
        assert_eq!(refresh.problem(), "AUTHENTICATION", "{name} with a refresh token");
        let dead = application.call(method, &revoked.tokens.access, &path(revoked.car("Model S"))).await;
        assert_eq!(dead.problem(), "AUTHENTICATION", "{name} with a revoked grant");

        if route.contains("{id}") {
            let foreign = application.call(method, &sam.tokens.access, &path(nora.car("Model Y"))).await;
            assert_eq!((foreign.status, foreign.problem().as_str()), (403, "PERMISSION"), "{name} of a stranger");
            let malformed = application.call(method, &sam.tokens.access, &path("bad_id")).await;
            assert_eq!((malformed.status, malformed.problem().as_str()), (400, "VALIDATION"), "{name}");
        }
        if let Some(permission) = permission {
            let others: Vec<&str> = all.split(' ').filter(|other| other != permission).collect();
            let scope = format!("scope={}", others.join("%20"));
            let lacking = world.owner(SAM).connect(&application.link(&scope), "TESLA").await;
            let tokens = application.exchange(&lacking["code"]).await;
            let refused = application.call(method, &tokens.access, &own).await;
            assert_eq!(
                (refused.status, refused.problem().as_str()),
                (403, "PERMISSION"),
                "{name} without {permission}"
            );
            let only = format!("scope={permission}");
            let back = world.owner(SAM).connect(&application.link(&only), "TESLA").await;
            let tokens = application.exchange(&back["code"]).await;
            let answer = application.call(method, &tokens.access, &own).await;
            assert_eq!(answer.status, 200, "{permission} alone is enough for {name}: {}", answer.body);
        } else {
            let answer = application.call(method, &sam.tokens.access, &own).await;
            assert_eq!(answer.status, 200, "{name}: {}", answer.body);
        }
    }
}
