use std::borrow::Borrow;
use std::fmt;

use super::ber::{Element, Reader, Writer, tag};
use super::fault::{Anomalies, Anomaly, AnomalyKind, DecodeError, DecodeErrorKind, VarBindFault};
use super::pdu::{
    BulkRequest, CommunityString, ErrorStatus, Message, Pdu, PduKind, Request, Response, TrapV1, Version,
};
use crate::error::{Error, Result};
use crate::value::{Oid, SmiType, TimeTicks, Value, VarBind};

/// A message that was read, with everything that was not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The message, with every variable that can be read.
    pub message: Message,
    /// The variables that cannot be read, by position. [`Decoded::slots`] puts both in order.
    pub faults: Vec<VarBindFault>,
    /// What the standard forbids but was understood.
    pub anomalies: Vec<Anomaly>,
}

impl Decoded {
    /// The variables as they were sent: each is readable or a fault, none is left out.
    pub fn slots(&self) -> impl Iterator<Item = std::result::Result<&VarBind, &VarBindFault>> {
        slots(self.message.pdu.varbinds(), &self.faults)
    }
}

/// Readable variables and faults in the order in which they were sent.
pub(crate) fn slots<V, F: Borrow<VarBindFault>>(
    varbinds: impl IntoIterator<Item = V>,
    faults: impl IntoIterator<Item = F>,
) -> impl Iterator<Item = std::result::Result<V, F>> {
    let mut readable = varbinds.into_iter();
    let mut faults = faults.into_iter().peekable();
    (0..).map_while(move |position| match faults.next_if(|fault| fault.borrow().position <= position) {
        Some(fault) => Some(Err(fault)),
        None => readable.next().map(Ok),
    })
}

/// The fields at the start of a message, for matching it with a request before reading the rest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Peek<'a> {
    /// v1 or v2c.
    pub version: Version,
    /// The octets of the community: a secret, not shown by `Debug`.
    pub community: &'a [u8],
    /// Which PDU follows.
    pub kind: PduKind,
    /// Its `request-id`; a v1 trap has none.
    pub request_id: Option<i32>,
    /// What follows in the PDU.
    pub(super) rest: Reader<'a>,
}

impl fmt::Debug for Peek<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peek")
            .field("version", &self.version)
            .field("kind", &self.kind)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

/// Encodes a message into new octets.
///
/// # Errors
///
/// As [`encode_into`].
pub fn encode(message: &Message) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(64 + message.pdu.varbinds().len() * 32);
    encode_into(message, &mut out)?;
    Ok(out)
}

/// Appends an encoded message to `out`, in time linear in its size. There is no limit to the size; a
/// UDP datagram holds 65,507 octets.
///
/// # Errors
///
/// [`Error::Invalid`] for what BER or the PDU cannot express: an object identifier outside X.690 §8.19 or
/// longer than 128 arcs, or a count above 2³¹−1. `out` is then as it was before.
pub fn encode_into(message: &Message, out: &mut Vec<u8>) -> Result<()> {
    let mut writer = Writer::new(out);
    match write_message(&mut writer, message) {
        Ok(()) => {
            writer.finish();
            Ok(())
        }
        Err(error) => {
            writer.abandon();
            Err(error)
        }
    }
}

fn write_message(writer: &mut Writer<'_>, message: &Message) -> Result<()> {
    let start = writer.mark();
    write_pdu(writer, &message.pdu)?;
    writer.octets(tag::OCTET_STRING, message.community.as_bytes());
    writer.signed(tag::INTEGER, message.version.number());
    writer.close(start, tag::SEQUENCE);
    Ok(())
}

pub(super) fn write_pdu(writer: &mut Writer<'_>, pdu: &Pdu) -> Result<()> {
    let start = writer.mark();
    write_varbinds(writer, pdu.varbinds())?;
    match pdu {
        Pdu::Get(request) | Pdu::GetNext(request) | Pdu::Set(request) | Pdu::Trap(request) | Pdu::Inform(request) => {
            // RFC 3416 §4.2.1: error-status and error-index are zero in requests.
            write_head(writer, request.id, 0, 0);
        }
        Pdu::GetBulk(request) => {
            let repetitions = count(request.max_repetitions, "max-repetitions")?;
            write_head(writer, request.id, count(request.non_repeaters, "non-repeaters")?, repetitions);
        }
        Pdu::Response(response) | Pdu::Report(response) => {
            write_head(writer, response.id, response.status.number(), count(response.index, "error-index")?);
        }
        Pdu::TrapV1(trap) => {
            writer.unsigned(tag::TIME_TICKS, u64::from(trap.uptime.0));
            writer.signed(tag::INTEGER, i64::from(trap.specific));
            writer.signed(tag::INTEGER, i64::from(trap.generic));
            writer.octets(tag::IP_ADDRESS, &trap.agent.octets());
            write_oid(writer, &trap.enterprise)?;
        }
    }
    writer.close(start, pdu.kind().tag());
    Ok(())
}

fn write_head(writer: &mut Writer<'_>, id: i32, second: i32, third: i32) {
    writer.signed(tag::INTEGER, i64::from(third));
    writer.signed(tag::INTEGER, i64::from(second));
    writer.signed(tag::INTEGER, i64::from(id));
}

fn count(number: u32, argument: &str) -> Result<i32> {
    // RFC 3416 §3: INTEGER (0..max-bindings), max-bindings being 2147483647.
    i32::try_from(number).map_err(|_| Error::invalid(argument, number.to_string(), "a number from 0 to 2147483647"))
}

fn write_varbinds(writer: &mut Writer<'_>, varbinds: &[VarBind]) -> Result<()> {
    let start = writer.mark();
    for varbind in varbinds.iter().rev() {
        write_varbind(writer, varbind)?;
    }
    writer.close(start, tag::SEQUENCE);
    Ok(())
}

pub(crate) fn write_varbind(writer: &mut Writer<'_>, varbind: &VarBind) -> Result<()> {
    let start = writer.mark();
    write_value(writer, &varbind.value)?;
    write_oid(writer, &varbind.name)?;
    writer.close(start, tag::SEQUENCE);
    Ok(())
}

fn write_oid(writer: &mut Writer<'_>, oid: &Oid) -> Result<()> {
    writer.object_id(oid.arcs()).map_err(|expected| Error::invalid("object identifier", oid.to_string(), expected))
}

fn write_value(writer: &mut Writer<'_>, value: &Value) -> Result<()> {
    match value {
        Value::Integer(number) => writer.signed(tag::INTEGER, i64::from(*number)),
        Value::OctetString(octets) => writer.octets(tag::OCTET_STRING, octets),
        Value::Null => writer.octets(tag::NULL, &[]),
        Value::ObjectId(oid) => write_oid(writer, oid)?,
        Value::IpAddress(address) => writer.octets(tag::IP_ADDRESS, &address.octets()),
        Value::Counter32(number) => writer.unsigned(tag::COUNTER32, u64::from(*number)),
        Value::Gauge32(number) => writer.unsigned(tag::GAUGE32, u64::from(*number)),
        Value::TimeTicks(ticks) => writer.unsigned(tag::TIME_TICKS, u64::from(ticks.0)),
        Value::Opaque(octets) => writer.octets(tag::OPAQUE, octets),
        Value::Counter64(number) => writer.unsigned(tag::COUNTER64, *number),
        Value::NoSuchObject => writer.octets(tag::NO_SUCH_OBJECT, &[]),
        Value::NoSuchInstance => writer.octets(tag::NO_SUCH_INSTANCE, &[]),
        Value::EndOfMibView => writer.octets(tag::END_OF_MIB_VIEW, &[]),
    }
    Ok(())
}

type Read<T> = std::result::Result<T, DecodeError>;

/// Reads version, community, PDU kind and request-id, and nothing beyond: what a shared socket needs to
/// find the request that a datagram answers.
///
/// # Errors
///
/// Where the octets up to the request-id are not those of a v1 or v2c message.
pub fn peek(datagram: &[u8]) -> Read<Peek<'_>> {
    let mut anomalies = Anomalies::default();
    let mut envelope = Envelope::read(datagram, &mut anomalies)?;
    let request_id = match envelope.kind {
        PduKind::TrapV1 => None,
        _ => Some(envelope.pdu.integer32("request-id", &mut anomalies)?),
    };
    let Envelope { version, community, kind, pdu: rest } = envelope;
    Ok(Peek { version, community, kind, request_id, rest })
}

/// Reads a v1 or v2c message.
///
/// A variable whose value or name cannot be read becomes a [`VarBindFault`]; the others are kept.
///
/// # Errors
///
/// Where the frame of the message, of the PDU or of the list of variables is wrong, with the offset.
pub fn decode(datagram: &[u8]) -> Read<Decoded> {
    let mut anomalies = Anomalies::default();
    let envelope = Envelope::read(datagram, &mut anomalies)?;
    let (pdu, faults) = read_pdu(envelope.kind, envelope.pdu, envelope.version, &mut anomalies)?;
    let message = Message { version: envelope.version, community: CommunityString::new(envelope.community), pdu };
    Ok(Decoded { message, faults, anomalies: anomalies.into_vec() })
}

/// The same, where version and community are known already.
pub(super) fn decode_pdu(datagram: &[u8]) -> Read<(Pdu, Vec<VarBindFault>, Vec<Anomaly>)> {
    let mut anomalies = Anomalies::default();
    let envelope = Envelope::read(datagram, &mut anomalies)?;
    let (pdu, faults) = read_pdu(envelope.kind, envelope.pdu, envelope.version, &mut anomalies)?;
    Ok((pdu, faults, anomalies.into_vec()))
}

pub(super) struct Envelope<'a> {
    pub(super) version: Version,
    pub(super) community: &'a [u8],
    pub(super) kind: PduKind,
    pub(super) pdu: Reader<'a>,
}

impl<'a> Envelope<'a> {
    /// RFC 1157 §4, RFC 1901 §3: version, community, PDU.
    pub(super) fn read(datagram: &'a [u8], anomalies: &mut Anomalies) -> Read<Self> {
        let mut outside = Reader::new(datagram);
        let mut message = outside.expect(tag::SEQUENCE, "message")?;
        outside.finish(anomalies);

        let at_version = message;
        let number = message.expect(tag::INTEGER, "version")?.signed("version", anomalies)?;
        let version = match number {
            0 => Version::V1,
            1 => Version::V2c,
            other => {
                let other = i64::try_from(other).unwrap_or(i64::MAX);
                return Err(at_version.error("version", DecodeErrorKind::Version(other)));
            }
        };
        let community = message.expect(tag::OCTET_STRING, "community")?.octets();

        let (kind, pdu) = read_kind(&mut message, version)?;
        message.finish(anomalies);
        Ok(Self { version, community, kind, pdu })
    }
}

/// The kind of the PDU that comes next, which must exist in this version, and its content.
pub(super) fn read_kind<'a>(message: &mut Reader<'a>, version: Version) -> Read<(PduKind, Reader<'a>)> {
    let at_pdu = *message;
    let pdu = message.element("PDU")?;
    let kind = PduKind::from_tag(pdu.tag).ok_or(at_pdu.error("PDU", DecodeErrorKind::UnknownPdu(pdu.tag)))?;
    if !kind.is_in(version) {
        return Err(at_pdu.error("PDU", DecodeErrorKind::PduNotInVersion(pdu.tag)));
    }
    Ok((kind, pdu.content))
}

pub(super) fn read_pdu(
    kind: PduKind,
    mut pdu: Reader<'_>,
    version: Version,
    anomalies: &mut Anomalies,
) -> Read<(Pdu, Vec<VarBindFault>)> {
    if kind == PduKind::TrapV1 {
        return read_trap_v1(pdu, anomalies);
    }
    let id = pdu.integer32("request-id", anomalies)?;
    let at_second = pdu.offset();
    let second = pdu.integer32("error-status or non-repeaters", anomalies)?;
    let at_third = pdu.offset();
    let third = pdu.integer32("error-index or max-repetitions", anomalies)?;
    let (varbinds, faults) = read_varbinds(&mut pdu, version, anomalies)?;
    pdu.finish(anomalies);

    let mut response = |varbinds| {
        let status = ErrorStatus::from_number(second);
        Response { id, status, index: not_negative(third, at_third, anomalies), varbinds }
    };
    let pdu = match kind {
        PduKind::Get => Pdu::Get(Request { id, varbinds }),
        PduKind::GetNext => Pdu::GetNext(Request { id, varbinds }),
        PduKind::Set => Pdu::Set(Request { id, varbinds }),
        PduKind::Inform => Pdu::Inform(Request { id, varbinds }),
        PduKind::Trap | PduKind::TrapV1 => Pdu::Trap(Request { id, varbinds }),
        PduKind::Response => Pdu::Response(response(varbinds)),
        PduKind::Report => Pdu::Report(response(varbinds)),
        PduKind::GetBulk => Pdu::GetBulk(BulkRequest {
            id,
            non_repeaters: not_negative(second, at_second, anomalies),
            max_repetitions: not_negative(third, at_third, anomalies),
            varbinds,
        }),
    };
    Ok((pdu, faults))
}

/// RFC 3416 §4.2.3: a negative count is zero.
fn not_negative(number: i32, offset: usize, anomalies: &mut Anomalies) -> u32 {
    u32::try_from(number).unwrap_or_else(|_| {
        anomalies.note(AnomalyKind::NegativeCount, offset);
        0
    })
}

/// RFC 1157 §4.1.6.
fn read_trap_v1(mut pdu: Reader<'_>, anomalies: &mut Anomalies) -> Read<(Pdu, Vec<VarBindFault>)> {
    let enterprise = pdu.expect(tag::OBJECT_ID, "enterprise")?.object_id("enterprise", anomalies)?;
    let agent = pdu.expect(tag::IP_ADDRESS, "agent-addr")?.address("agent-addr")?;
    let generic = pdu.integer32("generic-trap", anomalies)?;
    let specific = pdu.integer32("specific-trap", anomalies)?;
    let uptime = TimeTicks(pdu.expect(tag::TIME_TICKS, "time-stamp")?.unsigned32("time-stamp", anomalies)?);
    let (varbinds, faults) = read_varbinds(&mut pdu, Version::V1, anomalies)?;
    pdu.finish(anomalies);
    Ok((Pdu::TrapV1(TrapV1 { enterprise, agent, generic, specific, uptime, varbinds }), faults))
}

fn read_varbinds(
    pdu: &mut Reader<'_>,
    version: Version,
    anomalies: &mut Anomalies,
) -> Read<(Vec<VarBind>, Vec<VarBindFault>)> {
    let mut list = pdu.expect(tag::SEQUENCE, "variable-bindings")?;
    // A counter of an interface takes about 20 octets; a list of strings grows once or not at all.
    let mut varbinds = Vec::with_capacity(list.octets().len() / 20 + 1);
    let mut faults = Vec::new();
    for position in 0.. {
        if list.is_empty() {
            break;
        }
        let mut name = None;
        match list.element("varbind") {
            Err(error) => {
                faults.push(VarBindFault { position, name, error, rest_lost: true });
                break;
            }
            Ok(element) => match read_varbind(&element, &mut name, anomalies) {
                Err(error) => faults.push(VarBindFault { position, name, error, rest_lost: false }),
                Ok(varbind) => {
                    let v2_only = varbind.value.is_exception() || matches!(varbind.value, Value::Counter64(_));
                    if version == Version::V1 && v2_only {
                        anomalies.note(AnomalyKind::ValueNotInV1, element.offset);
                    }
                    varbinds.push(varbind);
                }
            },
        }
    }
    Ok((varbinds, faults))
}

/// RFC 3416 §3: a name and a value. The name is left in `known` where only the value is wrong.
fn read_varbind(varbind: &Element<'_>, known: &mut Option<Oid>, anomalies: &mut Anomalies) -> Read<VarBind> {
    let (name, mut content) = name_of(varbind)?;
    let name = name.object_id("name", anomalies)?;
    match content.element("value").and_then(|value| read_value(&value, anomalies)) {
        Ok(value) => {
            content.finish(anomalies);
            Ok(VarBind { name, value })
        }
        Err(error) => {
            *known = Some(name);
            Err(error)
        }
    }
}

/// The name of a variable, still encoded, and what follows it.
#[inline]
pub(super) fn name_of<'a>(varbind: &Element<'a>) -> Read<(Reader<'a>, Reader<'a>)> {
    if varbind.tag != tag::SEQUENCE {
        let kind = DecodeErrorKind::WrongTag { expected: tag::SEQUENCE, found: varbind.tag };
        return Err(DecodeError { offset: varbind.offset, part: "varbind", kind });
    }
    let mut content = varbind.content;
    Ok((content.expect(tag::OBJECT_ID, "name")?, content))
}

fn read_value(value: &Element<'_>, anomalies: &mut Anomalies) -> Read<Value> {
    const PART: &str = "value";
    if let Some(number) = read_number(value, anomalies)? {
        return Ok(number.into_value());
    }
    let content = value.content;
    Ok(match value.tag {
        tag::OCTET_STRING => Value::OctetString(content.octets().to_vec()),
        tag::OBJECT_ID => Value::ObjectId(content.object_id(PART, anomalies)?),
        tag::IP_ADDRESS => Value::IpAddress(content.address(PART)?),
        tag::OPAQUE => Value::Opaque(content.octets().to_vec()),
        empty @ (tag::NULL | tag::NO_SUCH_OBJECT | tag::NO_SUCH_INSTANCE | tag::END_OF_MIB_VIEW) => {
            if !content.is_empty() {
                anomalies.note(AnomalyKind::NullWithContent, content.offset());
            }
            match empty {
                tag::NO_SUCH_OBJECT => Value::NoSuchObject,
                tag::NO_SUCH_INSTANCE => Value::NoSuchInstance,
                tag::END_OF_MIB_VIEW => Value::EndOfMibView,
                _ => Value::Null,
            }
        }
        other => {
            return Err(DecodeError { offset: value.offset, part: PART, kind: DecodeErrorKind::UnknownValue(other) });
        }
    })
}

/// A number with its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// `INTEGER`, `Counter32`, `Gauge32`, `TimeTicks` or `Counter64`.
    pub kind: SmiType,
    /// The number; an `INTEGER` below zero as its two's complement in 64 bits.
    pub bits: u64,
}

impl Number {
    /// The number as a value.
    fn into_value(self) -> Value {
        // Each was read within the range of its type.
        #[allow(clippy::cast_possible_truncation)]
        let narrow = self.bits as u32;
        match self.kind {
            SmiType::Counter32 => Value::Counter32(narrow),
            SmiType::Gauge32 => Value::Gauge32(narrow),
            SmiType::TimeTicks => Value::TimeTicks(TimeTicks(narrow)),
            SmiType::Counter64 => Value::Counter64(self.bits),
            _ => Value::Integer(narrow as i32),
        }
    }
}

/// The value as a number, where it is of one of the types that are numbers.
#[inline]
pub(super) fn read_number(value: &Element<'_>, anomalies: &mut Anomalies) -> Read<Option<Number>> {
    let content = value.content;
    // Nearly all numbers; what follows reads the same ones, and tells what is wrong with others.
    if let Some(bits) = content.natural() {
        let kind = match value.tag {
            tag::COUNTER64 => Some(SmiType::Counter64),
            tag::COUNTER32 if bits <= 0xffff_ffff => Some(SmiType::Counter32),
            tag::GAUGE32 if bits <= 0xffff_ffff => Some(SmiType::Gauge32),
            tag::TIME_TICKS if bits <= 0xffff_ffff => Some(SmiType::TimeTicks),
            tag::INTEGER if bits <= 0x7fff_ffff => Some(SmiType::Integer),
            _ => None,
        };
        if let Some(kind) = kind {
            return Ok(Some(Number { kind, bits }));
        }
    }
    read_unusual(value, anomalies)
}

#[cold]
fn read_unusual(value: &Element<'_>, anomalies: &mut Anomalies) -> Read<Option<Number>> {
    const PART: &str = "value";
    let content = value.content;
    let (kind, bits) = match value.tag {
        tag::COUNTER64 => (SmiType::Counter64, content.unsigned64(PART, anomalies)?),
        tag::COUNTER32 => (SmiType::Counter32, u64::from(content.unsigned32(PART, anomalies)?)),
        tag::GAUGE32 => (SmiType::Gauge32, u64::from(content.unsigned32(PART, anomalies)?)),
        tag::TIME_TICKS => (SmiType::TimeTicks, u64::from(content.unsigned32(PART, anomalies)?)),
        tag::INTEGER => {
            let number = content.signed(PART, anomalies)?;
            let out_of_range = DecodeError { offset: value.offset, part: PART, kind: DecodeErrorKind::OutOfRange };
            let number = i32::try_from(number).map_err(|_| out_of_range)?;
            (SmiType::Integer, i64::from(number) as u64)
        }
        tag::UINTEGER32 => {
            anomalies.note(AnomalyKind::ObsoleteUInteger32, value.offset);
            (SmiType::Gauge32, u64::from(content.unsigned32(PART, anomalies)?))
        }
        _ => return Ok(None),
    };
    Ok(Some(Number { kind, bits }))
}
