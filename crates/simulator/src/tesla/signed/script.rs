//! What scripts do to a car's computers.

use std::str::FromStr as _;

use jiff::Timestamp;
use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::vcsec::KeyFormFactor;
use openfob_tesla_command::{KeyEntry, PublicKey};

use super::conversation::tesla_name;
use super::faults::Message;
use crate::car::CarId;
use crate::world::World;

/// The scripts by name, with what they take.
pub(crate) const NAMES: [(&str, &str); 3] = [
    (
        "signed-fault",
        "what goes wrong with the car's next signed command: a fault, such as busy or time-expired, or what becomes of the answer, such as lost; :3 for three times, :always",
    ),
    ("session-fault", "the same for the next request for a session, such as bad-tag or unknown-key-id"),
    ("car-clock", "seconds by which the car's clock is set forward (3600)"),
];

/// The key's role by its name after `ROLE_`, and what the key is by its name after `KEY_FORM_FACTOR_`.
pub(crate) fn appoint(
    world: &mut World,
    id: &CarId,
    public_key: &str,
    role: &str,
    form_factor: Option<&str>,
) -> Result<(), String> {
    let spelled = |name: &str| name.trim().to_ascii_uppercase().replace('-', "_");
    let known = Role::from_str_name(&format!("ROLE_{}", spelled(role)));
    let known = known
        .filter(|role| !matches!(role, Role::None | Role::Service))
        .ok_or_else(|| "role must be owner, driver, fm, vehicle-monitor, charging-manager or guest.".to_owned())?;
    let form_factor = form_factor.unwrap_or("cloud-key");
    let form_factor = KeyFormFactor::from_str_name(&format!("KEY_FORM_FACTOR_{}", spelled(form_factor)))
        .ok_or("form_factor must be nfc-card, ios-device, android-device or cloud-key.")?;
    let key = PublicKey::from_text(public_key).map_err(|error| error.to_string())?;
    world.tesla.computers.of(id).appoint(KeyEntry { key, role: known, form_factor });
    Ok(())
}

/// Holds a key card to a car: the key that someone asked to put on it is put on it.
pub(crate) fn tap_card(world: &mut World, id: &CarId, now: Timestamp) -> Result<(), String> {
    let World { cars, tesla, log, .. } = world;
    let car = cars.get_mut(id).ok_or("There is no such car.")?;
    let computer = tesla.computers.of(id);
    let running = computer.running(car, now).ok_or("This car takes no keys.")?;
    let tapped = running
        .tap_card()
        .ok_or("No key waits for a card. Ask for one first: add-key-request, without a signature.")?;
    computer.keep(car, |point| tesla_name(&tesla.registrations, point), now);
    tesla.air.say(id, tapped.answer);
    tapped.result.map_err(|problem| format!("The car takes no more keys: {}.", problem.as_str_name()))?;
    let text =
        format!("{} \u{2026}{}: a card is held to it, and the key that waited is added.", car.model, car.ending());
    log.note(now, Some(id), text);
    Ok(())
}

/// Plays one of these scripts on a car; none where the name is another's.
pub(crate) fn play(
    world: &mut World,
    id: &CarId,
    name: &str,
    value: Option<&str>,
    now: Timestamp,
) -> Option<Result<(), String>> {
    let computer = world.tesla.computers.of(id);
    let wish = value.map(str::trim).filter(|value| !value.is_empty());
    let played = match name {
        "signed-fault" => computer.faults.tell(Message::Command, wish.unwrap_or("busy")),
        "session-fault" => computer.faults.tell(Message::Session, wish.unwrap_or("busy")),
        "car-clock" => {
            let wish = wish.unwrap_or("3600");
            let seconds = i64::from_str(wish.trim_end_matches('s'));
            seconds
                .map(|seconds| computer.shift_clock(seconds))
                .map_err(|_| "car-clock takes whole seconds, such as 3600 or -60.".to_owned())
        }
        _ => return None,
    };
    if played.is_ok() {
        let vin = world.cars.get(id).map(|car| car.vin.clone()).unwrap_or_default();
        let shown = wish.unwrap_or("on");
        world.log.note_command(
            now,
            Some(id),
            format!("The script {name} is {shown}."),
            format!("openfob sim tesla script {name} {shown} --vin {vin}"),
        );
    }
    Some(played)
}
