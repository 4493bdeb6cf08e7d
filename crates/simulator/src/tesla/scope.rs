//! What an application may be given.

use std::collections::BTreeSet;

/// A scope, and what it gives, as owners read it. Scopes of the sign-in itself are not asked about.
pub(crate) struct Scope {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) gives: &'static str,
}

pub(crate) const OPENID: &str = "openid";
pub(crate) const OFFLINE_ACCESS: &str = "offline_access";
pub(crate) const USER_DATA: &str = "user_data";
pub(crate) const DEVICE_DATA: &str = "vehicle_device_data";
pub(crate) const LOCATION: &str = "vehicle_location";
pub(crate) const COMMANDS: &str = "vehicle_cmds";
pub(crate) const CHARGING: &str = "vehicle_charging_cmds";
pub(crate) const SPECS: &str = "vehicle_specs";
pub(crate) const PRICING: &str = "vehicle_pricing_info";
pub(crate) const ENERGY_DATA: &str = "energy_device_data";
pub(crate) const ENERGY_COMMANDS: &str = "energy_cmds";
pub(crate) const ENTERPRISE: &str = "enterprise_management";

/// Every scope of Tesla's table.
pub(crate) const ALL: [&str; 12] = [
    OPENID,
    OFFLINE_ACCESS,
    USER_DATA,
    DEVICE_DATA,
    LOCATION,
    COMMANDS,
    CHARGING,
    SPECS,
    PRICING,
    ENERGY_DATA,
    ENERGY_COMMANDS,
    ENTERPRISE,
];

/// Given to tokens of the application itself alone.
const PARTNERS_ONLY: [&str; 2] = [SPECS, PRICING];

/// What the consent page asks about.
pub(crate) const ASKED: [Scope; 8] = [
    Scope { name: USER_DATA, title: "Profile information", gives: "your name, e-mail address and picture" },
    Scope {
        name: DEVICE_DATA,
        title: "Vehicle information",
        gives: "live data, service history and software of your cars",
    },
    Scope { name: LOCATION, title: "Vehicle location", gives: "where your cars are" },
    Scope { name: COMMANDS, title: "Vehicle commands", gives: "unlocking, climate, drivers and other commands" },
    Scope { name: CHARGING, title: "Vehicle charging management", gives: "charging commands and charging history" },
    Scope { name: ENERGY_DATA, title: "Energy product information", gives: "data of your batteries and solar panels" },
    Scope { name: ENERGY_COMMANDS, title: "Energy product commands", gives: "settings of your batteries" },
    Scope { name: ENTERPRISE, title: "Enterprise management", gives: "roles and payers of your company\u{2019}s cars" },
];

/// Whether an owner can give it.
pub(crate) fn is_owners(scope: &str) -> bool {
    ALL.contains(&scope) && !PARTNERS_ONLY.contains(&scope)
}

/// The scopes that a list names, without those that no owner can give.
pub(crate) fn owners(list: &str) -> BTreeSet<String> {
    list.split_whitespace().filter(|scope| is_owners(scope)).map(str::to_owned).collect()
}

/// Everything that an owner can give.
pub(crate) fn everything() -> BTreeSet<String> {
    ALL.into_iter().filter(|scope| is_owners(scope)).map(str::to_owned).collect()
}
