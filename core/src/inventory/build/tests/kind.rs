//! The kinds of devices by what they say.

use super::*;
use crate::inventory::DeviceKind;
use crate::mib::{Dot1dBasePortEntry, IfEntry, IfXEntry, Ip, IpAddrEntry, LldpLocalSystemData, PrtGeneralEntry};
use crate::value::SmiType;

/// What a device says, as variables.
#[derive(Default)]
struct Says(Vec<VarBind>);

impl Says {
    fn services(services: i32) -> Self {
        Self(vec![cell::<System>("sysServices", &[0], services)])
    }

    fn and(mut self, varbind: VarBind) -> Self {
        self.0.push(varbind);
        self
    }

    fn description(self, text: &str) -> Self {
        self.and(cell::<System>("sysDescr", &[0], text))
    }

    fn forwarding(self, forwarding: bool) -> Self {
        self.and(cell::<Ip>("ipForwarding", &[0], if forwarding { 1 } else { 2 }))
    }

    /// An interface `name` with the address `10.net.0.1/24`.
    fn address(self, index: u32, name: &str, net: u32) -> Self {
        let mask = Value::IpAddress([255, 255, 255, 0].into());
        assert_eq!(mask.smi_type(), SmiType::IpAddress);
        self.and(cell::<IfXEntry>("ifName", &[index], name))
            .and(cell::<IpAddrEntry>("ipAdEntIfIndex", &[10, net, 0, 1], i32::try_from(index).unwrap()))
            .and(cell::<IpAddrEntry>("ipAdEntNetMask", &[10, net, 0, 1], mask))
    }

    fn bridge_ports(mut self, ports: u32) -> Self {
        self.0.extend((1..=ports).map(|port| cell::<Dot1dBasePortEntry>("dot1dBasePortIfIndex", &[port], 1)));
        self
    }

    /// `lldpLocSysCapEnabled`.
    fn capability(self, bit: u8) -> Self {
        self.and(cell::<LldpLocalSystemData>("lldpLocSysCapEnabled", &[0], [1_u8 << (7 - bit)]))
    }

    fn interface_type(self, if_type: i32) -> Self {
        self.and(cell::<IfEntry>("ifType", &[1], if_type))
    }

    fn printer(self) -> Self {
        self.and(cell::<PrtGeneralEntry>("prtGeneralConfigChanges", &[1], Value::Counter32(0)))
    }
}

#[test]
fn kind_by_what_a_device_says() {
    use DeviceKind::{AccessPoint, Bridge, Host, Phone, Printer, Repeater, Router, Unknown};
    let (repeater, bridge, access_point, router, phone, station) = (1, 2, 3, 4, 5, 7);
    let nothing = Says::default;
    let cases = [
        ("says nothing", nothing(), Unknown),
        ("layer 2 switch", Says::services(2).bridge_ports(24), Bridge),
        ("layer 2 switch without BRIDGE-MIB", Says::services(2), Bridge),
        ("layer 3 switch that does not route", Says::services(6).bridge_ports(24).forwarding(false), Bridge),
        (
            "layer 3 switch that may route, in one subnet",
            Says::services(6).bridge_ports(24).forwarding(true).address(1, "Vlan1", 1),
            Bridge,
        ),
        (
            "layer 3 switch that routes",
            Says::services(6).bridge_ports(24).forwarding(true).address(1, "Vlan1", 1).address(2, "Vlan2", 2),
            Router,
        ),
        (
            "two addresses in one subnet do not route",
            Says::services(2).bridge_ports(8).forwarding(true).address(1, "a", 1).address(1, "b", 1),
            Bridge,
        ),
        (
            "host with two subnets on one interface",
            Says::services(72).forwarding(true).address(1, "eth0", 1).address(1, "eth0", 2),
            Host,
        ),
        (
            "router in two subnets",
            Says::services(78).forwarding(true).address(1, "Gi0/0", 1).address(2, "Gi0/1", 2),
            Router,
        ),
        ("stub router", Says::services(78).forwarding(true).address(1, "Gi0/0", 1), Router),
        (
            "router that does not say ipForwarding",
            Says::services(4).address(1, "ge-0/0/0", 1).address(2, "ge-0/0/1", 2),
            Router,
        ),
        (
            "router by LLDP with bridge ports",
            Says::services(6).bridge_ports(3).capability(router).address(1, "a", 1).address(2, "b", 2),
            Router,
        ),
        ("Linux router", Says::services(72).forwarding(true).address(1, "eth0", 1).address(2, "eth1", 2), Router),
        ("Linux host", Says::services(72).forwarding(false).address(1, "eth0", 1), Host),
        ("Linux host with all layers", Says::services(76).forwarding(false).address(1, "eth0", 1), Host),
        (
            "Linux host in two subnets",
            Says::services(76).forwarding(false).address(1, "eth0", 1).address(2, "eth1", 2),
            Host,
        ),
        (
            "container host",
            Says::services(72).forwarding(true).address(1, "eth0", 1).address(2, "docker0", 2).address(3, "br-5f1c", 3),
            Host,
        ),
        ("hypervisor with a bridge", Says::services(72).bridge_ports(4), Bridge),
        ("host that says station", nothing().capability(station), Host),
        ("printer", Says::services(72).printer(), Printer),
        (
            "printer with two subnets",
            Says::services(72).printer().forwarding(true).address(1, "a", 1).address(2, "b", 2),
            Printer,
        ),
        ("printer by its description", Says::services(72).description("HP LaserJet 4250"), Printer),
        ("switch for printers", Says::services(2).bridge_ports(4).description("printer switch"), Bridge),
        ("access point by its radio", Says::services(72).interface_type(71).forwarding(false), AccessPoint),
        ("access point that bridges", Says::services(6).interface_type(71).bridge_ports(3), AccessPoint),
        ("access point by LLDP", nothing().capability(access_point), AccessPoint),
        (
            "wireless router",
            Says::services(78).interface_type(71).forwarding(true).address(1, "ether1", 1).address(2, "wlan1", 2),
            Router,
        ),
        ("phone", nothing().capability(phone), Phone),
        ("phone that bridges for a computer", Says::services(2).bridge_ports(3).capability(phone), Phone),
        ("bridge by LLDP", nothing().capability(bridge), Bridge),
        ("router by LLDP", nothing().capability(router), Router),
        ("repeater by LLDP", nothing().capability(repeater), Repeater),
        ("repeater", Says::services(1), Repeater),
    ];
    for (name, says, kind) in cases {
        assert_eq!(recorded(says.0).kind, kind, "{name}");
    }
}
