//! Codes and tokens, as the SDKs ask for them.

use insta::assert_json_snapshot;
use jiff::SignedDuration;
use serde_json::json;

use crate::application::{Answer, Application};
use crate::world::{REDIRECT_URI, SAM, World};

/// The verifier and challenge of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[tokio::test]
async fn credentials_are_taken_as_basic_and_from_the_form_and_tokens_have_36_characters() {
    let world = World::start().await;
    let application = world.application().await;
    let first = code(&world, &application).await;
    let basic = application.token(&[("grant_type", "authorization_code"), ("code", &first)]).await;
    let tokens = basic.tokens();
    assert_eq!((tokens.access.len(), tokens.refresh.len()), (36, 36));
    assert_eq!(basic.header("cache-control"), Some("no-store"));
    assert_json_snapshot!("tokens", basic.body, {".access_token" => "[token]", ".refresh_token" => "[token]"});

    let second = code(&world, &application).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &second),
        ("client_id", &application.id),
        ("client_secret", &application.secret),
    ];
    application.post_bare_form("/oauth/token", &form).await.tokens();
}

#[tokio::test]
async fn the_token_address_may_end_in_a_slash_carry_flags_or_be_doubled() {
    let world = World::start().await;
    let application = world.application().await;
    for path in ["/oauth/token/", "/oauth/token?flags=country:DE", "/oauth/token/oauth/token"] {
        let code = code(&world, &application).await;
        let form = [("grant_type", "authorization_code"), ("code", code.as_str())];
        application.post_form(path, &form).await.tokens();
    }
}

#[tokio::test]
async fn wrong_credentials_are_refused_and_cost_the_code_nothing() {
    let world = World::start().await;
    let application = world.application().await;
    let code = code(&world, &application).await;
    let form = [("grant_type", "authorization_code"), ("code", code.as_str())];
    let request = || application.request("POST", "/oauth/token").form(&form);
    let stranger = uuid();
    for request in [
        request(),
        request().basic_auth(&application.id, Some("wrong")),
        request().basic_auth(&application.id, None::<&str>),
        request().basic_auth(&stranger, Some(&application.secret)),
        request().basic_auth("abc", Some("def")),
        request().bearer_auth(&application.secret),
        request().header("authorization", "Basic !!!"),
    ] {
        let answer = application.send(request).await;
        assert_eq!((answer.status, answer.oauth_error().0), (401, "invalid_client"));
        assert!(answer.header("www-authenticate").is_some_and(|value| value.starts_with("Basic")));
    }
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("client_id", &application.id),
        ("client_secret", "wrong"),
    ];
    let answer = application.post_bare_form("/oauth/token", &form).await;
    assert_eq!((answer.status, answer.oauth_error().0), (401, "invalid_client"));
    application.exchange(&code).await;
}

#[tokio::test]
async fn a_rotated_secret_replaces_the_earlier_one() {
    let world = World::start().await;
    let application = world.application().await;
    let code = code(&world, &application).await;
    let path = format!("/applications/{}/rotate", application.id);
    let rotated = world.administer("POST", &path, &json!({"what": "client_secret"})).await;
    let form = [("grant_type", "authorization_code"), ("code", code.as_str())];
    assert_eq!(application.token(&form).await.status, 401);
    let fresh = rotated.body["client_secret"].as_str().unwrap();
    let request = application.request("POST", "/oauth/token").form(&form).basic_auth(&application.id, Some(fresh));
    application.send(request).await.tokens();
}

#[tokio::test]
async fn a_code_is_good_once_and_its_second_use_revokes_what_it_gave() {
    let world = World::start().await;
    let application = world.application().await;
    let code = code(&world, &application).await;
    let tokens = application.exchange(&code).await;
    let renewed = application.refresh(&tokens.refresh).await.tokens();
    assert_eq!(status(&application, &renewed.access).await, 200);
    let again = application.token(&[("grant_type", "authorization_code"), ("code", &code)]).await;
    assert_eq!(again.status, 400);
    assert_eq!(again.oauth_error(), ("invalid_grant", format!("Invalid code: {code}.").as_str()));
    for access in [&tokens.access, &renewed.access] {
        assert_eq!(status(&application, access).await, 401);
    }
    assert_eq!(application.refresh(&renewed.refresh).await.status, 400);
}

#[tokio::test]
async fn what_is_no_code_is_named_in_the_sentence_that_the_sdks_compare() {
    let world = World::start().await;
    let application = world.application().await;
    let answer = application.token(&[("grant_type", "authorization_code"), ("code", "bad-code")]).await;
    assert_eq!((answer.status, answer.oauth_error()), (400, ("invalid_request", "Invalid code: bad-code.")));
    let answer = application.refresh("bad-token").await;
    assert_eq!((answer.status, answer.oauth_error()), (400, ("invalid_request", "Invalid refresh_token: bad-token.")));
    let answer = application.token(&[("grant_type", "authorization_code")]).await;
    assert_eq!((answer.status, answer.oauth_error().0), (400, "invalid_request"));
    let answer = application.token(&[]).await;
    assert_eq!((answer.status, answer.oauth_error().0), (400, "invalid_request"));
    let answer = application.token(&[("grant_type", "password")]).await;
    assert_eq!((answer.status, answer.oauth_error().0), (400, "unsupported_grant_type"));
}

#[tokio::test]
async fn another_applications_code_and_tokens_are_worth_nothing() {
    let world = World::start().await;
    let application = world.application().await;
    let other = world.register(json!({"name": "Fleetly"})).await;
    let code = code(&world, &application).await;
    let answer = other.token(&[("grant_type", "authorization_code"), ("code", &code)]).await;
    assert_eq!((answer.status, answer.oauth_error().0), (400, "invalid_grant"));
    let tokens = application.exchange(&code).await;
    assert_eq!(other.refresh(&tokens.refresh).await.oauth_error().0, "invalid_grant");
    assert_eq!(other.post_form("/oauth/revoke", &[("token", &tokens.access)]).await.status, 200);
    assert_eq!(status(&application, &tokens.access).await, 200, "only its own application revokes a token");
}

#[tokio::test]
async fn the_redirect_uri_may_be_missing_empty_or_undefined_and_must_fit_where_it_is_there() {
    let world = World::start().await;
    let application = world.application().await;
    for uri in [None, Some(""), Some("undefined"), Some(REDIRECT_URI)] {
        let code = code(&world, &application).await;
        let mut form = vec![("grant_type", "authorization_code"), ("code", code.as_str())];
        form.extend(uri.map(|uri| ("redirect_uri", uri)));
        assert_eq!(application.token(&form).await.status, 200, "{uri:?}");
    }
    let code = code(&world, &application).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://app.example.com/callback/other"),
    ];
    let answer = application.token(&form).await;
    assert_eq!((answer.status, answer.oauth_error().0), (400, "invalid_grant"));
}

#[tokio::test]
async fn a_code_with_a_challenge_wants_its_verifier() {
    let world = World::start().await;
    let application = world.application().await;
    let parameters = format!("code_challenge={CHALLENGE}&code_challenge_method=S256");
    for (verifier, good) in [(Some(VERIFIER), true), (Some("wrong"), false), (None, false)] {
        let back = world.owner(SAM).connect(&application.link(&parameters), "TESLA").await;
        let mut form = vec![("grant_type", "authorization_code"), ("code", back["code"].as_str())];
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        let answer = application.token(&form).await;
        assert_eq!(answer.status, if good { 200 } else { 400 }, "{verifier:?}: {}", answer.body);
        if !good {
            assert_eq!(answer.oauth_error().0, "invalid_grant");
        }
    }
    let code = code(&world, &application).await;
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
    let answer = application.token(&form).await;
    assert_eq!(
        answer.oauth_error().0,
        "invalid_grant",
        "a verifier without a challenge is a downgrade (RFC 9700, 2.1.1)"
    );
}

#[tokio::test]
async fn codes_and_tokens_end_with_time() {
    let world = World::start().await;
    let application = world.application().await;
    let (late, just) = (code(&world, &application).await, code(&world, &application).await);
    world.advance(SignedDuration::from_secs(9 * 60 + 59));
    let tokens = application.exchange(&just).await;
    world.advance(SignedDuration::from_secs(1));
    let answer = application.token(&[("grant_type", "authorization_code"), ("code", &late)]).await;
    assert_eq!(answer.oauth_error(), ("invalid_grant", format!("Invalid code: {late}.").as_str()));

    world.advance(SignedDuration::from_secs(2 * 3600 - 2));
    assert_eq!(status(&application, &tokens.access).await, 200);
    world.advance(SignedDuration::from_secs(1));
    assert_eq!(status(&application, &tokens.access).await, 401, "two hours");

    let renewed = application.refresh(&tokens.refresh).await.tokens();
    assert_eq!(status(&application, &renewed.access).await, 200);
    world.advance(SignedDuration::from_hours(60 * 24));
    let answer = application.refresh(&renewed.refresh).await;
    let sentence = format!("Invalid refresh_token: {}.", renewed.refresh);
    assert_eq!(answer.oauth_error(), ("invalid_grant", sentence.as_str()), "60 days");
}

#[tokio::test]
async fn a_refresh_gives_a_new_pair_and_leaves_the_earlier_access_token_good() {
    let world = World::start().await;
    let application = world.application().await;
    let first = application.exchange(&code(&world, &application).await).await;
    let second = application.refresh(&first.refresh).await.tokens();
    assert!(second.access != first.access && second.refresh != first.refresh);
    for access in [&first.access, &second.access] {
        assert_eq!(status(&application, access).await, 200);
    }
}

#[tokio::test]
async fn a_used_refresh_token_has_ten_minutes_of_grace_and_then_ends_the_whole_family() {
    let world = World::start().await;
    let application = world.application().await;
    let first = application.exchange(&code(&world, &application).await).await;
    let second = application.refresh(&first.refresh).await.tokens();
    world.advance(SignedDuration::from_mins(10));
    let repeated = application.refresh(&first.refresh).await.tokens();
    assert_eq!(status(&application, &repeated.access).await, 200, "a client that lost the answer may repeat");
    world.advance(SignedDuration::from_secs(1));
    let answer = application.refresh(&first.refresh).await;
    let sentence = format!("Invalid refresh_token: {}.", first.refresh);
    assert_eq!((answer.status, answer.oauth_error()), (400, ("invalid_grant", sentence.as_str())));
    for tokens in [&first, &second, &repeated] {
        assert_eq!(status(&application, &tokens.access).await, 401, "two hold the token, so all of it ends");
        assert_eq!(application.refresh(&tokens.refresh).await.oauth_error().0, "invalid_grant");
    }
}

#[tokio::test]
async fn revoking_either_token_ends_its_family_and_no_other() {
    let world = World::start().await;
    let application = world.application().await;
    let other = application.exchange(&code(&world, &application).await).await;
    for revoke_refresh in [false, true] {
        let tokens = application.exchange(&code(&world, &application).await).await;
        let token = if revoke_refresh { &tokens.refresh } else { &tokens.access };
        assert_eq!(application.post_form("/oauth/revoke", &[("token", token)]).await.status, 200);
        assert_eq!(status(&application, &tokens.access).await, 401);
        assert_eq!(application.refresh(&tokens.refresh).await.oauth_error().0, "invalid_grant");
    }
    assert_eq!(status(&application, &other.access).await, 200);
    assert_eq!(application.post_form("/oauth/revoke", &[("token", "unknown")]).await.status, 200, "RFC 7009, 2.2");
    assert_eq!(application.post_form("/oauth/revoke", &[]).await.oauth_error().0, "invalid_request");
    assert_eq!(application.post_bare_form("/oauth/revoke", &[("token", "x")]).await.oauth_error().0, "invalid_client");
}

#[tokio::test]
async fn a_later_consent_leaves_earlier_tokens_as_they_were() {
    let world = World::start().await;
    let application = world.application().await;
    let first = world.connect_with(&application, SAM, "TESLA", "scope=read_vehicle_info%20read_vin").await;
    let second = world.connect_with(&application, SAM, "TESLA", "scope=read_vehicle_info%20read_odometer").await;
    assert_eq!(first.car("Model S"), second.car("Model S"), "the vehicle's id is stable");
    for (connected, vin, odometer) in [(&first, 200, 403), (&second, 403, 200)] {
        let access = &connected.tokens.access;
        assert_eq!(application.get(access, &connected.path("Model S", "vin")).await.status, vin);
        assert_eq!(application.get(access, &connected.path("Model S", "odometer")).await.status, odometer);
    }
}

#[tokio::test]
async fn the_token_endpoint_answers_whatever_comes_in_its_own_shape() {
    let world = World::start().await;
    let application = world.application().await;
    let request = || application.request("POST", "/oauth/token").basic_auth(&application.id, Some(&application.secret));
    let large = vec![b'a'; 70_000];
    for body in [&b"grant_type=authorization_code&code=a&code=b"[..], b"\xff\xfe", b"{}", b"", &large] {
        let answer: Answer = application.send(request().body(body.to_vec())).await;
        assert!((400..500).contains(&answer.status), "{}: {}", answer.status, answer.body);
        assert_eq!(answer.header("sc-request-id").map(str::len), Some(36));
        if answer.status == 400 {
            assert_eq!(answer.oauth_error().0, "invalid_request");
        }
    }
}

async fn code(world: &World, application: &Application) -> String {
    world.owner(SAM).connect(&application.link(""), "TESLA").await["code"].clone()
}

async fn status(application: &Application, access: &str) -> u16 {
    application.get(access, "/v2.0/user").await.status
}

fn uuid() -> String {
    "5b1f0000-0000-4000-8000-000000000000".to_owned()
}
