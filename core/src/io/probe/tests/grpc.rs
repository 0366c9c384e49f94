use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::HeaderMap;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::servers::{greeter, page, server, web};
use crate::check::{self, Cause, GrpcCheck, Status};
use crate::io::probe::run;

/// A server that answers with these bytes, this status of gRPC as a trailer, and this of HTTP.
async fn health(bytes: &'static [u8], grpc: &'static str, http: u16) -> SocketAddr {
    server(move |stream| async move {
        let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| async move {
            assert_eq!(request.uri().path(), "/grpc.health.v1.Health/Check");
            assert_eq!(request.headers()["content-type"], "application/grpc");
            assert_eq!(request.headers()["te"], "trailers");
            let asked = request.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(asked.as_ref(), b"\0\0\0\0\x06\x0a\x04shop");
            let mut trailers = HeaderMap::new();
            if !grpc.is_empty() {
                trailers.insert("grpc-status", grpc.parse().unwrap());
                trailers.insert("grpc-message", "so it is".parse().unwrap());
            }
            let body = Full::new(Bytes::from_static(bytes)).with_trailers(async move { Some(Ok(trailers)) });
            Ok::<_, Infallible>(hyper::Response::builder().status(http).body(body).unwrap())
        });
        let _ = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
            .serve_connection(TokioIo::new(stream), service)
            .await;
    })
    .await
}

fn quick(address: SocketAddr) -> GrpcCheck {
    check::grpc(address.to_string()).service("shop").timeout(Duration::from_millis(800))
}

async fn cause(address: SocketAddr) -> Option<Cause> {
    let result = run(&quick(address).into()).await.unwrap();
    assert_eq!(result.status == Status::Ok, result.cause.is_none(), "{result}");
    result.cause
}

#[tokio::test]
async fn every_health_has_its_cause() {
    assert_eq!(cause(health(b"\0\0\0\0\x02\x08\x01", "0", 200).await).await, None);
    let failed = |reason: &str| Some(Cause::ServiceFailed { reason: reason.to_string() });
    let other =
        |found: &str| Some(Cause::UnexpectedAnswer { expected: "SERVING".to_string(), found: found.to_string() });
    assert_eq!(cause(health(b"\0\0\0\0\x02\x08\x02", "0", 200).await).await, failed("NOT_SERVING"));
    assert_eq!(cause(health(b"\0\0\0\0\x02\x08\x03", "0", 200).await).await, other("SERVICE_UNKNOWN: so it is"));
    assert_eq!(cause(health(b"\0\0\0\0\0", "0", 200).await).await, other("UNKNOWN: so it is"));
    assert_eq!(cause(health(b"", "5", 200).await).await, other("SERVICE_UNKNOWN: so it is"));
    assert_eq!(cause(health(b"", "12", 200).await).await, other("UNIMPLEMENTED: so it is"));
    assert_eq!(cause(health(b"", "14", 200).await).await, failed("gRPC status 14 so it is"));
    assert_eq!(cause(health(b"", "16", 200).await).await, Some(Cause::LoginRefused { reason: "so it is".to_string() }));
}

#[tokio::test]
async fn what_is_no_grpc_is_told() {
    let code = async |address| cause(address).await.map(|cause| cause.code());
    assert_eq!(code(health(b"", "", 404).await).await, Some("status-code"));
    assert_eq!(code(health(b"\0\0\0\0\x02\x08\x01", "", 200).await).await, Some("protocol"));
    assert_eq!(code(health(b"garbage", "0", 200).await).await, Some("protocol"));
    let (address, _) = web(|_| page("200 OK", "", "")).await;
    let spoken = code(address).await;
    assert!(matches!(spoken, Some("protocol" | "closed")), "{spoken:?}");
    assert_eq!(code(greeter(b"SSH-2.0-x\r\nand what else there is to say\r\n").await).await, Some("protocol"));
}
