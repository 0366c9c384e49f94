//! What a device says unasked.

#[cfg(feature = "v3")]
use std::sync::Arc;
use std::time::Duration;

use super::{Agent, Asking, ticks_of};
use crate::error::{Error, Result};
use crate::sim::World;
use crate::value::{Moment, Oid, TimeTicks, Value, VarBind};
#[cfg(feature = "v3")]
use crate::wire::usm::UsmUser;
use crate::wire::{self, CommunityString, Message, Pdu, Request, SNMP_TRAP_OID, SYS_UP_TIME, TrapV1, Version};

/// `snmpTraps` (RFC 3418).
const SNMP_TRAPS: [u32; 9] = [1, 3, 6, 1, 6, 3, 1, 1, 5];

/// Something that a simulated device tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// `coldStart`.
    ColdStart,
    /// `warmStart`.
    WarmStart,
    /// `linkDown` of that port.
    LinkDown(String),
    /// `linkUp` of that port.
    LinkUp(String),
    /// `authenticationFailure`.
    AuthenticationFailure,
    /// `newRoot`.
    NewRoot,
    /// `topologyChange`.
    TopologyChange,
    /// `lldpRemTablesChange`.
    LldpRemTablesChange,
}

/// In which form a device tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrapForm {
    /// A trap of SNMPv1 in the device's community.
    V1,
    /// A trap of v2c in the device's community.
    V2c,
    /// An inform of v2c in the device's community.
    InformV2c,
    /// A trap of v3 by that user.
    #[cfg(feature = "v3")]
    V3(Arc<UsmUser>),
    /// An inform of v3 by that user.
    #[cfg(feature = "v3")]
    InformV3(Arc<UsmUser>),
}

impl Agent {
    /// Pulls the cable out of a port, or plugs it in again, for all clones of the agent: they are one device.
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is no such port, or where it was pulled and plugged a thousand times.
    pub fn set_cable(&self, port: &str, plugged: bool, now: Moment) -> Result<()> {
        let position = self.port(port)?;
        if self.orders.plug(position, plugged, World::age(now)) {
            return Ok(());
        }
        Err(Error::invalid("port", port, "one whose cable was moved less than a thousand times"))
    }

    /// The trap by which the device tells of an event, with `id` as its `request-id` (RFC 3416 §4.2.6).
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is no such port.
    pub fn tell(&self, event: &Event, id: i32, now: Moment) -> Result<Request> {
        let (trap_oid, own) = match event {
            Event::ColdStart => (Oid::new(&SNMP_TRAPS).child(&[1]), Vec::new()),
            Event::WarmStart => (Oid::new(&SNMP_TRAPS).child(&[2]), Vec::new()),
            Event::LinkDown(port) => (Oid::new(&SNMP_TRAPS).child(&[3]), self.link_varbinds(port, now)?),
            Event::LinkUp(port) => (Oid::new(&SNMP_TRAPS).child(&[4]), self.link_varbinds(port, now)?),
            Event::AuthenticationFailure => (Oid::new(&SNMP_TRAPS).child(&[5]), Vec::new()),
            Event::NewRoot => (Oid::new(&[1, 3, 6, 1, 2, 1, 17, 0, 1]), Vec::new()),
            Event::TopologyChange => (Oid::new(&[1, 3, 6, 1, 2, 1, 17, 0, 2]), Vec::new()),
            Event::LldpRemTablesChange => {
                // lldpStatsRemTablesInserts, …Deletes, …Drops, …Ageouts.
                let counter = |number| {
                    VarBind::new(
                        Oid::new(&[1, 0, 8802, 1, 1, 2, 1, 2, number, 0]),
                        Value::Gauge32(u32::from(number == 3)),
                    )
                };
                (Oid::new(&[1, 0, 8802, 1, 1, 2, 0, 0, 1]), (2..=5).map(counter).collect())
            }
        };
        let mut varbinds = vec![
            VarBind::new(Oid::new(&SYS_UP_TIME), Value::TimeTicks(self.sys_up_time(now))),
            VarBind::new(Oid::new(&SNMP_TRAP_OID), Value::ObjectId(trap_oid)),
        ];
        varbinds.extend(own);
        Ok(Request { id, varbinds })
    }

    /// The datagram of a trap. Of an inform it is the one of v2c; one of v3 needs a
    /// [`UsmSession`](crate::wire::usm::UsmSession), as the receiver is the authority.
    ///
    /// # Errors
    /// As [`Self::tell`], and [`Error::Invalid`] for an inform of v3.
    pub fn trap(&self, event: &Event, form: &TrapForm, id: i32, now: Moment) -> Result<Vec<u8>> {
        let told = self.tell(event, id, now)?;
        let (version, pdu) = match form {
            TrapForm::V1 => (Version::V1, Pdu::TrapV1(self.in_v1(told))),
            TrapForm::V2c => (Version::V2c, Pdu::Trap(told)),
            TrapForm::InformV2c => (Version::V2c, Pdu::Inform(told)),
            #[cfg(feature = "v3")]
            TrapForm::V3(user) => return self.trap_v3(user, &Pdu::Trap(told), id, now),
            #[cfg(feature = "v3")]
            TrapForm::InformV3(_) => {
                return Err(Error::invalid("form", "an inform of v3", "it is sealed by a session with the receiver"));
            }
        };
        wire::encode(&Message { version, community: CommunityString::new(self.community.clone()), pdu })
    }

    /// RFC 3584 §3.2.
    fn in_v1(&self, told: Request) -> TrapV1 {
        let mut varbinds = told.varbinds;
        let own = varbinds.split_off(2.min(varbinds.len()));
        let (mut uptime, mut trap_oid) = (TimeTicks(0), Oid::default());
        for varbind in varbinds {
            match varbind.value {
                Value::TimeTicks(ticks) => uptime = ticks,
                Value::ObjectId(oid) => trap_oid = oid,
                _ => {}
            }
        }
        let agent = self.address.unwrap_or(std::net::Ipv4Addr::UNSPECIFIED);
        let (enterprise, generic, specific) = match trap_oid.arcs() {
            [1, 3, 6, 1, 6, 3, 1, 1, 5, number @ 1..=6] => {
                let object_id = self.view.get(&Oid::new(&[1, 3, 6, 1, 2, 1, 1, 2, 0]), Duration::ZERO);
                let enterprise = match object_id {
                    Some(super::Cell::Fixed(Value::ObjectId(oid))) => oid.clone(),
                    _ => Oid::new(&SNMP_TRAPS),
                };
                (enterprise, i32::try_from(*number).unwrap_or(1) - 1, 0)
            }
            [enterprise @ .., 0, specific] | [enterprise @ .., specific] => {
                (Oid::new(enterprise), 6, i32::try_from(*specific).unwrap_or(0))
            }
            [] => (Oid::default(), 6, 0),
        };
        TrapV1 { enterprise, agent, generic, specific, uptime, varbinds: own }
    }

    /// `ifIndex`, `ifAdminStatus` and `ifOperStatus` (RFC 2863 §6).
    fn link_varbinds(&self, port: &str, now: Moment) -> Result<Vec<VarBind>> {
        let position = self.port(port)?;
        let (age, up_since) = (World::age(now), self.up_since(now).unwrap_or_else(|| World::age(now)));
        let asking = Asking { agent: self, context: None, may_write: false, version: Version::V2c, age, up_since };
        let index = self.indexes.get(position).copied().unwrap_or_default();
        let variable = |column, value| VarBind::new(Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, column, index]), value);
        Ok(vec![
            variable(1, Value::Integer(i32::try_from(index).unwrap_or(i32::MAX))),
            variable(7, asking.admin_status(position)),
            variable(8, asking.oper_status(position)),
        ])
    }

    fn sys_up_time(&self, now: Moment) -> TimeTicks {
        self.up_since(now).map_or(TimeTicks(0), |since| ticks_of(World::age(now).saturating_sub(since)))
    }

    fn port(&self, port: &str) -> Result<usize> {
        self.ports
            .iter()
            .position(|name| name == port)
            .ok_or_else(|| Error::invalid("port", port, format!("{} has {}", self.name, self.ports.join(", "))))
    }
}
