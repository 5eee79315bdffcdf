//! The real binary with many open streams while pushes go on: what it takes of memory, and how soon streams know.

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::{Value, json};
use server::clock::new_id;
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::ground::{batch, command, whistle};
use crate::pairs::median;
use crate::wake::{listen, open};

const PASSWORD: &str = "correct horse battery";
/// Pushes while the streams are open, and the time between them.
const PUSHES: usize = 40;
const EVERY: Duration = Duration::from_millis(250);

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// Kilobytes of memory that it holds.
    fn memory(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}

async fn sign_in(http: &reqwest::Client, address: SocketAddr, username: &str) -> anyhow::Result<String> {
    let body = json!({"username": username, "password": PASSWORD});
    let opened: Value = http.post(format!("http://{address}/api/v1/sessions")).json(&body).send().await?.json().await?;
    Ok(opened["token"].as_str().context("no token")?.to_owned())
}

pub async fn run(streams: usize) -> anyhow::Result<()> {
    let folder = TempDir::new()?;
    std::fs::create_dir(folder.path().join("site"))?;
    std::fs::write(folder.path().join("site/build.json"), r#"{"build":"b1","files":[]}"#)?;
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let xianghu = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xianghu"));
        command
            .args(arguments)
            .env("DATABASE_URL", format!("sqlite://{}", folder.path().join("x.db").display()))
            .env("XIANGHU_PHOTOS", folder.path().join("photos"))
            .env("XIANGHU_SITE", folder.path().join("site"))
            .env("XIANGHU_LISTEN", address.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    anyhow::ensure!(xianghu(&["seed-demo", "--password", PASSWORD]).status()?.success(), "seed-demo failed");
    let server = Server(xianghu(&["serve"]).spawn()?);
    let http = reqwest::Client::new();
    let ready = format!("http://{address}/readyz");
    while http.get(&ready).send().await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let idle = server.memory()?;
    let (supervisor, caller) =
        (sign_in(&http, address, "supervisor01").await?, sign_in(&http, address, "caller07").await?);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let signed_in = server.memory()?;
    let (tell, mut told) = mpsc::unbounded_channel();
    for number in 0..streams {
        listen(open(address, &supervisor).await?, number, tell.clone());
    }
    let with_streams = server.memory()?;

    let (mut first, mut typical, mut last) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..PUSHES {
        let push = batch(&[command(new_id(), n + 1, whistle(n))]);
        let begun = Instant::now();
        let request = http.post(format!("http://{address}/sync/v1/push")).bearer_auth(&caller).json(&push);
        request.send().await?.error_for_status()?;
        let mut heard = Vec::with_capacity(streams);
        while heard.len() < streams {
            told.recv().await.context("the streams ended")?;
            heard.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        first.push(heard[0]);
        typical.push(heard[streams / 2]);
        last.push(heard[streams - 1]);
        tokio::time::sleep(EVERY.saturating_sub(begun.elapsed())).await;
    }
    let after = server.memory()?;
    println!(
        "| streams | memory idle | after two sign-ins | with the streams | a stream | after {PUSHES} pushes | push to first wake | to the median | to the last |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mib = |kilobytes: u64| format!("{:.1} MiB", kilobytes as f64 / 1024.0);
    println!(
        "| {streams} | {} | {} | {} | {:.1} KiB | {} | {:.1} ms | {:.1} ms | {:.1} ms |",
        mib(idle),
        mib(signed_in),
        mib(with_streams),
        with_streams.saturating_sub(signed_in) as f64 / streams as f64,
        mib(after),
        median(&first),
        median(&typical),
        median(&last),
    );
    Ok(())
}
