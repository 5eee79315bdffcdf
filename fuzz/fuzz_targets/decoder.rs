//! One of the decoders that meet outside bytes, as the server's tests hold it, led by coverage.
#![no_main]

use std::sync::LazyLock;

#[path = "../../server/tests/decoders/targets/mod.rs"]
mod targets;

/// Which.
static NAME: LazyLock<String> = LazyLock::new(|| std::env::var("XIANGHU_DECODER").expect("XIANGHU_DECODER=push"));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    targets::run(&NAME, bytes);
});
