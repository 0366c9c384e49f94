//! Well-known objects besides those of the tables that are read as rows, and the names of numbers. Names and numbers are
//! the standards'.

use super::index::{IndexEncoding, IndexObject};
use super::{Names, Object, ObjectKind};
use crate::value::Oid;

/// Module, the number that the rest is below, kind, and what is there: `name number …`.
const KNOWN: &[(&str, &[u32], ObjectKind, &str)] = &[
    ("SNMPv2-SMI", &[], ObjectKind::Node, "iso 1"),
    ("SNMPv2-SMI", &[1], ObjectKind::Node, "org 3"),
    ("SNMPv2-SMI", &[1, 3], ObjectKind::Node, "dod 6"),
    ("SNMPv2-SMI", &[1, 3, 6], ObjectKind::Node, "internet 1"),
    ("SNMPv2-SMI", &[1, 3, 6, 1], ObjectKind::Node, "directory 1 mgmt 2 experimental 3 private 4 security 5 snmpV2 6"),
    ("SNMPv2-SMI", &[1, 3, 6, 1, 2], ObjectKind::Node, "mib-2 1"),
    ("SNMPv2-SMI", &[1, 3, 6, 1, 2, 1], ObjectKind::Node, "transmission 10"),
    ("SNMPv2-SMI", &[1, 3, 6, 1, 4], ObjectKind::Node, "enterprises 1"),
    ("SNMPv2-SMI", &[1, 3, 6, 1, 6], ObjectKind::Node, "snmpDomains 1 snmpProxys 2 snmpModules 3"),
    ("SNMPv2-SMI", &[0], ObjectKind::Node, "zeroDotZero 0"),
    ("SNMPv2-MIB", &[1, 3, 6, 1, 2, 1, 1], ObjectKind::Scalar, "sysORLastChange 8"),
    ("SNMPv2-MIB", &[1, 3, 6, 1, 2, 1, 1, 9], ObjectKind::Row, "sysOREntry 1"),
    (
        "SNMPv2-MIB",
        &[1, 3, 6, 1, 2, 1, 1, 9, 1],
        ObjectKind::Column,
        "sysORIndex 1 sysORID 2 sysORDescr 3 sysORUpTime 4",
    ),
    ("SNMPv2-MIB", &[1, 3, 6, 1, 2, 1], ObjectKind::Node, "snmp 11"),
    (
        "SNMPv2-MIB",
        &[1, 3, 6, 1, 2, 1, 11],
        ObjectKind::Scalar,
        "snmpInPkts 1 snmpInBadVersions 3 snmpInBadCommunityNames 4 snmpInBadCommunityUses 5 snmpInASNParseErrs 6 \
         snmpEnableAuthenTraps 30 snmpSilentDrops 31 snmpProxyDrops 32",
    ),
    ("SNMPv2-MIB", &[1, 3, 6, 1, 6, 3, 1, 1, 4], ObjectKind::Scalar, "snmpTrapOID 1 snmpTrapEnterprise 3"),
    (
        "SNMPv2-MIB",
        &[1, 3, 6, 1, 6, 3, 1, 1, 5],
        ObjectKind::Notification,
        "coldStart 1 warmStart 2 authenticationFailure 5",
    ),
    ("IF-MIB", &[1, 3, 6, 1, 2, 1, 2], ObjectKind::Scalar, "ifNumber 1"),
    (
        "IF-MIB",
        &[1, 3, 6, 1, 2, 1, 2, 2, 1],
        ObjectKind::Column,
        "ifIndex 1 ifInUcastPkts 11 ifInNUcastPkts 12 ifInUnknownProtos 15 ifOutUcastPkts 17 ifOutNUcastPkts 18 ifOutQLen 21 \
         ifSpecific 22",
    ),
    ("IF-MIB", &[1, 3, 6, 1, 2, 1, 31, 1], ObjectKind::Scalar, "ifTableLastChange 5 ifStackLastChange 6"),
    (
        "IF-MIB",
        &[1, 3, 6, 1, 2, 1, 31, 1, 1, 1],
        ObjectKind::Column,
        "ifInMulticastPkts 2 ifInBroadcastPkts 3 ifOutMulticastPkts 4 ifOutBroadcastPkts 5 ifHCInUcastPkts 7 \
         ifHCInMulticastPkts 8 ifHCInBroadcastPkts 9 ifHCOutUcastPkts 11 ifHCOutMulticastPkts 12 ifHCOutBroadcastPkts 13 \
         ifLinkUpDownTrapEnable 14 ifPromiscuousMode 16 ifConnectorPresent 17",
    ),
    ("IF-MIB", &[1, 3, 6, 1, 6, 3, 1, 1, 5], ObjectKind::Notification, "linkDown 3 linkUp 4"),
    ("BRIDGE-MIB", &[1, 3, 6, 1, 2, 1, 17, 0], ObjectKind::Notification, "newRoot 1 topologyChange 2"),
    ("BRIDGE-MIB", &[1, 3, 6, 1, 2, 1, 17, 4, 3, 1], ObjectKind::Column, "dot1dTpFdbAddress 1"),
    ("BRIDGE-MIB", &[1, 3, 6, 1, 2, 1, 17, 1, 4, 1], ObjectKind::Column, "dot1dBasePort 1"),
    ("LLDP-MIB", &[1, 0, 8802, 1, 1, 2, 0, 0], ObjectKind::Notification, "lldpRemTablesChange 1"),
    (
        "OSPF-TRAP-MIB",
        &[1, 3, 6, 1, 2, 1, 14, 16, 2],
        ObjectKind::Notification,
        "ospfNbrStateChange 2 ospfIfStateChange 16",
    ),
    ("ENTITY-MIB", &[1, 3, 6, 1, 2, 1, 47, 2, 0], ObjectKind::Notification, "entConfigChange 1"),
    ("Printer-MIB", &[1, 3, 6, 1, 2, 1, 43, 18, 2, 0], ObjectKind::Notification, "printerV2Alert 1"),
    (
        "SNMP-FRAMEWORK-MIB",
        &[1, 3, 6, 1, 6, 3, 10, 2, 1],
        ObjectKind::Scalar,
        "snmpEngineID 1 snmpEngineBoots 2 snmpEngineTime 3 snmpEngineMaxMessageSize 4",
    ),
    (
        "SNMP-USER-BASED-SM-MIB",
        &[1, 3, 6, 1, 6, 3, 15, 1, 1],
        ObjectKind::Scalar,
        "usmStatsUnsupportedSecLevels 1 usmStatsNotInTimeWindows 2 usmStatsUnknownUserNames 3 usmStatsUnknownEngineIDs 4 \
         usmStatsWrongDigests 5 usmStatsDecryptionErrors 6",
    ),
    (
        "HOST-RESOURCES-MIB",
        &[1, 3, 6, 1, 2, 1, 25, 1],
        ObjectKind::Scalar,
        "hrSystemUptime 1 hrSystemDate 2 hrSystemNumUsers 5 hrSystemProcesses 6 hrSystemMaxProcesses 7",
    ),
    ("HOST-RESOURCES-MIB", &[1, 3, 6, 1, 2, 1, 25, 2], ObjectKind::Scalar, "hrMemorySize 2"),
    ("HOST-RESOURCES-MIB", &[1, 3, 6, 1, 2, 1, 25, 2, 3], ObjectKind::Row, "hrStorageEntry 1"),
    (
        "HOST-RESOURCES-MIB",
        &[1, 3, 6, 1, 2, 1, 25, 2, 3, 1],
        ObjectKind::Column,
        "hrStorageIndex 1 hrStorageType 2 hrStorageDescr 3 hrStorageAllocationUnits 4 hrStorageSize 5 hrStorageUsed 6",
    ),
    ("HOST-RESOURCES-MIB", &[1, 3, 6, 1, 2, 1, 25, 3, 3], ObjectKind::Row, "hrProcessorEntry 1"),
    (
        "HOST-RESOURCES-MIB",
        &[1, 3, 6, 1, 2, 1, 25, 3, 3, 1],
        ObjectKind::Column,
        "hrProcessorFrwID 1 hrProcessorLoad 2",
    ),
    ("ENTITY-MIB", &[1, 3, 6, 1, 2, 1, 47, 1, 1, 1], ObjectKind::Row, "entPhysicalEntry 1"),
    (
        "ENTITY-MIB",
        &[1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1],
        ObjectKind::Column,
        "entPhysicalDescr 2 entPhysicalVendorType 3 entPhysicalContainedIn 4 entPhysicalClass 5 entPhysicalParentRelPos 6 \
         entPhysicalName 7 entPhysicalHardwareRev 8 entPhysicalFirmwareRev 9 entPhysicalSoftwareRev 10 \
         entPhysicalSerialNum 11 entPhysicalMfgName 12 entPhysicalModelName 13",
    ),
];

/// Rows of [`KNOWN`] whose index is one number, by the name of that number's object.
const INDEXES: &[(&str, &str)] = &[
    ("sysOREntry", "sysORIndex"),
    ("hrStorageEntry", "hrStorageIndex"),
    ("hrProcessorEntry", "hrDeviceIndex"),
    ("entPhysicalEntry", "entPhysicalIndex"),
];

const LLDP_CHASSIS_ID: &str =
    "chassisComponent 1 interfaceAlias 2 portComponent 3 macAddress 4 networkAddress 5 interfaceName 6 local 7";
const LLDP_PORT_ID: &str =
    "interfaceAlias 1 portComponent 2 macAddress 3 networkAddress 4 interfaceName 5 agentCircuitId 6 local 7";

const OSPF_IF_STATE: &str = "down 1 loopback 2 waiting 3 pointToPoint 4 designatedRouter 5 backupDesignatedRouter 6 \
                             otherDesignatedRouter 7";
const OSPFV3_IF_STATE: &str = "down 1 loopback 2 waiting 3 pointToPoint 4 designatedRouter 5 backupDesignatedRouter 6 \
                               otherDesignatedRouter 7 standby 8";
const OSPF_NBR_STATE: &str = "down 1 attempt 2 init 3 twoWay 4 exchangeStart 5 exchange 6 loading 7 full 8";
const ISIS_ADJ_STATE: &str = "down 1 initializing 2 up 3 failed 4";
const BGP_PEER_STATE: &str = "idle 1 connect 2 active 3 opensent 4 openconfirm 5 established 6";

/// The names of numbers, by object: `name number …`.
const LABELS: &[(&str, &str)] = &[
    ("ifAdminStatus", "up 1 down 2 testing 3"),
    ("ifOperStatus", "up 1 down 2 testing 3 unknown 4 dormant 5 notPresent 6 lowerLayerDown 7"),
    ("ifLinkUpDownTrapEnable", "enabled 1 disabled 2"),
    ("ifPromiscuousMode", "true 1 false 2"),
    ("ifConnectorPresent", "true 1 false 2"),
    ("ifStackStatus", "active 1 notInService 2 notReady 3 createAndGo 4 createAndWait 5 destroy 6"),
    ("snmpEnableAuthenTraps", "enabled 1 disabled 2"),
    ("ipForwarding", "forwarding 1 notForwarding 2"),
    ("ipNetToMediaType", "other 1 invalid 2 dynamic 3 static 4"),
    ("ipAddressType", "unicast 1 anycast 2 broadcast 3"),
    ("ipNetToPhysicalType", "other 1 invalid 2 dynamic 3 static 4 local 5"),
    ("ipNetToPhysicalState", "reachable 1 stale 2 delay 3 probe 4 invalid 5 unknown 6 incomplete 7"),
    ("dot1dBaseType", "unknown 1 transparent-only 2 sourceroute-only 3 srt 4"),
    ("dot1dStpProtocolSpecification", "unknown 1 decLb100 2 ieee8021d 3"),
    ("dot1dStpPortState", "disabled 1 blocking 2 listening 3 learning 4 forwarding 5 broken 6"),
    ("ieee8021MstpPortState", "disabled 1 listening 2 learning 3 forwarding 4 blocking 5"),
    ("hwMstpiState", "disabled 1 discarding 2 learning 4 forwarding 5"),
    ("hh3cdot1sMstiState", "disabled 1 discarding 2 learning 4 forwarding 5"),
    ("stpxSpanningTreeType", "pvstPlus 1 mistp 2 mistpPvstPlus 3 mst 4 rapidPvstPlus 5"),
    ("stpxRSTPPortRoleValue", "disabled 1 root 2 designated 3 alternate 4 backUp 5 boundary 6 master 7"),
    ("dot1dTpFdbStatus", "other 1 invalid 2 learned 3 self 4 mgmt 5"),
    ("dot1qTpFdbStatus", "other 1 invalid 2 learned 3 self 4 mgmt 5"),
    ("vtpVlanState", "operational 1 suspended 2 mtuTooBigForDevice 3 mtuTooBigForTrunk 4"),
    ("vtpVlanType", "ethernet 1 fddi 2 tokenRing 3 fddiNet 4 trNet 5 deprecated 6"),
    ("lldpLocChassisIdSubtype", LLDP_CHASSIS_ID),
    ("lldpRemChassisIdSubtype", LLDP_CHASSIS_ID),
    ("lldpLocPortIdSubtype", LLDP_PORT_ID),
    ("lldpRemPortIdSubtype", LLDP_PORT_ID),
    ("lldpLocManAddrIfSubtype", "unknown 1 ifIndex 2 systemPortNumber 3"),
    ("lldpRemManAddrIfSubtype", "unknown 1 ifIndex 2 systemPortNumber 3"),
    ("lldpV2LocChassisIdSubtype", LLDP_CHASSIS_ID),
    ("lldpV2RemChassisIdSubtype", LLDP_CHASSIS_ID),
    ("lldpV2LocPortIdSubtype", LLDP_PORT_ID),
    ("lldpV2RemPortIdSubtype", LLDP_PORT_ID),
    ("lldpV2RemManAddrIfSubtype", "unknown 1 ifIndex 2 systemPortNumber 3"),
    ("tmnxLldpRemChassisIdSubtype", LLDP_CHASSIS_ID),
    ("tmnxLldpRemPortIdSubtype", LLDP_PORT_ID),
    ("tmnxLldpRemManAddrIfSubtype", "unknown 1 ifIndex 2 systemPortNumber 3"),
    ("cdpCacheAddressType", "ip 1 ipv6 20"),
    ("ospfIfType", "broadcast 1 nbma 2 pointToPoint 3 pointToMultipoint 5"),
    ("ospfIfState", OSPF_IF_STATE),
    ("ospfv3IfState", OSPFV3_IF_STATE),
    ("ospfNbrState", OSPF_NBR_STATE),
    ("ospfv3NbrState", OSPF_NBR_STATE),
    ("isisISAdjState", ISIS_ADJ_STATE),
    ("ciiISAdjState", ISIS_ADJ_STATE),
    ("isisRouterLevel", "area 1 domain 2"),
    ("ciiRouterLevel", "area 1 domain 2"),
    ("bgpPeerState", BGP_PEER_STATE),
    ("cbgpPeer2State", BGP_PEER_STATE),
    ("jnxBgpM2PeerState", BGP_PEER_STATE),
    ("vrrpOperState", "initialize 1 backup 2 master 3"),
    ("vrrpv3OperationsStatus", "initialize 1 backup 2 master 3"),
    ("vrrpv3OperationsInetAddrType", "ipv4 1 ipv6 2"),
    ("cHsrpGrpStandbyState", "initial 1 learn 2 listen 3 speak 4 standby 5 active 6"),
    ("snFdpCacheVendorId", "fdp 1 cdp 2"),
    ("s5EnMsTopNmmCurState", "topChanged 1 heartbeat 2 new 3"),
    (
        "entPhysicalClass",
        "other 1 unknown 2 chassis 3 backplane 4 container 5 powerSupply 6 fan 7 sensor 8 module 9 port 10 stack 11 cpu 12",
    ),
    ("cswSwitchRole", "master 1 member 2 notMember 3 standby 4"),
    (
        "cswSwitchState",
        "waiting 1 progressing 2 added 3 ready 4 sdmMismatch 5 verMismatch 6 featureMismatch 7 newMasterInit 8 \
         provisioned 9 invalid 10 removed 11",
    ),
];

pub(super) fn add(names: &mut Names) {
    for (module, base, kind, list) in KNOWN {
        for (name, number) in pairs(list) {
            let oid = Oid::new(base).child(&[number]);
            let index = match kind {
                ObjectKind::Row => {
                    let own = INDEXES.iter().filter(|(row, _)| *row == name);
                    own.flat_map(|(_, index)| IndexEncoding::Number.objects(index)).collect()
                }
                // A column has its row's.
                ObjectKind::Column => names.objects.get(*base).map(|row| row.index.clone()).unwrap_or_default(),
                _ => Vec::<IndexObject>::new(),
            };
            if *kind == ObjectKind::Row {
                if let (Some(table), true) = (name.strip_suffix("Entry"), !base.is_empty()) {
                    let object = made(module, &format!("{table}Table"), ObjectKind::Table, Vec::new());
                    names.add(Oid::new(base), object);
                }
            }
            names.add(oid, made(module, name, *kind, index));
        }
    }
}

fn made(module: &str, name: &str, kind: ObjectKind, index: Vec<IndexObject>) -> Object {
    let (module, name) = (module.to_owned(), name.to_owned());
    Object { labels: labels(&name), module, name, kind, hint: String::new(), index }
}

/// The names of an object's numbers.
pub(super) fn labels(object: &str) -> Vec<(i64, String)> {
    if object == "ifType" {
        let lines = crate::mib::names::IF_TYPES.lines();
        return lines
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(number, name)| Some((number.parse().ok()?, name.to_owned())))
            .collect();
    }
    let list = LABELS.iter().find(|(name, _)| *name == object).map_or("", |(_, list)| list);
    pairs(list).map(|(name, number)| (i64::from(number), name.to_owned())).collect()
}

fn pairs(list: &'static str) -> impl Iterator<Item = (&'static str, u32)> {
    let mut words = list.split_ascii_whitespace();
    std::iter::from_fn(move || Some((words.next()?, words.next()?.parse().ok()?)))
}
