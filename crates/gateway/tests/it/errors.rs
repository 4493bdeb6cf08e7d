//! The pages that errors lead to.

use crate::world::World;

#[tokio::test]
async fn the_address_in_an_error_leads_to_a_page_with_its_anchor() {
    let world = World::start().await;
    let application = world.application().await;
    let answers = [
        application.get("wrong", "/v2.0/user").await,
        application.get("wrong", "/v2.0/nowhere").await,
        application.get("wrong", "/vx/user").await,
        application.call("POST", "wrong", "/v2.0/user").await,
    ];
    for answer in answers {
        answer.problem();
        let url = answer.body["docURL"].as_str().unwrap();
        let anchor = url.split_once('#').unwrap().1;
        let page = world.http.get(url).send().await.unwrap();
        assert_eq!(page.status(), 200, "{url}");
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        let html = page.text().await.unwrap();
        assert!(html.contains(&format!("id=\"{anchor}\"")), "{url}");
    }
}

#[tokio::test]
async fn every_page_in_the_index_is_there_and_others_are_not() {
    let world = World::start().await;
    let fetch = async |path: &str| {
        let answer = world.http.get(world.origin.join(path).unwrap()).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let (status, index) = fetch("/errors").await;
    assert_eq!(status, 200);
    let links: Vec<&str> = index.split("href=\"/errors/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(links.len(), 19, "{links:?}");
    for link in links {
        let (status, page) = fetch(&format!("/errors/{link}")).await;
        assert_eq!(status, 200, "{link}");
        assert!(page.contains("For the operator"), "{link}");
    }
    assert_eq!(fetch("/errors/connect-errors/oem-cancelled-login").await.0, 200);
    assert_eq!(fetch("/errors/api-errors/nothing").await.0, 404);
    assert_eq!(fetch("/errors/connect-errors/nothing").await.0, 404);
}

#[tokio::test]
async fn an_example_is_what_the_api_answers() {
    let world = World::start().await;
    let url = world.origin.join("/errors/api-errors/connected-services-account-errors").unwrap();
    let page = world.http.get(url).send().await.unwrap().text().await.unwrap();
    for text in ["id=\"virtual-key-required\"", "id=\"car-key-required\"", "ACTION_REQUIRED", "suggestedUserMessage"] {
        assert!(page.contains(text), "{text}");
    }
    insta::assert_snapshot!(
        page.split("id=\"subscription\"")
            .nth(1)
            .unwrap()
            .split("</section>")
            .next()
            .unwrap()
            .replace(world.origin.as_str(), "[origin]/")
    );
}

#[tokio::test]
async fn language_models_find_an_index() {
    let world = World::start().await;
    let answer = world.http.get(world.origin.join("/llms.txt").unwrap()).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/plain; charset=utf-8");
    assert!(answer.headers().contains_key("sc-request-id"));
    let text = answer.text().await.unwrap();
    for expected in ["/openapi.json", "/errors/api-errors/permission-errors", "/errors/connect-errors/no-vehicles"] {
        assert!(text.contains(expected), "{expected}");
    }
}
