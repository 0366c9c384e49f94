//! An SNMP engine that answers as RFC 3414 §3.2 has it: the peer of the sessions in these tests.

use crate::value::{Moment, Oid, TimeTicks, Value, VarBind, oid};
use crate::wire::usm::privacy::Vector;
use crate::wire::usm::{LocalizedKeys, UsmUser};
use crate::wire::v3::{
    Content, DecodedScopedPdu, Header, Payload, Protected, Scope, SecurityLevel, read, read_scoped, write,
};
use crate::wire::{ErrorStatus, Pdu, Response};

pub(super) struct Agent {
    pub(super) id: Vec<u8>,
    pub(super) user: UsmUser,
    pub(super) boots: u32,
    pub(super) started: Moment,
}

impl Agent {
    pub(super) fn new(user: UsmUser) -> Self {
        let id = b"\x80\x00\x1f\x88\x04agent".to_vec();
        Self { id, user, boots: 4, started: Moment::START }
    }

    pub(super) fn time(&self, now: Moment) -> u32 {
        u32::try_from(now.since(self.started).as_secs()).unwrap()
    }

    fn keys(&self) -> Option<LocalizedKeys> {
        self.user.localize(&self.id)
    }

    /// Every variable is 42.
    pub(super) fn answer(&self, datagram: &[u8], now: Moment) -> Vec<u8> {
        self.answer_with(datagram, now, |asked| {
            let varbinds = asked.varbinds().iter();
            let varbinds = varbinds.map(|asked| VarBind::new(asked.name.clone(), Value::Integer(42))).collect();
            Response { id: asked.request_id().unwrap(), status: ErrorStatus::NoError, index: 0, varbinds }
        })
    }

    pub(super) fn answer_with(&self, datagram: &[u8], now: Moment, respond: impl FnOnce(&Pdu) -> Response) -> Vec<u8> {
        let message = read(datagram).unwrap();
        let header = &message.header;
        if header.engine_id != self.id {
            return self.report(header.id, 4, SecurityLevel::NoAuthNoPriv, now);
        }
        if header.user != self.user.name() {
            return self.report(header.id, 3, SecurityLevel::NoAuthNoPriv, now);
        }
        if header.level > self.user.level() {
            return self.report(header.id, 1, SecurityLevel::NoAuthNoPriv, now);
        }
        if header.level > SecurityLevel::NoAuthNoPriv {
            if !self.keys().unwrap().verify(message.whole, message.digest.clone()) {
                return self.report(header.id, 5, SecurityLevel::NoAuthNoPriv, now);
            }
            if header.boots != self.boots || header.time.abs_diff(self.time(now)) > 150 {
                return self.report(header.id, 2, SecurityLevel::AuthNoPriv, now);
            }
        }
        match self.read(&message) {
            Some(decoded) => {
                let pdu = Pdu::Response(respond(&decoded.scoped.pdu));
                let scope = Scope {
                    engine_id: &decoded.scoped.context_engine_id,
                    name: &decoded.scoped.context_name,
                    pdu: &pdu,
                };
                self.seal(header.id, header.level, scope, now)
            }
            None => self.report(header.id, 6, SecurityLevel::NoAuthNoPriv, now),
        }
    }

    fn read(&self, message: &Protected<'_>) -> Option<DecodedScopedPdu> {
        let Content::Encrypted { octets, offset } = message.content else { return message.plain()?.ok() };
        let keys = self.keys()?;
        let (cipher, key) = keys.privacy()?;
        let header = &message.header;
        let vector = Vector { boots: header.boots, time: header.time, salt: header.privacy.try_into().ok()? };
        let mut payload = octets.to_vec();
        cipher.decrypt(key, vector, &mut payload)?;
        read_scoped(&payload, offset, message.anomalies.clone()).ok()
    }

    /// `usmStats` of that number.
    pub(super) fn report(&self, id: i32, counter: u32, level: SecurityLevel, now: Moment) -> Vec<u8> {
        let name = oid(&[1, 3, 6, 1, 6, 3, 15, 1, 1, counter, 0]);
        self.report_of(id, name, level, now)
    }

    pub(super) fn report_of(&self, id: i32, name: Oid, level: SecurityLevel, now: Moment) -> Vec<u8> {
        let varbinds = vec![VarBind::new(name, Value::Counter32(1))];
        let pdu = Pdu::Report(Response { id: 0, status: ErrorStatus::NoError, index: 0, varbinds });
        self.seal(id, level, Scope { engine_id: &self.id, name: &[], pdu: &pdu }, now)
    }

    pub(super) fn response(&self, id: i32, level: SecurityLevel, now: Moment) -> Vec<u8> {
        let varbinds = vec![VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 3, 0]), Value::TimeTicks(TimeTicks(7)))];
        let pdu = Pdu::Response(Response { id: 1, status: ErrorStatus::NoError, index: 0, varbinds });
        self.seal(id, level, Scope { engine_id: &self.id, name: &[], pdu: &pdu }, now)
    }

    pub(super) fn seal(&self, id: i32, level: SecurityLevel, scope: Scope<'_>, now: Moment) -> Vec<u8> {
        let keys = self.keys().filter(|_| level > SecurityLevel::NoAuthNoPriv);
        let digest = vec![0; keys.as_ref().map_or(0, LocalizedKeys::digest_len)];
        let salt = [5; 8];
        let mut header = Header {
            id,
            max_size: 65535,
            level,
            reportable: false,
            engine_id: &self.id,
            boots: self.boots,
            time: self.time(now),
            user: self.user.name(),
            authentication: &digest,
            privacy: &[],
        };
        let cipher = keys.as_ref().and_then(LocalizedKeys::privacy).filter(|_| level == SecurityLevel::AuthPriv);
        let (mut datagram, place) = match cipher {
            None => write(&header, Payload::Plain(scope)).unwrap(),
            Some((cipher, key)) => {
                header.privacy = &salt;
                let mut payload = scope.encode().unwrap();
                cipher.encrypt(key, Vector { boots: header.boots, time: header.time, salt }, &mut payload).unwrap();
                write(&header, Payload::Encrypted(&payload)).unwrap()
            }
        };
        if let Some(keys) = keys {
            keys.sign(&mut datagram, place);
        }
        datagram
    }
}
