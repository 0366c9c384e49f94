//! grpc.health.v1 over HTTP/2, with what little of Protocol Buffers that takes.

use url::Url;
use zeroize::Zeroizing;

use super::ProbeOptions;
use super::dial::Dial;
use super::lines::shown;
use super::web::{Journey, Plan};
use crate::check::{Cause, GrpcCheck, GrpcObservation, HttpMethod, HttpVersion};
use crate::error::Result;

/// Bytes of the answer at most: health is two bytes.
const MAX_BYTES: u64 = 4096;

pub(super) async fn observe(check: &GrpcCheck, options: &ProbeOptions) -> Result<GrpcObservation> {
    let (host, port) = check.host_and_port()?;
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    let scheme = if check.tls { "https" } else { "http" };
    let plan = Plan {
        method: HttpMethod::Post,
        headers: vec![("te".to_string(), "trailers".to_string().into())],
        body: Some(("application/grpc".to_string(), Zeroizing::new(request(check.service.as_deref())))),
        version: HttpVersion::Http2,
        compressed: false,
        login: &check.login,
        is_secret: false,
        max_redirects: 0,
        max_bytes: MAX_BYTES,
        rules: &check.tls_rules,
        elsewhere: &check.tls_rules,
    };
    let mut seen = GrpcObservation::default();
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let url = Url::parse(&format!("{scheme}://{host}:{port}/grpc.health.v1.Health/Check"));
    let outcome = match url {
        Err(error) => Err(Cause::NameNotFound { reason: error.to_string() }.into()),
        Ok(url) => {
            let mut journey = Journey::from(url);
            let outcome = journey.go(&plan, &mut dial).await;
            let answer = journey.answer;
            seen.http_status = answer.status;
            // The last word counts: a trailer comes after the headers.
            seen.grpc_status = answer.header("grpc-status").last().and_then(|code| code.parse().ok());
            seen.message = shown(answer.header("grpc-message").last().unwrap_or_default(), 200);
            seen.serving = health(&answer.body);
            outcome
        }
    };
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

/// `HealthCheckRequest { string service = 1; }` with the prefix of a message: not compressed, its length.
fn request(service: Option<&str>) -> Vec<u8> {
    let mut message = Vec::new();
    if let Some(service) = service {
        message.push(0x0a);
        let mut length = service.len();
        while length >= 0x80 {
            message.push(u8::try_from(length & 0x7f).unwrap_or_default() | 0x80);
            length >>= 7;
        }
        message.push(u8::try_from(length).unwrap_or_default());
        message.extend_from_slice(service.as_bytes());
    }
    let mut framed = vec![0];
    framed.extend_from_slice(&u32::try_from(message.len()).unwrap_or_default().to_be_bytes());
    framed.extend_from_slice(&message);
    framed
}

/// `HealthCheckResponse { ServingStatus status = 1; }`; an empty message is 0.
fn health(framed: &[u8]) -> Option<u64> {
    let (prefix, rest) = framed.split_first_chunk::<5>()?;
    let [0, length @ ..] = prefix else { return None };
    let mut message = rest.get(..u32::from_be_bytes(*length) as usize)?;
    let mut status = 0;
    while !message.is_empty() {
        let key = varint(&mut message)?;
        match key & 7 {
            0 => {
                let value = varint(&mut message)?;
                if key >> 3 == 1 {
                    status = value;
                }
            }
            1 => message = message.get(8..)?,
            2 => {
                let length = usize::try_from(varint(&mut message)?).ok()?;
                message = message.get(length..)?;
            }
            5 => message = message.get(4..)?,
            _ => return None,
        }
    }
    Some(status)
}

/// A number of one to ten bytes, seven bits each.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_framed() {
        assert_eq!(request(None), [0, 0, 0, 0, 0]);
        assert_eq!(request(Some("ab")), [0, 0, 0, 0, 4, 0x0a, 2, b'a', b'b']);
        assert_eq!(request(Some(&"x".repeat(200)))[..8], [0, 0, 0, 0, 203, 0x0a, 0xc8, 1]);
    }

    #[test]
    fn answers_are_read_and_garbage_is_none() {
        assert_eq!(health(&[0, 0, 0, 0, 0]), Some(0));
        assert_eq!(health(&[0, 0, 0, 0, 2, 8, 2]), Some(2));
        assert_eq!(health(&[0, 0, 0, 0, 6, 0x12, 2, 9, 9, 8, 1]), Some(1), "another field before it");
        for bad in [&[][..], &[0, 0, 0], &[1, 0, 0, 0, 2, 8, 1], &[0, 0, 0, 0, 9, 8, 1], &[0, 255, 255, 255, 255, 8]] {
            assert_eq!(health(bad), None, "{bad:?}");
        }
        assert_eq!(health(&[0, 0, 0, 0, 2, 8, 0x80]), None);
        assert_eq!(health(&[0, 0, 0, 0, 2, 0x0f, 1]), None);
        let endless = [&[0, 0, 0, 0, 13, 8][..], &[0xff; 12]].concat();
        assert_eq!(health(&endless), None);
    }
}
