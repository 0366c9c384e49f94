//! Thousands of like devices for measurements: what they answer is encoded once and patched.

mod rows;

use std::collections::HashMap;
use std::time::Duration;

use crate::value::{Moment, Oid, Value, VarBind};
use crate::wire::ber::{Reader, Writer, tag};
use crate::wire::{self, ErrorStatus, Pdu, Version, write_varbind};

use rows::{Count, Row, Rows};

/// What fits into a UDP datagram over Ethernet without fragments: 1500 octets less IPv4's 20 and UDP's 8.
const ETHERNET: usize = 1472;

/// Octets of an answer besides its community and its variables: tags, lengths, version, request-id, error fields.
const AROUND: usize = 4 + 4 + 6 + 3 + 6 + 4;

/// Different requests whose answers are kept; with 60 variables each these are 12 MB.
const KEPT: usize = 4096;

/// The agent of up to 2²⁴ like devices, made for measurements: about a tenth of a microsecond per answer.
///
/// Every device has the system group, `ifTable` and `ifXTable` with `interfaces` rows, at ifIndex 1 and up. GET, GETNEXT
/// and GETBULK, in v1 and v2c, get what RFC 1157 and RFC 3416 demand; any community does; any other message gets no
/// answer. Counters and sysUpTime move with `now`, differ between devices, interfaces and columns, and
/// [`Canned::value`] says what they must be. Each counter is on its own: `ifInOctets` is not the low half of
/// `ifHCInOctets`.
///
/// The first answer to a request is worked out and kept; the next time that the same is asked, under whatever
/// request-id and of whatever device, only the request-id and the numbers that move are filled in.
///
/// `benches/snmp/responder` puts it behind a socket that answers for all of 127.0.0.0/8:
///
/// ```text
/// cargo run --release --manifest-path benches/snmp/Cargo.toml --bin responder -- 16100 --core 1
/// ```
///
/// ```
/// use netwarden::sim::Canned;
/// use netwarden::value::{Moment, Value, VarBind, oid};
/// use netwarden::wire::{self, CommunityString, Message, Pdu, Request, Version};
///
/// let mut canned = Canned::new(48);
/// let octets = oid(&[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, 17]); // ifHCInOctets.17
/// let request = Message {
///     version: Version::V2c,
///     community: CommunityString::new("public"),
///     pdu: Pdu::Get(Request { id: 7, varbinds: vec![VarBind::new(octets.clone(), Value::Null)] }),
/// };
/// let (device, now, mut answer) = (4711, Moment::from_secs(60), Vec::new());
/// assert!(canned.answer(&wire::encode(&request)?, device, now, &mut answer));
/// let answer = wire::decode(&answer).unwrap().message;
/// assert_eq!(answer.pdu.request_id(), Some(7));
/// assert_eq!(Some(&answer.pdu.varbinds()[0].value), canned.value(&octets, device, now).as_ref());
/// # Ok::<(), netwarden::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Canned {
    rows: Rows,
    max_message: usize,
    kept: HashMap<Vec<u8>, Answer>,
    key: Vec<u8>,
}

/// All that follows the request-id, and where the numbers that move are.
#[derive(Clone, Debug, Default)]
struct Answer {
    octets: Vec<u8>,
    moving: Vec<(usize, Count)>,
}

impl Canned {
    /// Devices with that many interfaces.
    #[must_use]
    pub fn new(interfaces: u32) -> Self {
        Self { rows: Rows::new(interfaces), max_message: ETHERNET, kept: HashMap::new(), key: Vec::new() }
    }

    /// The largest answer in octets, 1472 by default: a GETBULK gets as many variables as fit, another request `tooBig`.
    #[must_use]
    pub fn max_message(mut self, octets: usize) -> Self {
        self.max_message = octets;
        self.kept.clear();
        self
    }

    /// Writes the answer of one device to a datagram into `answer`, in place of what is there; `false` is silence.
    ///
    /// Only the low 24 bits of `device` count: those of an address in 127.0.0.0/8.
    pub fn answer(&mut self, datagram: &[u8], device: u32, now: Moment, answer: &mut Vec<u8>) -> bool {
        answer.clear();
        let Some(request) = Parts::of(datagram) else { return false };
        request.key(&mut self.key);
        if !self.kept.contains_key(&self.key) {
            let Some(fresh) = self.work_out(datagram, request.head.len()) else { return false };
            if self.kept.len() >= KEPT {
                self.kept.clear();
            }
            self.kept.insert(self.key.clone(), fresh);
        }
        let Some(kept) = self.kept.get(&self.key) else { return false };
        let inside = request.id.len() + kept.octets.len();
        answer.push(tag::SEQUENCE);
        push_length(answer, request.head.len() + 1 + octets_of_length(inside) + inside);
        answer.extend_from_slice(request.head);
        answer.push(RESPONSE);
        push_length(answer, inside);
        answer.extend_from_slice(request.id);
        let start = answer.len();
        answer.extend_from_slice(&kept.octets);
        let up = rows::uptime(now);
        for (at, count) in &kept.moving {
            count.write(answer.get_mut(start + at..).unwrap_or_default(), device, up);
        }
        true
    }

    /// What one device says at that moment; `None` where it has no such instance.
    #[must_use]
    pub fn value(&self, name: &Oid, device: u32, now: Moment) -> Option<Value> {
        Some(self.rows.get(name)?.value(device, rows::uptime(now)))
    }

    /// The time that a device says it is up, to which its counters refer.
    #[must_use]
    pub fn uptime(now: Moment) -> Duration {
        Duration::from_millis(rows::uptime(now) * 10)
    }

    /// The answer to a request that was not asked before.
    fn work_out(&self, datagram: &[u8], head: usize) -> Option<Answer> {
        let request = wire::decode(datagram).ok()?;
        if !request.faults.is_empty() {
            return None; // RFC 1157 §4.1: a message that does not parse is dropped
        }
        let (version, pdu) = (request.message.version, request.message.pdu);
        let room = self.max_message.saturating_sub(AROUND + head);
        let mut list = List { room, ..List::default() };
        let whole = match &pdu {
            Pdu::Get(request) => self.get(version, &request.varbinds, &mut list),
            Pdu::GetNext(request) => self.get_next(version, &request.varbinds, &mut list),
            Pdu::GetBulk(request) => {
                let fixed = usize::try_from(request.non_repeaters).unwrap_or(usize::MAX);
                self.bulk(fixed, request.max_repetitions, &request.varbinds, &mut list);
                Ok(())
            }
            _ => return None,
        };
        Some(match whole {
            Ok(()) => list.answer(ErrorStatus::NoError, 0),
            // RFC 3416 §4.2.1: tooBig has no variables. RFC 1157 §4.1.2: every error has those of the request.
            Err((status, index)) => {
                let mut list = List { room: usize::MAX, ..List::default() };
                if version == Version::V1 {
                    pdu.varbinds().iter().for_each(|varbind| list.other(varbind));
                }
                list.answer(status, index)
            }
        })
    }

    fn get(&self, version: Version, names: &[VarBind], list: &mut List) -> Result<(), (ErrorStatus, u8)> {
        for (at, VarBind { name, .. }) in names.iter().enumerate() {
            match self.rows.get(name).filter(|row| row.is_in(version)) {
                Some(row) => list.row(row),
                None if version == Version::V1 => return Err((ErrorStatus::NoSuchName, index(at))),
                None if self.rows.has_object_of(name) => {
                    list.other(&VarBind::new(name.clone(), Value::NoSuchInstance));
                }
                None => list.other(&VarBind::new(name.clone(), Value::NoSuchObject)),
            }
        }
        list.whole()
    }

    fn get_next(&self, version: Version, names: &[VarBind], list: &mut List) -> Result<(), (ErrorStatus, u8)> {
        for (at, VarBind { name, .. }) in names.iter().enumerate() {
            match self.rows.after(name).find(|row| row.is_in(version)) {
                Some(row) => list.row(row),
                None if version == Version::V1 => return Err((ErrorStatus::NoSuchName, index(at))),
                None => list.other(&VarBind::new(name.clone(), Value::EndOfMibView)),
            }
        }
        list.whole()
    }

    /// RFC 3416 §4.2.3.
    fn bulk(&self, fixed: usize, repetitions: u32, names: &[VarBind], list: &mut List) {
        let (once, repeated) = names.split_at(fixed.min(names.len()));
        for VarBind { name, .. } in once {
            self.row_or_end(self.rows.after(name).next(), name, list);
        }
        let mut columns: Vec<_> =
            repeated.iter().map(|varbind| (&varbind.name, self.rows.after(&varbind.name))).collect();
        for _ in 0..repetitions {
            let mut ended = true;
            for (last, rows) in &mut columns {
                let row = rows.next();
                self.row_or_end(row, last, list);
                if let Some(row) = row {
                    *last = &row.name;
                    ended = false;
                }
            }
            if ended || list.full {
                return;
            }
        }
    }

    fn row_or_end(&self, row: Option<&Row>, last: &Oid, list: &mut List) {
        match row {
            Some(row) => list.row(row),
            None => list.other(&VarBind::new(last.clone(), Value::EndOfMibView)),
        }
    }
}

/// Tag of the `Response-PDU`.
const RESPONSE: u8 = 0xa2;

fn index(at: usize) -> u8 {
    u8::try_from(at + 1).unwrap_or(u8::MAX)
}

/// The parts of a request that the answer repeats.
struct Parts<'a> {
    /// Version and community.
    head: &'a [u8],
    tag: u8,
    /// The request-id with its tag and length.
    id: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(datagram: &'a [u8]) -> Option<Self> {
        let mut message = Reader::new(datagram).expect(tag::SEQUENCE, "message").ok()?;
        let head = message.octets();
        message.expect(tag::INTEGER, "version").ok()?;
        message.expect(tag::OCTET_STRING, "community").ok()?;
        let head = head.get(..head.len() - message.octets().len())?;
        let pdu = message.element("PDU").ok()?;
        let mut inside = pdu.content;
        let id = inside.octets();
        inside.expect(tag::INTEGER, "request-id").ok()?;
        let id = id.get(..id.len() - inside.octets().len())?;
        (id.len() <= 6).then_some(Self { head, tag: pdu.tag, id, rest: inside.octets() })
    }

    fn key(&self, key: &mut Vec<u8>) {
        key.clear();
        key.extend_from_slice(self.head);
        key.push(self.tag);
        key.extend_from_slice(self.rest);
    }
}

/// The variables of an answer, as many as fit.
#[derive(Default)]
struct List {
    octets: Vec<u8>,
    moving: Vec<(usize, Count)>,
    room: usize,
    full: bool,
}

impl List {
    fn row(&mut self, row: &Row) {
        self.push(&row.octets);
        if let Some(count) = row.count() {
            if !self.full {
                self.moving.push((self.octets.len() - count.octets(), count));
            }
        }
    }

    fn other(&mut self, varbind: &VarBind) {
        let mut octets = Vec::new();
        let mut writer = Writer::new(&mut octets);
        // What was decoded can be encoded; if not, the answer lacks a variable and the asker sees it.
        if write_varbind(&mut writer, varbind).is_ok() {
            writer.finish();
            self.push(&octets);
        }
    }

    fn push(&mut self, octets: &[u8]) {
        self.full |= self.octets.len() + octets.len() > self.room;
        if !self.full {
            self.octets.extend_from_slice(octets);
        }
    }

    fn whole(&self) -> Result<(), (ErrorStatus, u8)> {
        if self.full { Err((ErrorStatus::TooBig, 0)) } else { Ok(()) }
    }

    fn answer(self, status: ErrorStatus, index: u8) -> Answer {
        let mut octets = vec![tag::INTEGER, 1, u8::try_from(status.number()).unwrap_or_default()];
        match index {
            0x80.. => octets.extend_from_slice(&[tag::INTEGER, 2, 0, index]),
            _ => octets.extend_from_slice(&[tag::INTEGER, 1, index]),
        }
        octets.push(tag::SEQUENCE);
        push_length(&mut octets, self.octets.len());
        let start = octets.len();
        octets.extend_from_slice(&self.octets);
        Answer { octets, moving: self.moving.into_iter().map(|(at, count)| (start + at, count)).collect() }
    }
}

/// X.690 §8.1.3, in the fewest octets.
fn push_length(out: &mut Vec<u8>, length: usize) {
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ ..=0x7f), _) => out.push(short),
        (Ok(short), _) => out.extend_from_slice(&[0x81, short]),
        (_, Ok(long)) => {
            out.push(0x82);
            out.extend_from_slice(&long.to_be_bytes());
        }
        // No datagram is that long.
        _ => out.extend_from_slice(&[0x82, 0xff, 0xff]),
    }
}

fn octets_of_length(length: usize) -> usize {
    match length {
        ..=0x7f => 1,
        0x80..=0xff => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests;
