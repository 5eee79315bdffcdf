//! The API document.

/// `GET /api/v1/openapi.json`
pub async fn document() -> &'static str {
    ""
}
