//! Consents: users, connections and grants.

use openfob_store::Consent;

use crate::harness::{Fixture, add_application, at, cars, link};

#[tokio::test]
async fn ids_are_stable_over_a_second_consent_and_after_an_end() {
    let fixture = Fixture::new().await;
    let vehicles = fixture.vehicles().await;
    let first = fixture.consent(&vehicles, "read_vin").await;
    let second = fixture.consent(&vehicles, "read_odometer").await;
    assert_eq!((first.user, &first.connections), (second.user, &second.connections));
    assert_ne!(first.grant, second.grant);

    assert!(fixture.store.end_connection(first.connections[0], at(1)).await.unwrap());
    assert!(!fixture.store.end_connection(first.connections[0], at(2)).await.unwrap(), "it had ended");
    for grant in [first.grant, second.grant] {
        assert_eq!(fixture.store.granted_connection(grant, first.connections[0]).await.unwrap(), None);
        let (ids, count) = fixture.store.granted_vehicle_ids(grant, 10, 0).await.unwrap();
        assert_eq!((ids, count), (vec![first.connections[1]], 1));
    }
    let third = fixture.consent(&vehicles, "read_vin").await;
    assert_eq!(third.connections, first.connections);
    assert_eq!(
        fixture.store.granted_connection(first.grant, first.connections[0]).await.unwrap(),
        None,
        "an earlier grant does not come back to life"
    );
    let connection = fixture.store.granted_connection(third.grant, third.connections[0]).await.unwrap().unwrap();
    assert_eq!(connection.vehicle.id, vehicles[0]);
}

#[tokio::test]
async fn each_application_has_its_own_user_and_ids_for_one_account() {
    let fixture = Fixture::new().await;
    let vehicles = fixture.vehicles().await;
    let here = fixture.consent(&vehicles, "read_vin").await;
    let other = add_application(&fixture.store, "Fleetly", "another-token").await;
    let scope = "read_vin".parse().unwrap();
    let consent =
        Consent { application: other, account: fixture.account, vehicles: &vehicles, scope: &scope, external_id: None };
    let there = fixture.store.record_consent(&consent, at(0)).await.unwrap();
    assert!(here.user != there.user && here.connections != there.connections);
    assert_eq!(fixture.store.application_connection(other, here.connections[0]).await.unwrap(), None);
    assert_eq!(fixture.store.granted_connection(there.grant, here.connections[0]).await.unwrap(), None);
    assert_eq!(fixture.store.connections_of_vehicle(vehicles[0]).await.unwrap().len(), 2);

    assert!(fixture.store.delete_application(other).await.unwrap());
    assert_eq!(fixture.store.connections_of_vehicle(vehicles[0]).await.unwrap().len(), 1, "its connections go with it");
    assert!(fixture.store.application_connection(fixture.application, here.connections[0]).await.unwrap().is_some());
}

#[tokio::test]
async fn an_account_that_signs_in_again_keeps_its_id_and_loses_the_cars_that_it_no_longer_sees() {
    let fixture = Fixture::new().await;
    let granted = fixture.consent(&fixture.vehicles().await, "read_vin").await;
    assert_eq!(link(&fixture.store, &cars()[..1]).await, fixture.account);
    assert_eq!(fixture.vehicles().await.len(), 1);
    let gone = fixture.store.granted_connection(granted.grant, granted.connections[1]).await.unwrap().unwrap();
    assert_eq!(gone.role, None, "the grant stays and the account no longer sees the car");
    link(&fixture.store, &cars()).await;
    let back = fixture.store.granted_connection(granted.grant, granted.connections[1]).await.unwrap().unwrap();
    assert!(back.role.is_some() && back.vehicle.id == gone.vehicle.id);
}
