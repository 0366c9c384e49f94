//! A request and the redirects that follow it, with a login where the origin is the one that it is for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use url::{Position, Url};
use zeroize::Zeroizing;

use super::super::ProbeOptions;
use super::super::dial::{Dial, Said};
use super::digest::Challenge;
use super::exchange::{Answer, exchange, offered};
use crate::check::{Cause, Header, Hop, HttpAuth, HttpLogin, HttpMethod, HttpVersion, TlsRules};

/// What to ask.
#[derive(Debug)]
pub(in super::super) struct Plan<'a> {
    pub(in super::super) method: HttpMethod,
    pub(in super::super) headers: Vec<(String, Zeroizing<String>)>,
    pub(in super::super) body: Option<(String, Zeroizing<Vec<u8>>)>,
    pub(in super::super) version: HttpVersion,
    pub(in super::super) compressed: bool,
    pub(in super::super) login: &'a HttpLogin,
    /// Whether headers, body or address hold a secret.
    pub(in super::super) is_secret: bool,
    pub(in super::super) max_redirects: u32,
    pub(in super::super) max_bytes: u64,
    pub(in super::super) rules: &'a TlsRules,
    /// The rules for other origins: there the name is that of the address.
    pub(in super::super) elsewhere: &'a TlsRules,
}

impl Plan<'_> {
    /// Headers of a spec.
    pub(in super::super) fn headers(given: &[Header]) -> Vec<(String, Zeroizing<String>)> {
        given.iter().map(|header| (header.name.clone(), Zeroizing::new(header.value.clone()))).collect()
    }
}

/// Where it led, and what came there.
#[derive(Debug)]
pub(in super::super) struct Journey {
    pub(in super::super) url: Url,
    pub(in super::super) hops: Vec<Hop>,
    pub(in super::super) answer: Answer,
}

impl Journey {
    pub(in super::super) fn from(url: Url) -> Self {
        Self { url, hops: Vec::new(), answer: Answer::default() }
    }

    /// Goes the whole way, or as far as it goes.
    pub(in super::super) async fn go<'a>(&mut self, plan: &Plan<'a>, dial: &mut Dial<'a>) -> Said<()> {
        let start = self.url.origin();
        let mut method = plan.method;
        loop {
            let is_same = self.url.origin() == start;
            self.answer = Answer::default();
            dial.next(if is_same { plan.rules } else { plan.elsewhere });
            let mut asked = Asked { plan, url: &self.url, method, is_same, authorization: None };
            asked.show_login(dial, None)?;
            asked.ask(dial, &mut self.answer).await?;
            if self.answer.status == Some(401) && is_same && plan.login.auth == HttpAuth::Digest && plan.login.is_some()
            {
                let challenge = Challenge::of(self.answer.header("www-authenticate"));
                let Some(challenge) = challenge else {
                    let reason = "it offers no Digest by MD5 or SHA-256 with the quality auth".to_string();
                    return Err(Cause::LoginRefused { reason }.into());
                };
                asked.show_login(dial, Some(&challenge))?;
                self.answer = Answer::default();
                dial.next(plan.rules);
                asked.ask(dial, &mut self.answer).await?;
            }
            let status = self.answer.status.unwrap_or_default();
            let location = self.answer.header("location").next().map(str::to_string);
            let (301 | 302 | 303 | 307 | 308, 1.., Some(location)) = (status, plan.max_redirects, location) else {
                return Ok(());
            };
            let next = self.follow(plan, &location)?;
            // RFC 9110 §15.4: 303 asks for the page, and so do all with 301 and 302 after a POST.
            method = match (status, method) {
                (303, HttpMethod::Head) => HttpMethod::Head,
                (303, _) | (301 | 302, HttpMethod::Post) => HttpMethod::Get,
                (_, method) => method,
            };
            if plan.body.is_some() && method == plan.method && next.origin() != start {
                let reason = "a body is not sent on to another origin".to_string();
                return Err(Cause::BadRedirect { location, reason }.into());
            }
            let (url, peer, timing) = (self.url.to_string(), dial.attempt.peer, dial.attempt.timing);
            self.hops.push(Hop { url, peer, status, location, timing });
            self.url = next;
        }
    }

    /// Where a redirect leads, where a check can follow.
    fn follow(&self, plan: &Plan<'_>, location: &str) -> Result<Url, Cause> {
        let bad = |reason: &str| Cause::BadRedirect { location: location.to_string(), reason: reason.to_string() };
        if self.hops.len() >= plan.max_redirects as usize {
            return Err(Cause::TooManyRedirects { limit: plan.max_redirects });
        }
        let mut next = self.url.join(location).map_err(|_| bad("that is no address"))?;
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
}

/// One request.
struct Asked<'p, 'a> {
    plan: &'p Plan<'a>,
    url: &'p Url,
    method: HttpMethod,
    is_same: bool,
    authorization: Option<Zeroizing<String>>,
}

impl Asked<'_, '_> {
    /// Writes what shows who we are; that is for the origin of the check alone.
    fn show_login(&mut self, dial: &Dial<'_>, challenge: Option<&Challenge>) -> Result<(), Cause> {
        let (login, options) = (self.plan.login, dial.options);
        if !self.is_same || !login.is_some() {
            return Ok(());
        }
        self.authorization = match (&login.token, &login.user, &login.password, login.auth, challenge) {
            (Some(token), ..) => Some(Zeroizing::new(format!("Bearer {}", options.reveal(token)?))),
            (_, Some(user), Some(password), HttpAuth::Basic, _) => {
                let pair = Zeroizing::new(format!("{user}:{}", options.reveal(password)?));
                Some(Zeroizing::new(format!("Basic {}", *Zeroizing::new(STANDARD.encode(&*pair)))))
            }
            (_, Some(user), Some(password), HttpAuth::Digest, Some(challenge)) => {
                let uri = &self.url[Position::BeforePath..Position::AfterQuery];
                let password = options.reveal(password)?;
                Some(challenge.answer(user, password, self.method.word(), uri, &nonce()?))
            }
            _ => None,
        };
        Ok(())
    }

    async fn ask(&self, dial: &mut Dial<'_>, answer: &mut Answer) -> Said<()> {
        let host = self.url.host_str().unwrap_or_default();
        let port = self.url.port_or_known_default().unwrap_or(80);
        let protocols = (self.url.scheme() == "https").then_some(offered(self.plan.version));
        let stream = dial.connect(host, port, protocols).await?;
        if self.is_same && (self.plan.login.is_some() || self.plan.is_secret) {
            dial.may_log_in()?;
        }
        let request = self.request(dial.options)?;
        let limit = usize::try_from(self.plan.max_bytes).unwrap_or(usize::MAX);
        exchange(dial, stream, self.plan.version, request, limit, answer).await
    }

    fn request(&self, options: &ProbeOptions) -> Result<Request<Full<Bytes>>, Cause> {
        let local = |reason: String| Cause::Local { reason };
        let authority = &self.url[Position::BeforeHost..Position::AfterPort];
        let mut request = Request::builder().method(self.method.word()).uri(&self.url[..Position::AfterQuery]);
        let body = self.plan.body.as_ref().filter(|_| self.method == self.plan.method);
        let own = |name: &str| self.plan.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        let kind = body.map(|(kind, _)| kind.as_str());
        let usual = [
            (HOST, Some(authority)),
            (USER_AGENT, Some(&*options.user_agent)),
            (ACCEPT, Some("*/*")),
            (ACCEPT_ENCODING, self.plan.compressed.then_some("gzip")),
            (CONTENT_TYPE, kind),
        ];
        for (name, value) in usual {
            let Some(value) = value.filter(|_| !(self.is_same && own(name.as_str()))) else { continue };
            request = request.header(name, value);
        }
        for (name, value) in self.plan.headers.iter().filter(|_| self.is_same) {
            request = request.header(name, secret_value(value).map_err(local)?);
        }
        if let Some(value) = &self.authorization {
            request = request.header(AUTHORIZATION, secret_value(value).map_err(local)?);
        }
        let bytes = body.map_or_else(Bytes::new, |(_, text)| Bytes::copy_from_slice(text));
        // hyper's message would not repeat a value either.
        request.body(Full::new(bytes)).map_err(|error| local(error.to_string()))
    }
}

fn secret_value(text: &str) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| "a header would hold control characters, which HTTP cannot carry".to_string())?;
    value.set_sensitive(true);
    Ok(value)
}

/// What nobody can foresee.
fn nonce() -> Result<String, Cause> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Cause::Local { reason: error.to_string() })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
