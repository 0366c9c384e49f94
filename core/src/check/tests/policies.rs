use std::net::IpAddr;

use crate::check::AddressPolicy;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn a_closed_policy_allows_global_unicast_only() {
    let closed = AddressPolicy::closed();
    for text in [
        "1.1.1.1",
        "8.8.8.8",
        "172.15.0.1",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::1111",
        "2a00::1",
        "2002:808:808::1",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8",
    ] {
        assert_eq!(closed.forbids(ip(text)), None, "{text}");
    }
    for text in [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "3fff::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::1",
        "2002:a00:1::",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "::7f00:1",
        "4000::1",
    ] {
        assert!(closed.forbids(ip(text)).is_some(), "{text}");
    }
}

#[test]
fn networks_are_allowed_before_they_are_forbidden() {
    let policy = AddressPolicy::closed().allow("10.1.0.0/16".parse().unwrap()).deny("8.8.8.0/24".parse().unwrap());
    assert_eq!(policy.forbids(ip("10.1.2.3")), None);
    assert_eq!(policy.forbids(ip("::ffff:10.1.2.3")), None);
    assert_eq!(policy.forbids(ip("10.2.2.3")), Some("a private address"));
    assert_eq!(policy.forbids(ip("8.8.8.8")), Some("in a forbidden network"));
    assert_eq!(policy.forbids(ip("8.8.4.4")), None);
    let open = AddressPolicy::open().deny("127.0.0.0/8".parse().unwrap());
    assert_eq!(open.forbids(ip("10.0.0.1")), None);
    assert!(open.forbids(ip("::ffff:127.0.0.1")).is_some());
}
