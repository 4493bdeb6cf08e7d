//! How this server stands with automakers, owners and applications, as the admin router told it.

use openfob_automaker::Dollars;
use openfob_gateway::Position;
use url::Url;

use super::check::Check;
use super::facts::{Facts, Partner, Registered, Webhook};
use crate::admin::CostStanding;

const PARTNER: &str = "partner";
const REGISTRATION: &str = "registration";
const SCOPES: &str = "scopes";
const TOKENS: &str = "tokens";
const WEBHOOKS: &str = "webhooks";
const COSTS: &str = "costs";
const MAIL: &str = "mail";

/// Every one of them.
pub(super) fn checks(facts: &Facts, simulator: Option<&Url>) -> Vec<Check> {
    let mut checks = Vec::new();
    if facts.partners.is_empty() {
        checks.push(no_partner(simulator));
        checks.push(Check::not_used(REGISTRATION, "nobody to register yet"));
    }
    for partner in &facts.partners {
        checks.extend(standing_at(partner, "live", None, simulator.is_some()));
        checks.extend(standing_at(partner, "simulated", simulator, true));
    }
    checks.extend([scopes(facts), tokens(facts)]);
    if facts.webhooks.is_empty() {
        checks.push(Check::not_used(WEBHOOKS, "there are none"));
    }
    checks.extend(facts.webhooks.iter().map(webhook));
    checks.extend(costs(&facts.standings));
    checks.push(mail(facts));
    checks
}

fn no_partner(simulator: Option<&Url>) -> Check {
    if simulator.is_some() {
        return Check::not_used(PARTNER, "none yet; the default one is made when the first application or owner comes");
    }
    Check::failed(
        PARTNER,
        "there is none",
        "Tesla does not know this server, so nobody can connect a Tesla.",
        "openfob tesla partner add --client-id ID",
    )
}

/// Credentials, and the registration in each region, at the real or the simulated Tesla.
fn standing_at(partner: &Partner, mode: &str, simulator: Option<&Url>, is_tried_out: bool) -> Vec<Check> {
    let regions: Vec<&Registered> = partner.regions.iter().filter(|region| region.mode == mode).collect();
    let Some(first) = regions.first() else { return Vec::new() };
    let name = &partner.name;
    let who = if mode == "live" { "Tesla".to_owned() } else { "the simulator".to_owned() };
    let add = format!("openfob tesla partner add {name} --client-id ID");
    let failed = |found: String, means: &str, mend: String| vec![Check::failed(PARTNER, found, means, mend)];
    let unregistered = "nothing can be registered without it";
    let mut checks = match first.position {
        Position::NoCredentials if is_tried_out => {
            let why = format!("{name} has no developer credentials, so no real Tesla can be connected");
            return vec![Check::not_used(PARTNER, why)];
        }
        Position::NoCredentials => failed(
            format!("{name} has no developer credentials"),
            "Tesla does not know this server, so nobody can connect a Tesla.",
            add,
        ),
        Position::CredentialsRefused if mode == "live" => failed(
            format!("{who} refuses the client id or the client secret of {name}"),
            "Nobody can sign in, and no token can be refreshed.",
            format!("{add}, with the secret that developer.tesla.com shows"),
        ),
        Position::CredentialsRefused => failed(
            format!("{who} does not know {name}"),
            "It was begun anew since this server entered its partners there; nobody can sign in.",
            "restart the server: it enters its partners when it starts".to_owned(),
        ),
        Position::Suspended => failed(
            format!("{who} has suspended the application of {name}"),
            "It is unpaid, or over its limit at Tesla; nothing is answered any more.",
            "settle the bill or raise the limit at developer.tesla.com".to_owned(),
        ),
        Position::NoAnswer if regions.iter().all(|region| region.position == Position::NoAnswer) => {
            let mend = match simulator {
                Some(url) => format!("start it at {url}, or mend [simulator] url"),
                None => "let this machine reach Tesla; if it does, wait, and look at the server's log".to_owned(),
            };
            failed(format!("{who} gives no good answer"), "Nothing can be asked about cars either.", mend)
        }
        Position::NoAnswer | Position::Complete | Position::OtherKey | Position::Missing => {
            vec![Check::passed(PARTNER, format!("{who} takes the credentials of {name}"))]
        }
    };
    if checks.iter().any(Check::is_failed) {
        checks.push(Check { found: format!("skipped, as {unregistered}"), ..Check::skipped(REGISTRATION, PARTNER) });
        return checks;
    }
    checks.extend(regions.into_iter().map(|region| registration(partner, region, &who)));
    checks
}

fn registration(partner: &Partner, region: &Registered, who: &str) -> Check {
    let (name, code) = (&partner.name, &region.region);
    let register = format!("openfob tesla partner register {name} --region {code}");
    let cars = match code.as_str() {
        "na" => "cars in North America and Asia-Pacific",
        "eu" => "cars in Europe",
        _ => "cars in mainland China",
    };
    match region.position {
        Position::Complete => Check::passed(REGISTRATION, format!("{name} in {code} at {who}, with the published key")),
        Position::Missing => Check::failed(
            REGISTRATION,
            format!("{name} is not registered in {code}"),
            format!("{who} answers 412 there, so {cars} cannot pair."),
            register,
        ),
        Position::OtherKey => Check::failed(
            REGISTRATION,
            format!("{name} is registered in {code} with another key than the published one"),
            format!("Owners of {cars} are asked for a key that this server no longer publishes."),
            register,
        ),
        Position::NoCredentials | Position::CredentialsRefused | Position::Suspended | Position::NoAnswer => {
            Check::failed(
                REGISTRATION,
                format!("{who} gives no good answer in {code}"),
                format!("Whether {cars} can pair is not known."),
                "wait and look again; the server's log has the answer that came",
            )
        }
    }
}

fn scopes(facts: &Facts) -> Check {
    let accounts = facts.accounts;
    let signed_in = accounts.links - accounts.needs_sign_in.min(accounts.links);
    match (accounts.lacking, signed_in) {
        (_, 0) => Check::not_used(SCOPES, "no owner's account is signed in"),
        (0, signed_in) => {
            Check::passed(SCOPES, format!("{signed_in} account link(s) have all that applications require"))
        }
        (lacking, signed_in) => Check::failed(
            SCOPES,
            format!("{lacking} of {signed_in} account link(s) lack a permission that an application requires"),
            "The owner took it back at the automaker, or it did not exist when they gave the others.",
            "have the application send these owners to the address in `resolution.url` of its refusals: they give it there",
        ),
    }
}

fn tokens(facts: &Facts) -> Check {
    let accounts = facts.accounts;
    match (accounts.needs_sign_in, accounts.links) {
        (_, 0) => Check::not_used(TOKENS, "no owner's account is linked"),
        (0, links) => Check::passed(TOKENS, format!("{links} account link(s) can be refreshed")),
        (lost, links) => Check::failed(
            TOKENS,
            format!("{lost} of {links} account link(s) are signed out"),
            "The automaker takes their refresh token no more: the owner changed the password, or ended it there.",
            "have the application send these owners to the address in `resolution.url` of its refusals, to sign in again",
        ),
    }
}

fn webhook(webhook: &Webhook) -> Check {
    let Webhook { id, url, pending, failed, last_error } = webhook;
    let Some(error) = last_error else {
        let waiting = if *pending > 0 { format!(", {pending} to be sent") } else { String::new() };
        return Check::passed(WEBHOOKS, format!("{url}{waiting}"));
    };
    Check::failed(
        WEBHOOKS,
        format!("{url}: {error}"),
        format!("{pending} deliveries wait and {failed} have failed; failed ones are not sent again by themselves."),
        format!("mend the receiver, then: openfob webhook replay {id}"),
    )
}

fn costs(standings: &[CostStanding]) -> Vec<Check> {
    let amount = |micros| Dollars::from_micros(micros);
    let cars = |standing: &CostStanding| if standing.mode == "live" { "" } else { ", simulated cars" };
    let mut checks = Vec::new();
    for standing in standings {
        let Some(cap) = standing.cap_micros else { continue };
        let (spent, whose) =
            (amount(standing.spent_micros), format!("{} {}{}", standing.scope, standing.of, cars(standing)));
        let key = if standing.scope == "partner" { "costs.monthly_cap" } else { "costs.application_monthly_cap" };
        checks.push(match standing.reached_at {
            None => Check::passed(COSTS, format!("{spent} of {} spent this month ({whose})", amount(cap))),
            Some(_) => Check::failed(
                COSTS,
                format!("the cap of {} on {whose} is reached", amount(cap)),
                format!(
                    "Reads, commands, key checks and the background refresh rest until {}.",
                    super::local::day(standing.until)
                ),
                format!("raise {key} and restart; `openfob cost --by application` shows who spent it"),
            ),
        });
    }
    if checks.is_empty() {
        let total: u64 = standings
            .iter()
            .filter(|one| one.scope == "partner" && one.mode == "live")
            .map(|one| one.spent_micros)
            .sum();
        checks.push(Check::passed(COSTS, format!("{} spent this month, no cap", amount(total))));
    }
    checks
}

fn mail(facts: &Facts) -> Check {
    match &facts.mail {
        None => Check::not_used(MAIL, "not used: there is no [mail]"),
        Some(mail) => match &mail.error {
            None => Check::passed(MAIL, "the mail server answers"),
            Some(error) => Check::failed(
                MAIL,
                format!("the mail server does not take messages: {error}"),
                "Owners get no e-mail with the steps to streaming.",
                "look at smtp, username and password of [mail]",
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// All is well at Tesla, and something else is changed.
    fn told(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut facts = json!({
            "partners": [{
                "name": "default", "key_domain": "fob.example.com", "client_id": "5b1f", "public_key": "04",
                "regions": [
                    {"mode": "live", "region": "na", "position": "complete"},
                    {"mode": "live", "region": "eu", "position": "complete"},
                ],
            }],
            "accounts": {"links": 3, "needs_sign_in": 0, "lacking": 0},
            "webhooks": [],
            "standings": [{"mode": "live", "scope": "partner", "of": "fob.example.com", "spent_micros": 3_692_000,
                "cap_micros": null, "left_micros": null, "reached_at": null, "until": "2026-12-01T00:00:00Z"}],
            "mail": null,
        });
        change(&mut facts);
        let simulator = facts.as_object_mut().unwrap().remove("simulator");
        let simulator = simulator.map(|url| url.as_str().unwrap().parse::<Url>().unwrap());
        let facts: Facts = serde_json::from_value(facts).unwrap();
        let line = |check: Check| {
            let more = check.means.into_iter().chain(check.mend.map(|mend| format!("mend: {mend}")));
            let words: Vec<String> = std::iter::once(check.found).chain(more).collect();
            format!("{:?} {}: {}", check.state, check.step, words.join(" | "))
        };
        checks(&facts, simulator.as_ref()).into_iter().map(line).collect()
    }

    #[track_caller]
    fn failures(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let told = told(change);
        let failed: Vec<String> = told.iter().filter(|line| line.starts_with("Failed")).cloned().collect();
        assert!(!failed.is_empty(), "{told:?}");
        failed
    }

    #[test]
    fn what_is_well_is_said_in_a_line() {
        assert_eq!(
            told(|_| ()),
            [
                "Passed partner: Tesla takes the credentials of default",
                "Passed registration: default in na at Tesla, with the published key",
                "Passed registration: default in eu at Tesla, with the published key",
                "Passed scopes: 3 account link(s) have all that applications require",
                "Passed tokens: 3 account link(s) can be refreshed",
                "NotUsed webhooks: there are none",
                "Passed costs: $3.692 spent this month, no cap",
                "NotUsed mail: not used: there is no [mail]",
            ]
        );
    }

    #[test]
    fn a_region_without_registration_is_told_as_the_command_mends_it() {
        let missing = |facts: &mut Value| facts["partners"][0]["regions"][1]["position"] = json!("missing");
        assert_eq!(
            failures(missing),
            [
                "Failed registration: default is not registered in eu | Tesla answers 412 there, so cars in Europe cannot pair. \
              | mend: openfob tesla partner register default --region eu"
            ]
        );
        let other = |facts: &mut Value| facts["partners"][0]["regions"][0]["position"] = json!("other_key");
        assert_eq!(
            failures(other),
            [
                "Failed registration: default is registered in na with another key than the published one | Owners of cars in \
              North America and Asia-Pacific are asked for a key that this server no longer publishes. | mend: openfob tesla \
              partner register default --region na"
            ]
        );
        let silent = |facts: &mut Value| facts["partners"][0]["regions"][0]["position"] = json!("no_answer");
        assert!(failures(silent)[0].starts_with("Failed registration: Tesla gives no good answer in na"));
    }

    #[test]
    fn credentials_that_do_not_work_are_told_before_what_needs_them() {
        for (position, words) in [
            (
                "no_credentials",
                ["default has no developer credentials", "mend: openfob tesla partner add default --client-id ID"],
            ),
            (
                "credentials_refused",
                ["Tesla refuses the client id or the client secret", "mend: openfob tesla partner add default"],
            ),
            ("suspended", ["Tesla has suspended the application", "mend: settle the bill"]),
            ("no_answer", ["Tesla gives no good answer", "mend: let this machine reach Tesla"]),
        ] {
            let all = told(|facts| {
                for region in facts["partners"][0]["regions"].as_array_mut().unwrap() {
                    region["position"] = json!(position);
                }
            });
            assert!(
                all[0].starts_with("Failed partner") && words.iter().all(|words| all[0].contains(words)),
                "{all:?}"
            );
            assert_eq!(all[1], "Skipped registration: skipped, as nothing can be registered without it");
        }
    }

    #[test]
    fn simulated_cars_alone_ask_for_no_credentials_and_a_simulator_that_is_not_there_is_told() {
        let simulated = |position: &'static str| {
            move |facts: &mut Value| {
                facts["partners"][0]["client_id"] = Value::Null;
                facts["partners"][0]["regions"] = json!([
                    {"mode": "live", "region": "na", "position": "no_credentials"},
                    {"mode": "simulated", "region": "eu", "position": position},
                ]);
                facts["simulator"] = json!("http://127.0.0.1:8082");
            }
        };
        let well = told(simulated("complete"));
        assert_eq!(well[0], "NotUsed partner: default has no developer credentials, so no real Tesla can be connected");
        assert!(well.iter().all(|line| !line.starts_with("Failed")), "{well:?}");
        assert_eq!(
            failures(simulated("no_answer")),
            [
                "Failed partner: the simulator gives no good answer | Nothing can be asked about cars either. | mend: start it at \
              http://127.0.0.1:8082/, or mend [simulator] url"
            ]
        );
        assert!(failures(simulated("credentials_refused"))[0].contains("the simulator does not know default"));
    }

    #[test]
    fn nobody_at_all_is_told_with_how_to_begin() {
        let failed = failures(|facts| facts["partners"] = json!([]));
        assert!(failed[0].ends_with("mend: openfob tesla partner add --client-id ID"), "{failed:?}");
    }

    #[test]
    fn owners_who_have_to_do_something_are_counted() {
        let lost = failures(|facts| facts["accounts"]["needs_sign_in"] = json!(2));
        assert!(
            lost[0].starts_with("Failed tokens: 2 of 3 account link(s) are signed out | The automaker takes"),
            "{lost:?}"
        );
        let lacking = failures(|facts| facts["accounts"]["lacking"] = json!(1));
        assert!(lacking[0].starts_with("Failed scopes: 1 of 3 account link(s) lack a permission"), "{lacking:?}");
    }

    #[test]
    fn a_receiver_that_fails_is_told_with_what_waits_for_it() {
        let failed = failures(|facts| {
            facts["webhooks"] = json!([{"id": "0b1c", "url": "https://app.example.com/webhooks", "pending": 4, "failed": 2,
                "last_error": "the receiver answered 500; expected 200 to 299"}]);
        });
        assert_eq!(
            failed,
            [
                "Failed webhooks: https://app.example.com/webhooks: the receiver answered 500; expected 200 to 299 | 4 deliveries \
              wait and 2 have failed; failed ones are not sent again by themselves. | mend: mend the receiver, then: openfob \
              webhook replay 0b1c"
            ]
        );
    }

    #[test]
    fn a_reached_cap_is_told_with_what_rests_and_until_when() {
        let failed = failures(|facts| {
            facts["standings"][0]["cap_micros"] = json!(3_692_000);
            facts["standings"][0]["left_micros"] = json!(0);
            facts["standings"][0]["reached_at"] = json!("2026-11-29T12:00:00Z");
        });
        assert_eq!(
            failed,
            [
                "Failed costs: the cap of $3.692 on partner fob.example.com is reached | Reads, commands, key checks and the \
              background refresh rest until 2026-12-01. | mend: raise costs.monthly_cap and restart; `openfob cost --by \
              application` shows who spent it"
            ]
        );
        let open = told(|facts| facts["standings"][0]["cap_micros"] = json!(10_000_000));
        assert!(
            open.contains(&"Passed costs: $3.692 of $10.000 spent this month (partner fob.example.com)".to_owned())
        );
    }

    #[test]
    fn a_mail_server_that_refuses_is_told() {
        let failed = failures(|facts| facts["mail"] = json!({"error": "Connection refused"}));
        assert!(
            failed[0].starts_with("Failed mail: the mail server does not take messages: Connection refused"),
            "{failed:?}"
        );
    }
}
