use reqwest::StatusCode;

use crate::harness::Server;

#[tokio::test]
async fn pages_are_rendered_on_the_server_under_a_strict_policy() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    grid.whistle("路口井盖破损<script>alert(1)</script>").await;
    let answer = grid.get("/mine").await;
    assert_eq!(answer.status(), StatusCode::OK);
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let scripts = policy.split(';').find(|part| part.trim_start().starts_with("script-src ")).unwrap();
    assert!(!scripts.contains("unsafe-inline") && scripts.contains("'nonce-"));
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert!(answer.headers()["cache-control"].to_str().unwrap().contains("no-store"));
    let html = answer.text().await.unwrap();
    assert!(html.contains("上水井盖"));
    assert!(!html.contains("<script>alert(1)"));
}

#[tokio::test]
async fn figures_and_counts_stand_on_a_page_only_where_all_tickets_came_with_it() {
    let server = Server::start().await;
    let (grid, centre) = (server.sign_in("grid1").await, server.sign_in("centre").await);
    let page = async |address| centre.get(address).await.text().await.unwrap();
    let count = r#"<span class="desk-queue__count">1"#;
    grid.whistle("井盖破损").await;
    assert!(page("/figures").await.contains("今日上报"));
    assert!(page("/desk").await.contains(count));
    for _ in 0..50 {
        grid.whistle("井盖破损").await;
    }
    assert!(!page("/figures").await.contains("今日上报"));
    let desk = page("/desk").await;
    assert!(desk.contains("正在读取") && desk.contains("井盖破损"));
    assert!(desk.contains(r#"<span class="desk-queue__count"><"#));
}

#[tokio::test]
async fn the_shell_is_empty_and_names_the_build() {
    let server = Server::start().await;
    let html = server.anybody().get("/shell").await.text().await.unwrap();
    assert!(html.contains("data-shell") && html.contains("/pkg/b1/boot.js"));
    let worker = server.anybody().get("/sw.js").await;
    assert_eq!(worker.headers()["cache-control"], "no-cache");
}

#[tokio::test]
async fn an_address_that_is_no_page_is_a_404_for_people() {
    let server = Server::start().await;
    // No file system takes names as long as the last two.
    for address in ["/no-such-page".to_owned(), format!("/{}", "x".repeat(300)), format!("/pkg/{}", "x/".repeat(3000))]
    {
        let answer = server.anybody().get(&address).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{address}");
        assert!(answer.text().await.unwrap().contains("<html"));
    }
}
