//! One request and its answer over HTTP/1.1 or HTTP/2, bounded in bytes and time.

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::{http1, http2};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::super::connect::{Stream, stream_cause};
use super::super::dial::{Dial, Said};
use super::super::meter::{Meter, Metered};
use super::{MAX_HEAD_BYTES, MAX_HEADERS, pack};
use crate::check::web::encoding;
use crate::check::{Cause, Header, HttpVersion, Phase};

/// What came.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Answer {
    pub(in super::super) status: Option<u16>,
    pub(in super::super) version: Option<String>,
    pub(in super::super) headers: Vec<Header>,
    pub(in super::super) body: Vec<u8>,
    pub(in super::super) truncated: bool,
    pub(in super::super) decoded: bool,
}

impl Answer {
    /// The body as text; bytes that are no UTF-8 are replaced.
    pub(in super::super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The values of a header, in order.
    pub(in super::super) fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let of_name = move |header: &&Header| header.name.eq_ignore_ascii_case(name);
        self.headers.iter().filter(of_name).map(|header| header.value.as_str())
    }
}

/// The protocols to offer (ALPN).
pub(in super::super) const fn offered(version: HttpVersion) -> &'static [&'static [u8]] {
    match version {
        HttpVersion::Auto => &[b"h2", b"http/1.1"],
        HttpVersion::Http1 => &[b"http/1.1"],
        HttpVersion::Http2 => &[b"h2"],
    }
}

/// Whether HTTP/2 is to be spoken over `stream`.
fn speaks_http2(stream: &Stream, version: HttpVersion) -> Result<bool, Cause> {
    let Stream::Tls(tls) = stream else { return Ok(version == HttpVersion::Http2) };
    let chosen = tls.get_ref().1.alpn_protocol();
    match (version, chosen) {
        (HttpVersion::Http1, _) => Ok(false),
        (_, Some(b"h2")) => Ok(true),
        (HttpVersion::Auto, _) => Ok(false),
        (HttpVersion::Http2, _) => Err(Cause::Protocol { reason: "it does not speak HTTP/2 (ALPN)".to_string() }),
    }
}

/// Sends `request` over `stream` and reads what is answered, at most `limit` bytes of body.
pub(super) async fn exchange(
    dial: &mut Dial<'_>,
    stream: Stream,
    version: HttpVersion,
    request: Request<Full<Bytes>>,
    limit: usize,
    answer: &mut Answer,
) -> Said<()> {
    let is_http2 = speaks_http2(&stream, version)?;
    let meter = Meter::start();
    let stream = meter.wrap(stream);
    let work = async {
        if is_http2 {
            over_http2(request, stream, limit, answer).await
        } else {
            over_http1(request, stream, limit, answer).await
        }
    };
    let outcome = dial.budget.wait(Phase::FirstByte, work).await;
    let late = |cause| match cause {
        Cause::TimedOut { after_ms, .. } if meter.has_first_byte() => {
            Cause::TimedOut { phase: Phase::Transfer, after_ms }
        }
        cause => cause,
    };
    let outcome = outcome.map_err(late).and_then(|outcome| outcome);
    meter.fill(&mut dial.attempt.timing, outcome.is_ok());
    Ok(outcome?)
}

async fn over_http1(
    mut request: Request<Full<Bytes>>,
    stream: Metered<Stream>,
    limit: usize,
    answer: &mut Answer,
) -> Result<(), Cause> {
    let target = request.uri().path_and_query().map_or("/", |path| path.as_str());
    *request.uri_mut() = target.parse().map_err(|_| Cause::Local { reason: "the path cannot be asked".to_string() })?;
    let (mut sender, connection) = http1::Builder::new()
        .max_headers(MAX_HEADERS)
        .max_header_size(MAX_HEAD_BYTES)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| http_cause(&error, Phase::Send))?;
    let talk = async {
        let response = sender.send_request(request).await.map_err(|error| http_cause(&error, Phase::FirstByte))?;
        read(response, limit, answer).await
    };
    beside(connection, talk).await
}

async fn over_http2(
    mut request: Request<Full<Bytes>>,
    stream: Metered<Stream>,
    limit: usize,
    answer: &mut Answer,
) -> Result<(), Cause> {
    // The authority is a part of the address in HTTP/2 (RFC 9113 §8.3.1).
    if let Some(host) = request.headers_mut().remove(hyper::header::HOST) {
        let mut parts = request.uri().clone().into_parts();
        parts.authority = host.to_str().ok().and_then(|host| host.parse().ok()).or(parts.authority);
        if let Ok(uri) = hyper::Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
    let (mut sender, connection) = http2::Builder::new(TokioExecutor::new())
        .max_header_list_size(u32::try_from(MAX_HEAD_BYTES).unwrap_or(u32::MAX))
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| http_cause(&error, Phase::Send))?;
    let talk = async {
        let response = sender.send_request(request).await.map_err(|error| http_cause(&error, Phase::FirstByte))?;
        read(response, limit, answer).await
    };
    beside(connection, talk).await
}

/// Talks, while the connection's own work is done beside it.
async fn beside<C: Future, T>(connection: C, talk: impl Future<Output = Result<T, Cause>>) -> Result<T, Cause> {
    tokio::pin!(talk, connection);
    let mut is_closed = false;
    loop {
        tokio::select! {
            biased;
            outcome = &mut talk => return outcome,
            // Its errors reach the talk too; an end of the connection may leave a body to be read.
            _ = &mut connection, if !is_closed => is_closed = true,
        }
    }
}

async fn read(response: Response<Incoming>, limit: usize, answer: &mut Answer) -> Result<(), Cause> {
    answer.status = Some(response.status().as_u16());
    answer.version = Some(format!("{:?}", response.version()).replace("HTTP/2.0", "HTTP/2"));
    let header = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| Header {
        name: name.to_string(),
        value: String::from_utf8_lossy(value.as_bytes()).into_owned(),
    };
    answer.headers = response.headers().iter().map(header).collect();
    let mut body = response.into_body();
    let outcome = loop {
        match body.frame().await {
            None => break Ok(()),
            Some(Err(error)) => break Err(http_cause(&error, Phase::Transfer)),
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => {
                    let room = limit.saturating_sub(answer.body.len());
                    answer.body.extend_from_slice(data.get(..room.min(data.len())).unwrap_or_default());
                    if data.len() > room {
                        answer.truncated = true;
                        break Ok(());
                    }
                }
                Err(frame) => {
                    let trailers = frame.into_trailers().unwrap_or_default();
                    answer.headers.extend(trailers.iter().take(MAX_HEADERS).map(header));
                }
            },
        }
    };
    let unpacked = encoding(&answer.headers)
        .filter(|_| outcome.is_ok() && !answer.truncated)
        .and_then(|encoding| pack::unpack(&encoding, &answer.body, limit));
    if let Some((body, is_longer)) = unpacked {
        (answer.body, answer.truncated, answer.decoded) = (body, is_longer, true);
    }
    outcome
}

/// What went wrong.
pub(in super::super) fn http_cause(error: &hyper::Error, phase: Phase) -> Cause {
    if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        return Cause::Closed { phase };
    }
    let mut source = std::error::Error::source(error);
    let mut reason = error.to_string();
    while let Some(inner) = source {
        if let Some(of_stream) = inner.downcast_ref::<std::io::Error>() {
            return stream_cause(of_stream, phase);
        }
        reason = inner.to_string();
        source = inner.source();
    }
    let text = error.to_string();
    if error.is_parse() && text.contains("too large") {
        return Cause::Protocol { reason: format!("its headers are longer than {MAX_HEAD_BYTES} bytes") };
    }
    if error.is_parse() {
        return Cause::Protocol { reason: format!("what it sends is not HTTP/1 ({text})") };
    }
    if text.contains("http2") {
        return Cause::Protocol { reason: format!("what it sends is not HTTP/2 ({reason})") };
    }
    Cause::Protocol { reason: text }
}
