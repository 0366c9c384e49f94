//! Certificates for the servers: good ones, and one for each way to be wrong.

use std::time::{Duration, SystemTime};

use netwarden::io::probe::ProbeOptions;
use rcgen::{BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair};

use super::server::Setup;

const DAY: Duration = Duration::from_secs(86_400);

/// An authority of the test's own, with one below it that signs.
pub(crate) struct Authority {
    pem: String,
    between_pem: String,
    between: Issuer<'static, KeyPair>,
}

/// What a server shows, as files.
pub(crate) struct Identity {
    /// The chain, the leaf first.
    pub(crate) chain: String,
    pub(crate) key: String,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    Expired,
    NotYetValid,
    SelfSigned,
    WrongName,
    IncompleteChain,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let (params, key) = (Self::params("test root"), KeyPair::generate().unwrap());
        let pem = params.self_signed(&key).unwrap().pem();
        let root = Issuer::new(params, key);
        let (params, key) = (Self::params("test issuer"), KeyPair::generate().unwrap());
        let between_pem = params.signed_by(&key, &root).unwrap().pem();
        Self { pem, between_pem, between: Issuer::new(params, key) }
    }

    fn params(name: &str) -> CertificateParams {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
    }

    /// Options that trust this authority alone.
    pub(crate) fn trusted(&self) -> ProbeOptions {
        ProbeOptions::new().trust_pem(&self.pem).unwrap().only_given_roots()
    }

    /// The certificate of the root, as a file of `setup`.
    pub(crate) fn root(&self, setup: &Setup) -> String {
        setup.write("root.pem", &self.pem)
    }

    /// A certificate for `localhost` and 127.0.0.1 with `flaw`, as files of `setup`; 61 days and a half are left.
    pub(crate) fn identity(&self, setup: &Setup, flaw: Flaw) -> Identity {
        let names = if flaw == Flaw::WrongName {
            vec!["other.example".into()]
        } else {
            vec!["localhost".into(), "127.0.0.1".into()]
        };
        let mut params = CertificateParams::new(names).unwrap();
        params.distinguished_name.push(DnType::CommonName, "test server");
        let now = SystemTime::now();
        let (from, to) = match flaw {
            Flaw::Expired => (now - DAY * 30, now - DAY),
            Flaw::NotYetValid => (now + DAY, now + DAY * 30),
            _ => (now - DAY, now + DAY * 61 + DAY / 2),
        };
        (params.not_before, params.not_after) = (from.into(), to.into());
        // Where the certificate of the issuer is to be had, as all public authorities say it: http://ca/x
        let access = b"\x30\x19\x30\x17\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02\x86\x0bhttp://ca/x".to_vec();
        params.custom_extensions.push(CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], access));
        let key = KeyPair::generate().unwrap();
        let chain = match flaw {
            Flaw::SelfSigned => params.self_signed(&key).unwrap().pem(),
            Flaw::IncompleteChain => params.signed_by(&key, &self.between).unwrap().pem(),
            _ => params.signed_by(&key, &self.between).unwrap().pem() + &self.between_pem,
        };
        let name = format!("{flaw:?}").to_lowercase();
        Identity {
            chain: setup.write(&format!("{name}.pem"), &chain),
            key: setup.write(&format!("{name}.key"), &key.serialize_pem()),
        }
    }
}
