//! A web page for each simulated end system, so that there is something to check.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Octets of the longest request that is read.
const MAX_REQUEST: usize = 8192;

/// How long a client may take for its request.
const PATIENCE: Duration = Duration::from_secs(5);

/// Clients that are answered at a time; more wait.
const MAX_CLIENTS: usize = 32;

/// Answers every request with the same page (HTTP/1.1, RFC 9112).
pub(super) async fn serve(listener: TcpListener, title: Arc<str>) {
    let mut clients = JoinSet::new();
    loop {
        if clients.len() >= MAX_CLIENTS {
            clients.join_next().await;
        }
        match listener.accept().await {
            Ok((stream, _)) => {
                let title = Arc::clone(&title);
                clients.spawn(async move {
                    // A client that is slow or gone gets nothing.
                    let _ = tokio::time::timeout(PATIENCE, answer(&stream, &title)).await;
                });
            }
            // Out of descriptors, say: others may go away meanwhile.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        while clients.try_join_next().is_some() {}
    }
}

async fn answer(stream: &TcpStream, title: &str) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        stream.readable().await?;
        let mut part = [0; 1024];
        match stream.try_read(&mut part) {
            Ok(0) => return Ok(()),
            Ok(count) => request.extend(part.iter().take(count)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        if request.len() > MAX_REQUEST {
            return Ok(());
        }
    }
    let page = format!("<!doctype html><title>{title}</title><h1>{title}</h1><p>Simulated. All is well.</p>\n");
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n", page.len());
    let body = if request.starts_with(b"HEAD ") { "" } else { &page };
    let answer = format!("{head}Connection: close\r\n\r\n{body}");
    let mut rest = answer.as_bytes();
    while !rest.is_empty() {
        stream.writable().await?;
        match stream.try_write(rest) {
            Ok(count) => rest = rest.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
