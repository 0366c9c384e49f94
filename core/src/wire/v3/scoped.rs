use crate::error::{Error, Result};
use crate::value::VarBind;
use crate::wire::ber::{Reader, Writer, tag};
use crate::wire::fault::{Anomalies, Anomaly, DecodeError, VarBindFault};
use crate::wire::message::{read_kind, read_pdu, slots, write_pdu};
use crate::wire::pdu::{Pdu, Version};

/// `ScopedPDU` (RFC 3412 §6.8): a PDU and the context that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopedPdu {
    /// `contextEngineID`: as a rule the engine that is asked.
    pub context_engine_id: Vec<u8>,
    /// `contextName`: empty is the default context; some switches name a VLAN here.
    pub context_name: Vec<u8>,
    /// What is asked or answered.
    pub pdu: Pdu,
}

/// A scoped PDU that was read, with everything that was not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodedScopedPdu {
    /// The scoped PDU, with every variable that can be read.
    pub scoped: ScopedPdu,
    /// The variables that cannot be read, by position. [`Self::slots`] puts both in order.
    pub faults: Vec<VarBindFault>,
    /// What the standard forbids but was understood.
    pub anomalies: Vec<Anomaly>,
}

impl DecodedScopedPdu {
    /// The variables as they were sent: each is readable or a fault, none is left out.
    pub fn slots(&self) -> impl Iterator<Item = Result<&VarBind, &VarBindFault>> {
        slots(self.scoped.pdu.varbinds(), &self.faults)
    }
}

/// Reads a `ScopedPDU` that is at `offset` in its datagram. Octets after it are padding of a cipher.
pub(crate) fn read_scoped(
    octets: &[u8],
    offset: usize,
    mut anomalies: Anomalies,
) -> Result<DecodedScopedPdu, DecodeError> {
    let mut scoped = Reader::at(octets, offset).expect(tag::SEQUENCE, "ScopedPDU")?;
    let context_engine_id = scoped.expect(tag::OCTET_STRING, "contextEngineID")?.octets().to_vec();
    let context_name = scoped.expect(tag::OCTET_STRING, "contextName")?.octets().to_vec();
    // The PDUs of v3 are those of v2c (RFC 3416).
    let (kind, content) = read_kind(&mut scoped, Version::V2c)?;
    scoped.finish(&mut anomalies);
    let (pdu, faults) = read_pdu(kind, content, Version::V2c, &mut anomalies)?;
    let scoped = ScopedPdu { context_engine_id, context_name, pdu };
    Ok(DecodedScopedPdu { scoped, faults, anomalies: anomalies.into_vec() })
}

/// What a scoped PDU is written from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) engine_id: &'a [u8],
    pub(crate) name: &'a [u8],
    pub(crate) pdu: &'a Pdu,
}

impl Scope<'_> {
    pub(super) fn write(self, writer: &mut Writer<'_>) -> Result<()> {
        if let Pdu::TrapV1(_) = self.pdu {
            return Err(Error::invalid("PDU", "Trap-PDU of v1", "SNMPv3 has the PDUs of RFC 3416 only"));
        }
        let start = writer.mark();
        write_pdu(writer, self.pdu)?;
        writer.octets(tag::OCTET_STRING, self.name);
        writer.octets(tag::OCTET_STRING, self.engine_id);
        writer.close(start, tag::SEQUENCE);
        Ok(())
    }

    /// Encodes it alone, for a cipher.
    pub(crate) fn encode(self) -> Result<Vec<u8>> {
        let mut out = Vec::with_capacity(128);
        let mut writer = Writer::new(&mut out);
        self.write(&mut writer)?;
        writer.finish();
        Ok(out)
    }
}
