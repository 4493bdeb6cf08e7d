//! What the makes of the garage build, and what can be told of one of their cars by its VIN.

use std::collections::{BTreeMap, BTreeSet};

use openfob_automaker::{Brand, ModelRange, Powertrain, VinCompatibility};
use openfob_domain::{Capability, Permission, Vin};

/// The beginning of Smartcar's test VINs; no real maker has it.
const TEST_PREFIX: &str = "0SC";

/// A make: the first model year of its cars that have a modem at all, and its models.
struct Range {
    make: &'static str,
    connected_since: i32,
    models: &'static [(&'static str, i32, Option<i32>, Powertrain)],
}

const RANGES: &[Range] = {
    use Powertrain::{Bev, Ice, Phev};
    &[
        Range {
            make: "PEUGEOT",
            connected_since: 2018,
            models: &[("e-208", 2021, None, Bev), ("308", 2022, None, Phev), ("2008", 2020, None, Ice)],
        },
        Range {
            make: "CITROEN", connected_since: 2018, models: &[("ë-C4", 2021, None, Bev), ("C3", 2020, None, Ice)]
        },
        Range { make: "DS", connected_since: 2018, models: &[("3 E-Tense", 2022, None, Bev), ("7", 2021, None, Phev)] },
        Range {
            make: "OPEL",
            connected_since: 2019,
            models: &[("Corsa-e", 2021, None, Bev), ("Astra", 2022, None, Phev)],
        },
        Range {
            make: "VAUXHALL",
            connected_since: 2019,
            models: &[("Mokka-e", 2021, None, Bev), ("Astra", 2022, None, Phev)],
        },
        Range {
            make: "CHEVROLET",
            connected_since: 2014,
            models: &[("Volt", 2016, Some(2019), Phev), ("Bolt", 2017, None, Bev), ("Malibu", 2016, None, Ice)],
        },
        Range {
            make: "FORD",
            connected_since: 2017,
            models: &[("Mustang Mach-E", 2021, None, Bev), ("Escape", 2020, None, Phev), ("F-150", 2019, None, Ice)],
        },
        Range {
            make: "BMW",
            connected_since: 2014,
            models: &[("i4", 2022, None, Bev), ("330e", 2019, None, Phev), ("X3", 2018, None, Ice)],
        },
        Range {
            make: "KIA",
            connected_since: 2017,
            models: &[("EV6", 2022, None, Bev), ("Niro", 2019, None, Phev), ("Sportage", 2019, None, Ice)],
        },
        Range {
            make: "NISSAN",
            connected_since: 2014,
            models: &[("Leaf", 2018, None, Bev), ("Altima", 2019, None, Ice)],
        },
        Range {
            make: "AUDI",
            connected_since: 2014,
            models: &[("e-tron", 2019, None, Bev), ("A3", 2021, None, Phev), ("A4", 2019, None, Ice)],
        },
    ]
};

/// All models that can be connected.
pub(crate) fn models() -> Vec<ModelRange> {
    RANGES
        .iter()
        .flat_map(|range| {
            let make = range.make.parse().ok();
            range.models.iter().filter_map(move |&(model, start_year, end_year, powertrain)| {
                let permissions = permissions(range.make, powertrain);
                Some(ModelRange { make: make.clone()?, model, start_year, end_year, powertrain, permissions })
            })
        })
        .collect()
}

/// What a VIN tells: its beginning the make, its tenth character the model year.
///
/// A test VIN stands for an electric car. What no model of a make serves is not built for the make; what only other
/// models or later years serve is beyond this car.
pub(crate) fn of_vin(brands: &[Brand], vin: &Vin) -> Option<VinCompatibility> {
    if vin.as_str().starts_with(TEST_PREFIX) {
        return Some(compatible(&permissions("", Powertrain::Bev), |_| Capability::VehicleNotCapable));
    }
    let prefix = |brand: &&Brand| brand.vin_prefixes.iter().any(|prefix| vin.as_str().starts_with(prefix));
    let make = brands.iter().find(prefix)?.make.as_str();
    let range = RANGES.iter().find(|range| range.make == make)?;
    let year = model_year(vin);
    if year.is_some_and(|year| year < range.connected_since) {
        return Some(VinCompatibility::Incompatible);
    }
    let built =
        |start: i32, end: Option<i32>| year.is_none_or(|year| start <= year && end.is_none_or(|end| year <= end));
    let served = |in_year: bool| -> BTreeSet<Permission> {
        let models = range.models.iter().filter(|(_, start, end, _)| !in_year || built(*start, *end));
        models.flat_map(|(_, _, _, powertrain)| permissions(make, *powertrain)).collect()
    };
    let by_make = served(false);
    Some(compatible(&served(true), |permission| {
        if by_make.contains(&permission) { Capability::VehicleNotCapable } else { Capability::SmartcarNotCapable }
    }))
}

fn compatible(served: &BTreeSet<Permission>, why: impl Fn(Permission) -> Capability) -> VinCompatibility {
    let lacking = Permission::ALL.iter().filter(|permission| !served.contains(permission));
    let lacking: BTreeMap<_, _> = lacking.map(|permission| (*permission, why(*permission))).collect();
    VinCompatibility::Compatible { lacking }
}

/// The model year of the cycle that began in 2001 (49 CFR 565.15); `None` where the character tells none.
fn model_year(vin: &Vin) -> Option<i32> {
    const YEARS: &str = "123456789ABCDEFGHJKLMNPRSTVWXY";
    let position = YEARS.find(vin.as_str().chars().nth(9)?)?;
    i32::try_from(position).ok().map(|position| 2001 + position)
}

fn permissions(make: &str, powertrain: Powertrain) -> BTreeSet<Permission> {
    use Permission as P;

    let mut served: BTreeSet<Permission> = [
        P::ReadVehicleInfo,
        P::ReadVin,
        P::ReadUserProfile,
        P::ReadOdometer,
        P::ReadLocation,
        P::ReadSecurity,
        P::ControlSecurity,
    ]
    .into();
    let psa = matches!(make, "PEUGEOT" | "CITROEN" | "DS" | "OPEL" | "VAUXHALL");
    if !psa {
        served.extend([P::ReadTires, P::ReadDiagnostics, P::ReadServiceHistory, P::ControlNavigation]);
    }
    let electric = matches!(powertrain, Powertrain::Bev | Powertrain::Phev);
    if electric {
        served.extend([P::ReadBattery, P::ReadCharge, P::ReadChargeEvents, P::ControlCharge]);
    }
    if powertrain != Powertrain::Bev {
        served.insert(P::ReadFuel);
        if !psa {
            served.insert(P::ReadEngineOil);
        }
    }
    match make {
        "FORD" if electric => served.extend([P::ReadChargeLocations]),
        "BMW" if electric => served.extend([P::ReadChargeRecords]),
        _ => {}
    }
    served
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brands::brands;

    fn lacking(vin: &str) -> BTreeMap<Permission, Capability> {
        match of_vin(&brands(), &vin.parse().unwrap()) {
            Some(VinCompatibility::Compatible { lacking }) => lacking,
            other => panic!("{vin}: {other:?}"),
        }
    }

    #[test]
    fn every_brand_has_a_range() {
        for brand in brands() {
            assert!(models().iter().any(|model| model.make == brand.make), "{}", brand.make);
        }
    }

    #[test]
    fn a_year_of_the_next_cycle_is_read_from_its_letter() {
        let year = |vin: &str| model_year(&vin.parse().unwrap());
        assert_eq!(year("5YJSA1E29LF403082"), Some(2020));
        assert_eq!(year("WBAKE5C58DJ107700"), Some(2013));
        assert_eq!(year("WAUZZZ8K09A000001"), Some(2009));
        assert_eq!(year("WAUZZZ8K0ZA000001"), None);
    }

    #[test]
    fn what_no_model_of_the_make_serves_is_not_built_and_what_others_serve_is_beyond_the_car() {
        let kia = lacking("KNACC81CFPA000001");
        assert_eq!(kia[&Permission::ReadSpeedometer], Capability::SmartcarNotCapable);
        assert!(!kia.contains_key(&Permission::ReadOdometer));
        let audi = lacking("WAUAFAFL1GN014882");
        assert_eq!(audi[&Permission::ReadOdometer], Capability::VehicleNotCapable);
        assert_eq!(lacking("0SCGMCT0386A85356")[&Permission::ReadFuel], Capability::VehicleNotCapable);
    }

    #[test]
    fn a_car_older_than_its_makes_modems_cannot_be_connected() {
        let bmw: Vin = "WBAKE5C58DJ107700".parse().unwrap();
        assert_eq!(of_vin(&brands(), &bmw), Some(VinCompatibility::Incompatible));
        assert_eq!(of_vin(&brands(), &"JTDKB20U887700001".parse().unwrap()), None);
    }
}
