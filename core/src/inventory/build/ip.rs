use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use crate::inventory::{ArpEntry, InterfaceAddress};
use crate::mib::{Ip, IpAddrEntry, IpAddressEntry, IpNetToMediaEntry, IpNetToPhysicalEntry};
use crate::value::{IfIndex, Oid};

use super::reader::Reader;

/// `ipForwarding`, where the agent says.
pub(super) fn forwards(reader: &mut Reader<'_>) -> Option<bool> {
    reader.rows::<Ip>().into_iter().next().and_then(|row| row.ip_forwarding).map(|forwarding| forwarding == 1)
}

/// `ipAddressTable` and `ipAddrTable`, each address of an interface once, by interface and address.
pub(super) fn addresses(reader: &mut Reader<'_>) -> Vec<InterfaceAddress> {
    const BROADCAST: i32 = 3;
    let mut found: BTreeMap<(IfIndex, IpAddr), Option<u8>> = BTreeMap::new();
    for row in reader.rows::<IpAddressEntry>() {
        if row.ip_address_type != Some(BROADCAST) {
            let prefix = row.ip_address_prefix.as_ref().and_then(|prefix| prefix_len(prefix, row.ip_address_addr.0));
            found.insert((row.ip_address_if_index, row.ip_address_addr.0), prefix);
        }
    }
    for row in reader.rows::<IpAddrEntry>() {
        let prefix = row.ip_ad_ent_net_mask.and_then(mask_len);
        let known = found.entry((row.ip_ad_ent_if_index, row.ip_ad_ent_addr.into())).or_default();
        *known = known.or(prefix);
    }
    let addresses = found.into_iter().filter(|((_, address), _)| !address.is_unspecified());
    addresses.map(|((interface, address), prefix_len)| InterfaceAddress { interface, address, prefix_len }).collect()
}

/// The last arc of the row of `ipAddressPrefixTable` that `ipAddressPrefix` points to.
fn prefix_len(prefix: &Oid, address: IpAddr) -> Option<u8> {
    const IP_ADDRESS_PREFIX_ENTRY: &[u32] = &[1, 3, 6, 1, 2, 1, 4, 32, 1];
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let last = prefix.suffix_of(IP_ADDRESS_PREFIX_ENTRY)?.last()?;
    u8::try_from(*last).ok().filter(|len| *len <= longest)
}

/// The length of a mask of ones followed by zeros.
fn mask_len(mask: Ipv4Addr) -> Option<u8> {
    let bits = u32::from(mask);
    let len = bits.leading_ones();
    (bits.checked_shl(len).unwrap_or(0) == 0).then(|| u8::try_from(len).ok()).flatten()
}

/// `ipNetToPhysicalTable` and `ipNetToMediaTable`: neighbors whose MAC address is known, by interface and address.
pub(super) fn neighbors(reader: &mut Reader<'_>) -> Vec<ArpEntry> {
    const INVALID: i32 = 2;
    const LOCAL: i32 = 5;
    let mut found = Vec::new();
    for row in reader.rows::<IpNetToPhysicalEntry>() {
        const STATE_INVALID: i32 = 5;
        const STATE_INCOMPLETE: i32 = 7;
        let usable = !matches!(row.ip_net_to_physical_type, Some(INVALID | LOCAL))
            && !matches!(row.ip_net_to_physical_state, Some(STATE_INVALID | STATE_INCOMPLETE));
        if let (true, Some(mac)) = (usable, row.ip_net_to_physical_phys_address) {
            let address = row.ip_net_to_physical_net_address.0;
            found.push(ArpEntry { interface: row.ip_net_to_physical_if_index, address, mac });
        }
    }
    for row in reader.rows::<IpNetToMediaEntry>() {
        let usable = row.ip_net_to_media_type != Some(INVALID);
        if let (true, Some(mac)) = (usable, row.ip_net_to_media_phys_address) {
            let address = row.ip_net_to_media_net_address.into();
            found.push(ArpEntry { interface: row.ip_net_to_media_if_index, address, mac });
        }
    }
    found.retain(|entry| !entry.mac.is_zero());
    found.sort_unstable_by_key(|entry| (entry.interface, entry.address, entry.mac));
    found.dedup();
    found
}
