use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, HOST, LOCATION, USER_AGENT};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use url::{Position, Url};

use super::ProbeOptions;
use super::connect::{Stream, stream_cause};
use super::dial::{Dial, Said, Stop};
use super::meter::{Meter, Metered};
use crate::check::{Cause, Header, Hop, HttpCheck, HttpMethod, HttpObservation, Phase, TlsRules};
use crate::error::Result;

/// Bytes of the status line and the headers at most: more than any server that means well.
const MAX_HEAD_BYTES: usize = 64 * 1024;
/// Headers at most.
const MAX_HEADERS: usize = 128;

/// One request and the redirects that follow it, each on a connection of its own.
pub(super) async fn observe(check: &HttpCheck, options: &ProbeOptions) -> Result<HttpObservation> {
    let start = check.parsed_url()?;
    let elsewhere = TlsRules { server_name: None, ..check.tls_rules.clone() };
    let mut dial = Dial::start(options, &check.connection, &check.tls_rules);
    let mut seen = HttpObservation { url: start.to_string(), ..HttpObservation::default() };
    let mut url = start.clone();
    let outcome = loop {
        seen.url = url.to_string();
        let is_same = url.origin() == start.origin();
        dial = dial.again(if is_same { &check.tls_rules } else { &elsewhere });
        let asked = Asked { check, url: &url, with_headers: is_same };
        match asked.ask(&mut dial, &mut seen).await {
            Err(stop) => break Err(stop),
            Ok(Answer::Final) => break Ok(()),
            Ok(Answer::Redirect { status, location }) => {
                let next = match follow(check, &url, &location, seen.hops.len()) {
                    Ok(next) => next,
                    Err(cause) => break Err(Stop::Failed(cause)),
                };
                seen.hops.push(Hop {
                    url: url.to_string(),
                    peer: dial.attempt.peer,
                    status,
                    location,
                    timing: dial.attempt.timing,
                });
                (seen.status, seen.headers) = (None, Vec::new());
                url = next;
            }
        }
    };
    seen.attempt = dial.end(outcome);
    Ok(seen)
}

/// Where a redirect leads, where a check can follow.
fn follow(check: &HttpCheck, from: &Url, location: &str, followed: usize) -> Result<Url, Cause> {
    let bad = |reason: &str| Cause::BadRedirect { location: location.to_string(), reason: reason.to_string() };
    if followed >= check.max_redirects as usize {
        return Err(Cause::TooManyRedirects { limit: check.max_redirects });
    }
    let mut next = from.join(location).map_err(|_| bad("that is no address"))?;
    next.set_fragment(None);
    let has_user = !next.username().is_empty() || next.password().is_some();
    match (next.scheme(), has_user) {
        _ if location.is_empty() => Err(bad("it names no address")),
        ("http" | "https", false) if next.port() != Some(0) => Ok(next),
        ("http" | "https", true) => Err(bad("a user name and a password are not followed")),
        ("http" | "https", false) => Err(bad("the port is 0")),
        _ => Err(bad("only http and https are followed")),
    }
}

enum Answer {
    Final,
    Redirect { status: u16, location: String },
}

/// One request.
struct Asked<'a> {
    check: &'a HttpCheck,
    url: &'a Url,
    with_headers: bool,
}

impl Asked<'_> {
    async fn ask(&self, dial: &mut Dial<'_>, seen: &mut HttpObservation) -> Said<Answer> {
        let host = self.url.host_str().unwrap_or_default();
        let port = self.url.port_or_known_default().unwrap_or(80);
        let protocols: &[&[u8]] = &[b"http/1.1"];
        let stream = dial.connect(host, port, (self.url.scheme() == "https").then_some(protocols)).await?;
        let request = self.request(dial.options)?;
        let meter = Meter::start();
        let exchange = self.exchange(request, meter.wrap(stream), seen);
        let outcome = dial.budget.wait(Phase::FirstByte, exchange).await;
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

    fn request(&self, options: &ProbeOptions) -> Result<Request<Empty<Bytes>>, Cause> {
        let method = match self.check.method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Head => Method::HEAD,
        };
        let authority = &self.url[Position::BeforeHost..Position::AfterPort];
        let mut request = Request::builder().method(method).uri(&self.url[Position::BeforePath..Position::AfterQuery]);
        let own = |name: &str| self.check.headers.iter().any(|header| header.name.eq_ignore_ascii_case(name));
        for (name, value) in [(HOST, authority), (USER_AGENT, &options.user_agent), (ACCEPT, "*/*")] {
            if !(self.with_headers && own(name.as_str())) {
                request = request.header(name, value);
            }
        }
        for header in self.check.headers.iter().filter(|_| self.with_headers) {
            request = request.header(&header.name, &header.value);
        }
        request.body(Empty::new()).map_err(|error| Cause::Local { reason: error.to_string() })
    }

    /// Sends the request and reads the answer, while the connection's own work is done beside it.
    async fn exchange(
        &self,
        request: Request<Empty<Bytes>>,
        stream: Metered<Stream>,
        seen: &mut HttpObservation,
    ) -> Result<Answer, Cause> {
        let (mut sender, connection) = http1::Builder::new()
            .max_headers(MAX_HEADERS)
            .max_header_size(MAX_HEAD_BYTES)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| http_cause(&error, Phase::Send))?;
        let talk = async {
            let response = sender.send_request(request).await.map_err(|error| http_cause(&error, Phase::FirstByte))?;
            self.read(response, seen).await
        };
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

    async fn read(
        &self,
        response: Response<hyper::body::Incoming>,
        seen: &mut HttpObservation,
    ) -> Result<Answer, Cause> {
        let status = response.status().as_u16();
        seen.status = Some(status);
        seen.headers = response
            .headers()
            .iter()
            .map(|(name, value)| Header {
                name: name.to_string(),
                value: String::from_utf8_lossy(value.as_bytes()).into_owned(),
            })
            .collect();
        if let (301 | 302 | 303 | 307 | 308, 1..) = (status, self.check.max_redirects) {
            if let Some(location) = response.headers().get(LOCATION) {
                let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
                return Ok(Answer::Redirect { status, location });
            }
        }
        let limit = usize::try_from(self.check.max_bytes).unwrap_or(usize::MAX);
        let mut body = response.into_body();
        let mut bytes = Vec::new();
        let outcome = loop {
            match body.frame().await {
                None => break Ok(Answer::Final),
                Some(Err(error)) => break Err(http_cause(&error, Phase::Transfer)),
                Some(Ok(frame)) => {
                    let Ok(data) = frame.into_data() else { continue };
                    let room = limit.saturating_sub(bytes.len());
                    bytes.extend_from_slice(data.get(..room.min(data.len())).unwrap_or_default());
                    if data.len() > room {
                        seen.truncated = true;
                        break Ok(Answer::Final);
                    }
                }
            }
        };
        seen.bytes = bytes.len() as u64;
        seen.body = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
        outcome
    }
}

fn http_cause(error: &hyper::Error, phase: Phase) -> Cause {
    if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        return Cause::Closed { phase };
    }
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if let Some(of_stream) = inner.downcast_ref::<std::io::Error>() {
            return stream_cause(of_stream, phase);
        }
        source = inner.source();
    }
    let text = error.to_string();
    if error.is_parse() && text.contains("too large") {
        return Cause::Protocol { reason: format!("its headers are longer than {MAX_HEAD_BYTES} bytes") };
    }
    if error.is_parse() {
        return Cause::Protocol { reason: format!("what it sends is not HTTP/1 ({text})") };
    }
    Cause::Protocol { reason: text }
}
