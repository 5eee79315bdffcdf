//! Bodies that come packed.

use std::io::Write as _;

use domain::Code;
use flate2::Compression;
use flate2::write::GzEncoder;
use server::api::body;

/// Bytes that a body may have when it is unpacked.
const MAX: usize = 4096;

/// What is unpacked is within the limit; what was packed comes out as it was.
pub fn unpack(bytes: &[u8]) -> bool {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).expect("memory");
    let packed = packer.finish().expect("memory");
    match body::unpack(&packed, MAX) {
        Ok(unpacked) => assert_eq!(unpacked, bytes),
        Err(failure) => assert!(failure.code() == Code::TooLarge && bytes.len() > MAX, "{failure:?}"),
    }
    body::unpack(bytes, MAX).is_ok_and(|unpacked| {
        assert!(unpacked.len() <= MAX);
        true
    })
}
