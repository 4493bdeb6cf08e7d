//! A car's card: how it stands, and its switches.

use jiff::Timestamp;

use super::drawing::Shape;
use super::group::{Group, groups};
use crate::account::{Account, Role};
use crate::car::closures::Part;
use crate::car::energy::Battery;
use crate::car::{Availability, Car, ChargeStatus};
use crate::switch::Switch;
use crate::world::World;

#[expect(clippy::struct_excessive_bools, reason = "independent facts that the template asks for, one each")]
pub(super) struct Card {
    pub(super) id: String,
    pub(super) model: String,
    pub(super) make: &'static str,
    pub(super) year: i32,
    pub(super) ending: String,
    pub(super) drivers: Vec<String>,
    pub(super) shape: Shape,
    pub(super) charging: bool,
    pub(super) plugged_in: bool,
    pub(super) driving: bool,
    pub(super) pills: Vec<Pill>,
    pub(super) charge: Option<Charge>,
    pub(super) fuel: Option<String>,
    pub(super) place: String,
    pub(super) odometer: String,
    pub(super) recorded: Option<String>,
    pub(super) buttons: Vec<Button>,
    pub(super) groups: Vec<Group>,
    /// Whether it takes virtual keys, and which it holds.
    pub(super) takes_keys: bool,
    pub(super) keys: Vec<Button>,
    pub(super) phones: Vec<PhoneLink>,
    pub(super) has_screen: bool,
    pub(super) has_car_key: bool,
    pub(super) next_failure: Option<String>,
}

/// A state in a word, a shape and a colour.
pub(super) struct Pill {
    pub(super) kind: &'static str,
    pub(super) sign: &'static str,
    pub(super) text: String,
}

/// The battery, as a bar of 100.
pub(super) struct Charge {
    pub(super) percent: u32,
    pub(super) limit: u32,
    pub(super) text: String,
}

/// A switch as a button.
pub(super) struct Button {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) fields: Vec<(&'static str, String)>,
    pub(super) command: String,
}

/// Opens the owner's phone at a partner's link.
pub(super) struct PhoneLink {
    pub(super) domain: String,
    pub(super) email: String,
}

impl Card {
    pub(super) fn of(world: &World, car: &Car, now: Timestamp) -> Self {
        let motion = car.motion_at(now);
        let people: Vec<_> = world.people(&car.id).collect();
        let owners = people.iter().filter(|(_, role)| *role == Role::Owner).map(|(account, _)| *account);
        let owner = owners.clone().next();
        let drivers = people.iter().filter(|(_, role)| *role == Role::Driver).map(|(account, _)| account.email.clone());
        let takes_keys = car.access().virtual_key();
        let phones = owners
            .filter(|_| takes_keys)
            .flat_map(|account| {
                let domains = world.tesla.key_domains_of(account);
                domains.map(|domain| PhoneLink { domain: domain.to_owned(), email: account.email.clone() })
            })
            .collect();
        Self {
            id: car.id.as_str().to_owned(),
            model: car.model.clone(),
            make: car.make.name(),
            year: car.year,
            ending: car.ending().to_owned(),
            drivers: drivers.collect(),
            shape: Shape::of(&car.model),
            charging: car.charging(now),
            plugged_in: car.battery.as_ref().is_some_and(Battery::plugged_in),
            driving: car.driving(now),
            pills: pills(car, owner, now),
            charge: charge(car, now),
            fuel: car.fuel_percent(now).map(|percent| format!("{percent:.0} % fuel")),
            place: if motion.at_home() {
                if car.driving(now) { "Driving, near home".to_owned() } else { "At home".to_owned() }
            } else {
                let verb = if car.driving(now) { "Driving" } else { "Parked" };
                format!("{verb}, {:.1} km from home", motion.km_from_home())
            },
            odometer: grouped(motion.odometer_km),
            recorded: car.asleep_since(now).map(|since| since.strftime("%-d %b, %H:%M").to_string()),
            buttons: buttons(car, now).into_iter().map(|(label, switch)| Button::new(label, &switch, car)).collect(),
            groups: groups(car, owner),
            takes_keys,
            keys: car
                .keys
                .by_name(now)
                .into_keys()
                .map(|key| Button::new(key, &Switch::RemoveKey(key.to_owned()), car))
                .collect(),
            phones,
            has_screen: car.make.has_screen(),
            has_car_key: car.access().car_key(),
            next_failure: car.next_failure.as_ref().map(ToString::to_string),
        }
    }
}

impl Button {
    pub(super) fn new(label: impl Into<String>, switch: &Switch, car: &Car) -> Self {
        Self {
            name: switch.name(),
            label: label.into(),
            fields: switch.fields(),
            command: switch.command(car.ending()),
        }
    }
}

fn pills(car: &Car, owner: Option<&Account>, now: Timestamp) -> Vec<Pill> {
    let pill = |kind, sign, text: &str| Pill { kind, sign, text: text.to_owned() };
    let mut pills = vec![match car.availability(now) {
        Availability::Awake => pill("ok", "●", "awake"),
        Availability::Asleep => pill("", "☾", "asleep"),
        Availability::Offline => pill("stop", "✕", "offline"),
    }];
    pills.push(if car.closures.locked { pill("", "■", "locked") } else { pill("wait", "□", "unlocked") });
    if car.access().car_key() {
        pills.push(pill("", "–", "CarKey"));
    } else if car.access().virtual_key() {
        pills.push(match car.keys.present(now).count() {
            0 => pill("wait", "○", "no key"),
            1 => pill("ok", "✓", "1 key"),
            count => pill("ok", "✓", &format!("{count} keys")),
        });
    } else {
        pills.push(pill("", "–", "no key needed"));
    }
    match car.streaming {
        Some(true) => pills.push(pill("ok", "✓", "streaming on")),
        Some(false) => pills.push(pill("", "○", "streaming off")),
        None => {}
    }
    pills.extend(
        car.closures
            .open
            .iter()
            .filter(|part| **part != Part::ChargingPort)
            .map(|part| pill("wait", "◇", &format!("{} open", part.spoken()))),
    );
    let condition = &car.condition;
    let troubles = [
        (condition.in_service.is_on(), "in the workshop"),
        (condition.charge_fault.is_on(), "charge fault"),
        (condition.low_12v.is_on(), "12 V battery low"),
        (condition.remote_access_disabled.is_on(), "remote access off"),
        (owner.is_some_and(|owner| !owner.shares().any(|share| share.car == car.id)), "not in the account"),
    ];
    pills.extend(troubles.into_iter().filter(|(on, _)| *on).map(|(_, text)| pill("stop", "✕", text)));
    pills.extend(
        owner.and_then(|owner| owner.trouble).map(|trouble| pill("stop", "✕", &trouble.name().replace('-', " "))),
    );
    pills
}

fn charge(car: &Car, now: Timestamp) -> Option<Charge> {
    let (battery, percent, range_km) = (car.battery.as_ref()?, car.percent(now)?, car.range_km(now)?);
    let doing = match car.charge_status(now) {
        ChargeStatus::Charging => format!("charging to {:.0} %", battery.limit_percent),
        ChargeStatus::FullyCharged => format!("charged to its limit of {:.0} %", battery.limit_percent),
        ChargeStatus::NotCharging if battery.plugged_in() => "plugged in, not charging".to_owned(),
        ChargeStatus::NotCharging => "not plugged in".to_owned(),
    };
    Some(Charge {
        percent: whole(percent),
        limit: whole(battery.limit_percent),
        text: format!("{percent:.1} %, {range_km:.0} km, {doing}"),
    })
}

/// The switches that would turn as the car stands, each with its label.
fn buttons(car: &Car, now: Timestamp) -> Vec<(&'static str, Switch)> {
    let mut buttons = Vec::new();
    let (driving, charging) = (car.driving(now), car.charging(now));
    let plugged_in = car.battery.as_ref().map(Battery::plugged_in);
    match plugged_in {
        Some(true) => {
            buttons.push(("Unplug", Switch::Unplug));
            buttons.push(if charging {
                ("Stop charging", Switch::StopCharge)
            } else {
                ("Start charging", Switch::StartCharge)
            });
        }
        Some(false) if !driving => buttons.push(("Plug in", Switch::Plug)),
        Some(false) | None => {}
    }
    if driving {
        buttons.push(("Park", Switch::Park));
    } else {
        if plugged_in != Some(true) {
            buttons.push(("Drive away", Switch::Drive));
        }
        if car.availability(now) == Availability::Asleep {
            buttons.push(("Wake up", Switch::Wake));
        } else if !charging {
            buttons.push(("Put to sleep", Switch::Sleep));
        }
        buttons.push(if car.closures.locked { ("Unlock", Switch::Unlock) } else { ("Lock", Switch::Lock) });
    }
    buttons.push(if car.sleep.online { ("Cut connection", Switch::Offline) } else { ("Reconnect", Switch::Online) });
    match car.streaming {
        Some(true) => buttons.push(("Turn streaming off", Switch::Streaming(false))),
        Some(false) => buttons.push(("Turn streaming on", Switch::Streaming(true))),
        None => {}
    }
    if car.next_failure.is_some() {
        buttons.push(("Call the failure off", Switch::Fail(None)));
    }
    buttons
}

fn whole(percent: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 100 first")]
    let whole = percent.clamp(0.0, 100.0).round() as u32;
    whole
}

/// Kilometres with a narrow space between thousands.
fn grouped(km: f64) -> String {
    let digits = format!("{km:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}
