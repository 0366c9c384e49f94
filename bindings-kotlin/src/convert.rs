//! Values of the core that cross as a simpler type.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use netwarden::check::ThresholdRange;
use netwarden::counter::{Gap, MaxRate};
use netwarden::topology::Positions;
use netwarden::value::VarBind as CoreVarBind;
use netwarden::value::{
    BridgePort, ChassisId, ChassisIdSubtype, DeviceId, IfIndex, LldpPortNum, MacAddr, Oid, PortId, PortIdSubtype,
    TimeTicks, Timestamp, VlanId,
};

use crate::value::VarBind;

uniffi::custom_type!(usize, u64, { remote, lower: |number| number as u64, try_lift: |number| Ok(usize::try_from(number)?) });
uniffi::custom_type!(DeviceId, String, { remote, lower: |id| id.0, try_lift: |text| Ok(DeviceId(text)) });
uniffi::custom_type!(IpAddr, String, { remote, lower: |address| address.to_string(), try_lift: |text| Ok(text.parse()?) });
uniffi::custom_type!(Ipv4Addr, String, { remote, lower: |address| address.to_string(), try_lift: |text| Ok(text.parse()?) });
uniffi::custom_type!(SocketAddr, String, { remote, lower: |address| address.to_string(), try_lift: |text| Ok(text.parse()?) });
uniffi::custom_type!(ThresholdRange, String, { remote, lower: |range| range.to_string(), try_lift: |text| Ok(text.parse()?) });
uniffi::custom_type!(MaxRate, Option<u64>, {
    remote,
    lower: |rate| rate.counts_per_second(),
    try_lift: |count| Ok(count.map_or_else(MaxRate::unknown, MaxRate::per_second)),
});
uniffi::custom_type!(MacAddr, String, { remote, lower: |mac| mac.to_string(), try_lift: |text| Ok(text.parse()?) });
uniffi::custom_type!(Oid, String, { remote, lower: |oid| oid.to_string(), try_lift: |text| Ok(text.parse()?) });
uniffi::custom_type!(IfIndex, u32, { remote, lower: |index| index.0, try_lift: |number| Ok(IfIndex(number)) });
uniffi::custom_type!(BridgePort, u32, { remote, lower: |port| port.0, try_lift: |number| Ok(BridgePort(number)) });
uniffi::custom_type!(LldpPortNum, u32, { remote, lower: |port| port.0, try_lift: |number| Ok(LldpPortNum(number)) });
uniffi::custom_type!(VlanId, u16, { remote, lower: |vlan| vlan.0, try_lift: |number| Ok(VlanId(number)) });
uniffi::custom_type!(TimeTicks, Duration, {
    remote,
    lower: |ticks| ticks.duration(),
    try_lift: |span| Ok(TimeTicks(u32::try_from(span.as_millis() / 10)?)),
});
uniffi::custom_type!(Timestamp, SystemTime, {
    remote,
    lower: |time| {
        let span = Duration::from_millis(time.as_millis().unsigned_abs());
        if time.as_millis() < 0 { UNIX_EPOCH - span } else { UNIX_EPOCH + span }
    },
    try_lift: |time| Ok(match time.duration_since(UNIX_EPOCH) {
        Ok(after) => Timestamp::from_millis(i64::try_from(after.as_millis())?),
        Err(before) => Timestamp::from_millis(-i64::try_from(before.duration().as_millis())?),
    }),
});

uniffi::custom_type!(CoreVarBind, VarBind, {
    remote,
    lower: |core| core.into(),
    try_lift: |shown| Ok(shown.try_into()?),
});

/// A place on a map: x to the right and y downward of a card's top left corner, in pixels at scale 1.
#[derive(uniffi::Record)]
pub struct Position {
    /// To the right.
    pub x: f64,
    /// Downward.
    pub y: f64,
}

uniffi::custom_type!(Positions, HashMap<String, Position>, {
    remote,
    lower: |places| places.0.into_iter().map(|(id, (x, y))| (id, Position { x, y })).collect(),
    try_lift: |places| Ok(Positions(places.into_iter().map(|(id, place)| (id, (place.x, place.y))).collect())),
});

/// An LLDP chassis or port id: what the sender says it is, and the octets.
#[derive(uniffi::Record)]
pub struct LldpId {
    /// What the sender says the octets are: `mac-address`, `interface-name`, …; `other` where no standard says.
    pub subtype: String,
    /// For people: the MAC address, the IP address or the text, else the octets in hexadecimal.
    pub text: String,
    /// The octets as received, in hexadecimal: arrays of Kotlin are never equal to each other.
    pub octets: String,
}

impl LldpId {
    fn new(subtype: &impl serde::Serialize, text: String, octets: Vec<u8>) -> Self {
        let subtype = match serde_json::to_value(subtype) {
            Ok(serde_json::Value::String(word)) => word,
            _ => String::from("other"),
        };
        Self { subtype, text, octets: octets.iter().map(|octet| format!("{octet:02x}")).collect() }
    }

    /// The octets, where they are hexadecimal.
    fn bytes(&self) -> Option<Vec<u8>> {
        let digits: Option<Vec<u8>> = self.octets.chars().map(|c| u8::try_from(c.to_digit(16)?).ok()).collect();
        digits?.chunks(2).map(|pair| <[u8; 2]>::try_from(pair).ok().map(|[high, low]| high << 4 | low)).collect()
    }
}

// A device that comes back has its ids: a subtype that no standard names stays one.
uniffi::custom_type!(ChassisId, LldpId, {
    remote,
    lower: |id| LldpId::new(&id.subtype, id.to_string(), id.bytes),
    try_lift: |id| {
        let octets = id.bytes().unwrap_or_default();
        Ok(ChassisId::new(serde_json::from_value(id.subtype.into()).unwrap_or(ChassisIdSubtype::Other(0)), octets))
    },
});
uniffi::custom_type!(PortId, LldpId, {
    remote,
    lower: |id| LldpId::new(&id.subtype, id.to_string(), id.bytes),
    try_lift: |id| {
        let octets = id.bytes().unwrap_or_default();
        Ok(PortId::new(serde_json::from_value(id.subtype.into()).unwrap_or(PortIdSubtype::Other(0)), octets))
    },
});

/// A number, or why there is none.
#[derive(uniffi::Enum)]
pub enum RateValue {
    /// The number.
    Known { value: f64 },
    /// Why there is none.
    Missing { gap: Gap },
}

impl From<Result<f64, Gap>> for RateValue {
    fn from(outcome: Result<f64, Gap>) -> Self {
        match outcome {
            Ok(value) => Self::Known { value },
            Err(gap) => Self::Missing { gap },
        }
    }
}

impl From<RateValue> for Result<f64, Gap> {
    fn from(value: RateValue) -> Self {
        match value {
            RateValue::Known { value } => Ok(value),
            RateValue::Missing { gap } => Err(gap),
        }
    }
}
