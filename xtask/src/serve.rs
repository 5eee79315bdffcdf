//! `cargo xtask serve`: from a bare checkout to a running desk with sample data.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::os::unix::process::CommandExt;
use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;

use crate::project::Project;
use crate::sh::{self, say};
use crate::{build, watch};

/// Known to everybody, so only ever for sample data.
const DEMO_PASSWORD: &str = "xianghu-demo";

#[derive(Args)]
pub(crate) struct Options {
    /// Where to listen
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// sqlite://… or postgres://…; the sample data is added to it [default: data/xianghu.db]
    #[arg(long, env = "DATABASE_URL", value_name = "URL")]
    database: Option<String>,
    /// Forget the tickets, photos and accounts in data/ first
    #[arg(long, conflicts_with = "database")]
    fresh: bool,
    /// Rebuild and restart on every change (cargo-leptos watch, unoptimised)
    #[arg(long, conflicts_with = "tls")]
    watch: bool,
    /// HTTPS on every address of this machine, for real phones
    #[arg(long)]
    tls: bool,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let host = if options.tls { "0.0.0.0" } else { "127.0.0.1" };
    let listen = format!("{host}:{}", options.port);
    // Known now rather than after minutes of building.
    drop(
        TcpListener::bind(&listen)
            .with_context(|| format!("cannot listen on {listen}; --port chooses another port"))?,
    );

    let data = project.root.join("data");
    if options.fresh {
        forget(&data)?;
    }
    fs::create_dir_all(data.join("photos"))?;

    build::release(project)?;

    say("Preparing the database and the sample data");
    let settings = settings(options, &listen, project);
    let xianghu = |arguments: &[&str]| {
        let mut command = project.command(project.binary());
        command.args(arguments).envs(settings.clone());
        command
    };
    sh::run(&mut xianghu(&["migrate"]))?;
    sh::run(&mut xianghu(&["seed-demo", "--password", DEMO_PASSWORD]))?;

    if options.watch {
        introduce(options);
        return watch::run(project, &listen, settings);
    }
    let mut server = xianghu(&["serve"]);
    if options.tls {
        server.arg("--tls");
    }
    introduce(options);
    // In our place, so that signals and the exit status are the server's own.
    Err(server.exec()).context("cannot start the server")
}

/// The certificate that phones were told to trust stays.
fn forget(data: &Path) -> Result<()> {
    say("Forgetting the database and the photos in data/");
    for file in ["xianghu.db", "xianghu.db-wal", "xianghu.db-shm"] {
        let path = data.join(file);
        if path.exists() {
            fs::remove_file(path)?;
        }
    }
    let photos = data.join("photos");
    if photos.exists() {
        fs::remove_dir_all(photos)?;
    }
    Ok(())
}

/// What `xianghu` is to know; its other settings pass through from the caller's environment.
fn settings(options: &Options, listen: &str, project: &Project) -> Vec<(&'static str, OsString)> {
    let database = options.database.as_deref().unwrap_or("sqlite://data/xianghu.db");
    let photos = env::var_os("XIANGHU_PHOTOS").unwrap_or_else(|| "data/photos".into());
    vec![
        ("XIANGHU_LISTEN", listen.into()),
        ("DATABASE_URL", database.into()),
        ("XIANGHU_PHOTOS", photos),
        ("XIANGHU_SITE", project.site().into()),
    ]
}

/// The address under which this machine speaks to its network. Choosing a destination for datagrams sends none; this one
/// is reserved for documents and belongs to nobody.
fn outward() -> Option<SocketAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    socket.local_addr().ok()
}

/// Where people find it.
fn whereabouts(options: &Options, outward: Option<SocketAddr>) -> String {
    let port = options.port;
    if !options.tls {
        return format!("Xianghu is at http://localhost:{port}");
    }
    let here = format!("Xianghu is at https://localhost:{port}");
    match outward {
        Some(address) => {
            let there = format!("https://{}:{port}", address.ip());
            format!("{here} and, for phones on the same network, at {there}\n  Phones begin at {there}/trust")
        }
        None => format!("{here}; this machine is on no network, so phones cannot reach it"),
    }
}

fn introduce(options: &Options) {
    println!(
        "
  {}

  Sample accounts, all with the password {DEMO_PASSWORD}
    grid01 – grid22              grid workers, one per township   (phone)
    caller01 – caller22          township callers                 (tablet)
    specialist01 – specialist20  department specialists           (desktop)
    township01 – township22      township specialists             (desktop)
    agency0102 – agency2210      agencies' specialists, by township and department
    supervisor01 – supervisor31  centre supervisors               (desktop)
    team01 – team05              service teams
    leader01, admin01            leader, administrator

  Ctrl-C stops it.
",
        whereabouts(options, outward()),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_told_where_to_begin_only_where_they_can_reach_us() {
        let options = |tls| Options { port: 3000, database: None, fresh: false, watch: false, tls };
        let outward = "192.168.1.20:5".parse().ok();
        let said = whereabouts(&options(true), outward);
        assert!(said.contains("https://localhost:3000") && said.contains("https://192.168.1.20:3000/trust"), "{said}");
        assert!(!whereabouts(&options(true), None).contains("/trust"));
        assert_eq!(whereabouts(&options(false), outward), "Xianghu is at http://localhost:3000");
    }
}
