//! The nouns: values and variables of SNMP, and those that cross as text, checked and written as the library does.

use napi::bindgen_prelude::{BigInt, Either4, Env, Result, Uint8Array};
use napi_derive::napi;
use netwarden::Error;
use netwarden::value::{MacAddr, Oid, TimeTicks, Value, VarBind};

use crate::error::raise;

#[napi]
pub fn oid(env: &Env, text: String) -> Result<String> {
    text.parse::<Oid>().map(|oid| oid.to_string()).map_err(|error| raise(env, &error))
}

#[napi]
pub fn mac(env: &Env, text: String) -> Result<String> {
    text.parse::<MacAddr>().map(|mac| mac.to_string()).map_err(|error| raise(env, &error))
}

/// Object identifiers as callers write them.
pub(crate) fn names(texts: &[String]) -> netwarden::Result<Vec<Oid>> {
    texts.iter().map(|text| text.parse()).collect()
}

/// A value as JavaScript gives it.
#[napi(object, object_to_js = false)]
pub struct GivenValue {
    pub r#type: String,
    pub value: Option<Either4<BigInt, f64, String, Uint8Array>>,
}

/// A variable as JavaScript gives it.
#[napi(object, object_to_js = false)]
pub struct GivenVarBind {
    pub name: String,
    pub value: GivenValue,
}

impl GivenVarBind {
    pub(crate) fn core(self) -> netwarden::Result<VarBind> {
        Ok(VarBind::new(self.name.parse()?, self.value.core()?))
    }
}

impl GivenValue {
    /// The value, or what would be right.
    pub(crate) fn core(self) -> netwarden::Result<Value> {
        type Given = Either4<BigInt, f64, String, Uint8Array>;
        let whole = |given: &Given| match given {
            Either4::A(big) => {
                let (value, lossless) = big.get_i128();
                lossless.then_some(value)
            }
            #[allow(clippy::cast_possible_truncation)] // checked to be whole and exact
            Either4::B(number) => {
                (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_991.0).then_some(*number as i128)
            }
            Either4::C(_) | Either4::D(_) => None,
        };
        let small = |given: &Given| whole(given).and_then(|number| u32::try_from(number).ok());
        let octets = |given: &Given| match given {
            Either4::C(text) => Some(text.clone().into_bytes()),
            Either4::D(octets) => Some(octets.to_vec()),
            Either4::A(_) | Either4::B(_) => None,
        };
        let text = |given: &Given| match given {
            Either4::C(text) => Some(text.clone()),
            _ => None,
        };
        let core = match (self.r#type.as_str(), &self.value) {
            ("integer", Some(given)) => whole(given).and_then(|number| i32::try_from(number).ok()).map(Value::Integer),
            ("counter32", Some(given)) => small(given).map(Value::Counter32),
            ("gauge32", Some(given)) => small(given).map(Value::Gauge32),
            ("time-ticks", Some(given)) => small(given).map(|ticks| Value::TimeTicks(TimeTicks(ticks))),
            ("counter64", Some(given)) => {
                whole(given).and_then(|number| u64::try_from(number).ok()).map(Value::Counter64)
            }
            ("octet-string", Some(given)) => octets(given).map(Value::OctetString),
            ("opaque", Some(given)) => octets(given).map(Value::Opaque),
            ("object-id", Some(given)) => return Ok(Value::ObjectId(text(given).unwrap_or_default().parse()?)),
            ("ip-address", Some(given)) => text(given).and_then(|text| text.parse().ok()).map(Value::IpAddress),
            ("null", None) => Some(Value::Null),
            ("no-such-object", None) => Some(Value::NoSuchObject),
            ("no-such-instance", None) => Some(Value::NoSuchInstance),
            ("end-of-mib-view", None) => Some(Value::EndOfMibView),
            _ => None,
        };
        let expected = match self.r#type.as_str() {
            "integer" => "a number from -2147483648 to 2147483647",
            "counter32" | "gauge32" | "time-ticks" => "a number from 0 to 4294967295",
            "counter64" => "a number or a bigint from 0 to 18446744073709551615",
            "octet-string" | "opaque" => "a Uint8Array, or a string that is sent as UTF-8",
            "ip-address" => "an IPv4 address such as 10.0.0.7",
            "object-id" => "an object identifier such as 1.3.6.1",
            "null" | "no-such-object" | "no-such-instance" | "end-of-mib-view" => "nothing: it has no value",
            other => {
                let types = "one of integer, octet-string, null, object-id, ip-address, counter32, gauge32, time-ticks, \
                             opaque, counter64, no-such-object, no-such-instance, end-of-mib-view";
                return Err(Error::invalid("SNMP type", other, types));
            }
        };
        core.ok_or_else(|| {
            let given = match &self.value {
                None => "undefined".to_owned(),
                Some(Either4::A(big)) => big.get_i128().0.to_string(),
                Some(Either4::B(number)) => number.to_string(),
                Some(Either4::C(text)) => text.clone(),
                Some(Either4::D(octets)) => format!("{} octets", octets.len()),
            };
            Error::invalid(format!("{} value", self.r#type), given, expected)
        })
    }
}

/// The content of a value for people.
#[napi]
pub fn value_text(env: &Env, value: GivenValue) -> Result<String> {
    value.core().map(|core| core.to_string()).map_err(|error| raise(env, &error))
}
