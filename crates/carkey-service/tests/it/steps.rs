use serde_json::{Value, json};

use crate::world::{NUMBER, Says, VIN, World};

fn statuses(answer: &Value) -> Vec<(&str, &str)> {
    ["trusterPhoneNumber", "deviceActivation", "mediumCarKey"]
        .into_iter()
        .filter_map(|name| Some((name, answer.get(name)?["status"].as_str()?)))
        .collect()
}

#[tokio::test]
async fn the_steps_go_in_order_and_say_which_is_next() {
    let world = World::new().await;
    let token = world.sign_in("lena", "phone-1").await;
    let steps =
        world.ok("GET", &format!("/steps?vin={VIN}&resetSteps=false&stepsStatus=all"), &token, Value::Null).await;
    let id = steps["stepsID"].as_str().unwrap();
    assert_eq!(steps["trusterPhoneNumber"], json!({"name": "trusterPhoneNumber", "status": "todo", "order": 1}));
    assert_eq!(steps["mediumCarKey"]["order"], 3);
    let next = async || world.ok("GET", &format!("/step?stepsID={id}"), &token, Value::Null).await;
    assert!(next().await.get("trusterPhoneNumber").is_some());
    let early = world.activate(&token, &Says::default()).await.1;
    assert_eq!(early["error"]["subErrors"], json!(["carkey.step.trusterPhoneNumber"]));
    world.ok("POST", "/sms-codes", &token, json!({"type": "phoneNumberCertification", "phoneNumber": NUMBER})).await;
    let number = json!({"phoneNumber": NUMBER, "smsCode": world.sms.code()});
    world.ok("PUT", "/phone-number", &token, number).await;
    assert!(next().await.get("deviceActivation").is_some());
    let early = world.activate(&token, &Says::default()).await.1;
    assert_eq!(early["error"]["subErrors"], json!(["carkey.step.deviceActivation"]));
    world.ok("POST", "/sms-codes", &token, json!({"type": "enrollment"})).await;
    let enrol = json!({"action": "enroll", "pinCode": "1234", "smsCode": world.sms.code()});
    world.ok("POST", "/enrollment", &token, enrol).await;
    assert!(next().await.get("mediumCarKey").is_some());
    world.activate(&token, &Says::default()).await;
    assert_eq!(next().await, Value::Null);
}

#[tokio::test]
async fn a_step_that_was_done_stays_done_until_it_is_looked_at_afresh() {
    let world = World::new().await;
    let token = world.enrolled("lena", "phone-1").await;
    let car = world.vehicle(&token).await;
    let first = world.ok("GET", &format!("/steps?carAssociationID={car}"), &token, Value::Null).await;
    let id = first["stepsID"].as_str().unwrap();
    world.ok("DELETE", "/enrollment", &token, Value::Null).await;
    let kept = world.ok("GET", &format!("/steps?stepsID={id}"), &token, Value::Null).await;
    let done = [("trusterPhoneNumber", "alreadyDone"), ("deviceActivation", "alreadyDone"), ("mediumCarKey", "todo")];
    assert_eq!(statuses(&kept), done);
    let afresh = world.ok("GET", &format!("/steps?stepsID={id}&resetSteps=true"), &token, Value::Null).await;
    assert_eq!(afresh["deviceActivation"]["status"], "todo");
    let todo = world.ok("GET", &format!("/steps?stepsID={id}&stepsStatus=todo"), &token, Value::Null).await;
    assert_eq!(statuses(&todo), [("deviceActivation", "todo"), ("mediumCarKey", "todo")]);
    let done = world.ok("GET", &format!("/steps?stepsID={id}&stepsStatus=alreadyDone"), &token, Value::Null).await;
    assert_eq!(statuses(&done), [("trusterPhoneNumber", "alreadyDone")]);
}

#[tokio::test]
async fn a_number_of_steps_is_its_phones_alone() {
    let world = World::new().await;
    let token = world.sign_in("lena", "phone-1").await;
    let id = world.ok("GET", &format!("/steps?vin={VIN}"), &token, Value::Null).await["stepsID"].clone();
    let other = world.sign_in("lena", "phone-2").await;
    let path = format!("/step?stepsID={}", id.as_str().unwrap());
    assert_eq!(world.refused("GET", &path, &other, Value::Null).await.0, 2346);
    assert_eq!(world.refused("GET", "/step?stepsID=none", &token, Value::Null).await.0, 2346);
    assert_eq!(world.refused("GET", "/step", &token, Value::Null).await.0, 2101);
    assert_eq!(world.refused("GET", "/steps", &token, Value::Null).await.0, 2101);
    assert_eq!(world.refused("GET", "/steps?vin=nothing&stepsStatus=some", &token, Value::Null).await.0, 2102);
    let services = world.ok("GET", &format!("/services?vin={VIN}"), &token, Value::Null).await;
    assert_eq!(services["services"][0]["code"], "remote");
}
