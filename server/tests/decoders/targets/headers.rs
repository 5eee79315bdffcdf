//! Headers that are taken apart here: the language, the session's cookie, what a proxy says of whom it speaks for.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue, Method};
use domain::Language;
use server::auth::{cookie, refuse_cross_site};
use server::config::Origin;

const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
const STRANGER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

/// Every line of the bytes is a value of each of these headers.
pub fn headers(bytes: &[u8]) -> bool {
    let mut headers = HeaderMap::new();
    let values = bytes.split(|byte| *byte == b'\n').take(20).filter_map(|line| HeaderValue::from_bytes(line).ok());
    for value in values {
        for name in ["accept-language", "cookie", "x-forwarded-for", "origin", "host"] {
            headers.append(name, value.clone());
        }
    }
    let texts: Vec<&str> = headers.get_all("cookie").iter().filter_map(|value| value.to_str().ok()).collect();
    for text in &texts {
        let _ = Language::from_header(text);
    }
    if let Some(value) = cookie(&headers, "session") {
        assert!(!value.contains(';') && texts.iter().any(|text| text.contains(value)));
    }
    let origin = Origin { trusted_proxies: vec![PROXY], ..Origin::default() };
    assert_eq!(origin.client(STRANGER, &headers), STRANGER);
    let client = origin.client(PROXY, &headers);
    let said = |ip: &IpAddr| texts.iter().flat_map(|text| text.split(',')).any(|it| it.trim().parse() == Ok(*ip));
    assert!(client == PROXY || said(&client));
    let _ = refuse_cross_site(&Method::POST, &headers, &origin);
    true
}
