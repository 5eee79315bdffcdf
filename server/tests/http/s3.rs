//! Photos in a bucket: the real binary against a server that speaks S3.

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use reqwest::StatusCode;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use serde_json::Value;

use crate::county::PASSWORD;
use crate::place::{Place, Running};

/// An S3 server over a folder with one empty bucket; its address.
async fn s3(folder: &std::path::Path) -> String {
    std::fs::create_dir_all(folder.join("photos")).unwrap();
    let mut service = S3ServiceBuilder::new(FileSystem::new(folder).unwrap());
    service.set_auth(SimpleAuth::from_single("key", "secret"));
    let service = service.build();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let builder = Builder::new(TokioExecutor::new());
                let _ = builder.serve_connection(TokioIo::new(socket), service).await;
            });
        }
    });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_are_kept_in_and_served_from_a_bucket() {
    let place = Place::new();
    let folder = place.path().join("s3");
    let endpoint = s3(&folder).await;
    let command = |arguments: &[&str]| {
        let mut command = place.command(arguments);
        command.env("XIANGHU_PHOTOS", "s3://photos").env("AWS_ENDPOINT", &endpoint).env("AWS_REGION", "cn-1");
        command.env("AWS_ACCESS_KEY_ID", "key").env("AWS_SECRET_ACCESS_KEY", "secret");
        command
    };
    let mut seed = command(&["seed-demo", "--password", PASSWORD]);
    let seeded = tokio::task::spawn_blocking(move || seed.output().unwrap()).await.unwrap();
    assert!(seeded.status.success(), "{}", String::from_utf8_lossy(&seeded.stderr));
    let server = Running::start(command(&["serve"])).await;
    let token = server.sign_in("supervisor01").await;
    let page: Value = server.get(&token, "/api/v1/tickets?limit=200").await.json().await.unwrap();
    let photos = page["tickets"].as_array().unwrap().iter().flat_map(|ticket| ticket["photos"].as_array().unwrap());
    let photo = photos.into_iter().find(|photo| photo["received"] == true).unwrap();
    let sha256 = photo["sha256"].as_str().unwrap();
    let served = server.get(&token, &format!("/photos/{sha256}")).await;
    assert_eq!(served.status(), StatusCode::OK);
    assert_eq!(crate::harness::sha256(&served.bytes().await.unwrap()), sha256);

    // And a new one, in parts, through the bucket.
    let bytes = crate::harness::jpeg(77);
    let sha256 = crate::harness::sha256(&bytes);
    let grid = server.sign_in("grid01").await;
    let path = format!("{}/sync/v1/photos/{sha256}/parts/0?bytes={}", server.base, bytes.len());
    let sent = reqwest::Client::new().put(path).bearer_auth(&grid).body(bytes.clone()).send().await.unwrap();
    assert_eq!(sent.headers()["photo-complete"], "true");
    assert_eq!(server.get(&grid, &format!("/photos/{sha256}")).await.bytes().await.unwrap(), bytes);
}
