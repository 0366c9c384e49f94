//! TLS that accepts what it meets, notes it, and judges it apart.

use std::io;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, PeerIncompatible, RootCertStore,
    SignatureScheme,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;

use super::ProbeOptions;
use super::connect::{plain, stream_cause};
use crate::check::{Cause, CertificateFacts, Phase, TlsCause, TlsFacts};
use crate::io::wall_clock;
use crate::value::Timestamp;

/// A longer chain is not worth a look.
const MAX_CHAIN: usize = 16;

/// One handshake.
#[derive(Debug)]
pub(super) struct Handshake {
    name: ServerName<'static>,
    shown_name: String,
    config: Arc<ClientConfig>,
    recorder: Arc<Recorder>,
}

impl Handshake {
    pub(super) fn new(name: &str, protocols: &[&[u8]]) -> Result<Self, Cause> {
        let unusable = |reason: String| Cause::Tls { tls: TlsCause::HandshakeFailed { reason } };
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        let ascii = match bare.parse::<IpAddr>() {
            Ok(address) => address.to_string(),
            Err(_) => url::Host::parse(bare).map_err(|error| unusable(error.to_string()))?.to_string(),
        };
        let server_name = ServerName::try_from(ascii.trim_end_matches('.').to_string())
            .map_err(|_| unusable(format!("TLS cannot ask for {ascii:?}, which is no DNS name")))?;
        let provider = provider();
        let recorder = Arc::new(Recorder { provider: Arc::clone(&provider), chain: OnceLock::new() });
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Cause::Local { reason: error.to_string() })?
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(&recorder) as Arc<dyn ServerCertVerifier>)
            .with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        config.resumption = Resumption::disabled();
        Ok(Self { name: server_name, shown_name: ascii, config: Arc::new(config), recorder })
    }

    pub(super) async fn run(&self, stream: TcpStream) -> Result<TlsStream<TcpStream>, Cause> {
        let connector = TlsConnector::from(Arc::clone(&self.config));
        connector.connect(self.name.clone(), stream).await.map_err(|error| self.failure(&error))
    }

    /// What was seen: by `stream` where the handshake was completed, and of the certificates in any case.
    pub(super) fn facts(&self, stream: Option<&TlsStream<TcpStream>>, options: &ProbeOptions) -> TlsFacts {
        let now = wall_clock();
        let der = self.recorder.chain.get().map(Vec::as_slice).unwrap_or_default();
        let chain: Vec<CertificateFacts> = der.iter().take(MAX_CHAIN).map(certificate).collect();
        let session = stream.map(|stream| stream.get_ref().1);
        TlsFacts {
            version: session.and_then(|session| session.protocol_version()).map(|version| match version {
                rustls::ProtocolVersion::TLSv1_2 => "TLSv1.2".to_string(),
                rustls::ProtocolVersion::TLSv1_3 => "TLSv1.3".to_string(),
                other => format!("{other:?}"),
            }),
            cipher: session.and_then(|session| session.negotiated_cipher_suite()).map(|suite| {
                // rustls names the suites of TLS 1.3 with the version; the registry does not.
                format!("{:?}", suite.suite()).replacen("TLS13_", "TLS_", 1)
            }),
            days_left: chain.first().map(|leaf| days_between(now, leaf.not_after)),
            verdict: if der.is_empty() { None } else { self.verdict(der, &chain, options) },
            chain,
        }
    }

    /// What is wrong with the chain by the roots of `options`.
    fn verdict(
        &self,
        der: &[CertificateDer<'static>],
        chain: &[CertificateFacts],
        options: &ProbeOptions,
    ) -> Option<TlsCause> {
        let (leaf, intermediates) = der.split_first()?;
        let facts = chain.first()?;
        if options.roots.iter().any(|root| root == leaf) {
            return self.pinned(leaf, facts);
        }
        let mut roots = RootCertStore::empty();
        if options.public_roots {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        roots.add_parsable_certificates(options.roots.iter().cloned());
        if roots.is_empty() {
            // The verifier refuses to be built on nothing; nothing is trusted.
            return Some(untrusted(leaf, chain));
        }
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build();
        let verdict = match verifier {
            Ok(verifier) => verifier.verify_server_cert(leaf, intermediates, &self.name, &[], UnixTime::now()),
            Err(error) => return Some(TlsCause::BadCertificate { reason: error.to_string() }),
        };
        match verdict {
            Ok(_) => None,
            Err(rustls::Error::InvalidCertificate(error)) => Some(self.certificate_cause(error, leaf, chain)),
            Err(error) => Some(TlsCause::BadCertificate { reason: error.to_string() }),
        }
    }

    /// The verdict on a certificate that is trusted as it is: its time and its names remain.
    fn pinned(&self, leaf: &CertificateDer<'_>, facts: &CertificateFacts) -> Option<TlsCause> {
        let now = wall_clock();
        if now > facts.not_after {
            return Some(TlsCause::Expired);
        }
        if now < facts.not_before {
            return Some(TlsCause::NotYetValid);
        }
        let named = ParsedCertificate::try_from(leaf).and_then(|leaf| verify_server_name(&leaf, &self.name));
        named.err().map(|_| self.mismatch(facts))
    }

    fn mismatch(&self, facts: &CertificateFacts) -> TlsCause {
        TlsCause::NameMismatch { expected: self.shown_name.clone(), names: facts.names.clone() }
    }

    fn certificate_cause(
        &self,
        error: CertificateError,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateFacts],
    ) -> TlsCause {
        use CertificateError as E;
        let facts = chain.first().cloned().unwrap_or_default();
        match error {
            E::Expired | E::ExpiredContext { .. } => TlsCause::Expired,
            E::NotValidYet | E::NotValidYetContext { .. } => TlsCause::NotYetValid,
            E::NotValidForName | E::NotValidForNameContext { .. } => self.mismatch(&facts),
            E::Revoked => TlsCause::Revoked,
            E::UnknownIssuer => untrusted(leaf, chain),
            // A CA's own certificate at a server is what people make who sign for themselves.
            _ if facts.issuer == facts.subject && chain.len() == 1 => TlsCause::SelfSigned,
            other => match weakness(leaf) {
                Some(reason) => TlsCause::WeakKey { reason },
                None => TlsCause::BadCertificate { reason: rustls::Error::InvalidCertificate(other).to_string() },
            },
        }
    }

    /// Why the handshake failed.
    fn failure(&self, error: &io::Error) -> Cause {
        let Some(of_tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) else {
            return match stream_cause(error, Phase::Tls) {
                Cause::Protocol { .. } => Cause::Tls { tls: TlsCause::HandshakeFailed { reason: plain(error) } },
                cause => cause,
            };
        };
        let weak = self.recorder.chain.get().and_then(|chain| chain.first()).and_then(weakness);
        Cause::Tls { tls: handshake_cause(of_tls, self.recorder.chain.get().is_some(), weak) }
    }
}

pub(super) fn handshake_cause(error: &rustls::Error, has_chain: bool, weak: Option<String>) -> TlsCause {
    use AlertDescription as Alert;
    use PeerIncompatible as Peer;
    let reason = error.to_string();
    match error {
        rustls::Error::InvalidMessage(_) if !has_chain => TlsCause::NotTls,
        rustls::Error::PeerIncompatible(
            Peer::ServerDoesNotSupportTls12Or13
            | Peer::ServerTlsVersionIsDisabledByOurConfig
            | Peer::NoCipherSuitesInCommon
            | Peer::NoKxGroupsInCommon
            | Peer::ExtendedMasterSecretExtensionRequired,
        )
        | rustls::Error::AlertReceived(Alert::ProtocolVersion | Alert::InsufficientSecurity) => {
            TlsCause::PeerTooOld { reason }
        }
        rustls::Error::AlertReceived(alert) => TlsCause::Alert { alert: snake(&format!("{alert:?}")) },
        rustls::Error::InvalidCertificate(_) => match weak {
            Some(reason) => TlsCause::WeakKey { reason },
            None => TlsCause::BadCertificate { reason },
        },
        _ => TlsCause::HandshakeFailed { reason },
    }
}

/// What TLS says of a connection that it ended after the handshake: a server of TLS 1.3 refuses a client only then.
pub(super) fn late_cause(error: &io::Error) -> Option<TlsCause> {
    match error.get_ref()?.downcast_ref::<rustls::Error>()? {
        rustls::Error::AlertReceived(alert) => Some(TlsCause::Alert { alert: snake(&format!("{alert:?}")) }),
        _ => None,
    }
}

/// `HandshakeFailure` → `handshake_failure`, the alert's name in RFC 8446.
fn snake(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

/// Why a chain leads to no trusted root.
fn untrusted(leaf: &CertificateDer<'_>, chain: &[CertificateFacts]) -> TlsCause {
    let Some(last) = chain.last() else {
        return TlsCause::BadCertificate { reason: "there is no certificate".to_string() };
    };
    let issuer = last.issuer.clone();
    match (chain.len(), last.issuer == last.subject) {
        (1, true) => TlsCause::SelfSigned,
        // A certificate that says where its issuer's is to be had is meant to be sent with it.
        (1, false) if names_its_issuer(leaf) => TlsCause::IncompleteChain { issuer },
        _ => TlsCause::UnknownIssuer { issuer },
    }
}

/// Whether `authorityInfoAccess` has an address of the issuer's certificate (RFC 5280 §4.2.2.1).
fn names_its_issuer(leaf: &CertificateDer<'_>) -> bool {
    const CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";
    let Ok((_, parsed)) = X509Certificate::from_der(leaf) else { return false };
    parsed.extensions().iter().any(|extension| match extension.parsed_extension() {
        ParsedExtension::AuthorityInfoAccess(access) => {
            access.accessdescs.iter().any(|description| description.access_method.to_id_string() == CA_ISSUERS)
        }
        _ => false,
    })
}

/// What makes a certificate weaker than anybody accepts today.
pub(super) fn weakness(leaf: &CertificateDer<'_>) -> Option<String> {
    let (_, parsed) = X509Certificate::from_der(leaf).ok()?;
    if let Ok(PublicKey::RSA(key)) = parsed.public_key().parsed() {
        let bits = rsa_bits(key.modulus);
        if bits < 2048 {
            return Some(format!("an RSA key of {bits} bits"));
        }
    }
    match parsed.signature_algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.113549.1.1.4" => Some("a signature by MD5".to_string()),
        "1.2.840.113549.1.1.5" | "1.2.840.10045.4.1" => Some("a signature by SHA-1".to_string()),
        _ => None,
    }
}

fn rsa_bits(modulus: &[u8]) -> usize {
    let digits = modulus.iter().position(|byte| *byte != 0).and_then(|first| modulus.get(first..));
    digits.unwrap_or_default().len() * 8
}

/// Whether `certificate` can be trusted, as a root or as it is.
pub(super) fn check_root(certificate: &CertificateDer<'_>) -> Result<(), String> {
    match X509Certificate::from_der(certificate) {
        Ok(([], _)) => Ok(()),
        Ok(_) => Err("nothing may follow the certificate".to_string()),
        Err(error) => Err(format!("an X.509 certificate in DER is expected ({error})")),
    }
}

fn certificate(der: &CertificateDer<'static>) -> CertificateFacts {
    let Ok((_, parsed)) = X509Certificate::from_der(der) else {
        return CertificateFacts { subject: "unreadable".to_string(), ..CertificateFacts::default() };
    };
    let names = match parsed.subject_alternative_name() {
        Ok(Some(extension)) => extension.value.general_names.iter().filter_map(general_name).collect(),
        _ => Vec::new(),
    };
    let time = |seconds: i64| Timestamp::from_millis(seconds.saturating_mul(1000));
    CertificateFacts {
        subject: parsed.subject().to_string(),
        issuer: parsed.issuer().to_string(),
        names,
        not_before: time(parsed.validity().not_before.timestamp()),
        not_after: time(parsed.validity().not_after.timestamp()),
        serial: parsed.raw_serial().iter().map(|byte| format!("{byte:02x}")).collect(),
        key: key(&parsed),
        is_ca: parsed.is_ca(),
    }
}

fn general_name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_string()),
        GeneralName::IPAddress(bytes) => match (<[u8; 4]>::try_from(*bytes), <[u8; 16]>::try_from(*bytes)) {
            (Ok(four), _) => Some(IpAddr::from(four).to_string()),
            (_, Ok(sixteen)) => Some(IpAddr::from(sixteen).to_string()),
            _ => None,
        },
        _ => None,
    }
}

fn key(parsed: &X509Certificate<'_>) -> String {
    let info = parsed.public_key();
    match info.parsed() {
        Ok(PublicKey::RSA(key)) => format!("RSA {}", rsa_bits(key.modulus)),
        Ok(PublicKey::EC(_)) => {
            let curve = info.algorithm.parameters.as_ref().and_then(|parameters| parameters.as_oid().ok());
            match curve.map(|curve| curve.to_id_string()).as_deref() {
                Some("1.2.840.10045.3.1.7") => "EC P-256".to_string(),
                Some("1.3.132.0.34") => "EC P-384".to_string(),
                Some("1.3.132.0.35") => "EC P-521".to_string(),
                Some(other) => format!("EC {other}"),
                None => "EC".to_string(),
            }
        }
        _ => match info.algorithm.algorithm.to_id_string().as_str() {
            "1.3.101.112" => "Ed25519".to_string(),
            "1.3.101.113" => "Ed448".to_string(),
            other => other.to_string(),
        },
    }
}

fn days_between(now: Timestamp, then: Timestamp) -> i64 {
    then.as_millis().saturating_sub(now.as_millis()).div_euclid(86_400_000)
}

fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    Arc::clone(PROVIDER.get_or_init(|| Arc::new(ring::default_provider())))
}

/// Accepts every chain and notes it. Signatures of the handshake are verified, so that the peer owns the key of the
/// certificate that is judged later.
#[derive(Debug)]
struct Recorder {
    provider: Arc<CryptoProvider>,
    chain: OnceLock<Vec<CertificateDer<'static>>>,
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let chain = std::iter::once(end_entity).chain(intermediates).map(|der| der.clone().into_owned());
        // A handshake brings one chain; a second call would bring the same.
        let _ = self.chain.set(chain.collect());
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
