//! Brotli and gzip beside each text file, so that the server compresses nothing while it serves.

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::files;

const TEXT: [&str; 9] = ["css", "html", "js", "json", "mjs", "svg", "txt", "wasm", "webmanifest"];

/// Images and fonts are compressed already.
pub(super) fn worthwhile(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| TEXT.iter().any(|text| extension == *text))
}

/// Writes `path.br` and `path.gz`.
pub(super) fn beside(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut brotlied = Vec::new();
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 22, ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut brotlied, &parameters)?;
    files::write(&with_suffix(path, "br"), &brotlied)?;

    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    files::write(&with_suffix(path, "gz"), &gzip.finish()?)
}

fn with_suffix(path: &Path, suffix: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}
