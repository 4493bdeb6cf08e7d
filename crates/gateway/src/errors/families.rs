//! Every refusal there is, by family: what the pages behind `docURL` are made of.

use openfob_domain::{
    AccountIssue, Billing, Capability, FieldProblem, NotFound, Refusal, ServerFault, UpstreamFault, VehicleCondition,
};

use jiff::Timestamp;

/// A page: the errors of one type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Family {
    /// The page's name in `docURL`.
    pub(crate) page: &'static str,
    /// `type` in the error body.
    pub(crate) name: &'static str,
    /// What they have in common.
    pub(crate) about: &'static str,
}

/// Every page, in the order in which a request meets them.
pub(crate) const FAMILIES: [Family; 11] = [
    family("authentication-errors", "AUTHENTICATION", "Who asks is not known."),
    family("validation-errors", "VALIDATION", "The request cannot be understood, or a value in it cannot be."),
    family("permission-errors", "PERMISSION", "The owner has not allowed this, or the vehicle is not the token's."),
    family("resource-not-found-errors", "RESOURCE_NOT_FOUND", "Nothing lies at this address."),
    family("rate-limit-errors", "RATE_LIMIT", "This was asked for too often."),
    family("billing-errors", "BILLING", "The plan does not cover the request."),
    family("compatibility-errors", "COMPATIBILITY", "The vehicle, or the way it is connected, cannot do this."),
    family(
        "connected-services-account-errors",
        "CONNECTED_SERVICES_ACCOUNT",
        "The owner's account at the car's maker, or the car's key, stands in the way.",
    ),
    family("vehicle-state-errors", "VEHICLE_STATE", "The vehicle's present state stands in the way."),
    family("upstream-errors", "UPSTREAM", "The car maker's service failed."),
    family("server-errors", "SERVER", "This server failed."),
];

const fn family(page: &'static str, name: &'static str, about: &'static str) -> Family {
    Family { page, name, about }
}

/// The page that a refusal is on.
pub(crate) fn page_of(refusal: &Refusal) -> &'static str {
    let family = FAMILIES.iter().find(|family| family.name == refusal.family());
    family.map_or("", |family| family.page)
}

/// Where on its page a refusal is told: its code in lower case with dashes, `null` where it has none.
pub(crate) fn anchor_of(refusal: &Refusal) -> String {
    refusal.code().map_or_else(|| "null".to_owned(), |code| code.to_lowercase().replace('_', "-"))
}

/// One refusal of every code, as an example. `retry_at` is when a limit ends.
pub(crate) fn every_refusal(retry_at: Timestamp) -> Vec<Refusal> {
    let field = |message: &str| vec![FieldProblem { field: "limit".to_owned(), message: message.to_owned() }];
    let mut all = vec![
        Refusal::Authentication,
        Refusal::Permission,
        Refusal::Validation(field("expected a number from 0.5 to 1")),
        Refusal::Parameter(field("the car takes no limit below 0.6")),
        Refusal::ApplicationRateLimit { retry_at },
        Refusal::VehicleRateLimit { retry_at },
    ];
    all.extend(NotFound::ALL.iter().copied().map(Refusal::NotFound));
    all.extend(Billing::ALL.iter().copied().map(Refusal::Billing));
    all.extend(Capability::ALL.iter().copied().map(Refusal::Compatibility));
    all.extend(AccountIssue::ALL.iter().copied().map(Refusal::ConnectedServicesAccount));
    all.extend(VehicleCondition::ALL.iter().copied().map(Refusal::VehicleState));
    all.extend(ServerFault::ALL.iter().copied().map(Refusal::Server));
    all.extend(UpstreamFault::ALL.iter().copied().map(Refusal::Upstream));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_on_a_page_and_every_page_has_refusals() {
        let all = every_refusal(Timestamp::UNIX_EPOCH);
        for refusal in &all {
            assert!(!page_of(refusal).is_empty(), "{refusal:?}");
        }
        for family in FAMILIES {
            assert!(all.iter().any(|refusal| page_of(refusal) == family.page), "{}", family.name);
        }
    }
}
