//! A web server on a free port of this host, and checks of it.

use netwarden::{Error, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

pub(crate) async fn start() -> Result<String> {
    let failed = |error| Error::io("starting a service", error);
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    tokio::spawn(async move {
        while let Ok((mut visitor, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0; 1024];
                let _ = visitor.read(&mut request).await;
                let _ = visitor.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n<h1>Welcome</h1>").await;
            });
        }
    });
    Ok(format!(
        r#"
[[checks]]
name = "a page"
type = "http"
url = "http://{address}/"
keyword = "Welcome"
time = {{ warning = "500", critical = "2000" }}

[[checks]]
name = "its port"
type = "tcp"
target = "{address}"

[[checks]]
name = "another page"
type = "http"
url = "http://{address}/other"
keyword = "Goodbye"
"#
    ))
}
