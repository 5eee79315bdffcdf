//! `cargo xtask dist`: one archive with everything a server needs.

use std::env::consts::{ARCH, OS};
use std::fs::{self, File};
use std::time::UNIX_EPOCH;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, Header};

use crate::build;
use crate::files;
use crate::project::Project;
use crate::sh::say;

const UNIT: &[u8] = include_bytes!("../assets/xianghu.service");
const ENVIRONMENT: &[u8] = include_bytes!("../assets/xianghu.env");

pub(crate) fn run(project: &Project) -> Result<()> {
    build::release(project)?;

    let name = format!("xianghu-{}", env!("CARGO_PKG_VERSION"));
    let archive = project.root.join("target/dist").join(format!("{name}-{ARCH}-{OS}.tar.gz"));
    say(&format!("Packing {}", archive.display()));
    fs::create_dir_all(project.root.join("target/dist"))?;

    let built = fs::metadata(project.site().join("build.json"))?.modified()?;
    let built = built.duration_since(UNIX_EPOCH)?.as_secs();
    let gzip = GzEncoder::new(File::create(&archive)?, Compression::best());
    let mut tar = Builder::new(gzip);
    let mut append = |path: &str, mode, bytes: &[u8]| {
        // Who packed it stays out. The time is the build's: browsers ask for what is newer.
        let mut header = Header::new_gnu();
        header.set_mtime(built);
        header.set_size(bytes.len() as u64);
        header.set_mode(mode);
        tar.append_data(&mut header, format!("{name}/{path}"), bytes)
    };
    append("xianghu", 0o755, &fs::read(project.binary())?)?;
    append("Leptos.toml", 0o644, &fs::read(project.root.join("Leptos.toml"))?)?;
    append("xianghu.env", 0o644, ENVIRONMENT)?;
    append("xianghu.service", 0o644, UNIT)?;
    // This build alone, and what draws maps: the ones before it are on the server already, and stay there.
    let packed = [build::current(project)?, build::MAPLIBRE.to_owned()].map(|folder| format!("pkg/{folder}/"));
    let is_packed = |file: &str| !file.starts_with("pkg/") || packed.iter().any(|folder| file.starts_with(folder));
    for (file, bytes) in files::read_tree(&project.site())?.into_iter().filter(|(file, _)| is_packed(file)) {
        append(&format!("site/{file}"), 0o644, &bytes)?;
    }
    tar.into_inner()?.finish()?;
    println!("{}", archive.display());
    Ok(())
}
