//! A listener for the lab: `trap_receiver LISTEN [RANGE]`. It prints where it listens, then a line of JSON for each
//! notification, with the cable that it is about where RANGE was mapped before; at the end of its input the statistics.
#![allow(clippy::print_stdout)]

use netwarden::io::{Community, Discovery, Engine, TrapListener, TrapOptions};
use netwarden::topology::Topology;
use netwarden::wire::usm::{AuthProtocol, PrivacyProtocol, UsmUser};

#[tokio::main(flavor = "current_thread")]
async fn main() -> netwarden::Result<()> {
    let mut words = std::env::args().skip(1);
    let listen = words.next().unwrap_or_default();
    let topology = match words.next() {
        Some(range) => {
            let engine = Engine::new().await?;
            Discovery::of(range).credential(Community::new("public")).run(&engine).await?.topology()
        }
        None => Topology::default(),
    };
    let user = |name: &str| UsmUser::new(name);
    let options = TrapOptions::new()
        .listen(listen)
        .community("public")
        .engine(*b"\x80\x00\x00\x00\x05listener", 1)
        .user(user("plain")?)
        .user(user("signed")?.authentication(AuthProtocol::Sha1, "maplesyrup")?)
        .user(
            user("sealed")?
                .authentication(AuthProtocol::Sha256, "maplesyrup")?
                .privacy(PrivacyProtocol::Aes128, "wood-and-water")?,
        );
    let mut listener = TrapListener::start(options).await?;
    println!("{}", listener.addresses()[0]);
    let mut end_of_input = tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
    loop {
        tokio::select! {
            notification = listener.next() => {
                let Some(notification) = notification else { break };
                let mut line = serde_json::to_value(&notification).unwrap_or_default();
                line["text"] = notification.to_string().into();
                line["link"] = notification.link(&topology).map(|link| vec![link.a.to_string(), link.b.to_string()]).into();
                println!("{line}");
            }
            _ = &mut end_of_input => break,
        }
    }
    println!("{}", serde_json::to_value(listener.statistics()).unwrap_or_default());
    Ok(())
}
