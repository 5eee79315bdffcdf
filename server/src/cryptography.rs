//! The one cryptography that TLS speaks here, to phones and to S3.

/// Makes ring the process's provider. Before the first connection; again does nothing.
pub fn install() {
    // An error says that it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
