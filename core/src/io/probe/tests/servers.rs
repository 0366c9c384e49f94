//! Servers on the loopback that do what real ones do wrong.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::check::{Cause, CheckResult, Status};

/// A server that gives each connection to `serve`, and ends when the test's runtime does.
pub(super) async fn server<F, W>(serve: F) -> SocketAddr
where
    F: Fn(TcpStream) -> W + Send + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(serve(stream));
        }
    });
    address
}

/// A server that sends `bytes` at once and then keeps the connection open.
pub(super) async fn greeter(bytes: &'static [u8]) -> SocketAddr {
    server(move |mut stream| async move {
        let _ = stream.write_all(bytes).await;
        wait_for_end(&mut stream).await;
    })
    .await
}

/// A server that never says anything.
pub(super) async fn silent() -> SocketAddr {
    greeter(b"").await
}

/// A port at which nothing listens.
pub(super) async fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// Reads and forgets until the peer ends.
pub(super) async fn wait_for_end(stream: &mut (impl AsyncRead + Unpin)) {
    let mut buffer = [0; 1024];
    while matches!(stream.read(&mut buffer).await, Ok(1..)) {}
}

/// Reads one request up to its empty line.
pub(super) async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(head).unwrap()
}

/// A web server that answers by the request's head, and what it was asked.
pub(super) async fn web(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> (SocketAddr, Asked) {
    let asked = Asked::default();
    let (note, answer) = (asked.clone(), Arc::new(answer));
    let address = server(move |mut stream| {
        let (note, answer) = (note.clone(), Arc::clone(&answer));
        async move {
            let head = read_head(&mut stream).await;
            // What is not read would end the connection with a reset, and the answer with it.
            let length =
                head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            let _ = stream.read_exact(&mut vec![0; length.unwrap_or(0)]).await;
            let reply = answer(&head);
            note.0.lock().unwrap().push(head);
            let _ = stream.write_all(reply.as_bytes()).await;
        }
    })
    .await;
    (address, asked)
}

/// The heads of the requests so far.
#[derive(Clone, Default)]
pub(super) struct Asked(pub(super) Arc<Mutex<Vec<String>>>);

impl Asked {
    pub(super) fn heads(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// A whole answer with a body.
pub(super) fn page(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
}

/// A server that greets and then answers each line by what it begins with; what it was told.
///
/// A line that no rule knows ends the connection.
pub(super) async fn scripted(
    greeting: &'static str,
    rules: &'static [(&'static str, &'static str)],
) -> (SocketAddr, Asked) {
    let asked = Asked::default();
    let note = asked.clone();
    let address = server(move |mut stream| {
        let note = note.clone();
        async move {
            let (read, mut write) = stream.split();
            let mut lines = BufReader::new(read).lines();
            let _ = write.write_all(greeting.as_bytes()).await;
            while let Ok(Some(line)) = lines.next_line().await {
                let answer = rules.iter().find(|(begin, _)| line.starts_with(begin));
                note.0.lock().unwrap().push(line.clone());
                match answer {
                    Some((_, answer)) => {
                        let _ = write.write_all(answer.as_bytes()).await;
                    }
                    None => return,
                }
            }
        }
    })
    .await;
    (address, asked)
}

/// A server that greets, then answers whatever it is sent with the next of `answers`, and ends after the last; what it was
/// sent.
pub(super) async fn answering(greeting: &[u8], answers: Vec<Vec<u8>>) -> (SocketAddr, Sent) {
    let sent = Sent::default();
    let (note, greeting) = (sent.clone(), greeting.to_vec());
    let address = server(move |mut stream| {
        let (note, greeting, answers) = (note.clone(), greeting.clone(), answers.clone());
        async move {
            let _ = stream.write_all(&greeting).await;
            let mut buffer = [0; 4096];
            for answer in answers {
                let Ok(count @ 1..) = stream.read(&mut buffer).await else { return };
                note.0.lock().unwrap().push(buffer[..count].to_vec());
                let _ = stream.write_all(&answer).await;
            }
        }
    })
    .await;
    (address, sent)
}

/// What a server was sent so far.
#[derive(Clone, Default)]
pub(super) struct Sent(pub(super) Arc<Mutex<Vec<Vec<u8>>>>);

impl Sent {
    pub(super) fn all(&self) -> Vec<Vec<u8>> {
        self.0.lock().unwrap().clone()
    }
}

/// Status and code of a result.
pub(super) fn code(result: &CheckResult) -> (Status, Option<&'static str>) {
    (result.status, result.cause.as_ref().map(Cause::code))
}

/// The fact of that name.
pub(super) fn fact<'a>(result: &'a CheckResult, name: &str) -> Option<&'a str> {
    result.facts.iter().find(|fact| fact.name == name).map(|fact| fact.value.as_str())
}
