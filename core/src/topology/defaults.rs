//! What many devices have because nobody gave them their own: it identifies none of them.

use std::net::{IpAddr, Ipv4Addr};

use crate::value::MacAddr;

/// Names that a device has before somebody names it.
const NAMES: [&str; 33] = [
    "(none)",
    "-",
    "ap",
    "brocade",
    "cisco",
    "ciscoasa",
    "debian",
    "default",
    "dsl-router",
    "host",
    "hostname",
    "hp",
    "huawei",
    "localhost",
    "mikrotik",
    "n/a",
    "name",
    "noname",
    "none",
    "not received",
    "null",
    "openwrt",
    "raspberrypi",
    "router",
    "switch",
    "sysname",
    "system",
    "ubnt",
    "ubuntu",
    "unifi",
    "unknown",
    "vyos",
    "zyxel",
];

/// Addresses that makers set in the factory.
const ADDRESSES: [Ipv4Addr; 13] = [
    Ipv4Addr::new(10, 0, 0, 1),
    Ipv4Addr::new(10, 90, 90, 90),
    Ipv4Addr::new(192, 168, 0, 1),
    Ipv4Addr::new(192, 168, 0, 50),
    Ipv4Addr::new(192, 168, 0, 100),
    Ipv4Addr::new(192, 168, 0, 239),
    Ipv4Addr::new(192, 168, 1, 1),
    Ipv4Addr::new(192, 168, 1, 20),
    Ipv4Addr::new(192, 168, 1, 254),
    Ipv4Addr::new(192, 168, 2, 1),
    Ipv4Addr::new(192, 168, 10, 1),
    Ipv4Addr::new(192, 168, 88, 1),
    Ipv4Addr::new(192, 168, 100, 1),
];

/// What stands where a serial number should.
const SERIALS: [&str; 9] = [
    "0123456789",
    "123456789",
    "1234567890",
    "default string",
    "not available",
    "not specified",
    "system serial number",
    "to be filled by o.e.m.",
    "unknown",
];

/// Digits and letters that a serial number has at least.
const SERIAL_LENGTH: usize = 5;

/// Whether a name, in lower case, is one that nobody chose.
pub(super) fn is_default_name(name: &str) -> bool {
    NAMES.binary_search(&name).is_ok()
}

/// Whether many devices have this MAC address: one from an example that was never changed, or that a maker or a driver
/// gives to every device.
pub(super) fn is_default_mac(mac: MacAddr) -> bool {
    matches!(
        mac.0,
        [0x00, 0x01, 0x02, 0x03, 0x04, 0x05]
            | [0x00, 0x11, 0x22, 0x33, 0x44, 0x55]
            | [0x00, 0x12, 0x34, 0x56, 0x78, 0x90]
            | [0x00, 0x12, 0x34, 0x56, 0x78, 0x9a]
            | [0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc]
            | [0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff]
            // Network cards behind USB whose chips all have the address of the first.
            | [0x00, 0x60, 0x6e, 0x00, 0xf1, 0x7d]
            | [0x00, 0xe0, 0x4c, 0x53, 0x44, 0x58]
            // Mobile modems that speak Ethernet to their host.
            | [0x0c, 0x5b, 0x8f, 0x27, 0x9a, 0x64]
            // Adapters that are only software: virtual private networks, loopback, dial-up.
            | [0x00, 0x05, 0x9a, 0x3c, 0x7a, 0x00]
            | [0x00, 0x09, 0x0f, 0xaa, 0x00, 0x01]
            | [0x00, 0x53, 0x45, 0x00, 0x00, 0x00]
            | [0x02, 0x00, 0x4c, 0x4f, 0x4f, 0x50]
            | [0x02, 0x50, 0x41, 0x00, 0x00, 0x01]
            | [0x20, 0x41, 0x53, 0x59, 0x4e, 0xff]
    )
}

/// Whether many devices have this IP address when they are new. It is weak, not void: most networks have one `10.0.0.1`.
pub(super) fn is_default_address(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if ADDRESSES.contains(&address))
}

/// A serial number as it is compared; `None` for one that identifies nothing.
pub(super) fn serial_key(serial: &str) -> Option<String> {
    let serial = serial.trim_matches(|c: char| c.is_whitespace() || c == '\0').to_lowercase();
    let mut telling = serial.chars().filter(char::is_ascii_alphanumeric);
    let first = telling.next()?;
    let varies = telling.clone().any(|other| other != first);
    let says_something = varies && telling.count() + 1 >= SERIAL_LENGTH && !SERIALS.contains(&serial.as_str());
    says_something.then_some(serial)
}

#[cfg(test)]
mod tests {
    use super::{NAMES, is_default_name, serial_key};

    #[test]
    fn names_are_sorted_to_be_found() {
        assert!(NAMES.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(is_default_name("mikrotik") && !is_default_name("core1"));
    }

    #[test]
    fn a_serial_number_is_more_than_a_filler() {
        for nothing in ["", " ", "0", "0000000000", "N/A", "None", "xxxxxxxx", "To Be Filled By O.E.M.", "123456789"] {
            assert_eq!(serial_key(nothing), None, "{nothing}");
        }
        assert_eq!(serial_key(" FOC1234X0YZ\0").as_deref(), Some("foc1234x0yz"));
    }
}
