//! What the last try to activate CarKey lacked, in words for its owner.

/// What an activation lacked, by its outcome in the record, as the key of a text for its owner.
pub(in super::super) fn missing(outcome: &str) -> Option<&'static str> {
    let word = outcome.split_once(' ').map_or("", |(_, word)| word);
    Some(match word {
        _ if outcome == "done" => return None,
        "carkey.not_paired" | "carkey.other_phone" => "car-key-missing-pairing",
        "505.000" => "car-key-missing-bluetooth",
        "carkey.key_absent" => "car-key-missing-key",
        "carkey.key_position" => "car-key-missing-ignition",
        "carkey.not_inside" => "car-key-missing-inside",
        "carkey.too_old" | "carkey.in_the_future" => "car-key-missing-clock",
        "carkey.too_late" | "carkey.disabled" => "car-key-missing-removal",
        "carkey.step.trusterPhoneNumber" | "carkey.step.deviceActivation" => "car-key-missing-steps",
        _ => "car-key-missing-other",
    })
}
