use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;

use super::servers::{Asked, greeter, read_head, server, silent};
use crate::check::{self, Cause, CheckResult, CheckSpec, Phase, Status, TlsCause};
use crate::io::probe::tls::{handshake_cause, weakness};
use crate::io::probe::{ProbeOptions, run_with};

const DAY: Duration = Duration::from_secs(86_400);

/// An authority of the test's own.
struct Authority {
    der: CertificateDer<'static>,
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new(name: &str) -> Self {
        let (params, key) = (Self::params(name), KeyPair::generate().unwrap());
        let certificate = params.self_signed(&key).unwrap();
        Self { der: certificate.der().clone(), pem: certificate.pem(), issuer: Issuer::new(params, key) }
    }

    /// An authority that this one signs.
    fn below(&self, name: &str) -> Self {
        let (params, key) = (Self::params(name), KeyPair::generate().unwrap());
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Self { der: certificate.der().clone(), pem: certificate.pem(), issuer: Issuer::new(params, key) }
    }

    fn params(name: &str) -> CertificateParams {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
    }

    fn sign(&self, params: &CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        Identity { chain: vec![params.signed_by(&key, &self.issuer).unwrap().der().clone()], key }
    }

    fn trusted(&self) -> ProbeOptions {
        ProbeOptions::new().trust_pem(&self.pem).unwrap().only_given_roots()
    }
}

/// What a server shows.
struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: KeyPair,
}

/// A leaf for the loopback that is valid from yesterday, and 61 days and a half from now.
fn leaf() -> CertificateParams {
    let mut params = CertificateParams::new(vec!["localhost".into(), "127.0.0.1".into()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, "test server");
    params.not_before = (SystemTime::now() - DAY).into();
    params.not_after = (SystemTime::now() + DAY * 61 + DAY / 2).into();
    params
}

fn config(identity: &Identity, versions: &[&'static rustls::SupportedProtocolVersion]) -> Arc<ServerConfig> {
    let key = PrivatePkcs8KeyDer::from(identity.key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(identity.chain.clone(), key.into())
        .unwrap();
    Arc::new(config)
}

/// A web server over TLS and what it was asked.
async fn secure(identity: &Identity) -> (SocketAddr, Asked) {
    secure_by(config(identity, rustls::DEFAULT_VERSIONS)).await
}

async fn secure_by(config: Arc<ServerConfig>) -> (SocketAddr, Asked) {
    let asked = Asked::default();
    let note = asked.clone();
    let address = server(move |stream| {
        let (acceptor, note) = (TlsAcceptor::from(Arc::clone(&config)), note.clone());
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let head = read_head(&mut stream).await;
            if !head.is_empty() {
                note.0.lock().unwrap().push(head);
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nWelcome").await;
                let _ = stream.shutdown().await;
            }
        }
    })
    .await;
    (address, asked)
}

async fn judge(spec: impl Into<CheckSpec>, options: &ProbeOptions) -> CheckResult {
    run_with(&spec.into(), options).await.unwrap()
}

/// The TLS cause of an HTTP check and of a TLS check alike; nothing may have been asked.
async fn cause(identity: &Identity, options: &ProbeOptions) -> TlsCause {
    let (address, asked) = secure(identity).await;
    let web = judge(check::https(address), options).await;
    let port = judge(check::tls(address.to_string()), options).await;
    assert_eq!((web.status, port.status), (Status::Critical, Status::Critical), "{web}; {port}");
    assert_eq!((web.problems.len(), port.problems.len()), (1, 1), "{:?}; {:?}", web.problems, port.problems);
    assert_eq!(asked.heads().len(), 0, "a distrusted server is asked nothing");
    let facts = web.tls.unwrap();
    assert_eq!(facts.chain.len(), identity.chain.len());
    let Some(Cause::Tls { tls }) = web.cause else { panic!("{:?}", web.cause) };
    assert_eq!((Some(Cause::Tls { tls: tls.clone() }), facts.verdict), (port.cause, Some(tls.clone())));
    tls
}

#[tokio::test]
async fn a_good_certificate_is_ok_and_its_facts_are_told() {
    let authority = Authority::new("Test Root");
    let (address, asked) = secure(&authority.sign(&leaf())).await;
    let result = judge(check::https(address).keyword("Welcome").expires_after(61), &authority.trusted()).await;
    assert_eq!(result.status, Status::Ok, "{result}");
    assert!(result.summary.ends_with(", certificate 61 days"), "{result}");
    assert_eq!(asked.heads().len(), 1);
    let facts = result.tls.unwrap();
    assert_eq!((facts.version.as_deref(), facts.days_left, facts.verdict), (Some("TLSv1.3"), Some(61), None));
    assert!(facts.cipher.as_deref().unwrap().starts_with("TLS_"), "{:?}", facts.cipher);
    let server = &facts.chain[0];
    assert_eq!((server.subject.as_str(), server.issuer.as_str()), ("CN=test server", "CN=Test Root"));
    assert_eq!(
        (server.names.as_slice(), server.key.as_str(), server.is_ca),
        (&["localhost".to_string(), "127.0.0.1".to_string()][..], "EC P-256", false)
    );
    assert!(server.not_after > server.not_before && !server.serial.is_empty());
    assert!(result.timing.tls_ms.is_some());
}

#[tokio::test]
async fn a_name_is_asked_for_and_judged() {
    let authority = Authority::new("Test Root");
    let (address, _) = secure(&authority.sign(&leaf())).await;
    let by_name = judge(check::tls(format!("localhost:{}", address.port())), &authority.trusted()).await;
    assert_eq!(by_name.status, Status::Ok, "{by_name}");
    let other = judge(check::tls(address.to_string()).server_name("example.org"), &authority.trusted()).await;
    let names = vec!["localhost".to_string(), "127.0.0.1".to_string()];
    let mismatch = TlsCause::NameMismatch { expected: "example.org".into(), names };
    assert_eq!(other.cause, Some(Cause::Tls { tls: mismatch }));
}

#[tokio::test]
async fn wrong_certificates_have_typed_causes() {
    let authority = Authority::new("Test Root");
    let trusted = authority.trusted();

    let mut expired = leaf();
    expired.not_before = (SystemTime::now() - DAY * 90).into();
    expired.not_after = (SystemTime::now() - DAY).into();
    assert_eq!(cause(&authority.sign(&expired), &trusted).await, TlsCause::Expired);

    let mut early = leaf();
    early.not_before = (SystemTime::now() + DAY).into();
    assert_eq!(cause(&authority.sign(&early), &trusted).await, TlsCause::NotYetValid);

    let elsewhere = CertificateParams::new(vec!["example.net".to_string()]).unwrap();
    let names = vec!["example.net".to_string()];
    assert_eq!(
        cause(&authority.sign(&elsewhere), &trusted).await,
        TlsCause::NameMismatch { expected: "127.0.0.1".into(), names }
    );

    let stranger = Authority::new("Other Root");
    let issuer = "CN=Other Root".to_string();
    assert_eq!(cause(&stranger.sign(&leaf()), &trusted).await, TlsCause::UnknownIssuer { issuer });

    let key = KeyPair::generate().unwrap();
    let own = Identity { chain: vec![leaf().self_signed(&key).unwrap().der().clone()], key };
    assert_eq!(cause(&own, &trusted).await, TlsCause::SelfSigned);
    assert_eq!(cause(&own, &ProbeOptions::new()).await, TlsCause::SelfSigned);
    assert_eq!(cause(&own, &ProbeOptions::new().only_given_roots()).await, TlsCause::SelfSigned);

    let key = KeyPair::generate().unwrap();
    let mut as_authority = leaf();
    as_authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own = Identity { chain: vec![as_authority.self_signed(&key).unwrap().der().clone()], key };
    assert_eq!(cause(&own, &trusted).await, TlsCause::SelfSigned);
}

#[tokio::test]
async fn a_chain_must_reach_a_root() {
    let root = Authority::new("Test Root");
    let middle = root.below("Test Middle");
    // authorityInfoAccess with caIssuers at http://ca/x
    let access = b"\x30\x19\x30\x17\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02\x86\x0bhttp://ca/x".to_vec();
    let mut params = leaf();
    params.custom_extensions.push(CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], access));
    let mut identity = middle.sign(&params);
    let issuer = "CN=Test Middle".to_string();
    assert_eq!(cause(&identity, &root.trusted()).await, TlsCause::IncompleteChain { issuer: issuer.clone() });
    assert_eq!(cause(&middle.sign(&leaf()), &root.trusted()).await, TlsCause::UnknownIssuer { issuer });

    identity.chain.push(middle.der.clone());
    let (address, _) = secure(&identity).await;
    let whole = judge(check::https(address), &root.trusted()).await;
    assert_eq!((whole.status, whole.tls.unwrap().chain.len()), (Status::Ok, 2));
}

#[tokio::test]
async fn a_certificate_can_be_trusted_as_it_is() {
    let key = KeyPair::generate().unwrap();
    let certificate = leaf().self_signed(&key).unwrap();
    let options = ProbeOptions::new().trust_der(certificate.der()).unwrap();
    let own = Identity { chain: vec![certificate.der().clone()], key };
    let (address, _) = secure(&own).await;
    let good = judge(check::https(address), &options).await;
    assert_eq!(good.status, Status::Ok, "{good}");
    let other = judge(check::tls(address.to_string()).server_name("example.org"), &options).await;
    assert!(matches!(other.cause, Some(Cause::Tls { tls: TlsCause::NameMismatch { .. } })), "{other}");

    let key = KeyPair::generate().unwrap();
    let mut expired = leaf();
    expired.not_after = (SystemTime::now() - DAY / 2).into();
    let certificate = expired.self_signed(&key).unwrap();
    let options = ProbeOptions::new().trust_der(certificate.der()).unwrap();
    let own = Identity { chain: vec![certificate.der().clone()], key };
    assert_eq!(cause(&own, &options).await, TlsCause::Expired);
}

#[tokio::test]
async fn a_wrong_certificate_can_be_ignored_but_is_still_told() {
    let key = KeyPair::generate().unwrap();
    let own = Identity { chain: vec![leaf().self_signed(&key).unwrap().der().clone()], key };
    let (address, asked) = secure(&own).await;
    let result = judge(check::https(address).ignore_certificate(true).keyword("Welcome"), &ProbeOptions::new()).await;
    assert_eq!(result.status, Status::Ok, "{result}");
    assert_eq!((result.tls.unwrap().verdict, asked.heads().len()), (Some(TlsCause::SelfSigned), 1));
}

#[tokio::test]
async fn certificates_that_end_soon_warn() {
    let authority = Authority::new("Test Root");
    let (address, _) = secure(&authority.sign(&leaf())).await;
    let warned = judge(check::tls(address.to_string()).expires_after(62), &authority.trusted()).await;
    assert_eq!((warned.status, warned.cause), (Status::Warning, Some(Cause::CertificateExpires { days: 61 })));
    let critical = judge(check::https(address).expires_after(90).expires_critical(62), &authority.trusted()).await;
    assert_eq!(critical.status, Status::Critical);
}

#[tokio::test]
async fn tls_1_2_is_spoken() {
    let authority = Authority::new("Test Root");
    let (address, _) = secure_by(config(&authority.sign(&leaf()), &[&rustls::version::TLS12])).await;
    let result = judge(check::https(address), &authority.trusted()).await;
    assert_eq!(result.status, Status::Ok, "{result}");
    let facts = result.tls.unwrap();
    assert_eq!(facts.version.as_deref(), Some("TLSv1.2"));
    assert!(facts.cipher.as_deref().unwrap().starts_with("TLS_ECDHE_ECDSA_WITH_"), "{:?}", facts.cipher);
}

#[tokio::test]
async fn peers_that_do_not_speak_tls_differ() {
    let quick = |address: SocketAddr| check::tls(address.to_string()).timeout(Duration::from_millis(300));
    let options = ProbeOptions::new();
    let plain = judge(quick(greeter(b"HTTP/1.1 400 Bad Request\r\n\r\n").await), &options).await;
    assert_eq!((plain.cause, plain.tls), (Some(Cause::Tls { tls: TlsCause::NotTls }), None));
    // A record of type alert: fatal, protocol_version (RFC 8446 §6).
    let old = judge(quick(greeter(b"\x15\x03\x01\x00\x02\x02\x46").await), &options).await;
    assert!(matches!(old.cause, Some(Cause::Tls { tls: TlsCause::PeerTooOld { .. } })), "{old}");
    let refusing = judge(quick(greeter(b"\x15\x03\x03\x00\x02\x02\x28").await), &options).await;
    assert_eq!(refusing.cause, Some(Cause::Tls { tls: TlsCause::Alert { alert: "handshake_failure".into() } }));
    let hanging = judge(quick(silent().await), &options).await;
    assert_eq!(hanging.cause, Some(Cause::TimedOut { phase: Phase::Tls, after_ms: 300 }));
    let closing = server(|mut stream| async move {
        let mut hello = [0; 5];
        let _ = tokio::io::AsyncReadExt::read_exact(&mut stream, &mut hello).await;
    })
    .await;
    let closed = judge(quick(closing), &options).await;
    assert_eq!(closed.cause, Some(Cause::Closed { phase: Phase::Tls }));
}

#[tokio::test]
async fn a_server_that_wants_a_certificate_of_us_says_so_after_the_handshake() {
    let authority = Authority::new("Test Root");
    let identity = authority.sign(&leaf());
    let mut roots = rustls::RootCertStore::empty();
    roots.add(authority.der.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let clients = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build().unwrap();
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_client_cert_verifier(clients)
        .with_single_cert(identity.chain.clone(), PrivatePkcs8KeyDer::from(identity.key.serialize_der()).into())
        .unwrap();
    let (address, _) = secure_by(Arc::new(config)).await;
    let refused = judge(check::https(address), &authority.trusted()).await;
    let alert = "certificate_required".to_string();
    assert_eq!(refused.cause, Some(Cause::Tls { tls: TlsCause::Alert { alert } }));
}

#[test]
fn roots_that_are_none_are_refused() {
    for pem in ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let error = ProbeOptions::new().trust_pem(pem).unwrap_err();
        assert_eq!(error.code(), "invalid", "{error}");
    }
    let mut der = Authority::new("x").der.to_vec();
    assert!(ProbeOptions::new().trust_der(&der).is_ok());
    der.push(0);
    assert!(ProbeOptions::new().trust_der(&der).is_err());
}

/// `weak.pem` holds a certificate with an RSA key of 1024 bits and one that was signed by SHA-1.
#[test]
fn weak_keys_and_signatures_are_named() {
    let weak: Vec<_> = CertificateDer::pem_slice_iter(include_bytes!("weak.pem")).map(Result::unwrap).collect();
    let reasons: Vec<_> = weak.iter().map(weakness).collect();
    assert_eq!(reasons, [Some("an RSA key of 1024 bits".to_string()), Some("a signature by SHA-1".to_string())]);
    assert_eq!(weakness(&Authority::new("x").der), None);
    // The handshake's signature by such a key is refused before there is a connection.
    let refused = rustls::Error::InvalidCertificate(rustls::CertificateError::BadSignature);
    let cause = |weak: Option<&str>| handshake_cause(&refused, true, weak.map(str::to_string)).code();
    assert_eq!((cause(Some("an RSA key of 1024 bits")), cause(None)), ("weak-key", "bad-certificate"));
}
