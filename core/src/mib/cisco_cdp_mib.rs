//! CISCO-CDP-MIB.

use crate::value::{IfIndex, VlanId};

row! {
    /// `cdpCacheTable` (CISCO-CDP-MIB): what was heard from neighbors.
    CdpCacheEntry = "cdpCacheTable", Rows, [1, 3, 6, 1, 4, 1, 9, 9, 23, 1, 2, 1, 1];
    index ("cdpCacheIfIndex.cdpCacheDeviceIndex") {
        /// `cdpCacheIfIndex`: the local interface.
        cdp_cache_if_index: IfIndex = "cdpCacheIfIndex",
        /// `cdpCacheDeviceIndex`: tells neighbors apart.
        cdp_cache_device_index: u32 = "cdpCacheDeviceIndex",
    }
    required {
        /// `cdpCacheDeviceId`: the neighbor's name, serial number or address.
        cdp_cache_device_id: Vec<u8> = "cdpCacheDeviceId" 6 DisplayString,
        /// `cdpCacheDevicePort`: the neighbor's interface by name.
        cdp_cache_device_port: String = "cdpCacheDevicePort" 7 DisplayString,
    }
    optional {
        /// `cdpCacheAddressType`: ip(1), ipv6(20) and others (CISCO-TC `CiscoNetworkProtocol`).
        cdp_cache_address_type: i32 = "cdpCacheAddressType" 3 Integer,
        /// `cdpCacheAddress`: the first address that the neighbor announced.
        cdp_cache_address: Vec<u8> = "cdpCacheAddress" 4 OctetString,
        /// `cdpCacheVersion`: the neighbor's software.
        cdp_cache_version: String = "cdpCacheVersion" 5 DisplayString,
        /// `cdpCachePlatform`: the neighbor's hardware.
        cdp_cache_platform: String = "cdpCachePlatform" 8 DisplayString,
        /// `cdpCacheCapabilities`: four octets, the least significant bit is router.
        cdp_cache_capabilities: Vec<u8> = "cdpCacheCapabilities" 9 OctetString,
        /// `cdpCacheNativeVLAN`: 0 where the neighbor did not say.
        cdp_cache_native_vlan: VlanId = "cdpCacheNativeVLAN" 11 Integer,
    }
}
