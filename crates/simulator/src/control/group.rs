//! A card's further switches, grouped by what they are about.

use super::card::Button;
use crate::account::{Account, Trouble};
use crate::car::Car;
use crate::car::closures::Part;
use crate::car::failure::Failure;
use crate::car::motion::AtHome;
use crate::switch::Switch;

/// Switches about one subject.
pub(super) struct Group {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) settings: Vec<Setting>,
    pub(super) buttons: Vec<Button>,
}

/// A switch with a value to fill in or choose.
pub(super) struct Setting {
    pub(super) switch: &'static str,
    pub(super) field: &'static str,
    pub(super) label: &'static str,
    /// The lowest, the highest and a likely number; `None`: one of `choices`.
    pub(super) range: Option<(f64, f64, f64)>,
    pub(super) choices: Vec<String>,
    /// An example.
    pub(super) command: String,
}

/// The groups of a car, without those that have nothing for it.
pub(super) fn groups(car: &Car, owner: Option<&Account>) -> Vec<Group> {
    let groups =
        [energy(car), openings(car), surroundings(car), troubles(car), at_the_maker(car, owner), failures(car)];
    groups.into_iter().filter(|group| !group.settings.is_empty() || !group.buttons.is_empty()).collect()
}

fn energy(car: &Car) -> Group {
    let (mut settings, mut buttons) = (Vec::new(), Vec::new());
    if car.battery.is_some() {
        settings.push(Setting::number("Charge level, %", (0.0, 100.0, 60.0), Switch::ChargeLevel, car));
        settings.push(Setting::number("Charge limit, %", (50.0, 100.0, 80.0), Switch::ChargeLimit, car));
        let fault = car.condition.charge_fault.is_on();
        let label = if fault { "Mend the charger" } else { "Break the charger" };
        buttons.push(Button::new(label, &Switch::ChargeFault(!fault), car));
    }
    if car.tank.is_some() {
        settings.push(Setting::number("Fuel level, %", (0.0, 100.0, 60.0), Switch::FuelLevel, car));
    }
    Group { id: "energy", title: "Charge and fuel", settings, buttons }
}

fn openings(car: &Car) -> Group {
    let parts = Part::ALL.into_iter().filter(|part| car.has(*part).is_ok());
    let names: Vec<String> = parts.map(|part| part.name().to_owned()).collect();
    let settings = vec![
        Setting::choice("Open", names, &Switch::Open(Part::FrontLeftDoor), car),
        Setting::choice(
            "Close",
            car.closures.open.iter().map(|part| part.name().to_owned()).collect(),
            &Switch::Close(Part::FrontLeftDoor),
            car,
        ),
    ];
    let settings = settings.into_iter().filter(|setting| !setting.choices.is_empty()).collect();
    Group { id: "openings", title: "Doors and windows", settings, buttons: Vec::new() }
}

fn surroundings(car: &Car) -> Group {
    let ambient = |celsius| Switch::Ambient(Some(celsius));
    let mut settings = vec![Setting::number("Temperature outside, °C", (-40.0, 50.0, 5.0), ambient, car)];
    if car.make.has_screen() {
        let at = AtHome::ALL.map(|at| at.name().to_owned()).to_vec();
        settings.push(Setting::choice("Says that it is at home", at, &Switch::AtHome(AtHome::Unset), car));
    }
    let natural = car.climate.outside_c.map(|_| Button::new("Natural temperature", &Switch::Ambient(None), car));
    Group { id: "surroundings", title: "Surroundings", settings, buttons: natural.into_iter().collect() }
}

fn troubles(car: &Car) -> Group {
    let condition = &car.condition;
    let flip =
        |on: bool, begin: &str, end: &str, switch: Switch| Button::new(if on { end } else { begin }, &switch, car);
    let (service, low) = (condition.in_service.is_on(), condition.low_12v.is_on());
    let shut_off = condition.remote_access_disabled.is_on();
    let buttons = vec![
        flip(service, "To the workshop", "Out of the workshop", Switch::InService(!service)),
        flip(low, "Drain the 12 V battery", "Charge the 12 V battery", Switch::Low12V(!low)),
        flip(shut_off, "Remote access off", "Remote access on", Switch::RemoteAccess(shut_off)),
    ];
    Group { id: "troubles", title: "Troubles", settings: Vec::new(), buttons }
}

fn at_the_maker(car: &Car, owner: Option<&Account>) -> Group {
    let mut group =
        Group { id: "account", title: "The account at the maker", settings: Vec::new(), buttons: Vec::new() };
    let Some(owner) = owner else { return group };
    let states = std::iter::once("ok").chain(Trouble::ALL.map(Trouble::name)).map(str::to_owned).collect();
    group.settings.push(Setting::choice("State", states, &Switch::Account(Some(Trouble::PasswordChanged)), car));
    let mut button = |label: &str, switch: &Switch| group.buttons.push(Button::new(label, switch, car));
    if let Some(given) = owner.gives_location() {
        let label = if given { "Take location back" } else { "Give location" };
        button(label, &Switch::LocationPermission(!given));
    }
    let has_car = owner.shares().any(|share| share.car == car.id);
    let label = if has_car { "Remove from the account" } else { "Return to the account" };
    button(label, &Switch::InAccount(!has_car));
    group
}

fn failures(car: &Car) -> Group {
    let names = Failure::all().map(|failure| failure.to_string()).collect();
    let example = Switch::Fail(Some(Failure::new("VEHICLE_STATE", "ASLEEP")));
    let settings = vec![Setting::choice("Next call fails with", names, &example, car)];
    Group { id: "failure", title: "A failure", settings, buttons: Vec::new() }
}

impl Setting {
    fn number(label: &'static str, range: (f64, f64, f64), switch: impl Fn(f64) -> Switch, car: &Car) -> Self {
        Self { range: Some(range), ..Self::choice(label, Vec::new(), &switch(range.2), car) }
    }

    fn choice(label: &'static str, choices: Vec<String>, example: &Switch, car: &Car) -> Self {
        let field = example.fields().first().map_or("", |(field, _)| field);
        let command = example.command(car.ending());
        Self { switch: example.name(), field, label, range: None, choices, command }
    }
}
