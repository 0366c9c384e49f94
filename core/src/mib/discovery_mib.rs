//! Neighbors by discovery protocols of makers: FOUNDRY-SN-SWITCH-GROUP-MIB (FDP), EXTREME-EDP-MIB (EDP),
//! S5-ETH-MULTISEG-TOPOLOGY-MIB (SONMP), FASTPATH-ISDP-MIB (ISDP) and MIKROTIK-MIB (MNDP).

use std::net::Ipv4Addr;

use crate::value::{BridgeId, IfIndex, MacAddr};

row! {
    /// `snFdpCacheTable` (FOUNDRY-SN-SWITCH-GROUP-MIB): neighbors by FDP, and by CDP where the device listens to that.
    SnFdpCacheEntry = "snFdpCacheTable", Rows, [1, 3, 6, 1, 4, 1, 1991, 1, 1, 3, 20, 1, 2, 1, 1];
    index ("snFdpCacheIfIndex.snFdpCacheDeviceIndex") {
        /// `snFdpCacheIfIndex`: the local interface.
        sn_fdp_cache_if_index: IfIndex = "snFdpCacheIfIndex",
        /// `snFdpCacheDeviceIndex`: tells neighbors apart.
        sn_fdp_cache_device_index: u32 = "snFdpCacheDeviceIndex",
    }
    required {
        /// `snFdpCacheDeviceId`: the neighbor's name, or name and MAC address in brackets.
        sn_fdp_cache_device_id: Vec<u8> = "snFdpCacheDeviceId" 3 DisplayString,
    }
    optional {
        /// `snFdpCacheAddress`: the first address that the neighbor announced.
        sn_fdp_cache_address: Vec<u8> = "snFdpCacheAddress" 5 OctetString,
        /// `snFdpCacheDevicePort`: the neighbor's port.
        sn_fdp_cache_device_port: String = "snFdpCacheDevicePort" 7 DisplayString,
        /// `snFdpCachePlatform`: the neighbor's hardware.
        sn_fdp_cache_platform: String = "snFdpCachePlatform" 8 DisplayString,
        /// `snFdpCacheVendorId`: fdp(1), cdp(2).
        sn_fdp_cache_vendor_id: i32 = "snFdpCacheVendorId" 10 Integer,
    }
}

row! {
    /// `extremeEdpTable` (EXTREME-EDP-MIB): neighbors by EDP.
    ExtremeEdpEntry = "extremeEdpTable", Rows, [1, 3, 6, 1, 4, 1, 1916, 1, 13, 2, 1];
    index ("extremeEdpPortIfIndex.extremeEdpNeighborId (eight arcs below 256)") {
        /// `extremeEdpPortIfIndex`: the local port.
        extreme_edp_port_if_index: IfIndex = "extremeEdpPortIfIndex",
        /// `extremeEdpNeighborId`: two octets and the neighbor's MAC address.
        extreme_edp_neighbor_id: BridgeId = "extremeEdpNeighborId",
    }
    required {}
    optional {
        /// `extremeEdpNeighborName`.
        extreme_edp_neighbor_name: String = "extremeEdpNeighborName" 3 DisplayString,
        /// `extremeEdpNeighborSlot`: the neighbor's slot; 0 or 1 where it has one only.
        extreme_edp_neighbor_slot: u32 = "extremeEdpNeighborSlot" 5 Integer,
        /// `extremeEdpNeighborPort`: the neighbor's port in that slot.
        extreme_edp_neighbor_port: u32 = "extremeEdpNeighborPort" 6 Integer,
    }
}

row! {
    /// `s5EnMsTopNmmTable` (S5-ETH-MULTISEG-TOPOLOGY-MIB): neighbors by SONMP, and the device itself in slot 0.
    S5EnMsTopNmmEntry = "s5EnMsTopNmmTable", Rows, [1, 3, 6, 1, 4, 1, 45, 1, 6, 13, 2, 1, 1];
    index ("s5EnMsTopNmmSlot.s5EnMsTopNmmPort.s5EnMsTopNmmIpAddr.s5EnMsTopNmmSegId") {
        /// `s5EnMsTopNmmSlot`: the local slot; 0 for the row of the device itself.
        s5_en_ms_top_nmm_slot: u32 = "s5EnMsTopNmmSlot",
        /// `s5EnMsTopNmmPort`: the local port in that slot.
        s5_en_ms_top_nmm_port: u32 = "s5EnMsTopNmmPort",
        /// `s5EnMsTopNmmIpAddr`: the neighbor's address.
        s5_en_ms_top_nmm_ip_addr: Ipv4Addr = "s5EnMsTopNmmIpAddr",
        /// `s5EnMsTopNmmSegId`: the neighbor's port, slot and port in the lower two octets.
        s5_en_ms_top_nmm_seg_id: u32 = "s5EnMsTopNmmSegId",
    }
    required {}
    optional {
        /// `s5EnMsTopNmmMacAddr`: the neighbor's chassis.
        s5_en_ms_top_nmm_mac_addr: MacAddr = "s5EnMsTopNmmMacAddr" 5 MacAddress,
        /// `s5EnMsTopNmmCurState`: topChanged(1), heartbeat(2), new(3).
        s5_en_ms_top_nmm_cur_state: i32 = "s5EnMsTopNmmCurState" 9 Integer,
    }
}

row! {
    /// `agentIsdpCacheTable` (FASTPATH-ISDP-MIB): neighbors by ISDP, which is CDP by another name.
    AgentIsdpCacheEntry = "agentIsdpCacheTable", Rows, [1, 3, 6, 1, 4, 1, 4413, 1, 1, 39, 1, 2, 1, 1];
    index ("agentIsdpCacheIfIndex.agentIsdpCacheIndex") {
        /// `agentIsdpCacheIfIndex`: the local interface.
        agent_isdp_cache_if_index: IfIndex = "agentIsdpCacheIfIndex",
        /// `agentIsdpCacheIndex`: tells neighbors apart.
        agent_isdp_cache_index: u32 = "agentIsdpCacheIndex",
    }
    required {
        /// `agentIsdpCacheDeviceId`: the neighbor's name, serial number or address.
        agent_isdp_cache_device_id: Vec<u8> = "agentIsdpCacheDeviceId" 6 DisplayString,
    }
    optional {
        /// `agentIsdpCacheAddress`: the first address that the neighbor announced.
        agent_isdp_cache_address: Vec<u8> = "agentIsdpCacheAddress" 4 OctetString,
        /// `agentIsdpCacheDevicePort`: the neighbor's interface by name.
        agent_isdp_cache_device_port: String = "agentIsdpCacheDevicePort" 7 DisplayString,
        /// `agentIsdpCachePlatform`: the neighbor's hardware.
        agent_isdp_cache_platform: String = "agentIsdpCachePlatform" 8 DisplayString,
    }
}

row! {
    /// `mtxrNeighborTable` (MIKROTIK-MIB): neighbors by MNDP, CDP or LLDP.
    MtxrNeighborEntry = "mtxrNeighborTable", Rows, [1, 3, 6, 1, 4, 1, 14988, 1, 1, 11, 1, 1];
    index ("mtxrNeighborIndex") {
        /// `mtxrNeighborIndex`: tells neighbors apart; `lldpRemIndex` of the same neighbor.
        mtxr_neighbor_index: u32 = "mtxrNeighborIndex",
    }
    required {}
    optional {
        /// `mtxrNeighborIpAddress`.
        mtxr_neighbor_ip_address: Ipv4Addr = "mtxrNeighborIpAddress" 2 IpAddress,
        /// `mtxrNeighborMacAddress`.
        mtxr_neighbor_mac_address: MacAddr = "mtxrNeighborMacAddress" 3 MacAddress,
        /// `mtxrNeighborVersion`: the neighbor's software.
        mtxr_neighbor_version: String = "mtxrNeighborVersion" 4 DisplayString,
        /// `mtxrNeighborPlatform`: the neighbor's hardware.
        mtxr_neighbor_platform: String = "mtxrNeighborPlatform" 5 DisplayString,
        /// `mtxrNeighborIdentity`: the neighbor's name.
        mtxr_neighbor_identity: String = "mtxrNeighborIdentity" 6 DisplayString,
        /// `mtxrNeighborInterfaceID`: the local interface's `ifIndex`.
        mtxr_neighbor_interface_id: IfIndex = "mtxrNeighborInterfaceID" 8 Integer,
    }
}
