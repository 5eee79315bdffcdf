use reqwest::{Method, StatusCode};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{EVERYONE, Server, dispatched, jpeg};

#[tokio::test]
async fn each_role_sees_a_foreign_ticket_as_a_missing_one() {
    let server = Server::start().await;
    let ticket = dispatched(&server).await;
    let sees = ["grid1", "caller1", "dept1", "dept2", "centre", "leader", "admin"];
    for username in EVERYONE {
        let client = server.sign_in(username).await;
        let expected = if sees.contains(&username) { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(client.get(&format!("/api/v1/tickets/{ticket}")).await.status(), expected, "{username}");
        let listed = client.get_json("/api/v1/tickets").await["tickets"].as_array().unwrap().len();
        assert_eq!(listed, usize::from(expected == StatusCode::OK), "{username}");
        if expected == StatusCode::NOT_FOUND {
            let note = client.act(ticket, "add_note", json!({"text": "x"})).await;
            let unknown = client.act(Uuid::now_v7(), "add_note", json!({"text": "x"})).await;
            assert_eq!((&note["outcome"], &note["problem"]), (&unknown["outcome"], &unknown["problem"]), "{username}");
        }
    }
}

#[tokio::test]
async fn only_the_administrator_reaches_other_people() {
    let server = Server::start().await;
    let victim = server.sign_in("grid1").await.person_id.unwrap();
    for username in EVERYONE.into_iter().filter(|username| *username != "admin") {
        let client = server.sign_in(username).await;
        let paths = [
            (Method::GET, "/api/v1/people".to_owned()),
            (Method::GET, format!("/api/v1/people/{victim}/sessions")),
            (Method::POST, format!("/api/v1/people/{victim}/disable")),
            (Method::POST, format!("/api/v1/people/{victim}/enable")),
            (Method::POST, format!("/api/v1/people/{victim}/password")),
            (Method::POST, "/api/v1/imports/outbox".into()),
            (Method::GET, "/api/v1/grids".into()),
            (Method::GET, "/api/v1/grids.geojson".into()),
            (Method::POST, "/api/v1/grids/imports".into()),
        ];
        for (method, path) in paths {
            let answer = client.request(method, &path).json(&json!({})).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{username} {path}");
        }
    }
}

#[tokio::test]
async fn nobody_ends_anothers_session_but_the_administrator() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let id = grid.get_json("/api/v1/sessions").await["sessions"][0]["id"].as_str().unwrap().to_owned();
    let end = format!("/api/v1/sessions/{id}");
    let other = server.sign_in("centre").await;
    assert_eq!(other.request(Method::DELETE, &end).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    let admin = server.sign_in("admin").await;
    assert_eq!(admin.request(Method::DELETE, &end).send().await.unwrap().status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn only_those_who_whistle_whistle() {
    let server = Server::start().await;
    for username in EVERYONE {
        let client = server.sign_in(username).await;
        let result = client.act(Uuid::now_v7(), "whistle", json!({"description": "x"})).await;
        let may = ["grid", "caller", "team"].iter().any(|role| username.starts_with(role));
        assert_eq!(result["outcome"], if may { "accepted" } else { "rejected" }, "{username}");
    }
}

#[tokio::test]
async fn a_photo_that_nobody_named_is_forgotten_after_seven_days() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let (sha, _) = grid.upload(&jpeg(8)).await;
    server::jobs::sweep(&server.app).await.unwrap();
    assert_eq!(grid.get(&format!("/photos/{sha}")).await.status(), StatusCode::OK);
    server.later(8 * 86_400);
    server::jobs::sweep(&server.app).await.unwrap();
    assert_eq!(grid.get(&format!("/photos/{sha}")).await.status(), StatusCode::NOT_FOUND);
}
