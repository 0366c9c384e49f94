use std::net::IpAddr;

use proptest::prelude::*;

use super::{AddressRange, TargetSpec, agent_address};

#[test]
fn ranges_as_people_write_them() {
    let cases = [
        ("10.0.0.0/24", "10.0.0.1-10.0.0.254", 254),
        ("10.0.0.5/24", "10.0.0.1-10.0.0.254", 254),
        (" 10.0.0.0/16 ", "10.0.0.1-10.0.255.254", 65_534),
        ("10.0.0.0/30", "10.0.0.1-10.0.0.2", 2),
        ("10.0.0.0/31", "10.0.0.0-10.0.0.1", 2),
        ("10.0.0.1/32", "10.0.0.1", 1),
        ("0.0.0.0/0", "0.0.0.1-255.255.255.254", (1 << 32) - 2),
        ("10.0.0.1-10.0.0.20", "10.0.0.1-10.0.0.20", 20),
        ("10.0.0.1 - 10.0.1.0", "10.0.0.1-10.0.1.0", 256),
        ("10.0.0.5-20", "10.0.0.5-10.0.0.20", 16),
        ("10.0.0.7", "10.0.0.7", 1),
        ("fd99::/120", "fd99::1-fd99::ff", 255),
        ("fd99::/127", "fd99::-fd99::1", 2),
        ("fd99::1-fd99::4", "fd99::1-fd99::4", 4),
        ("fd99::1", "fd99::1", 1),
        ("::/0", "::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", u128::MAX),
    ];
    for (text, shown, count) in cases {
        let range: AddressRange = text.parse().unwrap();
        assert_eq!((range.to_string(), range.len()), (shown.to_owned(), count), "{text}");
        assert!(range.contains(range.first()) && range.contains(range.last()), "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_range_is_said() {
    let cases = [
        ("10.0.0.0/99", "\"10.0.0.0/99\" is not a range: the prefix of an IPv4 network is 0 to 32"),
        ("10.0.0.0/+8", "\"10.0.0.0/+8\" is not a range: the prefix of an IPv4 network is 0 to 32"),
        ("10.0.0.0/", "\"10.0.0.0/\" is not a range: the prefix of an IPv4 network is 0 to 32"),
        ("fd99::/129", "\"fd99::/129\" is not a range: the prefix of an IPv6 network is 0 to 128"),
        ("10.0.0/24", "\"10.0.0/24\" is not a range: an address is expected before the `/`"),
        ("10.0.0.9-5", "\"10.0.0.9-5\" is not a range: the first address is not above the last"),
        ("10.0.0.1-fd99::1", "\"10.0.0.1-fd99::1\" is not a range: both ends are of the same family, IPv4 or IPv6"),
        (
            "10.0.0.1-300",
            "\"10.0.0.1-300\" is not a range: an address, or the last number of one, is expected after the `-`",
        ),
        (
            "10.0.0.1-10.0.0.x",
            "\"10.0.0.1-10.0.0.x\" is not a range: an address, or the last number of one, is expected after the `-`",
        ),
        (
            "10.0.0.256",
            "\"10.0.0.256\" is not a range: such as 10.0.0.0/24, 10.0.0.1-10.0.0.20, 10.0.0.5-20 or 10.0.0.7 is expected",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(text.parse::<TargetSpec>().unwrap_err().to_string(), message);
    }
}

#[test]
fn names_and_lists() {
    for name in ["core1", "core-1.example.org", "a_b.example.org.", "10gig", "x.1a"] {
        assert_eq!(name.parse::<TargetSpec>().unwrap(), TargetSpec::Host(name.to_owned()));
    }
    for wrong in ["", "-a", "a..b", "core 1", "http://core1", "ä"] {
        assert!(wrong.parse::<TargetSpec>().is_err(), "{wrong}");
    }
    let list = TargetSpec::list("10.0.0.1, core1\n10.0.0.4-5").unwrap();
    assert_eq!(list.iter().map(ToString::to_string).collect::<Vec<_>>(), ["10.0.0.1", "core1", "10.0.0.4-10.0.0.5"]);
    assert!(TargetSpec::list(" , ").is_err());
}

proptest! {
    #[test]
    fn nothing_panics(text in "[0-9a-f.:/-]{0,24}") {
        if let Ok(range) = text.parse::<AddressRange>() {
            prop_assert!(range.first() <= range.last());
        }
        let _ = TargetSpec::list(&text);
    }

    #[test]
    fn addresses_are_those_contained(base in any::<u32>(), prefix in 24_u32..=32) {
        let range: AddressRange = format!("{}/{prefix}", IpAddr::from(base.to_be_bytes())).parse().unwrap();
        let addresses: Vec<IpAddr> = range.addresses().collect();
        prop_assert_eq!(addresses.len() as u128, range.len());
        prop_assert!(addresses.iter().all(|address| range.contains(*address)));
        prop_assert!(addresses.is_sorted());
    }
}

#[test]
fn an_agent_is_an_address_with_or_without_a_port() {
    for (text, shown) in [
        ("10.0.0.7", "10.0.0.7:161"),
        (" 10.0.0.7:1161 ", "10.0.0.7:1161"),
        ("2001:db8::7", "[2001:db8::7]:161"),
        ("[2001:db8::7]:1161", "[2001:db8::7]:1161"),
    ] {
        assert_eq!(agent_address(text, 161).unwrap().to_string(), shown);
    }
    for text in ["", "core1", "10.0.0.0/24", "10.0.0.7:", "10.0.0.7:99999", "[10.0.0.7]:161"] {
        let said = agent_address(text, 161).unwrap_err().to_string();
        assert!(said.starts_with(&format!("\"{text}\" is not a valid address: an IP address")), "{said}");
    }
}
