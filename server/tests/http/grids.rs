use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, Server, code};

/// A square of so many thousandths of a degree from the south-west corner of the county.
fn square(east: f64, north: f64, side: f64) -> Value {
    let [west, south] = [122.4 + east / 1000.0, 37.0 + north / 1000.0];
    let [east, north] = [west + side / 1000.0, south + side / 1000.0];
    json!({"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]})
}

fn grid(code: &str, township: &str, geometry: Value) -> Value {
    json!({
        "type": "Feature",
        "properties": {
            "code": code, "name": format!("网格{code}"), "township": township, "party_organisation": "党支部",
            "households": 312, "workers": ["grid1"],
        },
        "geometry": geometry,
    })
}

fn file(features: &[Value]) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

/// Two grids side by side, of two townships.
fn two() -> Value {
    file(&[grid("G1", "T01", square(0.0, 0.0, 10.0)), grid("G2", "单位T02", square(10.0, 0.0, 10.0))])
}

const CHECK: &str = "/api/v1/grids/imports?check=true";
const WHOLE: &str = "/api/v1/grids/imports?whole=true";
const PART: &str = "/api/v1/grids/imports";

async fn import(admin: &Client, path: &str, file: &Value) -> Value {
    let answer = admin.post(path, file).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.json().await.unwrap()
}

/// New, changed, unchanged and removed.
fn counts(imported: &Value) -> [u64; 4] {
    ["added", "changed", "unchanged", "removed"].map(|name| imported[name].as_u64().unwrap())
}

/// Codes of the grids that a pull brings, or takes away.
fn pulled(page: &Value, op: &str) -> Vec<String> {
    let changes = page["changes"].as_array().unwrap().iter();
    let grids = changes.filter(|change| change["op"] == op && change["type"] == "grid");
    grids.map(|change| change["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_file_is_checked_brought_in_and_taken_out_the_same() {
    let server = Server::start().await;
    let (admin, grid1) = (server.sign_in("admin").await, server.sign_in("grid1").await);
    let checked = import(&admin, CHECK, &two()).await;
    assert_eq!((counts(&checked), &checked["applied"]), ([2, 0, 0, 0], &json!(false)));
    assert_eq!(admin.get_json("/api/v1/grids").await, json!({"grids": []}));

    assert_eq!(counts(&import(&admin, PART, &two()).await), [2, 0, 0, 0]);
    let listed = admin.get_json("/api/v1/grids").await;
    let second = &listed["grids"][1];
    assert_eq!(
        (&second["code"], &second["township"], &second["households"]),
        (&json!("G2"), &json!("T02"), &json!(312))
    );
    assert_eq!(second["workers"], json!([{"username": "grid1", "name": "grid1名"}]));

    // Devices are told where they are, and nothing about people.
    let page = grid1.pull(None).await;
    assert_eq!(pulled(&page, "put"), ["G1", "G2"]);
    let change = page["changes"].as_array().unwrap().iter().find(|change| change["id"] == "G1").unwrap();
    let mut fields: Vec<_> = change["value"].as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["code", "name", "shape", "township"]);

    let answer = admin.get("/api/v1/grids.geojson").await;
    assert_eq!(answer.headers()["content-type"], "application/geo+json");
    let exported: Value = answer.json().await.unwrap();
    assert_eq!(counts(&import(&admin, WHOLE, &exported).await), [0, 0, 2, 0]);
    let cursor = page["cursor"].as_str().unwrap();
    assert_eq!(grid1.pull(Some(cursor)).await["changes"], json!([]));

    // The whole has one grid less, and another border.
    let less = file(&[grid("G1", "T01", square(0.0, 0.0, 9.0))]);
    assert_eq!(counts(&import(&admin, WHOLE, &less).await), [0, 1, 0, 1]);
    let page = grid1.pull(Some(cursor)).await;
    assert_eq!((pulled(&page, "put"), pulled(&page, "remove")), (vec!["G1".to_owned()], vec!["G2".to_owned()]));
}

#[tokio::test]
async fn every_fault_is_named_and_a_file_with_any_changes_nothing() {
    let server = Server::start().await;
    let admin = server.sign_in("admin").await;
    import(&admin, PART, &file(&[grid("OLD", "T01", square(50.0, 0.0, 10.0))])).await;
    let ring = |points: Value| json!({"type": "Polygon", "coordinates": [points]});
    let mut stranger = grid("G9", "T01", square(0.0, 40.0, 5.0));
    stranger["properties"]["workers"] = json!(["grid1", "nobody", "centre"]);
    let features = [
        grid("G1", "T01", square(0.0, 0.0, 10.0)),
        grid("G2", "T01", square(9.0, 0.0, 10.0)),
        grid("G1", "T01", square(30.0, 0.0, 5.0)),
        grid("G4", "D01", square(0.0, 20.0, 5.0)),
        grid("G5", "T01", json!({"type": "LineString", "coordinates": [[122.5, 37.0], [122.6, 37.0]]})),
        grid("G6", "T01", ring(json!([[122.5, 37.5], [122.6, 37.6], [122.6, 37.5], [122.5, 37.6], [122.5, 37.5]]))),
        grid("G7", "T01", ring(json!([[122.5, 37.0], [122.6, 37.0], [122.6, 37.1], [122.5, 37.1]]))),
        grid("G8", "T01", ring(json!([[37.0, 122.5], [37.0, 122.6], [37.1, 122.6], [37.0, 122.5]]))),
        stranger,
        grid("G10", "T01", square(52.0, 2.0, 2.0)),
        json!({"type": "Feature", "properties": {"code": "G11"}, "geometry": square(70.0, 0.0, 5.0)}),
        json!("no feature"),
    ];
    let checked = import(&admin, CHECK, &file(&features)).await;
    let faults = checked["faults"].as_array().unwrap().iter();
    let said: Vec<_> = faults.map(|it| json!([it["feature"], it["kind"], it["value"]])).collect();
    assert_eq!(
        said,
        [
            json!([2, "overlaps", "G1"]),
            json!([3, "twice", 1]),
            json!([4, "no_such_township", "D01"]),
            json!([5, "not_a_polygon", null]),
            json!([6, "crosses_itself", null]),
            json!([7, "not_closed", null]),
            json!([8, "swapped", null]),
            json!([9, "no_such_worker", "nobody"]),
            json!([9, "no_such_worker", "centre"]),
            json!([10, "overlaps", "OLD"]),
            json!([11, "missing", "name"]),
            json!([12, "not_a_feature", null]),
        ]
    );
    assert_eq!(checked["faults"][0]["words"], "第 2 个（G2）：与网格 G1 重叠。");
    assert_eq!(code(admin.post(PART, &file(&features)).await).await, (422, "grids.faults".into()));
    assert_eq!(admin.get_json("/api/v1/grids").await["grids"].as_array().unwrap().len(), 1);
    // What goes is in nobody's way.
    let whole = file(&[grid("G10", "T01", square(52.0, 2.0, 2.0))]);
    assert_eq!(counts(&import(&admin, WHOLE, &whole).await), [1, 0, 0, 1]);
}

#[tokio::test]
async fn what_is_no_file_of_grids_is_not_read() {
    let server = Server::start().await;
    let admin = server.sign_in("admin").await;
    for body in [json!({}), json!([]), file(&[]), json!({"type": "Feature"})] {
        assert_eq!(code(admin.post(PART, &body).await).await, (400, "request.malformed".into()), "{body}");
    }
    let geojson = admin.request(reqwest::Method::POST, PART).header("content-type", "application/geo+json");
    assert_eq!(geojson.body(two().to_string()).send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_whistle_knows_its_grid_and_near_a_border_its_reporter_says_it() {
    let server = Server::start().await;
    let (admin, grid1) = (server.sign_in("admin").await, server.sign_in("grid1").await);
    import(&admin, PART, &two()).await;
    let whistle = async |lon: f64, chosen: Option<&str>| {
        let ticket = Uuid::now_v7();
        let place = json!({"lat": 37.005, "lon": lon, "accuracy_m": 8, "source": "gps"});
        grid1.must(ticket, "whistle", json!({"description": "井盖", "place": place, "grid": chosen})).await;
        let value = grid1.ticket(ticket).await;
        // Whose it is does not change with where it is.
        assert_eq!(value["township"], "T01");
        [value["grid"].clone(), value["ground"].clone()]
    };
    assert_eq!(whistle(122.405, None).await, [json!("G1"), json!("T01")]);
    assert_eq!(whistle(122.415, Some("G1")).await, [json!("G2"), json!("T02")]);
    assert_eq!(whistle(122.410_05, None).await, [json!("G2"), json!("T02")]);
    assert_eq!(whistle(122.410_05, Some("G1")).await, [json!("G1"), json!("T01")]);
    assert_eq!(whistle(122.410_05, Some("no such grid")).await, [json!("G2"), json!("T02")]);
    assert_eq!(whistle(122.5, Some("G1")).await, [Value::Null, Value::Null]);
}
