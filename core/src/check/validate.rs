//! What fields of specs have in common, and how one that is wrong is told.

use std::net::{IpAddr, Ipv6Addr};

use serde_json::Value;

use crate::error::{Error, Result};

/// The host and the port of `host:port`; of `host` alone where there is a usual port.
pub(crate) fn host_and_port(field: &str, given: &str, usual: Option<u16>) -> Result<(String, u16)> {
    let invalid = |expected: &str| {
        Error::invalid(field, given, format!("{expected}, such as mail.example.org:25 or [2001:db8::1]:25"))
    };
    let bracketed = |name: &str| name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).map(str::to_string);
    let is_host_alone = given.parse::<Ipv6Addr>().is_ok() || given.ends_with(']') || !given.contains(':');
    let (name, port) = match (given.rsplit_once(':'), usual) {
        (_, Some(usual)) if is_host_alone => (given, usual),
        (Some((name, port)), _) => {
            let port = Some(port)
                .filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|port| port.parse::<u16>().ok())
                .filter(|port| *port > 0)
                .ok_or_else(|| invalid("the port is a number from 1 to 65535"))?;
            (name, port)
        }
        (None, _) => return Err(invalid("host:port is expected")),
    };
    let name = match bracketed(name) {
        Some(address) => {
            address.parse::<Ipv6Addr>().map_err(|_| invalid("an IPv6 address stands in the brackets"))?;
            address
        }
        None if name.contains(':') && !(usual.is_some() && name == given) => {
            return Err(invalid("an IPv6 address stands in brackets"));
        }
        None => name.to_string(),
    };
    host(field, &name)?;
    Ok((name, port))
}

/// Whether `given` has no field that `known`, the same as it was understood, lacks.
pub(super) fn known_fields(given: &Value, known: &Value) -> Result<(), String> {
    match (given, known) {
        (Value::Object(given), Value::Object(known)) => {
            given.iter().try_for_each(|(name, value)| match known.get(name) {
                Some(known) => known_fields(value, known),
                None => {
                    let names: Vec<&str> = known.keys().map(String::as_str).collect();
                    Err(format!("unknown field `{name}`, expected one of {}", names.join(", ")))
                }
            })
        }
        (Value::Array(given), Value::Array(known)) => {
            given.iter().zip(known).try_for_each(|(given, known)| known_fields(given, known))
        }
        _ => Ok(()),
    }
}

/// A text of 1 to `most` bytes without control characters.
pub(super) fn bounded(field: &str, text: &str, most: usize) -> Result<()> {
    if !text.is_empty() && text.len() <= most && !text.chars().any(char::is_control) {
        return Ok(());
    }
    let shown: String = text.chars().take(60).collect();
    Err(Error::invalid(field, shown, format!("1 to {most} bytes without control characters are expected")))
}

pub(super) fn host(field: &str, name: &str) -> Result<()> {
    let is_address = name.parse::<IpAddr>().is_ok();
    let is_name = !name.is_empty()
        && name.len() <= 253
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') || byte >= 0x80);
    if is_address || is_name {
        return Ok(());
    }
    Err(Error::invalid(field, name, "a host name or an IP address is expected"))
}

pub(super) fn within(field: &str, value: u64, least: u64, most: u64, unit: &str) -> Result<()> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(field, value.to_string(), format!("{least} to {most}{unit} are expected")))
}

pub(super) fn filled(field: &str, text: Option<&str>) -> Result<()> {
    if text == Some("") {
        return Err(Error::invalid(field, "", "a text is expected; leave the field out to expect nothing"));
    }
    Ok(())
}

pub(super) fn header_name(field: &str, name: &str) -> Result<()> {
    // token, RFC 9110 §5.6.2
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !name.is_empty() && name.bytes().all(plain) {
        return Ok(());
    }
    Err(Error::invalid(field, name, "a header's name consists of letters, digits and hyphens"))
}

pub(super) fn ordered_days(warning: Option<u32>, critical: Option<u32>) -> Result<()> {
    match (warning, critical) {
        (Some(warning), Some(critical)) if critical > warning => Err(Error::invalid(
            "expires_critical_days",
            critical.to_string(),
            format!("not more days than the {warning} of the warning are expected"),
        )),
        _ => Ok(()),
    }
}
