use domain::map::{Basemap, Datum};
use reqwest::StatusCode;
use serde_json::json;
use server::config::Origin;

use crate::harness::Server;

#[tokio::test]
async fn pages_may_load_the_tiles_that_the_operator_chose_and_nothing_else() {
    let tiles = ["img", "cva"].map(|layer| format!("https://t0.tiles.example.cn/{layer}/{{z}}/{{x}}/{{y}}?key=k"));
    let credit = Some("示例测绘".to_owned());
    let basemap = Basemap { tiles: tiles.to_vec(), datum: Datum::Gcj02, credit };
    let server = Server::start_on(Origin::default(), basemap).await;
    let grid = server.sign_in("grid1").await;
    let said = grid.get_json("/api/v1/map").await;
    assert_eq!(said, json!({"tiles": tiles, "datum": "gcj02", "credit": "示例测绘"}));
    assert_eq!(server.anybody().get("/api/v1/map").await.status(), StatusCode::UNAUTHORIZED);

    for address in ["/desk", "/shell"] {
        let answer = grid.get(address).await;
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        let part = |name: &str| policy.split("; ").find(|part| part.starts_with(name)).unwrap().to_owned();
        assert_eq!(part("img-src"), "img-src 'self' blob: data: https://t0.tiles.example.cn");
        assert_eq!(part("connect-src"), "connect-src 'self' https://t0.tiles.example.cn");
        assert!(!part("script-src").contains("example.cn"));
    }
}

#[tokio::test]
async fn without_tiles_pages_load_from_us_alone() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    assert_eq!(grid.get_json("/api/v1/map").await, json!({"tiles": [], "datum": "wgs84"}));
    let answer = grid.get("/desk").await;
    assert!(answer.headers()["content-security-policy"].to_str().unwrap().contains("connect-src 'self';"));
}
