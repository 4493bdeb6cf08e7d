//! Who lives in the simulated world: the demo's people, and whoever else signs in.

use jiff::Timestamp;

use crate::account::{Account, Platform, Role, Share, subject};
use crate::car::closures::Part;
use crate::car::energy::{Battery, Cable, Grid};
use crate::car::failure::Failure;
use crate::car::fuel::Tank;
use crate::car::motion::Place;
use crate::car::{Build, Car};
use crate::catalogue::{Make, Powertrain};
use crate::dice::Dice;
use crate::world::{MOST_ACCOUNTS, MOST_CARS, World};

pub(crate) const OWNER: &str = "lena@example.com";
pub(crate) const DRIVER: &str = "max@example.com";
pub(crate) const LEGACY: &str = "nora@example.com";
pub(crate) const READY: &str = "sam@example.com";
/// Runs a company's Teslas, of kinds that nobody else has.
const FLEET: &str = "fleet@example.com";

const FREIBURG: Place = Place { latitude: 47.9959, longitude: 7.8522 };
const BOULDER: Place = Place { latitude: 40.015, longitude: -105.2705 };

/// Why an e-mail address gets no account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SignInRefusal {
    NoVehicles,
    InvalidSubscription,
    VehicleIncompatible {
        vin: String,
        model: String,
        year: i32,
    },
    /// The world has no room left.
    Full,
}

/// The world as it is on the first start.
pub(crate) fn first_world(seed: u64, now: Timestamp) -> World {
    let mut world = World::default();
    let dice = Dice::new(seed, "demo");
    let car = |make, model: &str, year, vin: &str, capacity_kwh, percent: (f64, f64), odometer: (f64, f64)| {
        let percent = dice.between(&format!("{vin}/percent"), percent.0, percent.1).round();
        let battery = Some(Battery::new(capacity_kwh, 6.2, 11.0, percent, Grid::at(FREIBURG)));
        let odometer_km = dice.between(&format!("{vin}/odometer"), odometer.0, odometer.1);
        let (vin, model) = (vin.to_owned(), model.to_owned());
        Car::new(Build { vin, make, model, year, seed, battery, tank: None, home: FREIBURG, odometer_km }, now)
    };

    let mut model_3 = car(Make::Tesla, "Model 3", 2021, "5YJ3E1EA7MF004821", 75.0, (55.0, 65.0), (38_000.0, 52_000.0));
    plug_in(&mut model_3, true, now);
    // On guard a car stays awake, so that a moved clock shows what its key allows rather than its sleep.
    model_3.sleep.kept_awake = true;
    let model_s = car(Make::Tesla, "Model S", 2019, "5YJSA1E21KF130377", 95.0, (48.0, 74.0), (61_000.0, 98_000.0));
    let cybertruck =
        car(Make::Tesla, "Cybertruck", 2024, "7G2CEHED2RA012264", 123.0, (40.0, 70.0), (4_000.0, 16_000.0));
    let e_208 = car(Make::Peugeot, "e-208", 2022, "VR3UHZKX6NT051208", 50.0, (45.0, 78.0), (18_000.0, 33_000.0));
    let model_y = car(Make::Tesla, "Model Y", 2022, "7SAYGDEE1NF405533", 75.0, (50.0, 70.0), (21_000.0, 40_000.0));
    let mut ready = car(Make::Tesla, "Model S", 2019, "5YJSA1E22KF318650", 95.0, (60.0, 60.0), (55_000.0, 72_000.0));
    plug_in(&mut ready, false, now);
    ready.streaming = Some(true);
    ready.sleep.kept_awake = true;

    let mut business = car(Make::Tesla, "Model Y", 2023, "7SAYGDEE5PF811902", 75.0, (50.0, 80.0), (30_000.0, 60_000.0));
    business.business = true;
    business.sleep.kept_awake = true;
    let mut outdated = car(Make::Tesla, "Model 3", 2021, "5YJ3E1EB7MF902716", 57.5, (50.0, 80.0), (50_000.0, 80_000.0));
    outdated.pinned_firmware = Some("2023.12.9".to_owned());
    let mut asleep = car(Make::Tesla, "Model X", 2018, "5YJXCBE2XJF118443", 95.0, (30.0, 60.0), (90_000.0, 120_000.0));
    asleep.sleep.asleep_since = Some(now);

    let people = [
        (
            OWNER,
            Make::Tesla,
            Platform::Current,
            vec![(&model_3, Role::Owner), (&model_s, Role::Owner), (&cybertruck, Role::Owner)],
        ),
        (DRIVER, Make::Tesla, Platform::Current, vec![(&model_3, Role::Driver), (&cybertruck, Role::Driver)]),
        (OWNER, Make::Peugeot, Platform::Current, vec![(&e_208, Role::Owner)]),
        (LEGACY, Make::Tesla, Platform::Legacy, vec![(&model_y, Role::Owner)]),
        (READY, Make::Tesla, Platform::Current, vec![(&ready, Role::Owner)]),
        (
            FLEET,
            Make::Tesla,
            Platform::Current,
            vec![(&business, Role::Owner), (&outdated, Role::Owner), (&asleep, Role::Owner)],
        ),
    ];
    for (email, make, platform, cars) in people {
        let cars = cars
            .into_iter()
            .map(|(car, role)| Share { car: car.id.clone(), role, removed: false, hide_private: false })
            .collect();
        let account = Account { platform, cars, ..new_account(make, email) };
        world.accounts.insert(account.subject, account);
    }
    for car in [model_3, model_s, cybertruck, e_208, model_y, ready, business, outdated, asleep] {
        world.cars.insert(car.id.clone(), car);
    }
    world.log.note(now, None, "The garage opens.".to_owned());
    world
}

/// The account that signs in with this e-mail address, made on its first sign-in.
pub(crate) fn admit(
    world: &mut World,
    seed: u64,
    make: Make,
    email: &str,
    now: Timestamp,
) -> Result<uuid::Uuid, SignInRefusal> {
    let email = email.to_lowercase();
    if let Some(account) = world.account(make, &email) {
        return Ok(account.subject);
    }
    let newcomer = Newcomer::read(make, &email)?;
    if world.accounts.len() >= MOST_ACCOUNTS || world.cars.len() + newcomer.vins.len() > MOST_CARS {
        return Err(SignInRefusal::Full);
    }
    let mut account = Account { failure: newcomer.failure, ..new_account(make, &email) };
    for (number, vin) in newcomer.vins.into_iter().enumerate() {
        let dice = Dice::new(seed, &format!("{}/{email}/{number}", make.code()));
        let car = believable_car(seed, &dice, make, newcomer.powertrain, vin, now);
        account.cars.push(Share { car: car.id.clone(), role: Role::Owner, removed: false, hide_private: false });
        world.cars.entry(car.id.clone()).or_insert(car);
    }
    world.log.note(now, None, format!("{email} is new at {} and has {} car(s).", make.name(), account.cars.len()));
    let subject = account.subject;
    world.accounts.insert(subject, account);
    Ok(subject)
}

/// An account without cars for an e-mail address that gets none; `None`: there is no room.
pub(crate) fn admit_without_cars(world: &mut World, make: Make, email: &str) -> Option<uuid::Uuid> {
    if world.accounts.len() >= MOST_ACCOUNTS {
        return None;
    }
    let account = new_account(make, email);
    let subject = account.subject;
    world.accounts.entry(subject).or_insert(account);
    Some(subject)
}

/// What an unknown e-mail address gets.
struct Newcomer {
    /// One for each car; `None`: any.
    vins: Vec<Option<String>>,
    powertrain: Option<Powertrain>,
    failure: Option<Failure>,
}

impl Newcomer {
    /// Reads Smartcar's published test addresses; any other gets one car.
    fn read(make: Make, email: &str) -> Result<Self, SignInRefusal> {
        let plain = Self { vins: vec![None], powertrain: None, failure: None };
        let incompatible = |vin: &str| {
            let offer = make.range().first();
            SignInRefusal::VehicleIncompatible {
                vin: vin.to_uppercase(),
                model: offer.map_or_else(String::new, |offer| offer.model.to_owned()),
                year: offer.map_or(2020, |offer| offer.first_year),
            }
        };
        let Some((local, host)) = email.split_once('@') else { return Ok(plain) };
        if let Some(level) = host.strip_suffix(".smartcar.com")
            && local.len() == 17
            && local.bytes().all(|b| b.is_ascii_alphanumeric())
        {
            let powertrain = match level {
                "compatible" => None,
                "bev" => Some(Powertrain::Electric),
                "phev" => Some(Powertrain::PlugInHybrid),
                "fuel" => Some(Powertrain::Fuel),
                "incompatible" => return Err(incompatible(local)),
                _ => return Ok(plain),
            };
            return Ok(Self { vins: vec![Some(local.to_uppercase())], powertrain, ..plain });
        }
        match (local, host) {
            ("smartcar", "successful-request.com") => {
                Ok(Self { vins: vec![Some("0SCAUDI037A5ADB1C".to_owned())], ..plain })
            }
            ("smartcar", "invalid-subscription.com") => Err(SignInRefusal::InvalidSubscription),
            ("smartcar", "vehicle-incompatible.com") => Err(incompatible("0SCAUDI012FE3B132")),
            (local, "smartcar.com") => {
                if let Some(count) = local.strip_suffix("-vehicles").and_then(|count| count.parse::<usize>().ok()) {
                    return match count {
                        0 => Err(SignInRefusal::NoVehicles),
                        count => Ok(Self { vins: vec![None; count.min(999)], ..plain }),
                    };
                }
                let Ok(failure) = local.parse::<Failure>() else { return Ok(plain) };
                Ok(Self { vins: vec![listed_vin(&failure).map(str::to_owned)], failure: Some(failure), ..plain })
            }
            _ => Ok(plain),
        }
    }
}

fn new_account(make: Make, email: &str) -> Account {
    Account {
        subject: subject(make, email),
        make,
        email: email.to_owned(),
        platform: Platform::Current,
        cars: Vec::new(),
        failure: None,
        trouble: None,
        links: std::collections::BTreeMap::new(),
        tesla: crate::tesla::Consents::default(),
    }
}

fn plug_in(car: &mut Car, charging: bool, now: Timestamp) {
    if let Some(battery) = &mut car.battery {
        car.closures.open.insert(Part::ChargingPort);
        battery.cable = Some(Cable { since: now, percent: battery.percent });
        battery.charging = charging;
    }
}

/// A car within Smartcar's published ranges: in Colorado, 10 000 to 300 000 km driven.
fn believable_car(
    seed: u64,
    dice: &Dice,
    make: Make,
    powertrain: Option<Powertrain>,
    vin: Option<String>,
    now: Timestamp,
) -> Car {
    let range = make.range();
    // Only a Tesla account may get any car of the range; elsewhere the first stands for the make.
    let chosen = if make == Make::Tesla { dice.below("model", 2) as usize } else { 0 };
    let offer = match powertrain {
        Some(powertrain) => make.offer_moved_by(powertrain),
        None => range.get(chosen).or(range.first()).copied(),
    };
    let (model, first_year, powertrain, capacity_kwh) = offer
        .map_or(("Car", 2020, Powertrain::Electric, 60.0), |o| (o.model, o.first_year, o.powertrain, o.capacity_kwh));
    let percent = dice.between("percent", 35.0, 78.0).round();
    let battery = match powertrain {
        Powertrain::Electric => Some(Battery::new(capacity_kwh, 5.8, 11.0, percent, Grid::America)),
        Powertrain::PlugInHybrid => Some(Battery::new(capacity_kwh, 4.6, 3.6, percent, Grid::America)),
        Powertrain::Fuel => None,
    };
    let fuel_percent = dice.between("fuel", 30.0, 90.0).round();
    let tank = match powertrain {
        Powertrain::Electric => None,
        Powertrain::PlugInHybrid => Some(Tank::new(40.0, 16.5, fuel_percent)),
        Powertrain::Fuel => Some(Tank::new(58.0, 13.5, fuel_percent)),
    };
    let year = first_year + i32::try_from(dice.below("year", 3)).unwrap_or(0);
    let home = Place {
        latitude: BOULDER.latitude + dice.between("latitude", -0.6, 0.6),
        longitude: BOULDER.longitude + dice.between("longitude", -0.3, 0.6),
    };
    let odometer_km = dice.between("odometer", 10_000.0, 140_000.0);
    let vin = vin.unwrap_or_else(|| believable_vin(dice, make, year));
    let build = Build { vin, make, model: model.to_owned(), year, seed, battery, tank, home, odometer_km };
    let mut car = Car::new(build, now);
    if matches!(make, Make::Ford | Make::Kia) {
        // The official suites charge these without putting a cable in first.
        plug_in(&mut car, false, now);
    }
    car
}

/// A VIN with the make's first characters, the year's letter and the right check digit (ISO 3779, 49 CFR 565).
fn believable_vin(dice: &Dice, make: Make, year: i32) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPRSTUVWXYZ";
    const YEARS: &[u8] = b"ABCDEFGHJKLMNPRSTVWXY";
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let letter = |label: &str| {
        let index = dice.below(label, 23) as usize;
        LETTERS.get(index).copied().map_or('A', char::from)
    };
    let year_letter =
        usize::try_from(year - 2010).ok().and_then(|index| YEARS.get(index)).copied().map_or('X', char::from);
    let descriptor: String = ["d1", "d2", "d3", "d4", "d5"].into_iter().map(letter).collect();
    let plant = letter("plant");
    let serial = dice.below("serial", 900_000) + 100_000;
    let draft = format!("{}{descriptor}0{year_letter}{plant}{serial}", make.vin_prefix());
    let sum: u32 = draft.chars().zip(WEIGHTS).map(|(character, weight)| vin_value(character) * weight).sum();
    let check = char::from_digit(sum % 11, 10).unwrap_or('X');
    format!("{}{check}{}", &draft[..8], &draft[9..])
}

fn vin_value(character: char) -> u32 {
    match character {
        'A'..='H' => u32::from(character) - u32::from('A') + 1,
        'J'..='R' => u32::from(character) - u32::from('J') + 1,
        'S'..='Z' => u32::from(character) - u32::from('S') + 2,
        digit => digit.to_digit(10).unwrap_or(0),
    }
}

/// The VIN that Smartcar's page "Test with errors" lists for a failure.
fn listed_vin(failure: &Failure) -> Option<&'static str> {
    Some(match (failure.family, failure.code?) {
        ("COMPATIBILITY", "MAKE_NOT_COMPATIBLE") => "0SCLR000270BE6600",
        ("COMPATIBILITY", "SMARTCAR_NOT_CAPABLE") => "0SCLR0002DC18F57F",
        ("COMPATIBILITY", "VEHICLE_NOT_CAPABLE") => "0SCLR00024C7CDF7A",
        ("CONNECTED_SERVICES_ACCOUNT", "ACCOUNT_ISSUE") => "0SCLR00026BAAA136",
        ("CONNECTED_SERVICES_ACCOUNT", "AUTHENTICATION_FAILED") => "0SCLR00021D803C7B",
        ("CONNECTED_SERVICES_ACCOUNT", "NO_VEHICLES") => "0SCLR00027671837B",
        ("CONNECTED_SERVICES_ACCOUNT", "SUBSCRIPTION") => "0SCLR0002B9BAF29F",
        ("CONNECTED_SERVICES_ACCOUNT", "VEHICLE_MISSING") => "0SCLR00024E29EEBD",
        ("UPSTREAM", "INVALID_DATA") => "0SCLR000298A0A649",
        ("UPSTREAM", "KNOWN_ISSUE") => "0SCLR0002A8760B72",
        ("UPSTREAM", "NO_RESPONSE") => "0SCLR0002C23E43AB",
        ("UPSTREAM", "UNKNOWN_ISSUE") => "0SCLR0002D4878901",
        ("VEHICLE_STATE", "ASLEEP") => "0SCLR0002E8896323",
        ("VEHICLE_STATE", "CHARGING_IN_PROGRESS") => "0SCLR000221F1E672",
        ("VEHICLE_STATE", "CHARGING_PLUG_NOT_CONNECTED") => "0SCLR0002CBFC7C21",
        ("VEHICLE_STATE", "DOOR_OPEN") => "0SCLR0002F8BD90B8",
        ("VEHICLE_STATE", "FULLY_CHARGED") => "0SCLR00029CD9D894",
        ("VEHICLE_STATE", "HOOD_OPEN") => "0SCLR000219CD4A2C",
        ("VEHICLE_STATE", "IGNITION_ON") => "0SCLR00021D49E58A",
        ("VEHICLE_STATE", "IN_MOTION") => "0SCLR00024F6EE640",
        ("VEHICLE_STATE", "REMOTE_ACCESS_DISABLED") => "0SCLR0002588A5CC1",
        ("VEHICLE_STATE", "TRUNK_OPEN") => "0SCLR00023C607FDB",
        ("VEHICLE_STATE", "UNKNOWN") => "0SCLR0002E6CC0314",
        ("VEHICLE_STATE", "UNREACHABLE") => "0SCLR000247EBF067",
        ("VEHICLE_STATE", "VEHICLE_OFFLINE_FOR_SERVICE") => "0SCLR0002AF1D71A1",
        _ => return None,
    })
}
