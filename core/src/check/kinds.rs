//! Every kind of check: the list, and what each has to bring.
//!
//! A kind is one file in `kinds/`: its spec, what an attempt sees, and how that is judged. `io::probe` has a file of the same
//! name that makes the attempt. Bindings read the list below.

mod amqp;
mod custom;
mod dns;
mod domain;
mod ftp;
mod grpc;
mod http;
mod icmp;
mod imap;
mod kafka;
mod ldap;
mod memcached;
mod mongodb;
mod mqtt;
mod mssql;
mod mysql;
mod nats;
mod ntp;
mod ownership;
mod plugin;
mod pop3;
mod postgres;
mod radius;
mod redis;
mod sip;
mod smtp;
mod soap;
mod ssh;
mod tcp;
mod telnet;
mod udp;
mod websocket;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

pub use amqp::{AmqpCheck, AmqpObservation, amqp};
pub use custom::{CustomCheck, CustomObservation, custom};
#[cfg(feature = "dns")]
pub(crate) use dns::type_number;
pub use dns::{
    AnswerMatch, DnsCheck, DnsObservation, DnsRecord, DnsReply, DnsTransport, DnssecRule, DnssecSeen, DnssecState,
    SerialSeen, dns,
};
pub use domain::{DomainCheck, DomainObservation, domain};
pub use ftp::{FtpCheck, FtpObservation, ftp};
pub use grpc::{GrpcCheck, GrpcObservation, grpc};
pub use http::{HttpCheck, HttpObservation, http, https};
pub use icmp::{IcmpCheck, IcmpObservation, icmp};
pub use imap::{ImapCheck, ImapObservation, imap};
pub use kafka::{KafkaCheck, KafkaObservation, KafkaPartition, kafka};
pub use ldap::{LdapCheck, LdapObservation, LdapScope, ldap};
pub use memcached::{MemcachedCheck, MemcachedObservation, memcached};
pub use mongodb::{MongodbCheck, MongodbObservation, mongodb};
pub use mqtt::{MqttCheck, MqttObservation, mqtt};
pub use mssql::{MssqlCheck, MssqlObservation, mssql};
pub use mysql::{MysqlCheck, MysqlObservation, mysql};
pub use nats::{NatsCheck, NatsObservation, nats};
pub use ntp::{NtpCheck, NtpObservation, ntp};
#[cfg(feature = "v3")]
pub use ownership::ownership_token;
pub use ownership::{OwnershipCheck, OwnershipObservation, OwnershipProof, ownership};
pub use plugin::{PluginCheck, PluginObservation, plugin};
pub use pop3::{Pop3Check, Pop3Observation, pop3};
pub use postgres::{PostgresCheck, PostgresObservation, postgres};
pub use radius::{RadiusCheck, RadiusObservation, RadiusReply, radius};
pub use redis::{RedisCheck, RedisObservation, redis};
pub use sip::{SipCheck, SipObservation, SipTransport, sip};
pub use smtp::{SmtpCheck, SmtpObservation, smtp};
pub use soap::{SoapCheck, SoapObservation, SoapVersion, soap};
pub use ssh::{SshCheck, SshObservation, ssh};
pub use tcp::{StarttlsProtocol, TcpCheck, TcpObservation, tcp, tls};
pub use telnet::{TelnetCheck, TelnetObservation, telnet};
pub use udp::{UdpCheck, UdpObservation, udp};
pub use websocket::{WebsocketCheck, WebsocketObservation, websocket};

#[cfg(feature = "io")]
pub(crate) use ldap::{Filter, MAX_ENTRIES};

use super::validate::known_fields;
use super::verdict::Verdict;
use super::{Attempt, Cause, CheckResult, Status};
use crate::error::{Error, Result};

/// What every spec can say of itself.
pub(crate) trait Spec {
    /// Whether every field is right; the error names the first that is not.
    fn validate(&self) -> Result<()>;
    /// What is checked, for people.
    fn target(&self) -> String;
    /// Milliseconds after which an attempt has ended in any case.
    fn time_limit_ms(&self) -> u64;
}

/// How what was seen is judged.
pub(crate) trait Judge: Spec {
    /// What an attempt sees.
    type Seen;
    /// Adds what is not as it should be; returns the rest of the sentence that begins with the target, where all is well.
    fn judge(&self, seen: &Self::Seen, verdict: &mut Verdict) -> String;
}

/// Hands the list of kinds to the macro `$with`: a line says the kind, its spec, what is seen, and the file of `io::probe`
/// that sees it.
macro_rules! every_kind {
    ($with:ident) => {
        $with! {
            /// What the program itself has registered.
            Custom: CustomCheck => CustomObservation in custom;
            /// A monitoring plugin, such as one of Nagios.
            Plugin: PluginCheck => PluginObservation in plugin;
            /// Echo requests to a host.
            Icmp: IcmpCheck => IcmpObservation in icmp;
            /// A connection to a port, with TLS and an expected greeting where asked for.
            Tcp: TcpCheck => TcpObservation in tcp;
            /// A datagram and the answer to it.
            Udp: UdpCheck => UdpObservation in udp;
            /// An HTTP request, with the redirects that follow it.
            Http: HttpCheck => HttpObservation in http;
            /// The health of a gRPC server.
            Grpc: GrpcCheck => GrpcObservation in grpc;
            /// A call of a SOAP service.
            Soap: SoapCheck => SoapObservation in soap;
            /// The opening of a WebSocket.
            Websocket: WebsocketCheck => WebsocketObservation in websocket;
            /// A conversation with a mail server.
            Smtp: SmtpCheck => SmtpObservation in smtp;
            /// A conversation with an IMAP server.
            Imap: ImapCheck => ImapObservation in imap;
            /// A conversation with a POP3 server.
            Pop3: Pop3Check => Pop3Observation in pop3;
            /// A conversation with an FTP server.
            Ftp: FtpCheck => FtpObservation in ftp;
            /// A conversation with a directory server.
            Ldap: LdapCheck => LdapObservation in ldap;
            /// What name servers say of a name.
            Dns: DnsCheck => DnsObservation in dns;
            /// Whether somebody owns a host.
            Ownership: OwnershipCheck => OwnershipObservation in ownership;
            /// The registration of a domain.
            Domain: DomainCheck => DomainObservation in domain;
            /// The answer of a time server.
            Ntp: NtpCheck => NtpObservation in ntp;
            /// A question to a RADIUS server.
            Radius: RadiusCheck => RadiusObservation in radius;
            /// What a SIP server says of itself.
            Sip: SipCheck => SipObservation in sip;
            /// The first words of an SSH server.
            Ssh: SshCheck => SshObservation in ssh;
            /// A conversation with a Telnet server.
            Telnet: TelnetCheck => TelnetObservation in telnet;
            /// A conversation with an AMQP 0-9-1 broker.
            Amqp: AmqpCheck => AmqpObservation in amqp;
            /// A conversation with a Kafka broker.
            Kafka: KafkaCheck => KafkaObservation in kafka;
            /// A conversation with a memcached server.
            Memcached: MemcachedCheck => MemcachedObservation in memcached;
            /// A conversation with a MongoDB server.
            Mongodb: MongodbCheck => MongodbObservation in mongodb;
            /// A conversation with an MQTT broker.
            Mqtt: MqttCheck => MqttObservation in mqtt;
            /// The first words of a Microsoft SQL Server.
            Mssql: MssqlCheck => MssqlObservation in mssql;
            /// A conversation with a MySQL or MariaDB server.
            Mysql: MysqlCheck => MysqlObservation in mysql;
            /// A conversation with a NATS server.
            Nats: NatsCheck => NatsObservation in nats;
            /// A conversation with a PostgreSQL server.
            Postgres: PostgresCheck => PostgresObservation in postgres;
            /// A conversation with a Redis server.
            Redis: RedisCheck => RedisObservation in redis;
        }
    };
}

pub(crate) use every_kind;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident: $check:ident => $seen:ident in $probe:ident;)*) => {
        /// What to try and what would be right. In JSON, `type` tells the kind in kebab-case: `icmp`, `tcp`, `http`.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "type", rename_all = "kebab-case")]
        pub enum CheckSpec {
            $($(#[$doc])* $kind($check),)*
        }

        /// The same, as it is read: unknown fields are found afterwards.
        #[derive(Deserialize)]
        #[serde(tag = "type", rename_all = "kebab-case")]
        enum Form {
            $($kind($check),)*
        }

        impl From<Form> for CheckSpec {
            fn from(form: Form) -> Self {
                match form {
                    $(Form::$kind(check) => Self::$kind(check),)*
                }
            }
        }

        /// What one attempt saw, without judgement. In JSON, `type` tells the kind.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "type", rename_all = "kebab-case")]
        pub enum Observation {
            $($(#[$doc])* $kind($seen),)*
        }

        impl CheckSpec {
            fn spec(&self) -> &dyn Spec {
                match self {
                    $(Self::$kind(check) => check,)*
                }
            }
        }

        fn attempt_of(observation: &Observation) -> &Attempt {
            match observation {
                $(Observation::$kind(seen) => &seen.attempt,)*
            }
        }

        fn judge(spec: &CheckSpec, observation: &Observation, verdict: &mut Verdict) -> String {
            match (spec, observation) {
                $((CheckSpec::$kind(check), Observation::$kind(seen)) => check.judge(seen, verdict),)*
                _ => {
                    let reason = "the observation is of another kind than the spec".to_string();
                    verdict.add(Status::Unknown, Cause::NotEvaluated { reason });
                    String::new()
                }
            }
        }
    };
}

every_kind!(kinds);

impl CheckSpec {
    /// Whether every field is right.
    ///
    /// # Errors
    /// [`Error::Invalid`] that names the first field that is not and says what would be right.
    pub fn validate(&self) -> Result<()> {
        self.spec().validate()
    }

    /// What is checked, for people: `example.org`, `mail.example.org:25`.
    #[must_use]
    pub fn target(&self) -> String {
        self.spec().target()
    }

    /// Milliseconds after which an attempt has ended in any case.
    #[must_use]
    pub fn time_limit_ms(&self) -> u64 {
        self.spec().time_limit_ms()
    }

    /// Reads a check from JSON, and looks whether every field is right.
    ///
    /// # Errors
    /// [`Error::Invalid`] that names the field; one that no such check has is an error too.
    pub fn from_json(text: &str) -> Result<Self> {
        // What cannot be read may hold a password: the message repeats no more than the kind.
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| Error::invalid("check", "text", error.to_string()))?;
        let kind = value["type"].as_str().unwrap_or("JSON").chars().take(40).collect::<String>();
        let spec: Self =
            serde_json::from_value(value).map_err(|error| Error::invalid("check", kind, error.to_string()))?;
        spec.validate()?;
        Ok(spec)
    }

    /// The JSON Schema (draft 2020-12) of every kind of check.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl<'de> Deserialize<'de> for CheckSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = serde_json::Value::deserialize(deserializer)?;
        let spec: Self = Form::deserialize(&given).map_err(D::Error::custom)?.into();
        // What a spec has of the connection and of TLS is part of several, so that serde itself cannot tell what is unknown.
        let known = serde_json::to_value(&spec).map_err(D::Error::custom)?;
        known_fields(&given, &known).map_err(D::Error::custom)?;
        Ok(spec)
    }
}

impl Observation {
    /// What every attempt has.
    #[must_use]
    pub fn attempt(&self) -> &Attempt {
        attempt_of(self)
    }
}

/// Judges what was seen by what was expected. It never fails: what cannot be judged is UNKNOWN.
///
/// All problems are found, not only the first; the worst gives the status, the cause and the summary.
#[must_use]
pub fn evaluate(spec: &CheckSpec, observation: &Observation) -> CheckResult {
    let attempt = observation.attempt();
    let mut verdict = Verdict::of(attempt);
    let good = judge(spec, observation, &mut verdict);
    verdict.conclude(spec.target(), attempt, &good)
}
