//! Activations in every order of what may happen: asked for, answered late or twice, by another account, over restarts and
//! beside the maker's word.

use jiff::{SignedDuration, Timestamp};
use openfob_carkey::Nonce;
use openfob_carkey_service::each_minute;
use openfob_domain::{Evidence, EvidenceSource, KeyClaim, KeyHolder};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::world::{Says, VIN, World};

#[derive(Clone, Copy, Debug)]
enum Happening {
    /// Lena's phone asks for a challenge.
    Ask,
    /// The car answers one of them, its clock so far ahead, the key in it or not.
    Attest {
        which: usize,
        ahead: i64,
        key_present: bool,
    },
    /// One of the answers reaches the service, on Lena's phone or on somebody else's.
    Relay {
        which: usize,
        is_lena: bool,
    },
    /// The maker suspends what is active.
    Suspend {
        seconds: i64,
    },
    /// Lena gives the car up.
    Remove,
    Wait {
        seconds: i64,
    },
    Restart,
}

fn happening() -> impl Strategy<Value = Happening> {
    let relay = (any::<usize>(), prop::bool::weighted(0.85));
    prop_oneof![
        3 => Just(Happening::Ask),
        4 => (any::<usize>(), -70_i64..12, prop::bool::weighted(0.8))
            .prop_map(|(which, ahead, key_present)| Happening::Attest { which, ahead, key_present }),
        6 => relay.prop_map(|(which, is_lena)| Happening::Relay { which, is_lena }),
        2 => (1_i64..120).prop_map(|seconds| Happening::Suspend { seconds }),
        1 => Just(Happening::Remove),
        3 => (0_i64..50).prop_map(|seconds| Happening::Wait { seconds }),
        1 => Just(Happening::Restart),
    ]
}

struct Challenge {
    nonce: Nonce,
    issued_at: Timestamp,
    is_used: bool,
}

struct Answer {
    relay: Value,
    challenge: usize,
    attested_at: Timestamp,
    key_present: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kept {
    None,
    Active,
    Suspended(Timestamp),
}

/// What the rules of docs/carkey.md say of it, in other words than the service's.
struct Model {
    challenges: Vec<Challenge>,
    answers: Vec<Answer>,
    kept: Kept,
}

impl Model {
    fn status(&self, now: Timestamp) -> &'static str {
        match self.kept {
            Kept::None => "unknown",
            Kept::Active => "active",
            Kept::Suspended(until) if now < until => "suspended",
            Kept::Suspended(_) => "disabled",
        }
    }

    /// The word with which an answer is refused; `None`: it counts.
    fn refusal(&self, answer: &Answer, is_lena: bool, now: Timestamp) -> Option<&'static str> {
        let challenge = &self.challenges[answer.challenge];
        let age = now.duration_since(answer.attested_at).as_secs();
        Some(match () {
            () if !is_lena => "carkey.other_challenge",
            () if challenge.is_used => "carkey.replayed",
            () if now.duration_since(challenge.issued_at).as_secs() >= 120 => "carkey.challenge_expired",
            () if age > 60 => "carkey.too_old",
            () if age < -5 => "carkey.in_the_future",
            () if !answer.key_present => "carkey.key_absent",
            () if self.status(now) == "disabled" => "carkey.too_late",
            () => return None,
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_proof_follows_from_a_fresh_answer_alone_in_every_order(
        events in prop::collection::vec(happening(), 1..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(walk(events))?;
    }
}

async fn walk(events: Vec<Happening>) -> Result<(), TestCaseError> {
    let mut world = World::with(|settings| settings.limits.calls = each_minute(1000.try_into().unwrap())).await;
    let lena = world.enrolled("lena", "phone-1").await;
    let mara = world.enrolled("mara", "phone-1").await;
    let mut model = Model { challenges: Vec::new(), answers: Vec::new(), kept: Kept::None };
    for event in events {
        match event {
            Happening::Ask => {
                let nonce = world.challenge(&lena, json!({"vin": VIN})).await;
                model.challenges.push(Challenge { nonce, issued_at: world.now(), is_used: false });
            }
            Happening::Attest { which, ahead, key_present } => {
                let Some(challenge) = which.checked_rem(model.challenges.len()) else { continue };
                let skew = SignedDuration::from_secs(ahead);
                let says = Says { key_present, skew, ..Says::default() };
                let relay = world.attest(model.challenges[challenge].nonce, &says);
                model.answers.push(Answer { relay, challenge, attested_at: world.now() + skew, key_present });
            }
            Happening::Relay { which, is_lena } => {
                let Some(answer) = which.checked_rem(model.answers.len()) else { continue };
                // What the maker said before is not of the same moment.
                world.wait(SignedDuration::from_secs(1));
                let answer = &model.answers[answer];
                let expected = model.refusal(answer, is_lena, world.now());
                let token = if is_lena { &lena } else { &mara };
                let (status, told) = world.call("POST", "/car-key", token, answer.relay.clone()).await;
                let because = told["error"]["subErrors"][0].as_str();
                prop_assert_eq!(
                    (status.is_success(), because),
                    (expected.is_none(), expected),
                    "{:?}: {}",
                    event,
                    told
                );
                let challenge = answer.challenge;
                model.challenges[challenge].is_used = true;
                if expected.is_none() {
                    model.kept = Kept::Active;
                }
            }
            Happening::Suspend { seconds } => {
                if !matches!(model.status(world.now()), "active" | "suspended") {
                    continue;
                }
                world.wait(SignedDuration::from_secs(1));
                // It may have run out in that second.
                if matches!(model.status(world.now()), "active" | "suspended") {
                    let until = world.now() + SignedDuration::from_secs(seconds);
                    suspend(&world, &lena, until).await;
                    model.kept = Kept::Suspended(until);
                }
            }
            Happening::Remove => {
                world.wait(SignedDuration::from_secs(1));
                world.ok("POST", "/one-time-codes", &lena, json!({"action": "withPIN", "pinCode": "1234"})).await;
                world.ok("DELETE", &format!("/vehicles/{VIN}"), &lena, Value::Null).await;
                model.kept = Kept::None;
            }
            Happening::Wait { seconds } => world.wait(SignedDuration::from_secs(seconds)),
            Happening::Restart => world = world.restart().await,
        }
        let status = world.status(&lena).await;
        prop_assert_eq!(status["cvsStatus"].as_str(), Some(model.status(world.now())), "after {:?}", event);
        let others = world.status(&mara).await;
        prop_assert_eq!(others["cvsStatus"].as_str(), Some("unknown"), "of another account after {:?}", event);
    }
    Ok(())
}

async fn suspend(world: &World, token: &str, until: Timestamp) {
    let account = world.account(token).await;
    let car = world.store.account_vehicles(account).await.unwrap().remove(0).vehicle;
    let claim = KeyClaim::Suspended { until: Some(until) };
    let evidence = Evidence { source: EvidenceSource::FleetStatus, claim, at: world.now() };
    let holder = KeyHolder::Account(account);
    world.store.record_evidence(car.id, &holder, &car.access, &[evidence], world.now()).await.unwrap();
}
