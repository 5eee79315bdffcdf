//! HTTPS: with the operator's certificate, or with one made for this machine that phones are told how to trust.

mod machine;
mod own;
mod trust;

use std::net::SocketAddr;

use anyhow::Context as _;
use axum_server::tls_rustls::RustlsConfig;
use jiff::Timestamp;

use crate::config::Serve;

pub use trust::{Trust, certificate, page, qr};

/// What HTTPS is served with.
pub struct Tls {
    /// The certificate and its key.
    pub config: RustlsConfig,
    /// What phones have to trust; none with a certificate of the operator's own.
    pub trust: Option<Trust>,
}

/// The operator's certificate and key if they are given, else our own, made or renewed as needed.
pub async fn open(settings: &Serve, now: Timestamp) -> anyhow::Result<Tls> {
    if let (Some(certificate), Some(key)) = (&settings.tls_cert, &settings.tls_key) {
        let config = RustlsConfig::from_pem_file(certificate, key).await;
        let config = config.with_context(|| {
            format!(
                "XIANGHU_TLS_CERT, XIANGHU_TLS_KEY: {} and {} are no pair in PEM form",
                certificate.display(),
                key.display()
            )
        })?;
        return Ok(Tls { config, trust: None });
    }
    let host = settings.public_url.as_deref().and_then(host);
    let kept = own::kept(&settings.tls_folder, &machine::names(host.as_deref(), settings.listen.ip()), now)?;
    let chain = kept.leaf.certificate.clone() + &kept.authority.certificate;
    let config = RustlsConfig::from_pem(chain.into_bytes(), kept.leaf.key.clone().into_bytes()).await?;
    let address = settings.public_url.clone().unwrap_or_else(|| address(settings.listen));
    tracing::info!("phones learn at {address}/trust how to trust this machine");
    Ok(Tls { config, trust: Some(Trust::new(address, &kept.authority.certificate)?) })
}

/// The host of an address such as `https://example.cn:8443`.
fn host(url: &str) -> Option<String> {
    let authority = url.split_once("://")?.1;
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    Some(host.trim_matches(['[', ']']).to_owned())
}

/// Where other machines reach us.
fn address(listen: SocketAddr) -> String {
    let ip = if listen.ip().is_unspecified() { machine::outward().unwrap_or(listen.ip()) } else { listen.ip() };
    format!("https://{}", SocketAddr::new(ip, listen.port()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_told_from_its_port() {
        assert_eq!(host("https://a.cn").as_deref(), Some("a.cn"));
        assert_eq!(host("https://a.cn:8443").as_deref(), Some("a.cn"));
        assert_eq!(host("https://[fd00::1]:8443").as_deref(), Some("fd00::1"));
    }
}
