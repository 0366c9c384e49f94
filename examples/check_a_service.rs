//! Three checks of a service that this program starts itself: ICMP, TCP and HTTP.
#![allow(clippy::print_stdout)]

use std::time::Duration;

use netwarden::check::{self, Thresholds};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> netwarden::Result<()> {
    let service = start_a_service().await.map_err(|error| netwarden::Error::io("starting a service", error))?;

    // Where the system permits no ICMP, the result says so and what to do about it.
    println!("{}", check::icmp("127.0.0.1").count(3).interval(Duration::from_millis(10)).run().await?);

    println!("{}", check::tcp(&service).send("HEAD / HTTP/1.0\r\n\r\n").expect("HTTP/1.1 200").run().await?);

    let page = check::http(format!("http://{service}/")).keyword("Welcome").time(Thresholds::parse("500", "2000")?);
    println!("{}", page.clone().run().await?);

    // A target that fails is a result, with a typed cause; an error is only a spec that is wrong.
    let failed = page.keyword("Goodbye").run().await?;
    println!("{failed}");
    println!("  as a plugin prints it: {}", failed.plugin_output());
    println!("  cause {:?}, exit code {}", failed.cause.map(|cause| cause.code()), failed.status.exit_code());

    if let Err(wrong) = check::tcp("no port").run().await {
        println!("{wrong}");
    }
    Ok(())
}

/// A web server on a free port of this host that welcomes everybody.
async fn start_a_service() -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((mut visitor, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0; 1024];
                let _ = visitor.read(&mut request).await;
                let _ = visitor.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n<h1>Welcome</h1>").await;
            });
        }
    });
    Ok(address.to_string())
}
