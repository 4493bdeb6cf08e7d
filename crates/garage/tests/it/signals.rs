//! What the cars of each brand report: the codes, shapes and permissions of both sides, held together.

use std::collections::BTreeSet;

use openfob_automaker::{Adapter, ModelRange, Powertrain};
use openfob_domain::{Permission, Signal, SignalValue};

use crate::drive::{Drive, number, parts, value};

const MAKES: [(&str, &str); 11] = [
    ("PEUGEOT", "anybody@example.com"),
    ("CITROEN", "anybody@example.com"),
    ("DS", "anybody@example.com"),
    ("OPEL", "anybody@example.com"),
    ("VAUXHALL", "anybody@example.com"),
    ("CHEVROLET", "anybody@example.com"),
    ("FORD", "anybody@example.com"),
    ("BMW", "anybody@example.com"),
    ("KIA", "anybody@example.com"),
    ("NISSAN", "anybody@example.com"),
    ("AUDI", "anybody@example.com"),
];

/// What no car of the garage tells.
const TESLAS_ALONE: [&str; 23] = [
    "location-heading",
    "location-isathome",
    "motion-speed",
    "transmission-gearstate",
    "tractionbattery-rangeestimated",
    "tractionbattery-rangeideal",
    "tractionbattery-extras",
    "tractionbattery-isheateractive",
    "charge-amperage",
    "charge-amperagerequested",
    "charge-amperagemax",
    "charge-extras",
    "charge-chargeschedule",
    "climate-internaltemperature",
    "climate-externaltemperature",
    "climate-iscabinhvacactive",
    "climate-cabintargettemperature",
    "climate-isfrontdefrosteractive",
    "climate-isreardefrosteractive",
    "climate-steeringheater",
    "diagnostics-alerts",
    "service-isinservice",
    "vehicleidentification-details",
];

#[tokio::test]
async fn every_signal_but_teslas_is_told_by_some_brand_and_every_brand_can_serve_what_it_says() {
    let mut told = BTreeSet::new();
    for (make, email) in MAKES {
        let drive = Drive::of(make, email).await;
        drive.turn("plug", "").await;
        drive.turn("charge-level", r#"{"percent": 40}"#).await;
        let fetched = drive.everything().await;
        assert_eq!(fetched.forbidden, [], "{make}");
        let capabilities = drive.world.garage.vehicles(&drive.session).await.unwrap().remove(0).capabilities;
        let lacking: BTreeSet<Signal> = fetched.not_capable.iter().copied().collect();
        let can: BTreeSet<Permission> =
            Signal::ALL.iter().filter(|signal| !lacking.contains(signal)).map(|signal| signal.permission()).collect();
        for permission in Signal::ALL.iter().map(|signal| signal.permission()) {
            assert_eq!(capabilities.contains(&permission), can.contains(&permission), "{make}: {permission:?}");
        }
        told.extend(fetched.readings.iter().map(|reading| reading.signal));
    }
    let untold: Vec<&str> =
        Signal::ALL.iter().filter(|signal| !told.contains(signal)).map(|signal| signal.code()).collect();
    assert_eq!(untold, TESLAS_ALONE);
}

#[tokio::test]
async fn what_is_told_of_a_model_beforehand_is_what_its_cars_can_serve() {
    let mut compared = 0;
    for (level, powertrain) in [("bev", Powertrain::Bev), ("phev", Powertrain::Phev), ("fuel", Powertrain::Ice)] {
        for (make, _) in MAKES {
            let drive = Drive::of(make, &format!("0SCLR000000000001@{level}.smartcar.com")).await;
            let car = drive.world.garage.vehicles(&drive.session).await.unwrap().remove(0);
            let models = drive.world.garage.models();
            let alike = |range: &&ModelRange| {
                (&range.make, range.model, range.powertrain) == (&car.model.make, car.model.model.as_str(), powertrain)
            };
            let Some(range) = models.iter().find(alike) else { continue };
            assert_eq!(car.capabilities, range.permissions, "{make} {level}");
            compared += 1;
        }
    }
    assert_eq!(compared, 28, "11 electric cars, 9 plug-in hybrids, 8 on fuel");
}

#[tokio::test]
async fn a_chevrolet_volt_answers_every_classic_read_plugged_in_or_not() {
    let volt = Drive::of("CHEVROLET", "volt@example.com").await;
    for switch in ["unplug", "plug"] {
        volt.turn(switch, "").await;
        let fetched = volt.everything().await;
        for signal in [
            Signal::Odometer,
            Signal::StateOfCharge,
            Signal::BatteryRange,
            Signal::BatteryCapacity,
            Signal::ChargeLimit,
            Signal::FuelLevel,
            Signal::FuelAmount,
            Signal::FuelRange,
            Signal::OilLife,
        ] {
            assert!(number(&fetched, signal) > 0.0, "{signal} with the cable {switch}ged");
        }
        for part in ["frontLeft", "frontRight", "backLeft", "backRight"] {
            let pressure = parts(&fetched, Signal::TirePressure)[part].as_f64().unwrap();
            assert!((175.0..=260.0).contains(&pressure), "{part}: {pressure} kPa");
        }
        assert!(parts(&fetched, Signal::Location)["latitude"].is_f64());
        assert_eq!(value(&fetched, Signal::Locked).flag(), Some(true));
        assert_eq!(value(&fetched, Signal::PluggedIn).flag(), Some(switch == "plug"));
        assert_eq!(parts(&fetched, Signal::Doors).as_array().unwrap().len(), 4);
        let systems = parts(&fetched, Signal::SystemStatus).as_array().unwrap();
        assert!(systems.iter().any(|system| system["status"] == "ALERT" && system["description"].is_string()));
        assert!(systems.iter().any(|system| system["status"] == "OK" && system["description"].is_null()));
        let code = &parts(&fetched, Signal::FaultCodes)[0];
        assert!(code["code"].as_str().unwrap().starts_with('P') && code["timestamp"].is_string());
        let visit = &parts(&fetched, Signal::ServiceRecords)[0];
        assert!(visit["odometerDistance"].is_f64() && visit["odometerDistance"].as_f64() > Some(0.0));
        assert!(visit["serviceTasks"][0]["taskDescription"].is_string());
        assert!(visit["serviceDate"].as_str().unwrap() > "2025-11-21", "within the last year");
    }
}

#[tokio::test]
async fn what_only_a_charging_car_tells_is_absent_otherwise_but_never_not_capable() {
    let audi = Drive::of("AUDI", "charging@example.com").await;
    let only_then = [Signal::ChargeVoltage, Signal::ChargeWattage, Signal::ChargePhases, Signal::ChargeCompletion];
    audi.turn("charge-level", r#"{"percent": 50}"#).await;
    let fetched = audi.everything().await;
    for signal in only_then {
        assert!(fetched.readings.get(signal).is_none() && !fetched.not_capable.contains(&signal), "{signal}");
    }
    audi.turn("plug", "").await;
    let fetched = audi.everything().await;
    for signal in only_then {
        value(&fetched, signal);
    }
    audi.world.advance("1h").await;
    let later = audi.everything().await;
    assert_eq!(value(&later, Signal::ChargeCompletion), value(&fetched, Signal::ChargeCompletion));
    assert!((number(&later, Signal::ChargeEnergyAdded) - 11.0).abs() < 0.1);
}

#[tokio::test]
async fn a_plug_in_hybrid_drives_on_its_battery_first_and_then_on_fuel() {
    let volt = Drive::of("CHEVROLET", "1G1RC6S57HU000001@phev.smartcar.com").await;
    volt.turn("charge-level", r#"{"percent": 20}"#).await;
    let before = volt.everything().await;
    volt.turn("drive", "").await;
    volt.world.advance("10m").await;
    let early = volt.everything().await;
    assert!(number(&early, Signal::StateOfCharge) < 20.0);
    assert_eq!(value(&early, Signal::FuelLevel), value(&before, Signal::FuelLevel));
    volt.world.advance("90m").await;
    let late = volt.everything().await;
    assert_eq!(value(&late, Signal::StateOfCharge), &SignalValue::Number(5.0));
    assert!(number(&late, Signal::FuelAmount) < number(&before, Signal::FuelAmount));
    assert!(number(&late, Signal::OilLife) < number(&before, Signal::OilLife));
}

#[tokio::test]
async fn test_addresses_choose_what_moves_the_car() {
    for (level, electric, burns) in [("bev", true, false), ("phev", true, true), ("fuel", false, true)] {
        for make in ["FORD", "KIA", "CHEVROLET", "BMW"] {
            let drive = Drive::of(make, &format!("1FTEW1EP5LFA00001@{level}.smartcar.com")).await;
            let fetched = drive.everything().await;
            assert_eq!(fetched.readings.get(Signal::StateOfCharge).is_some(), electric, "{make} {level}");
            assert_eq!(fetched.readings.get(Signal::FuelLevel).is_some(), burns, "{make} {level}");
        }
    }
}

#[tokio::test]
async fn a_leaf_tells_the_capacities_it_was_sold_with_but_not_which_it_has() {
    let leaf = Drive::of("NISSAN", "leaf@example.com").await;
    let fetched = leaf.everything().await;
    assert!(fetched.readings.get(Signal::BatteryCapacity).is_none());
    assert_eq!(parts(&fetched, Signal::BatteryCapacities).as_array().unwrap().len(), 2);
    assert_eq!(parts(&fetched, Signal::ChargeSchedules)[0]["days"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn what_was_charged_becomes_a_record() {
    let bmw = Drive::of("BMW", "i4@example.com").await;
    let before = parts(&bmw.everything().await, Signal::ChargeRecords).as_array().unwrap().clone();
    assert!(!before.is_empty());
    bmw.turn("charge-level", r#"{"percent": 30}"#).await;
    bmw.turn("plug", "").await;
    bmw.world.advance("1h").await;
    bmw.turn("unplug", "").await;
    let after = parts(&bmw.everything().await, Signal::ChargeRecords).as_array().unwrap().clone();
    assert_eq!(after[0]["chargeStart"], "2026-11-21T10:00:00.000Z");
    assert_eq!(after[0]["chargeEnd"], "2026-11-21T11:00:00.000Z");
    assert_eq!(after[0]["energyConsumed"], 11.0);
    assert_eq!(after[1..], before);
}
