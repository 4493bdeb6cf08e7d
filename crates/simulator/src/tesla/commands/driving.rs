//! Who may drive, how fast, and how the car guards itself.

use jiff::SignedDuration;

use super::parameters::{flag, number, pin, present, text};
use super::{Command, No, Parameters};
use crate::car::features::SpeedLimit;

/// How long the car may be driven off after a remote start.
const STARTS_FOR: SignedDuration = SignedDuration::from_mins(2);

pub(super) const COMMANDS: &[Command] =
    &[
        Command("remote_start_drive", false, |car, _, now| {
            car.features.remote_start_until = now.checked_add(STARTS_FOR).ok();
            Ok(())
        }),
        Command("set_sentry_mode", false, |car, sent, _| {
            car.sleep.kept_awake = flag(sent, "on")?;
            Ok(())
        }),
        Command("set_valet_mode", false, |car, sent, _| {
            let on = flag(sent, "on")?;
            if sent.get("password").is_some_and(|password| password.as_str() != Some("")) {
                let code = pin(sent, "password")?;
                if !on && car.features.valet_pin.as_ref().is_some_and(|set| *set != code) {
                    return Err(No::reason("incorrect_pin"));
                }
                car.features.valet_pin = Some(code);
            } else if !on && car.features.valet_pin.is_some() {
                return Err(No::reason("pin_required"));
            }
            car.features.valet = on;
            Ok(())
        }),
        Command("reset_valet_pin", false, |car, _, _| {
            if car.features.valet {
                return Err(No::reason("valet_mode_on"));
            }
            car.features.valet_pin = None;
            Ok(())
        }),
        Command("guest_mode", false, |car, sent, _| {
            car.features.guest = flag(sent, "enable")?;
            Ok(())
        }),
        Command("erase_user_data", false, |car, _, _| {
            if car.features.guest { Ok(()) } else { Err(No::reason("guest_mode_required")) }
        }),
        Command("set_pin_to_drive", false, |car, sent, _| {
            let on = flag(sent, "on")?;
            car.pin = match sent.get("password") {
                Some(_) if on => Some(pin(sent, "password")?),
                _ if on => return Err(No::Invalid("missing password param".to_owned())),
                _ => None,
            };
            Ok(())
        }),
        Command("reset_pin_to_drive_pin", false, |car, _, _| {
            car.pin = None;
            Ok(())
        }),
        Command("clear_pin_to_drive_admin", false, |car, _, _| {
            car.pin = None;
            Ok(())
        }),
        Command("speed_limit_set_limit", false, |car, sent, _| {
            let mph = number(sent, "limit_mph")?;
            if !(50.0..=120.0).contains(&mph) {
                return Err(No::reason("invalid_value"));
            }
            car.features.speed_limit.mph = mph;
            Ok(())
        }),
        Command("speed_limit_activate", false, |car, sent, _| {
            right_pin(&mut car.features.speed_limit, sent)?;
            if std::mem::replace(&mut car.features.speed_limit.active, true) {
                return Err(No::reason("already on"));
            }
            Ok(())
        }),
        Command("speed_limit_deactivate", false, |car, sent, _| {
            right_pin(&mut car.features.speed_limit, sent)?;
            if std::mem::replace(&mut car.features.speed_limit.active, false) {
                Ok(())
            } else {
                Err(No::reason("already off"))
            }
        }),
        Command("speed_limit_clear_pin", false, |car, sent, _| {
            if car.features.speed_limit.active {
                return Err(No::reason("speed_limit_active"));
            }
            right_pin(&mut car.features.speed_limit, sent)?;
            car.features.speed_limit.pin = None;
            Ok(())
        }),
        Command("speed_limit_clear_pin_admin", false, |car, _, _| {
            car.features.speed_limit.pin = None;
            car.features.speed_limit.active = false;
            Ok(())
        }),
        Command("parental_controls_activate", false, |car, sent, _| {
            car.features.parental.pin = Some(pin(sent, "pin")?);
            car.features.parental.active = true;
            Ok(())
        }),
        Command("parental_controls_deactivate", false, |car, sent, _| {
            let pin = pin(sent, "pin")?;
            if car.features.parental.pin.as_ref() != Some(&pin) {
                return Err(No::reason("incorrect_pin"));
            }
            car.features.parental.active = false;
            Ok(())
        }),
        Command("parental_controls_clear_pin_admin", false, |car, _, _| {
            car.features.parental.pin = None;
            car.features.parental.active = false;
            Ok(())
        }),
        Command("parental_controls_enable_setting", false, |car, sent, _| {
            let setting = text(sent, "setting")?;
            let known = ["SPEED_LIMIT", "ACCELERATION", "SAFETY_FEATURES", "CURFEW"];
            let name = setting.to_ascii_uppercase();
            if !known.iter().any(|known| name.ends_with(known)) {
                return Err(No::Reason(format!("invalid setting: {}", setting.chars().take(40).collect::<String>())));
            }
            if flag(sent, "enable")? {
                car.features.parental.settings.insert(name);
            } else {
                car.features.parental.settings.remove(&name);
            }
            Ok(())
        }),
        Command("parental_controls_set_speed_limit", false, |car, sent, _| {
            car.features.parental.mph = Some(number(sent, "limit_mph")?);
            Ok(())
        }),
        Command("set_low_power_mode", false, |car, sent, _| {
            car.features.low_power = flag(sent, "enable")?;
            Ok(())
        }),
        Command("keep_accessory_power_mode", false, |car, sent, _| {
            car.features.accessory_power = flag(sent, "enable")?;
            Ok(())
        }),
    ];

/// The first PIN is taken; later ones must be the same.
fn right_pin(limit: &mut SpeedLimit, sent: &Parameters) -> Result<(), No> {
    present(sent, "pin")?;
    let pin = pin(sent, "pin")?;
    match &limit.pin {
        Some(known) if *known != pin => Err(No::reason("incorrect_pin")),
        Some(_) => Ok(()),
        None => {
            limit.pin = Some(pin);
            Ok(())
        }
    }
}
