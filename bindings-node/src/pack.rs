//! Many values at once: a few arrays cross instead of an object for each value; `lib/pack.js` takes them apart.

use napi::bindgen_prelude::{BigUint64Array, Float64Array, Uint8Array, Uint32Array};
use napi_derive::napi;
use netwarden::mib::{CellValue, NamedRow};
use netwarden::value::{Value, VarBind};

/// Values, each written into the array of its type; `types` tells the order.
#[napi(object, object_from_js = false)]
pub struct Packed {
    pub types: Uint8Array,
    pub numbers: Float64Array,
    pub counts: BigUint64Array,
    pub text: String,
    pub text_ends: Uint32Array,
    pub octets: Uint8Array,
    pub octet_ends: Uint32Array,
}

impl crate::convert::Js<Packed> for Vec<VarBind> {
    fn js(self) -> Packed {
        varbinds(&self)
    }
}

/// The types in the order of their numbers in `Packed::types`: those of `SnmpValue`, then a cell that is absent.
#[napi]
pub fn packed_types() -> Vec<&'static str> {
    TYPES.to_vec()
}

const TYPES: [&str; 14] = [
    "integer",
    "octet-string",
    "null",
    "object-id",
    "ip-address",
    "counter32",
    "gauge32",
    "time-ticks",
    "opaque",
    "counter64",
    "no-such-object",
    "no-such-instance",
    "end-of-mib-view",
    "absent",
];
const ABSENT: u8 = 13;
/// A cell's text; no SNMP value is text already.
const TEXT: u8 = 3;

#[derive(Default)]
struct Packer {
    types: Vec<u8>,
    numbers: Vec<f64>,
    counts: Vec<u64>,
    text: String,
    /// In UTF-16, as JavaScript counts.
    text_length: u32,
    text_ends: Vec<u32>,
    octets: Vec<u8>,
    octet_ends: Vec<u32>,
}

impl Packer {
    fn text(&mut self, text: &str) {
        let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        self.text_length = self.text_length.saturating_add(u32::try_from(units).unwrap_or(u32::MAX));
        self.text.push_str(text);
        self.text_ends.push(self.text_length);
    }

    fn octets(&mut self, octets: &[u8]) {
        self.octets.extend_from_slice(octets);
        self.octet_ends.push(u32::try_from(self.octets.len()).unwrap_or(u32::MAX));
    }

    fn value(&mut self, value: &Value) {
        let kind = match value {
            Value::Integer(number) => {
                self.numbers.push(f64::from(*number));
                0
            }
            Value::OctetString(octets) => {
                self.octets(octets);
                1
            }
            Value::Null => 2,
            Value::ObjectId(name) => {
                self.text(&name.to_string());
                3
            }
            Value::IpAddress(address) => {
                self.text(&address.to_string());
                4
            }
            Value::Counter32(number) => {
                self.numbers.push(f64::from(*number));
                5
            }
            Value::Gauge32(number) => {
                self.numbers.push(f64::from(*number));
                6
            }
            Value::TimeTicks(ticks) => {
                self.numbers.push(f64::from(ticks.0));
                7
            }
            Value::Opaque(octets) => {
                self.octets(octets);
                8
            }
            Value::Counter64(count) => {
                self.counts.push(*count);
                9
            }
            Value::NoSuchObject => 10,
            Value::NoSuchInstance => 11,
            Value::EndOfMibView => 12,
        };
        self.types.push(kind);
    }

    fn cell(&mut self, cell: Option<&CellValue>) {
        let kind = match cell {
            #[allow(clippy::cast_precision_loss)] // at most 32 bits
            Some(CellValue::Integer(number)) => {
                self.numbers.push(*number as f64);
                0
            }
            Some(CellValue::Counter64(count)) => {
                self.counts.push(*count);
                9
            }
            Some(CellValue::Text(text)) => {
                self.text(text);
                TEXT
            }
            Some(CellValue::Octets(octets)) => {
                self.octets(octets);
                1
            }
            Some(CellValue::TimeTicks(ticks)) => {
                self.numbers.push(f64::from(ticks.0));
                7
            }
            None => ABSENT,
        };
        self.types.push(kind);
    }

    fn done(self) -> Packed {
        Packed {
            types: self.types.into(),
            numbers: self.numbers.into(),
            counts: self.counts.into(),
            text: self.text,
            text_ends: self.text_ends.into(),
            octets: self.octets.into(),
            octet_ends: self.octet_ends.into(),
        }
    }
}

/// Variables: of each its name among the text, then its value.
pub(crate) fn varbinds(varbinds: &[VarBind]) -> Packed {
    let mut packer = Packer::default();
    for varbind in varbinds {
        packer.text(&varbind.name.to_string());
        packer.value(&varbind.value);
    }
    packer.done()
}

/// Cells, row by row.
pub(crate) fn rows(rows: &[NamedRow]) -> Packed {
    let mut packer = Packer::default();
    for cell in rows.iter().flat_map(|row| &row.cells) {
        packer.cell(cell.as_ref());
    }
    packer.done()
}
