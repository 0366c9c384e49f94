//! What the first octets of an address tell: who made the card, and what such cards are in.

use crate::mib::mac_vendor;
use crate::value::MacAddr;

/// What virtual machines of one maker have in common: the first three octets.
const VIRTUAL: [[u8; 3]; 13] = [
    [0x00, 0x05, 0x69], // VMware
    [0x00, 0x0c, 0x29],
    [0x00, 0x1c, 0x14],
    [0x00, 0x50, 0x56],
    [0x00, 0x15, 0x5d], // Hyper-V
    [0x00, 0x16, 0x3e], // Xen
    [0x00, 0x1c, 0x42], // Parallels
    [0x02, 0x42, 0xac], // Docker
    [0x08, 0x00, 0x27], // VirtualBox
    [0x50, 0x6b, 0x8d], // Nutanix
    [0x52, 0x54, 0x00], // QEMU
    [0x0a, 0x00, 0x27], // VirtualBox, host only
    [0xbc, 0x24, 0x11], // Proxmox
];

/// Makers of telephones, as the registry writes them, and hardly anything else.
const TELEPHONES: [&str; 11] =
    ["aastra", "avaya", "fanvil", "gigaset", "grandstream", "mitel", "polycom", "shoretel", "snom", "unify", "yealink"];

/// Makers of access points.
const ACCESS_POINTS: [&str; 6] = ["aerohive", "cambium networks", "meru", "mist systems", "ruckus", "ubiquiti"];

/// Makers of what has a radio and hardly ever a socket: handhelds, wireless modules, things.
const WIRELESS: [&str; 16] = [
    "apple",
    "azurewave",
    "espressif",
    "fairphone",
    "gopro",
    "guangdong oppo",
    "hmd global",
    "huawei device",
    "liteon",
    "motorola mobility",
    "murata",
    "oneplus",
    "samsung electronics",
    "tuya",
    "vivo mobile",
    "xiaomi",
];

/// Whether the address is one that hypervisors give their machines.
pub(super) fn is_virtual(mac: MacAddr) -> bool {
    VIRTUAL.iter().any(|start| mac.0.starts_with(start))
}

/// Whether the address is of a maker of telephones.
pub(super) fn is_of_a_telephone(mac: MacAddr) -> bool {
    made_by(mac, &TELEPHONES)
}

/// Whether the address is of a maker of access points.
pub(super) fn is_of_an_access_point(mac: MacAddr) -> bool {
    made_by(mac, &ACCESS_POINTS)
}

/// Whether the address is of something with a radio: of a maker of such things, or one that the station drew by lot, as
/// handhelds do in every network (locally administered, IEEE 802c).
pub(super) fn is_wireless(mac: MacAddr) -> bool {
    (mac.0[0] & 3 == 2 && !is_virtual(mac)) || made_by(mac, &WIRELESS)
}

fn made_by(mac: MacAddr, makers: &[&str]) -> bool {
    mac_vendor(mac).is_some_and(|maker| {
        let maker = maker.to_lowercase();
        makers.iter().any(|known| maker.contains(known))
    })
}
