//! A network that misbehaves: a proxy that gives each connection a fault of its own, by chance.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

/// What goes wrong with a connection.
#[derive(Clone, Copy)]
enum Fault {
    /// Everything comes in small pieces, each of them late.
    Slow,
    /// Ends after so many bytes towards the server, or towards the client.
    Cut(Way, usize),
    /// After so many bytes nothing comes any more, and nobody hangs up.
    Stall(Way, usize),
    /// What the client sent reaches the server once more on another connection, at once or after everything else.
    Twice { late: bool },
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    Up,
    Down,
}

pub struct Proxy {
    pub base: String,
    /// How many connections have met their fault.
    pub faults: watch::Receiver<u64>,
}

impl Proxy {
    /// Stands before the server at this address, such as `127.0.0.1:3000`.
    pub async fn start(server: String, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (counter, faults) = watch::channel(0);
        let (counter, chance) = (Arc::new(counter), Mutex::new(StdRng::seed_from_u64(seed)));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let fault = draw(&mut chance.lock().unwrap());
                let (server, counter) = (server.clone(), counter.clone());
                tokio::spawn(async move {
                    // A connection that cannot be made is a fault as good as any.
                    if let Ok(upstream) = TcpStream::connect(&server).await {
                        carry(client, upstream, fault, &server).await;
                    }
                    counter.send_modify(|count| *count += 1);
                });
            }
        });
        Self { base, faults }
    }
}

fn draw(chance: &mut StdRng) -> Fault {
    // As likely within the first bytes as far into a photo.
    let far = 1 << chance.random_range(1..18);
    let at = chance.random_range(0..far);
    let way = if chance.random_bool(0.5) { Way::Up } else { Way::Down };
    match chance.random_range(0..8) {
        0..=2 => Fault::Cut(way, at),
        3 => Fault::Stall(way, at),
        4 | 5 => Fault::Twice { late: chance.random_bool(0.5) },
        _ => Fault::Slow,
    }
}

async fn carry(client: TcpStream, server: TcpStream, fault: Fault, address: &str) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let twin = if let Fault::Twice { late } = fault {
        let (pieces, received) = mpsc::unbounded_channel();
        tokio::spawn(send_again(address.to_owned(), received, late));
        Some(pieces)
    } else {
        None
    };
    // A cut one takes the other with it; a stalled one waits for the client to hang up.
    tokio::select! {
        () = pass(from_client, to_server, fault, Way::Up, twin) => {}
        () = pass(from_server, to_client, fault, Way::Down, None) => {}
    }
}

/// Passes bytes on until either end closes, or the fault strikes.
async fn pass(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    fault: Fault,
    way: Way,
    twin: Option<mpsc::UnboundedSender<Vec<u8>>>,
) {
    let (mut buffer, mut passed) = (vec![0; 16 * 1024], 0);
    loop {
        let most = if matches!(fault, Fault::Slow) { 4 * 1024 } else { buffer.len() };
        let Ok(count @ 1..) = from.read(&mut buffer[..most]).await else { return };
        let mut piece = &buffer[..count];
        match fault {
            Fault::Slow => tokio::time::sleep(Duration::from_millis(3)).await,
            Fault::Cut(at_way, at) | Fault::Stall(at_way, at) if at_way == way => {
                piece = &piece[..count.min(at.saturating_sub(passed))];
            }
            _ => {}
        }
        passed += piece.len();
        if to.write_all(piece).await.is_err() {
            return;
        }
        if piece.len() < count {
            // Whatever else comes is swallowed.
            while matches!(fault, Fault::Stall(..)) && from.read(&mut buffer).await.is_ok_and(|count| count > 0) {}
            return;
        }
        if let Some(twin) = &twin {
            let _ = twin.send(piece.to_vec());
        }
    }
}

/// Sends the pieces on a connection of their own, as they come or once all of them are there, and takes no interest in
/// the answers.
async fn send_again(address: String, mut pieces: mpsc::UnboundedReceiver<Vec<u8>>, late: bool) {
    let mut all = Vec::new();
    while late && pieces.recv_many(&mut all, 100).await > 0 {}
    let Ok(mut server) = TcpStream::connect(&address).await else { return };
    for piece in all {
        let _ = server.write_all(&piece).await;
    }
    while let Some(piece) = pieces.recv().await {
        let _ = server.write_all(&piece).await;
    }
    let _ = server.shutdown().await;
    let _ = tokio::time::timeout(Duration::from_secs(5), server.read_to_end(&mut Vec::new())).await;
}
