//! The list as a file, in and out.

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, EVERYONE, Server, code};

const CHECK: &str = "/api/v1/list/imports/check";
const LED_BY_D02: &str = "编码,名称,主责单位,时限\n0101,上水井盖,单位D02,2小时（紧急）\n";
const WITH_A_FAULT: &str = "编码,名称,主责单位\n0101,上水井盖,没有这个单位\n";

async fn post(client: &Client, path: &str, body: impl Into<reqwest::Body>) -> Response {
    let request = client.request(reqwest::Method::POST, path).header("content-type", "application/octet-stream");
    request.body(body).send().await.unwrap()
}

fn asked(id: Uuid, file: &str) -> String {
    let origin = json!({"kind": "file", "value": "清单.csv"});
    let draft = json!({"id": id, "title": "井盖改由二局主责", "reason": "两次退单", "days": 5, "origin": origin});
    format!("{draft}\n{file}")
}

/// The lines of a check.
async fn lines(answer: Response) -> Vec<Value> {
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "application/x-ndjson");
    let text = answer.text().await.unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn everybody_takes_the_list_along_and_those_who_propose_import() {
    let server = Server::start().await;
    for username in EVERYONE {
        let client = server.sign_in(username).await;
        for kind in ["xlsx", "csv"] {
            let answer = client.get(&format!("/api/v1/list/export.{kind}")).await;
            assert_eq!(answer.status(), StatusCode::OK, "{username}");
            let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
            assert!(name.contains(&format!("list-2026-1.{kind}")), "{name}");
        }
        let may = ["caller1", "caller2", "dept1", "dept2", "centre"].contains(&username);
        for path in [CHECK, "/api/v1/list/imports"] {
            let answer = post(&client, path, asked(Uuid::now_v7(), WITH_A_FAULT)).await;
            assert_eq!(answer.status() == StatusCode::FORBIDDEN, !may, "{username} {path}");
        }
    }
}

#[tokio::test]
async fn what_was_taken_along_differs_in_nothing_and_an_unknown_version_is_not_found() {
    let server = Server::start().await;
    let client = server.sign_in("centre").await;
    for path in ["/api/v1/list/export.xlsx", "/api/v1/list/export.csv?version=1"] {
        let file = client.get(path).await.bytes().await.unwrap();
        let told = lines(post(&client, &format!("{CHECK}?whole=true"), file).await).await;
        assert_eq!(told[0]["progress"]["work"], "reading");
        let checked = &told.last().unwrap()["checked"];
        assert_eq!(
            (&checked["items"], &checked["fault_count"], &checked["differences"]),
            (&json!(1), &json!(0), &json!([]))
        );
    }
    assert_eq!(client.get("/api/v1/list/export.csv?version=9").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_file_becomes_one_proposal_however_often_it_is_sent() {
    let server = Server::start().await;
    let client = server.sign_in("centre").await;
    let checked = lines(post(&client, CHECK, LED_BY_D02).await).await.pop().unwrap();
    assert_eq!(checked["checked"]["changed"], 1);
    assert_eq!(checked["checked"]["differences"][0]["after"]["duties"][0]["lead"], "D02");
    let id = Uuid::now_v7();
    for _ in 0..2 {
        let answer = post(&client, "/api/v1/list/imports", asked(id, LED_BY_D02)).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        let proposal: Value = answer.json().await.unwrap();
        assert_eq!((&proposal["origin"]["value"], &proposal["changes"]), (&json!("清单.csv"), &json!(1)));
    }
    let listed = client.get_json("/api/v1/list/proposals").await;
    assert_eq!(listed["proposals"].as_array().unwrap().len(), 1);
    let record = client.get_json(&format!("/api/v1/list/proposals/{id}")).await;
    assert_eq!(record["changes"][0]["after"]["duties"][0]["lead"], "D02");
}

#[tokio::test]
async fn with_a_fault_nothing_is_written() {
    let server = Server::start().await;
    let client = server.sign_in("dept1").await;
    let checked = lines(post(&client, CHECK, WITH_A_FAULT).await).await.pop().unwrap();
    let fault = json!({"row": 2, "letter": "C", "sentence": "主体责任单位：没有“没有这个单位”这个单位。"});
    assert_eq!(checked["checked"]["faults"], json!([fault]));
    let nothing_new = "编码,名称\n0101,上水井盖\n";
    for (file, name) in [(WITH_A_FAULT, "list.faults"), ("%PDF-1.7", "list.file"), (nothing_new, "proposal.empty")] {
        let answer = post(&client, "/api/v1/list/imports", asked(Uuid::now_v7(), file)).await;
        assert_eq!(code(answer).await, (422, name.to_owned()));
    }
    for body in ["no draft\nx", "no line", "{}\n"] {
        assert_eq!(post(&client, "/api/v1/list/imports", body).await.status(), StatusCode::BAD_REQUEST, "{body}");
    }
    assert_eq!(post(&client, &format!("{CHECK}?mapping=what"), "x").await.status(), StatusCode::BAD_REQUEST);
    let listed = client.get_json("/api/v1/list/proposals").await;
    assert_eq!(listed["proposals"], json!([]));
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_in_words() {
    let server = Server::start().await;
    let client = server.sign_in("caller1").await;
    let told = lines(post(&client, CHECK, "%PDF-1.7").await).await;
    assert_eq!(told.last().unwrap()["refused"]["code"], "list.file");
    let large = post(&client, CHECK, vec![b'x'; 20 * 1024 * 1024 + 1]).await;
    assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.text().await.unwrap().contains("20 MB"));
}
