//! How long until the last of many streams knows, against a raw loop that writes to as many sockets.

use std::net::SocketAddr;
use std::sync::Arc;

use futures::future::{join_all, try_join_all};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};

use crate::ground::{Ground, whistle};
use crate::pairs::{Compared, Unit, compare};
use crate::push;

const STREAMS: usize = 1000;
const WAKE: &[u8] = b"event: wake\ndata: {}\n\n";

/// Listens for wakes on a connection, and tells each by the listener's number.
pub fn listen(mut socket: TcpStream, number: usize, told: mpsc::UnboundedSender<usize>) {
    tokio::spawn(async move {
        let mut buffer = [0; 256];
        while let Ok(read @ 1..) = socket.read(&mut buffer).await {
            for _ in 0..count(&buffer[..read]) {
                let _ = told.send(number);
            }
        }
    });
}

/// Wakes in what was read; none is cut in two, for each is one small packet.
pub fn count(read: &[u8]) -> usize {
    read.windows(WAKE.len()).filter(|window| *window == WAKE).count()
}

/// Opens a stream as a browser does, and waits until it is open.
pub async fn open(address: SocketAddr, token: &str) -> anyhow::Result<TcpStream> {
    let mut socket = TcpStream::connect(address).await?;
    let request = format!(
        "GET /sync/v1/events HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\naccept: text/event-stream\r\n\r\n"
    );
    socket.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await?);
    }
    anyhow::ensure!(head.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&head));
    Ok(socket)
}

async fn all(told: &Mutex<mpsc::UnboundedReceiver<usize>>) {
    let mut told = told.lock().await;
    let mut heard = vec![false; STREAMS];
    let mut left = STREAMS;
    while left > 0 {
        let Some(number) = told.recv().await else { return };
        if !std::mem::replace(&mut heard[number], true) {
            left -= 1;
        }
    }
}

/// From a push of one whistle to the last stream, against one batch's rows written bare and then a loop of writes.
pub async fn thousand(ground: &Ground) -> anyhow::Result<Compared> {
    let (tell, told) = mpsc::unbounded_channel();
    for number in 0..STREAMS {
        listen(open(ground.address, &ground.token).await?, number, tell.clone());
    }
    let told = Mutex::new(told);
    let ours = async || {
        ground.push((0..50).map(whistle)).await?;
        all(&told).await;
        Ok(())
    };
    let (tell, bare_told) = mpsc::unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let accepted = tokio::spawn(async move {
        let mut sockets = Vec::new();
        while sockets.len() < STREAMS {
            sockets.push(listener.accept().await?.0);
        }
        anyhow::Ok(sockets)
    });
    for (number, socket) in
        try_join_all((0..STREAMS).map(|_| TcpStream::connect(address))).await?.into_iter().enumerate()
    {
        listen(socket, number, tell.clone());
    }
    let sockets = Arc::new(Mutex::new(accepted.await??));
    let bare_told = Mutex::new(bare_told);
    let floor = async || {
        push::bare(ground).await?;
        let mut sockets = sockets.lock().await;
        join_all(sockets.iter_mut().map(|socket| socket.write_all(WAKE))).await;
        all(&bare_told).await;
        Ok(())
    };
    compare(Unit::Time, ours, floor).await
}
