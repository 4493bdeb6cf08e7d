//! The proof as it is kept, over every order of what may happen to it.

use jiff::{SignedDuration, Timestamp};
use openfob_carkey::{CarKey, Code, CvsStatus, LateReactivation, NotAllowed};
use proptest::prelude::*;

use crate::support::now;

fn at(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

#[test]
fn it_comes_back_strictly_before_the_date_and_not_after() {
    let suspended = CarKey::Active { since: now() }.suspended(now(), at(24)).unwrap();
    let just_before = at(24) - SignedDuration::from_millis(1);
    assert_eq!(suspended.status(just_before), CvsStatus::Suspended);
    assert_eq!(suspended.max_reactivation_date(just_before), Some(at(24)));
    assert_eq!(suspended.activated(just_before, LateReactivation::Refused), Ok(CarKey::Active { since: now() }));
    assert_eq!(suspended.status(at(24)), CvsStatus::Disabled);
    assert_eq!(suspended.max_reactivation_date(at(24)), None);
    assert_eq!(suspended.activated(at(24), LateReactivation::Refused), Err(NotAllowed::TooLate(at(24))));
    assert_eq!(suspended.activated(at(24), LateReactivation::FromScratch), Ok(CarKey::Active { since: at(24) }));
}

#[test]
fn a_second_activation_changes_nothing() {
    let once = CarKey::default().activated(now(), LateReactivation::Refused).unwrap();
    assert_eq!(once.activated(at(5), LateReactivation::Refused).unwrap(), once);
}

#[test]
fn every_code_is_read_back_from_its_number() {
    for code in Code::ALL {
        assert_eq!(Code::try_from(code.number()), Ok(*code));
    }
    assert!(Code::try_from(2304).is_err());
}

#[derive(Clone, Copy, Debug)]
enum Happening {
    Activate,
    Suspend(i64),
    Disable,
    Remove,
    Wait(i64),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        Just(Happening::Activate),
        (1_i64..48).prop_map(Happening::Suspend),
        Just(Happening::Disable),
        Just(Happening::Remove),
        (0_i64..36).prop_map(Happening::Wait),
    ]
}

proptest! {
    /// A model in other words: the state is what the last telling event left, and time alone only ever ends it.
    #[test]
    fn the_status_follows_from_the_order_of_events(events in prop::collection::vec(happening(), 0..40)) {
        let (mut kept, mut hour) = (CarKey::default(), 0);
        let (mut status, mut date) = (CvsStatus::Unknown, None::<i64>);
        for event in events {
            match event {
                Happening::Wait(hours) => hour += hours,
                Happening::Activate => {
                    let result = kept.activated(at(hour), LateReactivation::Refused);
                    prop_assert_eq!(result.is_ok(), status != CvsStatus::Disabled);
                    if let Ok(next) = result {
                        (kept, status, date) = (next, CvsStatus::Active, None);
                    }
                }
                Happening::Suspend(hours) => {
                    let result = kept.suspended(at(hour), at(hour + hours));
                    prop_assert_eq!(result.is_ok(), matches!(status, CvsStatus::Active | CvsStatus::Suspended));
                    if let Ok(next) = result {
                        (kept, status, date) = (next, CvsStatus::Suspended, Some(hour + hours));
                    }
                }
                Happening::Disable => {
                    kept = kept.disabled();
                    if status != CvsStatus::Unknown {
                        (status, date) = (CvsStatus::Disabled, None);
                    }
                }
                Happening::Remove => (kept, status, date) = (CarKey::removed(), CvsStatus::Unknown, None),
            }
            if status == CvsStatus::Suspended && date.is_some_and(|date| hour >= date) {
                (status, date) = (CvsStatus::Disabled, None);
            }
            prop_assert_eq!(kept.status(at(hour)), status);
            prop_assert_eq!(kept.opens_services(at(hour)), status == CvsStatus::Active);
            prop_assert_eq!(kept.is_verified(at(hour)), matches!(status, CvsStatus::Active | CvsStatus::Suspended));
            prop_assert_eq!(kept.max_reactivation_date(at(hour)), date.map(at));
            let stored = serde_json::to_string(&kept).unwrap();
            prop_assert_eq!(serde_json::from_str::<CarKey>(&stored).unwrap(), kept.clone());
        }
    }
}
