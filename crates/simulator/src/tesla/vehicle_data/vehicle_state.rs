//! `vehicle_state`: doors, locks, software, tyres, modes.

use serde_json::{Value, json};

use super::{Seen, merged, miles};
use crate::car::closures::Part;
use crate::car::tyres::kilopascals;

pub(super) fn group(seen: &Seen<'_>) -> Value {
    let (car, at) = (seen.car, seen.at);
    let features = &car.features;
    let open = |part| i32::from(car.closures.is_open(part));
    let odometer = miles(car.motion_at(at).odometer_km);
    let first = json!({
        "api_version": 71,
        "autopark_state_v2": "unavailable",
        "autopark_style": "dead_man",
        "calendar_supported": true,
        "car_version": format!("{} {}", car.firmware(at), car.build_hash(at)),
        "center_display_state": if car.sleep.kept_awake { 7 } else { 0 },
        "dashcam_clip_save_available": true,
        "dashcam_state": "Recording",
        "df": open(Part::FrontLeftDoor),
        "dr": open(Part::BackLeftDoor),
        "pf": open(Part::FrontRightDoor),
        "pr": open(Part::BackRightDoor),
        "fd_window": open(Part::FrontLeftWindow),
        "fp_window": open(Part::FrontRightWindow),
        "rd_window": open(Part::BackLeftWindow),
        "rp_window": open(Part::BackRightWindow),
        "ft": open(Part::Hood),
        "rt": open(Part::Trunk),
        "feature_bitmask": "fbdffbff,187f",
        "homelink_device_count": 0,
        "homelink_nearby": false,
        "is_user_present": car.driving(at),
        "last_autopark_error": "no_error",
        "locked": car.closures.locked,
        "media_info": {
            "a2dp_source_name": "",
            "audio_volume": features.volume,
            "audio_volume_increment": 0.333_333,
            "audio_volume_max": 10.333_333,
            "media_playback_status": if features.playing { "Playing" } else { "Stopped" },
            "now_playing_album": "",
            "now_playing_artist": "",
            "now_playing_duration": 0,
            "now_playing_elapsed": 0,
            "now_playing_source": "",
            "now_playing_station": "",
            "now_playing_title": "",
        },
        "media_state": {"remote_control_enabled": true},
    });
    let second = json!({
        "notifications_supported": true,
        "odometer": (odometer * 1e6).round() / 1e6,
        "parsed_calendar_supported": true,
        "remote_start": features.remote_start_until.is_some_and(|until| at < until),
        "remote_start_enabled": true,
        "remote_start_supported": true,
        "santa_mode": 0,
        "sentry_mode": car.sleep.kept_awake,
        "sentry_mode_available": true,
        "service_mode": car.condition.in_service.is_on(),
        "service_mode_plus": false,
        "smart_summon_available": false,
        "software_update": software_update(seen),
        "speed_limit_mode": {
            "active": features.speed_limit.active,
            "current_limit_mph": features.speed_limit.mph,
            "max_limit_mph": 120.0,
            "min_limit_mph": 50.0,
            "pin_code_set": features.speed_limit.pin.is_some(),
        },
        "summon_standby_mode_enabled": false,
        "timestamp": seen.timestamp(),
        "tpms_rcp_front_value": 2.9,
        "tpms_rcp_rear_value": 2.9,
        "valet_mode": features.valet,
        "valet_pin_needed": features.valet_pin.is_none(),
        "vehicle_name": super::super::vehicle::display_name(car),
        "vehicle_self_test_progress": 0,
        "vehicle_self_test_requested": false,
        "webcam_available": true,
    });
    let mut group = merged([first, second]);
    for (wheel, name) in [("fl", "frontLeft"), ("fr", "frontRight"), ("rl", "backLeft"), ("rr", "backRight")] {
        let bar = kilopascals(car, name, at) / 100.0;
        group[format!("tpms_pressure_{wheel}")] = ((bar * 40.0).round() / 40.0).into();
        group[format!("tpms_last_seen_pressure_time_{wheel}")] = at.as_second().into();
        group[format!("tpms_hard_warning_{wheel}")] = false.into();
        group[format!("tpms_soft_warning_{wheel}")] = (bar < 2.0).into();
    }
    if car.closures.has_sunroof {
        let open = car.closures.is_open(Part::Sunroof);
        group["sun_roof_percent_open"] = if open { 20 } else { 0 }.into();
        group["sun_roof_state"] = if open { "vent" } else { "closed" }.into();
    }
    group
}

fn software_update(seen: &Seen<'_>) -> Value {
    match seen.car.features.update_at {
        Some(at) if seen.at < at => json!({
            "download_perc": 100,
            "expected_duration_sec": 1500,
            "install_perc": 0,
            "scheduled_time_ms": at.as_millisecond(),
            "status": "scheduled",
            "version": seen.car.firmware(seen.at),
            "warning_time_remaining_ms": (at.as_millisecond() - seen.at.as_millisecond()).max(0),
        }),
        _ => json!({
            "download_perc": 0,
            "expected_duration_sec": 2700,
            "install_perc": 1,
            "status": "",
            "version": " ",
        }),
    }
}
