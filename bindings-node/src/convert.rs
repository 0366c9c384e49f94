//! How the core's values become JavaScript's.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use chrono::{DateTime, Utc};
use napi::bindgen_prelude::{BigInt, Either, Uint8Array};
use napi_derive::napi;
use netwarden::check::ThresholdRange;
use netwarden::counter::MaxRate;
use netwarden::value::{
    BridgePort, ChassisId, DeviceId, IfIndex, LldpPortNum, MacAddr, Oid, PortId, TimeTicks, Timestamp, VlanId,
};

/// A value of the core that JavaScript can see as `To`.
pub(crate) trait Js<To> {
    fn js(self) -> To;
}

macro_rules! leaf {
    ($($from:ty => $to:ty: $value:ident => $shown:expr,)*) => {
        $(impl Js<$to> for $from {
            fn js(self) -> $to {
                let $value = self;
                $shown
            }
        })*
    };
}

leaf! {
    bool => bool: value => value,
    u8 => u32: value => u32::from(value),
    u16 => u32: value => u32::from(value),
    u32 => u32: value => value,
    u32 => f64: value => f64::from(value),
    // Exact below 2^53; what can be greater is a BigInt.
    u64 => f64: value => value as f64,
    u64 => BigInt: value => value.into(),
    usize => f64: value => value as f64,
    i32 => i32: value => value,
    i64 => i64: value => value,
    f64 => f64: value => value,
    String => String: value => value,
    DeviceId => String: value => value.0,
    IpAddr => String: value => value.to_string(),
    Ipv4Addr => String: value => value.to_string(),
    SocketAddr => String: value => value.to_string(),
    ThresholdRange => String: value => value.to_string(),
    // An unknown rate is 0, as it is given.
    MaxRate => f64: value => value.counts_per_second().unwrap_or(0) as f64,
    MacAddr => String: value => value.to_string(),
    Oid => String: value => value.to_string(),
    IfIndex => u32: value => value.0,
    BridgePort => u32: value => value.0,
    LldpPortNum => u32: value => value.0,
    VlanId => u32: value => u32::from(value.0),
    TimeTicks => u32: value => value.0,
    Timestamp => DateTime<Utc>: value => DateTime::from_timestamp_millis(value.as_millis()).unwrap_or_default(),
    ChassisId => LldpId: value => LldpId::new(&value.subtype, value.to_string(), value.bytes),
    PortId => LldpId: value => LldpId::new(&value.subtype, value.to_string(), value.bytes),
}

impl<To, From: Js<To>> Js<Option<To>> for Option<From> {
    fn js(self) -> Option<To> {
        self.map(From::js)
    }
}

/// A value or the reason why there is none.
impl<A, B, T: Js<A>, E: Js<B>> Js<Either<A, B>> for Result<T, E> {
    fn js(self) -> Either<A, B> {
        match self {
            Ok(value) => Either::A(value.js()),
            Err(reason) => Either::B(reason.js()),
        }
    }
}

impl<To, From: Js<To>> Js<Vec<To>> for Vec<From> {
    fn js(self) -> Vec<To> {
        self.into_iter().map(From::js).collect()
    }
}

/// An LLDP chassis or port id: what the sender says it is, and the octets.
#[napi(object, object_from_js = false)]
pub struct LldpId {
    /// What the sender says the octets are: `mac-address`, `interface-name`, …; `other` where no standard says.
    pub subtype: String,
    /// For people: the MAC address, the IP address or the text, else the octets in hexadecimal.
    pub text: String,
    /// The octets as received.
    pub octets: Uint8Array,
}

impl LldpId {
    fn new(subtype: &impl serde::Serialize, text: String, octets: Vec<u8>) -> Self {
        let subtype = match serde_json::to_value(subtype) {
            Ok(serde_json::Value::String(word)) => word,
            _ => String::from("other"),
        };
        Self { subtype, text, octets: octets.into() }
    }
}

/// An object of JavaScript made from a record of the core. Names every field: a field that the core
/// gains does not build until it is here. What follows comes from methods of the core.
macro_rules! record {
    ($name:ident = $core:path { $($field:ident),* } $(, $also:ident = $method:ident)*) => {
        impl crate::convert::Js<$name> for $core {
            fn js(self) -> $name {
                type Core = $core;
                $(let $also = self.$method();)*
                let Core { $($field),* } = self;
                $name { $($field: crate::convert::Js::js($field),)* $($also: crate::convert::Js::js($also),)* }
            }
        }
    };
}
pub(crate) use record;

/// Enums without data are words, the same as in JSON.
macro_rules! words {
    ($core:path { $($variant:ident = $word:literal,)* }) => {
        impl crate::convert::Js<String> for $core {
            fn js(self) -> String {
                type Core = $core;
                String::from(match self {
                    $(Core::$variant => $word,)*
                })
            }
        }
    };
}
pub(crate) use words;
