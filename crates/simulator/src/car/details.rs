//! What a car is beyond make, model and year.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::Car;
use super::signals::Asked;

/// How often the car gets new software.
const UPDATED_EVERY: SignedDuration = SignedDuration::from_hours(42 * 24);

const COLOURS: &[&str] = &["PearlWhite", "MidnightSilver", "DeepBlue", "RedMulticoat", "SolidBlack"];

pub(super) fn details(asked: &Asked<'_>) -> Value {
    let car = asked.car;
    let dice = car.dice();
    let (trim, rear, front) = match car.model.as_str() {
        "Model S" | "Model X" => ("100d", "Large", "Small"),
        "Cybertruck" => ("awd", "PermanentMagnet", "Induction"),
        _ => ("74d", "PM216MOSFET", "IM130D"),
    };
    let inches = if car.model == "Cybertruck" { 20.0 } else { 18.0 + f64::from(dice.below("wheel", 3)) };
    let hidden = car.model == "Cybertruck";
    json!({
        "firmwareVersion": firmware(car, asked.at),
        "trimBadging": trim,
        "efficiencyPackage": if car.year >= 2021 { "MY2021" } else { "Default" },
        "performancePackage": "Base",
        "nickname": dice.pick("nickname", &[Some("Ladybird"), Some("Comet"), Some("Bluebell"), None]),
        "driverAssistVersion": if car.year >= 2023 { "TeslaAP4" } else { "TeslaAP3" },
        "sentryMode": {"available": true, "enabled": car.sleep.kept_awake},
        "style": {
            "exteriorColor": if hidden { Some(&"StainlessSteel") } else { dice.pick("colour", COLOURS) },
            "exteriorTrim": "Black",
            "interiorTrim": dice.pick("trim", &["Black2", "White2"]),
        },
        "wheel": {"style": dice.pick("wheel/style", &["Pinwheel", "Induction", "Aero"]), "diameter": inches * 25.4},
        "driveUnit": {"rear": rear, "front": front},
    })
}

/// The version that the car had got by then: year, week and build.
fn firmware(car: &Car, at: Timestamp) -> String {
    let dice = car.dice();
    let every = UPDATED_EVERY.as_secs();
    let lag = i64::from(dice.below("firmware", 10 * 24)) * 3600;
    let updated = Timestamp::from_second((at.as_second() - lag) / every * every).unwrap_or(at);
    let date = updated.to_zoned(jiff::tz::TimeZone::UTC).date();
    format!("{}.{}.{}", date.year(), date.iso_week_date().week(), dice.below("firmware/build", 8) + 1)
}
