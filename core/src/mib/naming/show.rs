//! Values as a MIB shows them.

use super::Names;
use crate::value::{Oid, Value};

impl Names {
    /// The value of a variable for people: a number by its name (`lowerLayerDown(7)`), octets by the module's
    /// `DISPLAY-HINT` (`0:1e:58:a3:2f:cd`), an object identifier by its name, and all else as [`Value`] shows itself.
    #[must_use]
    pub fn show(&self, name: &Oid, value: &Value) -> String {
        let object = self.nearest(name).map(|(_, object)| object);
        let hint = object.map_or("", |object| object.hint.as_str());
        match value {
            Value::Integer(number) => {
                let label =
                    object.and_then(|object| object.labels.iter().find(|(known, _)| *known == i64::from(*number)));
                match label {
                    Some((_, label)) => format!("{label}({number})"),
                    None => integer(hint, i64::from(*number)).unwrap_or_else(|| number.to_string()),
                }
            }
            Value::Gauge32(number) => integer(hint, i64::from(*number)).unwrap_or_else(|| number.to_string()),
            Value::OctetString(octets) if !hint.is_empty() => {
                self::octets(hint, octets).unwrap_or_else(|| value.to_string())
            }
            Value::ObjectId(oid) => self.name_of(oid).unwrap_or_else(|| oid.to_string()),
            other => other.to_string(),
        }
    }
}

/// RFC 2579 §3.1 for integers.
#[cfg(feature = "mibs")]
fn integer(hint: &str, number: i64) -> Option<String> {
    mib_rs::mib::display_hint::format_integer(hint, number, mib_rs::mib::display_hint::HexCase::Lower)
}

/// Only modules that were loaded have hints for integers.
#[cfg(not(feature = "mibs"))]
fn integer(_: &str, _: i64) -> Option<String> {
    None
}

/// RFC 2579 §3.1 for octets.
#[cfg(feature = "mibs")]
fn octets(hint: &str, octets: &[u8]) -> Option<String> {
    mib_rs::mib::display_hint::format_octets(hint, octets, mib_rs::mib::display_hint::HexCase::Lower)
}

/// The one hint of what is compiled in: octets in hexadecimal with colons between.
#[cfg(not(feature = "mibs"))]
fn octets(hint: &str, octets: &[u8]) -> Option<String> {
    (hint == "1x:").then(|| octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(":"))
}
