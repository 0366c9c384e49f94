//! Names as devices write them, reduced to what they mean.

use std::borrow::Cow;
use std::net::IpAddr;

use super::defaults::{is_default_mac, is_default_name};
use super::hash::stable_id;
use crate::value::MacAddr;

/// Long and short spellings of interface kinds, each reduced to the last word of its line.
const KINDS: [(&[&str], &str); 22] = [
    (&["ethernet", "ether", "eth"], "eth"),
    (&["fastethernet", "fasteth", "fas", "fa"], "fa"),
    (&["gigabitethernet", "gigabiteth", "gigabit", "gigethernet", "gige", "gig", "gi"], "gi"),
    (&["twogigabitethernet", "twogige", "tw"], "tw"),
    (&["fivegigabitethernet", "fivegige", "fi"], "fi"),
    (&["tengigabitethernet", "ten-gigabitethernet", "tengige", "tengig", "tengi", "ten", "te"], "te"),
    (&["twentyfivegige", "twentyfivegigabitethernet", "twe"], "twe"),
    (&["fortygigabitethernet", "fortygige", "fo"], "fo"),
    (&["fiftygigabitethernet", "fiftygige"], "fifty"),
    (&["hundredgigabitethernet", "hundredgige", "hu"], "hu"),
    (&["fourhundredgigabitethernet", "fourhundredgige", "fh"], "fh"),
    (&["port-channel", "portchannel", "po"], "po"),
    (&["bundle-ether", "be"], "be"),
    (&["bridge-aggregation", "bagg"], "bagg"),
    (&["eth-trunk", "ethtrunk"], "eth-trunk"),
    (&["serial", "ser", "se"], "se"),
    (&["loopback", "lo"], "lo"),
    (&["tunnel", "tu"], "tu"),
    (&["vlan", "vl"], "vl"),
    (&["management", "mgmt", "ma"], "mgmt"),
    (&["stackport", "st"], "st"),
    (&["port", "port#", "port-"], ""),
];

/// Octets of a name that are kept: an `ifName` has at most 255 (RFC 2863, `DisplayString`).
const LONGEST: usize = 255;

/// A name as it is shown: one that is longer than any name may be is cut.
pub(super) fn short(name: &str) -> Cow<'_, str> {
    if name.len() <= LONGEST {
        return Cow::Borrowed(name);
    }
    let end = (0..=LONGEST - 3).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0);
    Cow::Owned(format!("{}…", name.get(..end).unwrap_or_default()))
}

/// An id made of what a neighbor says: one that is too long is cut, and told from others by its hash.
pub(super) fn short_id(id: String) -> String {
    if id.len() <= LONGEST {
        return id;
    }
    let end = (0..=LONGEST - 20).rev().find(|at| id.is_char_boundary(*at)).unwrap_or(0);
    format!("{}…{}", id.get(..end).unwrap_or_default(), stable_id([id.as_str()]))
}

/// `text` trimmed of spaces and NULs and in lower case.
pub(super) fn plain(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\0').to_lowercase()
}

/// An interface name with its kind abbreviated and without spaces: `GigabitEthernet0/1`, `Gig 0/1`
/// and `Gi0/1` are `gi0/1`; `Port #9` is `9`.
pub(super) fn interface_key(name: &str) -> String {
    let dense: String = plain(name).chars().filter(|c| !c.is_whitespace()).collect();
    let digits = dense.find(|c: char| c.is_ascii_digit()).unwrap_or(dense.len());
    let (kind, number) = dense.split_at(digits);
    if number.is_empty() {
        return dense;
    }
    match KINDS.iter().find(|(spellings, _)| spellings.contains(&kind)) {
        Some((_, short)) => format!("{short}{number}"),
        None => dense,
    }
}

/// What else a port text may mean: `bridge/ether1` is `ether1`, `ether1(02:…)` is `ether1`.
pub(super) fn inner_name(text: &str) -> Option<&str> {
    if let Some((before, _)) = text.split_once('(') {
        return Some(before.trim()).filter(|rest| !rest.is_empty());
    }
    let (_, after) = text.split_once('/')?;
    after.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(after)
}

/// A host name in lower case, without a trailing dot and without the serial number that some CDP
/// agents append (`name(serial)`); `None` for one that identifies nothing.
pub(super) fn host_key(name: &str) -> Option<String> {
    let name = plain(name);
    let name = match name.split_once('(') {
        Some((before, _)) if !before.trim().is_empty() => before.trim(),
        _ => name.as_str(),
    };
    let name = name.trim_end_matches('.');
    let label = first_label(name);
    let means_nothing = name.is_empty() || is_default_name(name) || is_default_name(label);
    (!means_nothing).then(|| name.to_owned())
}

/// The name without its domain; an address stays whole.
pub(super) fn first_label(name: &str) -> &str {
    if name.parse::<IpAddr>().is_ok() || name.parse::<MacAddr>().is_ok() {
        return name;
    }
    name.split_once('.').map_or(name, |(label, _)| label)
}

/// Whether an address can identify a device: not unspecified, loopback, link-local, multicast or broadcast.
pub(super) fn identifies(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            !(v4.is_unspecified()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_multicast()
                || v4.is_broadcast()
                || v4.octets()[0] == 0)
        }
        IpAddr::V6(v6) => {
            !(v6.is_unspecified() || v6.is_loopback() || v6.is_multicast() || v6.segments()[0] & 0xffc0 == 0xfe80)
        }
    }
}

/// Whether a MAC address can identify a device: not zero, not a group, not one that several
/// routers share (VRRP and CARP RFC 5798, HSRP 1 and 2, GLBP), and not one that many devices have.
pub(super) fn is_own(mac: MacAddr) -> bool {
    !(mac.is_zero() || mac.is_group() || is_shared(mac) || is_default_mac(mac))
}

/// Whether a MAC address is one that several routers share.
pub(super) fn is_shared(mac: MacAddr) -> bool {
    matches!(
        mac.0,
        [0x00, 0x00, 0x5e, 0x00, 0x01 | 0x02, _]
            | [0x00, 0x00, 0x0c, 0x07, 0xac, _]
            | [0x00, 0x00, 0x0c, 0x9f, 0xf0..=0xff, _]
            | [0x00, 0x05, 0x73, 0xa0, 0x00..=0x0f, _]
            | [0x00, 0x07, 0xb4, 0x00, _, _]
    )
}
