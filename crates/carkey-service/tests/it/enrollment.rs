use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::world::{NUMBER, World};

fn certify() -> Value {
    json!({"type": "phoneNumberCertification", "phoneNumber": NUMBER})
}

fn pin(code: &str) -> Value {
    json!({"action": "withPIN", "pinCode": code})
}

#[tokio::test]
async fn the_full_way_trusts_a_number_then_enrols_a_phone() {
    let world = World::new().await;
    let token = world.sign_in("lena", "phone-1").await;
    assert_eq!(world.refused("GET", "/phone-number", &token, Value::Null).await.0, 2307);
    assert_eq!(world.refused("POST", "/sms-codes", &token, json!({"type": "enrollment"})).await.0, 2307);
    world.ok("POST", "/sms-codes", &token, certify()).await;
    let number = json!({"phoneNumber": "+33 6 12 34 56 78", "smsCode": world.sms.code()});
    world.ok("PUT", "/phone-number", &token, number.clone()).await;
    assert_eq!(world.refused("PUT", "/phone-number", &token, number).await.0, 2305, "a code is good once");
    world.ok("POST", "/sms-codes", &token, json!({"type": "enrollment"})).await;
    let checked = world.ok("POST", "/enrollment/check", &token, json!({"smsCode": world.sms.code()})).await;
    assert_eq!(checked, json!({"status": "NotEnrolled"}));
    let enrol = json!({"action": "enroll", "pinCode": "123456", "smsCode": world.sms.code()});
    world.ok("POST", "/enrollment", &token, enrol.clone()).await;
    assert_eq!(world.refused("POST", "/enrollment", &token, enrol).await.0, 2305, "looked at twice, used once");
    assert_eq!(world.ok("GET", "/account", &token, Value::Null).await["isDeviceActivated"], true);
}

#[tokio::test]
async fn a_second_phone_uses_the_pin_that_the_account_has() {
    let world = World::new().await;
    world.enrolled("lena", "phone-1").await;
    let token = world.sign_in("lena", "phone-2").await;
    let again =
        json!({"action": "enrollWithPhoneNumber", "pinCode": "1234", "smsCode": "000000", "phoneNumber": NUMBER});
    assert_eq!(world.refused("POST", "/enrollment", &token, again).await.0, 2390);
    world.ok("POST", "/sms-codes", &token, json!({"type": "enrollment"})).await;
    let checked = world.ok("POST", "/enrollment/check", &token, json!({"smsCode": world.sms.code()})).await;
    assert_eq!(checked, json!({"status": "AlreadyEnrolled"}));
    let with = |pin: &str| json!({"action": "enroll", "pinCode": pin, "smsCode": world.sms.code()});
    assert_eq!(world.refused("POST", "/enrollment", &token, with("9999")).await.0, 2308);
    world.ok("POST", "/sms-codes", &token, json!({"type": "enrollment"})).await;
    world.ok("POST", "/enrollment", &token, with("1234")).await;
}

#[tokio::test]
async fn wrong_pins_block_the_account_until_the_sms_or_a_new_beginning() {
    let world = World::new().await;
    let token = world.enrolled("lena", "phone-1").await;
    assert_eq!(world.refused("POST", "/one-time-codes", &token, pin("0000")).await.0, 2308);
    assert_eq!(world.refused("POST", "/one-time-codes", &token, pin("0000")).await.0, 2308);
    assert_eq!(world.refused("POST", "/one-time-codes", &token, pin("0000")).await.0, 2310);
    assert_eq!(
        world.refused("POST", "/one-time-codes", &token, pin("1234")).await.0,
        2310,
        "the right one comes too late"
    );
    assert_eq!(world.ok("GET", "/account", &token, Value::Null).await["isAccountBlocked"], "PinBlocked");
    let enrol = json!({"action": "enroll", "pinCode": "1234", "smsCode": "000000"});
    assert_eq!(world.refused("POST", "/enrollment", &token, enrol).await.0, 2317);
    let world = world.restart().await;
    assert_eq!(
        world.refused("POST", "/one-time-codes", &token, pin("1234")).await.0,
        2310,
        "a restart forgives nothing"
    );
    world.ok("POST", "/sms-codes", &token, json!({"type": "resetPIN"})).await;
    let reset = json!({"action": "reset", "pinCode": "4321", "smsCode": world.sms.code()});
    world.ok("PUT", "/pin", &token, reset).await;
    assert!(world.ok("POST", "/one-time-codes", &token, pin("4321")).await["otp"].is_string());
}

#[tokio::test]
async fn guesses_at_the_same_moment_are_counted_each() {
    let world = World::new().await;
    let token = world.enrolled("lena", "phone-1").await;
    let guess = |code: &'static str| world.call("POST", "/one-time-codes", &token, pin(code));
    let (a, b, c, d) = tokio::join!(guess("0001"), guess("0002"), guess("0003"), guess("0004"));
    let blocked = [a, b, c, d].iter().filter(|(_, answer)| answer["error"]["code"] == 2310).count();
    assert!(blocked >= 2, "the third and the fourth");
    assert_eq!(world.refused("POST", "/one-time-codes", &token, pin("1234")).await.0, 2310);
}

#[tokio::test]
async fn a_one_time_code_without_the_pin_wants_a_recent_one_with_it() {
    let world = World::new().await;
    let token = world.enrolled("lena", "phone-1").await;
    let without = json!({"action": "withoutPIN"});
    assert_eq!(world.refused("POST", "/one-time-codes", &token, without.clone()).await.0, 2317);
    world.ok("POST", "/one-time-codes", &token, pin("1234")).await;
    world.ok("POST", "/one-time-codes", &token, without.clone()).await;
    world.wait(SignedDuration::from_mins(15));
    assert_eq!(world.refused("POST", "/one-time-codes", &token, without).await.0, 2317);
    let stranger = world.sign_in("mara", "phone-9").await;
    assert_eq!(world.refused("POST", "/one-time-codes", &stranger, pin("1234")).await.0, 2312);
}

#[tokio::test]
async fn a_pin_is_changed_against_the_old_one() {
    let world = World::new().await;
    let token = world.enrolled("lena", "phone-1").await;
    let change = |old: &str, new: &str| json!({"action": "update", "oldPIN": old, "newPIN": new});
    assert_eq!(world.refused("PUT", "/pin", &token, change("1234", "1234")).await.0, 2315);
    assert_eq!(world.refused("PUT", "/pin", &token, change("0000", "5678")).await.0, 2308);
    assert_eq!(world.refused("PUT", "/pin", &token, change("1234", "12")).await.0, 2102);
    world.ok("PUT", "/pin", &token, change("1234", "5678")).await;
    world.ok("POST", "/one-time-codes", &token, pin("5678")).await;
}

#[tokio::test]
async fn an_sms_code_expires_wears_out_and_has_a_budget() {
    let world = World::with(|settings| settings.limits.sms_most = 3).await;
    let token = world.sign_in("lena", "phone-1").await;
    let number = |code: &str| json!({"phoneNumber": NUMBER, "smsCode": code});
    world.ok("POST", "/sms-codes", &token, certify()).await;
    world.wait(SignedDuration::from_mins(10));
    assert_eq!(world.refused("PUT", "/phone-number", &token, number(&world.sms.code())).await.0, 2306);
    world.ok("POST", "/sms-codes", &token, certify()).await;
    let wrong = if world.sms.code() == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(world.refused("PUT", "/phone-number", &token, number(wrong)).await.0, 2305);
    }
    assert_eq!(world.refused("PUT", "/phone-number", &token, number(&world.sms.code())).await.0, 2305);
    world.ok("POST", "/sms-codes", &token, certify()).await;
    let spent = world.refused("POST", "/sms-codes", &token, certify()).await;
    assert_eq!(spent, (2204, "carkey.sms_budget".to_owned()));
    world.wait(SignedDuration::from_hours(24));
    let token = world.sign_in("lena", "phone-1").await;
    world.ok("POST", "/sms-codes", &token, certify()).await;
    world.ok("PUT", "/phone-number", &token, number(&world.sms.code())).await;
    world.ok("POST", "/sms-codes", &token, json!({"type": "enrollment"})).await;
    world.wait(SignedDuration::from_mins(9));
    let check = json!({"smsCode": world.sms.code()});
    world.ok("POST", "/enrollment/check", &token, check.clone()).await;
    world.wait(SignedDuration::from_mins(1));
    let expired = world.refused("POST", "/enrollment/check", &token, check).await.0;
    assert_eq!(expired, 2306, "a look does not lengthen its life");
    for bad in ["0612345678", "+0612345678", "+33 abc", "+1"] {
        let body = json!({"type": "phoneNumberCertification", "phoneNumber": bad});
        assert_eq!(world.refused("POST", "/sms-codes", &token, body).await.0, 2102, "{bad}");
    }
}

#[tokio::test]
async fn an_account_has_so_many_phones_and_removing_them_frees_it() {
    let world = World::with(|settings| settings.limits.phones = 1).await;
    let first = world.enrolled("lena", "phone-1").await;
    let second = world.sign_in("lena", "phone-2").await;
    world.ok("POST", "/sms-codes", &second, json!({"type": "enrollment"})).await;
    let enrol = |code: String| json!({"action": "enroll", "pinCode": "1234", "smsCode": code});
    let refused = world.refused("POST", "/enrollment", &second, enrol(world.sms.code())).await;
    assert_eq!(refused, (2317, "carkey.phones".to_owned()));
    world.ok("DELETE", "/enrollment", &second, Value::Null).await;
    assert_eq!(world.ok("GET", "/account", &first, Value::Null).await["isDeviceActivated"], false);
    world.ok("POST", "/sms-codes", &second, json!({"type": "enrollment"})).await;
    world.ok("POST", "/enrollment", &second, enrol(world.sms.code())).await;
}
