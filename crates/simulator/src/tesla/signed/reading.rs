//! What a car tells of itself over signed messages: the same values as everywhere, in the protocol's own form.

use jiff::Timestamp;
use openfob_tesla_command::proto::car_server::charge_state::{ChargingState, charging_state};
use openfob_tesla_command::proto::car_server::climate_state::{
    CabinOverheatProtectionE, ClimateKeeperMode, CopActivationTemp, climate_keeper_mode,
};
use openfob_tesla_command::proto::car_server::closures_state::{SentryModeState, sentry_mode_state};
use openfob_tesla_command::proto::car_server::software_update_state::{SoftwareUpdateStatus, software_update_status};
use openfob_tesla_command::proto::car_server::{
    ChargePortLatchState, ChargeSchedule, ChargeScheduleState, ChargeState, ClimateState, ClosuresState, DriveState,
    GetVehicleData, LocationState, MediaDetailState, MediaPlaybackStatus, MediaState, ParentalControlsSettings,
    ParentalControlsState, PreconditionSchedule, PreconditioningScheduleState, ShiftState, SoftwareUpdateState,
    SpeedLimitMode, TirePressureState, VehicleData, Void, charge_port_latch_state, shift_state,
};
use openfob_tesla_command::proto::vcsec::{
    ClosureStateE, ClosureStatuses, UserPresenceE, VehicleLockStateE, VehicleSleepStatusE, VehicleStatus,
};
use serde_json::Value;

use crate::car::closures::Part;
use crate::car::features::{Keeper, Overheat, OverheatTemperature};
use crate::car::{Availability, Car};
use crate::tesla::vehicle_data;

/// Doors, locks, sleep and presence, as vehicle security tells them to everyone.
pub(crate) fn status(car: &Car, now: Timestamp) -> VehicleStatus {
    let state = |part| {
        let state = if car.closures.is_open(part) {
            ClosureStateE::ClosurestateOpen
        } else {
            ClosureStateE::ClosurestateClosed
        };
        i32::from(state)
    };
    let closure_statuses = ClosureStatuses {
        front_driver_door: state(Part::FrontLeftDoor),
        front_passenger_door: state(Part::FrontRightDoor),
        rear_driver_door: state(Part::BackLeftDoor),
        rear_passenger_door: state(Part::BackRightDoor),
        rear_trunk: state(Part::Trunk),
        front_trunk: state(Part::Hood),
        charge_port: state(Part::ChargingPort),
        ..ClosureStatuses::default()
    };
    let lock = if car.closures.locked {
        VehicleLockStateE::VehiclelockstateLocked
    } else {
        VehicleLockStateE::VehiclelockstateUnlocked
    };
    let sleep = match car.availability(now) {
        Availability::Awake => VehicleSleepStatusE::VehicleSleepStatusAwake,
        Availability::Asleep => VehicleSleepStatusE::VehicleSleepStatusAsleep,
        Availability::Offline => VehicleSleepStatusE::VehicleSleepStatusUnknown,
    };
    let presence = if car.driving(now) {
        UserPresenceE::VehicleUserPresencePresent
    } else {
        UserPresenceE::VehicleUserPresenceNotPresent
    };
    VehicleStatus {
        closure_statuses: Some(closure_statuses),
        vehicle_lock_state: lock.into(),
        vehicle_sleep_status: sleep.into(),
        user_presence: presence.into(),
        ..VehicleStatus::default()
    }
}

/// The groups that are asked for.
pub(super) fn data(car: &Car, wanted: &GetVehicleData, now: Timestamp) -> VehicleData {
    let seen = |name| Group(vehicle_data::group(name, car, now));
    let at = timestamp(now);
    VehicleData {
        charge_state: wanted.get_charge_state.as_ref().map(|_| charge(&seen("charge_state"), at)),
        climate_state: wanted.get_climate_state.as_ref().map(|_| climate(car, &seen("climate_state"), at)),
        drive_state: wanted.get_drive_state.as_ref().map(|_| drive(car, now)),
        location_state: wanted.get_location_state.as_ref().map(|_| location(car, now)),
        closures_state: wanted.get_closures_state.as_ref().map(|_| closures(car, &seen("vehicle_state"), at)),
        charge_schedule_state: wanted.get_charge_schedule_state.as_ref().map(|_| charge_schedules(car, at)),
        preconditioning_schedule_state: wanted
            .get_preconditioning_schedule_state
            .as_ref()
            .map(|_| precondition_schedules(car, at)),
        tire_pressure_state: wanted.get_tire_pressure_state.as_ref().map(|_| tyres(&seen("vehicle_state"), at)),
        media_state: wanted.get_media_state.as_ref().map(|_| media(car, at)),
        media_detail_state: wanted
            .get_media_detail_state
            .as_ref()
            .map(|_| MediaDetailState { timestamp: Some(at), ..MediaDetailState::default() }),
        software_update_state: wanted.get_software_update_state.as_ref().map(|_| software(car, now)),
        parental_controls_state: wanted.get_parental_controls_state.as_ref().map(|_| parental(car, at)),
    }
}

pub(super) fn timestamp(at: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: at.as_second(), nanos: at.subsec_nanosecond() }
}

/// A group of values as `vehicle_data` tells it.
struct Group(Value);

impl Group {
    #[expect(clippy::cast_possible_truncation, reason = "what the protocol has room for")]
    fn float(&self, name: &str) -> Option<f32> {
        self.0.get(name)?.as_f64().map(|number| number as f32)
    }

    fn whole(&self, name: &str) -> Option<i32> {
        self.0.get(name)?.as_i64().and_then(|number| i32::try_from(number).ok())
    }

    fn is(&self, name: &str) -> Option<bool> {
        match self.0.get(name)? {
            Value::Bool(is) => Some(*is),
            other => other.as_i64().map(|number| number != 0),
        }
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

fn charge(group: &Group, at: prost_types::Timestamp) -> ChargeState {
    use charging_state::Type;
    let state = match group.text("charging_state") {
        "Disconnected" => Type::Disconnected(Void {}),
        "NoPower" => Type::NoPower(Void {}),
        "Charging" => Type::Charging(Void {}),
        "Complete" => Type::Complete(Void {}),
        _ => Type::Stopped(Void {}),
    };
    let latch = match group.text("charge_port_latch") {
        "Engaged" => charge_port_latch_state::Type::Engaged(Void {}),
        _ => charge_port_latch_state::Type::Disengaged(Void {}),
    };
    ChargeState {
        charging_state: Some(ChargingState { r#type: Some(state) }),
        charge_limit_soc: group.whole("charge_limit_soc"),
        charge_limit_soc_std: group.whole("charge_limit_soc_std"),
        charge_limit_soc_min: group.whole("charge_limit_soc_min"),
        charge_limit_soc_max: group.whole("charge_limit_soc_max"),
        battery_range: group.float("battery_range"),
        est_battery_range: group.float("est_battery_range"),
        ideal_battery_range: group.float("ideal_battery_range"),
        battery_level: group.whole("battery_level"),
        usable_battery_level: group.whole("usable_battery_level"),
        charge_energy_added: group.float("charge_energy_added"),
        charge_miles_added_rated: group.float("charge_miles_added_rated"),
        charge_miles_added_ideal: group.float("charge_miles_added_ideal"),
        charger_voltage: group.whole("charger_voltage"),
        charger_pilot_current: group.whole("charger_pilot_current"),
        charger_actual_current: group.whole("charger_actual_current"),
        charger_power: group.whole("charger_power"),
        charger_phases: group.whole("charger_phases"),
        minutes_to_full_charge: group.whole("minutes_to_full_charge"),
        charge_port_door_open: group.is("charge_port_door_open"),
        charge_port_latch: Some(ChargePortLatchState { r#type: Some(latch) }),
        charge_enable_request: group.is("charge_enable_request"),
        charge_current_request: group.whole("charge_current_request"),
        charge_current_request_max: group.whole("charge_current_request_max"),
        charging_amps: group.whole("charge_amps"),
        scheduled_charging_pending: group.is("scheduled_charging_pending"),
        preconditioning_enabled: group.is("preconditioning_enabled"),
        fast_charger_present: group.is("fast_charger_present"),
        charge_rate_mph_float: group.float("charge_rate"),
        timestamp: Some(at),
        ..ChargeState::default()
    }
}

fn climate(car: &Car, group: &Group, at: prost_types::Timestamp) -> ClimateState {
    use climate_keeper_mode::Type;
    let features = &car.features;
    let keeper = match features.keeper {
        Keeper::Off => Type::Off(Void {}),
        Keeper::On => Type::On(Void {}),
        Keeper::Dog => Type::Dog(Void {}),
        Keeper::Camp => Type::Party(Void {}),
    };
    let overheat = match features.overheat_protection {
        Overheat::Off => CabinOverheatProtectionE::CabinOverheatProtectionOff,
        Overheat::On => CabinOverheatProtectionE::CabinOverheatProtectionOn,
        Overheat::FanOnly => CabinOverheatProtectionE::CabinOverheatProtectionFanOnly,
    };
    let overheats_at = match features.overheat_temperature {
        OverheatTemperature::Low => CopActivationTemp::Low,
        OverheatTemperature::Medium => CopActivationTemp::Medium,
        OverheatTemperature::High => CopActivationTemp::High,
    };
    ClimateState {
        inside_temp_celsius: group.float("inside_temp"),
        outside_temp_celsius: group.float("outside_temp"),
        driver_temp_setting: group.float("driver_temp_setting"),
        passenger_temp_setting: group.float("passenger_temp_setting"),
        is_front_defroster_on: group.is("is_front_defroster_on"),
        is_rear_defroster_on: group.is("is_rear_defroster_on"),
        fan_status: group.whole("fan_status"),
        is_climate_on: group.is("is_climate_on"),
        is_auto_conditioning_on: group.is("is_auto_conditioning_on"),
        is_preconditioning: group.is("is_preconditioning"),
        min_avail_temp_celsius: group.float("min_avail_temp"),
        max_avail_temp_celsius: group.float("max_avail_temp"),
        seat_heater_left: group.whole("seat_heater_left"),
        seat_heater_right: group.whole("seat_heater_right"),
        seat_heater_rear_left: group.whole("seat_heater_rear_left"),
        seat_heater_rear_right: group.whole("seat_heater_rear_right"),
        seat_heater_rear_center: group.whole("seat_heater_rear_center"),
        seat_fan_front_left: group.whole("seat_fan_front_left"),
        seat_fan_front_right: group.whole("seat_fan_front_right"),
        auto_seat_climate_left: group.is("auto_seat_climate_left"),
        auto_seat_climate_right: group.is("auto_seat_climate_right"),
        auto_steering_wheel_heat: group.is("auto_steering_wheel_heat"),
        steering_wheel_heater: group.is("steering_wheel_heater"),
        battery_heater: group.is("battery_heater"),
        bioweapon_mode_on: group.is("bioweapon_mode"),
        climate_keeper_mode: Some(ClimateKeeperMode { r#type: Some(keeper) }),
        cabin_overheat_protection: Some(overheat.into()),
        cop_activation_temperature: Some(overheats_at.into()),
        remote_heater_control_enabled: group.is("remote_heater_control_enabled"),
        timestamp: Some(at),
        ..ClimateState::default()
    }
}

fn drive(car: &Car, now: Timestamp) -> DriveState {
    let group = Group(vehicle_data::group("drive_state", car, now));
    let vehicle = Group(vehicle_data::group("vehicle_state", car, now));
    let shift = if car.driving(now) { shift_state::Type::D(Void {}) } else { shift_state::Type::P(Void {}) };
    DriveState {
        shift_state: Some(ShiftState { r#type: Some(shift) }),
        speed: group.whole("speed").and_then(|speed| u32::try_from(speed).ok()),
        speed_float: group.float("speed"),
        power: group.whole("power"),
        odometer_in_hundredths_of_a_mile: vehicle.float("odometer").map(hundredths),
        timestamp: Some(timestamp(now)),
        ..DriveState::default()
    }
}

fn hundredths(miles: f32) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "no car gets that far")]
    let hundredths = (f64::from(miles) * 100.0).round() as i32;
    hundredths
}

fn location(car: &Car, now: Timestamp) -> LocationState {
    let motion = car.motion_at(now);
    let place = motion.place();
    #[expect(clippy::cast_possible_truncation, reason = "what the protocol has room for")]
    let (latitude, longitude) = (place.latitude as f32, place.longitude as f32);
    LocationState {
        latitude: Some(latitude),
        longitude: Some(longitude),
        native_location_supported: Some(true),
        native_latitude: Some(latitude),
        native_longitude: Some(longitude),
        gps_as_of: u64::try_from(now.as_second()).ok(),
        timestamp: Some(timestamp(now)),
        ..LocationState::default()
    }
}

fn closures(car: &Car, group: &Group, at: prost_types::Timestamp) -> ClosuresState {
    use sentry_mode_state::Type;
    let open = |part| Some(car.closures.is_open(part));
    let limit = &car.features.speed_limit;
    #[expect(clippy::cast_possible_truncation, reason = "what the protocol has room for")]
    let limit_mph = limit.mph as f32;
    let sentry = if car.sleep.kept_awake { Type::Armed(Void {}) } else { Type::Off(Void {}) };
    ClosuresState {
        door_open_driver_front: open(Part::FrontLeftDoor),
        door_open_driver_rear: open(Part::BackLeftDoor),
        door_open_passenger_front: open(Part::FrontRightDoor),
        door_open_passenger_rear: open(Part::BackRightDoor),
        door_open_trunk_front: open(Part::Hood),
        door_open_trunk_rear: open(Part::Trunk),
        window_open_driver_front: open(Part::FrontLeftWindow),
        window_open_passenger_front: open(Part::FrontRightWindow),
        window_open_driver_rear: open(Part::BackLeftWindow),
        window_open_passenger_rear: open(Part::BackRightWindow),
        sun_roof_percent_open: group.whole("sun_roof_percent_open"),
        locked: Some(car.closures.locked),
        is_user_present: group.is("is_user_present"),
        remote_start: group.is("remote_start"),
        valet_mode: Some(car.features.valet),
        valet_pin_needed: Some(car.features.valet_pin.is_none()),
        sentry_mode_state: Some(SentryModeState { r#type: Some(sentry) }),
        sentry_mode_available: Some(true),
        speed_limit_mode: Some(SpeedLimitMode {
            active: Some(limit.active),
            pin_code_set: Some(limit.pin.is_some()),
            max_limit_mph: Some(120.0),
            min_limit_mph: Some(50.0),
            current_limit_mph: Some(limit_mph),
        }),
        timestamp: Some(at),
        ..ClosuresState::default()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "what the protocol has room for")]
fn charge_schedules(car: &Car, at: prost_types::Timestamp) -> ChargeScheduleState {
    let schedules = car.features.charge_schedules.iter().map(|known| ChargeSchedule {
        id: u64::try_from(known.id).unwrap_or_default(),
        name: known.name.clone(),
        days_of_week: known.days_of_week.into(),
        start_enabled: known.start_enabled,
        start_time: known.start_time as i32,
        end_enabled: known.end_enabled,
        end_time: known.end_time as i32,
        one_time: known.one_time,
        enabled: known.enabled,
        latitude: known.latitude as f32,
        longitude: known.longitude as f32,
    });
    ChargeScheduleState { charge_schedules: schedules.collect(), timestamp: Some(at), ..ChargeScheduleState::default() }
}

#[expect(clippy::cast_possible_truncation, reason = "what the protocol has room for")]
fn precondition_schedules(car: &Car, at: prost_types::Timestamp) -> PreconditioningScheduleState {
    let schedules = car.features.precondition_schedules.iter().map(|known| PreconditionSchedule {
        id: u64::try_from(known.id).unwrap_or_default(),
        name: known.name.clone(),
        days_of_week: known.days_of_week.into(),
        precondition_time: known.precondition_time as i32,
        one_time: known.one_time,
        enabled: known.enabled,
        latitude: known.latitude as f32,
        longitude: known.longitude as f32,
    });
    PreconditioningScheduleState {
        precondition_schedules: schedules.collect(),
        timestamp: Some(at),
        ..PreconditioningScheduleState::default()
    }
}

fn tyres(group: &Group, at: prost_types::Timestamp) -> TirePressureState {
    TirePressureState {
        timestamp: Some(at),
        tpms_pressure_fl: group.float("tpms_pressure_fl"),
        tpms_pressure_fr: group.float("tpms_pressure_fr"),
        tpms_pressure_rl: group.float("tpms_pressure_rl"),
        tpms_pressure_rr: group.float("tpms_pressure_rr"),
        tpms_hard_warning_fl: group.is("tpms_hard_warning_fl"),
        tpms_hard_warning_fr: group.is("tpms_hard_warning_fr"),
        tpms_hard_warning_rl: group.is("tpms_hard_warning_rl"),
        tpms_hard_warning_rr: group.is("tpms_hard_warning_rr"),
        tpms_soft_warning_fl: group.is("tpms_soft_warning_fl"),
        tpms_soft_warning_fr: group.is("tpms_soft_warning_fr"),
        tpms_soft_warning_rl: group.is("tpms_soft_warning_rl"),
        tpms_soft_warning_rr: group.is("tpms_soft_warning_rr"),
        tpms_rcp_front_value: group.float("tpms_rcp_front_value"),
        tpms_rcp_rear_value: group.float("tpms_rcp_rear_value"),
        ..TirePressureState::default()
    }
}

fn media(car: &Car, at: prost_types::Timestamp) -> MediaState {
    #[expect(clippy::cast_possible_truncation, reason = "what the protocol has room for")]
    let volume = car.features.volume as f32;
    let status = if car.features.playing { MediaPlaybackStatus::Playing } else { MediaPlaybackStatus::Stopped };
    MediaState {
        timestamp: Some(at),
        remote_control_enabled: Some(true),
        audio_volume: Some(volume),
        media_playback_status: Some(status.into()),
        ..MediaState::default()
    }
}

fn software(car: &Car, now: Timestamp) -> SoftwareUpdateState {
    let scheduled = car.features.update_at.filter(|at| now < *at);
    let status =
        scheduled.map(|_| SoftwareUpdateStatus { r#type: Some(software_update_status::Type::Scheduled(Void {})) });
    SoftwareUpdateState {
        status,
        scheduled_time_ms: scheduled.and_then(|at| u64::try_from(at.as_millisecond()).ok()),
        version: Some(car.firmware(now)),
        timestamp: Some(timestamp(now)),
        ..SoftwareUpdateState::default()
    }
}

fn parental(car: &Car, at: prost_types::Timestamp) -> ParentalControlsState {
    let controls = &car.features.parental;
    let has = |name: &str| Some(controls.settings.iter().any(|known| known.ends_with(name)));
    #[expect(clippy::cast_possible_truncation, reason = "what the protocol has room for")]
    let limit = controls.mph.map(|mph| mph as f32);
    ParentalControlsState {
        timestamp: Some(at),
        parental_controls_active: Some(controls.active),
        parental_controls_pin_set: Some(controls.pin.is_some()),
        parental_controls_settings: Some(ParentalControlsSettings {
            speed_limit_enabled: has("SPEED_LIMIT"),
            current_limit_mph: limit,
            chill_acceleration_enabled: has("ACCELERATION"),
            require_safety_settings_enabled: has("SAFETY_FEATURES"),
            curfew_enabled: has("CURFEW"),
            ..ParentalControlsSettings::default()
        }),
    }
}
