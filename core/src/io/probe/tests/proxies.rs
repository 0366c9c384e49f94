use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::servers::{Asked, closed_port, greeter, page, read_head, server, web};
use crate::check::{self, AddressPolicy, Cause, CheckResult, CheckSpec, Proxy, ProxyKind, Status};
use crate::io::probe::proxy::{version_1, version_2};
use crate::io::probe::{ProbeOptions, run_with};

async fn result(check: impl Into<CheckSpec>, options: &ProbeOptions) -> CheckResult {
    run_with(&check.into(), options).await.unwrap()
}

/// A proxy by CONNECT that asks for anna's password, and what it was asked.
async fn connecting() -> (SocketAddr, Asked) {
    let asked = Asked::default();
    let note = asked.clone();
    let address = server(move |mut stream| {
        let note = note.clone();
        async move {
            let head = read_head(&mut stream).await;
            let target = head.split(' ').nth(1).unwrap_or_default().to_string();
            let may = head.contains("Proxy-Authorization: Basic YW5uYTpwdw==");
            note.0.lock().unwrap().push(head);
            match (may, TcpStream::connect(&target).await) {
                (false, _) => drop(stream.write_all(b"HTTP/1.1 407 Who are you?\r\n\r\n").await),
                (true, Err(_)) => drop(stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n").await),
                (true, Ok(mut there)) => {
                    let _ = stream.write_all(b"HTTP/1.1 200 Connected\r\nVia: test\r\n\r\n").await;
                    let _ = tokio::io::copy_bidirectional(&mut stream, &mut there).await;
                }
            }
        }
    })
    .await;
    (address, asked)
}

/// A SOCKS 5 proxy that asks for nothing.
async fn socks() -> SocketAddr {
    server(|mut stream| async move {
        let mut hello = [0; 2];
        stream.read_exact(&mut hello).await.unwrap();
        let mut methods = vec![0; usize::from(hello[1])];
        stream.read_exact(&mut methods).await.unwrap();
        stream.write_all(&[5, 0]).await.unwrap();
        let mut request = [0; 4];
        stream.read_exact(&mut request).await.unwrap();
        let host = match request[3] {
            1 => {
                let mut address = [0; 4];
                stream.read_exact(&mut address).await.unwrap();
                std::net::Ipv4Addr::from(address).to_string()
            }
            _ => {
                let mut name = vec![0; usize::from(stream.read_u8().await.unwrap())];
                stream.read_exact(&mut name).await.unwrap();
                String::from_utf8(name).unwrap()
            }
        };
        let port = stream.read_u16().await.unwrap();
        match TcpStream::connect((host.as_str(), port)).await {
            Ok(mut there) => {
                stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut there).await;
            }
            Err(_) => stream.write_all(&[5, 5, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap(),
        }
    })
    .await
}

#[tokio::test]
async fn connect_leads_to_the_target_with_the_right_password_only() {
    let (proxy, asked) = connecting().await;
    let (page_at, _) = web(|_| page("200 OK", "", "Welcome")).await;
    let options = ProbeOptions::new().secret("proxy", "pw");
    let through = Proxy::new(ProxyKind::HttpConnect, proxy.to_string()).login("anna", check::Secret::named("proxy"));
    let check = check::http(format!("http://{page_at}/")).keyword("Welcome").proxy(through.clone());
    let good = result(check, &options).await;
    assert_eq!((good.status, good.peer), (Status::Ok, Some(proxy)), "{good}");
    assert!(asked.heads()[0].starts_with(&format!("CONNECT {page_at} HTTP/1.1\r\n")), "{:?}", asked.heads());

    let six = result(check::http("http://[::1]:9/").proxy(through.clone()), &options).await;
    assert!(asked.heads()[1].starts_with("CONNECT [::1]:9 HTTP/1.1\r\n"), "{six}: {:?}", asked.heads());

    let stranger = check::tcp(page_at.to_string()).proxy(through.login("anna", "wrong"));
    let refused = result(stranger, &options).await;
    assert_eq!(refused.status, Status::Unknown, "{refused}");
    assert!(matches!(&refused.cause, Some(Cause::ProxyFailed { reason }) if reason.contains("407")), "{refused}");
}

#[tokio::test]
async fn socks_tells_a_refusing_target_from_a_proxy_that_is_away() {
    let through = Proxy::new(ProxyKind::Socks5, socks().await.to_string());
    let options = ProbeOptions::new();
    let there = greeter(b"220 hello\r\n").await;
    let good =
        result(check::tcp(format!("localhost:{}", there.port())).expect("220").proxy(through.clone()), &options).await;
    assert_eq!(good.status, Status::Ok, "{good}");
    let refused = result(check::tcp(closed_port().await.to_string()).proxy(through), &options).await;
    assert_eq!((refused.status, refused.cause), (Status::Critical, Some(Cause::Refused)));

    let away = Proxy::new(ProxyKind::Socks5, closed_port().await.to_string());
    let lost = result(check::tcp(there.to_string()).proxy(away), &options).await;
    assert!(matches!(lost.cause, Some(Cause::ProxyFailed { .. })), "{lost}");
}

#[tokio::test]
async fn a_proxy_does_not_lead_around_the_address_policy() {
    let proxy = socks().await;
    let policy = AddressPolicy::closed().allow(format!("{}/32", proxy.ip()).parse().unwrap());
    let options = ProbeOptions::new().policy(policy);
    let check = check::tcp("10.0.0.1:80").proxy(Proxy::new(ProxyKind::Socks5, proxy.to_string()));
    let denied = result(check, &options).await;
    assert!(matches!(denied.cause, Some(Cause::AddressDenied { .. })), "{denied}");
}

#[tokio::test]
async fn the_proxy_protocol_is_said_first() {
    let asked = Asked::default();
    let note = asked.clone();
    let there = server(move |mut stream| {
        let note = note.clone();
        async move {
            let mut head = [0; 28];
            stream.read_exact(&mut head).await.unwrap();
            note.0.lock().unwrap().push(format!("{:02x?}", &head[..16]));
            stream.write_all(b"220 hello\r\n").await.unwrap();
        }
    })
    .await;
    let good = result(check::tcp(there.to_string()).expect("220").proxy(Proxy::protocol()), &ProbeOptions::new()).await;
    assert_eq!(good.status, Status::Ok, "{good}");
    assert_eq!(asked.heads(), ["[0d, 0a, 0d, 0a, 00, 0d, 0a, 51, 55, 49, 54, 0a, 21, 11, 00, 0c]"]);
}

#[test]
fn both_forms_of_the_proxy_protocol_are_as_its_specification_has_them() {
    let (from, to) = ("192.0.2.1:56324".parse().unwrap(), "192.0.2.2:443".parse().unwrap());
    assert_eq!(version_1(from, to), b"PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n");
    assert_eq!(
        version_2(from, to).get(12..),
        Some(&[0x21, 0x11, 0, 12, 192, 0, 2, 1, 192, 0, 2, 2, 0xdc, 4, 1, 0xbb][..])
    );
}
