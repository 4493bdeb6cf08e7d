//! What infotainment is told, in the words of the Fleet API's commands: a signed command does what the plain one does.

use openfob_tesla_command::Action;
use openfob_tesla_command::proto::car_server::charging_start_stop_action::ChargingAction;
use openfob_tesla_command::proto::car_server::hvac_seat_heater_actions::HvacSeatHeaterAction;
use openfob_tesla_command::proto::car_server::hvac_seat_heater_actions::hvac_seat_heater_action::{
    SeatHeaterLevel, SeatPosition,
};
use openfob_tesla_command::proto::car_server::media_update_volume::MediaVolume;
use openfob_tesla_command::proto::car_server::parental_controls_enable_settings_action::ParentalControlsSettingE;
use openfob_tesla_command::proto::car_server::vehicle_control_sunroof_open_close_action::{
    Action as Roof, SunroofLevel,
};
use openfob_tesla_command::proto::car_server::vehicle_control_window_action::Action as Windows;
use openfob_tesla_command::proto::car_server::{
    ChargeSchedule, MediaUpdateVolume, PreconditionSchedule, ScheduledDepartureAction,
    VehicleControlSunroofOpenCloseAction, off_peak_charging_times, preconditioning_times,
};
use serde_json::{Value, json};

const DAYS: [&str; 7] = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];

/// A command's name with its parameters.
pub(super) type Spelled = (&'static str, Value);

/// The commands that an action stands for; empty for one that asks for something, or that no car here can do.
pub(super) fn spell(action: &Action) -> Vec<Spelled> {
    match action {
        Action::HvacSeatHeaterActions(seats) => {
            seats.hvac_seat_heater_action.iter().copied().filter_map(seat_heater).collect()
        }
        Action::HvacSeatCoolerActions(seats) => {
            let cooler =
                |seat: &openfob_tesla_command::proto::car_server::hvac_seat_cooler_actions::HvacSeatCoolerAction| {
                    // The wire counts from 1, off; 0 is unknown.
                    let level = seat.seat_cooler_level - 1;
                    (
                        "remote_seat_cooler_request",
                        json!({"seat_position": seat.seat_position, "seat_cooler_level": level}),
                    )
                };
            seats.hvac_seat_cooler_action.iter().map(cooler).collect()
        }
        Action::AutoSeatClimateAction(seats) => {
            let auto = |seat: &openfob_tesla_command::proto::car_server::auto_seat_climate_action::CarSeat| {
                let parameters = json!({"auto_seat_position": seat.seat_position, "auto_climate_on": seat.on});
                ("remote_auto_seat_climate_request", parameters)
            };
            seats.carseat.iter().map(auto).collect()
        }
        other => one(other).into_iter().collect(),
    }
}

fn one(action: &Action) -> Option<Spelled> {
    charging(action).or_else(|| climate(action)).or_else(|| driving(action)).or_else(|| others(action))
}

fn charging(action: &Action) -> Option<Spelled> {
    Some(match action {
        Action::ChargingSetLimitAction(limit) => ("set_charge_limit", json!({"percent": limit.percent})),
        Action::ChargingStartStopAction(action) => match action.charging_action.as_ref()? {
            ChargingAction::Start(_) => ("charge_start", json!({})),
            ChargingAction::StartStandard(_) => ("charge_standard", json!({})),
            ChargingAction::StartMaxRange(_) => ("charge_max_range", json!({})),
            ChargingAction::Stop(_) => ("charge_stop", json!({})),
            ChargingAction::Unknown(_) => return None,
        },
        Action::SetChargingAmpsAction(amps) => ("set_charging_amps", json!({"charging_amps": amps.charging_amps})),
        Action::ChargePortDoorOpen(_) => ("charge_port_door_open", json!({})),
        Action::ChargePortDoorClose(_) => ("charge_port_door_close", json!({})),
        Action::ScheduledChargingAction(plan) => {
            ("set_scheduled_charging", json!({"enable": plan.enabled, "time": plan.charging_time}))
        }
        Action::ScheduledDepartureAction(plan) => ("set_scheduled_departure", departure(plan)),
        Action::AddChargeScheduleAction(schedule) => ("add_charge_schedule", charge_schedule(schedule)),
        Action::RemoveChargeScheduleAction(schedule) => ("remove_charge_schedule", json!({"id": schedule.id})),
        Action::BatchRemoveChargeSchedulesAction(which) => {
            ("batch_remove_charge_schedules", json!({"home": which.home, "work": which.work, "other": which.other}))
        }
        Action::AddPreconditionScheduleAction(schedule) => {
            ("add_precondition_schedule", precondition_schedule(schedule))
        }
        Action::RemovePreconditionScheduleAction(schedule) => {
            ("remove_precondition_schedule", json!({"id": schedule.id}))
        }
        Action::BatchRemovePreconditionSchedulesAction(which) => (
            "batch_remove_precondition_schedules",
            json!({"home": which.home, "work": which.work, "other": which.other}),
        ),
        _ => return None,
    })
}

fn climate(action: &Action) -> Option<Spelled> {
    Some(match action {
        Action::HvacAutoAction(hvac) if hvac.power_on => ("auto_conditioning_start", json!({})),
        Action::HvacAutoAction(_) => ("auto_conditioning_stop", json!({})),
        Action::HvacTemperatureAdjustmentAction(to) => {
            ("set_temps", json!({"driver_temp": to.driver_temp_celsius, "passenger_temp": to.passenger_temp_celsius}))
        }
        Action::HvacSetPreconditioningMaxAction(max) => ("set_preconditioning_max", json!({"on": max.on})),
        Action::HvacSteeringWheelHeaterAction(wheel) => {
            ("remote_steering_wheel_heater_request", json!({"on": wheel.power_on}))
        }
        Action::HvacBioweaponModeAction(mode) => ("set_bioweapon_mode", json!({"on": mode.on})),
        Action::HvacClimateKeeperAction(keeper) => {
            ("set_climate_keeper_mode", json!({"climate_keeper_mode": keeper.climate_keeper_action}))
        }
        Action::SetCabinOverheatProtectionAction(protection) => {
            ("set_cabin_overheat_protection", json!({"on": protection.on, "fan_only": protection.fan_only}))
        }
        // The wire counts from 1, low; 0 is unspecified.
        Action::SetCopTempAction(to) => ("set_cop_temp", json!({"cop_temp": to.cop_activation_temp - 1})),
        _ => return None,
    })
}

fn driving(action: &Action) -> Option<Spelled> {
    Some(match action {
        Action::VehicleControlSetSentryModeAction(mode) => ("set_sentry_mode", json!({"on": mode.on})),
        Action::VehicleControlSetValetModeAction(mode) => {
            ("set_valet_mode", json!({"on": mode.on, "password": mode.password}))
        }
        Action::VehicleControlResetValetPinAction(_) => ("reset_valet_pin", json!({})),
        Action::VehicleControlSetPinToDriveAction(pin) => {
            ("set_pin_to_drive", json!({"on": pin.on, "password": pin.password}))
        }
        Action::VehicleControlResetPinToDriveAction(_) => ("reset_pin_to_drive_pin", json!({})),
        Action::VehicleControlResetPinToDriveAdminAction(_) => ("clear_pin_to_drive_admin", json!({})),
        Action::DrivingSetSpeedLimitAction(limit) => ("speed_limit_set_limit", json!({"limit_mph": limit.limit_mph})),
        Action::DrivingSpeedLimitAction(limit) if limit.activate => ("speed_limit_activate", json!({"pin": limit.pin})),
        Action::DrivingSpeedLimitAction(limit) => ("speed_limit_deactivate", json!({"pin": limit.pin})),
        Action::DrivingClearSpeedLimitPinAction(limit) => ("speed_limit_clear_pin", json!({"pin": limit.pin})),
        Action::DrivingClearSpeedLimitPinAdminAction(_) => ("speed_limit_clear_pin_admin", json!({})),
        Action::ParentalControlsAction(controls) if controls.activate => {
            ("parental_controls_activate", json!({"pin": controls.pin}))
        }
        Action::ParentalControlsAction(controls) => ("parental_controls_deactivate", json!({"pin": controls.pin})),
        Action::ParentalControlsClearPinAdminAction(_) => ("parental_controls_clear_pin_admin", json!({})),
        Action::ParentalControlsEnableSettingsAction(controls) => {
            ("parental_controls_enable_setting", parental_setting(controls.setting, controls.enable)?)
        }
        Action::ParentalControlsSetSpeedLimitAction(limit) => {
            ("parental_controls_set_speed_limit", json!({"limit_mph": limit.limit_mph}))
        }
        Action::GuestModeAction(guest) => ("guest_mode", json!({"enable": guest.guest_mode_active})),
        Action::EraseUserDataAction(_) => ("erase_user_data", json!({})),
        _ => return None,
    })
}

fn others(action: &Action) -> Option<Spelled> {
    Some(match action {
        Action::MediaPlayAction(_) => ("media_toggle_playback", json!({})),
        Action::MediaNextFavorite(_) => ("media_next_fav", json!({})),
        Action::MediaPreviousFavorite(_) => ("media_prev_fav", json!({})),
        Action::MediaNextTrack(_) => ("media_next_track", json!({})),
        Action::MediaPreviousTrack(_) => ("media_prev_track", json!({})),
        Action::MediaUpdateVolume(volume) => volume_of(*volume)?,
        Action::VehicleControlFlashLightsAction(_) => ("flash_lights", json!({})),
        Action::VehicleControlHonkHornAction(_) => ("honk_horn", json!({})),
        Action::VehicleControlCancelSoftwareUpdateAction(_) => ("cancel_software_update", json!({})),
        Action::VehicleControlScheduleSoftwareUpdateAction(update) => {
            ("schedule_software_update", json!({"offset_sec": update.offset_sec}))
        }
        Action::VehicleControlSunroofOpenCloseAction(roof) => ("sun_roof_control", sun_roof(*roof)?),
        Action::VehicleControlTriggerHomelinkAction(_) => ("trigger_homelink", json!({})),
        Action::VehicleControlWindowAction(windows) => match windows.action.as_ref()? {
            Windows::Vent(_) => ("window_control", json!({"command": "vent"})),
            Windows::Close(_) => ("window_control", json!({"command": "close"})),
            Windows::Unknown(_) => return None,
        },
        Action::SetVehicleNameAction(name) => ("set_vehicle_name", json!({"vehicle_name": name.vehicle_name})),
        Action::SetLowPowerModeAction(mode) => ("set_low_power_mode", json!({"enable": mode.low_power_mode})),
        Action::SetKeepAccessoryPowerModeAction(mode) => {
            ("keep_accessory_power_mode", json!({"enable": mode.keep_accessory_power_mode}))
        }
        _ => return None,
    })
}

fn departure(plan: &ScheduledDepartureAction) -> Value {
    if !plan.enabled {
        return json!({"enable": false});
    }
    let preconditions = plan.preconditioning_times.as_ref().and_then(|times| times.times.as_ref());
    let off_peak = plan.off_peak_charging_times.as_ref().and_then(|times| times.times.as_ref());
    json!({
        "enable": true,
        "departure_time": plan.departure_time,
        "preconditioning_enabled": preconditions.is_some(),
        "preconditioning_weekdays_only": matches!(preconditions, Some(preconditioning_times::Times::Weekdays(_))),
        "off_peak_charging_enabled": off_peak.is_some(),
        "off_peak_charging_weekdays_only": matches!(off_peak, Some(off_peak_charging_times::Times::Weekdays(_))),
        "end_off_peak_time": plan.off_peak_hours_end_time,
    })
}

fn charge_schedule(schedule: &ChargeSchedule) -> Value {
    json!({
        "id": schedule.id,
        "days_of_week": days(schedule.days_of_week),
        "start_enabled": schedule.start_enabled,
        "start_time": schedule.start_time,
        "end_enabled": schedule.end_enabled,
        "end_time": schedule.end_time,
        "one_time": schedule.one_time,
        "enabled": schedule.enabled,
        "lat": schedule.latitude,
        "lon": schedule.longitude,
    })
}

fn precondition_schedule(schedule: &PreconditionSchedule) -> Value {
    json!({
        "id": schedule.id,
        "days_of_week": days(schedule.days_of_week),
        "precondition_time": schedule.precondition_time,
        "one_time": schedule.one_time,
        "enabled": schedule.enabled,
        "lat": schedule.latitude,
        "lon": schedule.longitude,
    })
}

/// A bit for each day, from Sunday, as names.
fn days(bits: i32) -> String {
    let named = DAYS.iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1);
    named.map(|(_, name)| *name).collect::<Vec<_>>().join(",")
}

fn parental_setting(setting: i32, enable: bool) -> Option<Value> {
    let name = match ParentalControlsSettingE::try_from(setting).ok()? {
        ParentalControlsSettingE::SpeedLimit => "SPEED_LIMIT",
        ParentalControlsSettingE::Acceleration => "ACCELERATION",
        ParentalControlsSettingE::SafetyFeatures => "SAFETY_FEATURES",
        ParentalControlsSettingE::Curfew => "CURFEW",
        other => other.as_str_name(),
    };
    Some(json!({"setting": name, "enable": enable}))
}

fn volume_of(volume: MediaUpdateVolume) -> Option<Spelled> {
    Some(match volume.media_volume? {
        MediaVolume::VolumeDelta(delta) if delta > 0 => ("media_volume_up", json!({})),
        MediaVolume::VolumeDelta(_) => ("media_volume_down", json!({})),
        MediaVolume::VolumeAbsoluteFloat(level) => ("adjust_volume", json!({"volume": level})),
    })
}

/// A roof knows vented and closed.
fn sun_roof(roof: VehicleControlSunroofOpenCloseAction) -> Option<Value> {
    let opens = match (roof.action, roof.sunroof_level) {
        (Some(Roof::Vent(_) | Roof::Open(_)), _) => true,
        (Some(Roof::Close(_)), _) => false,
        (None, Some(SunroofLevel::AbsoluteLevel(level) | SunroofLevel::DeltaLevel(level))) => level > 0,
        (None, None) => return None,
    };
    Some(json!({"state": if opens { "vent" } else { "close" }}))
}

fn seat_heater(seat: HvacSeatHeaterAction) -> Option<Spelled> {
    let position = match seat.seat_position? {
        SeatPosition::CarSeatUnknown(_) => return None,
        SeatPosition::CarSeatFrontLeft(_) => 0,
        SeatPosition::CarSeatFrontRight(_) => 1,
        SeatPosition::CarSeatRearLeft(_) => 2,
        SeatPosition::CarSeatRearLeftBack(_) => 3,
        SeatPosition::CarSeatRearCenter(_) => 4,
        SeatPosition::CarSeatRearRight(_) => 5,
        SeatPosition::CarSeatRearRightBack(_) => 6,
        SeatPosition::CarSeatThirdRowLeft(_) => 7,
        SeatPosition::CarSeatThirdRowRight(_) => 8,
    };
    let level = match seat.seat_heater_level? {
        SeatHeaterLevel::SeatHeaterUnknown(_) => return None,
        SeatHeaterLevel::SeatHeaterOff(_) => 0,
        SeatHeaterLevel::SeatHeaterLow(_) => 1,
        SeatHeaterLevel::SeatHeaterMed(_) => 2,
        SeatHeaterLevel::SeatHeaterHigh(_) => 3,
    };
    Some(("remote_seat_heater_request", json!({"seat_position": position, "level": level})))
}
