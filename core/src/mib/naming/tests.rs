use super::*;
use crate::value::Value;

mod drift;
#[cfg(feature = "mibs")]
mod loaded;

fn oid(text: &str) -> Oid {
    text.parse().unwrap()
}

#[test]
fn names_and_numbers_lead_to_each_other() {
    let names = Names::standard();
    for (name, number) in [
        ("IF-MIB::ifHCInOctets.3", "1.3.6.1.2.1.31.1.1.1.6.3"),
        ("IF-MIB::ifHCInUcastPkts.10101", "1.3.6.1.2.1.31.1.1.1.7.10101"),
        ("IF-MIB::ifTable", "1.3.6.1.2.1.2.2"),
        ("IF-MIB::ifXEntry", "1.3.6.1.2.1.31.1.1.1"),
        ("IF-MIB::ifStackStatus.50.3", "1.3.6.1.2.1.31.1.2.1.3.50.3"),
        ("IF-MIB::linkUp", "1.3.6.1.6.3.1.1.5.4"),
        ("SNMPv2-MIB::sysUpTime.0", "1.3.6.1.2.1.1.3.0"),
        ("SNMPv2-MIB::snmpTrapOID.0", "1.3.6.1.6.3.1.1.4.1.0"),
        ("SNMPv2-MIB::sysORDescr.2", "1.3.6.1.2.1.1.9.1.3.2"),
        ("BRIDGE-MIB::dot1dTpFdbPort.00:1e:58:a3:2f:cd", "1.3.6.1.2.1.17.4.3.1.2.0.30.88.163.47.205"),
        ("Q-BRIDGE-MIB::dot1qTpFdbPort.10.00:1e:58:a3:2f:cd", "1.3.6.1.2.1.17.7.1.2.2.1.2.10.0.30.88.163.47.205"),
        ("IP-MIB::ipAdEntIfIndex.10.0.0.1", "1.3.6.1.2.1.4.20.1.2.10.0.0.1"),
        ("IP-MIB::ipNetToMediaPhysAddress.3.10.0.0.1", "1.3.6.1.2.1.4.22.1.2.3.10.0.0.1"),
        ("IP-MIB::ipAddressIfIndex.ipv4.\"10.0.0.1\"", "1.3.6.1.2.1.4.34.1.3.1.4.10.0.0.1"),
        (
            "IP-MIB::ipNetToPhysicalPhysAddress.7.ipv6.\"fe80::1\"",
            "1.3.6.1.2.1.4.35.1.4.7.2.16.254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1",
        ),
        ("LLDP-MIB::lldpRemTablesChange", "1.0.8802.1.1.2.0.0.1"),
        ("SNMPv2-SMI::enterprises.9.1.516", "1.3.6.1.4.1.9.1.516"),
        ("SNMPv2-SMI::mib-2.99", "1.3.6.1.2.1.99"),
        ("HOST-RESOURCES-MIB::hrStorageUsed.1", "1.3.6.1.2.1.25.2.3.1.6.1"),
    ] {
        assert_eq!(names.name_of(&oid(number)).as_deref(), Some(name), "{number}");
        assert_eq!(names.lookup(name).unwrap(), oid(number), "{name}");
        let short = name.split_once("::").unwrap().1;
        assert_eq!(names.lookup(short).unwrap(), oid(number), "{short}");
    }
}

#[test]
fn every_object_that_is_read_has_a_name_that_leads_back() {
    let names = Names::standard();
    assert!(names.len() > 250, "{}", names.len());
    for (number, object) in &names.objects {
        let full = format!("{}::{}", object.module, object.name);
        assert_eq!(names.lookup(&full).unwrap(), *number, "{full}");
        assert_eq!(names.name_of(number).unwrap(), full);
        assert_eq!(names.lookup(&object.name).unwrap(), *number, "{full} is the only one of its name");
    }
    for table in catalog() {
        for column in table.table.columns {
            assert_eq!(
                names.lookup(&format!("{}::{}", table.module, column.name)).unwrap(),
                table.table.column_oid(column)
            );
        }
    }
}

#[test]
fn an_index_may_be_in_numbers_and_need_not_be_as_the_mib_says() {
    let names = Names::standard();
    for (given, number, shown) in [
        (
            "dot1dTpFdbPort.0.30.88.163.47.205",
            "1.3.6.1.2.1.17.4.3.1.2.0.30.88.163.47.205",
            "dot1dTpFdbPort.00:1e:58:a3:2f:cd",
        ),
        (
            "dot1qTpFdbPort.10.00-1E-58-A3-2F-CD",
            "1.3.6.1.2.1.17.7.1.2.2.1.2.10.0.30.88.163.47.205",
            "dot1qTpFdbPort.10.00:1e:58:a3:2f:cd",
        ),
        ("ipAddressIfIndex.1.4.10.0.0.1", "1.3.6.1.2.1.4.34.1.3.1.4.10.0.0.1", "ipAddressIfIndex.ipv4.\"10.0.0.1\""),
        ("ipAddressIfIndex.ipv4.4.10.0.0.1", "1.3.6.1.2.1.4.34.1.3.1.4.10.0.0.1", "ipAddressIfIndex.ipv4.\"10.0.0.1\""),
        // Too short, too long, not octets.
        ("dot1dTpFdbPort.0.30", "1.3.6.1.2.1.17.4.3.1.2.0.30", "dot1dTpFdbPort.0.30"),
        ("dot1dTpFdbPort.1.2.3.4.5.6.7", "1.3.6.1.2.1.17.4.3.1.2.1.2.3.4.5.6.7", "dot1dTpFdbPort.01:02:03:04:05:06.7"),
        ("dot1dTpFdbPort.1.2.3.4.5.256", "1.3.6.1.2.1.17.4.3.1.2.1.2.3.4.5.256", "dot1dTpFdbPort.1.2.3.4.5.256"),
        ("ipAddressIfIndex.1.9.10", "1.3.6.1.2.1.4.34.1.3.1.9.10", "ipAddressIfIndex.ipv4.9.10"),
        ("ifIndex.4294967295", "1.3.6.1.2.1.2.2.1.1.4294967295", "ifIndex.4294967295"),
        ("sysName", "1.3.6.1.2.1.1.5", "sysName"),
    ] {
        assert_eq!(names.lookup(given).unwrap(), oid(number), "{given}");
        assert_eq!(names.name_of(&oid(number)).unwrap().split_once("::").unwrap().1, shown);
    }
    assert_eq!(names.lookup(" .1.3.6.1 ").unwrap(), oid("1.3.6.1"));
}

#[test]
fn what_is_no_name_says_what_would_be() {
    let said = |name: &str| Names::standard().lookup(name).unwrap_err().to_string();
    let start = |name: &str| format!("\"{name}\" is not a valid name of a variable: ");
    for (name, reason) in [
        ("ifhcinoctets.3", "no such name is known here; there is ifHCInOctets"),
        ("IF-MIB::sysName", "no such name is known here; there is sysName"),
        (
            "NO-MIB::sysName",
            "no module NO-MIB is known here; there are BGP4-MIB, BGP4-V2-MIB-JUNIPER, BRIDGE-MIB, CISCO-BGP4-MIB, …",
        ),
        ("", "no such name is known here; numbers such as 1.3.6.1.2.1.1.5.0 always are"),
        ("ifIndex.", "a number or a word is expected after each dot"),
        ("ifIndex..3", "a number or a word is expected after each dot"),
        ("ifIndex 3", "a dot is expected before  3"),
        ("ifIndex.eth0", "eth0 is not ifIndex, which is a number or one of its names"),
        ("ifIndex.3.eth0", "eth0 is no number, and the index ends before it"),
        ("ifIndex.4294967296", "4294967296 is not ifIndex, which is a number or one of its names"),
        ("dot1dTpFdbPort.00:1e", "00:1e is not dot1dTpFdbAddress, which is a MAC address such as 00:1e:58:a3:2f:cd"),
        ("ipAddressIfIndex.ipv4.\"10.0.0.1", "a closing \" is expected after \"10.0.0.1"),
        ("ipAddressIfIndex.ipv4.\"10.0.0\"", "\"10.0.0\" is not ipAddressAddr, which is an IP address in quotes"),
    ] {
        assert_eq!(said(name), start(name) + reason);
    }
    let endless = format!("enterprises{}", ".1".repeat(200));
    assert!(said(&endless).ends_with("an object identifier has at most 128 arcs"));
}

#[test]
fn values_are_shown_by_their_names() {
    let names = Names::standard();
    for (name, value, shown) in [
        ("ifOperStatus.1", Value::Integer(7), "lowerLayerDown(7)"),
        ("ifOperStatus.1", Value::Integer(99), "99"),
        ("ifType.1", Value::Integer(6), "ethernetCsmacd(6)"),
        ("ifMtu.1", Value::Integer(1500), "1500"),
        ("sysName.0", Value::OctetString(b"core1".to_vec()), "core1"),
        ("sysObjectID.0", Value::ObjectId(oid("1.3.6.1.4.1.9.1.516")), "SNMPv2-SMI::enterprises.9.1.516"),
        ("snmpTrapOID.0", Value::ObjectId(oid("1.3.6.1.6.3.1.1.5.3")), "IF-MIB::linkDown"),
        ("sysName.0", Value::NoSuchInstance, "noSuchInstance"),
        (
            "ipNetToMediaPhysAddress.1.10.0.0.1",
            Value::OctetString(vec![0, 0x1e, 0x58, 0xa3, 0x2f, 0xcd]),
            "00:1e:58:a3:2f:cd",
        ),
        ("1.2.3", Value::Integer(7), "7"),
    ] {
        assert_eq!(names.show(&names.lookup(name).unwrap(), &value), shown, "{name}");
    }
}

#[test]
fn what_is_known_of_an_object() {
    let info = Names::standard().describe(&oid("1.3.6.1.2.1.17.4.3.1.3.0.30.88.163.47.205")).unwrap();
    assert_eq!((info.name.as_str(), info.kind), ("BRIDGE-MIB::dot1dTpFdbStatus", ObjectKind::Column));
    assert_eq!((info.oid, info.index), (oid("1.3.6.1.2.1.17.4.3.1.3"), vec!["dot1dTpFdbAddress".to_owned()]));
    assert_eq!(info.labels[2], NamedNumber { number: 3, name: "learned".to_owned() });
    assert_eq!(Names::standard().describe(&oid("1.3.6.1.2.1.2.2")).unwrap().kind, ObjectKind::Table);
    assert_eq!(Names::standard().describe(&oid("2.5")), None);
    assert!(Names::standard().modules().contains(&"LLDP-MIB".to_owned()));
}

mod whatever {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_name_leads_back_to_its_number(
            at in any::<proptest::sample::Index>(),
            rest in proptest::collection::vec(prop_oneof![0_u32..300, any::<u32>()], 0..24),
        ) {
            let names = Names::standard();
            let (base, _) = names.objects.iter().nth(at.index(names.objects.len())).unwrap();
            let number = base.child(&rest);
            if let Some(name) = names.name_of(&number) {
                prop_assert_eq!(names.lookup(&name).unwrap(), number, "{}", name);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}", tail in "[a-zA-Z0-9.:\"'-]{0,40}") {
            let _ = Names::standard().lookup(&text);
            for base in ["ifIndex", "dot1qTpFdbPort", "ipAddressIfIndex", "ipAdEntIfIndex"] {
                let _ = Names::standard().lookup(&format!("{base}{tail}"));
            }
        }
    }
}
