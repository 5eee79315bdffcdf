use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::config::Origin;

use crate::harness::{PASSWORD, Server, code};

#[tokio::test]
async fn signing_in_gives_a_token_a_cookie_and_the_person() {
    let server = Server::start().await;
    let client = server.anybody();
    let answer = client
        .post("/api/v1/sessions", &json!({"username": "grid1", "password": PASSWORD, "device_name": "手机"}))
        .await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"));
    let opened: Value = answer.json().await.unwrap();
    assert_eq!((&opened["person"]["role"], &opened["person"]["unit"]["code"]), (&json!("grid_worker"), &json!("T01")));
}

#[tokio::test]
async fn under_https_the_cookie_is_secure_and_bound_to_the_host() {
    let origin = Origin { public_url: Some("https://xianghu.example.cn".into()), ..Origin::default() };
    let server = Server::start_with(origin).await;
    let answer = server.anybody().post("/api/v1/sessions", &json!({"username": "grid1", "password": PASSWORD})).await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-session=") && cookie.contains("; Secure") && cookie.contains("Path=/"));
    assert!(answer.headers().contains_key("strict-transport-security"));
}

#[tokio::test]
async fn wrong_credentials_say_the_same_for_a_known_and_an_unknown_name() {
    let server = Server::start().await;
    for username in ["grid1", "nobody"] {
        let answer =
            server.anybody().post("/api/v1/sessions", &json!({"username": username, "password": "wrong wrong"})).await;
        assert_eq!(code(answer).await, (401, "auth.bad_credentials".into()));
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_and_says_until_when() {
    let server = Server::start().await;
    let guess = json!({"username": "grid1", "password": "wrong wrong"});
    for _ in 0..5 {
        assert_eq!(server.anybody().post("/api/v1/sessions", &guess).await.status(), StatusCode::UNAUTHORIZED);
    }
    let answer = server.anybody().post("/api/v1/sessions", &guess).await;
    assert!(answer.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 0);
    assert_eq!(code(answer).await, (429, "auth.throttled".into()));
    server.sign_in("grid2").await;
}

#[tokio::test]
async fn guesses_sent_at_once_get_no_further() {
    let server = Server::start().await;
    let guess = json!({"username": "grid1", "password": "wrong wrong"});
    let guesses = (0..20).map(|_| async {
        let answer = server.anybody().post("/api/v1/sessions", &guess).await;
        answer.status()
    });
    let answers = futures::future::join_all(guesses).await;
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::UNAUTHORIZED).count(), 5);
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::TOO_MANY_REQUESTS).count(), 15);
}

#[tokio::test]
async fn a_username_that_no_database_can_hold_is_nobodys() {
    let server = Server::start().await;
    for username in ["grid1\u{0}", "", "\u{feff}", &"长".repeat(50_000)] {
        let answer =
            server.anybody().post("/api/v1/sessions", &json!({"username": username, "password": PASSWORD})).await;
        assert_eq!(code(answer).await, (401, "auth.bad_credentials".into()));
    }
}

#[tokio::test]
async fn a_session_ends_at_sign_out_disablement_and_expiry() {
    let server = Server::start().await;
    let me = "/api/v1/sessions";
    let grid = server.sign_in("grid1").await;
    let out = grid.request(Method::DELETE, "/api/v1/sessions/current").send().await.unwrap();
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    assert_eq!(code(grid.get(me).await).await, (401, "auth.required".into()));

    let (grid, admin) = (server.sign_in("grid1").await, server.sign_in("admin").await);
    let disable = format!("/api/v1/people/{}/disable", grid.person_id.clone().unwrap());
    assert_eq!(admin.post(&disable, &json!({})).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(grid.get(me).await.status(), StatusCode::UNAUTHORIZED);

    server.later_than_a_session_lives();
    assert_eq!(admin.get(me).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn thirty_days_count_from_the_last_use() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    for _ in 0..3 {
        server.later(20 * 86_400);
        assert_eq!(grid.get("/api/v1/sessions").await.status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn the_cookie_leaves_it_to_the_server_to_end_a_session() {
    let server = Server::start().await;
    let client = server.anybody();
    let answer = client.post("/api/v1/sessions", &json!({"username": "grid1", "password": PASSWORD})).await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    let age = cookie.split("; ").find_map(|part| part.strip_prefix("Max-Age=")).unwrap();
    assert!(age.parse::<i64>().unwrap() >= 365 * 86_400, "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let status = async || {
        let request = client.request(Method::GET, "/api/v1/sessions").header("cookie", cookie);
        request.send().await.unwrap().status()
    };
    for _ in 0..3 {
        server.later(20 * 86_400);
        assert_eq!(status().await, StatusCode::OK);
    }
    server.later_than_a_session_lives();
    assert_eq!(status().await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_open_stream_ends_with_its_session() {
    let server = Server::start().await;
    let (grid, admin) = (server.sign_in("grid1").await, server.sign_in("admin").await);
    let mut stream = grid.get("/sync/v1/events").await;
    let disable = format!("/api/v1/people/{}/disable", grid.person_id.clone().unwrap());
    admin.post(&disable, &json!({})).await;
    while let Some(chunk) = stream.chunk().await.unwrap() {
        assert!(!String::from_utf8_lossy(&chunk).contains("wake"));
    }
}

#[tokio::test]
async fn a_stream_that_is_opened_while_the_server_stops_ends_at_once() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    server.app.waker.close();
    let mut stream = grid.get("/sync/v1/events").await;
    assert_eq!(stream.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn a_cookie_counts_only_from_our_own_pages() {
    let server = Server::start().await;
    let client = server.anybody();
    let answer = client.post("/api/v1/sessions", &json!({"username": "grid1", "password": PASSWORD})).await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let post = |name: &'static str, value: String| {
        let request =
            client.request(Method::POST, "/sync/v1/push").header("cookie", cookie.clone()).header(name, value);
        let body = client.envelope(&[]);
        async move { request.json(&body).send().await.unwrap() }
    };
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")] {
        assert_eq!(code(post(name, value.into()).await).await, (403, "request.cross_site".into()), "{name}: {value}");
    }
    assert_eq!(post("origin", format!("http://{}", server.address)).await.status(), StatusCode::OK);
    assert_eq!(post("sec-fetch-site", "same-origin".into()).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn an_open_session_does_not_let_a_password_be_guessed() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let guess = async |current: &str| {
        code(grid.post("/api/v1/password", &json!({"current": current, "new": "another long one"})).await).await
    };
    for _ in 0..5 {
        assert_eq!(guess("wrong").await.1, "account.wrong_password");
    }
    assert_eq!(guess(PASSWORD).await, (429, "auth.throttled".into()));
    server.later(301);
    assert_eq!(
        grid.post("/api/v1/password", &json!({"current": PASSWORD, "new": "another long one"})).await.status(),
        204
    );
}

#[tokio::test]
async fn a_password_can_be_changed_and_reset() {
    let server = Server::start().await;
    let (grid, other_device, admin) =
        (server.sign_in("grid1").await, server.sign_in("grid1").await, server.sign_in("admin").await);
    let wrong = grid.post("/api/v1/password", &json!({"current": "wrong", "new": "another long one"})).await;
    assert_eq!(code(wrong).await.1, "account.wrong_password");
    let short = grid.post("/api/v1/password", &json!({"current": PASSWORD, "new": "short"})).await;
    assert_eq!(code(short).await.1, "auth.weak_password");
    let changed = grid.post("/api/v1/password", &json!({"current": PASSWORD, "new": "another long one"})).await;
    assert_eq!(changed.status(), StatusCode::NO_CONTENT);
    assert_eq!(grid.get("/api/v1/sessions").await.status(), StatusCode::OK);
    assert_eq!(other_device.get("/api/v1/sessions").await.status(), StatusCode::UNAUTHORIZED);
    let reset = format!("/api/v1/people/{}/password", grid.person_id.clone().unwrap());
    let password: Value = admin.post(&reset, &json!({})).await.json().await.unwrap();
    let again = json!({"username": "grid1", "password": password["password"]});
    assert_eq!(server.anybody().post("/api/v1/sessions", &again).await.status(), StatusCode::CREATED);
}
