//! A key comes onto a car or goes from it: by the owner's phone, the car's screen or a lever.

use jiff::Timestamp;

use crate::car::CarId;
use crate::car::keys::VirtualKey;
use crate::switch::SwitchRefused;
use crate::world::World;

/// Adds a key, as late and as whole as the scripts say.
pub(crate) fn add(
    world: &mut World,
    id: &CarId,
    name: &str,
    public_key: Option<String>,
    now: Timestamp,
) -> Result<(), SwitchRefused> {
    let added = now.checked_add(world.tesla.scripts.late_pairing()).unwrap_or(now);
    let half_installed = std::mem::take(&mut world.tesla.scripts.half_installed_key);
    let car = world.settled(id, now).ok_or(SwitchRefused::NoSuchCar)?;
    if !car.access().virtual_key() {
        return Err(SwitchRefused::NoVirtualKey);
    }
    let key = VirtualKey { name: name.to_owned(), public_key, added, removed: None, half_installed };
    if !car.keys.add(key, now) {
        return Err(SwitchRefused::TooManyKeys);
    }
    let text = format!("{} \u{2026}{}: the key of {name} is added.", car.model, car.ending());
    world.log.note(now, Some(id), text);
    Ok(())
}

/// Removes a key by its public half.
pub(crate) fn remove(world: &mut World, id: &CarId, public_key: &str, now: Timestamp) -> Result<(), SwitchRefused> {
    let car = world.settled(id, now).ok_or(SwitchRefused::NoSuchCar)?;
    let Some(name) = car.keys.remove(now, |key| key.public_key.as_deref() == Some(public_key)) else {
        return Err(SwitchRefused::NoSuchKey("that file".to_owned()));
    };
    let text = format!("{} \u{2026}{}: the key of {name} is removed.", car.model, car.ending());
    world.log.note(now, Some(id), text);
    Ok(())
}
