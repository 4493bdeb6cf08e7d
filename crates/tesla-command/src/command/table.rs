//! The commands by their names in Tesla's Fleet API: what each takes, where it goes, and what is sent.
//!
//! Names, parameters and bounds are those of `tesla-http-proxy` and of the Fleet API's documentation.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::command::{Action, Command, SecurityCommand};
use super::days::parse_days;
use super::invalid::InvalidCommand;
use super::parameters::ParameterKind::{Bool, Number, Text};
use super::parameters::{Parameter, ParameterKind, Parameters};
use crate::domain::Domain;
use crate::proto::car_server::auto_seat_climate_action::{AutoSeatPositionE, CarSeat};
use crate::proto::car_server::charging_start_stop_action::ChargingAction;
use crate::proto::car_server::hvac_seat_cooler_actions::{HvacSeatCoolerAction, HvacSeatCoolerPositionE};
use crate::proto::car_server::hvac_seat_heater_actions::HvacSeatHeaterAction;
use crate::proto::car_server::hvac_seat_heater_actions::hvac_seat_heater_action::{SeatHeaterLevel, SeatPosition};
use crate::proto::car_server::hvac_temperature_adjustment_action::{Temperature, temperature};
use crate::proto::car_server::media_update_volume::MediaVolume;
use crate::proto::car_server::parental_controls_enable_settings_action::ParentalControlsSettingE;
#[allow(clippy::wildcard_imports, reason = "every message of a command is made here")]
use crate::proto::car_server::*;
use crate::proto::vcsec::{ClosureMoveRequest, ClosureMoveTypeE, RkeActionE};

/// A command of the Fleet API.
#[derive(Debug)]
pub struct CommandSpecification {
    /// Its name: the last part of the path.
    pub name: &'static str,
    /// How it gets to the car.
    pub route: Route,
    /// What it takes, in the order in which it is checked.
    pub parameters: &'static [Parameter],
    build: Build,
}

/// How a command gets to a car that wants signed commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Signed, to this part of the car.
    Signed(Domain),
    /// The Fleet API's own `wake_up`: no car is asked.
    WakeUp,
    /// Unsigned, for every car: the Fleet API does it.
    Rest,
    /// Cannot be sent at all.
    NotImplemented,
}

/// A command that was understood.
#[derive(Clone, Debug, PartialEq)]
pub enum Parsed {
    /// To sign, and to send to the car.
    Signed(Command),
    /// To ask of the Fleet API's `wake_up`.
    WakeUp,
    /// To pass on to the Fleet API as it is.
    Rest,
}

/// Makes a command of checked parameters. The time names new schedules.
type Build = fn(&Parameters<'_>, Timestamp) -> Result<Command, InvalidCommand>;

/// The specification of a command; none for names that nobody knows.
#[must_use]
pub fn specification(name: &str) -> Option<&'static CommandSpecification> {
    COMMANDS.binary_search_by(|command| command.name.cmp(name)).ok().and_then(|index| COMMANDS.get(index))
}

/// Reads a command from its name and its JSON body, which may be empty or null. The time names new schedules.
///
/// # Errors
/// Whatever is wrong with it, with the text that users of `tesla-http-proxy` know. Nothing that comes out needs
/// another check before it is signed.
pub fn parse(name: &str, body: &[u8], now: Timestamp) -> Result<Parsed, InvalidCommand> {
    let specification = specification(name).ok_or(InvalidCommand::Unknown)?;
    match specification.route {
        Route::Signed(_) => {}
        Route::WakeUp => return Ok(Parsed::WakeUp),
        Route::Rest => return Ok(Parsed::Rest),
        Route::NotImplemented => return Err(InvalidCommand::NotImplemented),
    }
    let given: Map<String, Value> = if body.is_empty() {
        Map::new()
    } else {
        let given: Option<_> = serde_json::from_slice(body).map_err(|_| InvalidCommand::NotAnObject)?;
        given.unwrap_or_default()
    };
    let parameters = Parameters::check(&given, specification.parameters)?;
    (specification.build)(&parameters, now).map(Parsed::Signed)
}

/// Every command, by name.
pub const COMMANDS: &[CommandSpecification] = &[
    security("actuate_trunk", &[optional(Text, "which_trunk", "`front` or `rear`")], |p, _| actuate_trunk(p)),
    signed(
        "add_charge_schedule",
        &[
            required(Number, "lat", "degrees"),
            required(Number, "lon", "degrees"),
            optional(Number, "start_time", "minutes after midnight"),
            required(Bool, "start_enabled", ""),
            optional(Number, "end_time", "minutes after midnight"),
            required(Bool, "end_enabled", ""),
            required(Text, "days_of_week", "names with commas: `SUN` to `SAT`, full names, `ALL`, `WEEKDAYS`"),
            optional(Number, "id", "which schedule to change; the time in seconds where 0 or absent"),
            required(Bool, "enabled", ""),
            optional(Bool, "one_time", ""),
        ],
        add_charge_schedule,
    ),
    signed(
        "add_precondition_schedule",
        &[
            required(Number, "lat", "degrees"),
            required(Number, "lon", "degrees"),
            required(Number, "precondition_time", "minutes after midnight"),
            optional(Bool, "one_time", ""),
            required(Text, "days_of_week", "names with commas: `SUN` to `SAT`, full names, `ALL`, `WEEKDAYS`"),
            optional(Number, "id", "which schedule to change; the time in seconds where 0 or absent"),
            required(Bool, "enabled", ""),
        ],
        add_precondition_schedule,
    ),
    signed("adjust_volume", &[required(Number, "volume", "0 to 10")], |p, _| adjust_volume(p)),
    signed("auto_conditioning_start", &[], |_, _| {
        Ok(infotainment(Action::HvacAutoAction(HvacAutoAction { power_on: true, manual_override: false })))
    }),
    signed("auto_conditioning_stop", &[], |_, _| {
        Ok(infotainment(Action::HvacAutoAction(HvacAutoAction { power_on: false, manual_override: false })))
    }),
    signed("cancel_software_update", &[], |_, _| {
        Ok(infotainment(Action::VehicleControlCancelSoftwareUpdateAction(VehicleControlCancelSoftwareUpdateAction {})))
    }),
    signed("charge_max_range", &[], |_, _| Ok(charging(ChargingAction::StartMaxRange(Void {})))),
    signed("charge_port_door_close", &[], |_, _| Ok(infotainment(Action::ChargePortDoorClose(ChargePortDoorClose {})))),
    signed("charge_port_door_open", &[], |_, _| Ok(infotainment(Action::ChargePortDoorOpen(ChargePortDoorOpen {})))),
    signed("charge_standard", &[], |_, _| Ok(charging(ChargingAction::StartStandard(Void {})))),
    signed("charge_start", &[], |_, _| Ok(charging(ChargingAction::Start(Void {})))),
    signed("charge_stop", &[], |_, _| Ok(charging(ChargingAction::Stop(Void {})))),
    signed("clear_pin_to_drive_admin", &[], |_, _| {
        Ok(infotainment(Action::VehicleControlResetPinToDriveAdminAction(VehicleControlResetPinToDriveAdminAction {})))
    }),
    security("close_tonneau", &[], |_, _| Ok(tonneau(ClosureMoveTypeE::ClosureMoveTypeClose))),
    security("door_lock", &[], |_, _| Ok(remote_keyless(RkeActionE::RkeActionLock))),
    security("door_unlock", &[], |_, _| Ok(remote_keyless(RkeActionE::RkeActionUnlock))),
    signed("erase_user_data", &[], |_, _| {
        Ok(infotainment(Action::EraseUserDataAction(EraseUserDataAction { reason: String::new() })))
    }),
    signed("flash_lights", &[], |_, _| {
        Ok(infotainment(Action::VehicleControlFlashLightsAction(VehicleControlFlashLightsAction {})))
    }),
    signed("guest_mode", &[required(Bool, "enable", "")], |p, _| {
        Ok(infotainment(Action::GuestModeAction(vehicle_state::GuestMode { guest_mode_active: p.bool("enable") })))
    }),
    signed("honk_horn", &[], |_, _| {
        Ok(infotainment(Action::VehicleControlHonkHornAction(VehicleControlHonkHornAction {})))
    }),
    signed("keep_accessory_power_mode", &[required(Bool, "enable", "")], |p, _| {
        Ok(infotainment(Action::SetKeepAccessoryPowerModeAction(SetKeepAccessoryPowerModeAction {
            keep_accessory_power_mode: p.bool("enable"),
        })))
    }),
    signed("media_next_fav", &[], |_, _| Ok(infotainment(Action::MediaNextFavorite(MediaNextFavorite {})))),
    signed("media_next_track", &[], |_, _| Ok(infotainment(Action::MediaNextTrack(MediaNextTrack {})))),
    signed("media_prev_fav", &[], |_, _| Ok(infotainment(Action::MediaPreviousFavorite(MediaPreviousFavorite {})))),
    signed("media_prev_track", &[], |_, _| Ok(infotainment(Action::MediaPreviousTrack(MediaPreviousTrack {})))),
    signed("media_toggle_playback", &[], |_, _| Ok(infotainment(Action::MediaPlayAction(MediaPlayAction {})))),
    signed("media_volume_down", &[], |_, _| Ok(volume(MediaVolume::VolumeDelta(-1)))),
    signed("media_volume_up", &[], |_, _| Ok(volume(MediaVolume::VolumeDelta(1)))),
    plain("navigation_request", Route::Rest),
    security("open_tonneau", &[], |_, _| Ok(tonneau(ClosureMoveTypeE::ClosureMoveTypeOpen))),
    signed("parental_controls_activate", &[required(Text, "pin", "four digits")], |p, _| {
        Ok(infotainment(Action::ParentalControlsAction(ParentalControlsAction {
            activate: true,
            pin: four_digits(p.text("pin"))?,
        })))
    }),
    signed("parental_controls_clear_pin_admin", &[], |_, _| {
        Ok(infotainment(Action::ParentalControlsClearPinAdminAction(ParentalControlsClearPinAdminAction {})))
    }),
    signed("parental_controls_deactivate", &[required(Text, "pin", "four digits")], |p, _| {
        Ok(infotainment(Action::ParentalControlsAction(ParentalControlsAction {
            activate: false,
            pin: four_digits(p.text("pin"))?,
        })))
    }),
    signed(
        "parental_controls_enable_setting",
        &[
            required(
                Text,
                "setting",
                "`SpeedLimit`, `Acceleration`, `SafetyFeatures`, `Curfew`, `BrowserBlocked`, `TheaterBlocked` or `ArcadeBlocked`",
            ),
            required(Bool, "enable", ""),
        ],
        |p, _| parental_setting(p),
    ),
    signed("parental_controls_set_speed_limit", &[required(Number, "limit_mph", "miles per hour")], |p, _| {
        Ok(infotainment(Action::ParentalControlsSetSpeedLimitAction(ParentalControlsSetSpeedLimitAction {
            limit_mph: p.number("limit_mph"),
        })))
    }),
    signed(
        "remote_auto_seat_climate_request",
        &[
            required(Number, "auto_seat_position", "1 front left, 2 front right, others unknown to the car"),
            required(Bool, "auto_climate_on", ""),
        ],
        |p, _| auto_seat(p),
    ),
    plain("remote_boombox", Route::NotImplemented),
    signed(
        "remote_seat_cooler_request",
        &[
            required(Number, "seat_position", "1 front left, 2 front right"),
            required(Number, "seat_cooler_level", "1 off, 2 low, 3 medium, 4 high; 0 unknown to the car"),
        ],
        |p, _| seat_cooler(p),
    ),
    signed(
        "remote_seat_heater_request",
        &[
            required(
                Number,
                "seat_position",
                "0 front left, 1 front right, 2 second row left, 3 its back, 4 second row centre, 5 second row right, 6 its back, 7 third row left, 8 third row right",
            ),
            required(Number, "level", "0 off, 1 low, 2 medium, 3 high, others unknown to the car"),
        ],
        |p, _| seat_heater(p),
    ),
    security("remote_start_drive", &[], |_, _| Ok(remote_keyless(RkeActionE::RkeActionRemoteDrive))),
    signed("remote_steering_wheel_heater_request", &[required(Bool, "on", "")], |p, _| {
        Ok(infotainment(Action::HvacSteeringWheelHeaterAction(HvacSteeringWheelHeaterAction {
            power_on: p.bool("on"),
        })))
    }),
    signed("remove_charge_schedule", &[required(Number, "id", "")], |p, _| {
        Ok(infotainment(Action::RemoveChargeScheduleAction(RemoveChargeScheduleAction { id: p.id("id")? })))
    }),
    signed("remove_precondition_schedule", &[required(Number, "id", "")], |p, _| {
        Ok(infotainment(Action::RemovePreconditionScheduleAction(RemovePreconditionScheduleAction { id: p.id("id")? })))
    }),
    signed("reset_pin_to_drive_pin", &[], |_, _| {
        Ok(infotainment(Action::VehicleControlResetPinToDriveAction(VehicleControlResetPinToDriveAction {})))
    }),
    signed("reset_valet_pin", &[], |_, _| {
        Ok(infotainment(Action::VehicleControlResetValetPinAction(VehicleControlResetValetPinAction {})))
    }),
    signed("schedule_software_update", &[required(Number, "offset_sec", "seconds from now")], |p, _| {
        Ok(infotainment(Action::VehicleControlScheduleSoftwareUpdateAction(
            VehicleControlScheduleSoftwareUpdateAction { offset_sec: p.int32("offset_sec")? },
        )))
    }),
    signed("set_bioweapon_mode", &[required(Bool, "on", ""), required(Bool, "manual_override", "")], |p, _| {
        Ok(infotainment(Action::HvacBioweaponModeAction(HvacBioweaponModeAction {
            on: p.bool("on"),
            manual_override: p.bool("manual_override"),
        })))
    }),
    signed("set_cabin_overheat_protection", &[required(Bool, "on", ""), optional(Bool, "fan_only", "")], |p, _| {
        Ok(infotainment(Action::SetCabinOverheatProtectionAction(SetCabinOverheatProtectionAction {
            on: p.bool("on"),
            fan_only: p.bool("fan_only"),
        })))
    }),
    signed("set_charge_limit", &[required(Number, "percent", "the car takes 50 to 100")], |p, _| {
        Ok(infotainment(Action::ChargingSetLimitAction(ChargingSetLimitAction { percent: p.int32("percent")? })))
    }),
    signed("set_charging_amps", &[required(Number, "charging_amps", "A")], |p, _| {
        Ok(infotainment(Action::SetChargingAmpsAction(SetChargingAmpsAction {
            charging_amps: p.int32("charging_amps")?,
        })))
    }),
    signed(
        "set_climate_keeper_mode",
        &[required(Number, "climate_keeper_mode", "0 off, 1 on, 2 dog, 3 camp"), optional(Bool, "manual_override", "")],
        |p, _| {
            Ok(infotainment(Action::HvacClimateKeeperAction(HvacClimateKeeperAction {
                climate_keeper_action: p.whole("climate_keeper_mode", 0, 3)?,
                manual_override: p.bool("manual_override"),
            })))
        },
    ),
    signed("set_cop_temp", &[required(Number, "cop_temp", "0 unspecified, 1 low, 2 medium, 3 high")], |p, _| {
        Ok(infotainment(Action::SetCopTempAction(SetCopTempAction { cop_activation_temp: p.whole("cop_temp", 0, 3)? })))
    }),
    signed("set_low_power_mode", &[required(Bool, "enable", "")], |p, _| {
        Ok(infotainment(Action::SetLowPowerModeAction(SetLowPowerModeAction { low_power_mode: p.bool("enable") })))
    }),
    plain("set_managed_charge_current_request", Route::Rest),
    plain("set_managed_charger_location", Route::Rest),
    plain("set_managed_scheduled_charging_time", Route::Rest),
    signed("set_pin_to_drive", &[required(Bool, "on", ""), optional(Text, "password", "the PIN")], |p, _| {
        Ok(infotainment(Action::VehicleControlSetPinToDriveAction(VehicleControlSetPinToDriveAction {
            on: p.bool("on"),
            password: p.text("password").to_owned(),
        })))
    }),
    signed("set_preconditioning_max", &[required(Bool, "on", ""), optional(Bool, "manual_override", "")], |p, _| {
        Ok(infotainment(Action::HvacSetPreconditioningMaxAction(HvacSetPreconditioningMaxAction {
            on: p.bool("on"),
            manual_override: p.bool("manual_override"),
            manual_override_mode: Vec::new(),
        })))
    }),
    signed(
        "set_scheduled_charging",
        &[required(Bool, "enable", ""), optional(Number, "time", "minutes after midnight")],
        |p, _| {
            Ok(infotainment(Action::ScheduledChargingAction(ScheduledChargingAction {
                enabled: p.bool("enable"),
                charging_time: p.int32("time")?,
            })))
        },
    ),
    signed(
        "set_scheduled_departure",
        &[
            required(Bool, "enable", "false clears the schedule; the others are ignored then"),
            with("enable", Bool, "off_peak_charging_enabled", "all days"),
            with("enable", Bool, "off_peak_charging_weekdays_only", "wins over the former"),
            with("enable", Bool, "preconditioning_enabled", "all days"),
            with("enable", Bool, "preconditioning_weekdays_only", "wins over the former"),
            with("enable", Number, "departure_time", "minutes after midnight, up to 1440"),
            with("enable", Number, "end_off_peak_time", "minutes after midnight, up to 1440"),
        ],
        |p, _| scheduled_departure(p),
    ),
    signed("set_sentry_mode", &[required(Bool, "on", "")], |p, _| {
        Ok(infotainment(Action::VehicleControlSetSentryModeAction(VehicleControlSetSentryModeAction {
            on: p.bool("on"),
        })))
    }),
    signed(
        "set_temps",
        &[optional(Number, "driver_temp", "°C"), optional(Number, "passenger_temp", "°C")],
        |p, _| set_temps(p),
    ),
    signed(
        "set_valet_mode",
        &[required(Bool, "on", ""), optional(Text, "password", "four digits; ignored when switched off")],
        |p, _| set_valet_mode(p),
    ),
    signed("set_vehicle_name", &[required(Text, "vehicle_name", "")], |p, _| {
        Ok(infotainment(Action::SetVehicleNameAction(SetVehicleNameAction {
            vehicle_name: p.text("vehicle_name").to_owned(),
        })))
    }),
    signed("speed_limit_activate", &[required(Text, "pin", "")], |p, _| {
        Ok(infotainment(Action::DrivingSpeedLimitAction(DrivingSpeedLimitAction {
            activate: true,
            pin: p.text("pin").to_owned(),
        })))
    }),
    signed("speed_limit_clear_pin", &[required(Text, "pin", "")], |p, _| {
        Ok(infotainment(Action::DrivingClearSpeedLimitPinAction(DrivingClearSpeedLimitPinAction {
            pin: p.text("pin").to_owned(),
        })))
    }),
    signed("speed_limit_clear_pin_admin", &[], |_, _| {
        Ok(infotainment(Action::DrivingClearSpeedLimitPinAdminAction(DrivingClearSpeedLimitPinAdminAction {})))
    }),
    signed("speed_limit_deactivate", &[required(Text, "pin", "")], |p, _| {
        Ok(infotainment(Action::DrivingSpeedLimitAction(DrivingSpeedLimitAction {
            activate: false,
            pin: p.text("pin").to_owned(),
        })))
    }),
    signed("speed_limit_set_limit", &[required(Number, "limit_mph", "miles per hour")], |p, _| {
        Ok(infotainment(Action::DrivingSetSpeedLimitAction(DrivingSetSpeedLimitAction {
            limit_mph: p.number("limit_mph"),
        })))
    }),
    security("stop_tonneau", &[], |_, _| Ok(tonneau(ClosureMoveTypeE::ClosureMoveTypeStop))),
    signed("trigger_homelink", &[required(Number, "lat", "degrees"), required(Number, "lon", "degrees")], |p, _| {
        trigger_homelink(p)
    }),
    plain("wake_up", Route::WakeUp),
    signed("window_control", &[required(Text, "command", "`vent` or `close`")], |p, _| window_control(p)),
];

const fn signed(name: &'static str, parameters: &'static [Parameter], build: Build) -> CommandSpecification {
    CommandSpecification { name, route: Route::Signed(Domain::Infotainment), parameters, build }
}

const fn security(name: &'static str, parameters: &'static [Parameter], build: Build) -> CommandSpecification {
    CommandSpecification { name, route: Route::Signed(Domain::VehicleSecurity), parameters, build }
}

const fn plain(name: &'static str, route: Route) -> CommandSpecification {
    CommandSpecification { name, route, parameters: &[], build: |_, _| Err(InvalidCommand::NotImplemented) }
}

const fn required(kind: ParameterKind, name: &'static str, meaning: &'static str) -> Parameter {
    Parameter { name, kind, required: true, only_with: None, meaning }
}

const fn optional(kind: ParameterKind, name: &'static str, meaning: &'static str) -> Parameter {
    Parameter { name, kind, required: false, only_with: None, meaning }
}

/// One that is looked at where another one is true.
const fn with(other: &'static str, kind: ParameterKind, name: &'static str, meaning: &'static str) -> Parameter {
    Parameter { only_with: Some(other), ..optional(kind, name, meaning) }
}

fn infotainment(action: Action) -> Command {
    Command::Infotainment(action)
}

fn remote_keyless(action: RkeActionE) -> Command {
    Command::Security(SecurityCommand::RemoteKeyless(action))
}

fn move_closures(request: ClosureMoveRequest) -> Command {
    Command::Security(SecurityCommand::MoveClosures(request))
}

fn tonneau(movement: ClosureMoveTypeE) -> Command {
    move_closures(ClosureMoveRequest { tonneau: movement.into(), ..ClosureMoveRequest::default() })
}

fn actuate_trunk(p: &Parameters<'_>) -> Result<Command, InvalidCommand> {
    let movement = ClosureMoveTypeE::ClosureMoveTypeMove.into();
    match p.text("which_trunk") {
        "front" => Ok(move_closures(ClosureMoveRequest { front_trunk: movement, ..ClosureMoveRequest::default() })),
        "rear" => Ok(move_closures(ClosureMoveRequest { rear_trunk: movement, ..ClosureMoveRequest::default() })),
        _ => Err(InvalidCommand::InvalidValue("invalid_value".to_owned())),
    }
}

fn charging(action: ChargingAction) -> Command {
    infotainment(Action::ChargingStartStopAction(ChargingStartStopAction { charging_action: Some(action) }))
}

fn volume(volume: MediaVolume) -> Command {
    infotainment(Action::MediaUpdateVolume(MediaUpdateVolume { media_volume: Some(volume) }))
}

fn adjust_volume(p: &Parameters<'_>) -> Result<Command, InvalidCommand> {
    let level = p.float("volume")?;
    if (0.0..=10.0).contains(&level) {
        Ok(volume(MediaVolume::VolumeAbsoluteFloat(level)))
    } else {
        Err(InvalidCommand::OutOfBounds("invalid volume (should be in [0, 10])"))
    }
}

fn add_charge_schedule(p: &Parameters<'_>, now: Timestamp) -> Result<Command, InvalidCommand> {
    Ok(infotainment(Action::AddChargeScheduleAction(ChargeSchedule {
        id: schedule_id(p, now)?,
        name: String::new(),
        days_of_week: parse_days(p.text("days_of_week"))?,
        start_enabled: p.bool("start_enabled"),
        start_time: p.int32("start_time")?,
        end_enabled: p.bool("end_enabled"),
        end_time: p.int32("end_time")?,
        one_time: p.bool("one_time"),
        enabled: p.bool("enabled"),
        latitude: latitude(p)?,
        longitude: longitude(p)?,
    })))
}

fn add_precondition_schedule(p: &Parameters<'_>, now: Timestamp) -> Result<Command, InvalidCommand> {
    Ok(infotainment(Action::AddPreconditionScheduleAction(PreconditionSchedule {
        id: schedule_id(p, now)?,
        name: String::new(),
        days_of_week: parse_days(p.text("days_of_week"))?,
        precondition_time: p.int32("precondition_time")?,
        one_time: p.bool("one_time"),
        enabled: p.bool("enabled"),
        latitude: latitude(p)?,
        longitude: longitude(p)?,
    })))
}

/// A new schedule is named after the second in which it was made.
fn schedule_id(p: &Parameters<'_>, now: Timestamp) -> Result<u64, InvalidCommand> {
    match p.id("id")? {
        0 => u64::try_from(now.as_second()).map_err(|_| InvalidCommand::Invalid("id")),
        id => Ok(id),
    }
}

fn latitude(p: &Parameters<'_>) -> Result<f32, InvalidCommand> {
    p.float("lat").and_then(|degrees| within(degrees, 90.0, "lat"))
}

fn longitude(p: &Parameters<'_>) -> Result<f32, InvalidCommand> {
    p.float("lon").and_then(|degrees| within(degrees, 180.0, "lon"))
}

fn within(degrees: f32, most: f32, name: &'static str) -> Result<f32, InvalidCommand> {
    if degrees.abs() <= most { Ok(degrees) } else { Err(InvalidCommand::Invalid(name)) }
}

fn four_digits(pin: &str) -> Result<String, InvalidCommand> {
    let valid = pin.len() == 4 && pin.bytes().all(|byte| byte.is_ascii_digit());
    if valid { Ok(pin.to_owned()) } else { Err(InvalidCommand::OutOfBounds("PIN codes must be four digits")) }
}

fn parental_setting(p: &Parameters<'_>) -> Result<Command, InvalidCommand> {
    let name = p.text("setting");
    let setting = ParentalControlsSettingE::from_str_name(name)
        .ok_or_else(|| InvalidCommand::InvalidValue(format!("invalid setting: {name}")))?;
    Ok(infotainment(Action::ParentalControlsEnableSettingsAction(ParentalControlsEnableSettingsAction {
        setting: setting.into(),
        enable: p.bool("enable"),
    })))
}

fn auto_seat(p: &Parameters<'_>) -> Result<Command, InvalidCommand> {
    let seat_position = match p.int32("auto_seat_position")? {
        1 => AutoSeatPositionE::AutoSeatPositionFrontLeft,
        2 => AutoSeatPositionE::AutoSeatPositionFrontRight,
        _ => AutoSeatPositionE::AutoSeatPositionUnknown,
    };
    Ok(infotainment(Action::AutoSeatClimateAction(AutoSeatClimateAction {
        carseat: vec![CarSeat { on: p.bool("auto_climate_on"), seat_position: seat_position.into() }],
    })))
}

fn seat_cooler(p: &Parameters<'_>) -> Result<Command, InvalidCommand> {
    let seat_position = match p.int32("seat_position")? {
        1 => HvacSeatCoolerPositionE::HvacSeatCoolerPositionFrontLeft,
        2 => HvacSeatCoolerPositionE::HvacSeatCoolerPositionFrontRight,
        _ => return Err(InvalidCommand::OutOfBounds("invalid seat position")),
    };
    Ok(infotainment(Action::HvacSeatCoolerActions(HvacSeatCoolerActions {
        hvac_seat_cooler_action: vec![HvacSeatCoolerAction {
            seat_cooler_level: p.whole("seat_cooler_level", 0, 4)?,
            seat_position: seat_position.into(),
        }],
    })))
}

fn seat_heater(p: &Parameters<'_>) -> Result<Command, InvalidCommand> {
    let seat_position = match p.int32("seat_position")? {
        0 => SeatPosition::CarSeatFrontLeft(Void {}),
        1 => SeatPosition::CarSeatFrontRight(Void {}),
        2 => SeatPosition::CarSeatRearLeft(Void {}),
        3 => SeatPosition::CarSeatRearLeftBack(Void {}),
        4 => SeatPosition::CarSeatRearCenter(Void {}),
        5 => SeatPosition::CarSeatRearRight(Void {}),
        6 => SeatPosition::CarSeatRearRightBack(Void {}),
        7 => SeatPosition::CarSeatThirdRowLeft(Void {}),
        8 => SeatPosition::CarSeatThirdRowRight(Void {}),
        _ => return Err(InvalidCommand::Refused("invalid seat position".to_owned())),
    };
    let seat_heater_level = match p.int32("level")? {
        0 => SeatHeaterLevel::SeatHeaterOff(Void {}),
        1 => SeatHeaterLevel::SeatHeaterLow(Void {}),
        2 => SeatHeaterLevel::SeatHeaterMed(Void {}),
        3 => SeatHeaterLevel::SeatHeaterHigh(Void {}),
        _ => SeatHeaterLevel::SeatHeaterUnknown(Void {}),
    };
    Ok(infotainment(Action::HvacSeatHeaterActions(HvacSeatHeaterActions {
        hvac_seat_heater_action: vec![HvacSeatHeaterAction {
            seat_heater_level: Some(seat_heater_level),
            seat_position: Some(seat_position),
        }],
    })))
}

/// Both times are within a day, as the library behind `tesla-http-proxy` has it.
fn scheduled_departure(p: &Parameters<'_>) -> Result<Command, InvalidCommand> {
    if !p.bool("enable") {
        return Ok(infotainment(Action::ScheduledDepartureAction(ScheduledDepartureAction::default())));
    }
    let minutes = |name| match p.int32(name)? {
        minutes @ 0..=1440 => Ok(minutes),
        _ => Err(InvalidCommand::OutOfBounds("invalid departure time")),
    };
    let preconditioning = match (p.bool("preconditioning_weekdays_only"), p.bool("preconditioning_enabled")) {
        (true, _) => Some(preconditioning_times::Times::Weekdays(Void {})),
        (false, true) => Some(preconditioning_times::Times::AllWeek(Void {})),
        (false, false) => None,
    };
    let off_peak = match (p.bool("off_peak_charging_weekdays_only"), p.bool("off_peak_charging_enabled")) {
        (true, _) => Some(off_peak_charging_times::Times::Weekdays(Void {})),
        (false, true) => Some(off_peak_charging_times::Times::AllWeek(Void {})),
        (false, false) => None,
    };
    Ok(infotainment(Action::ScheduledDepartureAction(ScheduledDepartureAction {
        enabled: true,
        departure_time: minutes("departure_time")?,
        preconditioning_times: preconditioning.map(|times| PreconditioningTimes { times: Some(times) }),
        off_peak_charging_times: off_peak.map(|times| OffPeakChargingTimes { times: Some(times) }),
        off_peak_hours_end_time: minutes("end_off_peak_time")?,
    })))
}

fn set_temps(p: &Parameters<'_>) -> Result<Command, InvalidCommand> {
    Ok(infotainment(Action::HvacTemperatureAdjustmentAction(HvacTemperatureAdjustmentAction {
        driver_temp_celsius: p.float("driver_temp")?,
        passenger_temp_celsius: p.float("passenger_temp")?,
        level: Some(Temperature { r#type: Some(temperature::Type::TempMax(Void {})) }),
        ..HvacTemperatureAdjustmentAction::default()
    })))
}

fn set_valet_mode(p: &Parameters<'_>) -> Result<Command, InvalidCommand> {
    let on = p.bool("on");
    let password = if on { four_digits(p.text("password"))? } else { String::new() };
    Ok(infotainment(Action::VehicleControlSetValetModeAction(VehicleControlSetValetModeAction { on, password })))
}

fn trigger_homelink(p: &Parameters<'_>) -> Result<Command, InvalidCommand> {
    let location = Some(LatLong { latitude: latitude(p)?, longitude: longitude(p)? });
    Ok(infotainment(Action::VehicleControlTriggerHomelinkAction(VehicleControlTriggerHomelinkAction {
        location,
        token: String::new(),
    })))
}

fn window_control(p: &Parameters<'_>) -> Result<Command, InvalidCommand> {
    let action = match p.text("command") {
        "vent" => vehicle_control_window_action::Action::Vent(Void {}),
        "close" => vehicle_control_window_action::Action::Close(Void {}),
        _ => return Err(InvalidCommand::Refused("command must be 'vent' or 'close'".to_owned())),
    };
    Ok(infotainment(Action::VehicleControlWindowAction(VehicleControlWindowAction { action: Some(action) })))
}
