//! HTTPS.

use axum_server::tls_rustls::RustlsConfig;

use crate::config::Serve;

/// The certificate.
pub async fn config(_settings: &Serve) -> anyhow::Result<RustlsConfig> {
    anyhow::bail!("not written yet")
}

/// `GET /trust`
pub async fn page() -> &'static str {
    ""
}

/// `GET /trust/certificate`
pub async fn certificate() -> &'static str {
    ""
}
