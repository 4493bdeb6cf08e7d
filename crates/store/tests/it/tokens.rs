//! Families of tokens: what comes of one code lives and ends together.

use jiff::SignedDuration;
use openfob_domain::Permission;
use openfob_store::{CodeRefused, NewTokens, RefreshRefused, TOKEN_LIFETIMES};

use crate::harness::{Fixture, add_application, at};

fn pair<'a>(access: &'a str, refresh: &'a str) -> NewTokens<'a> {
    NewTokens { access, refresh }
}

async fn is_good(fixture: &Fixture, access: &str, seconds: i64) -> bool {
    fixture.store.bearer(access, at(seconds)).await.unwrap().is_some()
}

/// A consent with a code in the name of `code`, exchanged for `a-{code}` and `r-{code}`.
async fn family(fixture: &Fixture, code: &str) {
    let granted = fixture.consent(&fixture.vehicles().await, "read_vin read_battery").await;
    fixture.store.add_code(granted.grant, code, None, None, at(600)).await.unwrap();
    let (access, refresh) = (format!("a-{code}"), format!("r-{code}"));
    fixture.store.exchange_code(fixture.application, code, None, None, pair(&access, &refresh), at(0)).await.unwrap();
}

#[tokio::test]
async fn a_bearer_may_do_what_was_allowed_here_and_at_the_maker() {
    let fixture = Fixture::new().await;
    family(&fixture, "code").await;
    let bearer = fixture.store.bearer("a-code", at(1)).await.unwrap().unwrap();
    assert_eq!(*bearer.permissions, [Permission::ReadVin].into(), "the maker was not asked for read_battery");
    assert_eq!((bearer.application, bearer.account), (fixture.application, fixture.account));
    assert!(!is_good(&fixture, "r-code", 1).await, "a refresh token is no access token");
}

#[tokio::test]
async fn a_code_used_twice_ends_its_family_and_no_other() {
    let fixture = Fixture::new().await;
    family(&fixture, "one").await;
    family(&fixture, "two").await;
    let again = fixture.store.exchange_code(fixture.application, "one", None, None, pair("x", "y"), at(1)).await;
    assert!(matches!(again, Err(CodeRefused::Used)), "{again:?}");
    assert!(!is_good(&fixture, "a-one", 1).await && !is_good(&fixture, "x", 1).await);
    assert!(is_good(&fixture, "a-two", 1).await);
    let refreshed = fixture.store.refresh(fixture.application, "r-one", pair("x", "y"), at(1)).await;
    assert!(matches!(refreshed, Err(RefreshRefused::Invalid)), "{refreshed:?}");
}

#[tokio::test]
async fn of_two_that_exchange_one_code_at_once_one_gets_tokens_and_loses_them() {
    let fixture = Fixture::new().await;
    let granted = fixture.consent(&fixture.vehicles().await, "read_vin").await;
    fixture.store.add_code(granted.grant, "code", None, None, at(600)).await.unwrap();
    let (one, other) = tokio::join!(
        fixture.store.exchange_code(fixture.application, "code", None, None, pair("a1", "r1"), at(1)),
        fixture.store.exchange_code(fixture.application, "code", None, None, pair("a2", "r2"), at(1))
    );
    assert!(one.is_ok() ^ other.is_ok(), "{one:?} {other:?}");
    assert!(!is_good(&fixture, "a1", 1).await && !is_good(&fixture, "a2", 1).await, "one code, two hands");
}

#[tokio::test]
async fn a_refresh_token_has_its_grace_and_then_ends_the_family() {
    let fixture = Fixture::new().await;
    family(&fixture, "code").await;
    let refresh = |access: &'static str, refresh: &'static str, seconds: i64| {
        fixture.store.refresh(fixture.application, "r-code", pair(access, refresh), at(seconds))
    };
    let grace = TOKEN_LIFETIMES.refresh_grace.as_secs();
    refresh("a2", "r2", 100).await.unwrap();
    refresh("a3", "r3", 100 + grace).await.unwrap();
    let late = refresh("a4", "r4", 101 + grace).await;
    assert!(matches!(late, Err(RefreshRefused::Used)), "{late:?}");
    for access in ["a-code", "a2", "a3", "a4"] {
        assert!(!is_good(&fixture, access, 102 + grace).await, "{access}");
    }
    let successor = fixture.store.refresh(fixture.application, "r3", pair("x", "y"), at(102 + grace)).await;
    assert!(matches!(successor, Err(RefreshRefused::Invalid)), "{successor:?}");
}

#[tokio::test]
async fn lifetimes_are_exact() {
    let fixture = Fixture::new().await;
    let granted = fixture.consent(&fixture.vehicles().await, "read_vin").await;
    fixture.store.add_code(granted.grant, "late", None, None, at(600)).await.unwrap();
    let late = fixture.store.exchange_code(fixture.application, "late", None, None, pair("x", "y"), at(600)).await;
    assert!(matches!(late, Err(CodeRefused::Invalid)), "{late:?}");
    family(&fixture, "code").await;
    let access = TOKEN_LIFETIMES.access.as_secs();
    assert!(is_good(&fixture, "a-code", access - 1).await && !is_good(&fixture, "a-code", access).await);
    let end = TOKEN_LIFETIMES.refresh.as_secs();
    let late = fixture.store.refresh(fixture.application, "r-code", pair("x", "y"), at(end)).await;
    assert!(matches!(late, Err(RefreshRefused::Invalid)), "{late:?}");
    fixture.store.refresh(fixture.application, "r-code", pair("x", "y"), at(end - 1)).await.unwrap();
    assert_eq!(TOKEN_LIFETIMES.code, SignedDuration::from_mins(10));
}

#[tokio::test]
async fn another_application_can_neither_use_nor_revoke() {
    let fixture = Fixture::new().await;
    let other = add_application(&fixture.store, "Fleetly", "another-token").await;
    let granted = fixture.consent(&fixture.vehicles().await, "read_vin").await;
    fixture.store.add_code(granted.grant, "code", None, None, at(600)).await.unwrap();
    let stolen = fixture.store.exchange_code(other, "code", None, None, pair("x", "y"), at(1)).await;
    assert!(matches!(stolen, Err(CodeRefused::Invalid)), "{stolen:?}");
    fixture.store.exchange_code(fixture.application, "code", None, None, pair("a", "r"), at(1)).await.unwrap();
    fixture.store.revoke_token(other, "a", at(1)).await.unwrap();
    assert!(is_good(&fixture, "a", 2).await);
    fixture.store.revoke_token(fixture.application, "r", at(1)).await.unwrap();
    assert!(!is_good(&fixture, "a", 2).await);
}

#[tokio::test]
async fn one_refresher_at_a_time_has_the_lease_of_an_account_until_it_ends_or_runs_out() {
    let fixture = Fixture::new().await;
    let (one, other) = (uuid::Uuid::new_v4(), uuid::Uuid::new_v4());
    let (store, account) = (&fixture.store, fixture.account);
    assert!(store.lease_refresh(account, one, at(0), at(30)).await.unwrap());
    assert!(!store.lease_refresh(account, other, at(29), at(59)).await.unwrap());
    store.end_refresh_lease(account, other).await.unwrap();
    assert!(!store.lease_refresh(account, other, at(29), at(59)).await.unwrap(), "only its holder gives it back");
    assert!(store.lease_refresh(account, other, at(30), at(60)).await.unwrap(), "a holder that died lets it run out");
    store.end_refresh_lease(account, other).await.unwrap();
    assert!(store.lease_refresh(account, one, at(31), at(61)).await.unwrap());
}
