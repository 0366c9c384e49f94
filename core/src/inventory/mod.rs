//! Device snapshots: what the tables of one device say, in plain words with units.

mod build;
mod hardware;
mod lldpd;
mod management;
mod neighbors;
mod notification;
mod order;
mod polled;
mod rates;
mod routing;
mod site;
mod snapshot;

pub(crate) use build::speed;
pub use build::{Collected, CollectedTable, TableRequest, build, tables, vlan_contexts};
pub use hardware::{HardwareClass, HardwarePart, LacpPort, StackMember, StackRole};
pub use management::{ManagementPath, PathFacts, PathInterface, PathPort};
pub use neighbors::{
    CdpNeighbor, DiscoveredNeighbor, DiscoveryProtocol, LldpDetails, LldpInfo, LldpLocalPort, LldpNeighbor, LldpTable,
};
pub use notification::{Notification, NotificationKind, OspfNbrState, Protection, Sent, TrapVersion};
pub use order::{AdminStatus, OrderOutcome, OrderReport, PortStatus};
pub use polled::{ChosenRows, MissedDevice, PartialDevice, PollBatch, PolledColumn, PolledRate, RowIndexes};
pub use rates::{DeviceRates, PortRate, rates};
pub use routing::{
    RouterId, RoutingInfo, RoutingNeighbor, RoutingProtocol, RoutingState, VirtualRouter, VirtualRouterProtocol,
    VirtualRouterState,
};
pub use site::{Progress, Site, TargetFailure};
pub use snapshot::{
    ArpEntry, BridgeInfo, BridgePortInfo, DeviceKind, DeviceSnapshot, FdbEntry, FdbStatus, IfStatus, Interface,
    InterfaceAddress, InterfaceCounters, Lag, SnapshotFault, SpanningTree, StpPort, StpState, SystemInfo,
    TableCoverage, Vlan,
};
