//! A request as it travels, and asking the router with it.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use bytes::Bytes;
use domain::pass::Answer;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

#[derive(Clone, Debug)]
pub struct Message {
    pub method: &'static str,
    pub path: String,
    pub token: String,
    pub body: Vec<u8>,
    pub is_json: bool,
    /// The connection breaks after so many bytes of the body.
    pub cut: Option<usize>,
}

impl Message {
    pub fn get(path: String, token: String) -> Self {
        Self { method: "GET", path, token, body: Vec::new(), is_json: false, cut: None }
    }

    /// What it is, in a few words.
    pub fn named(&self) -> &'static str {
        match self.path.trim_start_matches("/sync/v1/").split(['?', '/']).next() {
            Some("hello") => "its greeting",
            Some("push") => "a push",
            Some("pull") => "a pull",
            Some("photos") if self.method == "PUT" => "parts of a photo",
            _ => "a question about a photo",
        }
    }
}

pub async fn ask(router: &Router, message: &Message) -> Answer {
    let mut request = Request::builder()
        .method(message.method)
        .uri(&message.path)
        .header(header::AUTHORIZATION, format!("Bearer {}", message.token));
    if message.is_json {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    let body = match message.cut {
        None => Body::from(message.body.clone()),
        Some(at) => {
            let begun = Bytes::copy_from_slice(&message.body[..at]);
            let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
            Body::from_stream(futures::stream::iter([Ok(begun), Err(broken)]))
        }
    };
    let request = request.body(body).expect("a request");
    let response = router.clone().oneshot(request).await.expect("an answer");
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
    let media_type = header("content-type").unwrap_or_default();
    let retry_after = header("retry-after").and_then(|seconds| seconds.parse().ok());
    let photo_complete = header("photo-complete").and_then(|said| said.parse().ok());
    let server_time = header("server-time").and_then(|at| at.parse().ok());
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    Answer {
        status,
        media_type: media_type.split(';').next().unwrap_or_default().to_owned(),
        retry_after,
        photo_complete,
        server_time,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}
