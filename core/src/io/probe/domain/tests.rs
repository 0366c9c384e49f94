use serde_json::json;

use super::{date, rdap, whois};
use crate::check::Attempt;

#[test]
fn dates_are_read_as_registries_write_them() {
    let day = 1_805_068_800_000; // 2027-03-15
    for text in [
        "2027-03-15",
        "2027/03/15",
        "2027.03.15",
        "20270315",
        "15.03.2027",
        "15-Mar-2027",
        "15/03/2027",
        "March 15 2027",
        "Mon Mar 15 2027",
        "2027-Mar-15.",
    ] {
        assert_eq!(date::parse(text).map(|at| at.as_millis()), Some(day), "{text}");
    }
    for text in ["2027-03-15T04:05:06Z", "2027-03-15 04:05:06 (UTC+0)", "15.3.2027 04:05:06"] {
        assert_eq!(date::parse(text).map(|at| at.as_millis()), Some(day + 14_706_000), "{text}");
    }
    for text in ["", "soon", "2027", "2027-13-15", "99.99.9999", "1-2-3", "ä15.03.", "not defined", "T T T"] {
        assert_eq!(date::parse(text), None, "{text}");
    }
}

#[test]
fn the_longest_suffix_tells_the_server() {
    let list = json!({"services": [
        [["org", "uk"], ["http://a.example/", "https://b.example/"]],
        [["co.uk"], ["https://c.example/"]],
        [["broken"]], "x", [[], []],
    ]});
    assert_eq!(rdap::server(&list, "example.org").as_deref(), Some("https://b.example/"));
    assert_eq!(rdap::server(&list, "example.CO.UK").as_deref(), Some("https://c.example/"));
    assert_eq!(rdap::server(&list, "example.xorg"), None);
    assert_eq!(rdap::server(&json!([]), "example.org"), None);
}

#[test]
fn answers_of_whois_have_no_common_form() {
    let verisign = "   Domain Name: EXAMPLE.COM\r\n   Registry Expiry Date: 2027-03-15T04:00:00Z\r\n   Registrar: Names Inc.\r\n   \
        Domain Status: clientTransferProhibited https://icann.org/epp#clientTransferProhibited\r\n   Name Server: NS1.EXAMPLE.NET\r\n   \
        Name Server: NS2.EXAMPLE.NET\r\n>>> Last update\r\n";
    let cz = "% (c) CZ.NIC\n\ndomain:       example.cz\nregistrar:    REG-NAMES\nexpire:       15.03.2027\nnserver:      ns1.example.net \n";
    let uk = "    Domain name:\n        example.uk\n\n    Registrar:\n        Names Ltd [Tag = NAMES]\n\n    Relevant dates:\n        \
        Registered on: 01-Feb-2001\n        Expiry date:  15-Mar-2027\n\n    Name servers:\n        ns1.example.net   192.0.2.1\n        \
        ns2.example.net\n\n    Disclaimer\n";
    let fi = "domain.............: example.fi\nexpires............: 15.3.2027 00:00:00\nregistrar..........: Names Oy\nnserver............: ns1.example.net [OK]\n";
    let jp = "[Domain Name]                   EXAMPLE.JP\n[Expires on]                    2027/03/15\n[Name Server]                   ns1.example.net\n";
    for (text, servers) in [(verisign, 2), (cz, 1), (uk, 2), (fi, 1), (jp, 1)] {
        let seen = whois::read(text, Attempt::default());
        assert_eq!(seen.registered, Some(true), "{text}");
        assert_eq!(seen.expires.map(|at| at.as_millis() / 86_400_000), Some(20_892), "{text}");
        assert_eq!(seen.name_servers.len(), servers, "{text}");
        assert_eq!(seen.name_servers[0], "ns1.example.net");
    }
    let seen = whois::read(verisign, Attempt::default());
    assert_eq!(seen.statuses, ["clientTransferProhibited"]);
    assert_eq!(whois::read(uk, Attempt::default()).registrar.as_deref(), Some("Names Ltd [Tag = NAMES]"));
    let de = whois::read("Domain: example.de\nNserver: ns1.example.net\nStatus: connect\n", Attempt::default());
    assert_eq!((de.registered, de.expires), (Some(true), None));
    assert_eq!(whois::read("No match for \"EXAMPLE.COM\".\n", Attempt::default()).registered, Some(false));
    for text in ["", ":", ": \n:\n", "[", "[]]", "\u{0}\u{ff}: é\n é", &"x: y\n".repeat(5000)] {
        assert_eq!(whois::read(text, Attempt::default()).registered, None);
    }
}
