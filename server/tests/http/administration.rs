//! Units, people and the record of their changes.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, Server, code, dispatched};

async fn put(client: &Client, path: &str, body: &Value) -> Response {
    client.request(Method::PUT, path).json(body).send().await.unwrap()
}

async fn json(answer: Response) -> Value {
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

fn person(client: &Client) -> String {
    format!("/api/v1/people/{}", client.person_id.clone().unwrap())
}

async fn import(client: &Client, query: &str, table: &str) -> Response {
    let path = format!("/api/v1/people/imports?name=x.csv{query}");
    client.request(Method::POST, &path).body(table.to_owned()).send().await.unwrap()
}

async fn signs_in(server: &Server, username: &str, password: &Value) -> bool {
    let answer = server.anybody().post("/api/v1/sessions", &json!({"username": username, "password": password})).await;
    answer.status() == StatusCode::CREATED
}

/// What the record says of a subject, the newest first: action, before and after.
async fn record(admin: &Client, subject: &str) -> Vec<(String, Value, Value)> {
    let page = admin.get_json(&format!("/api/v1/audit?subject={subject}")).await;
    let entries = page["entries"].as_array().unwrap().iter();
    entries.map(|it| (it["action"].as_str().unwrap().to_owned(), it["before"].clone(), it["after"].clone())).collect()
}

#[tokio::test]
async fn somebody_who_is_added_signs_in_with_the_password_that_is_shown_once() {
    let server = Server::start().await;
    let admin = server.sign_in("admin").await;
    let asked = json!({"username": " wang.xm ", "name": " 王小明", "role": "caller", "unit": "T01"});
    let added = json(admin.post("/api/v1/people", &asked).await).await;
    assert_eq!((&added["person"]["username"], &added["person"]["unit"]["code"]), (&json!("wang.xm"), &json!("T01")));
    assert!(signs_in(&server, "wang.xm", &added["password"]).await);
    let noted = json!({"username": "wang.xm", "name": "王小明", "role": "caller", "unit": "T01", "disabled": false});
    assert_eq!(record(&admin, "wang.xm").await, [("person.add".to_owned(), Value::Null, noted)]);
    let again = code(admin.post("/api/v1/people", &asked).await).await;
    assert_eq!(again, (409, "account.username_taken".into()));
}

#[tokio::test]
async fn what_does_not_fit_is_refused_at_its_field() {
    let server = Server::start().await;
    let admin = server.sign_in("admin").await;
    let draft = |field: &str, value: &str| {
        let mut draft = json!({"username": "wang", "name": "王小明", "role": "caller", "unit": "T01"});
        draft[field] = value.into();
        draft
    };
    for (field, value, expected) in [
        ("username", "Wang", "person.username"),
        ("username", "wang\u{0}", "person.username"),
        ("name", "", "person.name"),
        ("name", "=1+1", "person.name"),
        ("unit", "T99", "person.unit"),
        ("role", "administrator", "person.role"),
    ] {
        let answer = admin.post("/api/v1/people", &draft(field, value)).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let problem: Value = answer.json().await.unwrap();
        assert_eq!((&problem["code"], &problem["field"]), (&json!(expected), &json!(field)), "{value:?}");
    }
    let unknown = code(admin.post("/api/v1/people", &draft("role", "king")).await).await;
    assert_eq!(unknown, (400, "request.malformed".into()));
    assert_eq!(code(put(&admin, "/api/v1/units/X99", &json!({"name": "某单位"})).await).await.0, 404);
}

#[tokio::test]
async fn only_an_administrator_changes_units_and_people() {
    let server = Server::start().await;
    for username in ["centre", "leader", "grid1"] {
        let client = server.sign_in(username).await;
        for (method, path) in [
            (Method::POST, "/api/v1/people".to_owned()),
            (Method::PUT, person(&client)),
            (Method::POST, "/api/v1/people/imports".to_owned()),
            (Method::POST, "/api/v1/units".to_owned()),
            (Method::PUT, "/api/v1/units/T01".to_owned()),
            (Method::GET, "/api/v1/audit".to_owned()),
        ] {
            let answer = client.request(method, &path).body("x").send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{username} {path}");
        }
    }
}

#[tokio::test]
async fn whoever_is_moved_is_signed_out_at_once_and_whoever_is_renamed_is_not() {
    let server = Server::start().await;
    let (grid, admin) = (server.sign_in("grid1").await, server.sign_in("admin").await);
    let me = "/api/v1/sessions";
    json(put(&admin, &person(&grid), &json!({"name": "王新名", "role": "grid_worker", "unit": "T01"})).await).await;
    assert_eq!(grid.get(me).await.status(), StatusCode::OK);
    let mut stream = grid.get("/sync/v1/events").await;
    json(put(&admin, &person(&grid), &json!({"name": "王新名", "role": "caller", "unit": "T02"})).await).await;
    assert_eq!(grid.get(me).await.status(), StatusCode::UNAUTHORIZED);
    while stream.chunk().await.unwrap().is_some() {}
    let again = server.sign_in("grid1").await;
    assert_eq!(again.get_json("/sync/v1/pull").await["reset"], false);
    let told = record(&admin, "grid1").await;
    assert_eq!(told.len(), 2);
    let (action, before, after) = &told[0];
    assert_eq!((action.as_str(), &before["unit"], &after["unit"]), ("person.change", &json!("T01"), &json!("T02")));
    assert!(!format!("{told:?}").contains("argon2"));
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let server = Server::start().await;
    let admin = server.sign_in("admin").await;
    let last = (409, "person.last_administrator".to_owned());
    let demoted = json!({"name": "管理员", "role": "supervisor", "unit": "C00"});
    assert_eq!(code(put(&admin, &person(&admin), &demoted).await).await, last);
    let close = json!({"name": "指挥中心", "disabled": true});
    assert_eq!(code(put(&admin, "/api/v1/units/C00", &close).await).await, last);
    let second = json!({"username": "second", "name": "王二", "role": "administrator", "unit": "C00"});
    json(admin.post("/api/v1/people", &second).await).await;
    json(put(&admin, &person(&admin), &demoted).await).await;
    assert_eq!(admin.get("/api/v1/sessions").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_unit_that_is_made_is_dispatched_to_and_reaches_every_device() {
    let server = Server::start().await;
    let (admin, grid, centre) =
        (server.sign_in("admin").await, server.sign_in("grid1").await, server.sign_in("centre").await);
    let cursor = grid.pull(None).await["cursor"].as_str().unwrap().to_owned();
    let unit = json!({"code": "A0101", "kind": "agency", "name": "甲镇派出所", "township": "T01", "parent": "D01"});
    let made = admin.post("/api/v1/units", &unit).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let changes = grid.pull(Some(&cursor)).await["changes"].clone();
    assert_eq!((&changes[0]["id"], &changes[0]["value"]["parent"]), (&json!("A0101"), &json!("D01")));
    let ticket = grid.whistle("有人占道").await;
    centre.must(ticket, "accept", json!({})).await;
    centre.must(ticket, "dispatch", json!({"lead": "A0101", "co_responsible": [], "reason": "就近"})).await;
    let noted = record(&admin, "A0101").await;
    assert_eq!((noted[0].0.as_str(), &noted[0].2["name"]), ("unit.add", &json!("甲镇派出所")));
    for (field, value, expected) in [
        ("code", "A0101", (409, "unit.code_taken")),
        ("code", "甲", (422, "unit.code")),
        ("name", "甲", (422, "unit.name")),
        ("township", "D01", (422, "unit.township")),
        ("parent", "T01", (422, "unit.parent")),
    ] {
        let mut other = json!({"code": "A0102", "kind": "agency", "name": "乙所", "township": "T01", "parent": "D01"});
        other[field] = value.into();
        let answer = code(admin.post("/api/v1/units", &other).await).await;
        assert_eq!(answer, (expected.0, expected.1.to_owned()), "{field}");
    }
}

#[tokio::test]
async fn a_closed_unit_is_dispatched_nothing_and_nobody_signs_in_for_it() {
    let server = Server::start().await;
    let ticket = dispatched(&server).await;
    let (admin, dept1, dept2, centre) = (
        server.sign_in("admin").await,
        server.sign_in("dept1").await,
        server.sign_in("dept2").await,
        server.sign_in("centre").await,
    );
    let close = |name: &str| json!({"name": name, "disabled": true});
    let refused = code(put(&admin, "/api/v1/units/D01", &close("单位D01")).await).await;
    assert_eq!(refused, (409, "unit.has_tickets".into()));
    let refused = code(put(&admin, "/api/v1/units/T01", &close("单位T01")).await).await;
    assert_eq!(refused, (409, "unit.has_parts".into()));
    json(put(&admin, "/api/v1/units/D02", &close("单位D02")).await).await;
    assert_eq!(dept2.get("/api/v1/sessions").await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(dept1.get("/api/v1/sessions").await.status(), StatusCode::OK);
    assert!(!signs_in(&server, "dept2", &json!(PASSWORD)).await);
    let new = server.sign_in("grid1").await.whistle("又一件").await;
    centre.must(new, "accept", json!({})).await;
    let answer = centre.act(new, "dispatch", json!({"lead": "D02", "co_responsible": [], "reason": "就近"})).await;
    assert_eq!((&answer["outcome"], &answer["problem"]["code"]), (&json!("rejected"), &json!("command.invalid")));
    let draft = json!({"username": "wang", "name": "王", "role": "specialist", "unit": "D02"});
    assert_eq!(code(admin.post("/api/v1/people", &draft).await).await, (422, "person.unit".into()));
    json(put(&admin, "/api/v1/units/D02", &json!({"name": "新名字"})).await).await;
    assert!(signs_in(&server, "dept2", &json!(PASSWORD)).await);
    assert_eq!(record(&admin, "D02").await.len(), 2);
    assert_eq!(centre.ticket(ticket).await["co_responsible"], json!(["D02"]));
}

#[tokio::test]
async fn a_table_adds_everybody_or_nobody() {
    let server = Server::start().await;
    let admin = server.sign_in("admin").await;
    let good = "姓名,用户名,岗位,单位\n王小明,wang,网格员,单位T01\n于红,yu,专管员,D01\n";
    let bad = format!("{good}丛林,grid1,网格员,T01\n丛木,cong,网管,T01\n");
    let checked = json(import(&admin, "&check=true", &bad).await).await;
    let faults: Vec<_> = checked["faults"].as_array().unwrap().iter().map(|it| (&it["row"], &it["code"])).collect();
    assert_eq!(faults, [(&json!(4), &json!("account.username_taken")), (&json!(5), &json!("import.role"))]);
    assert_eq!(code(import(&admin, "", &bad).await).await, (422, "import.faults".into()));
    let checked = json(import(&admin, "&check=true", good).await).await;
    assert_eq!((checked["people"].as_array().unwrap().len(), &checked["faults"]), (2, &json!([])));
    assert!(checked["people"][0].get("password").is_none());
    assert_eq!(admin.get_json("/api/v1/people").await["people"].as_array().unwrap().len(), 11);
    let answer = import(&admin, "", good).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let added: Value = answer.json().await.unwrap();
    for person in added["people"].as_array().unwrap() {
        assert!(signs_in(&server, person["username"].as_str().unwrap(), &person["password"]).await);
    }
    assert_eq!(record(&admin, "yu").await[0].0, "person.add");
    for table in ["", "x", "姓名,用户名,岗位,单位\n=1+1,a,b,c"] {
        assert_eq!(import(&admin, "", table).await.status(), StatusCode::UNPROCESSABLE_ENTITY, "{table}");
    }
}

#[tokio::test]
async fn the_record_comes_page_by_page_the_newest_first() {
    let server = Server::start().await;
    let (grid, admin) = (server.sign_in("grid1").await, server.sign_in("admin").await);
    for step in ["disable", "enable", "disable", "enable", "password"] {
        let answer = admin.post(&format!("{}/{step}", person(&grid)), &json!({})).await;
        assert!(answer.status().is_success());
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = admin.get_json(&format!("/api/v1/audit?by=admin&limit=2&after={after}")).await;
        seen.extend(page["entries"].as_array().unwrap().iter().map(|it| it["action"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = next.to_owned();
    }
    assert_eq!(seen, ["person.password", "person.enable", "person.disable", "person.enable", "person.disable"]);
    let nobody = admin.get_json("/api/v1/audit?by=nobody").await;
    assert_eq!((&nobody["entries"], &nobody["next"]), (&json!([]), &Value::Null));
    for query in ["limit=0", "limit=201", "after=x", "after=1.x"] {
        let answer = code(admin.get(&format!("/api/v1/audit?{query}")).await).await;
        assert_eq!(answer, (400, "request.malformed".into()), "{query}");
    }
    assert_eq!(admin.get("/api/v1/audit?subject=%00").await.status(), StatusCode::OK);
}
