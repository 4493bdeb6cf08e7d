//! `charge_schedule_data` and `preconditioning_schedule_data`

use serde_json::{Value, json};

use super::Seen;

const MOST_SCHEDULES: usize = 20;

pub(super) fn charging(seen: &Seen<'_>) -> Value {
    let schedules = &seen.car.features.charge_schedules;
    json!({
        "charge_schedules": schedules,
        "charge_schedule_window": schedules.iter().find(|schedule| schedule.enabled),
        "charge_buffer": 0,
        "max_num_charge_schedules": MOST_SCHEDULES,
        "next_schedule": schedules.iter().any(|schedule| schedule.enabled),
        "show_schedule_complete_state": false,
        "timestamp": timestamp(seen),
    })
}

pub(super) fn preconditioning(seen: &Seen<'_>) -> Value {
    let schedules = &seen.car.features.precondition_schedules;
    json!({
        "precondition_schedules": schedules,
        "preconditioning_schedule_window": schedules.iter().find(|schedule| schedule.enabled),
        "max_num_precondition_schedules": MOST_SCHEDULES,
        "next_schedule": schedules.iter().any(|schedule| schedule.enabled),
        "timestamp": timestamp(seen),
    })
}

fn timestamp(seen: &Seen<'_>) -> Value {
    json!({"seconds": seen.at.as_second(), "nanos": seen.at.subsec_nanosecond()})
}
