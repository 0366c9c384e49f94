//! The nouns that every room shares: object identifiers, typed SMI values, identifiers and time.

mod ident;
mod oid;
mod smi;
mod time;

pub use ident::{
    BridgeId, BridgePort, ChassisId, ChassisIdSubtype, DeviceId, IfIndex, LldpPortNum, MacAddr, PortId, PortIdSubtype,
    VlanId,
};
pub use oid::{Oid, oid};
pub use smi::{SmiType, Value, VarBind};
pub use time::{Moment, TimeTicks, Timestamp};

#[cfg(test)]
mod tests;
